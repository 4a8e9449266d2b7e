"""Late, double and reversed writing ends the same; facts become documents."""
from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest
from django.utils.translation import override
from tests.integration.search.corpus import GOUYUAN, NAMES, NOBODY, WANZHOU, XUNYANG, document, fact, look, subject_of, written

from countysearch import indexer
from countysearch.documents import Document
from countysearch.engine import SearchEngine
from motions.events import Outcome
from outbox.events import Audience, Envelope
from townships.models import Tenant


def title_of(engine: SearchEngine, number: int = 1) -> str | None:
    rows = [row.document for row in look(engine).rows if row.document.subject == subject_of("case", number)]
    return rows[0].title if rows else None


def test_an_older_version_never_overwrites_a_newer(fill, engine):
    fill(document(1, version=5, title="五"))
    fill(document(1, version=4, title="四"), document(2, version=1, title="别的"))
    assert (title_of(engine), title_of(engine, 2)) == ("五", "别的")
    fill(document(1, version=6, title="六"))
    assert title_of(engine) == "六"


def test_order_within_a_batch_does_not_matter(fill, engine):
    fill(document(1, version=2, title="二"), document(1, version=3, title="三"), document(1, version=1, title="一"))
    assert title_of(engine) == "三"
    assert look(engine).total == 1


def test_the_same_version_again_changes_nothing(fill, engine):
    fill(document(1, version=2, title="二"))
    fill(document(1, version=2, title="改"), document(1, version=2, title="改"))
    assert title_of(engine) == "二"


def test_a_fact_after_a_restore_wins_over_all_before_it(fill, engine):
    fill(document(1, incarnation=1, version=900, title="恢复之前"))
    fill(document(1, incarnation=2, version=3, title="恢复之后"))
    fill(document(1, incarnation=1, version=901, title="迟到"))
    assert title_of(engine) == "恢复之后"


def test_a_tombstone_hides_and_a_late_fact_does_not_bring_it_back(fill, engine, committed):
    fill(document(1, version=1, title="公路"))
    fill(document(1, version=3, gone=True))
    fill(document(1, version=2, title="公路"))
    assert look(engine).total == look(engine, "公路").total == 0
    with committed.login("operator"):
        assert engine.versions(XUNYANG) == []
    fill(document(1, version=4, title="公路"))
    assert look(engine, "公路").total == 1


def test_versions_are_told_county_by_county_in_pages(filled, committed):
    with committed.login("operator"):
        whole = filled.versions(XUNYANG, limit=1000)
        paged, page = [], filled.versions(XUNYANG, limit=7)
        while page:
            paged += page
            page = filled.versions(XUNYANG, after=page[-1].mark, limit=7)
        assert paged == whole
        assert {NAMES[v.mark] for v in filled.versions(WANZHOU)} == {"chongqing_road", "chongqing_private"}
    assert [v.mark for v in whole] == sorted(v.mark for v in whole)
    assert {(v.tenant, v.subject, v.incarnation, v.version) for v in whole} == {
        (d.tenant, d.subject, 1, 1) for d in written() if d.county == XUNYANG
    }  # fmt: skip


# ---------------------------------------------------------------- from facts
CASE = {
    "id": str(UUID(int=1)), "kind": "suggestion", "number": "十九届三次会议第1号", "title": "修公路", "where": "羊山村",
    "text": "路\x00坏了", "category": "交通", "state": "replied", "outcome": "solved", "public": True, "channel": "phone",
    "submitted_on": "2026-01-03", "registered_on": "2026-01-05", "replied_on": "2026-02-01", "concluded_on": None,
    "proposers": [], "assignments": [],
    "replies": [{"text": "已列入计划", "meaning": "planned", "letter": "B", "number": "1"}, {"text": "已经完工", "meaning": "solved"}],
}  # fmt: skip
SUPERVISION = {
    "id": str(UUID(int=2)), "topic": "视察公路", "field": "道路交通", "form": "inspection", "stage": "during", "state": "closed", "planned_on": "2026-01-10",
    "findings": "塌方三处", "opinion": "限期清理", "opinion_due_on": "2026-02-10", "rectification": "已清理", "effect": "群众满意",
    "closed_on": "2026-03-01",
}  # fmt: skip


def applied(engine: SearchEngine, committed: Any, *facts: Envelope) -> int:
    with committed.login("worker"):
        count = indexer.apply(facts, engine)
        engine.refresh()
    return count


def test_facts_become_documents(engine, committed):
    case, supervision = subject_of("case", 1), subject_of("supervision", 2)
    assert applied(engine, committed, fact(case, 3, CASE), fact(supervision, 2, SUPERVISION)) == 2
    (shown,) = look(engine, "修公路 完工").rows
    assert shown.document == Document(
        tenant=GOUYUAN, subject=case, incarnation=1, version=3, county=XUNYANG, public=True, tenant_name=town_name(), kind="case",
        state="replied", category="交通", number="十九届三次会议第1号", title="修公路", text="羊山村\n路坏了",
        reply="已列入计划\n已经完工", outcome=solved(), opened_on=date(2026, 1, 5),
    )  # fmt: skip
    assert look(engine, solved()).total == 1
    (watched,) = look(engine, "塌方 清理 满意").rows
    assert (watched.document.kind, watched.document.category) == ("supervision", "道路交通")
    assert watched.document.concluded_on == date(2026, 3, 1)
    assert look(engine, "塌方", viewer=NOBODY).total == 0


def solved() -> str:
    with override("zh-hans"):
        return str(Outcome.SOLVED.label)


def town_name() -> str:
    return Tenant.objects.get(schema_name=GOUYUAN).name


def test_late_double_and_reversed_delivery_end_the_same(engine, committed):
    facts = [fact(subject_of("case", 1), version, {**CASE, "title": f"第{version}版"}) for version in (1, 2, 3)]
    applied(engine, committed, facts[2], facts[0])
    applied(engine, committed, facts[1], facts[2], facts[1])
    assert title_of(engine) == "第3版"


def test_facts_of_the_town_alone_and_of_other_subjects_are_left_out(engine, committed):
    drafts = fact(subject_of("case", 1), 1, CASE, Audience.TOWN)
    assert applied(engine, committed, drafts, fact("deputy/1", 1, {"name": "某人"})) == 0
    assert look(engine).total == 0


def test_a_subject_that_is_gone_is_found_no_more(engine, committed):
    applied(engine, committed, fact(subject_of("case", 1), 1, CASE))
    applied(engine, committed, fact(subject_of("case", 1), 2, None))
    assert look(engine, "修公路").total == 0


def test_a_fact_without_its_state_is_malformed_and_nothing_is_written(engine, committed):
    broken = msgspec.structs.replace(fact(subject_of("case", 2), 1, CASE), data={})
    with pytest.raises(KeyError):
        applied(engine, committed, fact(subject_of("case", 1), 1, CASE), broken)
    assert look(engine).total == 0


def test_an_outcome_that_this_version_does_not_know_is_no_error(engine, committed):
    applied(engine, committed, fact(subject_of("case", 1), 1, {**CASE, "outcome": "transferred", "new_field": [1]}))
    assert look(engine, "transferred").total == 1
