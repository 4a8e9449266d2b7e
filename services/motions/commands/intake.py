"""From the deputy's hand to the number: submit, send back, resubmit, not accept, register."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import roster.queries
import rulebook.queries
from deadlines.events import Kind as Clock
from motions import events, rules
from motions.commands.clocks import When, start
from motions.commands.common import choice, publish, take
from motions.commands.numbers import give_number
from motions.events import Kind, Reason, State
from motions.models import Case, Proposer
from motions.rules import Step
from outbox.command import Receipt, command
from people.actor import Actor
from people.channel import Channel, fits_channel
from townships.clock import local_date
from townships.errors import RuleBroken
from townships.ids import new_id
from townships.text import required


@command
def submit_suggestion(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, proposer_ids: Sequence[UUID], title: str, text: str,
    where: str = "", proposal: str = "", category: str = "", public: bool = True, channel: str = Channel.APP,
) -> Receipt:  # fmt: skip
    """A suggestion of one deputy, or of several who signed the sheet, the first leading. That deputy, or the clerk on behalf.

    Publishes case.submitted. Who wants others to sign in the app opens a co-signing.
    """
    told = {"title": title, "text": text, "where": where, "proposal": proposal, "category": category, "public": public}
    came = choice(Channel, channel, "channel")
    rules.may_act(actor, Step.SUBMIT, deputies=proposer_ids[:1])
    rules.signs_for_others(came, proposer_ids)
    return suggest(proposer_ids, came, When(actor, at, now), told)


def suggest(proposer_ids: Sequence[UUID], channel: Channel, when: When, told: Mapping[str, Any]) -> Receipt:
    required(told["text"], "text")
    case = raise_case(Step.SUBMIT, Kind.SUGGESTION, proposer_ids, channel, when, told)
    return publish(case, events.CaseSubmitted, Step.SUBMIT, **when.given(), channel=channel)


def raise_case(step: Step, kind: Kind, proposer_ids: Sequence[UUID], channel: Channel, when: When, told: Mapping[str, Any]) -> Case:
    """A new case with its proposers. The case itself is kept by `publish`, the proposers refer to it by then."""
    rules.may_act(when.actor, step, deputies=proposer_ids[:1])
    fits_channel(channel, own=bool(when.actor.deputy_ids.intersection(proposer_ids[:1])))
    required(told["title"], "title")
    on, known = local_date(when.at), roster.queries.deputies(proposer_ids)
    if roster.queries.term_on(on) is None:
        raise RuleBroken("no_term", field="at", day=on.isoformat())
    rules.check_proposers(proposer_ids, known, on)
    case = Case(id=new_id(), kind=kind, channel=channel, submitted_on=on, entered_on=local_date(when.now), state_since=on, **told)
    case.state = rules.STEPS[step].leads or State.SUBMITTED
    Proposer.objects.bulk_create(
        Proposer(id=new_id(), case_id=case.pk, deputy_id=deputy_id, name=known[deputy_id].name, order=order)
        for order, deputy_id in enumerate(proposer_ids, 1)
    )
    return case


@command
def send_back(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, reason: str, note: str) -> Receipt:
    """Back to its proposers to complete, with the reason. Clerk. Publishes case.sent_back."""
    why = choice(Reason, reason, "reason")
    case, _ = take(Step.SEND_BACK, actor=actor, at=at, case_id=case_id, seen=seen)
    case.intake_reason, case.intake_note = why, required(note, "note")
    return publish(case, events.CaseSentBack, Step.SEND_BACK, actor=actor, at=at, now=now, reason=why, note=note)


@command
def resubmit(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, title: str, text: str,
    where: str = "", proposal: str = "", category: str = "", public: bool = True, channel: str = Channel.APP,
) -> Receipt:  # fmt: skip
    """Completed, and handed in again whole. One of its proposers, or the clerk on behalf. Publishes case.resubmitted."""
    came = choice(Channel, channel, "channel")
    case, facts = take(Step.RESUBMIT, actor=actor, at=at, case_id=case_id, seen=seen)
    fits_channel(came, own=bool(actor.deputy_ids.intersection(p.deputy_id for p in facts.proposers)))
    case.title, case.text = required(title, "title"), required(text, "text")
    case.where, case.proposal, case.category, case.public = where, proposal, category, public
    case.intake_reason = case.intake_note = ""
    return publish(case, events.CaseResubmitted, Step.RESUBMIT, actor=actor, at=at, now=now, channel=came)


@command
def not_accept(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, reason: str, note: str) -> Receipt:
    """Refused at intake, for a reason that the rules of this place know, and in words. Clerk. Publishes case.not_accepted."""
    why = choice(Reason, reason, "reason")
    case, _ = take(Step.NOT_ACCEPT, actor=actor, at=at, case_id=case_id, seen=seen)
    _may_refuse(why, actor, at)
    case.intake_reason, case.intake_note = why, required(note, "note")
    return publish(case, events.CaseNotAccepted, Step.NOT_ACCEPT, actor=actor, at=at, now=now, reason=why, note=note)


def _may_refuse(reason: Reason, actor: Actor, at: datetime) -> None:
    known = {rule.code: rule for rule in rulebook.queries.refusal_reasons(viewer=actor, on=local_date(at))}
    rule = known.get(reason)
    if rule is None or rule.outcome != State.NOT_ACCEPTED:
        raise RuleBroken("reason_sends_back", field="reason", source=rule.source if rule else None)


@command
def register(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int) -> Receipt:
    """Gives the case its number, and starts the clock of the hand-over. Clerk. Publishes case.registered."""
    case, _ = take(Step.REGISTER, actor=actor, at=at, case_id=case_id, seen=seen)
    give_number(case)
    case.registered_on = local_date(at)
    case.handover_due_on = start(case, Clock.HANDOVER, case.pk, case.submitted_on, When(actor, at, now))
    return publish(case, events.CaseRegistered, Step.REGISTER, actor=actor, at=at, now=now)
