"""Each figure with its words and its definition, and the records that make it: a case, a unit's part, a reply or a deputy's rating."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from motions.events import (
    OWING,
    UNREGISTERED,
    AssignmentFacts,
    AssignmentState,
    CaseFacts,
    Kind,
    Outcome,
    Part,
    PromiseFacts,
    PromiseState,
    ProposerFacts,
    Satisfaction,
    State,
)


class Figure(TextChoices):
    """The figures in the order in which a report gives them."""

    MOTIONS = "motions", pgettext_lazy("figure", "Motions")
    FILED = "filed", pgettext_lazy("figure", "Suggestions raised")
    ACCEPTED = "accepted", pgettext_lazy("figure", "Accepted")
    HANDED_OVER = "handed_over", pgettext_lazy("figure", "Handed over")
    HANDED_OVER_LATE = "handed_over_late", pgettext_lazy("figure", "Handed over late")
    CONTACTED = "contacted", pgettext_lazy("figure", "Deputies contacted")
    REPLIED = "replied", pgettext_lazy("figure", "Replied")
    ON_TIME = "on_time", pgettext_lazy("figure", "Replies in time")
    LATE = "late", pgettext_lazy("figure", "Replies late")
    OVERDUE = "overdue", pgettext_lazy("figure", "Overdue now")
    DAYS_TO_REPLY = "days_to_reply", pgettext_lazy("figure", "Days to the reply")
    PRESSED = "pressed", pgettext_lazy("figure", "Units pressed")
    KEY = "key", pgettext_lazy("figure", "Key suggestions")
    FEEDBACK = "feedback", pgettext_lazy("figure", "Rated by deputies")
    NO_FEEDBACK = "no_feedback", pgettext_lazy("figure", "No feedback")
    RESULT_CONTENT = "result_content", pgettext_lazy("figure", "Satisfied or basically, with the result")
    RESULT_SATISFIED = "result_satisfied", pgettext_lazy("figure", "Satisfied with the result")
    RESULT_BASICALLY = "result_basically", pgettext_lazy("figure", "Basically satisfied with the result")
    RESULT_DISSATISFIED = "result_dissatisfied", pgettext_lazy("figure", "Dissatisfied with the result")
    ATTITUDE_CONTENT = "attitude_content", pgettext_lazy("figure", "Satisfied or basically, with the attitude")
    ATTITUDE_SATISFIED = "attitude_satisfied", pgettext_lazy("figure", "Satisfied with the attitude")
    ATTITUDE_BASICALLY = "attitude_basically", pgettext_lazy("figure", "Basically satisfied with the attitude")
    ATTITUDE_DISSATISFIED = "attitude_dissatisfied", pgettext_lazy("figure", "Dissatisfied with the attitude")
    REWORKED = "reworked", pgettext_lazy("figure", "Handled again")
    CONCLUDED = "concluded", pgettext_lazy("figure", "Concluded")
    CARRIED_OUT = "carried_out", pgettext_lazy("figure", "Carried out")
    PROMISED = "promised", pgettext_lazy("figure", "Promises")
    PROMISES_DUE = "promises_due", pgettext_lazy("figure", "Promises due")
    PROMISES_KEPT = "promises_kept", pgettext_lazy("figure", "Promises kept")
    PROMISES_LATE = "promises_late", pgettext_lazy("figure", "Promises late")


class Counted(TextChoices):
    """What a figure counts one by one."""

    CASES = "cases", pgettext_lazy("counted", "cases")
    PARTS = "parts", pgettext_lazy("counted", "units' parts")
    REPLIES = "replies", pgettext_lazy("counted", "replies")
    RATINGS = "ratings", pgettext_lazy("counted", "deputies' ratings")
    PROMISES = "promises", pgettext_lazy("counted", "promises")


class Record(msgspec.Struct, frozen=True, gc=False):
    """One record behind a figure: a case, and where its parts are counted the `part` (a deputy, an assignment, a reply) and the name of whose it is.

    `days` where the figure counts days.
    """

    case_id: UUID
    part: UUID | None = None
    about: str = ""
    days: int | None = None


#: Found in the same way is the same function (`cache` below), so that what several figures are a part of is counted once.
Find = Callable[[CaseFacts, date], Iterable[Record]]


class Counting(msgspec.Struct, frozen=True, kw_only=True):
    """How a figure is counted: the records of a suggestion (of any case, with `motions`) that belong to it, and those that it is a part of."""

    of: Find
    base: Find | None = None
    counted: Counted = Counted.CASES
    motions: bool = False
    definition: str | Promise


def behind(cases: Iterable[CaseFacts], figure: Figure, *, today: date, base: bool = False) -> list[Record]:
    """The records of a figure, in the order of the cases; with `base` those that it is a part of."""
    counting = FIGURES[figure]
    find = counting.base if base else counting.of
    return [record for case in cases if counting.motions or case.kind is Kind.SUGGESTION for record in find(case, today)] if find else []


# ---------------------------------------------------------------- cases
@cache
def _cases(holds: Callable[[CaseFacts, date], Any]) -> Find:
    return lambda case, today: (Record(case.id),) if holds(case, today) else ()


def _every(case: CaseFacts, today: date) -> bool:
    return True


def _accepted(case: CaseFacts, today: date) -> bool:
    return case.state not in UNREGISTERED


def _handed_over(case: CaseFacts, today: date) -> bool:
    return case.handed_over_on is not None


def _to_answer(case: CaseFacts, today: date) -> bool:
    """Handed over, and neither withdrawn nor reported upward since."""
    return case.handed_over_on is not None and case.state not in (State.WITHDRAWN, State.REFERRED)


def _late_to_hand_over(case: CaseFacts, today: date) -> Iterator[Record]:
    if case.handover_due_on and (days := ((case.handed_over_on or case.withdrawn_on or case.referred_on or today) - case.handover_due_on).days) > 0:
        yield Record(case.id, days=days)


# ---------------------------------------------------------------- units' parts and replies
GONE: Final = frozenset({AssignmentState.RELIEVED, AssignmentState.ENDED})


def answering(case: CaseFacts) -> Iterator[AssignmentFacts]:
    return (part for part in case.assignments if part.kind is not Part.ASSISTING)


def open_late(case: CaseFacts, today: date) -> Iterator[AssignmentFacts]:
    """Answers that are owed and whose day has passed."""
    return (part for part in answering(case) if part.state in OWING and part.due_on is not None and part.due_on < today)


def _parts(holds: Callable[[AssignmentFacts], Any]) -> Find:
    return lambda case, today: (
        Record(case.id, part.id, part.unit_name) for part in answering(case) if part.handed_over_on and part.state not in GONE and holds(part)
    )


def _in_time(case: CaseFacts, today: date) -> Iterator[Record]:
    return (Record(case.id, reply.id, reply.unit_name) for reply in case.replies if reply.replied_on <= reply.due_on)


def _late(case: CaseFacts, today: date) -> Iterator[Record]:
    yield from (Record(case.id, reply.id, reply.unit_name, (reply.replied_on - reply.due_on).days) for reply in case.replies if reply.replied_on > reply.due_on)
    yield from (Record(case.id, part.id, part.unit_name, (today - part.due_on).days) for part in open_late(case, today) if part.due_on)


def _due_replies(case: CaseFacts, today: date) -> Iterator[Record]:
    yield from _in_time(case, today)
    yield from _late(case, today)


def _days_to_reply(case: CaseFacts, today: date) -> Iterator[Record]:
    began = {part.id: part.first_handed_over_on for part in case.assignments}
    for reply in case.replies:
        first = began.get(reply.assignment_id)
        if reply.round == 1 and first is not None:
            yield Record(case.id, reply.id, reply.unit_name, (reply.replied_on - first).days)


# ---------------------------------------------------------------- promises
TO_CARRY_OUT: Final = frozenset({Outcome.SOLVED, Outcome.UNDER_WAY, Outcome.PLANNED})


def _to_carry_out(case: CaseFacts, today: date) -> bool:
    return case.carried_out_on is not None or (case.replied_on is not None and case.outcome in TO_CARRY_OUT)


@cache
def _promises(holds: Callable[[PromiseFacts, date], bool]) -> Find:
    """Promised anew, the new one counts in its place."""
    return lambda case, today: (
        Record(case.id, one.id, one.unit_name, max(0, (today - one.due_on).days) if one.state is PromiseState.FOLLOWING else None)
        for one in case.promises
        if one.state is not PromiseState.RENEWED and holds(one, today)
    )


def _stands(one: PromiseFacts, today: date) -> bool:
    return True


def _kept(one: PromiseFacts, today: date) -> bool:
    return one.state is PromiseState.KEPT


def _due(one: PromiseFacts, today: date) -> bool:
    return one.due_on <= today


# ---------------------------------------------------------------- ratings
def _ratings(holds: Callable[[ProposerFacts], Any]) -> Find:
    return lambda case, today: (Record(case.id, proposer.deputy_id, proposer.name) for proposer in case.proposers if holds(proposer))


@cache
def _judged(axis: str, *values: Satisfaction) -> Find:
    return _ratings(lambda proposer: getattr(proposer, axis) in values)


_OPEN_LATE: Final = _("Replies by the day that was due, of all replies and the open ones whose day has passed: an answer held back does not improve it.")
_AXIS: Final = {
    "content": _("Of those who rated: satisfied and basically satisfied together. No feedback is no part of it."),
    "one": _("Of those who rated, in the round of handling that stands. No feedback is no part of it."),
}


def _axis(axis: str) -> dict[Figure, Counting]:
    def one(definition: str | Promise, *values: Satisfaction) -> Counting:
        return Counting(of=_judged(axis, *values), base=_judged(axis, *Satisfaction), counted=Counted.RATINGS, definition=definition)

    named = {Figure(f"{axis}_{value}"): one(_AXIS["one"], value) for value in Satisfaction}
    return {Figure(f"{axis}_content"): one(_AXIS["content"], Satisfaction.SATISFIED, Satisfaction.BASICALLY), **named}


#: In the order of a report.
FIGURES: Final[Mapping[Figure, Counting]] = {
    Figure.MOTIONS: Counting(
        of=_cases(lambda case, today: case.kind is Kind.MOTION), motions=True,
        definition=_("Motions submitted in the period that went a motion's way; one handled as a suggestion counts among the suggestions."),
    ),
    Figure.FILED: Counting(of=_cases(_every), definition=_("Suggestions submitted in the period, by the day on which they truly came in.")),
    Figure.ACCEPTED: Counting(
        of=_cases(_accepted), base=_cases(_every),
        definition=_("Of those raised: registered with a number; not those refused, merged, sent back or still at intake."),
    ),
    Figure.HANDED_OVER: Counting(of=_cases(_handed_over), base=_cases(_accepted), definition=_("Of those accepted: handed over to a unit.")),
    Figure.HANDED_OVER_LATE: Counting(
        of=_late_to_hand_over, base=_cases(lambda case, today: case.handover_due_on),
        definition=_("Handed over after the day that the rule gives, or still waiting past it; the days are told for each."),
    ),
    Figure.CONTACTED: Counting(
        of=_parts(lambda part: part.contacted_on), base=_parts(lambda part: True), counted=Counted.PARTS,
        definition=_("Units that spoke with a deputy about it, as the law asks, of the units that must answer."),
    ),
    Figure.REPLIED: Counting(
        of=_cases(lambda case, today: case.replied_on and _to_answer(case, today)), base=_cases(_to_answer),
        definition=_("All its units have replied and every deputy has the reply, of those handed over and neither withdrawn nor reported upward."),
    ),
    Figure.ON_TIME: Counting(of=_in_time, base=_due_replies, counted=Counted.REPLIES, definition=_OPEN_LATE),
    Figure.LATE: Counting(
        of=_late, base=_due_replies, counted=Counted.REPLIES, definition=_("Replies after the day that was due, and open ones whose day has passed.")
    ),
    Figure.OVERDUE: Counting(
        of=_cases(lambda case, today: case.due_on and case.due_on < today), base=_cases(_accepted),
        definition=_("Cases with an act of the office or of a unit that is late today."),
    ),
    Figure.DAYS_TO_REPLY: Counting(
        of=_days_to_reply, counted=Counted.REPLIES,
        definition=_("First replies, with the days from the first hand-over; the median, and the days within which nine of ten came."),
    ),
    Figure.PRESSED: Counting(
        of=_parts(lambda part: part.pressed_on), base=_parts(lambda part: True), counted=Counted.PARTS,
        definition=_("Units that the congress pressed for their answer, of the units that must answer."),
    ),
    Figure.KEY: Counting(
        of=_cases(lambda case, today: case.key_on), base=_cases(_accepted),
        definition=_("Named key suggestions, which a leader of the congress follows."),
    ),
    Figure.FEEDBACK: Counting(
        of=_ratings(lambda one: one.rated_on), base=_ratings(lambda one: one.answered), counted=Counted.RATINGS,
        definition=_("Deputies who rated, of those who had the reply and either rated or let the time pass."),
    ),
    Figure.NO_FEEDBACK: Counting(
        of=_ratings(lambda one: one.no_feedback), base=_ratings(lambda one: one.answered), counted=Counted.RATINGS,
        definition=_("Deputies who let the time to rate pass. It is never counted as satisfied."),
    ),
    **_axis("result"),
    **_axis("attitude"),
    Figure.REWORKED: Counting(
        of=_cases(lambda case, today: case.round > 1), base=_cases(lambda case, today: case.replies),
        definition=_("Handled a second time because a deputy was dissatisfied, of those that had a reply."),
    ),
    Figure.CONCLUDED: Counting(
        of=_cases(lambda case, today: case.state is State.CONCLUDED), base=_cases(_to_answer),
        definition=_("Rated, or not rated in time, and nothing to be handled again, of those handed over and neither withdrawn nor reported upward."),
    ),
    Figure.CARRIED_OUT: Counting(
        of=_cases(lambda case, today: case.carried_out_on), base=_cases(_to_carry_out),
        definition=_("What was promised, or said to be solved, is carried out; of those replied as solved, under way or planned."),
    ),
    Figure.PROMISED: Counting(
        of=_promises(_stands), counted=Counted.PROMISES,
        definition=_("Promises of replies that say under way or planned; of one that was promised anew only the new one."),
    ),
    Figure.PROMISES_DUE: Counting(
        of=_promises(_due), base=_promises(_stands), counted=Counted.PROMISES,
        definition=_("Of the promises: those whose day has come."),
    ),
    Figure.PROMISES_KEPT: Counting(
        of=_promises(_kept), base=_promises(lambda one, today: _kept(one, today) or _due(one, today)), counted=Counted.PROMISES,
        definition=_("Carried out, of the promises whose day has come and those kept before it."),
    ),
    Figure.PROMISES_LATE: Counting(
        of=_promises(lambda one, today: one.state is PromiseState.FOLLOWING and one.due_on < today), base=_promises(_due), counted=Counted.PROMISES,
        definition=_("Still followed past their day, of the promises whose day has come."),
    ),
}  # fmt: skip
