"""Deputies sign together on their telephones, and the clerk sees what they sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, TOWN, Site
from tests.browser.test_journey import answer, consent, step

pytestmark = pytest.mark.chromium
TITLE = "村卫生室缺一台除颤仪"


def test_a_deputy_writes_another_signs_on_the_phone_and_it_is_sent_with_both(site: Site, person: Callable[..., Page]) -> None:
    writer = person("deputy.gouyuan", width=PHONE)
    writer.goto(site.at(TOWN, "/raise"))
    answer(writer, spot="卫生室")
    answer(writer, title=TITLE, text="老人多，离县医院一个小时车程。")
    answer(writer, proposal="")
    answer(writer)
    writer.get_by_role("button", name="先邀请其他代表联名").click()
    asking = step(writer, "邀请联名")
    asking.get_by_label("王建国").check()
    asking.get_by_label("李秀英").check()
    consent(writer, "邀请联名")
    expect(writer.locator("main")).to_contain_text("未答复")

    asked = person("chair.gouyuan", width=PHONE)
    asked.goto(site.at(TOWN, "/mine"))
    item = asked.locator(".todo li", has_text=TITLE)
    expect(item).to_contain_text("陈桂芳邀请您联名")
    item.get_by_role("link", name="阅读并联名").click()
    expect(asked.locator("main")).to_contain_text("离县医院一个小时车程")
    consent(asked, "联名")
    asked.goto(site.at(TOWN, "/mine"))
    expect(asked.locator(".todo li", has_text=TITLE)).to_have_count(0)

    writer.goto(site.at(TOWN, "/mine"))
    writer.locator(".todo li", has_text=TITLE).get_by_role("link", name="继续").click()
    step(writer, "提交").locator("button.primary").click()
    expect(writer.locator(".receipt")).to_contain_text(TITLE)

    clerk = person("clerk.gouyuan")
    clerk.goto(site.at(TOWN, "/cases"))
    expect(clerk.locator("tr", has_text=TITLE)).to_contain_text("陈桂芳")
    expect(clerk.locator("tr", has_text=TITLE)).to_contain_text("王建国")
    expect(clerk.locator("tr", has_text=TITLE)).not_to_contain_text("李秀英")
