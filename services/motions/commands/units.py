"""At the units' desks: sign for it, ask to be relieved (and what the assigner says), assist, reply."""
from __future__ import annotations

from datetime import datetime
from uuid import UUID

import roster.queries
import rulebook.queries
from deadlines.events import Kind as Clock
from motions import events, rules
from motions.commands.clocks import When, lift, meet
from motions.commands.common import choice, publish, take_part
from motions.commands.handling import assigned, put_in_hand
from motions.events import OWING, AssignmentState, CaseFacts, Meaning, Part
from motions.models import Assignment, Case, Reply
from motions.rules import PART_STEPS, Step
from outbox.command import Receipt, command
from people.actor import Actor
from people.channel import Channel
from townships.clock import local_date
from townships.errors import Invalid
from townships.ids import new_id
from townships.text import required


@command
def sign_for(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, assignment_id: UUID, seen: int, channel: str = Channel.APP
) -> Receipt:
    """The unit has it in hand. The unit, or the clerk on behalf. Publishes case.signed_for."""
    came = choice(Channel, channel, "channel")
    case, _, assignment = take_part(Step.SIGN_FOR, actor=actor, at=at, assignment_id=assignment_id, seen=seen, channel=came)
    _advance(assignment, Step.SIGN_FOR, at)
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
    _advance(assignment, Step.APPLY_FOR_RELIEF, at)
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
    _advance(assignment, step, at)
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
    _advance(relieved, Step.AGREE_RELIEF, when.at)
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
    _advance(assignment, Step.ASSIST, at)
    _nothing_more_owed(case, Clock.ASSISTING_OPINION, assignment.pk, When(actor, at, now))
    return publish(case, events.OpinionGiven, Step.ASSIST, actor=actor, at=at, now=now, channel=came, assignment_id=assignment_id)


@command
def reply(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, assignment_id: UUID, seen: int, number: str, meaning: str, text: str,
    signed_off_by: str, channel: str = Channel.APP,
) -> Receipt:  # fmt: skip
    """The answer of a unit that answers: its number, what it comes to, the text, and the leader who signed it off.

    The letter follows from the meaning by the rules of this place. The unit, or the clerk on behalf. Publishes case.replied.
    """
    came, meant = choice(Channel, channel, "channel"), choice(Meaning, meaning, "meaning")
    case, _, assignment = take_part(Step.REPLY, actor=actor, at=at, assignment_id=assignment_id, seen=seen, channel=came)
    when, on = When(actor, at, now), local_date(at)
    written = Reply(
        id=new_id(), assignment=assignment, round=case.round, number=required(number, "number"), meaning=meant,
        letter=rulebook.queries.letters(viewer=actor, on=on)[meant], text=required(text, "text"),
        signed_off_by=required(signed_off_by, "signed_off_by"), replied_on=on, due_on=assignment.due_on or on,
    )  # fmt: skip
    written.save(force_insert=True)
    assignment.replied_on = on
    _advance(assignment, Step.REPLY, at)
    _nothing_more_owed(case, Clock.REPLY if case.round == 1 else Clock.REWORK, assignment.pk, when)
    _let_opinions_lapse(case, when)
    return publish(
        case, events.UnitReplied, Step.REPLY, **when.given(), channel=came, assignment_id=assignment_id, reply_id=written.pk
    )  # fmt: skip


def _advance(assignment: Assignment, step: Step, at: datetime) -> None:
    """The state that the step leads to. Whatever a unit does with an assignment, it has received it by then."""
    assignment.state = PART_STEPS[step].leads
    assignment.signed_on = assignment.signed_on or local_date(at)
    assignment.save()


def _nothing_more_owed(case: Case, kind: Clock, about: UUID, when: When) -> None:
    meet(case, kind, about, when)
    lift(case, about, when)


def _let_opinions_lapse(case: Case, when: When) -> None:
    """Once every unit that answers has, an opinion that did not come is waited for no longer."""
    waiting = case.assignments.filter(state__in=OWING)
    if waiting.exclude(kind=Part.ASSISTING).exists():
        return
    for assignment in waiting:
        lift(case, assignment.pk, when)
        assignment.state = AssignmentState.LAPSED
        assignment.save()
