"""The law as it speaks here: rules with their source and force, which one is in force and why, and the working calendar."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

import graphene
from django.utils.translation import get_language

import rulebook.queries as queries
from api import relay
from api.types.cases import Conclusion
from api.types.common import chosen, enum_of, flat, label, today
from deadlines.queries import calendar
from motions import events
from townships.errors import Invalid

MOST_DAYS: Final = 366

RuleUnit = enum_of(queries.Unit, "RuleUnit", "What a rule's value counts.")
RuleLevel = enum_of(queries.Level, "RuleLevel", "Who made a rule.")
RuleBody = enum_of(queries.Body, "RuleBody", "Whose deputies a rule is about.")
RuleForce = enum_of(queries.Force, "RuleForce", "Whether a rule binds.")
RuleSession = enum_of(queries.Session, "RuleSession", "Whether a rule is for in session or out of it.")
RuleStart = enum_of(queries.Starts, "RuleStart", "What a period is counted from.")
RuleChoice = enum_of(queries.Why, "RuleChoice", "Why this rule of all that speak about the matter.")
Rest = enum_of(queries.Rest, "Rest", "Why a day is no workday.")


class Rule(graphene.ObjectType):
    """One line of law, or of this congress's own rules."""

    id = graphene.ID(description="Only of a rule that this congress has adopted itself.")
    version = graphene.Int(description="Only of a rule that this congress has adopted itself.")
    key = graphene.String(required=True)
    key_label = label("key", queries.KEYS)
    value = graphene.String(required=True)
    value_label = graphene.String(required=True, description="The value in words where it is one of a choice.")
    unit = graphene.Field(RuleUnit, required=True)
    unit_label = label("unit", queries.UNITS)
    source = graphene.String(required=True, description="Act and article.")
    level = graphene.Field(RuleLevel, required=True)
    level_label = label("level", queries.LEVELS)
    place = graphene.String(required=True, description="The beginning of the division codes that it binds; empty: the whole nation.")
    body = graphene.Field(RuleBody, required=True)
    session = graphene.Field(RuleSession, required=True)
    session_label = label("session", queries.SESSIONS)
    force = graphene.Field(RuleForce, required=True)
    force_label = label("force", queries.FORCES)
    verified = graphene.Boolean(required=True, description="Somebody read the article.")
    starts = graphene.Field(RuleStart)
    starts_label = label("starts", queries.STARTS)
    valid_from = graphene.Date(required=True)
    valid_to = graphene.Date(description="Its last day.")
    notes = graphene.List(graphene.NonNull(graphene.String), required=True)

    @staticmethod
    def resolve_id(row: Any, info: Any) -> str | None:
        return relay.encode("Rule", info.context.actor.tenant, row["id"]) if row["id"] else None

    @staticmethod
    def resolve_value_label(row: Any, info: Any) -> str:
        return str(queries.VALUES.get(row["value"], row["value"]))

    @staticmethod
    def resolve_notes(row: Any, info: Any) -> list[str]:
        return [note.text(get_language() or "") for note in row["notes"]]


class ListedRule(graphene.ObjectType):
    """A rule that speaks here, and whether it is the one in force."""

    in_force = graphene.Boolean(required=True)
    rule = graphene.Field(Rule, required=True)


class RuleInForce(graphene.ObjectType):
    """The rule in force, why it is this one, and what was passed over for it."""

    rule = graphene.Field(Rule, required=True)
    why = graphene.Field(RuleChoice, required=True)
    why_label = label("why", queries.WHYS)
    tied = graphene.List(graphene.NonNull(Rule), required=True)
    passed_over = graphene.List(graphene.NonNull(Rule), required=True)
    limit = graphene.Field(Rule, description="The nation's limit above it.")


class ReplyLetter(graphene.ObjectType):
    """The local letter of a reply's meaning."""

    meaning = graphene.String(required=True)
    letter = graphene.String(required=True)


class RefusalReason(graphene.ObjectType):
    """What may not be raised as a suggestion here."""

    code = graphene.String(required=True)
    outcome = graphene.String(required=True, description="What the intake does with it.")
    outcome_label = label("outcome", queries.VALUES)
    source = graphene.String(required=True)


