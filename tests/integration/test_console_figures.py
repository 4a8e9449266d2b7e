"""The figures' pages: every number is a link to a list of as many records, in both languages, and only for who may count."""
from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client, override_settings
from docx import Document
from tests.support import matters
from tests.support.county_api import project
from tests.support.house import PASSWORD, House, settle

from bus.postgres import LogStream
from bus.runner import Runner
from hub import wiring
from motions.figures import FIGURES, OF_UNIT
from outbox import sequencer
from townships.context import tenant_context
from townships.models import Tenant

TOWN, COUNTY = "610981117.localhost", "610981.localhost"
NUMBER = re.compile(r'<a href="(/(?:county/)?figures/(\w+)\?[^"]*)">([\d,]+)</a>')


@pytest.fixture
def house(committed: Any) -> Iterator[House]:
    """A busy town below a county that has heard of all of it."""
    now = datetime.now(UTC)
    above = Tenant.objects.get(schema_name="c610981")
    with tenant_context(above):
        settle(above, "xunyang", now)
    town = Tenant.objects.get(schema_name="t610981117")
    with tenant_context(town):
        found = settle(town, "gouyuan", now)
        matters.busy(found)
    project(committed)
    with override_settings(DEMO=True):
        yield found


def signed_in(login: str, host: str, language: str = "zh-hans") -> Client:
    client = Client(headers={"host": host})
    client.cookies["django_language"] = language
    assert client.post("/sign-in", {"login": login, "password": PASSWORD}).status_code == 302
    return client


def read(client: Client, address: str) -> str:
    answer = client.get(address.replace("&amp;", "&"))
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


@pytest.mark.parametrize(("login", "host", "page"), [("clerk.gouyuan", TOWN, "/figures"), ("clerk.xunyang", COUNTY, "/county/figures?town=t610981117")])
def test_every_number_of_the_page_opens_a_list_that_says_the_same_number(house: House, login: str, host: str, page: str) -> None:
    client = signed_in(login, host)
    numbers = NUMBER.findall(read(client, page))
    assert [key for _, key, _ in numbers] == [figure.value for figure in FIGURES]
    assert {key: count for _, key, count in numbers}["filed"] != "0"
    for address, key, count in numbers:
        listed = read(client, address)
        told = re.search(r'class="count">([\d,]+)', listed)
        assert told, key
        assert told[1] == count, key
        assert listed.count('<th scope="row">') == min(int(count), 25), key


def test_the_definition_stands_beside_the_figure_and_the_chart_above_its_table(house: House) -> None:
    shown = read(signed_in("clerk.gouyuan", TOWN), "/figures")
    assert "压着不答复不会让这个数字变好" in shown
    assert shown.index("<svg viewBox") < shown.index("按期答复</th><th") < shown.index("</table>", shown.index("<svg viewBox"))
    assert "共提出建议" in shown
    assert "Every number opens" in read(signed_in("clerk.gouyuan", TOWN, "en"), "/figures")


def test_filters_stand_in_the_address_and_hold_in_the_list_behind(house: House) -> None:
    client = signed_in("clerk.gouyuan", TOWN)
    none = read(client, "/figures?since=2001-01-01&until=2001-12-31")
    assert {count for _, _, count in NUMBER.findall(none)} == {"0"}
    [address] = [address for address, key, _ in NUMBER.findall(none) if key == "filed"]
    assert "没有属于这项数字的记录" in read(client, address)


def test_who_may_not_count_is_told_so_and_what_is_no_figure_is_no_page(house: House) -> None:
    deputy, clerk = signed_in("deputy.gouyuan", TOWN), signed_in("clerk.gouyuan", TOWN)
    assert deputy.get("/figures").status_code == deputy.get("/figures/filed").status_code == 403
    assert clerk.get("/county/figures").status_code == clerk.get("/county/silent/t610981117").status_code == 403
    for address in ("/figures/nonsense", "/figures?since=2026-12-31&until=2026-01-01", "/figures?unit=nonsense"):
        assert clerk.get(address).status_code == 404
    county = signed_in("clerk.xunyang", COUNTY)
    assert county.get("/county/silent/t999999999").status_code == 404
    assert "构元镇未提建议的代表" in read(county, "/county/silent/t610981117")


