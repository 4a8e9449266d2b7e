"""What was raised twice becomes one, what stands together on one sheet becomes several; the proposers are told."""
from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from tests.integration.test_motions_life import last_fact, told
from tests.integration.test_motions_refusals import refused
from tests.support.congress import Congress

from motions import commands, queries
from motions.events import State
from motions.models import Case
from townships.errors import Invalid, NotAllowed, NotFound, RuleBroken, Stale

DAY = date(2026, 3, 6)
TWO = [commands.Sheet(title="修路", text="三组路不通。", where="三组"), commands.Sheet(title="饮水", text="五组缺水。", category="水利")]


@pytest.fixture
def congress(town: Any) -> Congress:
    return Congress(town)


def other(congress: Congress, *proposers: int) -> UUID:
    """Another suggestion about the same, of these deputies, as the clerk entered it."""
    ids = [congress.deputies[index] for index in proposers]
    told_ = {"title": "修路", "text": "路不好走。", "proposer_ids": ids, "channel": "paper"}
    return congress.do(commands.submit_suggestion, congress.clerk, date(2026, 3, 2), **told_).id


def merge(congress: Congress, case_id: UUID, into: UUID, **more: Any) -> Any:
    said = {"into_number": congress.case(into).number, "note": "与该件内容相同，合并办理。", **more}
    return congress.step(case_id, commands.merge, said.pop("by", congress.clerk), said.pop("day", DAY), **said)


def split(congress: Congress, case_id: UUID, **more: Any) -> Any:
    return congress.step(case_id, commands.split, more.pop("by", congress.clerk), DAY, **{"sheets": TWO, "note": "一事一议。", **more})


def test_whoever_asks_for_the_same_joins_and_gets_the_reply_too(congress: Congress) -> None:
    into, second = congress.in_hand(), other(congress, 1, 0)
    merge(congress, second, into)

    ended, one = congress.facts(second), congress.facts(into)
    assert (ended.state, ended.merged_into, ended.number) == (State.MERGED, into, "")
    assert [(p.name, p.order) for p in one.proposers] == [("张三", 1), ("李四", 2)]
    assert (told(second)[-1], told(into)[-1]) == ("merged", "proposers_joined")
    assert last_fact(into)["data"]["deputy_ids"] == [str(congress.deputies[1])]
    assert queries.timeline(viewer=congress.deputy(1), case_id=second)[-1]["told"]["into_number"] == one.number
    assert queries.case(viewer=congress.deputy(1), case_id=into, today=DAY)["whole"]  # type: ignore[index]

    congress.reply(into, date(2026, 4, 1))
    congress.step(into, commands.deliver, congress.clerk, date(2026, 4, 2))
    assert all(p.delivered_on for p in congress.facts(into).proposers)


def test_nothing_is_merged_into_what_is_answered_a_motion_or_not_there(congress: Congress) -> None:
    second = other(congress, 1)
    answered, withdrawn = congress.delivered(), congress.in_hand()
    motion = {"title": "议案", "grounds": "案据。", "proposal": "方案。", "proposer_ids": congress.deputies[:5], "channel": "paper"}
    filed = congress.do(commands.file_motion, congress.clerk, date(2026, 2, 26), **motion).id

    for into in (answered, filed):
        refused("cannot_be_joined", RuleBroken, lambda into=into: merge(congress, second, into, day=date(2026, 4, 3)))
    refused("unknown", NotFound, lambda: merge(congress, second, withdrawn, into_number="十九届闭会第99号"))
    refused("required", Invalid, lambda: merge(congress, second, withdrawn, into_number=" "))
    refused("required", Invalid, lambda: merge(congress, second, withdrawn, note=""))
    refused("out_of_order", RuleBroken, lambda: merge(congress, second, withdrawn, day=date(2026, 3, 4)))
    refused("stale", Stale, lambda: merge(congress, second, withdrawn, seen=0))
    for stranger in (congress.chair, congress.deputy(1), congress.unit()):
        refused("not_allowed", NotAllowed, lambda by=stranger: merge(congress, second, withdrawn, by=by))
    merge(congress, second, withdrawn)
    refused("wrong_state", RuleBroken, lambda: merge(congress, second, withdrawn))


def test_several_matters_become_several_suggestions_of_the_same_deputies(congress: Congress) -> None:
    case_id = other(congress, 0, 1)
    split(congress, case_id)

    first, second = congress.facts(case_id), congress.facts(Case.objects.get(split_from=case_id).pk)
    assert [(one.title, one.where, one.category, one.state) for one in (first, second)] == [
        ("修路", "三组", "", State.SUBMITTED), ("饮水", "", "水利", State.SUBMITTED),
    ]  # fmt: skip
    assert [p.name for p in second.proposers] == ["张三", "李四"]
    assert (second.submitted_on, second.channel, second.split_from) == (first.submitted_on, "paper", case_id)
    assert (told(case_id)[-1], told(second.id)) == ("split", ["split_off"])
    assert last_fact(case_id)["data"]["split_ids"] == [str(second.id)]
    numbers = [congress.step(one.id, commands.register, congress.clerk, DAY).number for one in (first, second)]
    assert numbers == ["十九届闭会第1号", "十九届闭会第2号"]


def test_a_split_has_several_whole_sheets(congress: Congress) -> None:
    case_id = other(congress, 0)

    refused("one_sheet_only", RuleBroken, lambda: split(congress, case_id, sheets=TWO[:1]))
    refused("required", Invalid, lambda: split(congress, case_id, sheets=[TWO[0], commands.Sheet(title="水", text=" ")]))
    refused("too_long", Invalid, lambda: split(congress, case_id, sheets=[TWO[0], commands.Sheet(title="水" * 101, text="缺水。")]))
    refused("required", Invalid, lambda: split(congress, case_id, note=""))
    for stranger in (congress.chair, congress.deputy(), congress.unit()):
        refused("not_allowed", NotAllowed, lambda by=stranger: split(congress, case_id, by=by))
    congress.step(case_id, commands.register, congress.clerk, DAY)
    refused("wrong_state", RuleBroken, lambda: split(congress, case_id))
