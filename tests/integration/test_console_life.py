"""The steps of a case's life as forms: what a person fills in is what the command gets, and the page shows what came of it."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client, override_settings
from tests.integration.test_console_pages import _signed_in, hidden
from tests.support import matters
from tests.support.house import DEPUTIES, PASSWORD, UNITS, House, settle

import motions.queries
import roster.commands as roster
from api.relay import encode
from people import commands as people
from people.actor import system
from townships.clock import local_date

Visitor = Callable[..., Client]


@pytest.fixture
def house(town: Any) -> House:
    return settle(town, "gouyuan", datetime.now(UTC))


@pytest.fixture
def visitor(db: None) -> Iterator[Visitor]:
    with override_settings(DEMO=True):
        yield _signed_in


def facts(house: House, case: UUID) -> Any:
    return motions.queries.case(viewer=house.actor("clerk"), case_id=case, today=local_date(house.now))["facts"]  # type: ignore[index]


def take(client: Client, case: UUID, step: str, about: Any = "", **typed: Any) -> str:
    """Opens the page, fills in the step's form and sends it; the page afterwards."""
    prefix = f"{step}-{about}" if about else step
    page = client.get(f"/cases/{case}")
    seen = hidden(page.content, f"{prefix}-seen")
    assert seen, f"{step} is not offered"
    given = {f"{prefix}-{name}": value for name, value in {"command_id": str(uuid4()), "seen": seen, **typed}.items()}
    sent = client.post(f"/cases/{case}/{step}" + (f"/{about}" if about else ""), given)
    assert sent.status_code == 302, sent.content.decode()
    return client.get(f"/cases/{case}").content.decode()


def test_a_unit_notes_a_conversation_tells_how_far_it_is_and_gets_more_time(house: House, visitor: Visitor) -> None:
    case = matters.suggestion(house, to="signed", days=30)
    part, unit = facts(house, case).assignments[0].id, visitor("unit.gouyuan")
    deputy = encode("Deputy", house.tenant.schema_name, house.deputies[DEPUTIES[0][0]])
    page = take(unit, case, "contact_deputy", part, deputy_ids=[deputy], method="现场走访", note="先修三组。", signed_by="陈桂芳", three_party="on")
    assert "水利站的面商记录" in page
    assert "三方面商" in page
    assert "已测量" in take(unit, case, "note_progress", part, note="已测量。")
    latest = unit.get(f"/cases/{case}").content.decode()
    assert "法定期限至迟不超过" in latest
    until = (facts(house, case).assignments[0].due_on + timedelta(days=10)).isoformat()
    assert "申请延至" in take(unit, case, "apply_for_extension", part, note="涉及多个部门。", due_on=until)

    page = take(visitor("chair.gouyuan"), case, "grant_extension", part, note="同意。")
    assert "原定期限" in page
    assert facts(house, case).assignments[0].due_on.isoformat() == until


def test_a_leader_signs_off_what_the_unit_drafted(house: House, visitor: Visitor) -> None:
    case = matters.suggestion(house, to="signed")
    office = system(house.tenant.schema_name, house.tenant.county_schema, house.tenant.type, "tests")
    leader = people.enrol(actor=office, login="leader.gouyuan", name="孙志强", password=PASSWORD, demonstration=True)
    house.do("clerk", roster.assign_unit_person, unit_id=house.units[UNITS[0][0]], person_id=leader, leads=True)
    part = facts(house, case).assignments[0].id
    letter = {"meaning": "PLANNED", "text": "列入明年计划。", "number": "构水函〔2026〕2号", "contact": "刘洋 0915-7200001"}
    assert "待负责人审签" in take(visitor("unit.gouyuan"), case, "draft_reply", part, **letter)

    signs = visitor("leader.gouyuan")
    assert "审签答复" in signs.get("/desk").content.decode()
    shown = motions.queries.case(viewer=house.actor("leader"), case_id=case, today=local_date(house.now))
    assert shown is not None
    page = take(signs, case, "sign_off", shown["papers"]["drafts"][0]["id"])
    assert facts(house, case).replies[0].signed_off_by == "孙志强"
    assert "刘洋 0915-7200001" in page


