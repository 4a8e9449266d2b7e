"""The calendar: what is due and what meets, of what one may see; its address for calendar programs, which can be taken away."""
from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
from django.test import Client, override_settings
from tests.support import matters
from tests.support.house import DEPUTIES, PASSWORD, House, settle

import notices.commands as notices
from notices.queries import calendar_token, holder_of
from outbox.models import Fact
from people import commands as people
from people.actor import Role, system
from people.models import Membership
from townships.clock import local_date
from townships.errors import Refused

TOWN = "610981117.localhost"


@pytest.fixture
def house(town: Any) -> House:
    return settle(town, "gouyuan", datetime.now(UTC))


@pytest.fixture
def visitor(db: None) -> Any:
    with override_settings(DEMO=True):
        yield signed_in


def signed_in(login: str = "") -> Client:
    client = Client(headers={"host": TOWN})
    if login:
        assert client.post("/sign-in", {"login": login, "password": PASSWORD}).status_code == 302
    return client


def asked(client: Client, since: int = -60, until: int = 300) -> list[dict[str, Any]]:
    today = local_date(datetime.now(UTC))
    days = f'since: "{today + timedelta(days=since)}", until: "{today + timedelta(days=until)}"'
    query = f"{{ calendar({days}) {{ key on kind words number title path overdue deadlineId }} }}"
    answer = client.post("/graphql", {"query": query}, content_type="application/json", headers={"accept": "application/json"}).json()
    return answer["data"]["calendar"]  # type: ignore[no-any-return]


def feed(client: Client, token: str) -> Any:
    return client.get(f"/calendar/{token}.ics")


