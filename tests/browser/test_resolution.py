"""A motion from the agenda to the unit's desk, through the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import TOWN, Site
from tests.browser.test_journey import consent, step
from tests.support.house import DEPUTIES, House
from townships.clock import local_date, start_of

pytestmark = pytest.mark.chromium
TITLE = "关于加强汉江干流保护的议案"


@pytest.fixture(scope="module")
def filled() -> Callable[[House, House], None]:
    """A town's motion, filed on the first day of its session by five deputies on paper."""
    import motions.commands
    from townships.context import tenant_context

    def fill(town: House, county: House) -> None:
        opened = start_of(local_date(town.now) - timedelta(days=60)) + timedelta(hours=10)
        told = {"title": TITLE, "grounds": "江边垃圾。", "proposal": "作出决议。", "channel": "paper"}
        with tenant_context(town.tenant):
            town.do("clerk", motions.commands.file_motion, at=opened, proposer_ids=list(town.deputies.values())[: len(DEPUTIES) - 1], **told)

    return fill


def test_what_was_resolved_is_charged_carried_out_and_reported_back(site: Site, person: Callable[..., Page]) -> None:
    clerk = person("clerk.gouyuan")
    clerk.locator(".todo li", has_text=TITLE).get_by_role("link").last.click()
    consent(clerk, "列入会议议程")
    step(clerk, "登记审议情况").get_by_label("审议记录").fill("分组审议，赞成。")
    consent(clerk, "登记审议情况")
    vote = step(clerk, "记录表决结果")
    for label, count in (("赞成", "5"), ("反对", "0"), ("弃权", "1")):
        vote.get_by_label(label, exact=True).fill(count)
    consent(clerk, "记录表决结果")
    expect(clerk.locator("main")).to_contain_text("请先填写决议文本")
    step(clerk, "填写决议文本").get_by_label("决议").fill("一年内清理沿江垃圾点。")
    consent(clerk, "填写决议文本")
    charge = step(clerk, "交由单位执行")
    charge.get_by_label("执行单位").select_option(label="水利站")
    charge.get_by_label("完成日期").fill((local_date(site.town.now) + timedelta(days=200)).isoformat())
    consent(clerk, "交由单位执行")
    expect(clerk.locator(".casehead")).to_contain_text("决议执行中")

    unit = person("unit.gouyuan")
    unit.locator(".todo li", has_text=TITLE).get_by_role("link").last.click()
    step(unit, "报告决议已落实").get_by_label("落实情况").fill("二十处垃圾点已清理。")
    consent(unit, "报告决议已落实")

    clerk.goto(site.at(TOWN, "/"))
    clerk.locator(".todo li", has_text=TITLE).get_by_role("link", name="登记向大会报告").click()
    step(clerk, "登记向大会报告").get_by_label("报告内容").fill("全部完成。")
    consent(clerk, "登记向大会报告")
    expect(clerk.locator(".casehead")).to_contain_text("已向大会报告")
