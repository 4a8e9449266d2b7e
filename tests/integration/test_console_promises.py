"""The ledger of promises as pages: entered by the unit, late on the office's list, judged by the deputy."""
from __future__ import annotations

import io
from datetime import timedelta
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from tests.integration.test_console_life import Visitor, facts, house, take, visitor
from tests.integration.test_console_pages import hidden
from tests.support import matters
from tests.support.house import House

from api.relay import encode
from motions.models import CaseFile, LookBackVisit
from townships.clock import local_date

__all__ = ["house", "visitor"]


def test_a_promise_is_entered_kept_and_judged_on_its_cases_page(house: House, visitor: Visitor) -> None:
    case = matters.suggestion(house, to="concluded")
    unit, clerk, deputy = visitor("unit.gouyuan"), visitor("clerk.gouyuan"), visitor("deputy.gouyuan")
    part, due = facts(house, case).assignments[0].id, local_date(house.now) + timedelta(days=20)
    assert "有 1 件答复承诺以后落实，尚未登记承诺事项" in clerk.get("/promises").content.decode()
    assert "登记承诺事项" in unit.get("/desk").content.decode()

    page = take(unit, case, "make_promise", part, measure="三公里路面硬化", due_on=due.isoformat())
    assert "三公里路面硬化" in page
    assert "还剩 20 天" in page
    promise = facts(house, case).promises[0].id
    ledger = clerk.get("/promises").content.decode()
    assert all(words in ledger for words in ("三公里路面硬化", "孙志强", "跟踪中"))
    assert "没有符合条件的承诺事项" in clerk.get("/promises?late=1").content.decode()
    unit_id = encode("Unit", house.tenant.schema_name, facts(house, case).assignments[0].unit_id)
    assert "三公里路面硬化" in clerk.get(f"/promises?unit={unit_id}&state=FOLLOWING&term=19&since={due}&until={due}&leader=孙").content.decode()

    assert "报告已落实" in unit.get("/desk").content.decode()
    take(unit, case, "keep_promise", promise, note="路已通车。")
    assert "落实（办成）" in clerk.get(f"/cases/{case}").content.decode()
    assert "评价是否落实" in deputy.get("/mine").content.decode()
    page = take(deputy, case, "rate_fulfilment", promise, fulfilment="NOT_DONE", comment="只修了一半。")
    assert "只修了一半。" in page
    assert "曾报落实，实未落实" in clerk.get("/promises").content.decode()


def test_the_office_enters_what_a_deputy_says_of_it(house: House, visitor: Visitor) -> None:
    case = matters.suggestion(house, to="concluded")
    part, today = facts(house, case).assignments[0].id, local_date(house.now).isoformat()
    clerk, deputy = visitor("clerk.gouyuan"), encode("Deputy", house.tenant.schema_name, facts(house, case).proposers[0].deputy_id)
    take(clerk, case, "make_promise", part, measure="三公里路面硬化", due_on=today, channel="PAPER", at=today)
    promise = facts(house, case).promises[0].id
    take(clerk, case, "keep_promise", promise, note="路已通车。", channel="PHONE", at=today)
    take(clerk, case, "rate_fulfilment", promise, fulfilment="DONE", deputy_id=deputy, channel="PHONE", at=today)
    assert facts(house, case).promises[0].said == ("done",)
    assert "电话" in clerk.get(f"/cases/{case}").content.decode()


# ---------------------------------------------------------------- going back to look
def photo() -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(buffer, "JPEG")
    return SimpleUploadedFile("现场.jpg", buffer.getvalue(), "image/jpeg")


def test_a_visit_is_drawn_and_recorded_with_its_photos_and_what_was_spent(house: House, visitor: Visitor) -> None:
    for number in range(3):
        matters.suggestion(house, f"修路{number}", to="concluded")
    clerk, today = visitor("clerk.gouyuan"), local_date(house.now).isoformat()
    asked = {"command_id": str(uuid4()), "title": "上半年回头看", "since": "2020-01-01", "until": today, "size": "2", "seed": "6-3-1"}
    planned = clerk.post("/lookbacks/new", asked)
    assert planned.status_code == 302
    page = clerk.get(planned["Location"]).content.decode()
    assert all(words in page for words in ("6-3-1", "3 件中抽 2 件", "刚才重新抽取：结果一致。"))
    assert "上半年回头看" in clerk.get("/lookbacks").content.decode()

    form = next(part for part in page.split('"') if part.startswith("/lookbacks/") and part.count("/") == 3)
    seen = hidden(clerk.get(form).content, "seen")
    found = {"fulfilment": "NOT_DONE", "at": today, "visitors": "陈桂芳、主席", "findings": "路基未修。", "yuan": "12500"}
    given = {"command_id": str(uuid4()), "seen": seen, **found}
    wrong = clerk.post(form, {**given, "due_on": today, "photos": [SimpleUploadedFile("现场.jpg", b"no picture", "image/jpeg")]})
    assert wrong.status_code == 422
    assert LookBackVisit.objects.filter(visited_on=None, drawn=True).count() == 2
    sent = clerk.post(form, {**given, "due_on": today, "photos": [photo(), photo()]})
    assert sent.status_code == 302, sent.content.decode()
    visit = LookBackVisit.objects.get(visited_on__isnull=False)
    assert (visit.amount_fen, visit.fulfilment) == (1_250_000, "not_done")
    case = clerk.get(f"/cases/{visit.case_id}").content.decode()
    assert all(words in case for words in ("回头看", "路基未修。", "1.25 万元", "回头看现场", "跟踪中"))
    assert CaseFile.objects.filter(case_id=visit.case_id, purpose="evidence").count() == 2
    assert clerk.get(form).status_code == 404
    assert visitor("unit.gouyuan").get("/lookbacks").status_code == 403


