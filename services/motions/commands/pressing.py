"""What the congress does so that a case of its own goes on: press a unit 督办, name a key suggestion 重点建议."""
from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motions import events, rules
from motions.commands.common import publish, take, take_part
from motions.rules import Step
from outbox.command import Receipt, command
from people.actor import Actor
from townships.clock import local_date
from townships.text import required


@command
def press(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, assignment_id: UUID, seen: int, note: str) -> Receipt:
    """Presses a unit of this congress's own case for what it owes, as often as needed. Clerk, chair or vice-chair. Publishes case.pressed."""
    case, _, assignment = take_part(Step.PRESS, actor=actor, at=at, assignment_id=assignment_id, seen=seen)
    assignment.pressed_on, assignment.pressed = local_date(at), assignment.pressed + 1
    assignment.save(update_fields=["pressed_on", "pressed"])
    return publish(case, events.UnitPressed, Step.PRESS, actor=actor, at=at, now=now, assignment_id=assignment_id, note=required(note, "note"))


@command
def name_key(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, led_by: str, note: str = "") -> Receipt:
    """A key suggestion, which one of the congress's leaders follows. Clerk, chair or vice-chair. Publishes case.named_key."""
    case, facts = take(Step.NAME_KEY, actor=actor, at=at, case_id=case_id, seen=seen)
    rules.may_name_key(facts)
    case.key_on, case.key_led_by = local_date(at), required(led_by, "led_by")
    return publish(case, events.KeyNamed, Step.NAME_KEY, actor=actor, at=at, now=now, note=note)
