"""In the town: its case goes up, and what came of it at the county comes back."""
from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import motions.commands
import motions.queries
from motions.events import Outcome, State
from outbox.command import Receipt, command
from people.actor import Actor, Role
from referrals import rules
from referrals.commands.common import choice, lock, publish
from referrals.events import ReferralEvent, ReferralFollowed, ReferralSent, Way
from referrals.facts import facts_of
from referrals.models import Referral
from townships.clock import local_date
from townships.errors import NotFound


@command
def refer_upward(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, way: str, note: str, deputy: str = ""
) -> Receipt:
    """Above the town's power: a county deputy takes it up, or the town congress passes it through; the case ends as 已向上反映.

    Clerk, chair or vice-chair. Publishes case.referred and referral.sent.
    """
    actor.require(*rules.OFFICE)
    how = choice(Way, way, "way")
    rules.may_refer(actor.level, how, deputy)
    motions.commands.end_as_referred(actor=actor, now=now, at=at, case_id=case_id, seen=seen, note=note)
    return _send(case_id, how, deputy if how is Way.TAKEN_UP else "", actor, at, now)


@command
def report_upward(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID) -> Receipt:
    """A unit's reply says that the matter is for the county: it is reported there, once. The system. Publishes referral.sent."""
    actor.require(Role.SYSTEM)
    rules.of_township(actor.level)
    sent = Referral.objects.filter(pk=case_id).first()
    return Receipt(sent.pk, sent.version, sent.number) if sent else _send(case_id, Way.REPORTED, "", actor, at, now)


def _send(case_id: UUID, way: Way, deputy: str, actor: Actor, at: datetime, now: datetime) -> Receipt:
    found = motions.queries.case(viewer=actor, case_id=case_id, today=local_date(now))
    if found is None:
        raise NotFound("case_id")
    case = found["facts"]
    told = {name: getattr(case, name) for name in ("number", "title", "where", "text", "proposal", "category", "public")}
    sent = Referral(id=case_id, version=1, way=way, deputy=deputy, referred_on=local_date(at), **told)
    return publish(sent, ReferralSent(referral=facts_of(sent)), subject="referral", actor=actor, at=at, now=now)


@command
def follow_county(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, incarnation: int, told_version: int,
    county_case_id: UUID | None = None, county_number: str = "", county_state: str | None = None, county_outcome: str | None = None,
    county_since: date | None = None, declined_on: date | None = None, reason: str = "",
) -> Receipt:  # fmt: skip
    """What the county's case came to, or why it did not become one. The system. Publishes referral.followed when that is news."""
    actor.require(Role.SYSTEM)
    sent = lock(Referral, case_id, "case_id")
    heard = (sent.heard_incarnation, sent.heard_version)
    if county_case_id and not rules.is_news(heard, (incarnation, told_version)):
        return Receipt(sent.pk, sent.version, sent.number)
    told = {
        "county_case_id": county_case_id, "county_number": county_number, "county_state": county_state and choice(State, county_state, "county_state"),
        "county_outcome": county_outcome and choice(Outcome, county_outcome, "county_outcome"), "county_since": county_since,
        "declined_on": declined_on, "reason": reason,
    }  # fmt: skip
    changed = {name: value for name, value in told.items() if value != getattr(sent, name)}
    if county_case_id:
        sent.heard_incarnation, sent.heard_version = incarnation, told_version
    if not changed:
        sent.save(update_fields=["heard_incarnation", "heard_version"])
        return Receipt(sent.pk, sent.version, sent.number)
    for name, value in changed.items():
        setattr(sent, name, value)
    return _follow(sent, ReferralFollowed, actor, at, now)


def _follow(sent: Referral, event: type[ReferralEvent], actor: Actor, at: datetime, now: datetime) -> Receipt:
    sent.version += 1
    return publish(sent, event(referral=facts_of(sent)), subject="referral", actor=actor, at=at, now=now)
