"""In the town: a case of the county on its government's desk. What is done here goes to the county, and the county's word comes back."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import roster.queries
from motions.events import AssignmentState, Meaning, Part
from outbox.command import Receipt, command
from people.actor import Actor, Role
from people.channel import Channel, fits_channel
from referrals import rules
from referrals.commands.common import choice, lock, publish
from referrals.events import Sent, Sheet, TaskEvent, TaskFollowed, TaskReceived, TaskRefused, TaskReplied, TaskSigned
from referrals.facts import SHEET, facts_of
from referrals.models import Task
from townships.clock import local_date
from townships.errors import NotAllowed
from townships.text import required


@command
def receive_task(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, task_id: UUID, incarnation: int, told_version: int, county_case_id: UUID,
    unit_id: UUID, sheet: Sheet, kind: str, state: str, handed_over_on: date | None = None, due_on: date | None = None,
) -> Receipt:  # fmt: skip
    """A part of a county's case that this town's government has, as it stands. The system. Publishes task.received, later task.followed when
    that is news."""
    actor.require(Role.SYSTEM)
    rules.of_township(actor.level)
    task = Task.objects.select_for_update().filter(pk=task_id).first()
    if task and not rules.is_news((task.heard_incarnation, task.heard_version), (incarnation, told_version)):
        return Receipt(task.pk, task.version, task.number)
    stands = choice(AssignmentState, state, "state")
    told: dict[str, Any] = {
        "county_case_id": county_case_id, "unit_id": unit_id, "kind": choice(Part, kind, "kind"), "state": stands,
        "handed_over_on": handed_over_on, "due_on": due_on, **{name: getattr(sheet, name) for name in SHEET},
    }  # fmt: skip
    event = TaskFollowed if task else TaskReceived
    task = task or Task(id=task_id)
    told["sent"] = rules.still_sent(Sent(task.sent), stands)
    changed = [name for name, value in told.items() if getattr(task, name) != value]
    for name, value in {**told, "heard_incarnation": incarnation, "heard_version": told_version}.items():
        setattr(task, name, value)
    if not changed:
        task.save()
        return Receipt(task.pk, task.version, task.number)
    return _publish(task, event, actor, at, now)


@command
def sign_task(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, task_id: UUID, seen: int, channel: str = Channel.APP
) -> Receipt:
    """The town's government has it in hand. Its people, or the clerk on behalf. Publishes task.signed."""
    task = _take(actor, task_id, seen, channel, at)
    rules.may_sign(AssignmentState(task.state), Sent(task.sent))
    _sent(task, Sent.SIGNED, actor, at)
    return _publish(task, TaskSigned, actor, at, now)


@command
def reply_task(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, task_id: UUID, seen: int, number: str, meaning: str, text: str,
    signed_off_by: str, channel: str = Channel.APP,
) -> Receipt:  # fmt: skip
    """The town government's answer to the county, signed off. Its people, or the clerk on behalf. Publishes task.replied."""
    meant = choice(Meaning, meaning, "meaning")
    task = _take(actor, task_id, seen, channel, at)
    rules.may_reply(AssignmentState(task.state), Sent(task.sent))
    task.reply_number, task.reply = required(number, "number"), required(text, "text")
    task.meaning, task.signed_off_by = meant, required(signed_off_by, "signed_off_by")
    _sent(task, Sent.REPLIED, actor, at)
    return _publish(task, TaskReplied, actor, at, now, number=number, meaning=meant, text=text, signed_off_by=signed_off_by)


@command
def note_refusal(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, task_id: UUID, code: str) -> Receipt:
    """The county could not take what was sent: it may be sent again. The system. Publishes task.refused."""
    actor.require(Role.SYSTEM)
    task = lock(Task, task_id, "task_id")
    task.sent, task.refusal = Sent.NOTHING, code
    return _publish(task, TaskRefused, actor, at, now, code=code)


def _take(actor: Actor, task_id: UUID, seen: int, channel: str, at: datetime) -> Task:
    actor.require(Role.UNIT, Role.CLERK)
    rules.of_township(actor.level)
    own = bool(actor.unit_ids & roster.queries.government_units())
    if not own and not actor.has(Role.CLERK):
        raise NotAllowed()
    fits_channel(choice(Channel, channel, "channel"), own=own)
    task = lock(Task, task_id, "task_id", seen)
    rules.in_order(local_date(at), task.handed_over_on)
    return task


def _sent(task: Task, what: Sent, actor: Actor, at: datetime) -> None:
    task.sent, task.sent_on, task.sent_by, task.refusal = what, local_date(at), actor.name, ""


def _publish(task: Task, event: type[TaskEvent], actor: Actor, at: datetime, now: datetime, **told: Any) -> Receipt:
    task.version += 1
    return publish(task, event(task=facts_of(task), **told), subject="task", actor=actor, at=at, now=now)
