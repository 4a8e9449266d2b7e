"""A promise over the pages: entered by the unit, called kept, gone back to with a photo, put right with the signed sheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Site
from tests.browser.test_journey import done, step
from tests.support import matters
from tests.support.house import House
from tests.unit.test_attachments_content import photo
from townships.clock import SHANGHAI
from townships.context import tenant_context

pytestmark = pytest.mark.chromium
TITLE = "修复羊山村通村公路"


@pytest.fixture(scope="module")
def filled() -> Callable[[House, House], None]:
    def fill(town: House, county: House) -> None:
        with tenant_context(town.tenant):
            matters.suggestion(town, TITLE, to="concluded")

    return fill


def fault_free(page: Page) -> None:
    found: Any = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_promise_is_kept_found_wanting_and_put_right(site: Site, person: Callable[..., Page], tmp_path: Path) -> None:
    today, picture = datetime.now(SHANGHAI).date(), tmp_path / "现场.jpg"
    picture.write_bytes(photo())
    unit = person("unit.gouyuan")
    unit.goto(site.at("610981117", "/desk"))
    unit.get_by_role("link", name="登记承诺事项").first.click()
    form = step(unit, "登记承诺事项")
    form.get_by_label("承诺的措施").fill("三公里路面硬化")
    form.get_by_label("完成日期").fill(f"{today + timedelta(days=20):%Y-%m-%d}")
    form.locator("button.primary").click()
    done(unit, "登记承诺事项")
    kept = step(unit, "报告已落实")
    kept.get_by_label("落实情况").fill("路已通车。")
    kept.locator("button.primary").click()
    done(unit, "报告已落实")

    deputy = person("deputy.gouyuan", width=PHONE)
    deputy.goto(site.at("610981117", "/mine"))
    deputy.get_by_role("link", name="评价是否落实").first.click()
    said = step(deputy, "评价是否落实")
    said.get_by_label("已落实", exact=True).check()
    said.locator("button.primary").click()
    done(deputy, "评价是否落实")

    clerk = person("clerk.gouyuan")
    clerk.goto(site.at("610981117", "/lookbacks/new"))
    clerk.get_by_label("名称").fill("上半年办结建议回头看")
    clerk.get_by_label("答复时间自").fill("2020-01-01")
    clerk.get_by_label("答复时间至").fill(f"{today:%Y-%m-%d}")
    clerk.get_by_label("抽取件数").fill("1")
    clerk.locator("main button.primary").click()
    expect(clerk.locator("main")).to_contain_text("刚才重新抽取：结果一致。")
    fault_free(clerk)
    clerk.get_by_role("link", name="记录回访").click()
    clerk.get_by_label("未落实", exact=True).check()
    clerk.get_by_label("回访日期").fill(f"{today:%Y-%m-%d}")
    clerk.get_by_label("回访人员").fill("主席、陈桂芳")
    clerk.get_by_label("发现的情况").fill("只修了一半。")
    clerk.get_by_label("照片").set_input_files(picture)
    fault_free(clerk)
    clerk.locator("main form button.primary").click()
    expect(clerk.locator(".notice.good")).to_contain_text("回访已记录")

    clerk.goto(site.at("610981117", "/promises"))
    expect(clerk.locator("main")).to_contain_text("曾报落实，实未落实")
    fault_free(clerk)
    clerk.get_by_role("link", name=TITLE).first.click()
    expect(clerk.locator("main")).to_contain_text("回头看现场")
    clerk.get_by_role("link", name="更正录入错误").click()
    fault_free(clerk)
    clerk.get_by_role("link", name="更正：答复结论").first.click()
    clerk.get_by_label("列入计划").check()
    clerk.get_by_label("更正理由").fill("原件为列入计划。")
    clerk.get_by_label("签名原件照片").set_input_files(picture)
    clerk.locator("main form button.primary").click()
    expect(clerk.locator("main")).to_contain_text("更正须经当事人同意")
    clerk.get_by_label("水利站").check()
    clerk.get_by_label("签名原件照片").set_input_files(picture)
    clerk.locator("main form button.primary").click()
    expect(clerk.locator("main")).to_contain_text("同意：水利站")
    fault_free(clerk)
