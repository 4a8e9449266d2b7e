"""At the county: which of its units is which town's government, and what those send from their desks."""
from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

import motions.commands
import roster.queries
from motions.events import Meaning
from outbox.command import Receipt, command
from outbox.record import record
from people.actor import Actor, Role
from referrals import rules
from referrals.commands.common import choice, derived, publish
from referrals.events import AnswerFacts, AnswerRefused, DeskConnected, Sent
from referrals.facts import desk_facts
from referrals.models import Desk
from townships.context import towns_of
from townships.errors import NotFound, Refused, RuleBroken

UNIT: Final = frozenset({Role.UNIT, Role.UNIT_LEADER})


@command
def connect_desk(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, unit_id: UUID, town: str) -> Receipt:
    """What is handed to this unit appears at the desk of that town's government. Clerk. Publishes desk.connected."""
    actor.require(Role.CLERK)
    rules.of_county(actor.level)
    unit = roster.queries.units([unit_id]).get(unit_id)
    if unit is None:
        raise NotFound("unit_id")
    taken = Desk.objects.filter(town=town).exclude(pk=unit_id).exists()
    rules.may_connect(town, towns_of(actor.tenant), unit.kind, taken)
    desk = Desk.objects.select_for_update().filter(pk=unit_id).first() or Desk(unit_id=unit_id)
    desk.town, desk.version = town, desk.version + 1
    return publish(desk, DeskConnected(desk=desk_facts(desk)), subject="desk", actor=actor, at=at, now=now)


@command
def take_answer(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, town: str, unit_id: UUID, assignment_id: UUID, step: str,
    number: str = "", meaning: str = "", text: str = "", signed_off_by: str = "",
) -> Receipt:  # fmt: skip
    """What a town's government did at its own desk, done here as the unit that it is; refused here, the town is told by which rule.

    The system. Publishes case.signed_for or case.replied, or answer.refused.
    """
    actor.require(Role.SYSTEM)
    what = choice(Sent, step, "step")
    desk = Desk.objects.filter(pk=unit_id).select_related("unit").first()
    try:
        if desk is None or desk.town != town:
            raise RuleBroken("not_of_this_county", field="town")
        unit = Actor(
            tenant=actor.tenant, county=actor.county, level=actor.level, name=desk.unit.name, roles=UNIT, unit_ids=frozenset({unit_id}),
            led_unit_ids=frozenset({unit_id}),
        )  # fmt: skip
        given: dict[str, Any] = {"actor": unit, "now": now, "at": at, "command_id": derived(command_id, what), "assignment_id": assignment_id, "seen": None}
        with transaction.atomic():
            if what is Sent.SIGNED:
                return motions.commands.sign_for(**given)
            told: dict[str, Any] = {"number": number, "meaning": choice(Meaning, meaning, "meaning"), "text": text, "signed_off_by": signed_off_by}
            return motions.commands.reply(**given, **told)
    except Refused as refused:
        answer = AnswerFacts(id=command_id, assignment_id=assignment_id, town=town, code=refused.code)
        record(AnswerRefused(answer=answer), subject=f"answer/{command_id}", version=1, actor=actor, at=at, now=now)
        return Receipt(command_id, 1)
