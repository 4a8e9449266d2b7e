"""A deputy's duty record, and the deputies whom the clerk alone sees as people to help."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django_tenants.utils import tenant_context
from tests.integration.test_console_pages import _signed_in
from tests.support import matters
from tests.support.graphql_api import ask, data, gid
from tests.support.house import DEPUTIES, House, settle

import motions.queries
from motions import commands
from roster import commands as roster
from townships.clock import local_date
from townships.errors import NotAllowed
from townships.paging import Page

FIRST, CHAIR, THIRD = (DEPUTIES[index][0] for index in range(3))


@pytest.fixture
def house(town: Any) -> House:
    return settle(town, "gouyuan", datetime.now(UTC))


@pytest.fixture
def visitor(db: None) -> Iterator[Callable[..., Client]]:
    with override_settings(DEMO=True):
        yield _signed_in


def raised(house: House, *names: str, title: str = "修水渠") -> Any:
    told = {"title": title, "text": "水渠漏水。", "channel": "paper"}
    return house.do("clerk", commands.submit_suggestion, proposer_ids=[house.deputies[name] for name in names], **told).id


def record(house: House, name: str, role: str = "clerk") -> Any:
    return motions.queries.duty_record(viewer=house.actor(role), deputy_id=house.deputies[name])


# ---------------------------------------------------------------- the record
def test_it_counts_what_was_raised_co_signed_and_rated(house: House) -> None:
    raised(house, FIRST, THIRD)
    raised(house, THIRD, FIRST)
    rated = matters.suggestion(house, to="concluded")
    [term] = record(house, FIRST)
    assert (term["term_number"], term["led"], term["cosigned"], term["rated"]) == (19, 2, 1, 1)
    entries = motions.queries.duty_entries(viewer=house.actor("clerk"), mandates=[term["id"]], page=Page()).rows
    assert {(one["order"], bool(one["rated_on"])) for one in entries} == {(1, False), (2, False), (1, True)}
    assert next(one for one in entries if one["case_id"] == rated)["result"]


def test_an_earlier_term_of_the_same_person_stands_below(house: House) -> None:
    clerk = house.actor("clerk")
    person = next(one for one in clerk_list(house) if one["name"] == FIRST)["person_id"]
    raised(house, FIRST)
    later = house.now + timedelta(days=1)
    house = House(**{**vars(house), "now": later})
    term = house.do("clerk", roster.open_term, number=20, opens_on=local_date(later)).id
    told = {"sex": "female", "birth_year": 1968, "mandate_from": local_date(later), "person_id": person}
    seated = house.do("clerk", roster.seat_deputy, term_id=term, number=1, name=FIRST, **told).id
    shown = motions.queries.duty_record(viewer=clerk, deputy_id=seated)
    assert [(one["term_number"], one["led"]) for one in shown] == [(20, 0), (19, 1)]  # type: ignore[union-attr]


def clerk_list(house: House) -> Any:
    import roster.queries as queries

    return queries.deputy_list(viewer=house.actor("clerk"), page=Page(first=100)).rows


def test_it_is_for_that_deputy_and_the_office_and_nobody_else(house: House, neighbour: Any) -> None:
    raised(house, THIRD)
    assert record(house, FIRST, "deputy")
    assert record(house, THIRD, "deputy") is None
    assert record(house, FIRST, "unit") is None
    assert record(house, THIRD, "chair")
    with tenant_context(neighbour):
        other = settle(neighbour, "neighbour", house.now)
        assert motions.queries.duty_record(viewer=other.actor("clerk"), deputy_id=house.deputies[FIRST]) is None


def test_the_api_pages_it_and_the_page_prints_it_in_both_languages(house: House, visitor: Any) -> None:
    raised(house, FIRST, title="修水渠一段")
    raised(house, FIRST, title="修水渠二段")
    document = "query Ask($id: ID!) { dutyRecord(deputyId: $id) { name terms { led } entries(first: 1) { totalCount nodes { title order } } } }"
    shown = data(house.actor("deputy"), document, id=gid("Deputy", house.tenant, house.deputies[FIRST]))["dutyRecord"]
    assert (shown["name"], shown["terms"][0]["led"], shown["entries"]["totalCount"], len(shown["entries"]["nodes"])) == (FIRST, 2, 2, 1)
    assert "履职档案" in visitor("deputy.gouyuan").get("/mine").content.decode()
    page = visitor("deputy.gouyuan").get("/duties").content.decode()
    assert "修水渠一段" in page
    assert "Raised 2, co-signed 0" in visitor("clerk.gouyuan", language="en").get(f"/deputies/{house.deputies[FIRST]}/duties").content.decode()
    assert visitor("deputy.gouyuan").get(f"/deputies/{house.deputies[THIRD]}/duties").status_code == 404


def test_it_costs_as_much_for_many_cases_as_for_one(house: House) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            [term] = record(house, FIRST)
            motions.queries.duty_entries(viewer=house.actor("clerk"), mandates=[term["id"]], page=Page())
        return len(seen)

    raised(house, FIRST)
    one = cost()
    for nth in range(5):
        raised(house, FIRST, title=f"第{nth}件")
    assert cost() == one


# ---------------------------------------------------------------- whom to help
def test_who_raised_nothing_this_term_is_seen_by_the_clerk_with_a_verb(house: House, visitor: Any) -> None:
    raised(house, FIRST, THIRD)
    page = visitor("clerk.gouyuan").get("/deputies/to-help").content.decode()
    assert FIRST not in page
    assert THIRD not in page
    assert CHAIR in page
    assert 'href="tel:15400000002"' in page
    form = page.partition("/cases/new?deputy=")[2].partition('"')[0]
    assert form
    assert f'value="{form}" selected' in visitor("clerk.gouyuan").get(f"/cases/new?deputy={form}").content.decode()


@pytest.mark.parametrize("role", ["chair", "deputy", "unit"])
def test_nobody_else_sees_them_by_any_way(house: House, visitor: Any, role: str) -> None:
    with pytest.raises(NotAllowed):
        motions.queries.deputies_to_help(viewer=house.actor(role), today=local_date(house.now), page=Page())
    assert ask(house.actor(role), "{ deputiesToHelp { totalCount } }")["errors"][0]["extensions"]["code"] == "not_allowed"
    assert visitor(f"{role}.gouyuan").get("/deputies/to-help").status_code == 403
