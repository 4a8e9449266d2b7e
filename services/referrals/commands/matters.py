"""At the county: what comes from its towns waits until a county deputy makes it a case of the county, or it is declined with a reason."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import motions.commands
from outbox.command import Receipt, command
from people.actor import Actor, Role
from people.channel import Channel
from referrals import rules
from referrals.commands.common import choice, derived, lock, publish
from referrals.events import MatterDeclined, MatterEvent, MatterReceived, MatterState, MatterTakenUp, Sheet, Way
from referrals.facts import SHEET, matter_facts
from referrals.models import Matter
from townships.clock import local_date
from townships.context import towns_of
from townships.errors import RuleBroken
from townships.text import required


@command
def receive_matter(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, matter_id: UUID, town: str, way: str, referred_on: date, sheet: Sheet,
    deputy: str = "",
) -> Receipt:  # fmt: skip
    """A town's case that came up. The system. Publishes matter.received."""
    actor.require(Role.SYSTEM)
    rules.of_county(actor.level)
    known = towns_of(actor.tenant)
    if town not in known:
        raise RuleBroken("not_of_this_county", field="town")
    there = Matter.objects.filter(pk=matter_id).first()
    if there is not None:
        return Receipt(there.pk, there.version, there.number)
    matter = Matter(
        id=matter_id, town=town, town_name=known[town], state=MatterState.WAITING, way=choice(Way, way, "way"), deputy=deputy,
        referred_on=referred_on, **{name: getattr(sheet, name) for name in SHEET},
    )  # fmt: skip
    return _publish(matter, MatterReceived, actor, at, now)


@command
def take_up(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, matter_id: UUID, seen: int, proposer_ids: Sequence[UUID],
    channel: str = Channel.APP,
) -> Receipt:  # fmt: skip
    """County deputies raise it as their suggestion: it waits for the county's intake, and the town gets the link.

    The leading deputy, or the clerk on behalf. Publishes case.submitted and matter.taken_up.
    """
    actor.require(Role.CLERK, Role.DEPUTY)
    rules.of_county(actor.level)
    matter = lock(Matter, matter_id, "matter_id", seen)
    rules.may_settle(MatterState(matter.state), matter.referred_on, local_date(at))
    raised = motions.commands.submit_suggestion(
        actor=actor, now=now, at=at, command_id=derived(command_id, "case"), proposer_ids=proposer_ids, title=matter.title,
        text=matter.text or matter.title, where=matter.where, proposal=matter.proposal, category=matter.category, public=matter.public, channel=channel,
    )  # fmt: skip
    matter.state, matter.case_id = MatterState.TAKEN_UP, raised.id
    return _publish(matter, MatterTakenUp, actor, at, now)


@command
def decline_matter(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, matter_id: UUID, seen: int, reason: str) -> Receipt:
    """It does not become a case of the county; the town is told why. Clerk, chair or vice-chair. Publishes matter.declined."""
    actor.require(*rules.OFFICE)
    rules.of_county(actor.level)
    matter = lock(Matter, matter_id, "matter_id", seen)
    on = local_date(at)
    rules.may_settle(MatterState(matter.state), matter.referred_on, on)
    matter.state, matter.declined_on, matter.reason = MatterState.DECLINED, on, required(reason, "reason")
    return _publish(matter, MatterDeclined, actor, at, now)


def _publish(matter: Matter, event: type[MatterEvent], actor: Actor, at: datetime, now: datetime) -> Receipt:
    matter.version += 1
    return publish(matter, event(matter=matter_facts(matter)), subject="matter", actor=actor, at=at, now=now)
