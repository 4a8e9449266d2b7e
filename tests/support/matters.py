"""What goes on in a house: suggestions and supervisions in every state, through the commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import imports.commands as imports
import motions.commands as motions
import motions.queries as queries
import notices.commands as notices
import oversight.commands as oversight
import referrals.commands as referrals
from notices.models import Message
from notices.told import To
from outbox.command import Receipt
from people.actor import system
from referrals.events import Sheet
from tests.support.house import DEPUTIES, UNITS, House
from tests.support.workbook import old, xlsx
from townships.clock import local_date
from townships.ids import new_id


def suggestion(house: House, title: str = "修复羊山村通村公路", *, to: str = "submitted", days: int = 30, rated: str = "satisfied", **told: Any) -> UUID:
    """A suggestion of the first deputy, raised so many days ago and brought one day after another to a state: see STATES."""
    raised = house.now - timedelta(days=days)
    given = {"title": title, "text": f"{title}：路基被山洪冲毁，老人和学生出行不便。", "where": "羊山村", "category": "交通", **told}
    case = house.do("deputy", motions.submit_suggestion, at=raised, proposer_ids=[house.deputies[DEPUTIES[0][0]]], **given).id
    for number, state in enumerate(STATES[1 : STATES.index(to) + 1], 1):
        _STEPS[state](house, case, raised + (timedelta(days=number) if days > len(STATES) else timedelta(0)), rated)
    return case


def _part(house: House, case: UUID) -> UUID:
    seen = queries.case(viewer=house.actor("clerk"), case_id=case, today=local_date(house.now))
    return seen["facts"].assignments[0].id  # type: ignore[index]


def _seen(house: House, case: UUID) -> int:
    return queries.case(viewer=house.actor("clerk"), case_id=case, today=local_date(house.now))["version"]  # type: ignore[index]


def _of_case(role: str, command: Callable[..., Receipt], **given: Any) -> Callable[[House, UUID, datetime, str], object]:
    return lambda house, case, at, rated: house.do(role, command, at=at, case_id=case, seen=_seen(house, case), **given)


def _of_part(command: Callable[..., Receipt], **given: Any) -> Callable[[House, UUID, datetime, str], object]:
    return lambda house, case, at, rated: house.do("unit", command, at=at, assignment_id=_part(house, case), seen=_seen(house, case), **given)


def _propose(house: House, case: UUID, at: datetime, rated: str) -> None:
    unit = motions.Handling(unit_id=house.units[UNITS[0][0]], part="sole")
    house.do("clerk", motions.propose_handling, at=at, case_id=case, seen=_seen(house, case), parts=[unit])


def _rate(house: House, case: UUID, at: datetime, rated: str) -> None:
    deputy = house.deputies[DEPUTIES[0][0]]
    house.do("deputy", motions.rate, at=at, case_id=case, seen=_seen(house, case), deputy_id=deputy, attitude="satisfied", result=rated)


REPLY = {"number": "构政函〔2026〕3 号", "meaning": "under_way", "text": "路基修复已列入今年水毁修复计划，六月底前完成。", "signed_off_by": "孙志强"}
_STEPS: Mapping[str, Callable[[House, UUID, datetime, str], object]] = {
    "registered": _of_case("clerk", motions.register),
    "proposed": _propose,
    "approved": _of_case("chair", motions.approve_handling),
    "in_hand": _of_case("clerk", motions.hand_over, occasion="meeting"),
    "signed": _of_part(motions.sign_for),
    "answered": _of_part(motions.reply, **REPLY),
    "replied": _of_case("clerk", motions.deliver, channel="face_to_face"),
    "concluded": _rate,
}
#: How far a suggestion can be brought, in order; "signed" is signed for by its unit.
STATES = ("submitted", *_STEPS)


def handover(house: House) -> UUID:
    """A meeting at which one approved suggestion was handed over."""
    case = suggestion(house, "给村卫生室配一台除颤仪", to="approved", days=10)
    seen = motions.SeenCase(case_id=case, seen=_seen(house, case))
    return house.do("clerk", motions.hand_over_many, cases=[seen], place="镇政府三楼会议室", note="逐件说明，当场领办。").id


def cosigning(house: House, kind: str = "suggestion", asked: int = 4, **told: Any) -> UUID:
    """A draft of the first deputy, on which the next ones are asked to sign."""
    ids = list(house.deputies.values())
    written = {"title": "给村小学门口画斑马线", "text": "车多，孩子过马路危险。", "proposal": "画线、装减速带。", "where": "老庄村"}
    given = {"kind": kind, "initiator_id": ids[0], "deputy_ids": ids[1 : 1 + asked], **written, "grounds": written["text"], **told}
    return house.do("deputy", motions.open_cosigning, **given).id


def sheet(house: House) -> UUID:
    """Old cases from Excel, one of them with a mistake."""
    given = xlsx([old(1, **{"提出代表": DEPUTIES[0][0], "承办单位": UNITS[0][0]}), old(2, **{"提出代表": "无此人"})])
    rows = imports.read_sheet(actor=house.actor("clerk"), now=house.now, kind="cases", name="历年建议台账.xlsx", data=given)
    return house.do("clerk", imports.keep_sheet, kind="cases", name="历年建议台账.xlsx", rows=rows).id


def supervision(house: House, topic: str = "农村饮水安全专项视察", *, to: str = "planned", days: int = 30) -> UUID:
    """A supervision, planned so many days ago and brought to a state: planned, carried_out or opinion_sent."""
    at = house.now - timedelta(days=days)
    given = {"topic": topic, "form": "inspection", "stage": "during", "planned_on": local_date(at) + timedelta(days=3)}
    found = house.do("clerk", oversight.plan_supervision, at=at, **given).id
    if to in ("carried_out", "opinion_sent"):
        went = {"findings": "两处水塔渗漏，消毒记录不全。", "deputy_ids": [house.deputies[DEPUTIES[0][0]]], "names": ["村民代表李大爷"]}
        house.do("clerk", oversight.carry_out, at=at + timedelta(days=3), supervision_id=found, seen=1, **went)
    if to == "opinion_sent":
        sent = {"unit_id": house.units[UNITS[0][0]], "opinion": "一个月内修好渗漏水塔，补齐消毒记录。"}
        house.do("clerk", oversight.send_opinion, at=at + timedelta(days=5), supervision_id=found, seen=2, **sent)
    return found


class LookBack(NamedTuple):
    id: UUID
    visit: UUID


def look_back(house: House) -> LookBack:
    """A plan to go back to all that was replied to lately, and one of its visits."""
    today = local_date(house.now)
    given = {"title": "上半年办结建议回头看", "since": today - timedelta(days=300), "until": today}
    made = house.do("clerk", motions.plan_look_back, **given).id
    shown = queries.look_back(viewer=house.actor("clerk"), look_back_id=made)
    assert shown is not None
    return LookBack(made, shown["visits"][0]["id"])


def from_county(house: House) -> UUID:
    """A case of the county on this town government's desk, in its hands since ten days."""
    today, id = local_date(house.now), new_id()
    told = {"county_case_id": new_id(), "unit_id": new_id(), "kind": "sole", "state": "handed_over", "handed_over_on": today - timedelta(days=10)}
    sheet = Sheet(number="十九届四次会议第8号", title="县道改线征地涉及三个村民小组", text="改线后要重新划定用地。", where="羊山村")
    by_system(
        house, referrals.receive_task, task_id=id, incarnation=1, told_version=1, sheet=sheet, due_on=today + timedelta(days=80), **told
    )  # fmt: skip
    return id


