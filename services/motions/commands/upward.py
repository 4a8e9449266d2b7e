"""Above this congress's power: the case ends here and goes on at the county."""
from __future__ import annotations

from datetime import datetime
from uuid import UUID

import deadlines.commands
from motions import events
from motions.commands.common import publish, take
from motions.events import OWING, AssignmentState
from motions.facts import subject_of
from motions.rules import Step
from outbox.command import Receipt
from people.actor import Actor
from townships.clock import local_date
from townships.text import required


def end_as_referred(*, actor: Actor, now: datetime, at: datetime, case_id: UUID, seen: int, note: str) -> Receipt:
    """Ends as 已向上反映; its units owe nothing more. Clerk, chair or vice-chair; in the command that sends it upward.

    Publishes case.referred.
    """
    case, _ = take(Step.REFER_UPWARD, actor=actor, at=at, case_id=case_id, seen=seen)
    case.referred_on = local_date(at)
    case.assignments.filter(state__in=OWING).update(state=AssignmentState.REFERRED, extension_asked_on=None, extension_until=None)
    deadlines.commands.lift(actor=actor, now=now, at=at, subject=subject_of(case.pk))
    return publish(case, events.CaseReferred, Step.REFER_UPWARD, actor=actor, at=at, now=now, note=required(note, "note"))
