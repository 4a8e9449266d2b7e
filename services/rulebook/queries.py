"""What the rules say here. The other rooms' door to law, calendar and counting."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from people.actor import Actor
from rulebook import book
from rulebook import rules as law
from rulebook.calendar import Calendar, announced_plans
from rulebook.counting import chosen_date, due_date, extended, recounted
from rulebook.models import LocalRule
from rulebook.shapes import (
    Basis,
    Body,
    DueDate,
    Extension,
    Force,
    InForce,
    Key,
    Level,
    Note,
    Rest,
    Rule,
    Session,
    Skipped,
    Starts,
    Tie,
    Unit,
    Why,
    YearPlan,
)
from rulebook.words import FORCES, KEYS, LEVELS, RESTS, SESSIONS, STARTS, UNITS, VALUES, WHYS
from townships.context import current_tenant
from townships.errors import RuleBroken

__all__ = [
    "FORCES", "KEYS", "LEVELS", "RESTS", "SESSIONS", "STARTS", "UNITS", "VALUES", "WHYS", "Basis", "Body", "Calendar", "DueDate",
    "Extension", "Force", "InForce", "Key", "LawfulChoice", "Level", "Note", "RefusalReason", "Rest", "Rule", "RuleRow", "Session",
    "Skipped", "Starts", "Tie", "Unit", "Why", "YearPlan", "announced_plans", "chosen_date", "conclusions", "counting_rule",
    "deliberation_stages", "due_date", "extended", "in_force", "in_force_many", "in_force_on", "known_keys", "letters", "recounted",
    "refusal_reasons", "rules", "ties",
]  # fmt: skip

MEANINGS: Final = ("solved", "under_way", "planned", "explained", "referred")
CONCLUSIONS: Final = ("handle_again", "special_report", "inspection", "questioning", "explained")
REFUSALS: Final = ("own_affairs", "petition", "court_case", "bidding", "several_matters")


class RuleRow(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that speaks here; `id` and `version` where it is this congress's own."""

    rule: Rule
    in_force: bool
    id: UUID | None = None
    version: int | None = None


class RefusalReason(msgspec.Struct, frozen=True):
    """Why an intake may refuse, and what then happens: not accepted, or sent back to be made right."""

    code: str
    outcome: str
    source: str


class LawfulChoice(msgspec.Struct, frozen=True):
    """Something that may be done, and the article that says so."""

    code: str
    source: str


def known_keys() -> Sequence[Key]:
    """Every matter that the rulebook knows."""
    return tuple(book.keys().values())


def in_force(*, viewer: Actor, key: str, on: date, session: Session = Session.ANY) -> InForce:
    """The rule in force in this congress for a clock that starts on a day. `RuleBroken` when nothing speaks. One query."""
    return in_force_many(viewer=viewer, keys=[key], on=on, session=session)[key]


def in_force_many(*, viewer: Actor, keys: Sequence[str], on: date, session: Session = Session.ANY) -> dict[str, InForce]:
    """As `in_force`, for several keys. One query."""
    place, body = current_tenant().code, body_of(viewer)
    known = [*book.shipped(), *(as_rule(local, viewer) for local in LocalRule.objects.filter(key__in=keys))]
    return {key: law.rule_in_force(known, key, place=place, body=body, session=session, on=on) for key in keys}


def in_force_on(*, viewer: Actor, key: str, asked: Collection[tuple[date, Session]]) -> dict[tuple[date, Session], InForce]:
    """As `in_force`, for clocks that start on several days, in session or out of it. One query."""
    place, body = current_tenant().code, body_of(viewer)
    known = [*book.shipped(), *(as_rule(local, viewer) for local in LocalRule.objects.filter(key=key))]
    return {(on, session): law.rule_in_force(known, key, place=place, body=body, session=session, on=on) for on, session in asked}


