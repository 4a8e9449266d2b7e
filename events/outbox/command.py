"""What every command shares: one transaction, the right tenant, a client-made id that may come twice, clean text."""
from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec
from uuid import UUID

import msgspec
from django.db import connection, transaction

from people.actor import Actor
from townships.clock import local_date
from townships.context import current_tenant
from townships.errors import Conflict, Invalid, NotAllowed
from townships.text import checked

P = ParamSpec("P")

CLAIM = """
INSERT INTO outbox_handledcommand (tenant, command_id, content, handled)
VALUES (%s::varchar, %s::uuid, %s::varchar, %s::timestamptz) ON CONFLICT (tenant, command_id) DO NOTHING
"""


class Receipt(msgspec.Struct, frozen=True):
    """What a command answers: the subject, its version now, and its number if it has one."""

    id: UUID
    version: int
    number: str = ""


def command(work: Callable[P, Receipt]) -> Callable[P, Receipt]:
    """Runs a keyword-only function as a command (docs/conventions.md).

    The same `command_id` with the same content answers the same receipt and does nothing; with other content it is refused. Two at the same
    time: the second waits for the first.
    """

    @wraps(work)
    def run(*args: P.args, **given: P.kwargs) -> Receipt:
        told: dict[str, Any] = dict(given)
        actor, now, at, command_id = (told[name] for name in ("actor", "now", "at", "command_id"))
        _check_actor(actor)
        clean = {name: _clean(value, name) for name, value in told.items()}
        _check_time(at, now)
        with transaction.atomic():
            content = _content(work.__name__, clean)
            if not _claim(actor.tenant, command_id, content, now):
                return _answered(actor.tenant, command_id, content)
            receipt = work(**clean)  # type: ignore[call-arg]
            _keep(actor.tenant, command_id, receipt)
            return receipt

    run.is_command = True  # type: ignore[attr-defined]
    return run


def _check_actor(actor: Actor) -> None:
    """Whose roles allow it, the command decides itself; a token that may only read changes nothing, whatever the command."""
    if actor.tenant != current_tenant().schema_name:
        raise RuntimeError(f"an actor of {actor.tenant} in {current_tenant().schema_name}")
    if not actor.may("write"):
        raise NotAllowed()


def _check_time(at: datetime, now: datetime) -> None:
    if at > now:
        raise Invalid("in_the_future", "at")


def _clean(value: Any, field: str) -> Any:
    """Every text in the arguments, however deep, without control characters and within its limit."""
    if isinstance(value, str) and not field.endswith("_id"):
        return checked(value, field)
    if isinstance(value, list | tuple):
        return type(value)(_clean(item, field) for item in value)
    if isinstance(value, msgspec.Struct) and not isinstance(value, Actor):
        return msgspec.structs.replace(value, **{name: _clean(getattr(value, name), name) for name in value.__struct_fields__})
    return value


def _content(name: str, given: dict[str, Any]) -> str:
    """A hash of what is asked, by whom, and for which day when that is not today (the same again a minute later is the same)."""
    told = {key: value for key, value in given.items() if key not in ("actor", "now", "at", "command_id")}
    day = local_date(given["at"])
    asked = [name, given["actor"].person_id, told, None if day == local_date(given["now"]) else day]
    return hashlib.sha256(msgspec.json.encode(asked, order="deterministic")).hexdigest()


def _claim(tenant: str, command_id: UUID, content: str, now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [tenant, str(command_id), content, now])
        return cursor.rowcount == 1


def _answered(tenant: str, command_id: UUID, content: str) -> Receipt:
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, receipt FROM outbox_handledcommand WHERE tenant = %s::varchar AND command_id = %s::uuid", [tenant, str(command_id)])
        known, receipt = cursor.fetchone()
    if known != content:
        raise Conflict()
    return msgspec.json.decode(receipt if isinstance(receipt, str | bytes) else msgspec.json.encode(receipt), type=Receipt)


def _keep(tenant: str, command_id: UUID, receipt: Receipt) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE outbox_handledcommand SET receipt = %s::jsonb WHERE tenant = %s::varchar AND command_id = %s::uuid",
            [msgspec.json.encode(receipt).decode(), tenant, str(command_id)],
        )
