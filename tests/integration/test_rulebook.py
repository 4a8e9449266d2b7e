"""A congress adopts and retires rules of its own: rows and facts, and on denial neither."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from rulebook import commands, queries
from rulebook.models import LocalRule
from rulebook.queries import Session, Why
from townships.context import tenant_context
from townships.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken, Stale
from townships.ids import new_id

DAY = date(2026, 3, 2)


@pytest.fixture
def adopt(town: Any, acting: Any, now: datetime) -> Any:
    """Adopts a rule as Gouyuan's clerk; every argument can be another."""

    def make(**told: Any) -> Any:
        plain = {
            "actor": acting(town, "clerk"), "now": now, "at": now, "command_id": new_id(), "rule_id": new_id(), "key": "reply_months",
            "value": "2", "source": "构元镇代表建议办理办法 第八条", "valid_from": date(2026, 1, 1),
        }  # fmt: skip
        return commands.adopt_rule(**{**plain, **told})

    return make


def nothing_happened(facts: Any) -> bool:
    return not LocalRule.objects.exists() and facts() == []


def test_an_adopted_rule_is_in_force_here_and_a_fact(adopt: Any, town: Any, acting: Any, facts: Any) -> None:
    receipt = adopt()

    found = queries.in_force(viewer=acting(town, "clerk"), key="reply_months", on=DAY)
    assert (found.rule.value, found.rule.source, found.why) == (2, "构元镇代表建议办理办法 第八条", Why.MOST_SPECIFIC)
    (fact,) = facts()
    assert (fact.type, fact.subject, fact.version) == ("townships.rulebook.rule.adopted", f"rule/{receipt.id}", 1)
    assert (fact.data["rule"]["key"], fact.data["rule"]["value"], fact.data["rule"]["valid_from"]) == ("reply_months", 2, "2026-01-01")


def test_another_town_keeps_the_nations_rule(adopt: Any, neighbour: Any, acting: Any) -> None:
    adopt()
    with tenant_context(neighbour):
        assert queries.in_force(viewer=acting(neighbour, "clerk"), key="reply_months", on=DAY).why is Why.NATION


def test_before_it_begins_the_rule_is_not_in_force(adopt: Any, town: Any, acting: Any) -> None:
    adopt(valid_from=date(2026, 4, 1))
    assert queries.in_force(viewer=acting(town, "clerk"), key="reply_months", on=date(2026, 3, 31)).why is Why.NATION


@pytest.mark.parametrize(
    "told,code,field",
    [
        ({"value": "4"}, "looser_than_nation", "value"),
        ({"key": "motion_signers", "value": "3", "session": Session.IN_SESSION}, "fixed_by_law", "key"),
        ({"key": "no_such_thing"}, "unknown_rule_key", "key"),
        ({"value": "zwei"}, "not_a_number", "value"),
        ({"source": "  "}, "required", "source"),
        ({"source": "x" * 201}, "too_long", "source"),
        ({"note": "a\x00b"}, "control_characters", "note"),
    ],
)
def test_bad_rules_are_refused_and_leave_nothing(adopt: Any, facts: Any, told: Any, code: str, field: str) -> None:
    with pytest.raises((RuleBroken, Invalid)) as refused:
        adopt(**told)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert nothing_happened(facts)


@pytest.mark.parametrize("role", ["chair", "deputy", "unit", "presidium"])
def test_only_the_clerk_adopts(adopt: Any, town: Any, acting: Any, facts: Any, role: str) -> None:
    with pytest.raises(NotAllowed):
        adopt(actor=acting(town, role))
    assert nothing_happened(facts)


def test_the_true_date_is_not_in_the_future(adopt: Any, facts: Any) -> None:
    with pytest.raises(Invalid, match="in_the_future"):
        adopt(at=datetime(2026, 3, 3, tzinfo=UTC))
    assert nothing_happened(facts)


def test_the_same_command_again_is_the_same_and_another_content_is_refused(adopt: Any, facts: Any) -> None:
    command, rule = new_id(), new_id()
    actor_told = {"command_id": command, "rule_id": rule}
    first = adopt(**actor_told)
    with pytest.raises(Conflict):
        adopt(**actor_told, value="1")
    assert len(facts()) == 1
    assert LocalRule.objects.get().pk == first.id


def test_a_second_rule_for_the_same_time_is_refused(adopt: Any, facts: Any) -> None:
    adopt()
    with pytest.raises(RuleBroken, match="rule_adopted_already"):
        adopt(value="1", session=Session.OUT_OF_SESSION)
    assert (LocalRule.objects.count(), len(facts())) == (1, 1)


