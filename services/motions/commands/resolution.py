"""A motion on the agenda: the committees' opinions, the deliberation, its withdrawal; and what becomes of what the congress resolved."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import deadlines.commands
import roster.queries
from deadlines.events import Kind as Clock
from motions import events, rules
from motions.commands.clocks import When, meet
from motions.commands.common import advance, choice, publish, take, take_part
from motions.commands.handling import assigned
from motions.events import AssignmentState, Part
from motions.facts import subject_of
from motions.models import Assignment
from motions.rules import Step
from outbox.command import Receipt, command
from people.actor import Actor
from people.channel import Channel, fits_channel
from townships.clock import local_date
from townships.text import required


# ---------------------------------------------------------------- on the agenda
@command
def give_committee_opinion(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, committee: str, note: str
) -> Receipt:
    """A committee of the county's congress has looked at it, before it is listed or before it is deliberated on (地方组织法 第二十二条).

    Clerk, chair or vice-chair of a county's congress. Publishes case.committee_opinion_given; what it says stays in the congress.
    """
    case, _ = take(Step.GIVE_COMMITTEE_OPINION, actor=actor, at=at, case_id=case_id, seen=seen)
    rules.has_committees(actor.level)
    told = {"committee": required(committee, "committee"), "note": required(note, "note")}
    return publish(case, events.CommitteeOpinionGiven, Step.GIVE_COMMITTEE_OPINION, actor=actor, at=at, now=now, **told)


@command
def deliberate_motion(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, note: str) -> Receipt:
    """The session deliberated on it, with what was said. Clerk, chair or vice-chair. Publishes case.deliberated; the record stays in the congress."""
    case, _ = take(Step.DELIBERATE_MOTION, actor=actor, at=at, case_id=case_id, seen=seen)
    case.debated_on = local_date(at)
    return publish(case, events.MotionDeliberated, Step.DELIBERATE_MOTION, actor=actor, at=at, now=now, note=required(note, "note"))


@command
def ask_withdrawal(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, note: str, channel: str = Channel.APP
) -> Receipt:
    """Its movers ask the presidium to let them take it back before the vote (地方组织法 第二十二条). All of them, on paper, where they are several.

    A mover, or the clerk on behalf. Publishes case.withdrawal_asked.
    """
    came = choice(Channel, channel, "channel")
    case, facts = take(Step.ASK_WITHDRAWAL, actor=actor, at=at, case_id=case_id, seen=seen)
    fits_channel(came, own=bool(actor.deputy_ids.intersection(p.deputy_id for p in facts.proposers)))
    rules.may_ask_withdrawal(facts, came)
    case.withdrawal_asked_on = local_date(at)
    return publish(case, events.WithdrawalAsked, Step.ASK_WITHDRAWAL, actor=actor, at=at, now=now, channel=came, note=required(note, "note"))


@command
def decide_withdrawal(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, agreed: bool, note: str
) -> Receipt:
    """The presidium agrees, and the deliberation ends; or it does not, and the motion goes on. Chair or vice-chair.

    Publishes case.withdrawn or case.withdrawal_refused.
    """
    step = Step.AGREE_WITHDRAWAL if agreed else Step.REFUSE_WITHDRAWAL
    case, facts = take(step, actor=actor, at=at, case_id=case_id, seen=seen)
    rules.may_decide_withdrawal(facts)
    case.withdrawal_asked_on, said = None, required(note, "note")
    if not agreed:
        return publish(case, events.WithdrawalRefused, step, actor=actor, at=at, now=now, note=said)
    case.withdrawn_on = local_date(at)
    return publish(case, events.CaseWithdrawn, step, actor=actor, at=at, now=now, channel=Channel.PAPER, after_handover=False, note=said)


# ---------------------------------------------------------------- what was resolved
@command
def write_resolution(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, resolution: str) -> Receipt:
    """The text of what was adopted, until somebody is charged with it. Clerk, chair or vice-chair. Publishes case.resolution_written."""
    case, facts = take(Step.WRITE_RESOLUTION, actor=actor, at=at, case_id=case_id, seen=seen)
    rules.is_adopted(facts)
    case.resolution = required(resolution, "resolution")
    return publish(case, events.ResolutionWritten, Step.WRITE_RESOLUTION, actor=actor, at=at, now=now)


@command
def charge_unit(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, unit_id: UUID, due_on: date, leader: str = "",
    person: str = "", note: str = "",
) -> Receipt:  # fmt: skip
    """This unit carries it out, by that day, which the ledger watches. Clerk, chair or vice-chair. Publishes case.unit_charged."""
    case, facts = take(Step.CHARGE_UNIT, actor=actor, at=at, case_id=case_id, seen=seen)
    rules.may_charge(facts)
    on, when, units = local_date(at), When(actor, at, now), roster.queries.units([unit_id])
    rules.check_charge(facts, unit_id, units, on, due_on)
    part = Assignment(**assigned(case, 1 + len(facts.assignments), Part.CHARGED, units[unit_id], leader, person))
    part.state, part.handed_over_on, part.first_handed_over_on, part.due_on = AssignmentState.HANDED_OVER, on, on, due_on
    part.save(force_insert=True)
    deadlines.commands.set_deadline(
        **when.given(), subject=subject_of(case.pk), about=part.pk, kind=Clock.RESOLUTION, starts_on=on, due_on=due_on, round=case.round
    )  # fmt: skip
    told: dict[str, Any] = {"assignment_id": part.pk, "due_on": due_on, "note": note}
    return publish(case, events.UnitCharged, Step.CHARGE_UNIT, **when.given(), **told)


@command
def carry_out_resolution(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, assignment_id: UUID, seen: int, note: str, channel: str = Channel.APP
) -> Receipt:
    """The unit has done its part, and says what there is to see. That unit, or the clerk on behalf. Publishes case.resolution_carried_out."""
    came = choice(Channel, channel, "channel")
    case, _, part = take_part(Step.CARRY_OUT_RESOLUTION, actor=actor, at=at, assignment_id=assignment_id, seen=seen, channel=came)
    part.carried_out_on = part.progress_on = local_date(at)
    part.progress_note = required(note, "note")
    advance(part, Step.CARRY_OUT_RESOLUTION, at)
    meet(case, Clock.RESOLUTION, part.pk, When(actor, at, now))
    told: dict[str, Any] = {"channel": came, "assignment_id": assignment_id, "note": note}
    return publish(case, events.ResolutionCarriedOut, Step.CARRY_OUT_RESOLUTION, actor=actor, at=at, now=now, **told)


@command
def report_back(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, report: str) -> Receipt:
    """The congress heard what came of its resolution; what it heard is public. Clerk, chair or vice-chair. Publishes case.resolution_reported."""
    case, _ = take(Step.REPORT_BACK, actor=actor, at=at, case_id=case_id, seen=seen)
    case.report, case.reported_on = required(report, "report"), local_date(at)
    return publish(case, events.ResolutionReported, Step.REPORT_BACK, actor=actor, at=at, now=now)
