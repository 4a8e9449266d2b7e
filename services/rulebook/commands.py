"""A congress adopts rules of its own, and retires them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from outbox.command import Receipt, command
from outbox.record import record
from people.actor import Actor, Role
from rulebook import book, rules
from rulebook.events import RuleAdopted, RuleFacts, RuleRetired
from rulebook.models import LocalRule
from rulebook.queries import as_rule, body_of
from rulebook.shapes import Force, Rule, Session
from townships.errors import Invalid, NotFound, RuleBroken, Stale
from townships.text import required


@command
def adopt_rule(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, rule_id: UUID, key: str, value: str, source: str,
    valid_from: date, force: Force = Force.BINDING, session: Session = Session.ANY, note: str = "",
) -> Receipt:  # fmt: skip
    """A rule of this congress's own, from a day on. Clerk. Publishes rule.adopted."""
    actor.require(Role.CLERK)
    local = LocalRule(
        id=rule_id, key=key, value=str(_valued(key, value)), source=required(source, "source"), force=Force(force),
        session=Session(session), valid_from=valid_from, note=note, version=1, adopted_by=actor.person_id, adopted_at=at, recorded_at=now,
    )  # fmt: skip
    _may_adopt(local, actor)
    local.save(force_insert=True)
    return _publish(local, RuleAdopted, actor, at, now)


@command
def retire_rule(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, rule_id: UUID, seen: int, last_day: date) -> Receipt:
    """Ends a rule of this congress's own after its last day. Clerk. Publishes rule.retired."""
    actor.require(Role.CLERK)
    local = _lock(rule_id, seen)
    rules.may_retire(as_rule(local, actor), last_day=last_day)
    local.valid_to = last_day
    local.version += 1
    local.save(update_fields=["valid_to", "version"])
    return _publish(local, RuleRetired, actor, at, now)


def _valued(key: str, value: str) -> int | str:
    known = book.keys().get(key)
    if known is None:
        raise Invalid("unknown_rule_key", "key", key=key)
    return rules.valid_value(known, value)


def _may_adopt(local: LocalRule, actor: Actor) -> None:
    """Two adoptions for one key wait for each other: between them no constraint can see an overlap of dates."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s::text, 0))", [f"rulebook {actor.tenant} {local.key}"])
    others = [as_rule(other, actor) for other in LocalRule.objects.filter(key=local.key)]
    if LocalRule.objects.filter(pk=local.pk).exists():
        raise Invalid("bad_value", "rule_id")
    rule = as_rule(local, actor)
    rules.may_adopt(rule, nation=_nation(rule, actor), others=others)


def _nation(rule: Rule, actor: Actor) -> Rule | None:
    """The nation's binding rule on the day the local one begins; None where the nation says nothing."""
    nations = [r for r in book.shipped() if not r.place and r.force is Force.BINDING]
    try:
        return rules.rule_in_force(nations, rule.key, place="", body=body_of(actor), session=rule.session, on=rule.valid_from).rule
    except RuleBroken:
        return None


def _lock(rule_id: UUID, seen: int) -> LocalRule:
    local = LocalRule.objects.select_for_update().filter(pk=rule_id).first()
    if local is None:
        raise NotFound("rule_id")
    if local.version != seen:
        raise Stale(_("the rule was retired"))
    return local


def _publish(local: LocalRule, event: type[RuleAdopted | RuleRetired], actor: Actor, at: datetime, now: datetime) -> Receipt:
    rule = as_rule(local, actor)
    facts = RuleFacts(
        id=str(local.pk), key=rule.key, value=rule.value, unit=rule.unit, source=rule.source, force=rule.force,
        session=rule.session, valid_from=rule.valid_from, valid_to=rule.valid_to, note=local.note,
    )  # fmt: skip
    record(event(rule=facts), subject=f"rule/{local.pk}", version=local.version, actor=actor, at=at, now=now)
    return Receipt(local.pk, local.version)
