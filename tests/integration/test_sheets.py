"""Lists as Excel and CSV: exactly what the filter shows this person, every step with its day, and no formula in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from tests.integration.test_console_pages import _signed_in
from tests.support import matters
from tests.support.house import DEPUTIES, UNITS, House, settle

import motions.commands as motions
from audit.models import Act, Entry
from townships.clock import local_date

Visitor = Callable[..., Client]


@pytest.fixture
def house(town: Any) -> House:
    return settle(town, "gouyuan", datetime.now(UTC))


@pytest.fixture
def visitor(db: None) -> Iterator[Visitor]:
    with override_settings(DEMO=True):
        yield _signed_in


def read(content: bytes) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def read_csv(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_exactly_what_the_filter_shows_with_the_day_of_every_step(house: House, visitor: Visitor) -> None:
    matters.suggestion(house, "修一座桥", to="concluded", days=40)
    matters.suggestion(house, "装路灯", to="in_hand", days=20)
    clerk = visitor("clerk.gouyuan")
    assert "/sheets/cases.xlsx?text=%E6%A1%A5" in clerk.get("/cases?text=桥").content.decode()
    [row] = read(clerk.get("/sheets/cases.xlsx?text=桥").content)
    raised = local_date(house.now - timedelta(days=40))
    days = [row[step].date() for step in ("提出日期", "登记日期", "拟办", "审签", "交办", "签收", "答复", "送达", "评价")]
    assert days == [raised + timedelta(days=number) for number in range(9)]
    assert (row["事由"], row["领衔代表"], row["联系电话"]) == ("修一座桥", DEPUTIES[0][0], f"{DEPUTIES[0][0]} 15400000001")
    assert UNITS[0][0] in row["承办单位"]
    assert row["对办理结果"] == f"{DEPUTIES[0][0]} 满意"
    assert {one["状态"] for one in read_csv(clerk.get("/sheets/cases.csv").content)} == {"已办结", "办理中"}
    assert len(read(clerk.get("/sheets/cases.xlsx?stage=IN_HAND").content)) == 1
    assert clerk.get("/sheets/cases.pdf").status_code == clerk.get("/sheets/people.csv").status_code == 404


def test_who_has_no_part_in_a_case_takes_out_no_more_than_is_seen(house: House, visitor: Visitor) -> None:
    other = house.deputies[DEPUTIES[2][0]]
    case = house.do("clerk", motions.submit_suggestion, proposer_ids=[other], title="安反光镜", text="急弯看不见。", channel="paper").id
    house.do("clerk", motions.register, case_id=case, seen=1)
    matters.suggestion(house, "修一座桥", to="in_hand", days=20)
    [everything] = [read(visitor("clerk.gouyuan").get("/sheets/cases.xlsx").content)]
    assert {row["联系电话"] for row in everything} == {"陈桂芳 15400000001", "李秀英 15400000003"}
    seen = {row["事由"]: row for row in read(visitor("deputy.gouyuan").get("/sheets/cases.xlsx").content)}
    assert {row["联系电话"] for row in seen.values()} == {None}
    assert [row["事由"] for row in read(visitor("unit.gouyuan").get("/sheets/cases.xlsx").content)] == ["修一座桥"]
    assert visitor("").get("/sheets/cases.xlsx").status_code == 302
    noted = Entry.objects.filter(act=Act.EXPORTED, tenant=house.tenant.schema_name)
    assert list(noted.order_by("at").values_list("name", flat=True)) == ["张敏", DEPUTIES[0][0], "刘洋"]


def test_what_somebody_wrote_is_no_formula(house: House, visitor: Visitor) -> None:
    for evil in ("=HYPERLINK(\"http://x\",\"y\")", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1,2)", "＝1+1"):
        matters.suggestion(house, evil, to="registered", days=9)
    clerk = visitor("clerk.gouyuan")
    sheet = openpyxl.load_workbook(io.BytesIO(clerk.get("/sheets/cases.xlsx").content)).active
    assert sheet is not None
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
    titles = [row["事由"] for row in read_csv(clerk.get("/sheets/cases.csv").content)]
    assert len(titles) == 5
    assert {title[0] for title in titles} == {"'"}


def test_deputies_and_units_with_their_telephones_for_the_office(house: House, visitor: Visitor) -> None:
    deputies = read(visitor("clerk.gouyuan").get("/sheets/deputies.xlsx").content)
    assert {row["姓名"]: row["电话"] for row in deputies}[DEPUTIES[2][0]] == "15400000003"
    assert {row["电话"] for row in read(visitor("unit.gouyuan").get("/sheets/deputies.xlsx").content)} == {None}
    units = read_csv(visitor("clerk.gouyuan").get("/sheets/units.csv").content)
    assert {row["名称"] for row in units} == {name for name, *_rest in UNITS}


def test_the_number_of_statements_grows_by_pages_and_not_by_rows(house: House, visitor: Visitor) -> None:
    clerk = visitor("clerk.gouyuan")

    def counted() -> int:
        clerk.get("/sheets/cases.csv")
        with CaptureQueriesContext(connection) as asked:
            assert clerk.get("/sheets/cases.csv").status_code == 200
        return len(asked)

    matters.suggestion(house, to="concluded", days=40)
    few = counted()
    for _number in range(3):
        matters.suggestion(house, to="concluded", days=40)
    assert counted() == few
