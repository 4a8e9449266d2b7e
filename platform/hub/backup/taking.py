"""Take a congress's backup while it works: all of it as it was at one moment."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from attachments import storage
from hub.backup import tables
from hub.backup.file import Header, Writer, writing
from townships.context import tenant_context
from townships.models import Tenant

Progress = Callable[[int, int], None]


class Taken(msgspec.Struct, frozen=True):
    """`missing` are files that the congress knows and whose bytes are not in the storage."""

    tables: int
    rows: int
    files: int
    missing: int


def backup(tenant: Tenant, path: Path, progress: Progress = lambda done, of: None) -> Taken:
    """Writes the tenant's backup. One read-only snapshot, as the tenant's own role: what the wall would not show the town is not in the file."""
    with tenant_context(tenant), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        carried = [*tables.shared(tenant.schema_name), *tables.own(tenant.schema_name)]
        rows, kept = 0, storage.named()
        with writing(path, _header(Tenant.objects.get(pk=tenant.pk))) as writer:
            missing = sum(not _put(writer, tenant.schema_name, sha256) for sha256 in kept)
            for done, one in enumerate(carried, 1):
                rows += writer.table(one.table, copied(one.rows))
                progress(done, len(carried))
    return Taken(len(carried), rows, len(kept), missing)


def _put(writer: Writer, tenant: str, sha256: str) -> bool:
    try:
        with storage.read(tenant, sha256) as held:
            writer.blob(sha256, held.read())
    except FileNotFoundError:
        return False
    return True


def copied(statement: str) -> Iterator[bytes]:
    """A statement's rows as COPY writes them."""
    with connection.cursor() as cursor, cursor.copy(f"COPY ({statement}) TO STDOUT") as rows:
        for piece in rows:
            yield bytes(piece)


def _header(tenant: Tenant) -> Header:
    return Header(
        made=timezone.now().isoformat(timespec="seconds"), schema=tenant.schema_name, type=tenant.type, county=tenant.county_schema, code=tenant.code,
        name=tenant.name, incarnation=tenant.incarnation, applied=tenant.applied, opened_at=tenant.opened_at.isoformat(),
        opened_reason=tenant.opened_reason, front=settings.FRONT_HOST,
        hosts=list(tenant.domains.order_by("id").values_list("domain", "is_primary", "redirects")),
        designations=[_plain(row) for row in tenant.designations.order_by("valid_from").values(*DESIGNATION)],
        sequences=tables.sequences(tenant.schema_name),
    )  # fmt: skip


DESIGNATION = ("code", "name", "level", "parent_code", "valid_from", "valid_to", "reason")


def _plain(row: dict[str, Any]) -> dict[str, str | None]:
    return {name: value if value is None else str(value) for name, value in row.items()}
