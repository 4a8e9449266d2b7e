"""Which cases a figure is about, and which part of each."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

import msgspec

from motions.events import AssignmentFacts, AssignmentState, CaseFacts


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """Cases submitted in a period, both days in it. All that are given must hold; `deputy_ids` are the members of a deputy group.

    Of a case that several handle, only the part of the unit or leader asked for counts, and of one that several raised only the group's members.
    """

    since: date
    until: date
    unit_id: UUID | None = None
    leader: str = ""
    category: str = ""
    deputy_ids: frozenset[UUID] | None = None


def choose(cases: Iterable[CaseFacts], chosen: Chosen) -> list[CaseFacts]:
    """The cases that are meant, each narrowed to the parts that are."""
    return list(_chosen(cases, chosen))


def _chosen(cases: Iterable[CaseFacts], chosen: Chosen) -> Iterator[CaseFacts]:
    for case in cases:
        if not chosen.since <= case.submitted_on <= chosen.until or (chosen.category and case.category != chosen.category):
            continue
        narrowed = _of_group(_of_part(case, chosen), chosen)
        if narrowed is not None:
            yield narrowed


def _of_part(case: CaseFacts, chosen: Chosen) -> CaseFacts | None:
    if chosen.unit_id is None and not chosen.leader:
        return case
    parts = tuple(part for part in case.assignments if _is_meant(part, chosen))
    ids = {part.id for part in parts}
    return msgspec.structs.replace(case, assignments=parts, replies=tuple(r for r in case.replies if r.assignment_id in ids)) if parts else None


def _is_meant(part: AssignmentFacts, chosen: Chosen) -> bool:
    """A unit that was relieved of its part has none."""
    mine = chosen.unit_id in (None, part.unit_id) and chosen.leader in ("", part.leader)
    return mine and part.state is not AssignmentState.RELIEVED


def _of_group(case: CaseFacts | None, chosen: Chosen) -> CaseFacts | None:
    if case is None or chosen.deputy_ids is None:
        return case
    members = tuple(proposer for proposer in case.proposers if proposer.deputy_id in chosen.deputy_ids)
    return msgspec.structs.replace(case, proposers=members) if members else None