def from_town(house: House, town: str = "t610981117") -> UUID:
    """A town's case that waits at this county to be taken up."""
    id, sheet = new_id(), Sheet(number="十九届闭会第3号", title="跨县公路羊山段塌方", text="省道不归镇管，镇里无权修。", where="羊山村")
    referred_on = local_date(house.now) - timedelta(days=6)
    given = {"way": "taken_up", "deputy": "陈桂芳", "referred_on": referred_on}
    by_system(house, referrals.receive_matter, matter_id=id, town=town, sheet=sheet, **given)
    return id


def told(house: House) -> None:
    """Something to read, somebody to ring up, and a message that was given up."""
    deputies = (house.deputies[DEPUTIES[0][0]], house.deputies[DEPUTIES[2][0]])
    about = notices.About(subject=f"case/{suggestion(house, to='replied', days=9)}", title="修复羊山村通村公路", number="闭会第4号", deputies=deputies)
    house.do("clerk", notices.choose_notices, webhook="https://robot.example.org/hook")
    for key, kind, to in (("a", "to_rate", To.PROPOSERS), ("b", "replied", To.CLERK), ("c", "ring", To.CLERK)):
        by_system(house, notices.notify, key=key, kind=kind, to=[to], about=about)
    house.do("clerk", notices.note_sheet_call, deputy_id=deputies[1], outcome="rang")
    first = Message.objects.order_by("id")[:1].values("pk")
    Message.objects.filter(pk__in=first).update(state="given_up", tries=8, error="answered 503")


def by_system(house: House, command: Callable[..., Receipt], **given: Any) -> Receipt:
    tenant = house.tenant
    actor = system(tenant.schema_name, tenant.county_schema, tenant.type, "tests")
    return command(actor=actor, now=house.now, at=house.now, command_id=new_id(), **given)


def busy(house: House) -> None:
    """Something in every state, and something late."""
    for number, state in enumerate(STATES):
        suggestion(house, f"{TITLES[number % len(TITLES)]}", to=state, days=20 + number)
    suggestion(house, "清理河道垃圾，安装防护栏，并在临河急弯路段增设反光警示标志和减速带，保障学生上下学安全的建议", to="signed", days=200)
    suggestion(house, "给集镇菜市场加一个公共厕所", to="concluded", days=50, rated="dissatisfied", public=False)
    for state in ("planned", "carried_out", "opinion_sent"):
        supervision(house, to=state, days=70 if state == "opinion_sent" else 12)


TITLES = ("修复羊山村通村公路", "增加校车班次", "改善卫生院停车", "补栽行道树", "解决大岭村三组饮水困难", "整治集镇占道经营", "老庄村路灯不亮")
