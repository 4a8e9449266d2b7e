"""What an office has in Excel comes in whole: nothing before consent, each mistake at its cell, never half a row, and on from where it stopped."""
from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from openpyxl import load_workbook
from tests.integration.test_console_pages import _signed_in, hidden
from tests.support.congress import Congress, at
from tests.support.house import DEPUTIES, UNITS, settle
from tests.support.workbook import OLD, old, xlsx

import imports.queries as queries
import motions.commands as motions
import roster.queries
from imports import commands
from imports.models import Import, Row
from motions import figures
from motions.commands import importing
from motions.events import State
from motions.facts import facts_of
from motions.models import Assignment, Case, Proposer, Rating, Reply
from outbox.models import Fact
from people.actor import Role
from roster.models import Deputy, Unit
from townships.errors import Invalid, NotAllowed, RuleBroken, Stale
from townships.ids import new_id

DAY = date(2026, 3, 6)


@pytest.fixture
def congress(town: Any) -> Congress:
    return Congress(town)


def read(congress: Congress, kind: str, data: bytes, name: str = "台账.xlsx") -> list[Any]:
    return commands.read_sheet(actor=congress.clerk, now=at(DAY), kind=kind, name=name, data=data)


def kept(congress: Congress, kind: str, data: bytes, name: str = "台账.xlsx") -> UUID:
    rows = read(congress, kind, data, name)
    return congress.do(commands.keep_sheet, congress.clerk, DAY, kind=kind, name=name, rows=rows).id


def step(congress: Congress, command: Any, import_id: UUID, **given: Any) -> Any:
    seen = Import.objects.get(pk=import_id).version
    return congress.do(command, congress.clerk, DAY, import_id=import_id, **{"seen": seen, **given})


def taken_in(congress: Congress, kind: str, data: bytes, most: int = 500) -> UUID:
    sheet = kept(congress, kind, data)
    step(congress, commands.consent, sheet)
    while Import.objects.get(pk=sheet).state == "running":
        step(congress, commands.import_rows, sheet, most=most)
    return sheet


def everything() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Case, Proposer, Assignment, Reply, Rating, Deputy, Unit, Fact, Import, Row))


def mistakes(rows: list[Any]) -> set[tuple[int, str, str]]:
    return {(row.place, one.column, one.code) for row in rows for one in row.mistakes}


def test_nothing_comes_in_before_consent_and_then_each_case_is_one_fact_with_its_old_number(congress: Congress, facts: Any) -> None:
    before = len(facts())
    sheet = kept(congress, "cases", xlsx([old(1), old(7)]))
    assert Case.objects.count() == 0
    step(congress, commands.consent, sheet)
    assert Case.objects.count() == 0
    step(congress, commands.import_rows, sheet)
    told = facts()[before:]
    assert [fact.type.removeprefix("townships.") for fact in told] == [
        "imports.import.checked", "imports.import.consented", "motions.case.imported", "motions.case.imported", "imports.import.rows_taken",
    ]  # fmt: skip
    assert [fact.data["case"]["number"] for fact in told[2:4]] == ["十九届二次会议第1号", "十九届二次会议第7号"]
    case = Case.objects.get(number="十九届二次会议第7号")
    [shown] = facts_of([case])
    assert (shown.state, shown.concluded_on, shown.replied_on, shown.outcome) == (State.CONCLUDED, date(2023, 5, 30), date(2023, 5, 22), "solved")
    assert ([p.name for p in shown.proposers], shown.proposers[0].result) == (["张三", "李四"], "basically")
    assert (shown.assignments[0].due_on, shown.replies[0].letter) == (date(2023, 6, 5), "A")
    counted = figures.figures([shown], since=date(2023, 1, 1), until=date(2023, 12, 31), today=DAY)
    assert (len(counted.concluded), counted.on_time.of) == (1, 1)
    assert Import.objects.get(pk=sheet).state == "done"


def test_new_numbers_go_on_after_the_old_ones(congress: Congress) -> None:
    taken_in(congress, "cases", xlsx([old(41, **{"编号": "十九届闭会第41号", "次": "闭会"})]))
    assert Case.objects.get(pk=congress.registered()).number == "十九届闭会第42号"


