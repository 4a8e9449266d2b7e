"""Write a fact into the log, in the transaction of the command that made it true."""
from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from django.db import connection

from outbox.events import Envelope, Event, parted, schema_of, source_of
from outbox.trace import traceparent
from people.actor import Actor
from townships.context import current_tenant
from townships.errors import Conflict
from townships.ids import new_id

INSERT = """
WITH f AS (
    INSERT INTO outbox_fact (event_id, tenant, county, subject, incarnation, version, type, audience, envelope, actorname, private, recorded)
    SELECT %s::uuid, schema_name, %s::varchar, %s::varchar, incarnation, %s::bigint, %s::varchar, %s::varchar, %s::text, %s::varchar, %s::jsonb, %s::timestamptz
    FROM townships_tenant WHERE schema_name = %s::varchar AND incarnation = %s::int AND closed_at IS NULL RETURNING id
) INSERT INTO outbox_pending (fact_id) SELECT id FROM f
"""


class OutsideTransaction(RuntimeError):
    """record() was called where a rollback could not take the fact with it: a programming error."""


def record(event: Event, *, subject: str, version: int, actor: Actor, at: datetime, now: datetime) -> UUID:
    """One fact of the tenant in force. `version` is the subject's, counted up by one with every fact. One round trip; returns the event's id.

    Who began before the tenant was restored, moved or closed is refused here, and the command with it.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(type(event).type)
    tenant, event_id = current_tenant(), new_id()
    told, private = parted(event)
    envelope = Envelope(
        id=str(event_id), source=source_of(tenant.schema_name), type=event.type, subject=subject,
        time=at.isoformat(), dataschema=schema_of(event.type), recordedtime=now.isoformat(),
        incarnation=tenant.incarnation, version=version, county=tenant.county_schema, audience=event.audience,
        actorrole=",".join(sorted(actor.roles)), traceparent=traceparent(), data=told,
    )  # fmt: skip
    row = (
        str(event_id), tenant.county_schema, subject, version, event.type, str(event.audience), msgspec.json.encode(envelope).decode(), actor.name,
        msgspec.json.encode(private).decode(), now, tenant.schema_name, tenant.incarnation,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(INSERT, row)
        if not cursor.rowcount:
            raise Conflict("tenant_changed", field=None)
    return event_id
