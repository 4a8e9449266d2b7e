"""What of a case the office can put right, as it stands, and whom that concerns."""
from __future__ import annotations

from typing import Any
from uuid import UUID

from motions.correcting import CHOICES, Found, found_in
from motions.events import CorrectionForm as Form
from motions.facts import facts_of
from motions.models import Case
from people.actor import Actor, Role


def correctables(*, viewer: Actor, case_id: UUID) -> list[dict[str, Any]]:
    """In the order of a case's life: `what`, `about` (the record; None: the case), `label` (whose it is), `form`, `value` as text, `shown`,
    `limit`, `needed`, and `deputies` and `units`: id → name of whom it concerns. For the clerk. At most thirteen queries.
    """
    viewer.require(Role.CLERK, scope="read")
    case = Case.objects.filter(pk=case_id).first()
    if case is None:
        return []
    return [_told(found) for found in found_in(case, facts_of([case])[0])]


def _told(found: Found) -> dict[str, Any]:
    entry, value = found.entry, found.value
    text = value.isoformat() if entry.form is Form.DAY else str(value or "")
    shown = str(CHOICES[entry.form](value).label) if entry.form in CHOICES and value else found.label if entry.form is Form.UNIT else text
    return {
        "what": found.what, "about": found.about, "label": found.label, "form": entry.form, "value": text, "shown": shown, "limit": entry.limit,
        "needed": entry.needed, "deputies": found.deputies, "units": found.units,
    }  # fmt: skip
