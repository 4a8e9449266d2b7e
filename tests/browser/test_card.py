"""A deputy's card on a telephone's built-in browser: no script, no new window, and a second telephone is told whom to ring."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, TOWN, Site
from tests.support.house import DEPUTIES

pytestmark = pytest.mark.chromium


def issued(site: Site, index: int) -> str:
    """The secret of a card, which the QR on paper carries."""
    from accounts import cards
    from townships.context import tenant_context

    with site.committed.login("web"), tenant_context(site.town.tenant):
        name = DEPUTIES[index][0]
        made = cards.issue(actor=site.town.actor("clerk"), deputy_id=site.town.deputies[name], seen=None, now=site.town.now)
        return made.secret


def test_a_card_lets_its_deputy_in_on_one_telephone_and_without_any_script(site: Site, person: Callable[..., Page], browser: Browser) -> None:
    clerk = person("clerk.gouyuan")
    clerk.goto(site.at(TOWN, "/office"))
    clerk.get_by_label("电话").fill("0915-8720001")
    clerk.get_by_role("button", name="保存").click()
    clerk.get_by_role("link", name="代表卡").click()
    row = clerk.locator("tr", has_text=DEPUTIES[2][0])
    expect(row).to_contain_text("尚未发放")
    for box in clerk.locator("input[name=deputy][type=checkbox]").all():
        box.uncheck()
    row.locator("input[type=checkbox]").check()
    clerk.get_by_role("button", name="发放并打印所选").click()
    expect(clerk.locator(".cardsheet li")).to_have_count(1)
    expect(clerk.locator(".cardsheet svg")).to_be_visible()

    address = site.at(TOWN, f"/card?{urlencode({'k': issued(site, 0)})}")
    plain = {"viewport": {"width": PHONE, "height": 740}, "locale": "zh-CN", "java_script_enabled": False}
    own, other = browser.new_context(**plain), browser.new_context(**plain)
    phone = own.new_page()
    phone.goto(address)
    expect(phone.locator("h1")).to_contain_text("这是您本人的手机吗")
    phone.get_by_role("button", name="是我的，继续").click()
    expect(phone.locator("h1")).to_contain_text("我的")
    expect(phone.locator("a[href='tel:0915-8720001']")).to_be_visible()

    second = other.new_page()
    second.goto(address)
    expect(second.locator("h1")).to_have_text("这张卡已绑定另一部手机")
    expect(second.locator("a[href='tel:0915-8720001']")).to_be_visible()
    assert second.get_by_role("button", name="继续").count() == 0
    own.close()
    other.close()
