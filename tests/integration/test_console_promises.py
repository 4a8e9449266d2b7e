"""The ledger of promises as pages: entered by the unit, late on the office's list, judged by the deputy."""
from __future__ import annotations

from datetime import timedelta

from tests.integration.test_console_life import Visitor, facts, house, take, visitor
from tests.support import matters
from tests.support.house import House

from api.relay import encode
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
