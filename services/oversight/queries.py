"""What may be seen of the supervisions, by whom. Every function takes a `viewer` and answers only what that viewer may see."""
from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce

import rulebook.queries
from outbox.events import event_types
from outbox.log import history
from oversight import rules
from oversight.events import OWING, Form, Stage, State, SupervisionFacts
from oversight.facts import facts_of, subject_of
from oversight.models import Participant, Round, Supervision
from oversight.rules import FORMS, STEPS, FormLaw, Step
from people.actor import ASSIGNERS, Actor, Role
from rulebook.queries import Rule
from townships.errors import RuleBroken
from townships.paging import Page, Slice, keyset
from townships.published import Published

__all__ = [
    "FormChoice", "NextStep", "Order", "SupervisionFilter", "desk", "forms", "own_subjects", "planned_between", "published", "supervision", "supervisions",
    "supervisions_named",
    "timeline", "timelines", "titles",
]  # fmt: skip

ROW: Final = (
    "id", "version", "topic", "field", "form", "stage", "state", "state_since", "public", "planned_on", "planned_fen", "executed_fen",
    "carried_out_on", "opinion_on", "unit_id", "unit_name", "closed_on", "due_on", "round",
)  # fmt: skip
ROUND: Final = ("number", "due_on", "rectification", "rectified_on", "effect", "effectiveness", "looked_back_on")
MOST_ON_DESK: Final = 100
BATCH: Final = 500
#: What waits for whom; the clerk may enter a unit's report, but it is not the clerk's to do.
DUTIES: Final[Mapping[Role, Mapping[State, Step]]] = {
    Role.CLERK: {State.PLANNED: Step.CARRY_OUT, State.CARRIED_OUT: Step.SEND_OPINION, State.RECTIFIED: Step.LOOK_BACK, State.LOOKED_BACK: Step.CLOSE},
    **{role: {State.LOOKED_BACK: Step.CLOSE} for role in ASSIGNERS},
    Role.UNIT: dict.fromkeys(OWING, Step.REPORT_RECTIFICATION),
}


class Order(StrEnum):
    NEWEST = "newest"
    DUE = "due"


class SupervisionFilter(msgspec.Struct, frozen=True, kw_only=True):
    """All that are given must hold. `text` stands in the topic, the findings or the opinion."""

    states: tuple[State, ...] = ()
    form: Form | None = None
    stage: Stage | None = None
    unit_id: UUID | None = None
    overdue: bool | None = None
    text: str = ""


class NextStep(msgspec.Struct, frozen=True, kw_only=True):
    """A step that this person may take now."""

    step: Step
    due_on: date | None = None


class FormChoice(msgspec.Struct, frozen=True, kw_only=True):
    """A form, what else the law asks of it, and the rule by which this congress may not use it."""

    form: Form
    law: FormLaw
    blocked: RuleBroken | None = None


# ---------------------------------------------------------------- days
def planned_between(*, viewer: Actor, since: date, until: date, most: int = 100) -> list[dict[str, Any]]:
    """Supervisions that this viewer may know of and that are planned for these days: id, topic, form, planned_on. One query."""
    rows: Any = Supervision.objects.filter(_visible(viewer), state=State.PLANNED, planned_on__range=(since, until))
    return list(rows.order_by("planned_on", "id").values("id", "topic", "form", "planned_on")[:most])


def own_subjects(*, viewer: Actor, most: int = 300) -> dict[str, tuple[str, str]]:
    """The open supervisions whose opinion this viewer's units have: subject → form and topic. One query."""
    rows = Supervision.objects.filter(unit_id__in=viewer.unit_ids, opinion_on__isnull=False).exclude(state=State.CLOSED).order_by("-id")
    return {f"supervision/{id}": (str(Form(form).label), topic) for id, form, topic in rows.values_list("id", "form", "topic")[:most]}


def titles(*, viewer: Actor, ids: Collection[UUID]) -> dict[UUID, tuple[str, str]]:
    """Form and topic of those of these supervisions that the viewer may know of. One query, none without ids."""
    rows = Supervision.objects.filter(_visible(viewer), pk__in=ids) if ids else Supervision.objects.none()
    return {id: (str(Form(form).label), topic) for id, form, topic in rows.values_list("id", "form", "topic")}


