"""The law's clock: finds what is overdue and what must be counted again, in all towns, however many clocks run or die.

Runs as the worker. The scan reads all towns outside of any tenant; everything is written inside the tenant whose it is, as its own role, in
one transaction a batch. What a clock that died had not committed, the next one finds again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from deadlines import ledger
from deadlines.events import DeadlineMoved, MoveReason
from deadlines.models import RUNNING, AnnouncedYear, Deadline
from deadlines.queries import calendar
from people.actor import Actor, system
from rulebook.queries import Calendar, recounted
from townships.clock import local_date
from townships.context import current_tenant, tenant_context
from townships.models import Tenant

BATCH: Final = 200
NIL: Final = UUID(int=0)


def sweep(*, now: datetime, limit: int = BATCH) -> int:
    """Records as missed what was due before today: at most `limit` entries of each town. Answers how many.

    Entries that another clock or a command holds are left to them. One town's failure does not keep the others waiting: all are tried, then
    an `ExceptionGroup` tells.
    """
    overdue = Deadline.objects.filter(RUNNING, due_on__lt=local_date(now))
    return _in_every_town(_towns(overdue), lambda: _sweep_town(now, limit))


def sweep_all(*, now: datetime) -> int:
    """Sweeps until nothing is left: after an outage, or to replay a day."""
    total = 0
    while swept := sweep(now=now):
        total += swept
    return total


def retime_announced(*, now: datetime) -> int:
    """Counts again for every year that was announced or corrected since the last time. Answers how many entries changed."""
    announced = dict(AnnouncedYear.objects.values_list("year", "recorded_at"))
    waiting = set(AnnouncedYear.objects.filter(retimed_at=None).values_list("year", flat=True)) | _set_meanwhile(announced)
    changed = 0
    for year in sorted(waiting):
        changed += retime_provisional(year=year, now=now)
        AnnouncedYear.objects.filter(year=year, recorded_at=announced[year]).update(retimed_at=now)
    return changed


def retime_provisional(*, year: int, now: datetime) -> int:
    """Counts again everything open that may rest on a year's holidays. In batches; what was done before an interruption stays as it is."""
    touched = _touched_by(year)
    known = calendar()
    return _in_every_town(_towns(Deadline.objects.filter(touched)), lambda: _retime_town(touched, known, now))


def _set_meanwhile(announced: Iterable[int]) -> set[int]:
    """Announced years with entries that a command counted on the old calendar while the year was being announced."""
    stale = Deadline.objects.filter(RUNNING, provisional=True, due_on__year__in=list(announced))
    return set(stale.exclude(due_on__month=12, due_on__day__gte=26).values_list("due_on__year", flat=True).distinct())


def _towns(entries: QuerySet[Deadline]) -> list[str]:
    return list(entries.order_by("tenant").values_list("tenant", flat=True).distinct())


def _in_every_town(schemas: Iterable[str], work: Callable[[], int]) -> int:
    done, failed = 0, []
    for tenant in list(Tenant.objects.filter(schema_name__in=schemas, closed_at=None).order_by("schema_name")):
        try:
            with tenant_context(tenant):
                done += work()
        except Exception as error:
            error.add_note(f"clock in {tenant.schema_name}")
            failed.append(error)
    if failed:
        raise ExceptionGroup("the clock failed in some towns", failed)
    return done


def _sweep_town(now: datetime, limit: int) -> int:
    tenant = current_tenant().schema_name
    with transaction.atomic():
        found = Deadline.objects.select_for_update(skip_locked=True).filter(RUNNING, tenant=tenant, due_on__lt=local_date(now))
        entries = list(found.order_by("due_on", "id")[:limit])
        for entry in entries:
            ledger.miss(entry, actor=_clock(), now=now)
    return len(entries)


def _retime_town(touched: Q, known: Calendar, now: datetime) -> int:
    changed, last = 0, NIL
    while True:
        with transaction.atomic():
            found = Deadline.objects.select_for_update().filter(touched, tenant=current_tenant().schema_name, id__gt=last)
            entries = list(found.order_by("id")[:BATCH])
            changed += sum(_retime(entry, known, now) for entry in entries)
        if len(entries) < BATCH:
            return changed
        last = entries[-1].pk


def _retime(entry: Deadline, known: Calendar, now: datetime) -> bool:
    before = entry.due_on
    after = recounted(ledger.as_due_date(entry).basis, known)
    if after is None or (after.due_on, after.provisional) == (before, entry.provisional):
        return False
    told = {"before": before, "reason": MoveReason.CALENDAR}
    ledger.change(entry, DeadlineMoved, actor=_clock(), at=now, now=now, told=told, **ledger.retime(entry, after))
    return True


def _touched_by(year: int) -> Q:
    """A period that may end in the year, or be pushed over its edges by a holiday."""
    return RUNNING & Q(due_on__gte=date(year - 1, 12, 20), due_on__lte=date(year + 1, 1, 20))


def _clock() -> Actor:
    tenant = current_tenant()
    return system(tenant.schema_name, tenant.county_schema, tenant.type, "clock")