# ---------------------------------------------------------------- behind a red number
def test_the_county_rings_writes_and_looks_again_and_the_town_answers_from_its_desk(house: House, committed: Any) -> None:
    county, town = signed_in("clerk.xunyang", COUNTY), signed_in("clerk.gouyuan", TOWN)
    board = read(county, "/board")
    assert '<a href="/county/towns/t610981117">' in board
    page = read(county, "/county/towns/t610981117")
    assert "卡在哪里" in page
    assert county.post("/county/towns/t610981117/call", {"command_id": uuid4(), "spoke_with": "王主席", "note": "本周督办。"}).status_code == 302
    assert county.post("/county/towns/t610981117/entry", {"command_id": uuid4(), "post": "CHAIR", "name": "王主席", "phone": "15400000001"}).status_code == 302
    refused = county.post("/county/towns/t610981117/letter", {"command_id": uuid4(), "number": "3号", "subject": "超期", "text": "请督办。"})
    assert (refused.status_code, "请督办。" in refused.content.decode()) == (422, True)
    by, again = house.now.date() + timedelta(days=9), house.now.date() + timedelta(days=10)
    sent = {"command_id": uuid4(), "number": "3号", "subject": "关于超期件", "text": "请督办。", "answer_by": by, "check_on": again}
    assert county.post("/county/towns/t610981117/letter", sent).status_code == 302
    page = read(county, "/county/towns/t610981117")
    assert all(one in page for one in ("王主席", "15400000001", "本周督办。", "关于超期件", "待回复"))
    carried(committed)
    [address] = re.findall(r'href="(/letters/[^"]+)"', read(town, "/desk"))
    assert "请督办。" in read(town, address)
    answered = town.post(address, {"command_id": uuid4(), "seen": 1, "answer": "都已督办。"})
    assert answered.status_code == 302
    carried(committed)
    [mine] = re.findall(r'href="(/letters/[^"]+)"', read(county, "/letters"))
    assert "都已督办。" in read(county, mine)
    assert county.post(mine, {"command_id": uuid4(), "seen": 2, "settled": "yes", "note": "属实。"}).status_code == 302
    assert "已办结" in read(county, "/letters")
    assert town.get("/county/towns/t610981117").status_code == 403


def carried(committed: Any) -> None:
    """What the workers carry between the congresses."""
    with committed.login("worker"):
        while sequencer.place_all():
            for name in ("projector", "reactor"):
                runner = Runner(wiring.consumer(name), LogStream())
                while runner.step(200, 0.05):
                    pass
                runner.close()


# ---------------------------------------------------------------- the directors' meeting, and the county's own units
def test_the_briefing_is_one_click_away_as_word_and_says_what_the_board_says(house: House) -> None:
    county = signed_in("clerk.xunyang", COUNTY)
    assert "/county/briefing.docx?since=" in read(county, "/board")
    answer = county.get("/county/briefing.docx")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].endswith("wordprocessingml.document")
    paper = Document(BytesIO(answer.content))
    text = "\n".join([one.text for one in paper.paragraphs] + [cell.text for table in paper.tables for row in table.rows for cell in row.cells])
    assert all(one in text for one in ("关于乡镇人大代表建议办理情况的通报", "构元镇", "目前超期件", "办复"))
    assert signed_in("clerk.gouyuan", TOWN).get("/county/briefing.docx").status_code == 403
    assert county.get("/county/briefing.exe").status_code == 404


def test_units_stand_with_their_own_numbers_and_each_opens(house: House) -> None:
    town = signed_in("clerk.gouyuan", TOWN)
    page = read(town, "/figures/of/units")
    numbers = re.findall(r'<a href="(/figures/(\w+)\?[^"]*unit=[^"]*)">([\d,]+)</a>', page)
    assert {key for _, key, _ in numbers} == {figure.value for figure in OF_UNIT}
    for address, key, count in numbers:
        told = re.search(r'class="count">([\d,]+)', read(town, address))
        assert told, key
        assert told[1] == count, key
    assert signed_in("deputy.gouyuan", TOWN).get("/figures/of/units").status_code == 403


def test_a_record_at_the_county_opens_to_what_happened_day_by_day(house: House) -> None:
    county = signed_in("clerk.xunyang", COUNTY)
    [address] = [one for one, key, _ in NUMBER.findall(read(county, "/county/figures?town=t610981117")) if key == "concluded"]
    [case] = re.findall(r'<th scope="row"><a href="(/county/cases/[^"]+)"', read(county, address))
    page = read(county, case)
    told = re.findall(r"<li><time[^>]*>[^<]*</time> · (?:[^<·]+ · )?([^<·]+)</li>", page)
    assert [one for one in told if one in ("提出", "登记", "交办", "答复", "评价", "办结")] == ["提出", "登记", "交办", "答复", "评价", "办结"]
