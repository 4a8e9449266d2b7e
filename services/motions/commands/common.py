"""What the commands share: to take a step (authorise, lock, decide) and to publish what came of it (write, record)."""
from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from enum import Enum
from typing import Any, Final, TypeVar
from uuid import UUID

from motions import rules
from motions.events import AssignmentFacts, AssignmentState, CaseConcluded, CaseEvent, CaseFacts, Kind, State
from motions.facts import facts_of, subject_of
from motions.models import Assignment, Case
from motions.rules import Step
from outbox.command import Receipt
from outbox.events import event_types
from outbox.log import since
from outbox.record import record
from people.actor import Actor, Role
from people.channel import Channel, fits_channel
from townships.clock import local_date
from townships.context import current_tenant
from townships.errors import Invalid, NotFound, Stale

Choice = TypeVar("Choice", bound=Enum)
SETTLED: Final = ("state", "state_since", "outcome", "due_on", "replied_on", "concluded_on", "carried_out_on")


def choice(of: type[Choice], value: str, field: str) -> Choice:
    try:
        return of(value)
    except ValueError:
        raise Invalid("bad_value", field) from None


# ---------------------------------------------------------------- take a step
def take(
    step: Step, *, actor: Actor, at: datetime, case_id: UUID, seen: int | None, deputies: Collection[UUID] | None = None,
    not_before: date | None = None,
) -> tuple[Case, CaseFacts]:  # fmt: skip
    """A step of the whole case. Without `deputies`, a deputy's step is open to each of its proposers.

    It follows the step that brought the present state; `not_before` where it follows something else (a rating its own receipt), which the
    command then checks itself.
    """
    actor.require(*rules.STEPS[step].by)
    case = lock_case(case_id)
    facts = facts_of([case])[0]
    units = [a.unit_id for a in (*rules.answering(facts), *rules.charged(facts))]
    proposers = {p.deputy_id for p in facts.proposers}
    rules.may_act(actor, step, units=units, deputies=proposers if deputies is None else proposers.intersection(deputies))
    check_seen(case, seen)
    rules.may_take(step, facts, local_date(at), not_before=not_before)
    return case, facts


def take_part(
    step: Step, *, actor: Actor, at: datetime, assignment_id: UUID, seen: int | None, channel: Channel | None = None
) -> tuple[Case, CaseFacts, Assignment]:
    """A step of one assignment; with `channel` it is the unit's own, which the office may enter on its behalf."""
    actor.require(*rules.STEPS[step].by)
    assignment = Assignment.objects.filter(pk=assignment_id).first()
    if assignment is None:
        raise NotFound("assignment_id")
    rules.may_act(actor, step, units=[assignment.unit_id])
    if channel is not None:
        own = actor.led_unit_ids if Role.UNIT_LEADER in rules.STEPS[step].by else actor.unit_ids
        fits_channel(channel, own=assignment.unit_id in own)
    case = lock_case(assignment.case_id)
    check_seen(case, seen)
    assignment.refresh_from_db()
    facts = facts_of([case])[0]
    rules.may_take_part(step, facts, part_of(facts, assignment_id), local_date(at))
    return case, facts, assignment


def part_of(facts: CaseFacts, assignment_id: UUID) -> AssignmentFacts:
    return next(one for one in facts.assignments if one.id == assignment_id)


def lock_case(case_id: UUID) -> Case:
    """The case, locked until the command ends."""
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    if case is None:
        raise NotFound("case_id")
    return case


def check_seen(case: Case, seen: int | None) -> None:
    """Raises `Stale` with what happened since; so only for who may take the step. None is a step that follows from a fact, not from what somebody saw."""
    if seen is not None and seen != case.version:
        raise Stale(_changes(case, seen))


def _changes(case: Case, seen: int) -> str:
    later = since(current_tenant().schema_name, subject_of(case.pk), seen)
    return "; ".join(f"{event_types()[fact['type']].words} ({fact['actorname']})" for fact in later)  # type: ignore[attr-defined]


def advance(assignment: Assignment, step: Step, at: datetime) -> None:
    """The state that the step leads to. Whatever a unit does with an assignment, it has received it by then."""
    stays = AssignmentState.SIGNED if assignment.state == AssignmentState.HANDED_OVER else assignment.state
    assignment.state = rules.PART_STEPS[step].leads or stays
    assignment.signed_on = assignment.signed_on or local_date(at)
    assignment.save()


# ---------------------------------------------------------------- publish what came of it
def publish(case: Case, event: type[CaseEvent], step: Step | None, *, actor: Actor, at: datetime, now: datetime, **told: Any) -> Receipt:
    """Keeps the case as it stands after a step (None: after another case's), under its next version, and records the fact; and its conclusion,
    if this was the last step.
    """
    before, facts = case.state, rules.settled(facts_of([case])[0], step, local_date(at))
    for name in SETTLED:
        setattr(case, name, getattr(facts, name))
    _record(case, event(case=facts, **told), actor, at, now)
    if facts.state is State.CONCLUDED and before != State.CONCLUDED:
        _record(case, CaseConcluded(case=facts), actor, at, now)
    return receipt(case)


def _record(case: Case, event: CaseEvent, actor: Actor, at: datetime, now: datetime) -> None:
    case.version += 1
    case.save(force_insert=case.version == 1)
    record(event, subject=subject_of(case.pk), version=case.version, actor=actor, at=at, now=now)


def receipt(case: Case) -> Receipt:
    return Receipt(case.pk, case.version, case.number)


def kind_of(case: Case) -> Kind:
    return Kind(case.kind)
