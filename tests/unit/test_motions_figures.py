"""The figures of a period: each with its own base, each open to its records, and none that improves by hiding."""
from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec

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
from motions.figures import FIGURES, Chosen, Figure, Figures, Share, behind, by_month, choose, figures
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


# ---------------------------------------------------------------- every figure is its records
def test_every_figure_has_its_words_and_its_definition_in_the_order_of_a_report() -> None:
    assert list(FIGURES) == list(Figure)
    assert all(counting.definition for counting in FIGURES.values())


def test_a_figure_is_as_many_records_as_it_says_and_never_more_than_its_base() -> None:
    cases = [
        case(State.SUBMITTED, handed_over_on=None, handover_due_on=None), case(State.IN_HAND, due_on=DUE), case(State.REPLIED, replied_after=93),
        case(State.CONCLUDED, replied_after=9, results=(Satisfaction.SATISFIED, Satisfaction.DISSATISFIED, None), no_feedback=1),
    ]  # fmt: skip
    counted = count(*cases)
    for figure, counting in FIGURES.items():
        records = behind(cases, figure, today=TODAY)
        assert (counted.counts[figure].of, len(set(records))) == (len(records), len(records))
        assert counting.base is None or set(records) <= set(behind(cases, figure, today=TODAY, base=True)), figure


def test_the_three_rates_of_handling_have_bases_of_their_own() -> None:
    withdrawn = case(State.WITHDRAWN, withdrawn_on=date(2026, 4, 1))
    counts = count(case(State.CONCLUDED, replied_after=9), case(State.REPLIED, replied_after=9), case(State.IN_HAND), withdrawn).counts
    assert counts[Figure.HANDED_OVER] == Share(4, 4)
    assert (counts[Figure.REPLIED], counts[Figure.CONCLUDED]) == (Share(2, 3), Share(1, 3))


def test_a_late_reply_and_one_that_is_still_owed_are_told_with_their_days() -> None:
    late, owed = case(State.REPLIED, replied_after=95), case(State.IN_HAND, due_on=DUE)
    assert [(one.case_id, one.about, one.days) for one in behind([late, owed], Figure.LATE, today=TODAY)] == [(late.id, "站", 3), (owed.id, "站", 26)]


def test_a_unit_that_spoke_with_a_deputy_counts_once_and_one_that_was_relieved_not_at_all() -> None:
    quiet, spoke = case(State.IN_HAND), case(State.IN_HAND)
    spoke = msgspec.structs.replace(spoke, assignments=(msgspec.structs.replace(spoke.assignments[0], contacted_on=HANDED),))
    gone = msgspec.structs.replace(quiet, assignments=(msgspec.structs.replace(quiet.assignments[0], state=AssignmentState.RELIEVED),))
    assert count(quiet, spoke, gone).counts[Figure.CONTACTED] == Share(1, 2)


# ---------------------------------------------------------------- whose figures
def of_two_units(mine: str = "王站长") -> tuple[CaseFacts, CaseFacts]:
    one, other = case(State.REPLIED, replied_after=10), case(State.REPLIED, replied_after=99)
    theirs = msgspec.structs.replace(other.assignments[0], leader=mine)
    both = msgspec.structs.replace(one, category="水利", assignments=(*one.assignments, theirs), replies=(*one.replies, *other.replies))
    return both, other


def test_of_a_case_of_several_only_the_units_own_part_counts() -> None:
    both, alone = of_two_units()
    unit = both.assignments[0].unit_id
    narrowed = choose([both, alone], Chosen(since=PERIOD["since"], until=PERIOD["until"], unit_id=unit))
    assert [(one.id, len(one.assignments), len(one.replies)) for one in narrowed] == [(both.id, 1, 1)]
    by_leader = figures([both, alone], **PERIOD, chosen=Chosen(since=PERIOD["since"], until=PERIOD["until"], leader="王站长"))
    assert by_leader.on_time == Share(0, 1)
    assert figures([both, alone], **PERIOD).on_time == Share(1, 3)


def test_field_and_group_narrow_and_of_joined_deputies_only_the_groups_members_count() -> None:
    both, alone = of_two_units()
    joined = case(State.CONCLUDED, replied_after=9, results=(Satisfaction.SATISFIED, Satisfaction.DISSATISFIED))
    member = frozenset([joined.proposers[0].deputy_id])
    span = {"since": PERIOD["since"], "until": PERIOD["until"]}
    assert [one.id for one in choose([both, alone], Chosen(**span, category="水利"))] == [both.id]
    counts = figures([both, joined], **PERIOD, chosen=Chosen(**span, deputy_ids=member)).counts
    assert (counts[Figure.FILED].of, counts[Figure.RESULT_SATISFIED], counts[Figure.RESULT_CONTENT]) == (1, Share(1, 1), Share(1, 1))


def test_a_month_tells_what_happened_in_it_whenever_it_was_raised() -> None:
    told = by_month([case(State.REPLIED, replied_after=95), case(State.IN_HAND)], since=date(2026, 2, 10), until=date(2026, 6, 30))
    assert [month.first for month in told] == [date(2026, number, 1) for number in (2, 3, 4, 5, 6)]
    assert (told[1].filed, told[1].handed_over, told[1].replied) == (2, 2, 0)
    assert (told[4].replied, told[4].in_time, told[4].late) == (1, 0, 1)
