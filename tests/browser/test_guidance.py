"""The county's officer sees a red number, opens what is behind it, writes to the town; the town answers from its desk. In a real browser."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import COUNTY, PHONE, Site
from tests.support import matters
from tests.support.house import House

pytestmark = pytest.mark.chromium


@pytest.fixture(scope="module")
def filled() -> Callable[[House, House], None]:
    """A busy town, and something in the county's own hands."""
    from townships.context import tenant_context

    def fill(town: House, county: House) -> None:
        with tenant_context(town.tenant):
            matters.busy(town)
        with tenant_context(county.tenant):
            matters.suggestion(county, to="signed")

    return fill


def look(page: Page, name: str) -> None:
    """No violation that axe knows; and a picture, where somebody wants to look."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_behind_a_red_number_the_county_writes_to_the_town_and_its_answer_comes_back(site: Site, person: Callable[..., Page]) -> None:
    county = person("clerk.xunyang", host=COUNTY)
    row = county.locator("table.board tbody tr", has_text="构元镇")
    expect(row).to_be_visible(timeout=30_000)
    look(county, "board")
    row.locator("td").last.get_by_role("link").first.click()
    expect(county.locator("h1")).to_have_text("构元镇")
    look(county, "town")
    form = county.locator("details.step").filter(has_text="发工作提示函")
    form.locator("summary").click()
    form.get_by_label("函件编号").fill("旬人办函〔2026〕3号")
    form.locator("button.primary").click()
    expect(county.locator(".notice.good")).to_contain_text("已发往乡镇")

    town = person("clerk.gouyuan", width=PHONE)
    letter = town.get_by_role("link", name="旬人办函")
    for _ in range(60):
        if letter.count():
            break
        town.wait_for_timeout(500)
        town.reload()
    look(town, "desk-phone")
    letter.click()
    look(town, "letter-phone")
    town.get_by_label("回复", exact=True).fill("都已督办，本周答复。")
    town.locator("main form button.primary").click()
    expect(town.locator("main")).to_contain_text("都已督办，本周答复。")

    county.goto(site.at(COUNTY, "/letters"))
    for _ in range(60):
        if county.locator("main", has_text="已回复，待复查").count():
            break
        county.wait_for_timeout(500)
        county.reload()
    county.locator("table").get_by_role("link", name="关于督促").click()
    expect(county.locator("main")).to_contain_text("都已督办，本周答复。")


def test_a_number_opens_its_records_and_a_record_its_case(site: Site, person: Callable[..., Page]) -> None:
    clerk = person("clerk.gouyuan")
    clerk.goto(site.at("610981117", "/figures"))
    look(clerk, "figures")
    row = clerk.locator("table tbody tr", has_text="提出建议").first
    count = row.locator("td a").inner_text()
    row.locator("td a").click()
    expect(clerk.locator("h1 .count")).to_contain_text(count)
    look(clerk, "records")
    clerk.locator("table tbody th a").first.click()
    expect(clerk.locator(".casehead h1")).to_be_visible()
    clerk.goto(site.at("610981117", "/figures/of/units"))
    look(clerk, "units")
    phone = person("clerk.gouyuan", width=PHONE)
    phone.goto(site.at("610981117", "/figures"))
    look(phone, "figures-phone")
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE
