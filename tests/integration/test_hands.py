"""Several at once with the consequence first; undo where the law allows; keys and paper."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client, override_settings
from tests.integration.test_console_pages import _signed_in, version
from tests.support import matters
from tests.support.house import House, settle

from motions.models import Case
from outbox.models import Fact


@pytest.fixture
def house(town: Any) -> House:
    return settle(town, "gouyuan", datetime.now(UTC))


@pytest.fixture
def visitor(db: None) -> Iterator[Callable[..., Client]]:
    with override_settings(DEMO=True):
        yield _signed_in


def ticked(page: str) -> list[str]:
    return [part.partition('"')[0] for part in page.split('form="bulk" name="case" value="')[1:]]


def named(page: str, name: str) -> list[str]:
    return [part.partition('"')[0] for part in page.split(f'name="{name}" value="')[1:]]


def test_several_are_registered_at_once_after_the_consequence_was_told(house: House, visitor: Any) -> None:
    for title in ("修水渠", "修公路"):
        matters.suggestion(house, title)
    ended = matters.suggestion(house, "已办结的", to="concluded")
    clerk = visitor("clerk.gouyuan")
    chosen = ticked(clerk.get("/cases").content.decode())
    assert len(chosen) == 3
    before = Fact.objects.count()
    asked = clerk.post("/cases/bulk", {"verb": "REGISTER", "case": chosen}).content.decode()
    assert "编号一经给出不再收回" in asked
    assert "已办结的" in asked.partition("未列入")[2]
    assert Fact.objects.count() == before, "asking changes nothing"
    kept = {"verb": "REGISTER", "consent": "yes", "case": named(asked, "case")}
    seen = {f"seen-{one}": named(asked, f"seen-{one}")[0] for one in kept["case"]}
    done = clerk.post("/cases/bulk", {**kept, **seen}).content.decode()
    assert done.count("已完成") == 2
    assert sorted(Case.objects.exclude(pk=ended).values_list("serial", flat=True)) == [2, 3]


def test_one_that_somebody_changed_meanwhile_is_told_and_the_others_go_on(house: House, visitor: Any) -> None:
    first, second = matters.suggestion(house, "修水渠"), matters.suggestion(house, "修公路")
    clerk = visitor("clerk.gouyuan")
    asked = clerk.post("/cases/bulk", {"verb": "REGISTER", "case": ticked(clerk.get("/cases").content.decode())}).content.decode()
    ids = named(asked, "case")
    seen = {f"seen-{one}": "9" if place == 0 else named(asked, f"seen-{one}")[0] for place, one in enumerate(ids)}
    done = clerk.post("/cases/bulk", {"verb": "REGISTER", "consent": "yes", "case": ids, **seen}).content.decode()
    assert done.count("已完成") == 1
    assert Case.objects.filter(pk__in=[first, second], serial=None).count() == 1


@pytest.mark.parametrize(
    ("login", "verb", "status"), [("deputy.gouyuan", "REGISTER", 200), ("clerk.gouyuan", "WITHDRAW", 404), ("unit.gouyuan", "REMIND", 200)]
)
def test_who_may_not_take_the_step_takes_it_for_none(house: House, visitor: Any, login: str, verb: str, status: int) -> None:
    matters.suggestion(house)
    chosen, before = ticked(visitor("clerk.gouyuan").get("/cases").content.decode()), Fact.objects.count()
    given = {"verb": verb, "consent": "yes", "case": chosen, f"seen-{chosen[0]}": "1"}
    assert visitor(login).post("/cases/bulk", given).status_code == status
    assert Fact.objects.count() == before


def test_a_registration_says_that_it_stands_and_a_file_offers_to_be_undone(house: House, visitor: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from tests.unit.test_attachments_content import photo

    case, clerk = matters.suggestion(house, to="registered"), visitor("clerk.gouyuan")
    assert "不能撤销" in clerk.get(f"/cases/{case}?done=register").content.decode()
    page = clerk.get(f"/cases/{case}").content.decode()
    command = page.partition(f'action="/cases/{case}/files"')[2].partition('name="command_id" value="')[2].partition('"')[0]
    sent = {"command_id": command, "seen": version(house, case), "purpose": "SHEET", "file": SimpleUploadedFile("a.jpg", photo())}
    done = clerk.post(f"/cases/{case}/files", sent)
    assert done.status_code == 302
    after = clerk.get(done["Location"]).content.decode()
    assert "撤销" in after
    assert "不能撤销" not in after


def test_the_keys_are_told_on_a_page_and_in_every_page(house: House, visitor: Any) -> None:
    clerk = visitor("clerk.gouyuan", language="en")
    assert "the next row, the one before" in clerk.get("/keys").content.decode()
    assert '<dialog id="keys"' in clerk.get("/cases").content.decode()
