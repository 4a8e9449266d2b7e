"""The answer: drafted by a unit's person and signed off by its leader, or sent as it was signed on paper."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import roster.queries
import rulebook.queries
from deadlines.events import Kind as Clock
from motions import events, rules
from motions.commands.clocks import When, lift, nothing_more_owed
from motions.commands.common import advance, choice, publish, receipt, take_part
from motions.events import OWING, AssignmentState, DraftEvent, DraftState, Meaning, Part
from motions.facts import draft_facts
from motions.models import Assignment, Case, Draft, Reply
from motions.rules import Step
from outbox.command import Receipt, command
from outbox.record import record
from people.actor import Actor
from people.channel import Channel
from townships.clock import local_date
from townships.context import current_tenant
from townships.errors import NotFound, Stale
from townships.ids import new_id
from townships.text import required

#: Offices inside the government, which by some places' rules do not answer in a name of their own.
INSIDE: Final = frozenset({"government_office", "government_leader"})
GOVERNMENT_NAME: Final = "government_name"


# ---------------------------------------------------------------- draft
@command
def draft_reply(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, assignment_id: UUID, seen: int, number: str, meaning: str, text: str,
    contact: str = "", channel: str = Channel.APP,
) -> Receipt:  # fmt: skip
    """An answer written for the unit's leader to sign off; written again, it waits again. The unit, or the clerk on behalf.

    Publishes draft.written, which stays in the town.
    """
    came, meant = choice(Channel, channel, "channel"), choice(Meaning, meaning, "meaning")
    case, _, assignment = take_part(Step.DRAFT_REPLY, actor=actor, at=at, assignment_id=assignment_id, seen=seen, channel=came)
    rules.may_draft(led=_led(assignment))
    draft = Draft.objects.select_for_update().filter(assignment=assignment, round=case.round).first()
    draft = draft or Draft(id=new_id(), assignment=assignment, round=case.round)
    draft.number, draft.meaning, draft.text, draft.contact = required(number, "number"), meant, required(text, "text"), contact
    draft.state, draft.note, draft.written_by, draft.written_on = DraftState.WAITING, "", actor.name, local_date(at)
    return _publish_draft(case, draft, events.DraftWritten, When(actor, at, now), channel=came)


@command
def send_back_draft(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, draft_id: UUID, seen: int, note: str, channel: str = Channel.APP
) -> Receipt:
    """To be written again, with the reason. The unit's leader, or the clerk on behalf. Publishes draft.sent_back, which stays in the town.

    `seen` is the version of the draft.
    """
    came = choice(Channel, channel, "channel")
    case, draft = _take_draft(Step.SEND_BACK_DRAFT, actor, at, draft_id, seen, came)
    draft.state, draft.note = DraftState.SENT_BACK, required(note, "note")
    return _publish_draft(case, draft, events.DraftSentBack, When(actor, at, now), channel=came, note=note)


@command
def sign_off(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, draft_id: UUID, seen: int, signed_off_by: str = "",
    channel: str = Channel.APP,
) -> Receipt:  # fmt: skip
    """The draft is the unit's answer. The unit's leader, under the own name; or the clerk on behalf, who says whose.

    `seen` is the version of the draft. Publishes draft.signed_off, which stays in the town, and case.replied.
    """
    came, when = choice(Channel, channel, "channel"), When(actor, at, now)
    case, draft = _take_draft(Step.SIGN_OFF, actor, at, draft_id, seen, came)
    signed = actor.name if came is Channel.APP else required(signed_off_by, "signed_off_by")
    draft.state = DraftState.SIGNED_OFF
    _publish_draft(case, draft, events.DraftSignedOff, when, channel=came)
    told = {"number": draft.number, "meaning": Meaning(draft.meaning), "text": draft.text, "contact": draft.contact, "signed_off_by": signed}
    return _answer(case, draft.assignment, Step.SIGN_OFF, when, came, told)


def _take_draft(step: Step, actor: Actor, at: datetime, draft_id: UUID, seen: int, channel: Channel) -> tuple[Case, Draft]:
    """The leader's own step, of a draft as it was seen; its case and its assignment stand where the step starts."""
    actor.require(*rules.STEPS[step].by)
    found = Draft.objects.filter(pk=draft_id).first()
    if found is None:
        raise NotFound("draft_id")
    case, _, assignment = take_part(step, actor=actor, at=at, assignment_id=found.assignment_id, seen=None, channel=channel)
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    draft.assignment = assignment
    if draft.version != seen:
        raise Stale(f"{events.DraftWritten.words} ({draft.written_by})")
    rules.may_judge_draft(DraftState(draft.state))
    rules.in_order(local_date(at), draft.written_on)
    return case, draft


