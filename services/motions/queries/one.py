"""One case, or some by their ids: the whole of it, its papers, its timeline."""
from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Final
from uuid import UUID

import attachments.queries
import roster.queries
from attachments.queries import FileRecord
from motions.events import AssignmentState, CaseFacts, State
from motions.facts import facts_of, public_view, subject_of
from motions.models import Case, CaseFile, Proposer, Telling
from motions.queries.papers import beside_of, drafts_of, papers
from motions.queries.seen import ENDED, handed_to, is_whole, row_of, visible
from motions.queries.tellings import tells
from motions.steps import Beside, next_steps
from outbox.events import event_types
from outbox.log import history
from people.actor import Actor

#: No unit has it in hand any more.
OVER: Final = tuple(state for state in ENDED if state is not State.EXECUTING)
#: The part of a fact that is the public state of its subject.
OF_SUBJECT: Final = ("case", "written", "telling")
OUT_OF_HAND: Final = (AssignmentState.RELIEVED, AssignmentState.LAPSED, AssignmentState.ENDED, AssignmentState.REFERRED)


def case(*, viewer: Actor, case_id: UUID, today: date) -> dict[str, Any] | None:
    """A row as in `cases`, and: `facts` (CaseFacts), `whole`, `next_steps`; for those whose case it is also the `papers` that stay in town.

    None where there is none that this viewer may know of. At most fourteen queries.
    """
    return cases_named(viewer=viewer, case_ids=[case_id], today=today).get(case_id)


def cases_named(*, viewer: Actor, case_ids: Collection[UUID], today: date) -> dict[UUID, dict[str, Any]]:
    """Those of these cases that there are for this viewer, each as `case` shows it. At most fourteen queries."""
    found = _seen(viewer, case_ids)
    whole = {case.pk: facts for case, facts in found if is_whole(viewer, facts)}
    told, beside = papers([case for case, _ in found if case.pk in whole], viewer), beside_of(viewer, whole.values())
    return {case.pk: _shown(case, facts, viewer, today, told.get(case.pk), beside) for case, facts in found}


def _seen(viewer: Actor, case_ids: Collection[UUID]) -> list[tuple[Case, CaseFacts]]:
    found = list(Case.objects.filter(visible(viewer), pk__in=case_ids))
    return list(zip(found, facts_of(found), strict=True))


def whole(*, viewer: Actor, ids: Collection[UUID]) -> set[UUID]:
    """Those of these cases that this viewer sees whole. At most six queries."""
    return {case.pk for case, facts in _seen(viewer, ids) if is_whole(viewer, facts)}


def _shown(
    case: Case, facts: CaseFacts, viewer: Actor, today: date, papers: dict[str, Any] | None, beside: Beside
) -> dict[str, Any]:  # fmt: skip
    whole = papers is not None
    shown = facts if whole else public_view(facts, named=not viewer.anonymous)
    steps = next_steps(facts, viewer, today, beside) if whole else []
    return row_of(case, shown, today) | {"facts": shown, "whole": whole, "next_steps": steps, "papers": papers or {}}


def file(*, viewer: Actor, file_id: UUID) -> FileRecord | None:
    """A file of a case that this viewer sees whole, or of something told that the viewer may hear. At most eight queries."""
    if tells(viewer=viewer, file_id=file_id):
        return attachments.queries.files([file_id]).get(file_id)
    held = list(CaseFile.objects.filter(file_id=file_id, removed_on=None).values_list("case_id", flat=True))
    if not any(is_whole(viewer, facts) for _, facts in _seen(viewer, held)):
        return None
    return attachments.queries.files([file_id]).get(file_id)


def phones(*, viewer: Actor, case_ids: Collection[UUID]) -> dict[UUID, dict[UUID, str]]:
    """Case → deputy → telephone, of those who raised it: for the office, and for a unit while the case is in its hands. Two queries."""
    found = Proposer.objects.filter(case_id__in=case_ids)
    if not viewer.office:
        in_its_hands = handed_to(viewer.unit_ids).exclude(state__in=OUT_OF_HAND)
        found = found.filter(case_id__in=in_its_hands.exclude(case__state__in=OVER).values("case_id"))
    known: dict[UUID, dict[UUID, str]] = {}
    pairs = list(found.values_list("case_id", "deputy_id"))
    numbers = roster.queries.phones([deputy_id for _, deputy_id in pairs]) if pairs else {}
    for case_id, deputy_id in pairs:
        if deputy_id in numbers:
            known.setdefault(case_id, {})[deputy_id] = numbers[deputy_id]
    return known


def timeline(*, viewer: Actor, case_id: UUID) -> list[dict[str, Any]]:
    """Everything that happened, oldest first: `type`, `words`, `at`, `recorded`, `name`, `roles`, and what was `told` besides the case.

    For those whose case it is; nothing for anybody else. At most eight queries.
    """
    return timelines(viewer=viewer, case_ids=[case_id]).get(case_id, [])


def timelines(*, viewer: Actor, case_ids: Collection[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """The timelines of those of these cases that are this viewer's. At most eight queries."""
    own = {subject_of(case.pk): case.pk for case, facts in _seen(viewer, case_ids) if is_whole(viewer, facts)}
    own |= {f"draft/{draft.pk}": draft.assignment.case_id for draft in drafts_of(own.values(), viewer)}
    own |= {f"telling/{number}": case_id for number, case_id in Telling.objects.filter(case_id__in=list(own.values())).values_list("pk", "case_id")}
    told: dict[UUID, list[dict[str, Any]]] = {}
    for fact in history(viewer.tenant, own) if own else ():
        told.setdefault(own[fact.subject], []).append(_happened(fact))
    return told


def _happened(fact: Any) -> dict[str, Any]:
    known = event_types().get(fact.type)
    return {
        "type": fact.type, "words": getattr(known, "words", fact.type), "at": fact.time, "recorded": fact.recordedtime, "name": fact.actorname,
        "roles": fact.actorrole, "version": fact.version, "told": {name: value for name, value in fact.data.items() if name not in OF_SUBJECT},
    }  # fmt: skip
