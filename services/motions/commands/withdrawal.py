"""The deputies take back what they raised."""
from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

import deadlines.commands
import rulebook.queries
from motions import events, rules
from motions.commands.common import choice, publish, take
from motions.events import OWING, AssignmentState
from motions.facts import sitting, subject_of
from motions.rules import Step
from outbox.command import Receipt, command
from people.actor import Actor
from people.channel import Channel, fits_channel
from townships.clock import local_date
from townships.text import required

HANDOVER: Final = "handover"


@command
def withdraw(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, note: str, channel: str = Channel.APP
) -> Receipt:
    """Taken back in writing, as long as the rules of this place let it; after the hand-over its units are told and owe nothing more.

    Its proposer; what several raised, the clerk enters from the sheet that all of them signed. Publishes case.withdrawn.
    """
    came, on = choice(Channel, channel, "channel"), local_date(at)
    case, facts = take(Step.WITHDRAW, actor=actor, at=at, case_id=case_id, seen=seen)
    fits_channel(came, own=bool(actor.deputy_ids.intersection(p.deputy_id for p in facts.proposers)))
    rule = rulebook.queries.in_force(viewer=actor, key="withdrawal_until", on=on, session=sitting(case)).rule
    rules.may_withdraw(facts, came, until_handover=rule.value == HANDOVER, source=rule.source)
    case.withdrawn_on = on
    case.assignments.filter(state__in=OWING).update(state=AssignmentState.ENDED, extension_asked_on=None, extension_until=None)
    deadlines.commands.lift(actor=actor, now=now, at=at, subject=subject_of(case.pk))
    return publish(
        case, events.CaseWithdrawn, Step.WITHDRAW, actor=actor, at=at, now=now, channel=came,
        after_handover=facts.handed_over_on is not None, note=required(note, "note"),
    )  # fmt: skip