def test_what_is_still_open_runs_on_with_its_clocks(congress: Congress) -> None:
    ended = ("答复日期", "答复文号", "答复结果", "答复内容", "签发人", "送达日期", "评价日期", "办理态度", "办理结果", "办结日期")
    opened = {**old(1, **{"提出日期": "2026-02-27", "登记日期": "2026-02-27", "交办日期": "2026-03-02"}), **dict.fromkeys(ended)}
    fresh = {**old(2, **{"提出日期": "2026-03-01", "登记日期": "2026-03-02"}), **dict.fromkeys((*ended, "承办单位", "交办日期"))}
    taken_in(congress, "cases", xlsx([opened, fresh]))
    case = Case.objects.get(serial=1)
    assert (case.state, case.due_on) == (State.IN_HAND, date(2026, 6, 2))
    congress.reply(case.pk, date(2026, 4, 1))
    congress.step(case.pk, motions.deliver, congress.clerk, date(2026, 4, 2))
    assert congress.case(case.pk).state == State.REPLIED
    waiting = Case.objects.get(serial=2)
    assert (waiting.state, waiting.due_on) == (State.REGISTERED, waiting.handover_due_on)
    handling = motions.Handling(unit_id=congress.units[0], part="sole")
    congress.step(waiting.pk, motions.propose_handling, congress.clerk, date(2026, 3, 4), parts=[handling])


def test_every_mistake_stands_at_its_row_and_column(congress: Congress) -> None:
    taken_in(congress, "cases", xlsx([old(9)]))
    before = everything()
    rows = read(congress, "cases", xlsx([
        old(1), old(2, **{"案由": None}), old(3, **{"案由": "长" * 101}), old(4, **{"提出日期": "去年"}), old(5, **{"号": "五"}),
        old(6, **{"提出代表": "无此人"}),
        old(7, **{"承办单位": "无此站"}), old(8, **{"答复日期": "2023-01-01"}), old(9), old(1), old(10, **{"届": 3}),
        old(11, **{"办理结果": "很好"}),
        old(12, **{"办结日期": "2099-01-01"}), old(13, **{"交办日期": None}), old(14, **{"答复结果": None}),
    ]))  # fmt: skip
    assert mistakes(rows) >= {
        (3, "title", "cell_empty"), (4, "title", "cell_too_long"), (5, "submitted_on", "cell_no_day"), (6, "serial", "cell_no_number"),
        (7, "deputies", "cell_unknown_deputy"), (8, "units", "cell_unknown_unit"), (9, "replied_on", "cell_out_of_order"),
        (10, "number", "cell_taken"), (10, "serial", "cell_taken"), (11, "number", "cell_twice"), (11, "serial", "cell_twice"), (12, "term", "cell_no_term"),
        (13, "result", "cell_not_one_of"), (14, "concluded_on", "cell_in_the_future"), (15, "units", "cell_without"), (16, "meaning", "cell_empty"),
    }  # fmt: skip
    assert {place for place, _column, _code in mistakes(rows)} == set(range(3, 17))
    assert everything() == before


def test_a_sheet_with_a_mistake_gets_no_consent(congress: Congress) -> None:
    sheet = kept(congress, "cases", xlsx([old(1), old(2, **{"案由": None})]))
    [row] = queries.rows(viewer=congress.clerk, import_id=sheet, wrong=True).rows
    assert (row["place"], row["mistakes"][0]["column"]) == (3, "title")
    before = everything()
    with pytest.raises(RuleBroken) as refused:
        step(congress, commands.consent, sheet)
    assert (refused.value.code, everything()) == ("not_to_consent", before)
    for command in (commands.import_rows,):
        with pytest.raises(RuleBroken) as refused:
            step(congress, command, sheet)
        assert (refused.value.code, everything()) == ("import_state", before)


