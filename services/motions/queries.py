"""What may be seen of the cases, by whom. Every function takes a `viewer` and answers only what that viewer may see."""
from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

import deadlines.queries
import roster.queries
from motions import figures
from motions.events import UNREGISTERED, AssignmentState, CaseFacts, Kind, Satisfaction, State
from motions.facts import facts_of, public_view, sitting, subject_of
from motions.models import Assignment, Case, Proposer, Rating, Reply
from motions.steps import NextStep, duties, next_steps
from outbox.events import event_types
from outbox.log import history
from people.actor import ASSIGNERS, OFFICE, Actor, Role
from people.channel import Channel
from rulebook.queries import Session
from townships.paging import Page, Slice, keyset
from townships.published import Published

__all__ = [
    "CaseFilter", "NextStep", "Order", "case", "cases", "cases_named", "categories", "desk", "due_if_handed_over", "dues_if_handed_over",
    "figures_of", "phones", "published", "timeline", "timelines",
]  # fmt: skip

ROW: Final = (
    "id", "version", "kind", "number", "title", "category", "state", "state_since", "outcome", "public", "channel", "term", "session",
    "round", "submitted_on", "entered_on", "registered_on", "handed_over_on", "replied_on", "concluded_on", "decided_on", "due_on",
)  # fmt: skip
PROPOSER: Final = ("deputy_id", "name", "order")
UNIT: Final = ("id", "unit_id", "unit_name", "kind", "state", "due_on")
ENDED: Final = (State.CONCLUDED, State.DECIDED)
MOST_ON_DESK: Final = 100
BATCH: Final = 500


class Order(StrEnum):
    NEWEST = "newest"
    DUE = "due"


class CaseFilter(msgspec.Struct, frozen=True, kw_only=True):
    """All that are given must hold; days are of the submission. `text` stands in the title, the number, the matter or the grounds."""

    states: tuple[State, ...] = ()
    kind: Kind | None = None
    category: str | None = None
    unit_id: UUID | None = None
    deputy_id: UUID | None = None
    session_id: UUID | None = None
    overdue: bool | None = None
    due_until: date | None = None
    since: date | None = None
    until: date | None = None
    on_paper: bool | None = None
    dissatisfied: bool | None = None
    text: str = ""


# ---------------------------------------------------------------- lists
def cases(
    *, viewer: Actor, today: date, chosen: CaseFilter = CaseFilter(), order: Order = Order.NEWEST, page: Page = Page()
) -> Slice[dict[str, Any]]:
    """Rows of `ROW`, `overdue`, `proposers` (of `PROPOSER`) and `units` (of `UNIT`). Three queries; one more for the total."""
    rows = _filtered(Case.objects.filter(_visible(viewer)), chosen, today).values(*ROW)
    if order is Order.NEWEST:
        found = keyset(rows, page, ["-submitted_on", "-id"])
    else:
        found = keyset(rows.annotate(due_order=Coalesce("due_on", Value(date.max))), page, ["due_order", "id"])
    return msgspec.structs.replace(found, rows=_with_parties(found.rows, viewer, today))


def _visible(viewer: Actor) -> Q:
    """The office all; a deputy the own ones and the public ones; a unit what was handed to it; everybody what is public and ended."""
    if viewer.office or viewer.has(Role.SYSTEM):
        return Q()
    seen = Q(public=True, state__in=ENDED)
    if viewer.deputy_ids:
        seen |= Q(public=True) & ~Q(state__in=UNREGISTERED)
        seen |= Q(pk__in=Proposer.objects.filter(deputy_id__in=viewer.deputy_ids).values("case_id"))
    if viewer.unit_ids:
        seen |= Q(pk__in=_handed_to(viewer.unit_ids).values("case_id"))
    return seen


def _handed_to(unit_ids: Collection[UUID]) -> QuerySet[Assignment]:
    return Assignment.objects.filter(unit_id__in=unit_ids).exclude(state=AssignmentState.PROPOSED)


