"""From the number to the units' desks: propose handling, return or approve it, hand over."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

import roster.queries
from deadlines.events import Kind as Clock
from motions import events, rules
from motions.commands.clocks import When, meet, start
from motions.commands.common import choice, publish, take
from motions.events import AssignmentState, Occasion, Part
from motions.models import Assignment, Case, HandOver
from motions.rules import Step
from outbox.command import Receipt, command
from people.actor import Actor
from townships.clock import local_date
from townships.ids import new_id
from townships.text import required


class Handling(msgspec.Struct, frozen=True, kw_only=True):
    """One unit's part, as proposed. Without a leader the unit's own stands."""

    unit_id: UUID
    part: str
    leader: str = ""
    person: str = ""


@command
def propose_handling(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, parts: Sequence[Handling]
) -> Receipt:
    """Which units are to handle it, and how they share it; an earlier proposal is replaced. Clerk. Publishes case.handling_proposed."""
    kinds = [choice(Part, handling.part, "parts") for handling in parts]
    case, _ = take(Step.PROPOSE_HANDLING, actor=actor, at=at, case_id=case_id, seen=seen)
    units = roster.queries.units([handling.unit_id for handling in parts])
    rules.check_parts(kinds)
    rules.check_units([handling.unit_id for handling in parts], units, local_date(at))
    case.assignments.filter(state=AssignmentState.PROPOSED).delete()
    Assignment.objects.bulk_create(
        Assignment(**assigned(case, order, kind, units[handling.unit_id], handling.leader, handling.person))
        for order, (kind, handling) in enumerate(zip(kinds, parts, strict=True), 1)
    )
    case.proposed_on = local_date(at)
    return publish(case, events.HandlingProposed, Step.PROPOSE_HANDLING, actor=actor, at=at, now=now)


def assigned(case: Case, order: int, part: Part, unit: roster.queries.UnitRecord, leader: str, person: str) -> dict[str, Any]:
    """The columns of a new assignment that is proposed and no more."""
    return {
        "id": new_id(), "case_id": case.pk, "order": order, "unit_id": unit.id, "unit_name": unit.name, "kind": part,
        "state": AssignmentState.PROPOSED, "leader": leader or unit.leader, "person": person,
    }  # fmt: skip


@command
def return_proposal(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, note: str) -> Receipt:
    """The proposed handling goes back to the clerk, with the reason. Chair or vice-chair. Publishes case.handling_returned."""
    case, _ = take(Step.RETURN_PROPOSAL, actor=actor, at=at, case_id=case_id, seen=seen)
    required(note, "note")
    return publish(case, events.HandlingReturned, Step.RETURN_PROPOSAL, actor=actor, at=at, now=now, note=note)


@command
def approve_handling(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int) -> Receipt:
    """The proposed handling is agreed. Chair or vice-chair. Publishes case.handling_approved."""
    case, _ = take(Step.APPROVE_HANDLING, actor=actor, at=at, case_id=case_id, seen=seen)
    case.approved_on = local_date(at)
    return publish(case, events.HandlingApproved, Step.APPROVE_HANDLING, actor=actor, at=at, now=now)


@command
def hand_over(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, occasion: str) -> Receipt:
    """To the units. `at` is the day of the meeting or of the slip, from which each unit's clock runs (代表法 第五十一条).

    Clerk, chair or vice-chair. Publishes case.handed_over.
    """
    how = choice(Occasion, occasion, "occasion")
    case, _ = take(Step.HAND_OVER, actor=actor, at=at, case_id=case_id, seen=seen)
    return give_to_units(case, how, When(actor, at, now))


def give_to_units(case: Case, how: Occasion, when: When, meeting: HandOver | None = None) -> Receipt:
    on, assignments = local_date(when.at), list(case.assignments.order_by("order"))
    ids = [assignment.unit_id for assignment in assignments]
    rules.check_units(ids, roster.queries.units(ids), on, field="case_id")
    case.handed_over_on, case.occasion, case.handed_over_at = on, how, meeting
    meet(case, Clock.HANDOVER, case.pk, when)
    for assignment in assignments:
        assignment.first_handed_over_on = on
        put_in_hand(case, assignment, when)
    return publish(
        case, events.CaseHandedOver, Step.HAND_OVER, **when.given(), occasion=how, meeting_id=meeting.pk if meeting else None
    )  # fmt: skip


def put_in_hand(case: Case, assignment: Assignment, when: When) -> None:
    """The unit has it from this day: its own clock runs, and the time in which it may ask to be relieved."""
    on = local_date(when.at)
    owed = Clock.ASSISTING_OPINION if assignment.kind == Part.ASSISTING else Clock.REPLY
    assignment.handed_over_on, assignment.state = on, AssignmentState.HANDED_OVER
    assignment.due_on = start(case, owed, assignment.pk, on, when)
    assignment.relief_until = start(case, Clock.RELIEF_WINDOW, assignment.pk, on, when)
    assignment.save()
