"""At the units' desks: sign for it, ask to be relieved (and what the assigner says), assist."""
from __future__ import annotations

from datetime import datetime
from uuid import UUID

import roster.queries
from deadlines.events import Kind as Clock
from motions import events, rules
from motions.commands.clocks import When, lift, meet, nothing_more_owed
from motions.commands.common import advance, choice, publish, take_part
from motions.commands.handling import assigned, put_in_hand
from motions.events import CaseFacts, Part
from motions.models import Assignment, Case
from motions.rules import Step
from outbox.command import Receipt, command
from people.actor import Actor
from people.channel import Channel
from townships.clock import local_date
from townships.errors import Invalid
from townships.text import required


@command
def sign_for(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, assignment_id: UUID, seen: int | None, channel: str = Channel.APP
) -> Receipt:
    """The unit has it in hand. The unit, or the clerk on behalf. Publishes case.signed_for.

    `seen` None: it follows from a fact of a town whose government the unit is.
    """
    came = choice(Channel, channel, "channel")
    case, _, assignment = take_part(Step.SIGN_FOR, actor=actor, at=at, assignment_id=assignment_id, seen=seen, channel=came)
    advance(assignment, Step.SIGN_FOR, at)
    return publish(
        case, events.AssignmentSigned, Step.SIGN_FOR, actor=actor, at=at, now=now, channel=came, assignment_id=assignment_id
    )  # fmt: skip


@command
def apply_for_relief(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, assignment_id: UUID, seen: int, note: str, channel: str = Channel.APP
) -> Receipt:
    """The unit asks to be relieved, with its reason, within its time. The unit, or the clerk on behalf. Publishes case.relief_applied."""
    came = choice(Channel, channel, "channel")
    case, _, assignment = take_part(Step.APPLY_FOR_RELIEF, actor=actor, at=at, assignment_id=assignment_id, seen=seen, channel=came)
    assignment.relief_note = required(note, "note")
    advance(assignment, Step.APPLY_FOR_RELIEF, at)
    meet(case, Clock.RELIEF_WINDOW, assignment.pk, When(actor, at, now))
    return publish(
        case, events.ReliefApplied, Step.APPLY_FOR_RELIEF, actor=actor, at=at, now=now,
        channel=came, assignment_id=assignment_id, note=note,
    )  # fmt: skip


@command
def decide_relief(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, assignment_id: UUID, seen: int, agreed: bool, note: str,
    unit_id: UUID | None = None, leader: str = "", person: str = "",
) -> Receipt:  # fmt: skip
    """Agreed, and the part goes to another unit with a clock of its own; or refused, and it goes on with the clock that runs.

    The first hand-over stays in view. Chair or vice-chair. Publishes case.relief_agreed or case.relief_refused.
    """
    step = Step.AGREE_RELIEF if agreed else Step.REFUSE_RELIEF
    case, facts, assignment = take_part(step, actor=actor, at=at, assignment_id=assignment_id, seen=seen)
    required(note, "note")
    if agreed:
        return _relieve(case, facts, assignment, When(actor, at, now), unit_id, (leader, person), note)
    advance(assignment, step, at)
    return publish(case, events.ReliefRefused, step, actor=actor, at=at, now=now, assignment_id=assignment_id, note=note)


def _relieve(
    case: Case, facts: CaseFacts, relieved: Assignment, when: When, unit_id: UUID | None, people: tuple[str, str], note: str
) -> Receipt:
    if unit_id is None:
        raise Invalid("required", "unit_id")
    units = roster.queries.units([unit_id])
    rules.check_successor(facts, unit_id, units, local_date(when.at))
    heir = Assignment(**assigned(case, len(facts.assignments) + 1, Part(relieved.kind), units[unit_id], *people))
    heir.first_handed_over_on, relieved.successor_id = relieved.first_handed_over_on, heir.pk
    lift(case, relieved.pk, when)
    advance(relieved, Step.AGREE_RELIEF, when.at)
    put_in_hand(case, heir, when)
    return publish(
        case, events.ReliefAgreed, Step.AGREE_RELIEF, **when.given(), assignment_id=relieved.pk, successor_id=heir.pk, note=note
    )  # fmt: skip


@command
def assist(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, assignment_id: UUID, seen: int, opinion: str, channel: str = Channel.APP
) -> Receipt:
    """An assisting unit's opinion for the lead, which stays in the town. The unit, or the clerk on behalf. Publishes case.opinion_given."""
    came = choice(Channel, channel, "channel")
    case, _, assignment = take_part(Step.ASSIST, actor=actor, at=at, assignment_id=assignment_id, seen=seen, channel=came)
    assignment.opinion = required(opinion, "opinion")
    advance(assignment, Step.ASSIST, at)
    nothing_more_owed(case, Clock.ASSISTING_OPINION, assignment.pk, When(actor, at, now))
    return publish(case, events.OpinionGiven, Step.ASSIST, actor=actor, at=at, now=now, channel=came, assignment_id=assignment_id)
