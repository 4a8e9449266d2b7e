"""A case's rows as its plain public shape: what events carry, rules decide on and queries show."""
from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Q

from motions.events import (
    AssignmentFacts,
    CaseFacts,
    CosigningFacts,
    DraftFacts,
    InvitationFacts,
    PromiseFacts,
    ProposerFacts,
    ReplyFacts,
    StageFacts,
)
from motions.models import Assignment, Case, Cosigning, Draft, Invitation, Promise, Proposer, Rating, Reply, Stage
from rulebook.queries import Session

LISTS: Final = ("proposers", "assignments", "replies", "stages", "promises")
OF_CASE: Final = tuple(name for name in CaseFacts.__struct_fields__ if name not in LISTS)
#: Facts that a column holds under another name: the plain id of the other case.
COLUMNS: Final = {"merged_into": "merged_into_id", "split_from": "split_from_id"}
OF_ASSIGNMENT: Final = AssignmentFacts.__struct_fields__
OF_RATING: Final = ("delivered_on", "rated_on", "attitude", "result", "no_feedback", "reminded_on", "call_asked_on")
OF_PROMISE: Final = tuple(name for name in PromiseFacts.__struct_fields__ if name not in ("unit_name", "said"))


def subject_of(case_id: UUID) -> str:
    return f"case/{case_id}"


def sitting(case: Case) -> Session:
    """Which rules apply: those for what was raised in session, or out of it."""
    return Session.IN_SESSION if case.meets_id else Session.OUT_OF_SESSION


def facts_of(cases: Sequence[Case]) -> list[CaseFacts]:
    """The cases as their rows stand, unsaved changes of the case itself included. Six queries, whatever their number."""
    ids = [case.pk for case in cases]
    parts, replies = _by_case(_assignments(ids), AssignmentFacts), _by_case(_replies(ids), ReplyFacts)
    lists = (_proposers(cases), parts, replies, _by_case(_stages(cases), StageFacts), _by_case(promises(ids), PromiseFacts))
    return [_whole(case, *(found.get(case.pk, ()) for found in lists)) for case in cases]


def _whole(case: Case, *lists: Sequence[Any]) -> CaseFacts:
    own = {name: getattr(case, COLUMNS.get(name, name)) for name in OF_CASE}
    return msgspec.convert({**own, **dict(zip(LISTS, lists, strict=True))}, CaseFacts)


def _proposers(cases: Sequence[Case]) -> dict[UUID, list[ProposerFacts]]:
    """Each with the rating of the round that its case is in."""
    rounds = {case.pk: case.round for case in cases}
    ratings = {row.pop("proposer_id"): row for row in _ratings(rounds)}
    rows = Proposer.objects.filter(case_id__in=rounds).order_by("case_id", "order").values("id", "case_id", "deputy_id", "name", "order")
    return _by_case(({**row, **ratings.get(row["id"], {})} for row in rows), ProposerFacts)


def _ratings(rounds: dict[UUID, int]) -> Iterator[dict[str, Any]]:
    rows = Rating.objects.filter(proposer__case_id__in=rounds)
    for row in rows.values("proposer_id", "round", *OF_RATING, case=F("proposer__case_id"), rating_due_on=F("due_on")):
        if row.pop("round") == rounds[row.pop("case")]:
            yield row


def _assignments(ids: Sequence[UUID]) -> Iterable[dict[str, Any]]:
    return Assignment.objects.filter(case_id__in=ids).order_by("case_id", "order").values("case_id", *OF_ASSIGNMENT)


def _replies(ids: Sequence[UUID]) -> Iterable[dict[str, Any]]:
    own = [name for name in ReplyFacts.__struct_fields__ if name != "unit_name"]
    rows = Reply.objects.filter(assignment__case_id__in=ids).order_by("id")
    return rows.values(*own, case_id=F("assignment__case_id"), unit_name=F("assignment__unit_name"))


def _stages(cases: Sequence[Case]) -> Iterator[dict[str, Any]]:
    """Of the round that its case is in."""
    rounds = {case.pk: case.round for case in cases}
    rows = Stage.objects.filter(case_id__in=rounds).order_by("case_id", "order")
    for row in rows.values("case_id", "round", *StageFacts.__struct_fields__):
        if row.pop("round") == rounds[row["case_id"]]:
            yield row


def promises(ids: Collection[UUID]) -> Iterable[dict[str, Any]]:
    """Rows of `PromiseFacts`, each with the `case_id`, oldest first."""
    said = ArrayAgg("ratings__fulfilment", filter=Q(ratings__round=F("round")), order_by="ratings__id", default=[])
    rows = Promise.objects.filter(case_id__in=ids).order_by("case_id", "id")
    return rows.values("case_id", *OF_PROMISE, unit_name=F("assignment__unit_name"), said=said)


def _by_case(rows: Iterable[dict[str, Any]], shape: type[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row["case_id"], []).append(msgspec.convert(row, shape))
    return found


def draft_facts(draft: Draft, case_id: UUID) -> DraftFacts:
    own = {name: getattr(draft, name) for name in DraftFacts.__struct_fields__ if name != "case_id"}
    return msgspec.convert({**own, "case_id": case_id}, DraftFacts)


def cosigning_facts(found: Sequence[Cosigning]) -> list[CosigningFacts]:
    """The drafts as their rows stand. One query, whatever their number."""
    rows = Invitation.objects.filter(cosigning__in=found).order_by("cosigning_id", "order")
    asked: dict[UUID, list[InvitationFacts]] = {}
    for row in rows.values("cosigning_id", *InvitationFacts.__struct_fields__):
        asked.setdefault(row["cosigning_id"], []).append(msgspec.convert(row, InvitationFacts))
    own = [name for name in CosigningFacts.__struct_fields__ if name != "invitations"]
    return [msgspec.convert({**{name: getattr(one, name) for name in own}, "invitations": asked.get(one.pk, [])}, CosigningFacts) for one in found]


def public_view(facts: CaseFacts, *, named: bool = True) -> CaseFacts:
    """For those whose case it is not: what was asked, who asked, who answered and promised what; not who was satisfied, nor who in a unit has it.

    Not `named`, for strangers: nobody is told who asked.
    """
    proposers = tuple(ProposerFacts(deputy_id=p.deputy_id, name=p.name, order=p.order) for p in facts.proposers if named)
    assignments = tuple(msgspec.structs.replace(a, leader="", person="") for a in facts.assignments)
    promises = tuple(msgspec.structs.replace(one, leader="", said=()) for one in facts.promises)
    return msgspec.structs.replace(facts, proposers=proposers, assignments=assignments, promises=promises)
