"""What was written about cases and is no part of their public state."""
from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Q, QuerySet, Value

import roster.queries
from motions.events import CaseFacts, DraftState, PromiseState
from motions.models import Assignment, Case, CaseFile, Citation, Contact, Draft, PromiseRating, Rating, Reply, Stage
from motions.rules import is_removable
from motions.steps import Beside, WaitingDraft
from people.actor import Actor, Role


def papers(cases: Sequence[Case], viewer: Actor) -> dict[UUID, dict[str, Any]]:
    """Reasons, opinions, applications, notes of conversations, earlier replies and ratings; drafts for their unit and the clerk. Eight queries."""
    told: dict[UUID, dict[str, Any]]
    told = {case.pk: {"intake_reason": case.intake_reason, "intake_note": case.intake_note, "occasion": case.occasion} for case in cases}
    for name, rows in (
        ("assignments", _assignments(cases)),
        ("replies", _replies(cases)),
        ("ratings", _ratings(cases)),
        ("contacts", _contacts(cases)),
        ("stages", _stages(cases, viewer)),
        ("files", _files(cases, viewer)),
        ("citations", _citations(cases)),
        ("drafts", _drafts([case.pk for case in cases], viewer)),
    ):
        for one in told.values():
            one[name] = []
        for row in rows:
            told[row.pop("of")][name].append(row)
    return told


def _assignments(cases: Sequence[Case]) -> list[dict[str, Any]]:
    rows = Assignment.objects.filter(case__in=cases).exclude(opinion="", relief_note="", extension_note="", progress_note="")
    notes = ("opinion", "relief_note", "extension_note", "progress_note")
    return plain(rows.order_by("order").values("id", "unit_name", *notes, "successor_id", of=F("case_id")))


def _replies(cases: Sequence[Case]) -> list[dict[str, Any]]:
    rows = Reply.objects.filter(assignment__case__in=cases).order_by("id")
    own = ("id", "assignment_id", "round", "number", "meaning", "letter", "text", "signed_off_by", "contact", "replied_on")
    return plain(rows.values(*own, of=F("assignment__case_id")))


def _ratings(cases: Sequence[Case]) -> list[dict[str, Any]]:
    rows = Rating.objects.filter(proposer__case__in=cases).order_by("round", "proposer__order")
    said = ("round", "attitude", "result", "comment", "no_feedback")
    return plain(rows.values("proposer__deputy_id", "proposer__name", *said, of=F("proposer__case_id")))


def _contacts(cases: Sequence[Case]) -> list[dict[str, Any]]:
    rows = Contact.objects.filter(assignment__case__in=cases).order_by("held_on", "id")
    named: dict[str, Any]
    named = {"of": F("assignment__case_id"), "unit_name": F("assignment__unit_name"), "deputies": ArrayAgg("proposers__name", order_by="proposers__order")}
    return plain(rows.values("id", "assignment_id", "round", "held_on", "method", "three_party", "present", "note", "signed_by", **named))


def _stages(cases: Sequence[Case], viewer: Actor) -> list[dict[str, Any]]:
    """What was said at the meetings is for the congress's own office and leaders."""
    rows = Stage.objects.filter(case__in=cases).exclude(held_on=None).order_by("round", "order")
    said = F("note") if viewer.office else Value("")
    return plain(rows.values("round", "order", "name", "held_on", said=said, of=F("case_id")))


def _files(cases: Sequence[Case], viewer: Actor) -> list[dict[str, Any]]:
    rows = CaseFile.objects.filter(case__in=cases, removed_on=None).order_by("added_on", "id")
    told = {"of": F("case_id"), "kind": F("file__kind"), "name": F("file__name"), "size": F("file__size"), "preview": F("file__preview")}
    found = plain(rows.values("id", "file_id", "purpose", "caption", "added_on", "added_by", "added_name", **told))
    return [{**row, "own": is_removable(viewer, row["added_by"])} for row in found]


def _citations(cases: Sequence[Case]) -> list[dict[str, Any]]:
    rows = Citation.objects.filter(case__in=cases).order_by("cited_on", "id")
    told = ("town", "town_name", "cited_id", "number", "title", "outcome", "concluded_on", "cited_on", "cited_name")
    return plain(rows.values("id", *told, of=F("case_id")))


def _drafts(case_ids: Collection[UUID], viewer: Actor) -> list[dict[str, Any]]:
    rows = drafts_of(case_ids, viewer).exclude(state=DraftState.SIGNED_OFF)
    named = {"of": F("assignment__case_id"), "unit_name": F("assignment__unit_name")}
    told = ("state", "number", "meaning", "text", "contact", "written_by", "written_on", "note")
    return plain(rows.values("id", "version", "assignment_id", "round", *told, **named))


def plain(found: Any) -> list[dict[str, Any]]:
    return list(found)


def drafts_of(case_ids: Collection[UUID], viewer: Actor) -> QuerySet[Draft]:
    """A draft is for its own unit, and for the clerk who enters for it."""
    own = Q() if viewer.has(Role.CLERK) else Q(assignment__unit_id__in=viewer.unit_ids)
    return Draft.objects.filter(own, assignment__case_id__in=case_ids).select_related("assignment").order_by("id")


def beside_of(viewer: Actor, facts: Iterable[CaseFacts]) -> Beside:
    """What the steps of these cases depend on besides the cases: drafts for those who handle them
    and the clerk, and what was said of promises. Three queries at most."""
    told = list(facts)
    judged = _judged(told)
    if not viewer.has(Role.CLERK, Role.UNIT):
        return Beside(judged=judged)
    drafts = drafts_of([one.id for one in told], viewer).filter(state=DraftState.WAITING)
    waiting = {draft.assignment_id: WaitingDraft(draft.pk, draft.version) for draft in drafts}
    return Beside(drafts=waiting, led=roster.queries.led_units(), judged=judged)


def _judged(facts: Collection[CaseFacts]) -> frozenset[tuple[UUID, UUID]]:
    """(promise, deputy) of those whose fulfilment was judged in its round. No query where nothing is said to be kept."""
    kept = {one.id: one.round for case in facts for one in case.promises if one.state is PromiseState.KEPT}
    if not kept:
        return frozenset()
    rows = PromiseRating.objects.filter(promise_id__in=kept, round=F("promise__round"))
    return frozenset(rows.values_list("promise_id", "proposer__deputy_id"))