def test_a_retired_rule_gives_way_after_its_last_day(adopt: Any, town: Any, acting: Any, now: datetime, facts: Any) -> None:
    clerk = acting(town, "clerk")
    adopted = adopt()
    commands.retire_rule(actor=clerk, now=now, at=now, command_id=new_id(), rule_id=adopted.id, seen=1, last_day=date(2026, 5, 31))

    assert queries.in_force(viewer=clerk, key="reply_months", on=date(2026, 5, 31)).rule.value == 2
    assert queries.in_force(viewer=clerk, key="reply_months", on=date(2026, 6, 1)).why is Why.NATION
    assert [(fact.type.rpartition(".")[2], fact.version) for fact in facts()] == [("adopted", 1), ("retired", 2)]


def test_retiring_refuses_the_unknown_the_stale_and_the_retired(adopt: Any, town: Any, acting: Any, now: datetime, facts: Any) -> None:
    adopted = adopt()
    plain = {"actor": acting(town, "clerk"), "now": now, "at": now, "rule_id": adopted.id, "seen": 1, "last_day": date(2026, 5, 31)}
    with pytest.raises(NotFound):
        commands.retire_rule(**{**plain, "command_id": new_id(), "rule_id": new_id()})
    with pytest.raises(Stale):
        commands.retire_rule(**{**plain, "command_id": new_id(), "seen": 7})
    commands.retire_rule(**plain, command_id=new_id())
    with pytest.raises(RuleBroken, match="rule_retired_already"):
        commands.retire_rule(**{**plain, "command_id": new_id(), "seen": 2})
    assert len(facts()) == 2


def test_the_table_itself_holds_one_open_rule_for_a_scope(adopt: Any) -> None:
    adopt()
    row = LocalRule.objects.values().get()
    with pytest.raises(IntegrityError), transaction.atomic():
        LocalRule.objects.create(**{**row, "id": new_id()})


def test_the_table_of_rules_names_what_is_in_force_with_source_force_and_verification(adopt: Any, town: Any, acting: Any) -> None:
    adopt()
    rows = queries.rules(viewer=acting(town, "clerk"), key="reply_months", on=DAY)

    assert [(row.rule.place, row.in_force) for row in rows] == [("610981117", True), ("", False), ("", False), ("", False)]
    assert rows[0].id
    assert all(row.rule.source for row in rows)
    assert {row.rule.key for row in queries.rules(viewer=acting(town, "clerk"), on=DAY)} == {key.name for key in queries.known_keys()}


def test_the_table_of_rules_is_one_query_however_many_there_are(adopt: Any, town: Any, acting: Any) -> None:
    for key in ("rework_months", "rating_workdays", "presidium_meets_months"):
        adopt(key=key, value="1")
    with CaptureQueriesContext(connection) as asked:
        rows = queries.rules(viewer=acting(town, "clerk"), on=DAY)
    assert len([query for query in asked if not query["sql"].startswith("SET ")]) == 1
    assert len([row for row in rows if row.id]) == 3


def test_letters_and_refusals_are_the_places_own(town: Any, adopt: Any, acting: Any) -> None:
    adopt(key="letter_explained", value="丁")
    viewer = acting(town, "clerk")
    assert queries.letters(viewer=viewer, on=DAY) == {"solved": "A", "under_way": "B", "planned": "C", "explained": "丁", "referred": "D"}
    reasons = {reason.code: reason.outcome for reason in queries.refusal_reasons(viewer=viewer, on=DAY)}
    assert reasons == {
        "own_affairs": "not_accepted", "petition": "not_accepted", "court_case": "not_accepted", "bidding": "not_accepted",
        "several_matters": "send_back",
    }  # fmt: skip


def test_a_county_congress_needs_ten_signers_and_a_town_five(tenants: Any, acting: Any) -> None:
    for schema, signers in (("c610981", 10), ("t610981117", 5)):
        with tenant_context(tenants(schema)):
            viewer = acting(tenants(schema), "clerk")
            assert queries.in_force(viewer=viewer, key="motion_signers", on=DAY, session=Session.IN_SESSION).rule.value == signers


def test_a_town_of_chongqing_is_told_of_the_tie(tenants: Any, acting: Any) -> None:
    tenant = tenants("t500101109")
    with tenant_context(tenant):
        found = queries.in_force(viewer=acting(tenant, "clerk"), key="reply_months", on=DAY)
    assert (found.why, found.rule.value, {rule.value for rule in found.tied}) == (Why.TIE_NATION, 3, {2, 3})
