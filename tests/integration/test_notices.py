"""Notices in a congress: who is told, once; reminders; whom no message reaches, and the call sheet; what is refused changes nothing."""
from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from django.apps import apps
from tests.support import matters
from tests.support.house import DEPUTIES, House, settle

import notices.commands as notices
from deadlines.queries import open_until
from notices import queries as shown
from notices.commands import About
from notices.events import Kind
from notices.models import Call, Choice, Message, Notice
from notices.told import To
from outbox.models import Fact
from people.actor import system
from townships.clock import local_date
from townships.errors import NotAllowed, Refused, message
from townships.ids import new_id

FIRST, SECOND, THIRD = (name for name, *_ in DEPUTIES[:3])
ABOUT = About(subject=f"case/{UUID(int=7)}", title="硬化樊坡村通组路", number="第3号")


@pytest.fixture
def house(town: Any, now: Any, settings: Any) -> House:
    settings.MAIL = True
    return settle(town, "gouyuan", now)


def by_system(house: House, command: Callable[..., Any], now: Any = None, **given: Any) -> Any:
    tenant, when = house.tenant, now or house.now
    actor = system(tenant.schema_name, tenant.county_schema, tenant.type, "notifier")
    return command(actor=actor, now=when, at=when, command_id=new_id(), **given)


def tell(house: House, to: To = To.CLERK, key: str = "k", kind: Kind = Kind.REPLIED, now: Any = None, **about: Any) -> None:
    by_system(house, notices.notify, now, key=key, kind=kind, to=[to], about=msgspec.structs.replace(ABOUT, **about))


def everything(house: House) -> list[Any]:
    rows = [sorted(map(str, model.objects.values_list())) for model in apps.get_app_config("notices").get_models()]
    return [*rows, sorted(map(str, Fact.objects.filter(tenant=house.tenant.schema_name).values_list("event_id", flat=True)))]


def refuse(house: House, code: str, role: str, command: Callable[..., Any], /, **given: Any) -> None:
    before = everything(house)
    with pytest.raises(Refused) as caught:
        house.do(role, command, **given)
    assert caught.value.code == code
    assert message(caught.value) != code, "a refusal has words"
    assert everything(house) == before


# ---------------------------------------------------------------- who is told
def test_the_same_thing_is_told_to_the_same_person_once(house: House) -> None:
    for _ in range(3):
        tell(house)
    rows = shown.notices(viewer=house.actor("clerk")).rows
    assert [row["text"] for row in rows] == ["承办单位已答复，请送达代表：硬化樊坡村通组路。"]
    assert shown.unread(viewer=house.actor("clerk")) == 1
    house.do("clerk", notices.read_notices)
    assert shown.unread(viewer=house.actor("clerk")) == 0


def test_nobody_reads_the_notices_of_another(house: House) -> None:
    tell(house)
    assert shown.notices(viewer=house.actor("chair")).rows == []
    other = Notice.objects.get().pk
    refuse(house, "unknown", "chair", notices.read_notices, notice_ids=[other])
    house.do("clerk", notices.read_notices, notice_ids=[other])


def test_units_are_told_of_their_own_and_the_leaders_of_what_waits_for_them(house: House) -> None:
    [first, second, *_] = house.units.values()
    tell(house, To.UNITS, units=(first,))
    tell(house, To.UNITS, key="other", units=(second,))
    tell(house, To.LEADERS, key="leaders")
    assert len(shown.notices(viewer=house.actor("unit")).rows) == 1
    assert len(shown.notices(viewer=house.actor("chair")).rows) == 1


# ---------------------------------------------------------------- choices
@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"email": "no address", "rhythm": "daily"}, "bad_email"),
        ({"rhythm": "daily"}, "email_missing"),
        ({"rhythm": "hourly", "email": "a@example.org"}, "bad_value"),
        ({"webhook": "http://127.0.0.1:5432/"}, "inner_webhook"),
        ({"webhook": "http://[::ffff:10.0.0.1]/"}, "inner_webhook"),
        ({"webhook": "file:///etc/passwd"}, "bad_webhook"),
        ({"webhook": "https://robot.example.org/" + "x" * 300}, "too_long"),
    ],
)
def test_a_choice_that_cannot_be(house: House, given: dict[str, Any], code: str) -> None:
    refuse(house, code, "clerk", notices.choose_notices, **given)


