"""Who guides whom, and in what order a letter goes. The county guides and supervises a town's congress; it does not lead it (组织法 第四十二条)."""
from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final
from uuid import UUID

from guidance.events import LetterState
from people.actor import ASSIGNERS, Actor, Role
from townships.errors import NotAllowed, NotFound, RuleBroken

OFFICE: Final = frozenset({Role.CLERK}) | ASSIGNERS


def may_guide(actor: Actor) -> None:
    """The office of the county's congress."""
    actor.require(*OFFICE)
    if actor.level != "county":
        raise NotAllowed("county_only")


def may_answer(actor: Actor) -> None:
    """The office of the town's congress, to which the letter is."""
    actor.require(*OFFICE)
    if actor.level != "township":
        raise NotAllowed("town_answers")


def known_town(town: str, towns: Collection[str]) -> None:
    """Another county's town reads as if there were none."""
    if town not in towns:
        raise NotFound("town")


def days_in_order(on: date, answer_by: date, check_on: date) -> None:
    """Time to answer, and then to look again."""
    if answer_by <= on:
        raise RuleBroken("answer_needs_time", field="answer_by", day=on.isoformat())
    if check_on < answer_by:
        raise RuleBroken("check_after_answer", field="check_on", day=answer_by.isoformat())


def may_be_answered(state: LetterState) -> None:
    if state is not LetterState.SENT:
        raise RuleBroken("letter_answered_already", field="letter_id")


def may_be_checked(state: LetterState, on: date, sent_on: date, *, settled: bool, check_on: date | None) -> None:
    """Not settled, it needs another day; whatever a town has not answered can be settled too, because the matter may be done."""
    if state is LetterState.SETTLED:
        raise RuleBroken("letter_settled", field="letter_id")
    if on < sent_on:
        raise RuleBroken("out_of_order", field="at", day=sent_on.isoformat())
    if not settled and (check_on is None or check_on <= on):
        raise RuleBroken("check_again_needs_a_day", field="check_on", day=on.isoformat())


def is_open(check_on: date, answer_by: date, state: LetterState, today: date) -> bool:
    """Whether it waits for the county: the answer is late, or the day to look again has come."""
    return state is not LetterState.SETTLED and (today > answer_by if state is LetterState.SENT else today >= check_on)


def about_of(case_ids: Collection[UUID]) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(case_ids))
