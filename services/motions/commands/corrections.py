"""更正: a wrong entry is put right, with its reason and the consent of whom it concerns; what stood there before is kept in what happened."""
from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

import roster.queries
from motions import rules
from motions.commands.clocks import When
from motions.commands.common import choice, publish, take
from motions.commands.corrected import APPLY, store
from motions.commands.rating import after_rating
from motions.correcting import CHOICES, Found, found_in
from motions.events import CaseCorrected, CaseFacts, Correctable
from motions.events import CorrectionForm as Form
from motions.facts import facts_of
from motions.models import Case
from motions.rules import Step
from outbox.command import Receipt, command
from people.actor import Actor
from people.channel import Channel
from townships.clock import local_date
from townships.errors import Invalid, NotFound
from townships.text import required


@command
def correct(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, what: str, correction: str, note: str,
    about: UUID | None = None, deputy_ids: Collection[UUID] = (), unit_ids: Collection[UUID] = (), channel: str = Channel.PAPER,
) -> Receipt:  # fmt: skip
    """`correction` is the true one as text: a day as 2026-03-02, a unit by its id, a meaning or rating by its word of the API in small letters.

    `deputy_ids` and `unit_ids` are those who agreed, by `channel`: all whom it concerns, or it is refused. Days are counted again, states and
    figures follow. Clerk. Publishes case.corrected, and what follows from it (case.rework_ordered, case.concluded, case.deliberation_opened).
    """
    chosen, came, when = choice(Correctable, what, "what"), choice(Channel, channel, "channel"), When(actor, at, now)
    case, facts = take(Step.CORRECT, actor=actor, at=at, case_id=case_id, seen=seen, not_before=date.min)
    found = next((one for one in found_in(case, facts) if one.what is chosen and one.about == about), None)
    if found is None:
        raise NotFound("about")
    true = _true(found, correction, local_date(now))
    rules.check_changes(_as_text(found.value), _as_text(true))
    agreed = rules.check_consent(_concerned(found, true), {*deputy_ids, *unit_ids})
    before = _as_text(found.value)
    stood, stands = _shown(found, found.value), _shown(found, true)
    APPLY.get(chosen, store)(case, facts, found, true, when)
    if case.state_since.isoformat() == before:
        case.state_since = true
    told: dict[str, Any] = {"what": chosen, "about": about, "before": stood, "after": stands, "consented": agreed, "note": required(note, "note")}
    done = publish(case, CaseCorrected, Step.CORRECT, **when.given(), channel=came, **told)
    return _what_follows(case, facts, when, done) if found.entry.form is Form.RATING else done


def _concerned(found: Found, true: Any) -> dict[UUID, str]:
    """Of a part that was entered for the wrong unit also the one whose it is."""
    right = {true: roster.queries.units([true])[true].name} if found.entry.form is Form.UNIT and roster.queries.units([true]) else {}
    return {**found.deputies, **found.units, **right}


def _true(found: Found, value: str, today: date) -> Any:
    """The value in the shape of its column. Raises `Invalid`."""
    form, entry = found.entry.form, found.entry
    if len(value) > entry.limit:
        raise Invalid("too_long", "correction", most=entry.limit, have=len(value))
    if entry.needed:
        required(value, "correction")
    if form in CHOICES:
        return choice(CHOICES[form], value, "correction")
    try:
        if form is Form.UNIT:
            return UUID(value)
        if form is not Form.DAY:
            return value
        day = date.fromisoformat(value)
    except ValueError:
        raise Invalid("bad_value", "correction") from None
    if day > today and found.what is not Correctable.PROMISED_FOR:
        raise Invalid("in_the_future", "correction")
    return day


def _as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(getattr(value, "correction", value) or "")


def _shown(found: Found, value: Any) -> str:
    """A unit by its name, everything else as it is written."""
    names = roster.queries.units([value]) if found.entry.form is Form.UNIT else {}
    return names[value].name if value in names else _as_text(value)


def _what_follows(case: Case, before: CaseFacts, when: When, done: Receipt) -> Receipt:
    """A true rating orders or opens what it would have, had it been entered so."""
    facts = facts_of([case])[0]
    ordered = rules.wants_rework(facts) and not rules.wants_rework(before)
    opened = rules.wants_deliberation(facts) and not facts.stages
    return after_rating(case, when) if ordered or opened else done