def test_a_batch_is_whole_or_not_at_all_and_the_next_goes_on_from_there(congress: Congress, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = kept(congress, "cases", xlsx([old(serial) for serial in range(1, 8)]))
    step(congress, commands.consent, sheet)
    step(congress, commands.import_rows, sheet, most=3)
    assert (Import.objects.get(pk=sheet).done, Case.objects.count()) == (3, 3)
    before = everything()

    written, real = 0, importing.record

    def killed(*given: Any, **named: Any) -> Any:
        nonlocal written
        written += 1
        if written == 2:
            raise KeyboardInterrupt
        return real(*given, **named)

    monkeypatch.setattr(importing, "record", killed)
    with pytest.raises(KeyboardInterrupt):
        step(congress, commands.import_rows, sheet, most=3)
    monkeypatch.setattr(importing, "record", real)
    assert everything() == before
    step(congress, commands.import_rows, sheet, most=3)
    step(congress, commands.import_rows, sheet, most=3)
    assert (Import.objects.get(pk=sheet).state, Case.objects.count()) == ("done", 7)
    assert sorted(Case.objects.values_list("serial", flat=True)) == list(range(1, 8))
    assert Fact.objects.filter(type="townships.motions.case.imported").count() == 7


def test_two_who_go_on_at_once_take_no_row_twice(congress: Congress) -> None:
    sheet = kept(congress, "cases", xlsx([old(serial) for serial in range(1, 5)]))
    step(congress, commands.consent, sheet)
    seen, again = Import.objects.get(pk=sheet).version, new_id()
    step(congress, commands.import_rows, sheet, most=2, command_id=again)
    with pytest.raises(Stale):
        step(congress, commands.import_rows, sheet, most=2, seen=seen)
    step(congress, commands.import_rows, sheet, most=2, seen=seen, command_id=again)
    assert (Import.objects.get(pk=sheet).done, Case.objects.count()) == (2, 2)


def test_what_changed_since_the_preview_stops_the_batch_whole(congress: Congress) -> None:
    sheet = kept(congress, "cases", xlsx([old(1), old(2)]))
    step(congress, commands.consent, sheet)
    taken_in(congress, "cases", xlsx([old(2)]))
    before = everything()
    with pytest.raises(RuleBroken) as refused:
        step(congress, commands.import_rows, sheet)
    assert (refused.value.code, everything()) == ("row_refused", before)
    step(congress, commands.cancel_import, sheet)
    assert Import.objects.get(pk=sheet).state == "cancelled"


def test_deputies_and_units_come_in_from_csv_in_either_encoding(congress: Congress) -> None:
    head = "届,代表编号,姓名,性别,出生年份,文化程度,中共党员,电话,任职起始"
    deputies = f"{head}\n19,31,欧阳春梅,女,1990,初中,是,'15400000031,2022/1/10\n19,32,赵明,男,1980,,,,2022年1月10日\n"
    sheet = kept(congress, "deputies", deputies.encode("utf-8-sig"), "代表.csv")
    step(congress, commands.consent, sheet)
    step(congress, commands.import_rows, sheet)
    found = Deputy.objects.get(number=31)
    assert (found.name, found.sex, found.education, found.party_member, found.phone) == ("欧阳春梅", "female", "junior_high", True, "15400000031")
    sheet = kept(congress, "units", "单位名称,单位类别,负责人\n水利站,政府内设机构,孙志强\n".encode("gb18030"), "单位.csv")
    step(congress, commands.consent, sheet)
    step(congress, commands.import_rows, sheet)
    assert roster.queries.unit_names(viewer=congress.clerk)["水利站"]
    rows = read(congress, "deputies", deputies.encode(), "代表.csv")
    assert mistakes(rows) == {(2, "number", "cell_taken"), (3, "number", "cell_taken")}


def test_two_of_one_name_are_told_apart_by_their_number(congress: Congress) -> None:
    taken_in(congress, "deputies", xlsx([{
        "届": 19, "代表编号": 40, "姓名": "张三", "性别": "女", "出生年份": 1980, "任职起始": "2022-01-10",
    }]))  # fmt: skip
    assert (2, "deputies", "cell_two_deputies") in mistakes(read(congress, "cases", xlsx([old(1)])))
    taken_in(congress, "cases", xlsx([old(1, **{"提出代表": "张三(40)"})]))
    assert Proposer.objects.get().deputy.number == 40


def hostile(name: str) -> bytes:
    """A workbook that carries macros, or that unpacks to far more than it should."""
    out = io.BytesIO(xlsx([OLD]))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, b"x" if "vba" in name else b"\0" * 300_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("宏.xlsx", hostile("xl/vbaProject.bin"), "macros"),
        ("炸弹.xlsx", hostile("xl/media/big.bin"), "unpacks_too_large"),
        ("台账.xlsx", b"PK\x03\x04 broken", "file_broken"),
        ("台账.xlsx", b"%PDF-1.4\n%%EOF", "not_what_its_name_says"),
        ("台账.csv", b"\x00\x01\x02", "no_sheet"),
        ("台账.csv", "编号,案由\n1,路\n".encode(), "no_head"),
        ("台账.xlsx", xlsx([], head=list(OLD)), "no_rows"),
        ("台账.xlsx", b"", "file_empty"),
    ],
    ids=["macros", "bomb", "broken", "pdf", "bytes", "no head", "no rows", "empty"],
)
def test_what_is_no_sheet_is_refused_before_it_is_read(congress: Congress, name: str, data: bytes, code: str) -> None:
    before = everything()
    with pytest.raises(Invalid) as refused:
        read(congress, "cases", data, name)
    assert (refused.value.code, refused.value.field) == (code, "file")
    assert everything() == before


