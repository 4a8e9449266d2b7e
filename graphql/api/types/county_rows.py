"""What every list of the county's makes its rows with: a town by its name, a case with its town and its ledger."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import countyviews.queries as queries
from api.context import Call
from api.types.common import Together, flat
from townships.errors import NotFound


def known(names: Mapping[str, str], town: str | None) -> str | None:
    """A town of this county. Another's reads as if there were none."""
    if town is not None and town not in names:
        raise NotFound("town")
    return town


def town_named(names: Mapping[str, str], key: str) -> dict[str, str]:
    """A town that was closed meanwhile is known by its key."""
    return {"key": key, "name": names.get(key, key)}


def ledger(call: Call, ids: list[UUID]) -> Together[UUID, Any]:
    return Together(ids, lambda found: queries.deadlines_of(viewer=call.actor, subject_ids=found))


def case_row(row: Mapping[str, Any], names: Mapping[str, str], ledger: Together[UUID, Any]) -> dict[str, Any]:
    return flat(row["facts"], version=row["version"], overdue=row["overdue"], town=town_named(names, row["tenant"]), ledger=ledger)
