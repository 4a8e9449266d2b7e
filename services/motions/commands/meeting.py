"""Many at once: the hand-over meeting, with its record."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from motions import events, rules
from motions.commands.clocks import When
from motions.commands.common import take
from motions.commands.handling import give_to_units
from motions.events import HandOverFacts, Occasion
from motions.models import Case, HandOver
from motions.rules import Step
from outbox.command import Receipt, command
from outbox.record import record
from people.actor import Actor
from townships.clock import local_date
from townships.errors import Invalid, RuleBroken, message
from townships.ids import new_id
from townships.text import required

MOST: Final = 100


class SeenCase(msgspec.Struct, frozen=True, kw_only=True):
    """A case that is to be handed over, as it was seen."""

    case_id: UUID
    seen: int


@command
def hand_over_many(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, cases: Sequence[SeenCase], place: str, note: str, present: str = ""
) -> Receipt:
    """A hand-over meeting: all these approved cases go to their units on its day, or none does. Answers the meeting.

    Clerk, chair or vice-chair. Publishes case.handed_over of each, and handover.held, which stays in the town.
    """
    actor.require(*rules.STEPS[Step.HAND_OVER].by)
    ids = [one.case_id for one in cases]
    if not 1 <= len(set(ids)) == len(ids) <= MOST:
        raise Invalid("cases_to_hand_over", "cases", most=MOST)
    told = {"place": required(place, "place"), "note": required(note, "note"), "present": present}
    meeting = HandOver.objects.create(id=new_id(), version=1, held_on=local_date(at), **told)
    for one in sorted(cases, key=lambda one: one.case_id):  # always locked in one order
        _hand_over(one, meeting, When(actor, at, now))
    held = HandOverFacts(id=meeting.pk, held_on=meeting.held_on, place=place, case_ids=tuple(ids))
    record(events.HandOverHeld(held=held), subject=f"handover/{meeting.pk}", version=1, actor=actor, at=at, now=now)
    return Receipt(meeting.pk, 1)


def _hand_over(one: SeenCase, meeting: HandOver, when: When) -> None:
    """What is in the way of one is told with its number."""
    try:
        case, _ = take(Step.HAND_OVER, actor=when.actor, at=when.at, case_id=one.case_id, seen=one.seen)
        give_to_units(case, Occasion.MEETING, when, meeting)
    except RuleBroken as broken:
        number = Case.objects.values_list("number", flat=True).get(pk=one.case_id)
        raise RuleBroken("one_of_many", field="cases", source=broken.source, number=number, why=message(broken)) from broken
