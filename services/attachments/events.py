"""What this room publishes: that a file came in. Neither its name nor what is in it leaves the town."""
from __future__ import annotations

from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from outbox.events import Audience, Event


class Kind(TextChoices):
    PHOTO = "photo", pgettext_lazy("file", "photo")
    VOICE = "voice", pgettext_lazy("file", "voice note")
    PDF = "pdf", pgettext_lazy("file", "PDF")
    WORD = "word", pgettext_lazy("file", "Word document")
    EXCEL = "excel", pgettext_lazy("file", "Excel table")


class FileKept(Event, frozen=True, kw_only=True):
    """`size` in bytes."""

    type = "townships.attachments.file.kept"
    audience = Audience.TOWN
    file_id: UUID
    kind: Kind
    size: int
