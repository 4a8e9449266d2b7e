"""One matter on its whole way, through the pages: from a deputy's phone to the county's board and search."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import COUNTY, PHONE, Site
from tests.unit.test_attachments_content import photo
from townships.clock import SHANGHAI

pytestmark = pytest.mark.chromium
TITLE = "老庄村桥头护栏断了三根"


def answer(page: Page, **typed: str) -> None:
    for name, value in typed.items():
        page.fill(f"[name={name}]", value)
    page.click("main form button.primary")


def take(page: Page, verb: str) -> None:
    """Opens the matter from the list of what needs me: its button leads to the step."""
    page.locator("a.congress").click()
    page.locator(".todo li", has_text=TITLE).get_by_role("link", name=verb).click()


def step(page: Page, verb: str) -> Locator:
    """The form of this step, open."""
    form = page.locator("details.step").filter(has=page.locator("summary", has_text=re.compile(f"^{verb}")))
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    return form


def consent(page: Page, verb: str) -> None:
    step(page, verb).locator("button.primary").click()
    done(page, verb)


def done(page: Page, verb: str) -> None:
    expect(page.locator(".notice.good")).to_contain_text(verb)


def test_a_deputys_matter_reaches_the_countys_board_and_search(site: Site, person: Callable[..., Page]) -> None:
    deputy = person("deputy.gouyuan", width=PHONE)
    deputy.get_by_role("link", name="提建议").last.click()
    deputy.get_by_label("老庄村").check()
    answer(deputy, spot="桥头")
    answer(deputy, title=TITLE, text="学生上学从桥上过，断了三根栏杆，很危险。")
    answer(deputy, proposal="请尽快修好。")
    answer(deputy)
    expect(deputy.locator("main")).to_contain_text("老庄村 桥头")
    answer(deputy)
    expect(deputy.locator(".receipt")).to_contain_text("已收到您的建议")
    expect(deputy.locator(".receipt")).to_contain_text(TITLE)

    clerk = person("clerk.gouyuan")
    take(clerk, "登记")
    consent(clerk, "登记")
    expect(clerk.locator(".casehead .number")).to_contain_text("十九届闭会第1号")
    step(clerk, "拟办").get_by_label("承办单位（或主办单位）").select_option(label="水利站（孙志强）")
    consent(clerk, "拟办")

    chair = person("chair.gouyuan")
    take(chair, "审签同意")
    consent(chair, "审签同意")
    handing = step(chair, "交办")
    expect(handing.locator(".consequence")).to_contain_text("前答复")
    handing.get_by_label("交办会", exact=True).check()
    handing.get_by_label("交办会或交办单的日期").fill(f"{datetime.now(SHANGHAI):%Y-%m-%d}")
    consent(chair, "交办")

    unit = person("unit.gouyuan")
    take(unit, "签收")
    consent(unit, "签收")
    reply = step(unit, "答复")
    reply.get_by_label("已经解决").check()
    reply.get_by_label("答复", exact=True).fill("护栏已修好，共三根，已刷漆。")
    reply.get_by_label("答复文号").fill("构水函〔2026〕1 号")
    reply.get_by_label("签发领导").fill("孙志强")
    consent(unit, "答复")

    take(clerk, "送达答复")
    step(clerk, "送达答复").get_by_label("当面").check()
    consent(clerk, "送达答复")

    deputy.goto(site.at("610981117", "/mine"))
    deputy.get_by_role("link", name="评价").click()
    expect(deputy.locator("main")).to_contain_text("护栏已修好")
    rating = step(deputy, "评价")
    rating.get_by_role("group", name="办理态度").get_by_label("满意", exact=True).check()
    rating.get_by_role("group", name="办理结果怎么样").get_by_label("满意", exact=True).check()
    consent(deputy, "评价")
    expect(deputy.locator(".casehead")).to_contain_text("已办结")

    officer = person("clerk.xunyang", host=COUNTY)
    row = officer.locator("table.board tr", has_text="构元镇")
    expect(row.locator("td[data-label=已结束] a")).to_have_text("1")
    row.locator("td[data-label=已结束] a").click()
    officer.get_by_role("link", name=TITLE).click()
    expect(officer.locator("main")).to_contain_text("护栏已修好，共三根，已刷漆。")

    officer.goto(site.at(COUNTY, "/"))
    officer.keyboard.press("/")
    officer.keyboard.type("桥头护栏")
    officer.keyboard.press("Enter")
    hit = officer.locator("article.hit", has_text=TITLE)
    expect(hit).to_contain_text("构元镇")
    expect(hit.locator("mark").first).to_be_visible()


def test_a_matter_is_raised_and_registered_without_javascript(site: Site, person: Callable[..., Page]) -> None:
    deputy = person("deputy.gouyuan", width=PHONE, java_script_enabled=False)
    deputy.goto(site.at("610981117", "/raise"))
    answer(deputy, spot="小学门口")
    answer(deputy, title="", text="")
    expect(deputy.locator(".summary")).to_contain_text("请填写这一项")
    answer(deputy, title="小学门口没有斑马线", text="放学时车多，孩子过马路危险。")
    answer(deputy, proposal="")
    deputy.get_by_label("不公开").check()
    answer(deputy)
    expect(deputy.locator("main")).to_contain_text("看不到")
    answer(deputy)
    expect(deputy.locator(".receipt")).to_contain_text("小学门口没有斑马线")

    clerk = person("clerk.gouyuan", java_script_enabled=False)
    clerk.locator(".todo li", has_text="小学门口没有斑马线").get_by_role("link", name="登记").click()
    consent(clerk, "登记")


def test_filters_and_steps_change_the_page_in_place(site: Site, person: Callable[..., Page]) -> None:
    clerk = person("clerk.gouyuan")
    clerk.locator("nav.rail a", has_text="建议议案").click()
    clerk.evaluate("window.sameDocument = true")
    clerk.get_by_label("阶段").select_option(label="办理中")
    clerk.get_by_role("button", name="筛选").click()
    clerk.wait_for_url("**/cases?*stage=IN_HAND*")
    expect(clerk.locator("main")).to_contain_text("没有符合条件的件")
    expect(clerk.locator("#live")).to_contain_text("建议议案 共 0 件")
    clerk.locator(".chips a", has_text="全部").click()
    clerk.wait_for_url(lambda url: "IN_HAND" not in url)
    expect(clerk.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
    clerk.locator("tbody th a", has_text="小学门口没有斑马线").click()
    clerk.wait_for_url("**/cases/*-*")
    clerk.evaluate("window.sameDocument = true")
    form = step(clerk, "拟办")
    form.get_by_label("经办人").fill("小周")
    form.locator("button.primary").click()
    expect(clerk.locator(".summary:focus")).to_contain_text("请从中选一项")
    expect(clerk.get_by_label("经办人")).to_have_value("小周")
    step(clerk, "拟办").get_by_label("承办单位（或主办单位）").select_option(index=1)
    consent(clerk, "拟办")
    expect(clerk.locator("#live")).to_contain_text("已完成：拟办")
    assert clerk.evaluate("window.sameDocument") is True
    assert "done=propose_handling" in clerk.url


def test_a_lost_connection_keeps_the_page_and_says_so(site: Site, person: Callable[..., Page]) -> None:
    clerk = person("clerk.gouyuan")
    clerk.goto(site.at("610981117", "/cases"))
    expect(clerk.locator("#lost")).to_be_hidden()
    clerk.get_by_label("阶段").select_option(label="办理中")
    clerk.context.set_offline(True)
    clerk.get_by_role("button", name="筛选").click()
    expect(clerk.get_by_role("alert")).to_contain_text("没有发送成功")
    expect(clerk.get_by_label("阶段").locator("option:checked")).to_have_text("办理中")
    clerk.context.set_offline(False)
    clerk.get_by_role("button", name="筛选").click()
    clerk.wait_for_url("**/cases?*stage=IN_HAND*")
    expect(clerk.locator("#lost")).to_be_hidden()


def test_an_answer_that_is_no_page_of_ours_does_not_replace_the_page(site: Site, person: Callable[..., Page]) -> None:
    clerk = person("clerk.gouyuan")
    clerk.goto(site.at("610981117", "/cases"))
    clerk.route("**/cases?*", lambda route: route.fulfill(status=502, content_type="text/html", body="<h1>Bad Gateway</h1>"))
    clerk.get_by_role("button", name="筛选").click()
    expect(clerk.get_by_role("alert")).to_contain_text("没有发送成功")
    expect(clerk.get_by_role("button", name="筛选")).to_be_visible()


def test_a_deputys_photo_is_seen_by_the_office_and_taken_away_with_a_reason(site: Site, person: Callable[..., Page], tmp_path: Path) -> None:
    picture = tmp_path / "桥头.jpg"
    picture.write_bytes(photo(1200, 900))
    deputy = person("deputy.gouyuan", width=PHONE)
    deputy.goto(site.at("610981117", "/mine"))
    deputy.get_by_role("link", name="小学门口没有斑马线", exact=True).click()
    adding = step(deputy, "添加照片、语音或材料")
    adding.get_by_label("文件").set_input_files(picture)
    adding.get_by_label("一句话说明").fill("放学时的路口")
    adding.locator("button.primary").click()
    done(deputy, "添加附件")
    expect(deputy.locator(".files img")).to_have_attribute("alt", "放学时的路口")
    assert Axe().run(deputy).violations_count == 0

    wrong = tmp_path / "桥头.pdf"
    wrong.write_bytes(picture.read_bytes())
    step(deputy, "添加照片、语音或材料").get_by_label("文件").set_input_files(wrong)
    step(deputy, "添加照片、语音或材料").locator("button.primary").click()
    expect(deputy.locator(".summary")).to_contain_text("文件名与内容不符")

    clerk = person("clerk.gouyuan")
    clerk.goto(deputy.url.partition("?")[0].removesuffix("/files"))
    expect(clerk.locator(".files img")).to_be_visible()
    clerk.wait_for_function("document.querySelector('.files img').naturalWidth > 0")
    clerk.get_by_role("link", name="撤下").click()
    assert Axe().run(clerk).violations_count == 0
    clerk.locator("[name=note]").fill("照片里有孩子的正脸")
    clerk.locator("main form button.primary").click()
    done(clerk, "撤下附件")
    expect(clerk.locator(".files")).to_have_count(0)
    expect(clerk.locator("main")).to_contain_text("照片里有孩子的正脸")
