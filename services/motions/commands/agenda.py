"""A motion at the session: filed, listed or handled as a suggestion, decided."""
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
from motions.commands.intake import raise_case
from motions.commands.numbers import give_number
from motions.events import Kind
from motions.rules import Step
from outbox.command import Receipt, command
from people.actor import Actor
from people.channel import Channel
from rulebook.queries import Session
from townships.clock import local_date
from townships.text import required


@command
def file_motion(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, proposer_ids: Sequence[UUID], title: str, grounds: str, proposal: str,
    category: str = "", channel: str = Channel.APP,
) -> Receipt:  # fmt: skip
    """A motion with its subject (`title`), grounds and proposal, signed by as many deputies as the law asks, before the session's cut-off.

    From the sheet that all of them signed: the clerk on behalf. Publishes case.filed. In the app they sign by a co-signing.
    """
    came = choice(Channel, channel, "channel")
    rules.may_act(actor, Step.FILE_MOTION, deputies=proposer_ids[:1])
    rules.signs_for_others(came, proposer_ids)
    told = {"title": title, "grounds": grounds, "proposal": proposal, "category": category}
    return move(proposer_ids, came, When(actor, at, now), told)


def move(proposer_ids: Sequence[UUID], channel: Channel, when: When, told: Mapping[str, Any]) -> Receipt:
    """With the legal number of signers (地方组织法 第二十二条), while the session takes motions."""
    required(told["grounds"], "grounds")
    required(told["proposal"], "proposal")
    rules.before_cut_off(when.at, legal_number(when).cut_off)
    case = raise_case(Step.FILE_MOTION, Kind.MOTION, proposer_ids, channel, when, {**told, "public": True})
    rules.may_file(len(proposer_ids), legal_number(when), when.at)
    give_number(case)
    return publish(case, events.MotionFiled, Step.FILE_MOTION, **when.given(), channel=channel)


def legal_number(when: When) -> rules.Number:
    """Five deputies of a township, ten of a county."""
    on = local_date(when.at)
    session = roster.queries.session_on(on)
    least = rulebook.queries.in_force(viewer=when.actor, key="motion_signers", on=on, session=Session.IN_SESSION).rule
    return rules.Number(least=int(least.value), source=least.source, cut_off=session.motions_cut_off if session else None)


@command
def list_motion(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int) -> Receipt:
    """Placed on the session's agenda. Clerk, chair or vice-chair. Publishes case.listed."""
    case, _ = take(Step.LIST_MOTION, actor=actor, at=at, case_id=case_id, seen=seen)
    case.listed_on = local_date(at)
    return publish(case, events.MotionListed, Step.LIST_MOTION, actor=actor, at=at, now=now)


@command
def handle_as_suggestion(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, note: str) -> Receipt:
    """Not listed: it goes a suggestion's way from its registration, under a suggestion's number, and its movers are told why.

    Clerk, chair or vice-chair. Publishes case.handled_as_suggestion.
    """
    case, _ = take(Step.HANDLE_AS_SUGGESTION, actor=actor, at=at, case_id=case_id, seen=seen)
    case.kind, case.former_number, case.intake_note = Kind.SUGGESTION, case.number, required(note, "note")
    give_number(case)
    case.registered_on = local_date(at)
    case.handover_due_on = start(case, Clock.HANDOVER, case.pk, case.submitted_on, When(actor, at, now))
    return publish(case, events.HandledAsSuggestion, Step.HANDLE_AS_SUGGESTION, actor=actor, at=at, now=now, note=note)


@command
def decide_motion(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, votes_for: int, votes_against: int,
    votes_abstained: int, resolution: str = "",
) -> Receipt:  # fmt: skip
    """The vote. Adopted by more than half of all deputies in office that day, present or not (地方组织法 第二十五条).

    Clerk, chair or vice-chair. Publishes case.decided.
    """
    case, facts = take(Step.DECIDE_MOTION, actor=actor, at=at, case_id=case_id, seen=seen)
    rules.may_vote(facts)
    case.all_deputies = roster.queries.deputies_serving(local_date(at))
    rules.check_votes((votes_for, votes_against, votes_abstained), case.all_deputies)
    case.votes_for, case.votes_against, case.votes_abstained = votes_for, votes_against, votes_abstained
    case.decided_on, case.resolution = local_date(at), resolution
    return publish(case, events.MotionDecided, Step.DECIDE_MOTION, actor=actor, at=at, now=now)
