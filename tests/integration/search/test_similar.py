"""Similar earlier cases: one function, two engines, the same answer; and nobody is shown what search would not show."""
from __future__ import annotations

from uuid import UUID

import msgspec
import pytest
from tests.integration.search.corpus import CLERK, GOUYUAN, NEIGHBOUR, NOBODY, STAFF, STRANGER, document, inside

from countysearch import similar
from countysearch.documents import Document
from countysearch.engine import Hit
from motions.events import Outcome
from people.actor import Role
from townships.errors import Invalid, NotAllowed

TITLE, TEXT = "维修羊山村三组饮水管道", "羊山村三组的饮水管道冬天冻裂，四十户人家吃水困难，希望换成深埋的管道。"
ENDED = {"state": "concluded", "outcome": "已经解决", "reply": "已埋深管道四公里。"}


def like(engine, title=TITLE, text=TEXT, viewer=CLERK, **given):
    with inside(viewer.tenant):
        return similar.similar(viewer=viewer, title=title, text=text, engine=engine, **given)


def titles(found):
    return [one.document.title for one in found]


def corpus() -> list[Document]:
    alike = {**ENDED, "title": "解决青泥村饮水管道冻裂问题", "text": "青泥村饮水管道冻裂，吃水困难，请更换管道。"}
    return [
        document(1, **alike, tenant=NEIGHBOUR),
        document(2, **{**alike, "title": "更换饮水管道的建议", "outcome": "列入计划", "text": "请更换饮水管道。"}),
        document(3, **{**alike, "state": "in_hand", "title": "饮水管道还在办"}),
        document(4, **{**alike, "title": "不公开的饮水管道冻裂", "public": False}),
        document(5, **{**alike, "title": "外县饮水管道冻裂"}, tenant=STRANGER),
        document(6, **ENDED, title="增加校车班次", text="孩子上学路远，请增加校车。"),
        document(7, **{**ENDED, "state": "closed", "title": "检查饮水管道冻裂"}, text="饮水管道冻裂，吃水困难", kind="supervision"),
        *(document(20 + nth, **ENDED, title=f"整修第{nth}段公路的建议", text="路面破损，请整修公路。") for nth in range(12)),
    ]


def test_ended_cases_of_the_whole_county_that_speak_of_the_same_come_first_with_how_they_ended(fill, engine):
    fill(*corpus())
    found = like(engine)
    assert titles(found) == ["解决青泥村饮水管道冻裂问题", "更换饮水管道的建议"]
    assert [(one.document.tenant, one.outcome) for one in found] == [(NEIGHBOUR, Outcome.SOLVED), (GOUYUAN, Outcome.PLANNED)]
    assert found[0].document.reply == "已埋深管道四公里。"


def test_the_countys_office_sees_also_what_is_not_public_and_nobody_another_county(fill, engine):
    fill(*corpus())
    assert set(titles(like(engine, viewer=STAFF))) == {"解决青泥村饮水管道冻裂问题", "更换饮水管道的建议", "不公开的饮水管道冻裂"}
    assert "外县饮水管道冻裂" not in titles(like(engine, viewer=STAFF, first=10))


def test_a_case_is_not_like_itself(fill, engine):
    fill(*corpus())
    assert titles(like(engine, without=UUID(int=2))) == ["解决青泥村饮水管道冻裂问题"]


def test_one_pair_in_common_is_chance_and_nothing_in_common_is_nothing(fill, engine):
    fill(*corpus())
    assert titles(like(engine, title="管道", text="")) == []
    assert titles(like(engine, title="请设立公交站牌", text="老人赶集等车没有地方遮雨。")) == []
    assert titles(like(engine, title="。", text="")) == []


def test_what_everybody_writes_tells_nothing_where_it_was_counted(fill, engine, committed):
    fill(*corpus())
    with committed.login("worker"):
        engine.measure()
    assert titles(like(engine, title="关于公路的建议", text="请整修公路")) == []
    assert titles(like(engine))[:1] == ["解决青泥村饮水管道冻裂问题"]


@pytest.mark.parametrize("viewer", [NOBODY, msgspec.structs.replace(CLERK, roles=frozenset({Role.UNIT}))], ids=["stranger", "unit"])
def test_strangers_and_units_are_not_shown_any(filled, viewer):
    with pytest.raises(NotAllowed):
        like(filled, viewer=viewer)
    with inside(viewer.tenant), pytest.raises(NotAllowed):
        similar.one(viewer=viewer, tenant=GOUYUAN, case_id=UUID(int=1), engine=filled)


def test_one_ended_case_is_found_by_its_id_by_who_may_see_it(fill, engine):
    fill(*corpus())

    def one(number: int, tenant: str = GOUYUAN, viewer=CLERK):
        with inside(viewer.tenant):
            found = similar.one(viewer=viewer, tenant=tenant, case_id=UUID(int=number), engine=engine)
            return found and found.document.title

    assert one(1, NEIGHBOUR) == "解决青泥村饮水管道冻裂问题"
    assert [one(3), one(4), one(5, STRANGER), one(99)] == [None] * 4
    assert one(4, viewer=STAFF) == "不公开的饮水管道冻裂"


def test_a_hit_that_an_engine_gives_by_mistake_does_not_leave(fill, engine, monkeypatch):
    fill(*corpus())
    stray = document(5, **ENDED, title="外县", tenant=STRANGER)
    monkeypatch.setattr(type(engine), "like", lambda self, likeness: [Hit(stray, 9.0)])
    assert like(engine) == []


def test_a_text_that_nobody_could_have_written_is_refused(filled):
    with pytest.raises(Invalid):
        like(filled, text="a\x00b")
    with pytest.raises(Invalid):
        like(filled, title="长" * 101)


def test_a_long_text_costs_no_more_than_a_short_one(fill, engine, monkeypatch):
    fill(*corpus())
    asked = []
    whole = type(engine).like
    monkeypatch.setattr(type(engine), "like", lambda self, likeness: asked.append(likeness) or whole(self, likeness))
    like(engine, text="".join(chr(0x4E00 + nth) for nth in range(4000)))
    assert len(asked[0].pairs) == similar.MOST_PAIRS
