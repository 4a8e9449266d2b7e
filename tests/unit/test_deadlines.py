"""How a deadline stands on a day, what may be done with it, and what an announced year may say."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadlines import events, rules, words
from deadlines.events import DeadlineFacts, Kind, Standing, State, standing
from rulebook.queries import Rest
from townships.errors import Invalid, RuleBroken

DUE = date(2026, 6, 2)
PLAIN: dict[str, Any] = {
    "id": UUID(int=1),
    "subject": "case/1",
    "about": UUID(int=2),
    "kind": Kind.REPLY,
    "starts_on": date(2026, 3, 2),
    "due_on": DUE,
}


def facts(**told: Any) -> DeadlineFacts:
    return DeadlineFacts(**{**PLAIN, **told})


@pytest.mark.parametrize(
    "day,expected",
    [
        (date(2026, 5, 25), Standing(State.OPEN, 8)),
        (date(2026, 5, 26), Standing(State.DUE_SOON, 7)),
        (DUE, Standing(State.DUE_SOON, 0)),
        (date(2026, 6, 3), Standing(State.OVERDUE, -1)),
    ],
)
def test_an_open_deadline_is_missed_only_when_its_day_has_ended(day: date, expected: Standing) -> None:
    assert standing(facts(), day) == expected


def test_it_is_overdue_whether_or_not_the_clock_has_been_there() -> None:
    day = date(2026, 6, 10)
    assert standing(facts(missed_on=date(2026, 6, 3)), day) == standing(facts(), day) == Standing(State.OVERDUE, -8)


def test_done_on_the_due_day_is_in_time_and_a_day_later_is_late() -> None:
    assert standing(facts(met_on=DUE), date(2027, 1, 1)) == Standing(State.MET)
    assert standing(facts(met_on=date(2026, 6, 3), missed_on=date(2026, 6, 3)), date(2027, 1, 1)) == Standing(State.MET_LATE)


def test_a_lifted_deadline_is_due_no_more_even_when_it_was_missed() -> None:
    assert standing(facts(missed_on=date(2026, 6, 3), lifted_on=date(2026, 6, 9)), date(2026, 7, 1)) == Standing(State.LIFTED)


@pytest.mark.parametrize("kind", sorted(events.WINDOWS))
def test_a_right_that_lapses_is_over_not_overdue(kind: Kind) -> None:
    assert standing(facts(kind=kind), date(2026, 6, 3)) == Standing(State.MISSED)
    assert standing(facts(kind=kind), DUE) == Standing(State.DUE_SOON, 0)


@given(st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.sampled_from(Kind))
def test_days_left_are_told_exactly_while_something_is_due(day: date, kind: Kind) -> None:
    found = standing(facts(kind=kind), day)
    assert (found.days_left is None) == (found.state is State.MISSED)
    if found.days_left is not None:
        assert day + timedelta(days=found.days_left) == DUE


def test_more_time_is_a_later_day_of_something_still_due() -> None:
    rules.may_move(facts(), date(2026, 6, 3))
    with pytest.raises(RuleBroken, match="deadline_not_longer"):
        rules.may_move(facts(), DUE)
    for closed in ({"met_on": DUE}, {"lifted_on": DUE}):
        with pytest.raises(RuleBroken, match="deadline_closed"):
            rules.may_move(facts(**closed), date(2026, 7, 1))


def test_the_miss_is_recorded_once() -> None:
    assert rules.is_late(facts(), date(2026, 6, 3))
    assert not rules.is_late(facts(), DUE)
    assert not rules.is_late(facts(missed_on=date(2026, 6, 3)), date(2026, 6, 3))


def test_a_true_date_in_time_disproves_a_recorded_miss() -> None:
    assert rules.disproves(facts(missed_on=date(2026, 6, 3)), DUE)
    assert not rules.disproves(facts(missed_on=date(2026, 6, 3)), date(2026, 6, 3))


OFF = {date(2027, month, day): Rest.NATIONAL_DAY for month, day in ((1, 1), (5, 3), (10, 1))}


def plan(off: dict[date, Rest] | None = None, work: tuple[date, ...] = (), year: int = 2027) -> Any:
    return rules.year_plan(year, "国办发明电〔2026〕9号", OFF if off is None else off, work)


def test_a_year_may_reach_back_into_the_last_days_of_december() -> None:
    found = plan({**OFF, date(2026, 12, 31): Rest.NEW_YEAR}, (date(2026, 12, 27),))
    assert found.off[date(2026, 12, 31)] is Rest.NEW_YEAR
    assert date(2026, 12, 27) in found.work


@pytest.mark.parametrize(
    "off,work,code,field",
    [
        ({**OFF, date(2026, 12, 25): Rest.OTHER}, (), "day_outside_year", "off_days"),
        ({**OFF, date(2028, 1, 1): Rest.OTHER}, (), "day_outside_year", "off_days"),
        (OFF, (date(2028, 1, 1),), "day_outside_year", "work_days"),
        (OFF, (date(2027, 2, 3),), "make_up_day_not_weekend", "work_days"),
        ({**OFF, date(2027, 2, 6): Rest.SPRING_FESTIVAL}, (date(2027, 2, 6),), "day_off_and_worked", "work_days"),
        ({date(2027, 1, 1): Rest.NEW_YEAR}, (), "statutory_day_missing", "off_days"),
    ],
)
def test_a_year_that_cannot_be_is_refused_naming_the_day(off: Any, work: Any, code: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        plan(off, work)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert refused.value.params["day"]


def test_statutory_days_on_a_weekend_need_not_be_listed() -> None:
    assert date(2027, 5, 1) not in plan().off


def test_the_ledgers_kinds_and_states_have_words_in_chinese() -> None:
    assert set(words.KINDS) == set(Kind)
    assert set(words.STATES) == set(State)
    catalogue = (Path(rules.__file__).parent / "locale/zh_Hans/LC_MESSAGES/django.po").read_text("utf-8")
    for word in (*words.KINDS.values(), *words.STATES.values()):
        assert f'msgid "{word._args[-1]}"\nmsgstr ""' not in catalogue
        assert f'msgid "{word._args[-1]}"' in catalogue


def test_the_facts_survive_the_way_through_json() -> None:
    told = facts(met_on=DUE, missed_on=None, provisional=True)
    assert msgspec.json.decode(msgspec.json.encode(told), type=DeadlineFacts) == told
