"""May it be put right so: whom it concerns agrees, and the days keep their order. Pure."""
from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from townships.errors import Invalid, RuleBroken


def check_consent(concerned: Mapping[UUID, str], agreed: Collection[UUID]) -> tuple[str, ...]:
    """Everybody whom it concerns has agreed; answers their names."""
    missing = [name for one, name in concerned.items() if one not in agreed]
    if missing:
        raise RuleBroken("no_consent", field="deputy_ids", names="、".join(missing))
    return tuple(concerned.values())


def check_changes(before: str, after: str) -> None:
    if before == after:
        raise Invalid("nothing_corrected", "correction")


def check_between(day: date, after: date | None, before: date | None) -> None:
    """Not before what it follows, not after what follows it."""
    if after and day < after:
        raise RuleBroken("out_of_order", field="correction", day=after.isoformat())
    if before and day > before:
        raise RuleBroken("too_late_for_what_follows", field="correction", day=before.isoformat())