def test_please_ring_me_comes_to_the_clerk_who_enters_the_rating_by_telephone(house: House, visitor: Visitor) -> None:
    case = matters.suggestion(house, to="replied")
    deputy = house.deputies[DEPUTIES[0][0]]
    assert "等待回电" in take(visitor("deputy.gouyuan"), case, "ask_for_call", deputy)

    clerk, today = visitor("clerk.gouyuan"), local_date(house.now).isoformat()
    assert "评价" in clerk.get("/desk").content.decode()
    take(clerk, case, "rate", deputy, attitude="SATISFIED", result="BASICALLY", channel="PHONE", at=today)
    assert facts(house, case).concluded_on is not None


def test_the_office_merges_splits_and_enters_a_withdrawal(house: House, visitor: Visitor) -> None:
    into, second, both = matters.suggestion(house, to="registered"), matters.suggestion(house), matters.suggestion(house)
    clerk, today = visitor("clerk.gouyuan"), local_date(house.now).isoformat()
    assert "查看并入的建议" in take(clerk, second, "merge", into_number=facts(house, into).number, note="合并办理。")
    sheets = {"title_1": "修路", "text_1": "路坏了。", "title_2": "饮水", "text_2": "缺水。", "title_3": "", "text_3": "", "note": "一事一议。"}
    assert "分案（一事一议）" in take(clerk, both, "split", **sheets)
    assert "已撤回" in take(clerk, into, "withdraw", note="代表书面撤回。", channel="PAPER", at=today)


def test_what_did_not_satisfy_twice_goes_through_the_meetings_on_the_page(house: House, visitor: Visitor) -> None:
    case = matters.suggestion(house, to="concluded", rated="dissatisfied")
    part, deputy, today = facts(house, case).assignments[0].id, house.deputies[DEPUTIES[0][0]], local_date(house.now).isoformat()
    unit, clerk = visitor("unit.gouyuan"), visitor("clerk.gouyuan")
    take(unit, case, "reply", part, meaning="PLANNED", text="列入明年计划。", number="构水函〔2026〕9号", signed_off_by="孙志强")
    take(clerk, case, "deliver", channel="PAPER")
    take(clerk, case, "rate", deputy, attitude="BASICALLY", result="DISSATISFIED", channel="PAPER", at=today)
    assert "记录会议 · 主席会议" in clerk.get(f"/cases/{case}").content.decode()
    for _ in facts(house, case).stages:
        page = take(clerk, case, "hold_stage", note="会议同意。")
    assert "听取专项工作报告（地方组织法 第十八条）" in page
    assert "主席团作出决定" in take(clerk, case, "conclude_deliberation", conclusion="SPECIAL_REPORT", note="七月听取专项报告。")
    assert facts(house, case).conclusion == "special_report"


def test_a_hand_over_meeting_hands_out_its_list(house: House, visitor: Visitor) -> None:
    ids = [matters.suggestion(house, f"第{number}件", to="approved") for number in (1, 2)]
    clerk, today = visitor("clerk.gouyuan"), local_date(house.now).isoformat()
    page = clerk.get("/cases/handover")
    chosen = [f"{facts_version(house, case)}:{encode('Case', house.tenant.schema_name, case)}" for case in ids]
    given = {"command_id": hidden(page.content, "command_id"), "at": today, "place": "三楼会议室", "note": "逐件交办。"}
    assert clerk.post("/cases/handover", {**given, "cases": []}).status_code == 422
    sent = clerk.post("/cases/handover", {**given, "cases": chosen})
    assert sent.status_code == 302
    held = clerk.get(sent["Location"]).content.decode()
    assert all(words in held for words in ("第1件", "第2件", "15400000001", "水利站", "逐件交办。"))
    assert visitor("deputy.gouyuan").get("/cases/handover").status_code == 403
    assert "三楼会议室" in clerk.get("/cases/handover").content.decode()


