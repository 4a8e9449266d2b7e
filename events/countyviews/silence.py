"""Who has raised nothing since the last session: deputy by deputy, and only where there was a session."""
from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import connection
from django.db.models import F, Func, Max, Q

from countyviews.board import require_county
from countyviews.models import CaseView, RosterView
from people.actor import Actor
from townships.paging import Page, Slice, keyset

LAST_RAISED: Final = """
SELECT deputy, max(submitted_on) FROM (SELECT unnest(deputy_ids) AS deputy, submitted_on FROM countyviews_caseview WHERE tenant = %s::varchar) raised
WHERE deputy = ANY(%s::uuid[]) GROUP BY deputy
"""


def silent(*, viewer: Actor, town: str, today: date, page: Page = Page()) -> Slice[dict[str, Any]]:
    """The town's deputies in office who raised nothing since its last session: `id`, `name`, `mandate_from`, `last_raised_on`. Three queries.

    None where the town has had no session.
    """
    require_county(viewer)
    sessions = RosterView.objects.filter(tenant=town, kind="session", began_on__lte=today)
    opened = sessions.aggregate(on=Max("began_on"))["on"]
    spoke = CaseView.objects.filter(tenant=town, submitted_on__gte=opened or date.max).annotate(deputy=Func(F("deputy_ids"), function="unnest"))
    serving = RosterView.objects.filter(Q(ended_on=None) | Q(ended_on__gt=today), tenant=town, kind="deputy")
    rows = serving.exclude(pk__in=spoke.values("deputy")) if opened else serving.none()
    found = keyset(rows.values("id", "name", mandate_from=F("began_on")), page, ["name", "id"])
    raised = _last_raised(town, [row["id"] for row in found.rows])
    return msgspec.structs.replace(found, rows=[{**row, "last_raised_on": raised.get(row["id"])} for row in found.rows])


def _last_raised(town: str, deputies: list[UUID]) -> dict[UUID, date]:
    with connection.cursor() as cursor:
        cursor.execute(LAST_RAISED, [town, deputies])
        return dict(cursor.fetchall())