def test_the_clerk_alone_takes_in(congress: Congress) -> None:
    sheet = kept(congress, "cases", xlsx([old(1)]))
    before = everything()
    for actor in (congress.chair, congress.deputy(), congress.unit(), congress.person(Role.PRESIDIUM)):
        with pytest.raises(NotAllowed):
            commands.read_sheet(actor=actor, now=at(DAY), kind="cases", name="台账.xlsx", data=xlsx([old(1)]))
        for command in (commands.consent, commands.import_rows, commands.cancel_import):
            with pytest.raises(NotAllowed):
                congress.do(command, actor, DAY, import_id=sheet, seen=1)
        with pytest.raises(NotAllowed):
            queries.rows(viewer=actor, import_id=sheet)
    assert everything() == before


# ---------------------------------------------------------------- through the pages
def test_a_clerk_sends_a_sheet_sees_its_mistakes_corrects_it_and_takes_it_in(town: Any) -> None:
    house = settle(town, "gouyuan", datetime.now(UTC))
    named = {"提出代表": DEPUTIES[0][0], "承办单位": UNITS[0][0]}
    with override_settings(DEMO=True):
        clerk = _signed_in("clerk.gouyuan")
        template = read_workbook(clerk.get("/imports/cases.xlsx").content)
        assert set(OLD) <= set(template[0])
        assert len(template) == 2

        def send(*rows: Any) -> str:
            upload = SimpleUploadedFile("台账.xlsx", xlsx(rows))
            return str(clerk.post("/take-in", {"kind": "cases", "file": upload})["Location"])

        page = clerk.get(send(old(1, **named), old(2, **{**named, "案由": None}))).content.decode()
        assert "2 行中有 1 行有误" in page
        assert "此项必填" in page
        assert "全部导入" not in page
        address = send(old(1, **named), old(2, **named))
        page = clerk.get(address).content.decode()
        assert "共 2 行，没有错误" in page
        assert not Case.objects.exists()
        sent = clerk.post(address, {"step": "consent", "seen": hidden(page.encode(), "seen"), "command_id": hidden(page.encode(), "command_id")})
        assert sent.status_code == 302
        assert "2 行已全部导入" in clerk.get(address).content.decode()
        assert Case.objects.count() == 2
        assert house.tenant.schema_name in {fact.tenant for fact in Fact.objects.filter(type="townships.motions.case.imported")}
        wrong = clerk.post("/take-in", {"kind": "cases", "file": SimpleUploadedFile("宏.xlsx", hostile("xl/vbaProject.bin"))})
        assert wrong.status_code == 422
        assert "宏" in wrong.content.decode()
        assert _signed_in("deputy.gouyuan").get("/take-in").status_code == 403
        assert _signed_in("deputy.gouyuan").get(address).status_code == 403
        assert _signed_in("chair.gouyuan").get("/imports/cases.xlsx").status_code == 403


def read_workbook(content: bytes) -> list[tuple[Any, ...]]:
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))
