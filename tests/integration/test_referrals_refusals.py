"""Each command between town and county refuses what it must: by whom, when, and about what; and then neither rows nor facts are others."""
from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from tests.support.house import DEPUTIES, House, settle

import motions.commands as motions
import referrals.commands as referrals
import roster.commands as roster
from motions.models import Case
from outbox.events import read
from outbox.models import Fact
from people.actor import system
from referrals import queries as shown
from referrals.events import Sheet
from referrals.models import Matter, Task
from townships.errors import Refused, message
from townships.ids import new_id

SHEET = Sheet(number="十九届闭会第3号", title="跨县公路塌方", text="镇里无权修。")
REPLY = {"number": "构政函〔2026〕8号", "meaning": "solved", "text": "已安排修复。", "signed_off_by": "孙志强"}


@pytest.fixture
def house(town: Any, now: Any) -> House:
    return settle(town, "gouyuan", now)


@pytest.fixture
def above(county: Any, now: Any) -> House:
    return settle(county, "xunyang", now)


def everything(house: House) -> list[Any]:
    models = [model for app in ("referrals", "motions") for model in apps.get_app_config(app).get_models()]
    rows = [sorted(map(str, model.objects.values_list())) for model in models]
    return [*rows, sorted(map(str, Fact.objects.filter(tenant=house.tenant.schema_name).values_list("event_id", flat=True)))]


def refuse(house: House, code: str, role: str, command: Callable[..., Any], /, **given: Any) -> None:
    before = everything(house)
    with pytest.raises(Refused) as caught:
        house.do(role, command, **given)
    assert caught.value.code == code
    assert message(caught.value) != code, "a refusal has words"
    assert everything(house) == before


def by_system(house: House, command: Callable[..., Any], **given: Any) -> Any:
    tenant = house.tenant
    actor = system(tenant.schema_name, tenant.county_schema, tenant.type, "reactor")
    return command(actor=actor, now=house.now, at=house.now - timedelta(days=2), command_id=new_id(), **given)


# ---------------------------------------------------------------- upward, in the town
@pytest.fixture
def case(house: House) -> UUID:
    raised = house.do(
        "clerk", motions.submit_suggestion, at=house.now - timedelta(days=9), proposer_ids=[house.deputies[DEPUTIES[0][0]]], title="塌方", text="塌方",
        channel="paper",
    ).id  # fmt: skip
    house.do("clerk", motions.register, at=house.now - timedelta(days=8), case_id=raised, seen=1)
    return raised


UP = {"way": "passed_through", "note": "省道不归镇管。"}


@pytest.mark.parametrize("role", ["deputy", "unit"])
def test_only_the_office_sends_a_case_upward(house: House, case: UUID, role: str) -> None:
    refuse(house, "not_allowed", role, referrals.refer_upward, case_id=case, seen=2, **UP)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"seen": 1}, "stale"),
        ({"way": "by_post"}, "bad_value"),
        ({"way": "reported"}, "bad_value"),
        ({"way": "taken_up"}, "county_deputy_unnamed"),
        ({"note": "  "}, "required"),
        ({"note": "a\0b"}, "control_characters"),
        ({"case_id": UUID(int=1)}, "unknown"),
    ],
)
def test_what_does_not_go_upward(house: House, case: UUID, given: dict[str, Any], code: str) -> None:
    refuse(house, code, "clerk", referrals.refer_upward, **{"case_id": case, "seen": 2, **UP, **given})


def test_a_case_goes_upward_once_and_not_before_it_is_registered(house: House, case: UUID) -> None:
    fresh = house.do(
        "clerk", motions.submit_suggestion, proposer_ids=[house.deputies[DEPUTIES[0][0]]], title="路灯", text="路灯不亮", channel="paper"
    ).id
    refuse(house, "wrong_state", "clerk", referrals.refer_upward, case_id=fresh, seen=1, **UP)
    house.do("chair", referrals.refer_upward, case_id=case, seen=2, **UP)
    refuse(house, "wrong_state", "clerk", referrals.refer_upward, case_id=case, seen=3, **UP)
    assert Case.objects.get(pk=case).state == "referred"


