"""While a unit handles it: speak with the deputies, tell how far it is, ask for more time (and what the assigner says)."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import deadlines.queries
from motions import events, rules
from motions.commands.clocks import LONGEST, When, more_time, raised_in
from motions.commands.common import advance, choice, part_of, publish, take_part
from motions.events import AssignmentFacts
from motions.models import Assignment, Case, Contact
from motions.rules import Step
from outbox.command import Receipt, command
from people.actor import Actor
from people.channel import Channel
from townships.clock import local_date
from townships.errors import NotFound
from townships.ids import new_id
from townships.text import required


@command
def contact_deputy(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, assignment_id: UUID, seen: int, deputy_ids: Sequence[UUID], method: str,
    note: str, three_party: bool = False, present: str = "", signed_by: str = "", channel: str = Channel.APP,
) -> Receipt:  # fmt: skip
    """The unit heard these proposers (代表法 第五十一条): on which day and how, and the note of it, which stays in the town.

    A three-party meeting 三方面商 has the congress office in it. The unit, or the clerk on behalf. Publishes case.deputy_contacted.
    """
    came, on = choice(Channel, channel, "channel"), local_date(at)
    case, _, assignment = take_part(Step.CONTACT_DEPUTY, actor=actor, at=at, assignment_id=assignment_id, seen=seen, channel=came)
    heard = list(case.proposers.filter(deputy_id__in=deputy_ids).order_by("order"))
    if not deputy_ids or len(heard) < len(set(deputy_ids)):
        raise NotFound("deputy_ids")
    told = {"method": required(method, "method"), "note": required(note, "note"), "three_party": three_party, "present": present}
    contact = Contact.objects.create(id=new_id(), assignment=assignment, round=case.round, held_on=on, signed_by=signed_by, **told)
    links = Contact.proposers.through
    links.objects.bulk_create(links(contact_id=contact.pk, proposer_id=proposer.pk) for proposer in heard)  # in their order, which set() does not keep
    assignment.contacted_on = max(on, assignment.contacted_on or on)
    advance(assignment, Step.CONTACT_DEPUTY, at)
    return publish(
        case, events.DeputyContacted, Step.CONTACT_DEPUTY, actor=actor, at=at, now=now, channel=came, assignment_id=assignment_id,
        deputy_ids=tuple(one.deputy_id for one in heard), method=method, three_party=three_party,
    )  # fmt: skip


@command
def note_progress(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, assignment_id: UUID, seen: int, note: str, channel: str = Channel.APP
) -> Receipt:
    """How far it is, for the deputies and the office. The unit, or the clerk on behalf. Publishes case.progress_noted."""
    came = choice(Channel, channel, "channel")
    case, _, assignment = take_part(Step.NOTE_PROGRESS, actor=actor, at=at, assignment_id=assignment_id, seen=seen, channel=came)
    assignment.progress_on, assignment.progress_note = local_date(at), required(note, "note")
    advance(assignment, Step.NOTE_PROGRESS, at)
    return publish(
        case, events.ProgressNoted, Step.NOTE_PROGRESS, actor=actor, at=at, now=now, channel=came, assignment_id=assignment_id, note=note
    )  # fmt: skip


# ---------------------------------------------------------------- more time
@command
def apply_for_extension(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, assignment_id: UUID, seen: int, note: str, due_on: date | None = None,
    channel: str = Channel.APP,
) -> Receipt:  # fmt: skip
    """The unit asks for time until a day, or for the longest that the law gives; refused beyond that. Until the answer its day stands.

    The unit, or the clerk on behalf. Publishes case.extension_applied.
    """
    came = choice(Channel, channel, "channel")
    case, facts, assignment = take_part(Step.APPLY_FOR_EXTENSION, actor=actor, at=at, assignment_id=assignment_id, seen=seen, channel=came)
    rules.may_ask_for_time(part_of(facts, assignment_id), local_date(at))
    wished = _within_the_law(case, part_of(facts, assignment_id), due_on, actor)
    assignment.extension_asked_on, assignment.extension_until = local_date(at), wished
    assignment.extension_note = required(note, "note")
    advance(assignment, Step.APPLY_FOR_EXTENSION, at)
    return publish(
        case, events.ExtensionApplied, Step.APPLY_FOR_EXTENSION, actor=actor, at=at, now=now, channel=came,
        assignment_id=assignment_id, due_on=wished, note=note,
    )  # fmt: skip


def _within_the_law(case: Case, part: AssignmentFacts, due_on: date | None, actor: Actor) -> date:
    session, closed_on = raised_in(case)
    assert part.handed_over_on is not None  # as of every part in hand
    assert part.due_on is not None
    wished = deadlines.queries.preview(
        viewer=actor, starts_on=part.handed_over_on, rule_key=LONGEST, due_on=due_on, session=session, session_closed_on=closed_on
    ).due_on  # fmt: skip
    rules.check_later(wished, part.due_on)
    return wished


@command
def decide_extension(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, assignment_id: UUID, seen: int, granted: bool, note: str,
    due_on: date | None = None,
) -> Receipt:  # fmt: skip
    """Granted until the day asked for or another one, never beyond the law's (代表法 第五十一条); or refused, and the day stands.

    The day before it stays in view. Chair or vice-chair. Publishes case.extension_granted or case.extension_refused.
    """
    step = Step.GRANT_EXTENSION if granted else Step.REFUSE_EXTENSION
    case, facts, assignment = take_part(step, actor=actor, at=at, assignment_id=assignment_id, seen=seen)
    rules.may_decide_on_time(part_of(facts, assignment_id), local_date(at), granted=granted)
    required(note, "note")
    if granted:
        return _extend(case, assignment, due_on or assignment.extension_until, note, When(actor, at, now))
    _answer_application(assignment, step, at)
    return publish(case, events.ExtensionRefused, step, actor=actor, at=at, now=now, assignment_id=assignment_id, note=note)


def _extend(case: Case, assignment: Assignment, due_on: date | None, note: str, when: When) -> Receipt:
    assignment.first_due_on = assignment.first_due_on or assignment.due_on
    assignment.due_on = more_time(case, assignment.pk, due_on, when)
    assignment.extended_on = local_date(when.at)
    _answer_application(assignment, Step.GRANT_EXTENSION, when.at)
    return publish(
        case, events.ExtensionGranted, Step.GRANT_EXTENSION, **when.given(), assignment_id=assignment.pk, due_on=assignment.due_on, note=note
    )  # fmt: skip


def _answer_application(assignment: Assignment, step: Step, at: datetime) -> None:
    assignment.extension_asked_on = assignment.extension_until = None
    advance(assignment, step, at)
