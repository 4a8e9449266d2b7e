"""What keeps failing is laid aside by (consumer, subject); what comes later for that subject waits behind it; all others go on."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Final

from django.db import transaction

from bus.consumer import Consumer, effect
from bus.models import Parked
from outbox.events import read

UNREADABLE: Final = "unreadable/"  # with the place in the stream: the subject of a message that says none


def parked_subjects(consumer: str, subjects: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of these (tenant, subject) are parked. One query."""
    wanted = set(subjects)
    found = Parked.objects.filter(consumer=consumer, subject__in={subject for _, subject in wanted}).values_list("tenant", "subject")
    return wanted & set(found)


def park(consumer: str, *, tenant: str, subject: str, event_id: str, body: bytes, error: str, now: datetime) -> None:
    row = Parked(consumer=consumer, tenant=tenant, subject=subject[:80], event_id=event_id[:64], body=body, error=error[:4000], attempts=1, parked=now)
    Parked.objects.bulk_create([row], ignore_conflicts=True)


def replay(consumer: Consumer, *, only_waiting: bool = False) -> int:
    """Tries the parked messages again, each subject in order; stops at the first of a subject that still fails. How many went through."""
    rows = Parked.objects.filter(consumer=consumer.name).order_by("tenant", "subject", "id").values_list("tenant", "subject", "error")
    done = 0
    for (tenant, subject), held in groupby(list(rows.iterator()), key=lambda row: row[:2]):
        if only_waiting and any(error for _, _, error in held):
            continue
        done += _replay_subject(consumer, tenant, subject)
    return done


def _replay_subject(consumer: Consumer, tenant: str, subject: str) -> int:
    done = 0
    while True:
        with transaction.atomic():
            first = (
                Parked.objects.select_for_update().filter(consumer=consumer.name, tenant=tenant, subject=subject).order_by("id").first()
            )
            if first is None or not _goes_through(consumer, first):
                return done
            first.delete()
            done += 1


def _goes_through(consumer: Consumer, row: Parked) -> bool:
    try:
        with transaction.atomic():
            effect(consumer, [read(bytes(row.body))])
    except consumer.away:
        raise
    except Exception as error:
        row.error, row.attempts = describe(error), row.attempts + 1
        row.save(update_fields=["error", "attempts"])
        return False
    return True


def discard(consumer: Consumer) -> int:
    """Throws away what cannot be read even now: the log has every fact, and a rebuild makes good what one of them would have changed. How many."""
    replay(consumer)
    return Parked.objects.filter(consumer=consumer.name, subject__startswith=UNREADABLE).delete()[0]


def describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".replace("\0", "")
