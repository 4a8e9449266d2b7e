"""How the installation is: tenants behind, lag, parked facts, the clock. For the command line and the operator's page."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import msgspec
from django.db import connection
from django.db.models import Count, Min
from django.utils import timezone

from bus.models import Parked, Position
from outbox import months
from townships.models import Tenant
from townships.schema import serves, target


class ConsumerStatus(msgspec.Struct, frozen=True):
    """`waits`: positions of the log behind the head (on the log itself), or None on a stream whose ends only its workers know."""

    name: str
    stream: str
    moved: datetime
    waits: int | None


class ParkedStatus(msgspec.Struct, frozen=True):
    consumer: str
    tenant: str
    subject: str
    facts: int
    since: datetime
    error: str


class Status(msgspec.Struct, frozen=True):
    counties: int
    towns: int
    behind: Sequence[str]
    refused: Sequence[str]
    head: int
    unplaced: int
    log: Sequence[date]
    """The months of the log that have a table."""
    consumers: Sequence[ConsumerStatus]
    parked: Sequence[ParkedStatus]

    @property
    def well(self) -> bool:
        return not (self.parked or self.refused or self.ends)

    @property
    def ends(self) -> bool:
        """Whether the log has no table for the month to come."""
        return self.log[-1] <= timezone.now().date()


def status() -> Status:
    """Seven queries, whatever the number of tenants; outside of any tenant."""
    tenants = list(Tenant.objects.filter(closed_at=None).values("schema_name", "type", "applied"))
    head, unplaced = _log()
    return Status(
        counties=sum(one["type"] == "county" for one in tenants), towns=sum(one["type"] == "township" for one in tenants),
        behind=[one["schema_name"] for one in tenants if one["applied"] != target(one["type"])],
        refused=[one["schema_name"] for one in tenants if not serves(one["type"], one["applied"])],
        head=head, unplaced=unplaced, log=months.months(), consumers=_consumers(head), parked=_parked(),
    )  # fmt: skip


def _log() -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT position FROM outbox_head), (SELECT count(*) FROM outbox_pending)")
        return cursor.fetchone()


def _consumers(head: int) -> list[ConsumerStatus]:
    """Each consumer on the stream where it moved last; where it stood on engines used before is of no interest."""
    newest: dict[str, ConsumerStatus] = {}
    for row in Position.objects.order_by("moved").values("consumer", "stream", "offset", "moved"):
        by_position = row["stream"] == "log" or row["consumer"] == "relay"
        waits = max(0, head - max(0, row["offset"])) if by_position else None
        newest[row["consumer"].partition(":")[0]] = ConsumerStatus(row["consumer"], row["stream"], row["moved"], waits)
    return [newest[name] for name in sorted(newest)]


def _parked() -> list[ParkedStatus]:
    rows = Parked.objects.values("consumer", "tenant", "subject").annotate(facts=Count("id"), since=Min("parked"), first=Min("id")).order_by("since")[:100]
    errors = dict(Parked.objects.filter(pk__in=[row["first"] for row in rows]).values_list("id", "error"))
    return [ParkedStatus(row["consumer"], row["tenant"], row["subject"], row["facts"], row["since"], errors.get(row["first"], "")) for row in rows]