def _filtered(rows: QuerySet[Case], chosen: CaseFilter, today: date) -> QuerySet[Case]:
    plain = {"kind": chosen.kind, "category": chosen.category, "meets_id": chosen.session_id, "state__in": chosen.states or None}
    days = {"due_on__lte": chosen.due_until, "submitted_on__gte": chosen.since, "submitted_on__lte": chosen.until}
    rows = rows.filter(**{name: value for name, value in (plain | days).items() if value is not None})
    if chosen.unit_id:
        rows = rows.filter(pk__in=Assignment.objects.filter(unit_id=chosen.unit_id).values("case_id"))
    if chosen.deputy_id:
        rows = rows.filter(pk__in=Proposer.objects.filter(deputy_id=chosen.deputy_id).values("case_id"))
    for wanted, holds in (
        (chosen.overdue, Q(due_on__isnull=False, due_on__lt=today)),
        (chosen.on_paper, ~Q(channel=Channel.APP)),
        (chosen.dissatisfied, Q(pk__in=_disliked().values("proposer__case_id"))),
    ):
        if wanted is not None:
            rows = rows.filter(holds if wanted else ~holds)
    if word := chosen.text.strip():
        rows = rows.filter(Q(title__icontains=word) | Q(number__icontains=word) | Q(text__icontains=word) | Q(grounds__icontains=word))
    return rows


def _disliked() -> QuerySet[Rating]:
    """Every dissatisfied rating, of whichever round: a second handling does not unsay the first rating."""
    return Rating.objects.filter(Q(attitude=Satisfaction.DISSATISFIED) | Q(result=Satisfaction.DISSATISFIED))


def _with_parties(rows: Iterable[dict[str, Any]], viewer: Actor, today: date) -> list[dict[str, Any]]:
    shown = {row["id"]: row for row in rows}
    for row in shown.values():
        row |= {"overdue": _is_overdue(row["due_on"], today), "proposers": [], "units": []}
    for proposer in Proposer.objects.filter(case_id__in=shown).order_by("order").values("case_id", *PROPOSER):
        shown[proposer.pop("case_id")]["proposers"].append(proposer)
    for unit in Assignment.objects.filter(case_id__in=shown).order_by("order").values("case_id", *UNIT):
        shown[unit.pop("case_id")]["units"].append(unit)
    return list(shown.values())


def _is_overdue(due_on: date | None, today: date) -> bool:
    """A day is missed when it has ended."""
    return due_on is not None and due_on < today


def categories(*, viewer: Actor) -> list[str]:
    """The categories in use, for filters and for filling in. One query."""
    found = Case.objects.filter(_visible(viewer)).exclude(category="")
    return list(found.order_by("category").values_list("category", flat=True).distinct())


# ---------------------------------------------------------------- one case
def case(*, viewer: Actor, case_id: UUID, today: date) -> dict[str, Any] | None:
    """A row as in `cases`, and: `facts` (CaseFacts), `whole`, `next_steps`; for those whose case it is also the `papers` that stay in town.

    None where there is none that this viewer may know of. At most eight queries.
    """
    return cases_named(viewer=viewer, case_ids=[case_id], today=today).get(case_id)


def cases_named(*, viewer: Actor, case_ids: Collection[UUID], today: date) -> dict[UUID, dict[str, Any]]:
    """Those of these cases that there are for this viewer, each as `case` shows it. At most eight queries."""
    found = _seen(viewer, case_ids)
    papers = _papers([case for case, facts in found if _is_whole(viewer, facts)])
    return {case.pk: _shown(case, facts, viewer, today, papers.get(case.pk)) for case, facts in found}


def _seen(viewer: Actor, case_ids: Collection[UUID]) -> list[tuple[Case, CaseFacts]]:
    found = list(Case.objects.filter(_visible(viewer), pk__in=case_ids))
    return list(zip(found, facts_of(found), strict=True))


def _shown(case: Case, facts: CaseFacts, viewer: Actor, today: date, papers: dict[str, Any] | None) -> dict[str, Any]:
    whole = papers is not None
    shown = facts if whole else public_view(facts)
    steps = next_steps(facts, viewer, today) if whole else []
    return _row(case, shown, today) | {"facts": shown, "whole": whole, "next_steps": steps, "papers": papers or {}}


def _is_whole(viewer: Actor, facts: CaseFacts) -> bool:
    own = viewer.deputy_ids.intersection(p.deputy_id for p in facts.proposers)
    return viewer.office or viewer.has(Role.SYSTEM) or bool(own or viewer.unit_ids.intersection(a.unit_id for a in facts.assignments))


