"""Notices: which facts tell whom, and what is told every day in every congress."""
from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from django.utils import timezone

import notices.commands
from motions.events import CaseFacts
from notices import sending
from notices.commands import About
from notices.told import TOLD, is_fresh
from outbox.command import Receipt
from outbox.events import Envelope
from people.actor import system
from reactors.reactor import Reaction, Reactor, as_command
from referrals.events import TaskFacts
from townships.clock import local_date
from townships.context import tenant_context, tenant_named
from townships.models import Tenant


def notifier() -> Reactor:
    return Reactor("notifier", TOLD.__contains__, found)


def found(fact: Envelope) -> Reaction | None:
    return notify if is_fresh(datetime.fromisoformat(fact.recordedtime), timezone.now()) else None


def notify(fact: Envelope) -> None:
    news = TOLD[fact.type]
    with tenant_context(tenant_named(fact.tenant, fact.incarnation)):
        notices.commands.notify(**as_command(fact, "notifier"), key=fact.id, kind=news.kind, to=list(news.to), about=about(fact))


def about(fact: Envelope) -> About:
    """What of the fact's subject a notice says, and whom it may concern."""
    if "case" in fact.data:
        case = msgspec.convert(fact.data["case"], CaseFacts)
        parts = [part for part in case.assignments if fact.data.get("assignment_id") in (None, str(part.id))]
        units, told = tuple(part.unit_id for part in parts), {"units": [part.unit_name for part in parts]}
        return About(
            subject=fact.subject, title=case.title, number=case.number, deputies=tuple(one.deputy_id for one in case.proposers), units=units, told=told
        )
    if "task" in fact.data:
        task = msgspec.convert(fact.data["task"], TaskFacts)
        return About(subject=fact.subject, title=task.sheet.title, number=task.sheet.number)
    return About(subject=fact.subject, title=fact.data["matter"]["title"], number=fact.data["matter"]["number"])


# ---------------------------------------------------------------- every day, every month
def daily(now: datetime) -> int:
    """Reminders, the month's sentences and the daily e-mails of all congresses. Again on the same day it does nothing; one that fails does not stop
    the others."""
    done, failed = 0, []
    for tenant in Tenant.objects.filter(closed_at=None).exclude(applied={}).order_by("schema_name"):
        try:
            with tenant_context(tenant):
                done += _daily(tenant, now)
        except Exception as error:
            error.add_note(f"notices in {tenant.schema_name}")
            failed.append(error)
    if failed:
        raise ExceptionGroup("the notices of the day failed in some congresses", failed)
    return done


def _daily(tenant: Tenant, now: datetime) -> int:
    today = local_date(now)

    def give(command: Callable[..., Receipt], period: str) -> int:
        actor = system(tenant.schema_name, tenant.county_schema, tenant.type, "notifier")
        given: dict[str, Any] = {"actor": actor, "now": now, "at": now, "command_id": _id(f"{tenant.schema_name}/{command.__name__}/{period}")}
        return command(**given).version

    told = give(notices.commands.remind_of_due, f"{today}") + give(notices.commands.tell_monthly, f"{today:%Y-%m}")
    return told + give(notices.commands.write_digests, f"{today}")


def _id(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"notices/{name}")


def waiting() -> int:
    """Messages that wait to be sent, in all congresses."""
    return sending.waiting()


def send(now: datetime) -> int:
    return sending.send_due(now=now)