def facts_version(house: House, case: UUID) -> int:
    return motions.queries.case(viewer=house.actor("clerk"), case_id=case, today=local_date(house.now))["version"]  # type: ignore[index,no-any-return]


def test_a_late_hand_over_says_by_how_much(house: House, visitor: Visitor) -> None:
    case = matters.suggestion(house, to="approved", days=40)
    due_on = facts(house, case).handover_due_on
    page = take(visitor("clerk.gouyuan"), case, "hand_over", occasion="MEETING", at=(due_on + timedelta(days=3)).isoformat())
    assert "晚了 3 天办完" in page


def test_a_draft_is_signed_by_who_is_asked_and_sent_with_them(house: House, visitor: Visitor) -> None:
    ids, today = list(house.deputies.values()), local_date(house.now).isoformat()
    deputy, chair, clerk = visitor("deputy.gouyuan"), visitor("chair.gouyuan"), visitor("clerk.gouyuan")
    page = deputy.get("/cosignings/new/suggestion")
    written = {"command_id": hidden(page.content, "command_id"), "title": "修桥", "text": "桥面塌陷。"}
    opened = deputy.post("/cosignings/new/suggestion", written)
    assert opened.status_code == 302
    path = opened["Location"]

    def take_draft(client: Client, step: str, about: Any = "", **typed: Any) -> Any:
        prefix = f"{step}-{about}" if about else step
        seen = hidden(client.get(path).content, f"{prefix}-seen")
        assert seen, f"{step} is not offered"
        given = {f"{prefix}-{name}": value for name, value in {"command_id": str(uuid4()), "seen": seen, **typed}.items()}
        return client.post(f"{path}/{step}" + (f"/{about}" if about else ""), given)

    asked = [encode("Deputy", house.tenant.schema_name, one) for one in ids[1:4]]
    assert take_draft(deputy, "invite", deputy_ids=asked).status_code == 302
    assert "邀请您联名" in chair.get("/mine").content.decode()
    assert take_draft(chair, "confirm", ids[1]).status_code == 302
    assert "邀请您联名" not in chair.get("/mine").content.decode()
    assert take_draft(clerk, "decline", ids[2], channel="PHONE", at=today, note="不了解。").status_code == 302
    assert "联名稿" in clerk.get("/cosignings").content.decode()
    assert "修桥" in deputy.get("/mine").content.decode()
    sent = take_draft(deputy, "send")
    assert "/raise/received/" in sent["Location"]
    case = UUID(sent["Location"].rpartition("/")[2])
    assert [one.deputy_id for one in facts(house, case).proposers] == ids[:2]
    assert visitor("unit.gouyuan").get(path).status_code == 404
    assert visitor("unit.gouyuan").get("/cosignings").status_code == 403


def test_what_was_written_screen_by_screen_becomes_a_draft(house: House, visitor: Visitor) -> None:
    deputy = visitor("deputy.gouyuan")
    deputy.post("/raise/where", {"village": "", "spot": "桥头"})
    deputy.post("/raise/what", {"title": "修桥", "text": "桥面塌陷。"})
    assert "先邀请其他代表联名" in deputy.get("/raise/check").content.decode()
    opened = deputy.post("/raise/together")
    assert opened.status_code == 302
    page = deputy.get(opened["Location"]).content.decode()
    assert "邀请联名" in page
    assert "桥头" in page
    assert deputy.post("/raise/together")["Location"] == "/raise"


def test_too_few_for_a_motion_it_is_offered_as_a_suggestion(house: House, visitor: Visitor) -> None:
    draft = matters.cosigning(house, "motion", asked=2)
    page = visitor("deputy.gouyuan").get(f"/cosignings/{draft}").content.decode()
    assert "作为建议提交" in page
    assert "还差4人" in page
    assert "议案在大会会议期间提出" in page