def test_a_token_that_may_only_read_chooses_nothing_and_has_read_nothing(house: House) -> None:
    tell(house)
    reader = msgspec.structs.replace(house.actor("clerk"), scopes=frozenset({"read"}))
    before = everything(house)
    for command in (notices.choose_notices, notices.read_notices, notices.open_calendar, notices.close_calendar):
        with pytest.raises(NotAllowed):
            command(actor=reader, now=house.now, at=house.now, command_id=new_id())
    assert everything(house) == before
    assert shown.unread(viewer=reader) == 1


def test_an_installation_that_sends_no_mail_says_so(house: House, settings: Any) -> None:
    settings.MAIL = False
    refuse(house, "mail_not_set_up", "clerk", notices.choose_notices, email="a@example.org", rhythm="daily")


def test_another_webhook_has_another_secret_and_the_same_keeps_it(house: House) -> None:
    secrets = []
    for address in ("https://a.example.org/", "https://a.example.org/", "https://b.example.org/", ""):
        house.do("clerk", notices.choose_notices, webhook=address)
        secrets.append(Choice.objects.get().secret)
    assert secrets[0] == secrets[1] != secrets[2]
    assert secrets[3] == ""


# ---------------------------------------------------------------- reminders
def test_the_unit_is_reminded_at_each_mark_once_and_the_office_when_it_is_late(house: House) -> None:
    case = matters.suggestion(house, to="in_hand", days=20)
    [due] = [one for one in open_until(local_date(house.now) + timedelta(days=200)) if one.subject == f"case/{case}" and one.kind == "reply"]
    for left in (40, 30, 29, 7, 6, 1, 0, -1, -2):
        now = house.now + (due.due_on - local_date(house.now) - timedelta(days=left))
        for _ in range(2):
            by_system(house, notices.remind_of_due, now)
    own = Notice.objects.filter(subject=f"case/{case}", key__startswith=f"due/{due.id}/")
    unit, clerk = house.actor("unit").person_id, house.actor("clerk").person_id
    assert [row.key.rpartition("/")[2] for row in own.filter(addressee=unit).order_by("made")] == ["30", "7", "1", "0", "-1"]
    assert [row.kind for row in own.filter(addressee=clerk)] == ["overdue"]
    assert not own.exclude(addressee__in=[unit, clerk]).exists()


def test_a_deputy_is_reminded_of_the_own_rating_only(house: House) -> None:
    matters.suggestion(house, to="replied", days=12)
    [due] = [one for one in open_until(local_date(house.now) + timedelta(days=60)) if one.kind == "rating"]
    by_system(house, notices.remind_of_due, house.now + (due.due_on - local_date(house.now) - timedelta(days=1)))
    rows = Notice.objects.filter(key__startswith=f"due/{due.id}/")
    assert [row.addressee for row in rows] == [house.actor("deputy").person_id]


def test_only_the_system_tells(house: House) -> None:
    refuse(house, "not_allowed", "clerk", notices.notify, key="k", kind="replied", to=[To.CLERK], about=ABOUT)
    for command in (notices.remind_of_due, notices.tell_monthly, notices.write_digests):
        refuse(house, "not_allowed", "clerk", command)


# ---------------------------------------------------------------- whom no message reaches
def sheet(house: House) -> dict[str, list[str]]:
    rows = shown.call_sheet(viewer=house.actor("clerk"), now=house.now + timedelta(hours=1)).rows
    return {row["name"]: [line["text"] for line in row["lines"]] for row in rows}


