"""Close a congress for ever: an archive first, then nothing of it but what the law keeps. Runs as the migrator.

What stays: that it existed, under which names and when (designations); the record of sign-ins and access; people who are something elsewhere.
"""
from __future__ import annotations

from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from attachments import storage
from hub import rebuilding
from hub.backup import file, restoring
from hub.backup.taking import Progress, backup
from townships.errors import Conflict, RuleBroken
from townships.models import Tenant, TenantType

NOBODY: Final = """
DELETE FROM people_person WHERE id = ANY(%s::uuid[]) AND NOT EXISTS (SELECT FROM people_membership m WHERE m.person_id = people_person.id)
"""


def close(tenant: Tenant, archive: Path, progress: Progress = lambda done, of: None) -> None:
    """Writes the archive, then removes the congress from tables, log, stream, search and storage. Killed, it is run again with the same archive."""
    if tenant.type == TenantType.COUNTY and Tenant.objects.filter(county_schema=tenant.schema_name, type=TenantType.TOWNSHIP).exclude(applied={}).exists():
        raise RuleBroken("county_has_towns", field="code")
    shut([tenant])
    archived(tenant, archive, progress)
    _told(tenant, _taken_out(tenant))
    for sha256, _ in file.blobs(archive):
        storage.remove(tenant.schema_name, sha256)


def shut(tenants: list[Tenant]) -> None:
    """Closes the doors: whoever is inside can record no more (outbox.record), and those who have recorded are waited for."""
    for tenant in tenants:
        if tenant.closed_at is None:
            Tenant.objects.filter(pk=tenant.pk).update(closed_at=timezone.now(), incarnation=tenant.incarnation + 1)
            tenant.refresh_from_db()
    _wait_for_writers()


def archived(tenant: Tenant, archive: Path, progress: Progress = lambda done, of: None) -> None:
    """The backup of a congress whose door is shut; one that was written since then serves, any other file is refused."""
    if not archive.exists():
        backup(tenant, archive, progress)
    header = file.verified(archive)
    if (header.schema, header.incarnation) != (tenant.schema_name, tenant.incarnation):
        raise Conflict("archive_is_another", "file", path=str(archive))


def _wait_for_writers() -> None:
    """Until every transaction that writes now has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        mine = cursor.fetchone()[0]
        while True:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_sleep(0.05)")
            if cursor.fetchone()[0] > mine:
                return


def _taken_out(tenant: Tenant) -> set[str]:
    """Its schema, hosts and rows, in one transaction. Answers the subjects that it had told of."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(DISTINCT person_id) FROM people_membership WHERE tenant = %s::varchar", [tenant.schema_name])
        people = cursor.fetchone()[0] or []
        restoring.drop_schema(tenant.schema_name)
        subjects = restoring.remove_shared(tenant.schema_name)
        cursor.execute(NOBODY, [people])
        Tenant.objects.filter(pk=tenant.pk).update(applied={})
        tenant.domains.all().delete()
    return subjects


def _told(tenant: Tenant, subjects: set[str]) -> None:
    """The county's views and search forget it; whoever keeps the stream is told by a tombstone of its key."""
    rebuilding.remove(tenant, subjects)
    if settings.STREAM == "kafka":
        from bus.kafka import bury

        bury(settings.KAFKA_BOOTSTRAP_SERVERS, settings.KAFKA_TOPIC, tenant.schema_name)
