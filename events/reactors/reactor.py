"""Reactors: consumers with effects. What a fact starts in its own town, in its county or in another town is a command there.

Each keeps an inbox: a fact that comes twice, late or from a refilled log is reacted to once. The inbox, what the commands write and the position in
the stream are one transaction; a reactor that dies in between begins the batch anew. A command's id is made of the fact's, so that it is the same
command whoever gives it again. A rebuild makes views and search from the tables and passes by here: nothing is done twice because of it.
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import connection
from django.utils import timezone

from outbox.events import Envelope
from people.actor import system
from townships.context import current_tenant

TAKE: Final = """
INSERT INTO reactors_inbox (reactor, event_id, handled) VALUES (%s::varchar, %s::uuid, %s::timestamptz) ON CONFLICT (reactor, event_id) DO NOTHING
"""
Reaction = Callable[[Envelope], None]


class Reactor:
    """`find` says what a fact starts here, None for nothing; it may look, not do. A reaction enters the tenants in which it does something."""

    in_transaction = True
    away: tuple[type[Exception], ...] = ()

    def __init__(self, name: str, wants: Callable[[str], bool], find: Callable[[Envelope], Reaction | None]) -> None:
        self.name, self._wants, self._find = name, wants, find

    def wants(self, event_type: str) -> bool:
        return self._wants(event_type)

    def apply(self, facts: Sequence[Envelope]) -> None:
        for fact in facts:
            reaction = self._find(fact)
            if reaction and self._take(fact):
                self._react(reaction, fact)

    def _take(self, fact: Envelope) -> bool:
        """Whether the fact has not been here before."""
        with connection.cursor() as cursor:
            cursor.execute(TAKE, [self.name, fact.id, timezone.now()])
            return cursor.rowcount == 1

    def _react(self, reaction: Reaction, fact: Envelope) -> None:
        reaction(fact)


def as_command(fact: Envelope, name: str, part: str = "") -> dict[str, Any]:
    """What every command takes in the tenant in force, when a fact is what gives it; `name` is who acts.

    Who else reacts to the fact in that tenant acts under another name; whose reaction gives it a second command, names the `part`.
    """
    here, at = current_tenant(), datetime.fromisoformat(fact.time)
    return {
        "actor": system(here.schema_name, here.county_schema, here.type, name), "now": max(timezone.now(), at), "at": at,
        "command_id": command_id(fact, f"{name}/{part}"),
    }  # fmt: skip


def command_id(fact: Envelope, what: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"{what}/{fact.id}")
