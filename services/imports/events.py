"""What this room publishes: that a sheet was taken in. It stays in the town; each deputy, unit and case tells itself."""
from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

import msgspec
from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from outbox.events import Audience, Event


class Kind(TextChoices):
    """What a sheet is about."""

    DEPUTIES = "deputies", pgettext_lazy("import", "deputies")
    UNITS = "units", pgettext_lazy("import", "units")
    CASES = "cases", pgettext_lazy("import", "old cases")


class State(TextChoices):
    CHECKED = "checked", pgettext_lazy("import", "checked, waits for your consent")
    RUNNING = "running", pgettext_lazy("import", "being taken in")
    DONE = "done", pgettext_lazy("import", "taken in")
    CANCELLED = "cancelled", pgettext_lazy("import", "cancelled")


class ImportFacts(msgspec.Struct, frozen=True, kw_only=True):
    """How the work on one sheet stands: rows in all, wrong ones, taken in so far."""

    id: UUID
    kind: Kind
    state: State
    name: str
    total: int
    wrong: int
    done: int


class ImportEvent(Event, frozen=True, kw_only=True):
    audience: ClassVar[Audience] = Audience.TOWN
    words: ClassVar[Any]
    sheet: ImportFacts


class SheetChecked(ImportEvent, frozen=True, kw_only=True):
    type = "townships.imports.import.checked"
    words = pgettext_lazy("timeline", "sheet checked")


class ImportConsented(ImportEvent, frozen=True, kw_only=True):
    type = "townships.imports.import.consented"
    words = pgettext_lazy("timeline", "consented to take the sheet in")


class RowsTaken(ImportEvent, frozen=True, kw_only=True):
    type = "townships.imports.import.rows_taken"
    words = pgettext_lazy("timeline", "rows taken in")


class ImportCancelled(ImportEvent, frozen=True, kw_only=True):
    type = "townships.imports.import.cancelled"
    words = pgettext_lazy("timeline", "taking in cancelled")
