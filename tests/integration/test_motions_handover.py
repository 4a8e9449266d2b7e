"""Many at once: the hand-over meeting with its record, and the list that offices use."""
from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest
from tests.integration.test_motions_life import last_fact
from tests.integration.test_motions_refusals import refused
from tests.support.congress import Congress

from motions import commands, queries
from motions.events import State
from motions.models import Case, HandOver
from outbox.models import Fact
from people.actor import Role
from townships.errors import Invalid, NotAllowed, NotFound, RuleBroken, Stale
from townships.ids import new_id
from townships.paging import Page

DAY = date(2026, 3, 10)
TOLD = {"place": "镇政府三楼会议室", "note": "主席逐件说明，各单位当场领办。", "present": "主席、各承办单位负责人"}


@pytest.fixture
def congress(town: Any) -> Congress:
    return Congress(town)


def meet(congress: Congress, ids: list[UUID], **more: Any) -> Any:
    cases = [commands.SeenCase(case_id=one, seen=Case.objects.get(pk=one).version) for one in ids]
    return congress.do(commands.hand_over_many, more.pop("by", congress.clerk), DAY, **{"cases": cases, **TOLD, **more})


def test_a_meeting_hands_over_many_and_each_unit_has_its_own_clock(congress: Congress) -> None:
    ids = [congress.approved(), congress.approved(("lead", "assisting")), congress.approved(("separate", "separate"))]
    meeting = meet(congress, ids).id

    for case_id in ids:
        facts = congress.facts(case_id)
        assert (facts.state, facts.handed_over_on, last_fact(case_id)["data"]["meeting_id"]) == (State.IN_HAND, DAY, str(meeting))
        assert {part.due_on for part in facts.assignments if part.kind != "assisting"} == {date(2026, 6, 10)}
    held = Fact.objects.get(subject=f"handover/{meeting}")
    assert (held.audience, len(msgspec.json.decode(held.envelope)["data"]["held"]["case_ids"])) == ("town", 3)


def test_the_list_has_what_offices_write_on_it(congress: Congress) -> None:
    ids = [congress.approved(proposers=2), congress.approved(("lead", "assisting"))]
    meeting = meet(congress, ids).id

    shown = queries.handover(viewer=congress.chair, handover_id=meeting)
    assert shown is not None
    assert (shown["held_on"], shown["place"], shown["note"]) == (DAY, TOLD["place"], TOLD["note"])
    first, second = shown["cases"]
    assert (first["number"], [one["name"] for one in first["deputies"]]) == ("十九届闭会第1号", ["张三", "李四"])
    units = [(one["name"], one["kind"], one["leader"]) for one in second["units"]]
    assert units == [("农业综合服务站", "lead", "农站长"), ("派出所", "assisting", "派站长")]
    (row,) = queries.handovers(viewer=congress.clerk, page=Page()).rows
    assert (row["id"], row["count"]) == (meeting, 2)


def test_either_all_are_handed_over_or_none(congress: Congress) -> None:
    good, early = congress.approved(), congress.registered()

    broken = refused("one_of_many", RuleBroken, lambda: meet(congress, [good, early]))
    assert broken.params["number"] == "十九届闭会第2号"
    assert HandOver.objects.count() == 0
    seen = [commands.SeenCase(case_id=good, seen=1)]
    refused("stale", Stale, lambda: meet(congress, [good], cases=seen))
    refused("unknown", NotFound, lambda: meet(congress, [], cases=[commands.SeenCase(case_id=new_id(), seen=1)]))
    for ids in ([], [good, good]):
        refused("cases_to_hand_over", Invalid, lambda ids=ids: meet(congress, ids))
    for missing in ("place", "note"):
        refused("required", Invalid, lambda missing=missing: meet(congress, [good], **{missing: " "}))
    for stranger in (congress.deputy(), congress.unit(), congress.person(Role.PRESIDIUM)):
        refused("not_allowed", NotAllowed, lambda by=stranger: meet(congress, [good], by=by))
    assert congress.case(good).state == State.APPROVED


def test_meetings_are_for_the_office(congress: Congress) -> None:
    meeting = meet(congress, [congress.approved()]).id

    for viewer in (congress.deputy(), congress.unit()):
        with pytest.raises(NotAllowed):
            queries.handovers(viewer=viewer)
        with pytest.raises(NotAllowed):
            queries.handover(viewer=viewer, handover_id=meeting)
    assert queries.handover(viewer=congress.clerk, handover_id=new_id()) is None
