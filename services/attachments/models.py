"""The files of one congress: what they are and who sent them. Their bytes are in the storage."""
from __future__ import annotations

from django.db import models

from attachments.events import Kind
from townships.text import LIMITS


class File(models.Model):
    """Never changed. `preview` names the bytes of a photo's small copy."""

    id = models.UUIDField(primary_key=True, editable=False)
    name = models.CharField(max_length=LIMITS["line"])
    kind = models.CharField(max_length=8, choices=Kind)
    media = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    preview = models.CharField(max_length=64, blank=True)
    kept = models.DateTimeField()
    person_id = models.UUIDField(null=True)
    person_name = models.CharField(max_length=LIMITS["line"])

    class Meta:
        constraints = [models.CheckConstraint(name="file_kind_known", condition=models.Q(kind__in=Kind.values))]
