"""Where the log stands, and a subject's own facts."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from django.db import connection
from django.db.models import QuerySet

from outbox.events import Remembered
from outbox.models import Fact


def head() -> int:
    """The last position given."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT position FROM outbox_head")
        return cursor.fetchone()[0]


def history(tenant: str, subjects: Iterable[str]) -> list[Remembered]:
    """The facts of some subjects of one tenant, oldest first: what a person sees as the history. One query."""
    rows = Fact.objects.filter(tenant=tenant, subject__in=list(subjects)).order_by("id").values_list("envelope", "actorname", "private")
    return [_remembered(*row) for row in rows]


def _remembered(envelope: str, name: str, private: dict[str, Any]) -> Remembered:
    told = msgspec.json.decode(envelope)
    return msgspec.convert({**told, "actorname": name, "data": {**told["data"], **private}}, Remembered)


def since(tenant: str, subject: str, version: int) -> list[dict[str, Any]]:
    """What happened to a subject after a version: for telling a person whose view is stale."""
    later = Fact.objects.filter(tenant=tenant, subject=subject, version__gt=version).order_by("id")
    told: QuerySet[Fact, Any] = later.values("type", "actorname", "version")
    return list(told[:20])