def _row(case: Case, facts: CaseFacts, today: date) -> dict[str, Any]:
    return {name: getattr(facts, name, None) for name in ROW} | {
        "version": case.version,
        "overdue": _is_overdue(facts.due_on, today),
        "proposers": [{name: getattr(proposer, name) for name in PROPOSER} for proposer in facts.proposers],
        "units": [{name: getattr(assignment, name) for name in UNIT} for assignment in facts.assignments],
    }


def _papers(cases: Sequence[Case]) -> dict[UUID, dict[str, Any]]:
    """What was written about the cases and is no part of their public state: reasons, opinions, applications, earlier replies and ratings."""
    told: dict[UUID, dict[str, Any]]
    told = {case.pk: {"intake_reason": case.intake_reason, "intake_note": case.intake_note, "occasion": case.occasion} for case in cases}
    ratings = Rating.objects.filter(proposer__case__in=cases).order_by("round", "proposer__order").annotate(of=F("proposer__case_id"))
    assignments = Assignment.objects.filter(case__in=cases).exclude(opinion="", relief_note="").order_by("order").annotate(of=F("case_id"))
    replies = Reply.objects.filter(assignment__case__in=cases).order_by("id").annotate(of=F("assignment__case_id"))
    for name, rows in (
        ("assignments", assignments.values("of", "id", "unit_name", "opinion", "relief_note", "successor_id")),
        ("replies", replies.values("of", "id", "assignment_id", "round", "number", "meaning", "letter", "text", "signed_off_by", "replied_on")),
        ("ratings", ratings.values("of", "proposer__deputy_id", "proposer__name", "round", "attitude", "result", "comment", "no_feedback")),
    ):
        for papers in told.values():
            papers[name] = []
        for row in _rows(rows):
            told[row.pop("of")][name].append(row)
    return told


def phones(*, viewer: Actor, case_ids: Collection[UUID]) -> dict[UUID, dict[UUID, str]]:
    """Case → deputy → telephone, of those who raised it: for the office, and for a unit while the case is in its hands. Two queries."""
    found = Proposer.objects.filter(case_id__in=case_ids)
    if not viewer.office:
        in_its_hands = _handed_to(viewer.unit_ids).exclude(state__in=[AssignmentState.RELIEVED, AssignmentState.LAPSED])
        found = found.filter(case_id__in=in_its_hands.exclude(case__state__in=ENDED).values("case_id"))
    known: dict[UUID, dict[UUID, str]] = {}
    pairs = list(found.values_list("case_id", "deputy_id"))
    numbers = roster.queries.phones([deputy_id for _, deputy_id in pairs]) if pairs else {}
    for case_id, deputy_id in pairs:
        if deputy_id in numbers:
            known.setdefault(case_id, {})[deputy_id] = numbers[deputy_id]
    return known


def _rows(found: Any) -> list[dict[str, Any]]:
    return list(found)


def timeline(*, viewer: Actor, case_id: UUID) -> list[dict[str, Any]]:
    """Everything that happened, oldest first: `type`, `words`, `at`, `recorded`, `name`, `roles`, and what was `told` besides the case.

    For those whose case it is; nothing for anybody else. At most six queries.
    """
    return timelines(viewer=viewer, case_ids=[case_id]).get(case_id, [])