def test_a_countys_case_has_no_congress_above_here(above: House) -> None:
    refuse(above, "no_congress_above", "clerk", referrals.refer_upward, case_id=new_id(), seen=1, **UP)


@pytest.mark.parametrize("command", [referrals.report_upward, referrals.follow_county, referrals.receive_task, referrals.note_refusal])
def test_what_follows_from_a_fact_nobody_does_by_hand(house: House, case: UUID, command: Callable[..., Any]) -> None:
    news = {"incarnation": 1, "told_version": 1}
    part = {"unit_id": new_id(), "sheet": SHEET, "kind": "sole", "state": "handed_over", "county_case_id": new_id()}
    given: dict[Any, dict[str, Any]] = {
        referrals.report_upward: {"case_id": case}, referrals.follow_county: {"case_id": case, **news},
        referrals.receive_task: {"task_id": new_id(), **news, **part}, referrals.note_refusal: {"task_id": new_id(), "code": "x"},
    }  # fmt: skip
    refuse(house, "not_allowed", "clerk", command, **given[command])


# ---------------------------------------------------------------- the task in the town
@pytest.fixture
def task(house: House) -> UUID:
    id = new_id()
    by_system(
        house, referrals.receive_task, task_id=id, incarnation=1, told_version=5, county_case_id=new_id(), unit_id=new_id(), sheet=SHEET, kind="sole",
        state="handed_over", handed_over_on=house.now.date() - timedelta(days=3), due_on=house.now.date() + timedelta(days=60),
    )  # fmt: skip
    return id


def test_the_county_has_no_desk_of_its_own(above: House) -> None:
    refuse(above, "no_congress_above", "clerk", referrals.sign_task, task_id=new_id(), seen=1, channel="paper")
    refuse(above, "no_congress_above", "clerk", referrals.reply_task, task_id=new_id(), seen=1, **REPLY)


def test_a_task_is_its_governments_and_for_nobody_else(house: House, task: UUID) -> None:
    for role in ("deputy", "chair"):
        refuse(house, "not_allowed", role, referrals.sign_task, task_id=task, seen=1)
    refuse(house, "channel_needed", "clerk", referrals.sign_task, task_id=task, seen=1)
    refuse(house, "stale", "unit", referrals.sign_task, task_id=task, seen=0)
    refuse(house, "out_of_order", "unit", referrals.sign_task, task_id=task, seen=1, at=house.now - timedelta(days=5))
    house.do("unit", referrals.sign_task, task_id=task, seen=1)
    refuse(house, "on_its_way", "unit", referrals.sign_task, task_id=task, seen=2)
    with pytest.raises(Refused, match="not_allowed"):
        shown.tasks(viewer=house.actor("deputy"))
    assert [row["id"] for row in shown.tasks(viewer=house.actor("unit")).rows] == [task]
    assert [row["id"] for row in shown.tasks(viewer=house.actor("chair")).rows] == [task]


@pytest.mark.parametrize(
    ("given", "code"), [({"meaning": "perhaps"}, "bad_value"), ({"text": " "}, "required"), ({"number": ""}, "required"), ({"signed_off_by": ""}, "required")]
)
def test_a_reply_to_the_county_is_whole(house: House, task: UUID, given: dict[str, Any], code: str) -> None:
    refuse(house, code, "unit", referrals.reply_task, task_id=task, seen=1, **{**REPLY, **given})


def test_an_older_word_of_the_county_changes_nothing(house: House, task: UUID) -> None:
    given = {"task_id": task, "county_case_id": new_id(), "unit_id": new_id(), "sheet": SHEET, "kind": "sole"}
    by_system(house, referrals.receive_task, **given, state="signed", incarnation=1, told_version=6)
    before = everything(house)
    by_system(house, referrals.receive_task, **given, state="handed_over", incarnation=1, told_version=5)
    assert everything(house) == before
    assert Task.objects.get(pk=task).state == "signed"


