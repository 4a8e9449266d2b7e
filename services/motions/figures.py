"""The figures of a period, computed from `CaseFacts` alone: a town counts its own rows with it, the county what its towns sent.

办复, 办结, 办成 and 满意 are different numbers, each with a base of its own. Every figure is the ids of the records behind it, so that it opens.
"""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from math import ceil
from uuid import UUID

import msgspec

from motions.events import OWING, UNREGISTERED, CaseFacts, Kind, Part, Satisfaction, State

Ids = tuple[UUID, ...]


class Share(msgspec.Struct, frozen=True):
    """A part of a base: counts before rates. `rate` is None where there is nothing to compare with."""

    of: int
    base: int

    @property
    def rate(self) -> float | None:
        return self.of / self.base if self.base else None


class Ratings(msgspec.Struct, frozen=True, kw_only=True):
    """One axis of judgement, counted by proposer in the round that stands; the base is the rated. No feedback is no part of it."""

    satisfied: int
    basically: int
    dissatisfied: int

    @property
    def rated(self) -> int:
        return self.satisfied + self.basically + self.dissatisfied

    @property
    def content(self) -> Share:
        """Satisfied and basically satisfied together."""
        return Share(self.satisfied + self.basically, self.rated)


class Days(msgspec.Struct, frozen=True, kw_only=True):
    """Days from the first hand-over to the first reply, over all replies; None without any."""

    count: int
    median: float | None
    p90: int | None


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Suggestions submitted in the period, as they stand today; `motions` are those that went a motion's way.

    `late_handed_over` maps a case to its days after the hand-over's due day, open ones included. `on_time` counts replies and, in its base,
    the open ones whose day has passed: an answer held back does not improve it. `feedback` counts proposers who rated, of those who had the
    reply and either rated or let the time pass.
    """

    motions: Ids
    filed: Ids
    accepted: Ids
    handed_over: Ids
    late_handed_over: dict[UUID, int]
    replied: Ids
    concluded: Ids
    carried_out: Ids
    reworked: Ids
    overdue: Ids
    feedback: Share
    attitude: Ratings
    result: Ratings
    on_time: Share
    days_to_reply: Days


def figures(cases: Iterable[CaseFacts], *, since: date, until: date, today: date) -> Figures:
    """Both days of the period belong to it."""
    of_period = [case for case in cases if since <= case.submitted_on <= until]
    filed = [case for case in of_period if case.kind is Kind.SUGGESTION]
    proposers = [proposer for case in filed for proposer in case.proposers]
    return Figures(
        motions=_ids(case for case in of_period if case.kind is Kind.MOTION),
        filed=_ids(filed),
        accepted=_ids(case for case in filed if case.state not in UNREGISTERED),
        handed_over=_ids(case for case in filed if case.handed_over_on),
        late_handed_over={case.id: late for case in filed if (late := _handed_over_late(case, today)) > 0},
        replied=_ids(case for case in filed if case.replied_on),
        concluded=_ids(case for case in filed if case.state is State.CONCLUDED),
        carried_out=_ids(case for case in filed if case.carried_out_on),
        reworked=_ids(case for case in filed if case.round > 1),
        overdue=_ids(case for case in filed if case.due_on and case.due_on < today),
        feedback=Share(sum(p.rated_on is not None for p in proposers), sum(p.answered for p in proposers)),
        attitude=_ratings(p.attitude for p in proposers),
        result=_ratings(p.result for p in proposers),
        on_time=_on_time(filed, today),
        days_to_reply=_days_to_reply(filed),
    )


def _ids(cases: Iterable[CaseFacts]) -> Ids:
    return tuple(case.id for case in cases)


def _handed_over_late(case: CaseFacts, today: date) -> int:
    if case.handover_due_on is None:
        return 0
    return ((case.handed_over_on or case.withdrawn_on or today) - case.handover_due_on).days


def _ratings(said: Iterable[Satisfaction | None]) -> Ratings:
    counted = list(said)
    return Ratings(**{value.value: counted.count(value) for value in Satisfaction})


def _on_time(cases: Sequence[CaseFacts], today: date) -> Share:
    replies = [reply for case in cases for reply in case.replies]
    in_time = sum(reply.replied_on <= reply.due_on for reply in replies)
    return Share(in_time, len(replies) + sum(_open_late(case, today) for case in cases))


def _open_late(case: CaseFacts, today: date) -> int:
    answering = (a for a in case.assignments if a.kind is not Part.ASSISTING and a.state in OWING)
    return sum(a.due_on is not None and a.due_on < today for a in answering)


def _days_to_reply(cases: Sequence[CaseFacts]) -> Days:
    """Nearest rank: the 90th percentile is a reply that there was."""
    days = sorted(found for case in cases for found in _days_of(case))
    if not days:
        return Days(count=0, median=None, p90=None)
    middle = (days[(len(days) - 1) // 2] + days[len(days) // 2]) / 2
    return Days(count=len(days), median=middle, p90=days[ceil(len(days) * 0.9) - 1])


def _days_of(case: CaseFacts) -> Iterable[int]:
    began = {a.id: a.first_handed_over_on for a in case.assignments}
    for reply in case.replies:
        first = began.get(reply.assignment_id)
        if reply.round == 1 and first is not None:
            yield (reply.replied_on - first).days
