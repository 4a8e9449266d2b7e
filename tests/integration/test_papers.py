"""Papers as files: whole, in Chinese, on A4, for those whose case it is, and noted when they leave the house."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import docx
import pytest
from django.test import Client, override_settings
from tests.conftest import Committed
from tests.integration.test_console_pages import COUNTY, _signed_in
from tests.support import county_api, matters, reading
from tests.support.house import DEPUTIES, UNITS, House, settle

import motions.commands as motions
from audit.models import Act, Entry
from console.papers import pdf, word
from console.papers.catalogue import OF_CASE
from console.papers.shapes import Cell, Form, Paper, Print, Signature, Table, Text
from townships.clock import local_date
from townships.context import tenant_context

Visitor = Callable[..., Client]
LONG = "清理河道垃圾，安装防护栏，并在临河急弯路段增设反光警示标志和减速带，保障学生上下学安全，同时把三组至五组的土路一并硬化的建议"
RARE = "𬱖龑䶮㛃堃喆昇珺頔燚垚淼晟玥𠅤"


@pytest.fixture
def house(town: Any) -> House:
    return settle(town, "gouyuan", datetime.now(UTC))


@pytest.fixture
def visitor(db: None) -> Iterator[Visitor]:
    with override_settings(DEMO=True):
        yield _signed_in


def whole(content: bytes, *said: str) -> None:
    """A print that an office can use: embedded fonts, A4, every letter there and inside."""
    carried = reading.fonts(content)
    assert carried, "no font"
    assert all(carried.values()), carried
    assert {tuple(sorted(page)) for page in reading.pages(content)} == {reading.A4}
    assert reading.missing(content) == 0
    assert reading.outside(content) == []
    read = reading.text(content)
    assert [one for one in said if "".join(one.split()) not in read] == []


def test_long_names_and_rare_letters_stay_whole_and_inside_the_page() -> None:
    names = tuple(f"欧阳{RARE[place % len(RARE)]}{place}" for place in range(60))
    endless = "A" * 300
    rows = tuple((str(place), LONG, name, endless[:80]) for place, name in enumerate(names))
    blocks = (
        Text((LONG * 5, endless), address=f"{LONG}："),
        Form(((Cell("案由", LONG * 3), Cell("领衔代表", "、".join(names))), (Cell("反映的问题", endless * 3, 8),))),
        Table(("序号", "案由", "代表", "电话"), rows, (5, 50, 15, 30)),
        Signature((LONG,)),
    )
    upright, lying = Paper(title=LONG, house="构元镇人民代表大会", blocks=blocks), Paper(title="横排", house="", blocks=blocks, landscape=True)
    printed = Print(name="试印", papers=(upright, lying))
    content = pdf.pdf(printed)
    whole(content, *names, RARE[0], LONG)
    assert {(595, 842), (842, 595)} == set(reading.pages(content))
    made = docx.Document(io.BytesIO(word.word(printed)))
    assert LONG in "\n".join(one.text for one in made.paragraphs)
    assert next(table for table in made.tables if len(table.rows) == 61).cell(60, 2).text == names[-1]


def test_every_paper_of_a_case_is_printed_both_ways(house: House, visitor: Visitor) -> None:
    clerk = visitor("clerk.gouyuan")
    answered = matters.suggestion(house, LONG, to="replied")
    waiting = matters.suggestion(house, to="in_hand")
    deputy, unit = DEPUTIES[0][0], UNITS[0][0]
    expected = {
        "registration": (answered, (LONG, deputy, "登记表")), "notice": (answered, (unit, "交办通知", "签收回执")),
        "relief": (waiting, ("退办申请表", unit)), "extension": (waiting, ("延期答复申请表", unit)),
        "contact": (waiting, ("面商记录", deputy)), "reply": (answered, ("构政函〔2026〕3号", "路基修复已列入", "孙志强")),
        "opinion": (answered, ("征求意见表", "□满意", "□不满意", deputy)), "pressing": (waiting, ("督办单", unit)),
    }  # fmt: skip
    assert set(expected) == set(OF_CASE)
    for name, (case, said) in expected.items():
        page = clerk.get(f"/cases/{case}").content.decode()
        assert f"/cases/{case}/papers/{name}.pdf" in page, name
        sent = clerk.get(f"/cases/{case}/papers/{name}.pdf")
        assert (sent.status_code, sent["Content-Type"]) == (200, pdf.MEDIA), name
        whole(sent.content, *said)
        sent = clerk.get(f"/cases/{case}/papers/{name}.docx")
        made = docx.Document(io.BytesIO(sent.content))
        told = "".join(made.element.body.itertext()).replace(" ", "")
        assert [one for one in said if one not in told] == [], name
        assert {(round(part.page_width.mm), round(part.page_height.mm)) for part in made.sections} == {(210, 297)}


def test_a_paper_is_for_those_whose_case_it_is_and_noted_when_it_leaves(house: House, visitor: Visitor, neighbour: Any) -> None:
    case = matters.suggestion(house, to="signed")
    address = f"/cases/{case}/papers/registration.docx"
    assert visitor("clerk.gouyuan").get(address).status_code == 200
    noted = Entry.objects.filter(act=Act.EXPORTED, tenant=house.tenant.schema_name)
    assert list(noted.values_list("name", "detail")) == [("张敏", address)]
    assert visitor("unit.gouyuan").get(address).status_code == 200
    assert visitor("deputy.gouyuan").get(address).status_code == 200
    assert visitor("chair.gouyuan").get(f"/cases/{case}/papers/nothing.docx").status_code == 404
    stranger = Client(HTTP_HOST=visitor("clerk.gouyuan").defaults["HTTP_HOST"])
    assert stranger.get(address).status_code == 302
    assert noted.count() == 3


def test_a_deputy_prints_no_paper_of_a_public_case_of_others(house: House, visitor: Visitor) -> None:
    other = house.deputies[DEPUTIES[2][0]]
    case = house.do("clerk", motions.submit_suggestion, proposer_ids=[other], title="安路灯", text="天黑看不见。", channel="paper").id
    house.do("clerk", motions.register, case_id=case, seen=1)
    assert visitor("deputy.gouyuan").get(f"/cases/{case}").status_code == 200
    assert visitor("deputy.gouyuan").get(f"/cases/{case}/papers/registration.docx").status_code == 404
    assert visitor("clerk.gouyuan").get(f"/cases/{case}/papers/registration.docx").status_code == 200


def test_a_meetings_list_and_the_papers_of_a_period(house: House, visitor: Visitor) -> None:
    clerk, meeting = visitor("clerk.gouyuan"), matters.handover(house)
    matters.suggestion(house, to="concluded", days=40)
    assert f"/cases/handover/{meeting}/papers/list.pdf" in clerk.get(f"/cases/handover/{meeting}").content.decode()
    whole(clerk.get(f"/cases/handover/{meeting}/papers/list.pdf").content, "交办清单", "给村卫生室配一台除颤仪", "15400000001")
    span = f"?since={local_date(house.now) - timedelta(days=300)}&until={local_date(house.now)}"
    assert f"/cases/papers/handling.pdf{span}".replace("&", "&amp;") in clerk.get(f"/cases/papers{span}").content.decode()
    whole(clerk.get(f"/cases/papers/monthly.pdf{span}").content, "月报表", "给村卫生室配一台除颤仪", "期间共提出建议2件")
    whole(clerk.get(f"/cases/papers/handling.pdf{span}").content, "办理情况的报告", "一、提出情况", "办结1件，办结率50%", "水利站")
    assert visitor("deputy.gouyuan").get(f"/cases/papers/handling.pdf{span}").status_code == 403


def test_the_county_writes_a_reminder_about_a_towns_late_case(committed: Committed) -> None:
    case = county_api.fill(county_api.begun(county_api.GOUYUAN), lambda congress: congress.in_hand())
    county_api.project(committed)
    county = county_api.tenant(county_api.COUNTY)
    with tenant_context(county):
        settle(county, "xunyang", datetime.now(UTC))
    with override_settings(DEMO=True):
        clerk = _signed_in("clerk.xunyang", host=COUNTY)
        address = f"/county/cases/{case}/papers/reminder.pdf"
        assert address in clerk.get(f"/county/cases/{case}").content.decode()
        whole(clerk.get(address).content, "工作提示函", "构元镇人民代表大会：", "硬化樊坡村通组路", "农业综合服务站", "尚未完成")
        assert _signed_in("", host=COUNTY).get(address).status_code == 302


def test_without_what_sets_pdf_the_page_says_so_and_word_is_there(house: House, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    case: UUID = matters.suggestion(house)
    monkeypatch.setattr("console.papers.pdf.sys.executable", "/bin/false")
    sent = visitor("clerk.gouyuan").get(f"/cases/{case}/papers/registration.pdf")
    assert sent.status_code == 503
    assert f"/cases/{case}/papers/registration.docx" in sent.content.decode()
    assert not Entry.objects.filter(act=Act.EXPORTED).exists()
