"""Tables of one congress: sheets that are being taken in, row by row."""
from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from imports.events import Kind, State
from townships.text import LIMITS


class Import(models.Model):
    """One sheet. `done` rows are in the house, always whole ones; what is left goes on from there, whoever asks for it."""

    id = models.UUIDField(primary_key=True, editable=False)
    version = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State)
    name = models.CharField(max_length=LIMITS["line"])
    sent_by = models.CharField(max_length=LIMITS["line"])
    sent = models.DateTimeField()
    total = models.PositiveIntegerField()
    wrong = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="import_no_more_than_all", condition=Q(done__lte=F("total"))),
            models.CheckConstraint(name="import_done", condition=~Q(state=State.DONE) | Q(done=F("total"))),
            models.CheckConstraint(name="import_right_before_it_runs", condition=Q(state__in=[State.CHECKED, State.CANCELLED]) | Q(wrong=0)),
        ]
        indexes = [models.Index(fields=["-sent", "-id"], name="import_newest")]


class Row(models.Model):
    """A row of the sheet as it was written; `mistakes`: a list of {column, code, params}. `place` is its row in the sheet."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    place = models.PositiveIntegerField()
    cells = models.JSONField()
    mistakes = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "place"], name="import_row_once")]
        indexes = [models.Index(fields=["of", "place"], condition=~Q(mistakes=[]), name="import_mistakes")]
