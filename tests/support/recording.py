"""Consumers and facts for tests of the event path."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar

from django.db import connection, transaction
from django_tenants.utils import tenant_context

from outbox.events import Audience, Envelope, Event
from outbox.record import record
from people.actor import system
from townships.models import Tenant

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


class Noted(Event):
    """A fact for tests."""

    type: ClassVar[str] = "townships.tests.thing.noted"
    word: str = ""


class Whispered(Event):
    type: ClassVar[str] = "townships.tests.thing.whispered"
    audience: ClassVar[Audience] = Audience.TOWN
    word: str = ""


def note(town: Tenant, subject: str, version: int, word: str = "", event: type[Event] = Noted) -> None:
    """One committed fact."""
    with tenant_context(town), transaction.atomic():
        actor = system(town.schema_name, town.county_schema, town.type, "test")
        record(event(word=word), subject=subject, version=version, actor=actor, at=NOW, now=NOW)  # type: ignore[call-arg]


class Recorder:
    """Writes what it is given into a table of its own, in the transaction of the position; fails where told to."""

    in_transaction = True
    away: tuple[type[Exception], ...] = ()

    def __init__(self, name: str = "recorder") -> None:
        self.name, self.poison = name, set[str]()

    def wants(self, event_type: str) -> bool:
        return event_type == Noted.type

    def apply(self, facts: Sequence[Envelope]) -> None:
        for fact in facts:
            if fact.data["word"] in self.poison:
                raise ValueError(f"cannot digest {fact.data['word']}")
        with connection.cursor() as cursor:
            rows = [(self.name, fact.id, fact.tenant, fact.subject, fact.version) for fact in facts]
            cursor.executemany(
                "INSERT INTO recorded (consumer, event_id, tenant, subject, version) VALUES (%s::text, %s::text, %s::text, %s::text, %s::bigint)", rows
            )


RECORDED = """
CREATE TABLE recorded (seq bigserial PRIMARY KEY, consumer text, event_id text, tenant text, subject text, version bigint);
GRANT ALL ON recorded TO townships_worker; GRANT USAGE ON SEQUENCE recorded_seq_seq TO townships_worker
"""


def recorded(consumer: str = "recorder") -> list[tuple[str, str, int]]:
    """(tenant, subject, version) in the order of effect."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant, subject, version FROM recorded WHERE consumer = %s::text ORDER BY seq", [consumer])
        return cursor.fetchall()
