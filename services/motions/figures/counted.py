"""The figures of some cases all together: ids where cases are counted, shares and days where their parts are."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import ceil
from uuid import UUID

import msgspec

from motions.events import CaseFacts, Satisfaction
from motions.figures.behind import FIGURES, Figure, Record, behind
from motions.figures.chosen import Chosen, choose

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

    `counts` has every figure by its records and by those that they are a part of (0 where a figure is a part of nothing); the rest says the same in
    the shapes that pages want. `late_handed_over` maps a case to its days after the hand-over's due day, open ones included.
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
    counts: dict[Figure, Share]
    feedback: Share
    attitude: Ratings
    result: Ratings
    on_time: Share
    days_to_reply: Days


def figures(cases: Iterable[CaseFacts], *, since: date, until: date, today: date, chosen: Chosen | None = None) -> Figures:
    """Both days of the period belong to it. `chosen` narrows it further."""
    counted = choose(cases, chosen or Chosen(since=since, until=until))
    found = {figure: behind(counted, figure, today=today) for figure in FIGURES}
    counts = _counts(counted, found, today)
    return Figures(
        motions=_ids(found[Figure.MOTIONS]),
        filed=_ids(found[Figure.FILED]),
        accepted=_ids(found[Figure.ACCEPTED]),
        handed_over=_ids(found[Figure.HANDED_OVER]),
        late_handed_over={record.case_id: record.days or 0 for record in found[Figure.HANDED_OVER_LATE]},
        replied=_ids(found[Figure.REPLIED]),
        concluded=_ids(found[Figure.CONCLUDED]),
        carried_out=_ids(found[Figure.CARRIED_OUT]),
        reworked=_ids(found[Figure.REWORKED]),
        overdue=_ids(found[Figure.OVERDUE]),
        counts=counts,
        feedback=counts[Figure.FEEDBACK],
        attitude=_ratings("attitude", counts),
        result=_ratings("result", counts),
        on_time=counts[Figure.ON_TIME],
        days_to_reply=days_of(found[Figure.DAYS_TO_REPLY]),
    )


def _counts(cases: Sequence[CaseFacts], found: Mapping[Figure, Sequence[Record]], today: date) -> dict[Figure, Share]:
    """What several figures are a part of is counted once."""
    sizes = {FIGURES[figure].of: len(records) for figure, records in found.items()}
    for figure in found:
        base = FIGURES[figure].base
        if base is not None and base not in sizes:
            sizes[base] = len(behind(cases, figure, today=today, base=True))
    return {figure: Share(len(records), sizes[base] if (base := FIGURES[figure].base) else 0) for figure, records in found.items()}


def _ids(records: Iterable[Record]) -> Ids:
    return tuple(record.case_id for record in records)


def _ratings(axis: str, counts: dict[Figure, Share]) -> Ratings:
    return Ratings(**{value.value: counts[Figure(f"{axis}_{value}")].of for value in Satisfaction})


def days_of(records: Sequence[Record]) -> Days:
    """Nearest rank: the 90th percentile is a reply that there was."""
    days = sorted(record.days for record in records if record.days is not None)
    if not days:
        return Days(count=0, median=None, p90=None)
    middle = (days[(len(days) - 1) // 2] + days[len(days) // 2]) / 2
    return Days(count=len(days), median=middle, p90=days[ceil(len(days) * 0.9) - 1])