# ---------------------------------------------------------------- the county
@pytest.fixture
def matter(above: House) -> UUID:
    id = new_id()
    day = above.now.date() - timedelta(days=3)
    by_system(above, referrals.receive_matter, matter_id=id, town="t610981117", way="passed_through", referred_on=day, sheet=SHEET)
    return id


def test_a_matter_is_taken_up_by_county_deputies_once(above: House, matter: UUID) -> None:
    deputy = above.deputies[DEPUTIES[0][0]]
    given = {"matter_id": matter, "seen": 1, "proposer_ids": [deputy]}
    refuse(above, "not_allowed", "unit", referrals.take_up, **given)
    refuse(above, "not_allowed", "chair", referrals.take_up, **given)
    refuse(above, "required", "clerk", referrals.take_up, **{**given, "proposer_ids": []}, channel="paper")
    refuse(above, "same_signer_twice", "clerk", referrals.take_up, **{**given, "proposer_ids": [deputy, deputy]}, channel="paper")
    refuse(above, "stale", "deputy", referrals.take_up, **{**given, "seen": 0})
    above.do("deputy", referrals.take_up, **given)
    refuse(above, "wrong_state", "clerk", referrals.take_up, **{**given, "seen": 2}, channel="paper")
    refuse(above, "wrong_state", "clerk", referrals.decline_matter, matter_id=matter, seen=2, reason="已提出。")
    assert Matter.objects.get(pk=matter).case.title == SHEET.title


def test_a_matter_is_declined_by_the_office_with_a_reason(above: House, matter: UUID) -> None:
    refuse(above, "not_allowed", "deputy", referrals.decline_matter, matter_id=matter, seen=1, reason="不归县管。")
    refuse(above, "required", "clerk", referrals.decline_matter, matter_id=matter, seen=1, reason=" ")


def test_a_desk_is_connected_with_a_town_of_this_county(above: House) -> None:
    government = above.do("clerk", roster.open_unit, name="构元镇人民政府", kind="township_government", leader="镇长").id
    given = {"unit_id": government, "town": "t610981117"}
    refuse(above, "not_allowed", "chair", referrals.connect_desk, **given)
    refuse(above, "not_of_this_county", "clerk", referrals.connect_desk, **{**given, "town": "t110101001"})
    refuse(above, "no_town_government", "clerk", referrals.connect_desk, **{**given, "unit_id": next(iter(above.units.values()))})
    refuse(above, "unknown", "clerk", referrals.connect_desk, **{**given, "unit_id": UUID(int=1)})
    above.do("clerk", referrals.connect_desk, **given)
    second = above.do("clerk", roster.open_unit, name="构元镇政府二", kind="township_government", leader="镇长").id
    refuse(above, "town_connected_already", "clerk", referrals.connect_desk, **{**given, "unit_id": second})


def test_an_answer_from_a_town_that_is_not_that_unit_is_refused_and_told(above: House) -> None:
    government = above.do("clerk", roster.open_unit, name="构元镇人民政府", kind="township_government", leader="镇长").id
    above.do("clerk", referrals.connect_desk, unit_id=government, town="t610981117")
    by_system(above, referrals.take_answer, town="t610981101", unit_id=government, assignment_id=new_id(), step="signed")
    told = Fact.objects.filter(tenant="c610981").order_by("-id").first()
    assert told is not None
    assert (told.type, read(told.envelope.encode()).data["answer"]["code"]) == ("townships.referrals.answer.refused", "not_of_this_county")


def test_only_the_countys_own_see_what_came_up(house: House) -> None:
    with pytest.raises(Refused, match="not_allowed"):
        shown.matters(viewer=house.actor("clerk"))
