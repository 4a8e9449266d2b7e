"""What every command shares: once for an id, nothing on denial, clean text, the right town."""
from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django_tenants.utils import tenant_context

import roster.commands
from hub import wiring
from outbox.models import Fact, HandledCommand
from roster.models import Village
from townships.errors import Conflict, Invalid, NotAllowed, message
from townships.models import Tenant


def _village(actor: Any, now: Any, command_id: Any = None, name: str = "羊山村", **more: Any) -> Any:
    return roster.commands.add_village(**{"actor": actor, "now": now, "at": now, "command_id": command_id or uuid4(), "name": name, **more})


def test_the_same_command_again_answers_the_same_and_does_nothing(town: Any, acting: Any, now: Any, facts: Any) -> None:
    clerk, command_id = acting(town, "clerk"), uuid4()
    first = _village(clerk, now, command_id)
    again = _village(clerk, now + timedelta(minutes=3), command_id, at=now + timedelta(minutes=3))
    assert again == first
    assert len(facts()) == 1
    assert Village.objects.count() == 1


def test_the_same_id_with_other_content_is_refused(town: Any, acting: Any, now: Any, facts: Any) -> None:
    clerk, command_id = acting(town, "clerk"), uuid4()
    _village(clerk, now, command_id)
    with pytest.raises(Conflict) as refused:
        _village(clerk, now, command_id, name="老庄村")
    assert refused.value.code == "command_id_reused"
    with pytest.raises(Conflict):
        _village(clerk, now, command_id, at=now - timedelta(days=2))
    assert len(facts()) == 1


def test_a_receipt_is_forgotten_after_thirty_days_and_no_sooner(committed: Any, acting: Any, now: Any) -> None:
    town = Tenant.objects.get(schema_name="t610981117")
    clerk, old, young = acting(town, "clerk"), uuid4(), uuid4()
    with tenant_context(town):
        _village(clerk, now - timedelta(days=31), old)
        _village(clerk, now - timedelta(days=29), young, name="老庄村")
    with committed.login("worker"):
        assert wiring.sweep(now) == 1
        assert wiring.sweep(now) == 0
    with tenant_context(town):
        assert list(HandledCommand.objects.values_list("command_id", flat=True)) == [young]


def test_an_id_is_a_towns_own(town: Any, neighbour: Any, acting: Any, now: Any) -> None:
    command_id = uuid4()
    _village(acting(town, "clerk"), now, command_id)
    with tenant_context(neighbour):
        assert _village(acting(neighbour, "clerk"), now, command_id, name="别的村").id


def test_what_is_denied_leaves_neither_row_nor_fact_nor_its_id(town: Any, acting: Any, now: Any, facts: Any) -> None:
    command_id = uuid4()
    for actor, refusal in ((acting(town, "deputy"), NotAllowed), (acting(town), NotAllowed)):
        with pytest.raises(refusal):
            _village(actor, now, command_id)
    assert not facts()
    assert not Village.objects.exists()
    assert not HandledCommand.objects.exists()
    assert _village(acting(town, "clerk"), now, command_id).version == 1


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [({"name": "羊山\x00村"}, "control_characters", "name"), ({"name": "村" * 201}, "too_long", "name"), ({"name": "  "}, "required", "name")],
)
def test_unclean_text_is_refused_with_its_field_and_in_words(town: Any, acting: Any, now: Any, facts: Any, given: Any, code: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        _village(acting(town, "clerk"), now, **given)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert message(refused.value) != code
    assert not facts()


def test_nothing_happens_tomorrow(town: Any, acting: Any, now: Any, facts: Any) -> None:
    with pytest.raises(Invalid) as refused:
        _village(acting(town, "clerk"), now, at=now + timedelta(seconds=1))
    assert (refused.value.code, refused.value.field) == ("in_the_future", "at")
    assert not facts()


def test_a_read_token_may_not_write(town: Any, acting: Any, now: Any) -> None:
    import msgspec

    with pytest.raises(NotAllowed):
        _village(msgspec.structs.replace(acting(town, "clerk"), scopes=frozenset({"read"})), now)


def test_an_actor_of_another_town_is_a_fault_of_ours(town: Any, neighbour: Any, acting: Any, now: Any) -> None:
    with pytest.raises(RuntimeError, match="actor of t610981101"):
        _village(acting(neighbour, "clerk"), now)


def test_two_at_the_same_time_are_one(committed: Any, acting: Any, now: Any) -> None:
    town = Tenant.objects.get(schema_name="t610981117")
    clerk, command_id, begin = acting(town, "clerk"), uuid4(), threading.Barrier(4)

    def send() -> Any:
        begin.wait()
        try:
            with tenant_context(town):
                return _village(clerk, now, command_id)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = {waiting.result().id for waiting in [pool.submit(send) for _ in range(4)]}
    assert len(answers) == 1
    with tenant_context(town):
        assert Village.objects.count() == Fact.objects.count() == 1


def test_the_envelope_says_who_when_and_where(town: Any, acting: Any, now: Any, facts: Any) -> None:
    from outbox.trace import tracing

    with tracing("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), transaction.atomic():
        _village(acting(town, "clerk", name="张敏"), now, at=now - timedelta(days=3))
    [fact] = facts()
    assert (fact.specversion, fact.source, fact.type) == ("1.0", "/townships/t610981117", "townships.roster.village.added")
    assert (fact.incarnation, fact.version, fact.county, fact.audience) == (1, 1, "c610981", "county")
    assert fact.actorrole == "clerk"
    assert "张敏" not in str(fact)
    assert fact.recordedtime > fact.time
    assert fact.traceparent.startswith("00-0af7651916cd43dd8448eb211c80319c")
    assert fact.data["village"]["name"] == "羊山村"
