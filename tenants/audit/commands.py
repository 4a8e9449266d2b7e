"""Write one entry; take away those that are past their time. There is no other way to change the trail."""
from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from django.http import HttpRequest

from audit.models import Act, Entry
from townships.errors import Invalid

#: 网络安全法 (2017) 第二十一条 (三): network logs are kept for at least six months. The database refuses to delete a younger entry.
LEAST_KEPT: Final = timedelta(days=184)
BATCH: Final = 1000
PURGE: Final = "DELETE FROM audit_entry WHERE id IN (SELECT id FROM audit_entry WHERE at < %s::timestamptz ORDER BY at LIMIT %s::int)"


def record(
    act: Act, *, now: datetime, person_id: UUID | None = None, name: str = "", address: str = "", mark: str = "", detail: str = ""
) -> None:
    """One entry of the tenant in force, of the platform outside of any. Never a secret: no password, no token, no typed name of a stranger."""
    Entry.objects.create(
        tenant=connection.schema_name, at=now, act=act, person_id=person_id,  # type: ignore[attr-defined]
        name=name[:60], address=address[:45], mark=mark, detail=_printable(detail)[:200],
    )  # fmt: skip


def purge(*, now: datetime, keep: timedelta) -> int:
    """Takes away at most BATCH entries of all tenants that are older than `keep`; how many. The worker's login. Raises Invalid for less than six months."""
    if keep < LEAST_KEPT:
        raise Invalid("audit_kept_longer", "keep", least=LEAST_KEPT.days)
    with connection.cursor() as cursor:
        cursor.execute(PURGE, [now - keep, BATCH])
        return int(cursor.rowcount)


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: what the server says of it, never a header that anybody may send."""
    return str(request.META.get("REMOTE_ADDR", ""))


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)
