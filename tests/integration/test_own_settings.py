"""What a person sets for himself: how pages look, saved filters, and the office's telephone on every deputy's page."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client, override_settings
from tests.integration.test_console_pages import _signed_in
from tests.support.graphql_api import change, data, stranger
from tests.support.house import House, settle

from accounts.models import Look, SavedFilter
from outbox.models import Fact
from roster import commands as roster_commands
from townships.errors import Invalid, NotAllowed

ELSEWHERE = "b0d5d5a0-0000-7000-8000-000000000000"


@pytest.fixture
def house(town: Any) -> House:
    return settle(town, "gouyuan", datetime.now(UTC))


@pytest.fixture
def visitor(db: None) -> Iterator[Callable[..., Client]]:
    with override_settings(DEMO=True):
        yield _signed_in


# ---------------------------------------------------------------- how pages look
def test_dark_and_large_go_with_the_person_to_another_device(house: House, visitor: Any) -> None:
    first = visitor("deputy.gouyuan")
    first.post("/_look", {"theme": "dark"})
    first.post("/_look", {"size": "large"})
    page = visitor("deputy.gouyuan").get("/mine").content.decode()
    assert 'data-theme="dark"' in page
    assert 'data-size="large"' in page
    assert "data-theme" not in visitor("clerk.gouyuan").get("/cases").content.decode().partition("<head")[0]


def test_what_is_no_choice_is_the_usual_and_a_strangers_is_the_browsers_own(house: House, visitor: Any) -> None:
    client = visitor("deputy.gouyuan")
    client.post("/_look", {"theme": "purple", "next": "https://example.org/"})
    assert list(Look.objects.values_list("theme", flat=True)) == [""]
    assert visitor().post("/_look", {"size": "largest"}).cookies["size"].value == "largest"
    assert Look.objects.count() == 1


# ---------------------------------------------------------------- saved filters
def test_a_filter_is_kept_with_its_person_and_its_link_is_an_ordinary_address(house: House, visitor: Any) -> None:
    clerk = visitor("clerk.gouyuan")
    assert clerk.post("/filters", {"name": "逾期的水利", "page": "/cases", "query": "overdue=1&text=水渠&after=x"}).status_code == 302
    page = clerk.get("/cases").content.decode()
    assert "逾期的水利" in page
    assert "overdue=1" in page
    assert "after=x" not in page
    assert "逾期的水利" in clerk.get("/settings").content.decode()
    assert "逾期的水利" not in visitor("chair.gouyuan").get("/cases").content.decode()
    kept = SavedFilter.objects.get()
    assert visitor("chair.gouyuan").post(f"/filters/{kept.pk}/remove").status_code == 404
    assert clerk.post(f"/filters/{kept.pk}/remove").status_code == 302
    assert SavedFilter.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"name": "", "page": "/cases", "query": ""}, 422),
        ({"name": "a\x00b", "page": "/cases", "query": ""}, 422),
        ({"name": "x" * 61, "page": "/cases", "query": ""}, 422),
        ({"name": "x", "page": "https://example.org/", "query": ""}, 404),
        ({"name": "x", "page": f"/cases/{ELSEWHERE}", "query": ""}, 404),
    ],
)
def test_what_is_no_filter_of_ours_is_refused(house: House, visitor: Any, given: dict[str, str], status: int) -> None:
    assert visitor("clerk.gouyuan").post("/filters", given).status_code == status
    assert SavedFilter.objects.count() == 0


def test_two_of_one_name_are_refused_and_what_was_typed_stays(house: House, visitor: Any) -> None:
    clerk = visitor("clerk.gouyuan")
    clerk.post("/filters", {"name": "逾期", "page": "/cases", "query": "overdue=1"})
    again = clerk.post("/filters", {"name": "逾期", "page": "/cases", "query": "kind=MOTION"})
    assert again.status_code == 422
    assert 'value="逾期"' in again.content.decode()
    assert "kind=MOTION" in again.content.decode()


# ---------------------------------------------------------------- the office's telephone
def test_the_offices_telephone_stands_on_every_deputys_page(house: House, visitor: Any) -> None:
    deputy = visitor("deputy.gouyuan")
    assert "tel:" not in deputy.get("/mine").content.decode()
    clerk = visitor("clerk.gouyuan")
    form = clerk.get("/office").content.decode()
    command = form.partition('name="command_id" value="')[2].partition('"')[0]
    assert clerk.post("/office", {"command_id": command, "phone": "0915-8720001", "hours": "工作日"}).status_code == 302
    for page in ("/mine", "/raise", "/settings", "/cases", "/search"):
        assert 'href="tel:0915-8720001"' in deputy.get(page).content.decode(), page
    assert "tel:0915" not in clerk.get("/cases").content.decode()


def test_everybody_may_know_it_and_the_county_hears_nothing_of_it(house: House) -> None:
    done = change(house.actor("clerk"), "setOffice", "office { phone hours }", phone="0915-8720001", hours="工作日")
    assert done["office"] == {"phone": "0915-8720001", "hours": "工作日"}
    asked = data(stranger(house.tenant), "{ congress { office { phone } } }")
    assert asked["congress"]["office"] == {"phone": "0915-8720001"}
    fact = Fact.objects.get(type="townships.roster.office.set")
    assert fact.audience == "town"
    assert "0915" not in str(fact.envelope)


def test_a_telephone_that_is_none_and_a_hand_that_is_not_the_clerks_change_nothing(house: House) -> None:
    before = Fact.objects.count()
    with pytest.raises(Invalid):
        house.do("clerk", roster_commands.set_office, phone="ring me")
    with pytest.raises(Invalid):
        house.do("clerk", roster_commands.set_office, phone="")
    with pytest.raises(NotAllowed):
        house.do("chair", roster_commands.set_office, phone="0915-8720001")
    assert Fact.objects.count() == before
