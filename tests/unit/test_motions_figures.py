"""The figures of a period: each with its own base, each open to its records, and none that improves by hiding."""
from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from motions.events import (
    AssignmentFacts,
    AssignmentState,
    CaseFacts,
    Kind,
    Meaning,
    Part,
    ProposerFacts,
    ReplyFacts,
    Satisfaction,
    State,
)  # fmt: skip
from motions.figures import Figures, figures
from townships.ids import new_id

HANDED, DUE, TODAY = date(2026, 3, 5), date(2026, 6, 5), date(2026, 7, 1)
PERIOD = {"since": date(2026, 1, 1), "until": date(2026, 6, 30), "today": TODAY}


def case(
    state: State, *, replied_after: int | None = None, results: tuple[Satisfaction | None, ...] = (), no_feedback: int = 0, **more: Any
) -> CaseFacts:
    """A suggestion handed over to one unit, which replied so many days later."""
    replied_on = None if replied_after is None else HANDED + timedelta(days=replied_after)
    kept = AssignmentFacts(
        id=new_id(), unit_id=new_id(), unit_name="站", kind=Part.SOLE, first_handed_over_on=HANDED, handed_over_on=HANDED, due_on=DUE,
        state=AssignmentState.REPLIED if replied_on else AssignmentState.SIGNED, replied_on=replied_on,
    )  # fmt: skip
    answer = ReplyFacts(
        id=new_id(), assignment_id=kept.id, unit_name="站", number="1", meaning=Meaning.SOLVED, letter="A", text="办了。", signed_off_by="长",
        replied_on=replied_on or DUE, due_on=DUE,
    )  # fmt: skip
    said = [ProposerFacts(deputy_id=new_id(), name="代表", order=1, rated_on=replied_on if one else None, attitude=one, result=one) for one in results]
    silent = [ProposerFacts(deputy_id=new_id(), name="代表", order=1, no_feedback=True) for _ in range(no_feedback)]
    told = {"submitted_on": date(2026, 3, 2), "handed_over_on": HANDED, "handover_due_on": date(2026, 3, 12), "replied_on": replied_on, **more}
    return CaseFacts(
        id=new_id(), kind=told.pop("kind", Kind.SUGGESTION), state=state, state_since=HANDED, title="路", entered_on=HANDED,
        proposers=(*said, *silent), assignments=(kept,), replies=(answer,) if replied_on else (), **told,
    )  # fmt: skip


def count(*cases: CaseFacts) -> Figures:
    return figures(cases, **PERIOD)


def test_only_the_periods_suggestions_are_counted_and_motions_apart() -> None:
    inside, motion = case(State.IN_HAND), case(State.FILED, kind=Kind.MOTION)
    before, after = case(State.IN_HAND, submitted_on=date(2025, 12, 31)), case(State.IN_HAND, submitted_on=date(2026, 7, 1))
    last = case(State.SUBMITTED, submitted_on=date(2026, 6, 30), handed_over_on=None, handover_due_on=None)

    found = count(inside, motion, before, after, last)
    assert (found.filed, found.motions) == ((inside.id, last.id), (motion.id,))
    assert found.accepted == found.handed_over == (inside.id,)


def test_replied_concluded_and_satisfied_are_different_numbers() -> None:
    replied = case(State.REPLIED, replied_after=10, results=(None,))
    concluded = case(State.CONCLUDED, replied_after=20, results=(Satisfaction.DISSATISFIED,))
    reworked = case(State.REWORK, replied_after=30, round=2)

    found = count(replied, concluded, reworked, case(State.IN_HAND))
    assert found.replied == (replied.id, concluded.id, reworked.id)
    assert (found.concluded, found.reworked) == ((concluded.id,), (reworked.id,))
    assert found.result.content.rate == 0


def test_no_feedback_is_no_part_of_satisfaction() -> None:
    found = count(case(State.CONCLUDED, replied_after=9, results=(Satisfaction.SATISFIED, Satisfaction.BASICALLY, None), no_feedback=2))

    assert (found.result.satisfied, found.result.basically, found.result.rated) == (1, 1, 2)
    assert (found.result.content.of, found.result.content.base, found.result.content.rate) == (2, 2, 1.0)
    assert (found.feedback.of, found.feedback.base) == (2, 4)


def test_an_answer_held_back_does_not_improve_the_share_in_time() -> None:
    in_time, too_late, held_back = case(State.REPLIED, replied_after=92), case(State.REPLIED, replied_after=93), case(State.IN_HAND, due_on=DUE)

    found = count(in_time, too_late, held_back)
    assert (found.on_time.of, found.on_time.base) == (1, 3)
    assert found.overdue == (held_back.id,)


def test_days_to_reply_are_counted_from_the_first_hand_over() -> None:
    found = count(*(case(State.REPLIED, replied_after=days) for days in (10, 20, 30, 100)))
    assert (found.days_to_reply.count, found.days_to_reply.median, found.days_to_reply.p90) == (4, 25, 100)

    odd = count(*(case(State.REPLIED, replied_after=days) for days in range(1, 12)))
    assert (odd.days_to_reply.median, odd.days_to_reply.p90) == (6, 10)


def test_how_late_it_was_handed_over_is_told_for_each_case_open_ones_too() -> None:
    in_time, late = case(State.IN_HAND), case(State.IN_HAND, handed_over_on=date(2026, 3, 15))
    waiting = case(State.APPROVED, handed_over_on=None)

    assert count(in_time, late, waiting).late_handed_over == {late.id: 3, waiting.id: (TODAY - date(2026, 3, 12)).days}


def test_of_nothing_there_is_no_rate() -> None:
    found = count()

    assert (found.on_time.rate, found.feedback.rate, found.result.content.rate) == (None, None, None)
    assert (found.days_to_reply.median, found.days_to_reply.p90) == (None, None)
