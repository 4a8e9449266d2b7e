"""Facts that cannot be digested, and the two programs of the story: one that chokes on them, and the newer one that knows better.

Like the controls they are patched in by `wrapped`; what is put into the log here comes from nobody's command.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Final
from uuid import uuid4

import msgspec
import psycopg

CHOKED: Final = "01"  # a case whose id ends so is poison for the program that chokes
MERGED: Final = "townships.motions.case.merged"
OPENED: Final = "townships.sittings.meeting.opened"


# ---------------------------------------------------------------- the programs
def _always_raises() -> None:
    """The projector and the indexer cannot digest some of the cases."""
    for kind in _consumers():
        kind.apply = _choking(kind.apply)


def _choking(apply: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(apply)
    def choked(self: Any, facts: Sequence[Any]) -> Any:
        if bad := [fact.subject for fact in facts if fact.subject.startswith("case/") and fact.subject[-1] in CHOKED]:
            raise ValueError(f"cannot digest {bad[0]}")
        return apply(self, facts)

    return choked


def _knows_better() -> None:
    """Reads what has no incarnation, knows both new types, and how the newer one tells a case."""
    import bus.parking
    import bus.runner
    from outbox.events import Event, event_types

    event_types().update({MERGED: Event, OPENED: Event})
    bus.runner.read = bus.parking.read = _lenient(bus.runner.read)
    for kind in _consumers():
        kind.apply = _newer(kind.apply)


def _lenient(read: Callable[[bytes], Any]) -> Callable[[bytes], Any]:
    return lambda body: read(msgspec.json.encode({"incarnation": 1, **msgspec.json.decode(body)}))


def _newer(apply: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(apply)
    def newer(self: Any, facts: Sequence[Any]) -> Any:
        return apply(self, [msgspec.structs.replace(fact, data={"case": fact.data.get("matter") or fact.data.get("case"), **fact.data}) for fact in facts])

    return newer


def _consumers() -> list[Any]:
    from countyviews.project import Projector
    from hub.wiring import Indexer

    return [Projector, Indexer]


PROGRAMS: Final[dict[str, Callable[[], None]]] = {"a program that chokes": _always_raises, "a newer program": _knows_better}


# ---------------------------------------------------------------- the facts
class Put(msgspec.Struct, frozen=True):
    """The subjects that were put into the log: of each of the first two a second, ordinary fact waits behind the poison."""

    newer: str
    unknown: str
    unreadable: str

    @property
    def all(self) -> set[str]:
        return {self.newer, self.unknown, self.unreadable}


def put(database: psycopg.Connection[Any]) -> Put:
    """Modelled on a case that was told already."""
    [(told,)] = database.execute("SELECT envelope::json FROM outbox_fact WHERE type = 'townships.motions.case.submitted' ORDER BY id LIMIT 1").fetchall()
    made = Put(f"case/{uuid4()}", f"meeting/{uuid4()}", f"case/{uuid4()}")
    tell(database, {**told, "subject": made.newer, "type": MERGED, "version": 1, "data": {"matter": told["data"]["case"]}})
    tell(database, {**told, "subject": made.newer, "version": 2})
    tell(database, {**told, "subject": made.unknown, "type": OPENED, "version": 1, "data": {"meeting": {}}})
    tell(database, {**{name: told[name] for name in told if name != "incarnation"}, "subject": made.unreadable, "version": 1})
    tell(database, {**told, "subject": made.unreadable, "version": 2})
    return made


def tell(database: psycopg.Connection[Any], envelope: dict[str, Any], times: int = 1) -> None:
    """Into the log and before the sequencer, as a command's transaction would; so many, each with the next version."""
    tenant = envelope["source"].rpartition("/")[2]
    body = msgspec.json.encode({name: envelope[name] for name in envelope if name != "id"}).decode()
    row = [body, tenant, envelope["county"], envelope["subject"], envelope["version"], envelope["type"], envelope["audience"], times]
    database.execute(TELL, row)


TELL: Final = """
WITH told AS (SELECT gen_random_uuid() AS id, %s::jsonb AS body, %s AS tenant, %s AS county, %s AS subject, %s + n AS version, %s AS type, %s AS audience
              FROM generate_series(0, %s - 1) AS n),
     f AS (INSERT INTO outbox_fact (event_id, tenant, county, subject, incarnation, version, type, audience, envelope, actorname, private, recorded)
           SELECT id, tenant, county, subject, 1, version, type, audience, (body || jsonb_build_object('id', id, 'version', version))::text, '', '{}', now()
           FROM told RETURNING id)
INSERT INTO outbox_pending (fact_id) SELECT id FROM f
"""
