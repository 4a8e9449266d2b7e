"""Hearing the deputies: those who want to be rung up, and those whose time to rate runs out."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from motions import events, rules
from motions.commands.clocks import When
from motions.commands.common import choice, publish, take
from motions.commands.rating import proposer_of, rating_of, time_over
from motions.models import Rating
from motions.rules import Step
from outbox.command import Receipt, command
from people.actor import Actor
from people.channel import Channel, fits_channel
from townships.clock import local_date
from townships.errors import NotFound, RuleBroken
from townships.text import required


@command
def ask_for_call(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, deputy_id: UUID, channel: str = Channel.APP
) -> Receipt:
    """"Please ring me": the rating is said on the telephone. It waits on the clerk's desk, and until then no time runs out.

    That proposer, or the clerk on behalf. Publishes case.call_asked.
    """
    came, on = choice(Channel, channel, "channel"), local_date(at)
    case, facts = take(Step.ASK_FOR_CALL, actor=actor, at=at, case_id=case_id, seen=seen, deputies=[deputy_id], not_before=on)
    fits_channel(came, own=deputy_id in actor.deputy_ids)
    rules.may_ask_for_call(proposer_of(facts, deputy_id), on)
    Rating.objects.filter(pk=rating_of(case, deputy_id).pk).update(call_asked_on=on)
    return publish(case, events.CallAsked, Step.ASK_FOR_CALL, actor=actor, at=at, now=now, channel=came, deputy_id=deputy_id)


@command
def note_call(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, deputy_id: UUID, note: str
) -> Receipt:
    """The office rang and no rating came of it (a rating is entered as such, by telephone). Where the time is over, it is no feedback.

    Clerk. Publishes case.call_noted, and what follows as `record_no_feedback` does.
    """
    on, when = local_date(at), When(actor, at, now)
    case, facts = take(Step.NOTE_CALL, actor=actor, at=at, case_id=case_id, seen=seen, not_before=on)
    rules.not_through_the_unit(actor, facts, deputy_id)
    rules.may_note_call(proposer_of(facts, deputy_id), on)
    rating = rating_of(case, deputy_id)
    rating.call_asked_on = None
    rating.save(update_fields=["call_asked_on"])
    told = publish(case, events.CallNoted, Step.NOTE_CALL, **when.given(), deputy_id=deputy_id, note=required(note, "note"))
    return time_over(case, rating, when) if on > rating.due_on else told


@command
def remind(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, deputy_ids: Sequence[UUID] = (),
    channel: str = Channel.PHONE,
) -> Receipt:  # fmt: skip
    """These proposers (none named: all who have not rated) were told that their time to rate runs out, and how. Once each.

    Clerk. Publishes case.rating_reminded.
    """
    how, on = choice(Channel, channel, "channel"), local_date(at)
    case, facts = take(Step.REMIND, actor=actor, at=at, case_id=case_id, seen=seen, not_before=on)
    waiting = {p.deputy_id: p for p in rules.to_remind(facts)}
    if not set(deputy_ids) <= {p.deputy_id for p in facts.proposers}:
        raise NotFound("deputy_ids")
    if not waiting or not set(deputy_ids) <= waiting.keys():
        raise RuleBroken("nobody_to_remind", field="deputy_ids")
    told = [proposer for deputy_id, proposer in waiting.items() if not deputy_ids or deputy_id in deputy_ids]
    rules.in_order(on, max(p.delivered_on for p in told if p.delivered_on))
    ids = tuple(p.deputy_id for p in told)
    Rating.objects.filter(proposer__case=case, proposer__deputy_id__in=ids, round=case.round).update(reminded_on=on)
    return publish(case, events.RatingReminded, Step.REMIND, actor=actor, at=at, now=now, channel=how, deputy_ids=ids)