# ---------------------------------------------------------------- lists
def supervisions(
    *, viewer: Actor, today: date, chosen: SupervisionFilter = SupervisionFilter(), order: Order = Order.NEWEST, page: Page = Page()
) -> Slice[dict[str, Any]]:
    """Rows of `ROW` and `overdue`. One query; one more for the total."""
    rows = _filtered(Supervision.objects.filter(_visible(viewer)), chosen, today)
    rows = rows.annotate(due_order=Coalesce("due_on", Value(date.max)))
    keys = ["-planned_on", "-id"] if order is Order.NEWEST else ["due_order", "id"]
    found = keyset(rows.values(*ROW, "due_order"), page, keys)
    return msgspec.structs.replace(found, rows=[_shown(row, today) for row in found.rows])


def _visible(viewer: Actor) -> Q:
    """The office all; a deputy the own ones and the public ones; a unit what it was sent an opinion on; everybody what is public and closed."""
    if viewer.office or viewer.has(Role.SYSTEM):
        return Q()
    seen = Q(public=True, state=State.CLOSED)
    if viewer.deputy_ids:
        seen |= Q(public=True) | Q(pk__in=Participant.objects.filter(deputy_id__in=viewer.deputy_ids).values("supervision_id"))
    if viewer.unit_ids:
        seen |= Q(unit_id__in=viewer.unit_ids, opinion_on__isnull=False)
    return seen


def _filtered(rows: QuerySet[Supervision], chosen: SupervisionFilter, today: date) -> QuerySet[Supervision]:
    plain = {"form": chosen.form, "stage": chosen.stage, "unit_id": chosen.unit_id, "state__in": chosen.states or None}
    rows = rows.filter(**{name: value for name, value in plain.items() if value is not None})
    if chosen.overdue is not None:
        late = Q(due_on__lt=today)
        rows = rows.filter(late) if chosen.overdue else rows.filter(~late | Q(due_on=None))
    if word := chosen.text.strip():
        rows = rows.filter(Q(topic__icontains=word) | Q(findings__icontains=word) | Q(opinion__icontains=word))
    return rows


def _shown(row: dict[str, Any], today: date) -> dict[str, Any]:
    row.pop("due_order", None)
    return row | {"overdue": row["due_on"] is not None and row["due_on"] < today}


# ---------------------------------------------------------------- one supervision
def supervision(*, viewer: Actor, supervision_id: UUID, today: date) -> dict[str, Any] | None:
    """A row as in `supervisions`, and: `facts` (SupervisionFacts), `whole`, `next_steps`, `rounds` (all, first to last).

    None where there is none that this viewer may know of. Four queries.
    """
    return supervisions_named(viewer=viewer, supervision_ids=[supervision_id], today=today).get(supervision_id)


def supervisions_named(*, viewer: Actor, supervision_ids: Collection[UUID], today: date) -> dict[UUID, dict[str, Any]]:
    """Those of these supervisions that there are for this viewer, each as `supervision` shows it. Four queries."""
    found = _seen(viewer, supervision_ids)
    rounds: dict[UUID, list[dict[str, Any]]] = {one.pk: [] for one, _ in found}
    for row in Round.objects.filter(supervision_id__in=rounds).order_by("number").values("supervision_id", *ROUND):
        rounds[row.pop("supervision_id")].append(row)
    return {
        one.pk: _row(one, today)
        | {"facts": facts, "whole": _is_whole(viewer, facts), "next_steps": _next_steps(facts, viewer), "rounds": rounds[one.pk]}
        for one, facts in found
    }


def _seen(viewer: Actor, supervision_ids: Collection[UUID]) -> list[tuple[Supervision, SupervisionFacts]]:
    found = list(Supervision.objects.filter(_visible(viewer), pk__in=supervision_ids))
    return list(zip(found, facts_of(found), strict=True))


def whole(*, viewer: Actor, ids: Collection[UUID]) -> set[UUID]:
    """Those of these supervisions that this viewer sees whole. Three queries."""
    return {one.pk for one, facts in _seen(viewer, ids) if _is_whole(viewer, facts)}


def _row(one: Supervision, today: date) -> dict[str, Any]:
    return _shown({name: getattr(one, name) for name in ROW}, today)