# ---------------------------------------------------------------- the signed sheet
def test_what_the_office_enters_comes_with_the_signed_sheet_and_a_bad_one_stops_the_step(house: House, visitor: Visitor) -> None:
    case, clerk = matters.suggestion(house, to="in_hand"), visitor("clerk.gouyuan")
    part, today = facts(house, case).assignments[0].id, local_date(house.now).isoformat()
    prefix = f"sign_for-{part}"
    given = {"command_id": str(uuid4()), "seen": hidden(clerk.get(f"/cases/{case}").content, f"{prefix}-seen"), "channel": "PAPER", "at": today}
    told = {f"{prefix}-{name}": value for name, value in given.items()}
    wrong = clerk.post(f"/cases/{case}/sign_for/{part}", {**told, f"{prefix}-sheet": SimpleUploadedFile("签收单.jpg", b"<html>", "image/jpeg")})
    assert (wrong.status_code, facts(house, case).assignments[0].signed_on) == (422, None)
    sent = clerk.post(f"/cases/{case}/sign_for/{part}", {**told, f"{prefix}-sheet": photo()})
    assert sent.status_code == 302
    (sheet,) = CaseFile.objects.filter(case_id=case)
    assert (sheet.purpose, sheet.caption) == ("sheet", "签收（代录）")
    assert facts(house, case).assignments[0].signed_on is not None


# ---------------------------------------------------------------- put right
def test_a_wrong_entry_is_put_right_on_a_page_of_its_own_with_consent_and_sheet(house: House, visitor: Visitor) -> None:
    case, clerk = matters.suggestion(house, to="concluded", days=40), visitor("clerk.gouyuan")
    page = clerk.get(f"/cases/{case}/correct").content.decode()
    assert all(words in page for words in ("交办日期", "办理结果评价", "答复结论"))
    here = f"/cases/{case}/correct?what=MEANING&about={facts(house, case).replies[0].id}"
    form = clerk.get(here)
    seen, unit = hidden(form.content, "seen"), encode("Unit", house.tenant.schema_name, facts(house, case).assignments[0].unit_id)
    given = {"command_id": str(uuid4()), "seen": seen, "correction": "SOLVED", "note": "原件为A类。", "channel": "PAPER"}
    refused = clerk.post(here, given)
    assert refused.status_code == 422
    assert "更正须经当事人同意，水利站尚未同意。" in refused.content.decode()
    assert facts(house, case).replies[0].meaning == "under_way"
    sent = clerk.post(here, {**given, "agreed": [unit], "sheet": photo()})
    assert sent.status_code == 302, sent.content.decode()
    after = clerk.get(sent["Location"]).content.decode()
    assert "答复结论：正在解决 → 已经解决。同意：水利站。" in after or "→" in after
    assert "原件为A类。" in after
    assert (facts(house, case).replies[0].meaning, CaseFile.objects.get(case_id=case).purpose) == ("solved", "sheet")
    assert visitor("deputy.gouyuan").get(f"/cases/{case}/correct").status_code == 403
    assert clerk.get(f"/cases/{case}/correct?what=KEPT_ON").status_code == 404


def test_a_case_is_handed_to_the_unit_that_it_was_meant_for(house: House, visitor: Visitor) -> None:
    case, clerk = matters.suggestion(house, to="in_hand"), visitor("clerk.gouyuan")
    part, right = facts(house, case).assignments[0], house.units["派出所"]
    here = f"/cases/{case}/correct?what=UNIT&about={part.id}"
    ids = {name: encode("Unit", house.tenant.schema_name, unit) for name, unit in (("was", part.unit_id), ("is", right))}
    given = {"seen": hidden(clerk.get(here).content, "seen"), "correction": ids["is"], "note": "单位选错了。", "channel": "PHONE"}
    sent = clerk.post(here, {"command_id": str(uuid4()), **given, "agreed": [ids["was"], ids["is"]]})
    assert sent.status_code == 302, sent.content.decode()
    assert facts(house, case).assignments[0].unit_name == "派出所"
    assert "水利站 → 派出所" in clerk.get(f"/cases/{case}").content.decode()
