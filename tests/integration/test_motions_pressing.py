"""Pressing a unit 督办 and naming a key suggestion 重点建议: rows, facts and figures; and on denial neither."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.support.congress import Congress

from motions import commands, queries
from motions.events import AssignmentState
from motions.figures import Figure, Share
from motions.models import Assignment, Case
from outbox.models import Fact
from townships.errors import Refused, message

DAY = date(2026, 6, 20)
SPAN = {"since": date(2026, 1, 1), "until": date(2026, 12, 31), "today": DAY}


@pytest.fixture
def congress(town: Any) -> Congress:
    return Congress(town)


def refused(code: str, act: Callable[[], Any]) -> None:
    before = [sorted(map(str, model.objects.values_list())) for model in (Case, Assignment)], Fact.objects.count()
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code
    assert message(caught.value) != code
    assert ([sorted(map(str, model.objects.values_list())) for model in (Case, Assignment)], Fact.objects.count()) == before


def press(congress: Congress, case_id: Any, actor: Any = None, day: date = DAY, **given: Any) -> Any:
    return congress.part_step(case_id, commands.press, actor or congress.clerk, day, **{"note": "请本周答复。", **given})


def test_a_unit_is_pressed_as_often_as_needed_and_counted_once(congress: Congress, facts: Any) -> None:
    case_id = congress.in_hand()
    congress.in_hand(title="另一件")
    press(congress, case_id)
    press(congress, case_id, congress.chair, date(2026, 6, 25))
    part = congress.facts(case_id).assignments[0]
    assert (part.pressed, part.pressed_on, part.state) == (2, date(2026, 6, 25), AssignmentState.HANDED_OVER)
    told = facts()[-1]
    assert (told.type, told.data["case"]["assignments"][0]["pressed"], "note" in told.data) == ("townships.motions.case.pressed", 2, False)
    [entry] = [one for one in queries.timeline(viewer=congress.clerk, case_id=case_id) if one["type"].endswith("pressed")][:1]
    assert entry["told"]["note"] == "请本周答复。"
    counts = queries.figures_of(viewer=congress.clerk, **SPAN).counts
    assert counts[Figure.PRESSED] == Share(1, 2)


def test_who_presses_whom_and_when_is_held(congress: Congress) -> None:
    case_id = congress.in_hand()
    refused("not_allowed", lambda: press(congress, case_id, congress.unit()))
    refused("not_allowed", lambda: press(congress, case_id, congress.deputy()))
    refused("required", lambda: press(congress, case_id, note=" "))
    refused("out_of_order", lambda: press(congress, case_id, day=date(2026, 3, 1)))
    congress.reply(case_id, date(2026, 4, 1))
    refused("wrong_state", lambda: press(congress, case_id))


def test_a_key_suggestion_is_named_once_and_has_a_leader(congress: Congress) -> None:
    case_id = congress.registered()
    refused("required", lambda: congress.step(case_id, commands.name_key, congress.chair, DAY, led_by=""))
    refused("not_allowed", lambda: congress.step(case_id, commands.name_key, congress.deputy(), DAY, led_by="李主任"))
    congress.step(case_id, commands.name_key, congress.chair, DAY, led_by="李主任")
    assert (congress.facts(case_id).key_on, congress.facts(case_id).key_led_by) == (DAY, "李主任")
    refused("key_already", lambda: congress.step(case_id, commands.name_key, congress.chair, DAY, led_by="王主任"))
    assert queries.figures_of(viewer=congress.clerk, **SPAN).counts[Figure.KEY] == Share(1, 1)


def test_the_board_of_units_has_each_units_own_part_those_that_are_late_first(congress: Congress) -> None:
    late = congress.in_hand(("separate", "separate"))
    answered = congress.in_hand(title="另一件")
    congress.reply(late, date(2026, 4, 1))
    congress.reply(answered, date(2026, 4, 1))
    congress.part_step(late, commands.press, congress.clerk, DAY, 1, note="请答复。")
    rows = queries.units_of(viewer=congress.clerk, **SPAN)
    assert [row["id"] for row in rows] == [congress.units[1], congress.units[0]]
    second, first = (row["figures"] for row in rows)
    assert (first[Figure.HANDED_OVER].of, first[Figure.LATE].of, first[Figure.PRESSED].of) == (2, 0, 0)
    assert (second[Figure.HANDED_OVER].of, second[Figure.LATE].of, second[Figure.PRESSED].of) == (1, 1, 1)
    with pytest.raises(Refused):
        queries.units_of(viewer=congress.unit(), **SPAN)
