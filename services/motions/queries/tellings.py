"""What deputies told by voice or photo: for the deputy, and for the congress's office."""
from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db.models import F, Q

from motions.events import TellingState
from motions.models import Telling, TellingFile
from motions.rules.tellings import STARTS, TellingStep, takes
from people.actor import Actor
from townships.paging import Page, Slice, keyset

ROW: Final = (
    "id", "version", "state", "deputy_id", "deputy_name", "line", "public", "told_on", "title", "where", "text", "proposal", "category", "typed_by",
    "note", "case_id",
)  # fmt: skip
OPEN: Final = (TellingState.TOLD, TellingState.TYPED)


def tellings(*, viewer: Actor, open_only: bool = False, page: Page = Page()) -> Slice[dict[str, Any]]:
    """Those that this viewer may know of, the latest first: `ROW`, `files` and the viewer's `steps`. Two queries; one more for the total."""
    found = Telling.objects.filter(_visible(viewer), **({"state__in": OPEN} if open_only else {}))
    slice = keyset(found.values(*ROW), page, ["-told_on", "-id"])
    return msgspec.structs.replace(slice, rows=_whole(slice.rows, viewer))


def tellings_named(*, viewer: Actor, ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Those of these that there are for this viewer. Two queries."""
    return {row["id"]: row for row in _whole(Telling.objects.filter(_visible(viewer), pk__in=ids).values(*ROW), viewer)}


def tells(*, viewer: Actor, file_id: UUID) -> bool:
    """Whether a file is of something that this viewer may hear. One query."""
    return TellingFile.objects.filter(file_id=file_id, telling__in=Telling.objects.filter(_visible(viewer))).exists()


def _visible(viewer: Actor) -> Q:
    return Q() if viewer.office else Q(deputy_id__in=viewer.deputy_ids)


def _whole(found: Iterable[Any], viewer: Actor) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [{**row, "files": [], "steps": _steps(row, viewer)} for row in found]
    of = {row["id"]: row for row in rows}
    told = {"kind": F("file__kind"), "name": F("file__name"), "size": F("file__size"), "preview": F("file__preview")}
    for file in TellingFile.objects.filter(telling_id__in=of).order_by("order").values("telling_id", "file_id", **told):
        of[file["telling_id"]]["files"].append(file)
    return rows


def _steps(row: dict[str, Any], viewer: Actor) -> list[TellingStep]:
    if not viewer.may("write"):
        return []
    return [step for step in TellingStep if row["state"] in STARTS[step] and takes(viewer, step, row["deputy_id"])]