def _is_whole(viewer: Actor, facts: SupervisionFacts) -> bool:
    own = viewer.deputy_ids.intersection(p.deputy_id for p in facts.participants if p.deputy_id)
    return viewer.office or viewer.has(Role.SYSTEM) or bool(own) or (facts.opinion_on is not None and facts.unit_id in viewer.unit_ids)


def _next_steps(facts: SupervisionFacts, viewer: Actor) -> list[NextStep]:
    """The lawful steps for this person now, in the order of a supervision's life: read from the table by which the commands decide."""
    if not viewer.may("write"):
        return []
    now = [step for step in STEPS if rules.starts(step, facts) and rules.is_theirs(viewer, step, facts.unit_id)]
    return [NextStep(step=step, due_on=facts.due_on) for step in now]


def timeline(*, viewer: Actor, supervision_id: UUID) -> list[dict[str, Any]]:
    """Everything that happened, oldest first: `type`, `words`, `at`, `recorded`, `name`, `roles`, and what was `told` besides the supervision.

    For those whose supervision it is; nothing for anybody else. Four queries.
    """
    return timelines(viewer=viewer, supervision_ids=[supervision_id]).get(supervision_id, [])


def timelines(*, viewer: Actor, supervision_ids: Collection[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """The timelines of those of these supervisions that are this viewer's. Four queries."""
    own = {subject_of(one.pk): one.pk for one, facts in _seen(viewer, supervision_ids) if _is_whole(viewer, facts)}
    told: dict[UUID, list[dict[str, Any]]] = {}
    for fact in history(viewer.tenant, own) if own else ():
        told.setdefault(own[fact.subject], []).append(_happened(fact))
    return told


def _happened(fact: Any) -> dict[str, Any]:
    known = event_types().get(fact.type)
    return {
        "type": fact.type, "words": getattr(known, "words", fact.type), "at": fact.time, "recorded": fact.recordedtime, "name": fact.actorname,
        "roles": fact.actorrole, "version": fact.version, "told": {name: value for name, value in fact.data.items() if name != "supervision"},
    }  # fmt: skip


# ---------------------------------------------------------------- what needs me
def desk(*, viewer: Actor, today: date) -> list[dict[str, Any]]:
    """What waits for this person, the longest overdue first: rows as in `supervisions` with `duties`. At most a hundred; one query."""
    waiting = [_waiting(role, viewer) for role in viewer.roles if role in DUTIES]
    if not waiting:
        return []
    found = Supervision.objects.filter(Q(*waiting, _connector=Q.OR)).order_by(Coalesce("due_on", Value(date.max)), "state_since", "id")
    return [_row(one, today) | {"duties": _duties(one, viewer)} for one in found[:MOST_ON_DESK]]


def _waiting(role: Role, viewer: Actor) -> Q:
    states = Q(state__in=list(DUTIES[role]))
    return states & Q(unit_id__in=viewer.unit_ids) if role is Role.UNIT else states


def _duties(one: Supervision, viewer: Actor) -> list[NextStep]:
    state = State(one.state)
    steps = {DUTIES[role][state] for role in viewer.roles if state in DUTIES.get(role, {})}
    return [NextStep(step=step, due_on=one.due_on) for step in STEPS if step in steps and rules.is_theirs(viewer, step, one.unit_id)]


# ---------------------------------------------------------------- forms, and all there is
def forms(*, viewer: Actor, on: date) -> list[FormChoice]:
    """Every form that the law knows, and whether this congress may plan it on a day. One query."""
    keys = [law.level for law in FORMS.values() if law.level]
    told = rulebook.queries.in_force_many(viewer=viewer, keys=keys, on=on)
    return [FormChoice(form=form, law=law, blocked=_blocked(viewer, told[law.level].rule) if law.level else None) for form, law in FORMS.items()]


def _blocked(viewer: Actor, rule: Rule) -> RuleBroken | None:
    try:
        rules.check_level(viewer.level, str(rule.value), rule.source)
    except RuleBroken as broken:
        return broken
    return None


def published() -> Iterator[Published]:
    """Every supervision of this congress as its last event told it, oldest first. Three queries for each five hundred."""
    after = UUID(int=0)
    while batch := list(Supervision.objects.filter(pk__gt=after).order_by("id")[:BATCH]):
        for found, facts in zip(batch, facts_of(batch), strict=True):
            yield Published(subject_of(found.pk), found.version, facts)
        after = batch[-1].pk