def rules(*, viewer: Actor, key: str | None = None, on: date) -> list[RuleRow]:
    """Every rule that speaks in this congress, the most specific first, and whether it is the one in force on a day. One query."""
    place, body = current_tenant().code, body_of(viewer)
    locals_ = LocalRule.objects.filter(**({"key": key} if key else {})).order_by("valid_from", "id")
    owned = [(as_rule(local, viewer), local.pk, local.version) for local in locals_]
    here = [rule for rule in book.shipped() if place.startswith(rule.place) and rule.body in (Body.ANY, body) and key in (None, rule.key)]
    known = [*here, *(rule for rule, _, _ in owned)]
    chosen = _chosen(known, place, body, on)
    rows = [RuleRow(rule=rule, in_force=rule in chosen) for rule in here]
    rows += [RuleRow(rule=rule, in_force=rule in chosen, id=pk, version=version) for rule, pk, version in owned]
    order = {name: number for number, name in enumerate(book.keys())}
    return sorted(rows, key=lambda row: (order[row.rule.key], -len(row.rule.place), row.rule.valid_from))


def letters(*, viewer: Actor, on: date) -> dict[str, str]:
    """The local letter of each meaning of a reply: solved, under_way, planned, explained, referred. One query."""
    found = in_force_many(viewer=viewer, keys=[f"letter_{meaning}" for meaning in MEANINGS], on=on)
    return {meaning: str(found[f"letter_{meaning}"].rule.value) for meaning in MEANINGS}


def refusal_reasons(*, viewer: Actor, on: date) -> list[RefusalReason]:
    """What may not be raised as a suggestion here, and what the intake does with it. One query."""
    found = in_force_many(viewer=viewer, keys=[f"refuse_{code}" for code in REFUSALS], on=on)
    answers = ((code, found[f"refuse_{code}"].rule) for code in REFUSALS)
    return [RefusalReason(code, str(rule.value), rule.source) for code, rule in answers]


def deliberation_stages(*, viewer: Actor, on: date) -> tuple[str, ...]:
    """The meetings through which a case goes to the presidium here, in their order. One query."""
    rule = in_force(viewer=viewer, key="deliberation_stages", on=on).rule
    return tuple(name.strip() for name in str(rule.value).split("、") if name.strip())


def conclusions(*, viewer: Actor, on: date) -> list[LawfulChoice]:
    """What the presidium may do about a case that did not satisfy twice, and by which law. One query."""
    found = in_force_many(viewer=viewer, keys=[f"conclude_{code}" for code in CONCLUSIONS], on=on)
    return [LawfulChoice(code, found[f"conclude_{code}"].rule.source) for code in CONCLUSIONS]


def counting_rule() -> Rule:
    """How all periods are counted, with the note that this is our reading."""
    return next(rule for rule in book.shipped() if rule.key == "counting")


def ties(*, on: date) -> list[Tie]:
    """Contradictions in the shipped law on a day, for the operator to settle. No query."""
    return law.ties(book.shipped(), on)


def body_of(viewer: Actor) -> Body:
    return Body(viewer.level)


def as_rule(local: LocalRule, viewer: Actor) -> Rule:
    """A congress's own rule in the shape of the law table; its place is the congress's code, whatever that is today."""
    key = book.keys()[local.key]
    return Rule(
        key=local.key, value=law.valid_value(key, local.value), unit=key.unit, stricter=key.stricter, starts=key.starts,
        source=local.source, level=Level(viewer.level), place=current_tenant().code, valid_from=local.valid_from, valid_to=local.valid_to,
        body=body_of(viewer), session=Session(local.session), force=Force(local.force), verified=True,
        notes=(Note(en=local.note, zh=local.note),) if local.note else (),
    )  # fmt: skip


def _chosen(known: Sequence[Rule], place: str, body: Body, on: date) -> list[Rule]:
    """The rules in force on a day, in session and out of it."""
    found = []
    for name in {rule.key for rule in known}:
        for session in (Session.IN_SESSION, Session.OUT_OF_SESSION):
            try:
                found.append(law.rule_in_force(known, name, place=place, body=body, session=session, on=on).rule)
            except RuleBroken:
                continue
    return found