class LawfulChoice(graphene.ObjectType):
    """Something that the presidium may do about a case that did not satisfy twice."""

    code = graphene.Field(Conclusion, required=True)
    code_label = label("code", chosen(events.Conclusion))
    source = graphene.String(required=True, description="The article that says so.")


class CalendarDay(graphene.ObjectType):
    """A day as the law counts it."""

    day = graphene.Date(required=True)
    workday = graphene.Boolean(required=True)
    rest = graphene.Field(Rest, description="Null on a workday.")
    rest_label = label("rest", queries.RESTS)
    provisional = graphene.Boolean(required=True, description="The State Council has not announced it yet.")


class RulebookQuery(graphene.ObjectType):
    rules = graphene.List(
        graphene.NonNull(ListedRule), required=True, key=graphene.String(), on=graphene.Date(),
        description="Every rule that speaks here on a day, the most specific first.",
    )  # fmt: skip
    rule_in_force = graphene.Field(RuleInForce, key=graphene.String(required=True), on=graphene.Date(), session=RuleSession())
    reply_letters = graphene.List(graphene.NonNull(ReplyLetter), required=True, on=graphene.Date())
    refusal_reasons = graphene.List(graphene.NonNull(RefusalReason), required=True, on=graphene.Date())
    conclusions = graphene.List(
        graphene.NonNull(LawfulChoice), required=True, on=graphene.Date(),
        description="What the presidium may do about a case that did not satisfy twice.",
    )  # fmt: skip
    working_calendar = graphene.List(
        graphene.NonNull(CalendarDay), required=True, since=graphene.Date(required=True), until=graphene.Date(required=True),
        description=f"The days from the first to the last, both included; at most {MOST_DAYS}.",
    )  # fmt: skip

    @staticmethod
    def resolve_rules(root: Any, info: Any, key: str | None = None, on: date | None = None) -> list[dict[str, Any]]:
        rows = queries.rules(viewer=info.context.actor, key=None if key is None else known(key), on=on or today(info))
        return [{"in_force": row.in_force, "rule": rule(row.rule, id=row.id, version=row.version)} for row in rows]

    @staticmethod
    def resolve_rule_in_force(root: Any, info: Any, key: str, on: date | None = None, session: Any = None) -> dict[str, Any]:
        asked = queries.Session.ANY if session is None else session
        return in_force(queries.in_force(viewer=info.context.actor, key=known(key), on=on or today(info), session=asked))

    @staticmethod
    def resolve_reply_letters(root: Any, info: Any, on: date | None = None) -> list[dict[str, str]]:
        found = queries.letters(viewer=info.context.actor, on=on or today(info))
        return [{"meaning": meaning, "letter": letter} for meaning, letter in found.items()]

    @staticmethod
    def resolve_refusal_reasons(root: Any, info: Any, on: date | None = None) -> Sequence[Any]:
        return queries.refusal_reasons(viewer=info.context.actor, on=on or today(info))

    @staticmethod
    def resolve_conclusions(root: Any, info: Any, on: date | None = None) -> Sequence[Any]:
        return queries.conclusions(viewer=info.context.actor, on=on or today(info))

    @staticmethod
    def resolve_working_calendar(root: Any, info: Any, since: date, until: date) -> list[dict[str, Any]]:
        if not 0 <= (until - since).days < MOST_DAYS:
            raise Invalid("bad_value", "until")
        return working_days(since, until)


def known(key: str) -> str:
    """A matter that the rulebook knows."""
    if key not in queries.KEYS:
        raise Invalid("unknown_rule_key", "key", key=key)
    return key


def rule(found: queries.Rule | None, **own: Any) -> dict[str, Any] | None:
    """A rule as a row; `id` and `version` where it is the congress's own."""
    return flat(found, **{"id": None, "version": None, **own}) if found else None


def in_force(found: queries.InForce) -> dict[str, Any]:
    return flat(
        found, rule=rule(found.rule), limit=rule(found.limit),
        tied=[rule(one) for one in found.tied], passed_over=[rule(one) for one in found.passed_over],
    )  # fmt: skip


def working_days(since: date, until: date) -> list[dict[str, Any]]:
    counted = calendar()
    days = (since + timedelta(days=number) for number in range((until - since).days + 1))
    return [{"day": day, "workday": counted.is_workday(day), "rest": counted.rest(day), "provisional": counted.provisional(day)} for day in days]
