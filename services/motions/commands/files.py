"""Photos, voice notes and papers of a case: put there, and taken away again."""
from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import attachments.queries
from motions import events, rules
from motions.commands.common import choice, publish, take
from motions.events import Purpose
from motions.models import CaseFile
from motions.rules import Step
from outbox.command import Receipt, command
from people.actor import Actor
from townships.clock import local_date
from townships.errors import NotFound, RuleBroken
from townships.ids import new_id
from townships.text import required


@command
def attach_file(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, file_id: UUID, purpose: str, caption: str = ""
) -> Receipt:  # fmt: skip
    """A file that the actor sent is put to the case. Those whose case it is, each for what is theirs to show. Publishes case.file_attached."""
    meant = choice(Purpose, purpose, "purpose")
    case, _ = take(Step.ATTACH_FILE, actor=actor, at=at, case_id=case_id, seen=seen, not_before=date.min)
    rules.may_attach(actor, meant, case.files.filter(removed_on=None).count())
    file = attachments.queries.own(viewer=actor, file_id=file_id)
    if file is None:
        raise NotFound("file_id")
    if CaseFile.objects.filter(file_id=file_id).exists():
        raise RuleBroken("file_attached_already", field="file_id")
    added = CaseFile.objects.create(
        id=new_id(), case=case, file_id=file_id, purpose=meant, caption=caption, added_on=local_date(at), added_by=actor.person_id, added_name=actor.name
    )  # fmt: skip
    return publish(
        case, events.FileAttached, Step.ATTACH_FILE, actor=actor, at=at, now=now, attachment_id=added.pk, purpose=meant, kind=file.kind
    )  # fmt: skip


@command
def remove_file(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, attachment_id: UUID, seen: int, note: str
) -> Receipt:
    """A file that does not belong there is shown no more. Who put it there, or the clerk. Publishes case.file_removed."""
    found = CaseFile.objects.filter(pk=attachment_id, removed_on=None).first()
    if found is None:
        raise NotFound("attachment_id")
    case, _ = take(Step.REMOVE_FILE, actor=actor, at=at, case_id=found.case_id, seen=seen, not_before=date.min)
    rules.may_remove(actor, found.added_by)
    found.removed_on, found.removed_note = local_date(at), required(note, "note")[:200]
    found.save(update_fields=["removed_on", "removed_note"])
    return publish(case, events.FileRemoved, Step.REMOVE_FILE, actor=actor, at=at, now=now, attachment_id=found.pk, note=note)
