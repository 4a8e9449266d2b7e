"""A motion from the agenda to the report on what came of it. Pure."""
from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final
from uuid import UUID

from motions.events import AssignmentState, CaseFacts, Outcome
from motions.rules.carried import charged
from motions.rules.parts import OpenUnit, check_units
from people.channel import Channel
from townships.errors import RuleBroken

AGENDA_LAW: Final = "地方组织法 第二十二条"
COMMITTEES_LAW: Final = "地方组织法 第三十三条"
ADOPTION_LAW: Final = "地方组织法 第二十五条"
COUNTY: Final = "county"


def has_committees(level: str) -> None:
    """A township's congress has none; its presidium prepares what it deliberates on."""
    if level != COUNTY:
        raise RuleBroken("no_committees", field="committee", source=COMMITTEES_LAW)


def may_ask_withdrawal(facts: CaseFacts, channel: Channel) -> None:
    """What is on the agenda its movers take back only with the presidium's consent, which they ask for once, all of them."""
    if facts.withdrawal_asked_on:
        raise RuleBroken("withdrawal_asked_already", field="case_id", day=facts.withdrawal_asked_on.isoformat())
    if len(facts.proposers) > 1 and channel is not Channel.PAPER:
        raise RuleBroken("withdrawn_by_all", field="channel")


def may_decide_withdrawal(facts: CaseFacts) -> None:
    if facts.withdrawal_asked_on is None:
        raise RuleBroken("withdrawal_not_asked", field="case_id")


def may_vote(facts: CaseFacts) -> None:
    """Who asked to take it back gets the presidium's answer before the vote."""
    if facts.withdrawal_asked_on:
        raise RuleBroken("withdrawal_waits", field="case_id", source=AGENDA_LAW)


def is_adopted(facts: CaseFacts) -> None:
    if facts.outcome is not Outcome.ADOPTED:
        raise RuleBroken("not_adopted", field="case_id", source=ADOPTION_LAW)


def may_charge(facts: CaseFacts) -> None:
    """Somebody can be charged only with what the resolution says."""
    is_adopted(facts)
    if not facts.resolution:
        raise RuleBroken("no_resolution", field="case_id")


def check_charge(facts: CaseFacts, unit_id: UUID, known: Mapping[UUID, OpenUnit], on: date, due_on: date) -> None:
    """An open unit that is not charged already, by a day that is still to come."""
    if unit_id in still_charged(facts):
        raise RuleBroken("same_unit_twice", field="unit_id")
    check_units([unit_id], known, on, field="unit_id")
    if due_on <= on:
        raise RuleBroken("charged_for_the_past", field="due_on", day=on.isoformat())


def still_charged(facts: CaseFacts) -> Collection[UUID]:
    return {part.unit_id for part in charged(facts) if part.state is not AssignmentState.RELIEVED}