def timelines(*, viewer: Actor, case_ids: Collection[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """The timelines of those of these cases that are this viewer's. At most six queries."""
    own = {subject_of(case.pk): case.pk for case, facts in _seen(viewer, case_ids) if _is_whole(viewer, facts)}
    told: dict[UUID, list[dict[str, Any]]] = {}
    for fact in history(viewer.tenant, own) if own else ():
        told.setdefault(own[fact.subject], []).append(_happened(fact))
    return told


def _happened(fact: Any) -> dict[str, Any]:
    known = event_types().get(fact.type)
    return {
        "type": fact.type, "words": getattr(known, "words", fact.type), "at": fact.time, "recorded": fact.recordedtime, "name": fact.actorname,
        "roles": fact.actorrole, "version": fact.version, "told": {name: value for name, value in fact.data.items() if name != "case"},
    }  # fmt: skip


def due_if_handed_over(*, viewer: Actor, case_id: UUID, on: date) -> date | None:
    """The day by which units would have to reply if the case were handed over on a day: said before somebody consents to it."""
    return dues_if_handed_over(viewer=viewer, case_ids=[case_id], on=on).get(case_id)


def dues_if_handed_over(*, viewer: Actor, case_ids: Collection[UUID], on: date) -> dict[UUID, date]:
    """As `due_if_handed_over`, for many. Two queries, and two more for each session in which some of them were raised."""
    found, sessions = list(Case.objects.filter(_visible(viewer), pk__in=case_ids)), roster.queries.sessions()
    closed = {case.pk: next((one.closes_on for one in sessions if one.sits_on(case.submitted_on)), None) for case in found}

    @cache
    def due(session: Session, closed_on: date | None) -> date:
        return deadlines.queries.preview(
            viewer=viewer, starts_on=on, rule_key="reply_months", session=session, session_closed_on=closed_on
        ).due_on  # fmt: skip

    return {case.pk: due(sitting(case), closed[case.pk]) for case in found}


# ---------------------------------------------------------------- what needs me
def desk(*, viewer: Actor, today: date) -> list[dict[str, Any]]:
    """What waits for this person, the longest overdue first: rows as in `cases`, with `duties` and the `due_on` of the most urgent of them.

    At most a hundred cases; five queries.
    """
    waiting = _waiting(viewer)
    if waiting is None:
        return []
    found = list(Case.objects.filter(waiting).order_by(Coalesce("due_on", Value(date.max)), "state_since", "id")[:MOST_ON_DESK])
    rows = [_on_desk(case, facts, viewer, today) for case, facts in zip(found, facts_of(found), strict=True)]
    return sorted((row for row in rows if row["duties"]), key=lambda row: (row["due_on"] or date.max, row["state_since"], row["id"]))


def _on_desk(case: Case, facts: CaseFacts, viewer: Actor, today: date) -> dict[str, Any]:
    steps = duties(facts, viewer, today)
    due_on = min((step.due_on for step in steps if step.due_on), default=None)
    return _row(case, facts, today) | {"duties": steps, "due_on": due_on, "overdue": _is_overdue(due_on, today)}


def _waiting(viewer: Actor) -> Q | None:
    """Which cases can have a duty for the viewer at all; `duties` then says which do."""
    to_decide = _disliked().filter(round=1).values("proposer__case_id")
    owing = (AssignmentState.HANDED_OVER, AssignmentState.SIGNED, AssignmentState.REWORK)
    of: Mapping[Role, Q] = {
        Role.CLERK: Q(state__in=[State.SUBMITTED, State.REGISTERED, State.APPROVED, State.ANSWERED, State.FILED, State.LISTED]),
        **dict.fromkeys(
            ASSIGNERS,
            Q(state=State.PROPOSED)
            | Q(pk__in=Assignment.objects.filter(state=AssignmentState.RELIEF_ASKED).values("case_id"))
            | Q(state=State.REPLIED, pk__in=to_decide),
        ),
        Role.UNIT: Q(pk__in=Assignment.objects.filter(unit_id__in=viewer.unit_ids, state__in=owing).values("case_id")),
        Role.DEPUTY: Q(
            pk__in=Proposer.objects.filter(deputy_id__in=viewer.deputy_ids).values("case_id"),
            state__in=[State.SENT_BACK, State.ANSWERED, State.REPLIED],
        ),
    }
    parts = [of[role] for role in viewer.roles if role in of]
    return Q(*parts, _connector=Q.OR) if parts else None


# ---------------------------------------------------------------- figures, and all there is
def figures_of(*, viewer: Actor, since: date, until: date, today: date) -> figures.Figures:
    """The congress's figures for the cases submitted in a period. For the office. Four queries."""
    viewer.require(*OFFICE, scope="read")
    found = list(Case.objects.filter(submitted_on__range=(since, until)))
    return figures.figures(facts_of(found), since=since, until=until, today=today)


def published() -> Iterator[Published]:
    """Every case of this congress as its last event told it, oldest first. Four queries for each five hundred."""
    after = UUID(int=0)
    while batch := list(Case.objects.filter(pk__gt=after).order_by("id")[:BATCH]):
        for found, facts in zip(batch, facts_of(batch), strict=True):
            yield Published(subject_of(found.pk), found.version, facts)
        after = batch[-1].pk