def _publish_draft(case: Case, draft: Draft, event: type[DraftEvent], when: When, **told: Any) -> Receipt:
    draft.version += 1
    draft.save(force_insert=draft.version == 1)
    fact = event(written=draft_facts(draft, case.pk), assignment_id=draft.assignment_id, **told)
    record(fact, subject=f"draft/{draft.pk}", version=draft.version, **when.given())
    return receipt(case)


# ---------------------------------------------------------------- reply
@command
def reply(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, assignment_id: UUID, seen: int | None, number: str, meaning: str, text: str,
    signed_off_by: str, contact: str = "", channel: str = Channel.APP,
) -> Receipt:  # fmt: skip
    """The answer of a unit that answers, signed off: its number, what it comes to, the text, who signed, whom to ask.

    Letter and name follow from the rules of this place. The unit (its leader, where that one signs in), or the clerk on behalf.
    `seen` None: it follows from a fact of a town whose government the unit is.
    Publishes case.replied.
    """
    came, meant = choice(Channel, channel, "channel"), choice(Meaning, meaning, "meaning")
    case, _, assignment = take_part(Step.REPLY, actor=actor, at=at, assignment_id=assignment_id, seen=seen, channel=came)
    rules.may_reply(actor, assignment.unit_id, led=_led(assignment))
    told = {
        "number": required(number, "number"), "meaning": meant, "text": required(text, "text"), "contact": contact,
        "signed_off_by": required(signed_off_by, "signed_off_by"),
    }  # fmt: skip
    return _answer(case, assignment, Step.REPLY, When(actor, at, now), came, told)


def _answer(case: Case, assignment: Assignment, step: Step, when: When, channel: Channel, told: Mapping[str, Any]) -> Receipt:
    on = local_date(when.at)
    letters = rulebook.queries.letters(viewer=when.actor, on=on)
    written = Reply(
        id=new_id(), assignment=assignment, round=case.round, letter=letters[told["meaning"]], in_name_of=_name(assignment, when),
        replied_on=on, due_on=assignment.due_on or on, **told,
    )  # fmt: skip
    written.save(force_insert=True)
    assignment.replied_on, assignment.extension_asked_on, assignment.extension_until = on, None, None
    advance(assignment, step, when.at)
    nothing_more_owed(case, Clock.REPLY if case.round == 1 else Clock.REWORK, assignment.pk, when)
    _let_opinions_lapse(case, when)
    return publish(
        case, events.UnitReplied, step, **when.given(), channel=channel, assignment_id=assignment.pk, reply_id=written.pk
    )  # fmt: skip


def _name(assignment: Assignment, when: When) -> str:
    """Who speaks: an office inside the government only where the rules of this place let it speak for itself."""
    unit = roster.queries.units([assignment.unit_id])[assignment.unit_id]
    rule = rulebook.queries.in_force(viewer=when.actor, key="office_replies_as", on=local_date(when.at)).rule
    return rules.government_of(current_tenant().name) if unit.kind in INSIDE and rule.value == GOVERNMENT_NAME else assignment.unit_name


def _led(assignment: Assignment) -> bool:
    return assignment.unit_id in roster.queries.led_units()


def _let_opinions_lapse(case: Case, when: When) -> None:
    """Once every unit that answers has, an opinion that did not come is waited for no longer."""
    waiting = case.assignments.filter(state__in=OWING)
    if waiting.exclude(kind=Part.ASSISTING).exists():
        return
    for assignment in waiting:
        lift(case, assignment.pk, when)
        assignment.state = AssignmentState.LAPSED
        assignment.save()