def titles(answer: Any) -> list[str]:
    return [str(event["SUMMARY"]) for event in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")]


# ---------------------------------------------------------------- what stands in it
def test_everybody_sees_what_is_due_in_the_own_cases_and_the_office_all(house: House, visitor: Callable[..., Client]) -> None:
    matters.suggestion(house, "老庄村路灯不亮", to="in_hand", days=20)
    matters.supervision(house)
    office, unit, deputy = (asked(visitor(f"{role}.gouyuan")) for role in ("clerk", "unit", "deputy"))
    due = [one for one in office if one["kind"] == "DUE"]
    assert {one["title"] for one in due} >= {"老庄村路灯不亮"}
    assert all(one["deadlineId"] for one in due)
    assert {one["title"] for one in office if one["kind"] == "MEETS"} >= {"农村饮水安全专项视察"}
    assert {one["title"] for one in unit if one["kind"] == "DUE"} == {"老庄村路灯不亮"}
    assert {one["title"] for one in deputy if one["kind"] == "DUE"} == {"老庄村路灯不亮"}
    assert [one["on"] for one in office] == sorted(one["on"] for one in office)


def test_a_deputy_without_cases_and_another_unit_see_nothing_due(house: House, visitor: Callable[..., Client]) -> None:
    """The control is the case's own deputy above."""
    matters.suggestion(house, to="in_hand", days=20)
    office = system(house.tenant.schema_name, house.tenant.county_schema, house.tenant.type, "tests")
    other = people.enrol(actor=office, login="other.gouyuan", name="别人", password=PASSWORD, demonstration=True)
    day = local_date(house.now) - timedelta(days=9)
    for role, holder in ((Role.DEPUTY, house.deputies[DEPUTIES[3][0]]), (Role.UNIT, list(house.units.values())[1])):
        people.grant(actor=office, tenant=house.tenant.schema_name, person_id=other, role=role, holder=holder, valid_from=day)
    assert [one for one in asked(visitor("other.gouyuan")) if one["kind"] == "DUE"] == []


def test_a_period_is_in_order_and_not_endless(house: House, visitor: Callable[..., Client]) -> None:
    query = '{ calendar(since: "2026-01-02", until: "%s") { key } }'
    for until in ("2026-01-01", "2029-01-01"):
        answer = visitor("clerk.gouyuan").post("/graphql", {"query": query % until}, content_type="application/json", headers={"accept": "application/json"})
        assert answer.json()["errors"][0]["extensions"]["code"] == "bad_value"


# ---------------------------------------------------------------- its address
def test_an_address_shows_days_and_titles_and_no_person(house: House, visitor: Callable[..., Client]) -> None:
    matters.suggestion(house, "老庄村路灯不亮", to="in_hand", days=20)
    house.do("deputy", notices.open_calendar)
    answer = feed(visitor(), calendar_token(viewer=house.actor("deputy")))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert any("老庄村路灯不亮" in title for title in titles(answer))
    text = answer.content.decode()
    people_named = [name for name, *_ in DEPUTIES] + ["张敏", "刘洋", "孙志强"]
    assert not [name for name in people_named if name in text]
    assert "1540000" not in text
    assert "no-store" in answer["Cache-Control"]


def test_another_address_ends_the_one_before_and_closing_ends_all(house: House, visitor: Callable[..., Client]) -> None:
    tokens = []
    for _ in range(2):
        house.do("clerk", notices.open_calendar)
        tokens.append(calendar_token(viewer=house.actor("clerk")))
    assert [feed(visitor(), token).status_code for token in tokens] == [404, 200]
    house.do("clerk", notices.close_calendar)
    assert [feed(visitor(), token).status_code for token in tokens] == [404, 404]
    assert calendar_token(viewer=house.actor("clerk")) == ""
    with pytest.raises(Refused, match="feed_closed"):
        house.do("clerk", notices.close_calendar)
    facts = Fact.objects.filter(type="townships.notices.feed.changed")
    assert {fact.audience for fact in facts} == {"town"}
    assert not any(token.partition(".")[2] in str(fact.envelope) for fact in facts for token in tokens)


@pytest.mark.parametrize("token", ["x", "x.y", "0" * 32 + "-1.abc", "."])
def test_what_we_did_not_sign_is_not_found(house: House, visitor: Callable[..., Client], token: str) -> None:
    assert feed(visitor(), token).status_code == 404
    assert holder_of(token) is None


def test_who_is_nobody_here_any_more_has_no_calendar(house: House, visitor: Callable[..., Client]) -> None:
    house.do("unit", notices.open_calendar)
    token, person = calendar_token(viewer=house.actor("unit")), house.actor("unit").person_id
    assert feed(visitor(), token).status_code == 200
    Membership.objects.filter(person_id=person).update(valid_to=local_date(house.now) - timedelta(days=1), valid_from=local_date(house.now) - timedelta(days=9))
    assert feed(visitor(), token).status_code == 404


def test_an_address_never_shows_more_than_the_roles_it_was_opened_with(house: House, visitor: Callable[..., Client]) -> None:
    """A unit's person who becomes the clerk does not make the office's days open to whoever has the old address."""
    matters.suggestion(house, "老庄村路灯不亮", to="registered", days=20)
    house.do("unit", notices.open_calendar)
    token, person = calendar_token(viewer=house.actor("unit")), house.actor("unit").person_id
    office = system(house.tenant.schema_name, house.tenant.county_schema, house.tenant.type, "tests")
    day = local_date(house.now) - timedelta(days=1)
    people.grant(actor=office, tenant=house.tenant.schema_name, person_id=person, role=Role.CLERK, valid_from=day)
    assert not any("老庄村路灯不亮" in title for title in titles(feed(visitor(), token)))
    house.do("unit", notices.open_calendar)
    renewed = calendar_token(viewer=house.actor("unit"))
    assert any("老庄村路灯不亮" in title for title in titles(feed(visitor(), renewed)))


def test_an_address_of_one_town_is_none_of_another(house: House, visitor: Callable[..., Client]) -> None:
    house.do("clerk", notices.open_calendar)
    token = calendar_token(viewer=house.actor("clerk"))
    assert Client(headers={"host": "610981101.localhost"}).get(f"/calendar/{token}.ics").status_code == 404
    assert feed(visitor(), token).status_code == 200


# ---------------------------------------------------------------- why this date
def test_every_due_day_in_the_lists_leads_to_its_reason(house: House, visitor: Callable[..., Client]) -> None:
    matters.suggestion(house, "老庄村路灯不亮", to="in_hand", days=20)
    for login, page in (("clerk", "/cases"), ("clerk", "/calendar"), ("unit", "/desk"), ("deputy", "/mine"), ("deputy", "/calendar")):
        month = "" if page != "/calendar" else f"?month={local_date(house.now) + timedelta(days=70):%Y-%m}"
        text = visitor(f"{login}.gouyuan").get(page + month).content.decode()
        if page == "/calendar" and "老庄村路灯不亮" not in text:
            month = f"?month={local_date(house.now) + timedelta(days=75):%Y-%m}"
            text = visitor(f"{login}.gouyuan").get(page + month).content.decode()
        href = text.partition('<a class="whylink" href="')[2].partition('"')[0]
        assert href.startswith("/why/"), (login, page)
        assert visitor(f"{login}.gouyuan").get(href).status_code == 200