def test_who_does_not_sign_in_or_never_looks_stands_on_the_call_sheet(house: House) -> None:
    deputies = house.deputies
    tell(house, To.PROPOSERS, kind=Kind.TO_RATE, deputies=(deputies[FIRST], deputies[THIRD]))
    assert set(sheet(house)) == {FIRST, THIRD}
    house.do("deputy", notices.choose_notices, email="chen@example.org", rhythm="daily")
    assert set(sheet(house)) == {THIRD}, "the first deputy is reached by e-mail now; the third one signs in nowhere"
    house.do("deputy", notices.choose_notices)
    assert set(sheet(house)) == {FIRST, THIRD}
    house.do("deputy", notices.read_notices)
    assert set(sheet(house)) == {THIRD}


def test_a_call_takes_what_was_told_from_the_sheet_and_keeps_what_was_said(house: House) -> None:
    third = house.deputies[THIRD]
    tell(house, To.PROPOSERS, kind=Kind.TO_RATE, deputies=(third,))
    house.do("clerk", notices.note_sheet_call, deputy_id=third, outcome="rang")
    assert set(sheet(house)) == {THIRD}
    house.do("clerk", notices.note_sheet_call, deputy_id=third, outcome="told", note="说满意，下次来镇里填。")
    assert sheet(house) == {}
    assert [(call.outcome, call.said) for call in Call.objects.order_by("id")] == [("rang", ""), ("told", "说满意，下次来镇里填。")]
    told = Fact.objects.filter(type="townships.notices.call.made")
    assert {fact.audience for fact in told} == {"town"}
    refuse(house, "nothing_to_tell", "clerk", notices.note_sheet_call, deputy_id=third, outcome="told")


def test_the_call_sheet_is_the_clerks(house: House) -> None:
    third = house.deputies[THIRD]
    tell(house, To.PROPOSERS, deputies=(third,))
    for role in ("chair", "deputy", "unit"):
        refuse(house, "not_allowed", role, notices.note_sheet_call, deputy_id=third, outcome="told")
        with pytest.raises(Refused):
            shown.call_sheet(viewer=house.actor(role), now=house.now)
    refuse(house, "bad_value", "clerk", notices.note_sheet_call, deputy_id=third, outcome="perhaps")
    refuse(house, "unknown", "clerk", notices.note_sheet_call, deputy_id=new_id(), outcome="told")


def test_once_a_month_a_sentence_on_each_open_case_of_whom_no_message_reaches(house: House) -> None:
    matters.suggestion(house, to="in_hand", days=20)
    matters.suggestion(house, "已办结的事", to="concluded", days=40)
    for _ in range(2):
        by_system(house, notices.tell_monthly)
    by_system(house, notices.tell_monthly, house.now + timedelta(days=31))
    [deputy] = sheet(house).items()
    assert deputy[0] == FIRST
    assert len(deputy[1]) == 2, "one for each month"
    assert all("办理中" in text and "水利站" in text for text in deputy[1])
    house.do("deputy", notices.choose_notices, webhook="https://robot.example.org/")
    before = Notice.objects.count()
    by_system(house, notices.tell_monthly, house.now + timedelta(days=62))
    assert Notice.objects.count() == before


# ---------------------------------------------------------------- messages
def test_the_office_sees_how_messages_fare_and_not_what_they_say(house: House) -> None:
    house.do("deputy", notices.choose_notices, email="chen@example.org", rhythm="at_once")
    tell(house, To.PROPOSERS, deputies=(house.deputies[FIRST],))
    [row] = shown.messages(viewer=house.actor("clerk")).rows
    assert (row["person"], row["channel"], row["state"]) == (FIRST, "mail", "waiting")
    assert "硬化樊坡村" not in str(row)
    assert "chen@" not in str(row)
    for role in ("deputy", "unit"):
        with pytest.raises(Refused):
            shown.messages(viewer=house.actor(role))
    refuse(house, "not_given_up", "clerk", notices.retry_message, message_id=Message.objects.get().pk)
    refuse(house, "not_allowed", "deputy", notices.retry_message, message_id=Message.objects.get().pk)
