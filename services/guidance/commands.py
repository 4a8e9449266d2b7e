"""What the county does about a town that is late, and what the town does about a letter."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar
from uuid import UUID

from guidance import events, rules
from guidance.events import CallFacts, EntryFacts, LetterFacts, LetterState, Post
from guidance.facts import OWN, facts_of, subject_of
from guidance.models import Call, Entry, Letter
from outbox.command import Receipt, command
from outbox.record import record
from people.actor import Actor, Role
from townships.clock import local_date
from townships.errors import Invalid, NotFound, Stale
from townships.ids import new_id
from townships.models import Tenant
from townships.text import required

Choice = TypeVar("Choice", bound=Enum)


# ---------------------------------------------------------------- the county
@command
def keep_entry(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, town: str, post: str, name: str, phone: str) -> Receipt:
    """Whom to ring in a town, in the county's own book; the one kept for that post before is replaced. County office. Publishes entry.kept."""
    rules.may_guide(actor)
    rules.known_town(town, _towns(actor))
    which = _choice(Post, post, "post")
    entry = Entry.objects.select_for_update().filter(town=town, post=which).first() or Entry(id=new_id(), town=town, post=which)
    entry.name, entry.phone, entry.version = required(name, "name"), required(phone, "phone"), entry.version + 1
    entry.save(force_insert=entry.version == 1)
    told = events.EntryKept(entry=EntryFacts(id=entry.pk, town=town, post=which))
    record(told, subject=f"entry/{entry.pk}", version=entry.version, actor=actor, at=at, now=now)
    return Receipt(entry.pk, entry.version)


@command
def note_call_to_town(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, town: str, spoke_with: str, note: str, case_id: UUID | None = None
) -> Receipt:
    """The county's office rang the town: with whom it spoke, and what was said. County office. Publishes call.noted."""
    rules.may_guide(actor)
    rules.known_town(town, _towns(actor))
    said = {"spoke_with": required(spoke_with, "spoke_with"), "note": required(note, "note"), "called_by": actor.name}
    call = Call.objects.create(id=new_id(), town=town, case_id=case_id, called_on=local_date(at), **said)
    facts = CallFacts(id=call.pk, town=town, case_id=case_id, called_on=call.called_on)
    record(events.CallNoted(call=facts, note=note), subject=f"call/{call.pk}", version=1, actor=actor, at=at, now=now)
    return Receipt(call.pk, 1)


@command
def send_letter(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, town: str, number: str, subject: str, text: str, answer_by: date, check_on: date,
    case_ids: Sequence[UUID] = (),
) -> Receipt:  # fmt: skip
    """A reminder letter 工作提示函 to the town's chair, with a day for the answer and one to look again. County office. Publishes letter.sent."""
    rules.may_guide(actor)
    rules.known_town(town, _towns(actor))
    on = local_date(at)
    rules.days_in_order(on, answer_by, check_on)
    letter = Letter(
        id=new_id(), town=town, state=LetterState.SENT, number=required(number, "number"), subject=required(subject, "subject"),
        text=required(text, "text"), case_ids=list(rules.about_of(case_ids)), sent_on=on, answer_by=answer_by, check_on=check_on,
    )  # fmt: skip
    return _publish(letter, events.LetterSent, actor, at, now)


@command
def check_letter(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, letter_id: UUID, seen: int, settled: bool, note: str, check_on: date | None = None
) -> Receipt:
    """The county looked again: it is settled, or there is another day to look. County office. Publishes letter.checked."""
    rules.may_guide(actor)
    letter, on = _lock(letter_id, seen), local_date(at)
    rules.may_be_checked(LetterState(letter.state), on, letter.sent_on, settled=settled, check_on=check_on)
    letter.checked_on, letter.check_note = on, required(note, "note")
    letter.state = LetterState.SETTLED if settled else letter.state
    letter.check_on = letter.check_on if settled or check_on is None else check_on
    return _publish(letter, events.LetterChecked, actor, at, now, note=note)


@command
def take_answer(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, letter: LetterFacts) -> Receipt:
    """The town's answer reaches the county. The system; changes nothing where the letter is settled meanwhile. Publishes letter.answer_received."""
    actor.require(Role.SYSTEM)
    own = _lock(letter.id)
    own.answer, own.answered_on = letter.answer, letter.answered_on
    own.state = LetterState.ANSWERED if own.state == LetterState.SENT else own.state
    return _publish(own, events.AnswerReceived, actor, at, now)


# ---------------------------------------------------------------- the town
@command
def receive_letter(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, letter: LetterFacts) -> Receipt:
    """A letter of the county's reaches the town, or what the county found when it looked again. The system. Publishes letter.received."""
    actor.require(Role.SYSTEM)
    if letter.town != actor.tenant:
        raise NotFound("letter_id")
    own = Letter.objects.select_for_update().filter(pk=letter.id).first() or Letter(id=letter.id)
    answered = {name: getattr(own, name) for name in ("answer", "answered_on")}
    for name in OWN:
        setattr(own, name, getattr(letter, name))
    own.case_ids = list(letter.case_ids)
    if own.version and answered["answered_on"]:
        own.answer, own.answered_on = answered["answer"], answered["answered_on"]
        own.state = LetterState.ANSWERED if letter.state == LetterState.SENT else own.state
    return _publish(own, events.LetterReceived, actor, at, now)


@command
def answer_letter(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, letter_id: UUID, seen: int, answer: str) -> Receipt:
    """Where it stands and what is done about it. The town's clerk, chair or vice-chair. Publishes letter.answered."""
    rules.may_answer(actor)
    letter = _lock(letter_id, seen)
    rules.may_be_answered(LetterState(letter.state))
    letter.answer, letter.answered_on, letter.state = required(answer, "answer"), local_date(at), LetterState.ANSWERED
    return _publish(letter, events.LetterAnswered, actor, at, now)


# ---------------------------------------------------------------- what all of them share
def _towns(actor: Actor) -> set[str]:
    return set(Tenant.objects.filter(county_schema=actor.tenant, type="township", closed_at=None).values_list("schema_name", flat=True))


def _choice(of: type[Choice], value: str, field: str) -> Choice:
    try:
        return of(value)
    except ValueError:
        raise Invalid("bad_value", field) from None


def _lock(letter_id: UUID, seen: int | None = None) -> Letter:
    """The letter, locked until the command ends. `seen` None: what follows from a fact, not from what somebody saw."""
    letter = Letter.objects.select_for_update().filter(pk=letter_id).first()
    if letter is None:
        raise NotFound("letter_id")
    if seen is not None and seen != letter.version:
        raise Stale("")
    return letter


def _publish(letter: Letter, event: type[events.LetterEvent], actor: Actor, at: datetime, now: datetime, **told: Any) -> Receipt:
    letter.version += 1
    letter.save(force_insert=letter.version == 1)
    record(event(letter=facts_of(letter), **told), subject=subject_of(letter.pk), version=letter.version, actor=actor, at=at, now=now)
    return Receipt(letter.pk, letter.version, letter.number)
