"""The ledger: every deadline of every tenant in one indexed table, and the years that the operator announced. Shared tables."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import F, Q

from deadlines.words import KINDS
from townships.ids import new_id

#: Not met, not missed, not lifted: what the clock sweeps.
RUNNING: Final = Q(met_on=None, missed_on=None, lifted_on=None)


class Deadline(models.Model):
    """One day by which something is due. `about` is the assignment, reply or supervision that it is for; `round` counts its repetitions."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.CharField(max_length=63)
    subject = models.CharField(max_length=80)
    about = models.UUIDField()
    kind = models.CharField(max_length=20, choices=list(KINDS.items()))
    round = models.PositiveSmallIntegerField(default=1)
    starts_on = models.DateField()
    due_on = models.DateField()
    provisional = models.BooleanField(default=False)
    basis = models.JSONField()
    met_on = models.DateField(null=True)
    missed_on = models.DateField(null=True)
    lifted_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "subject", "about", "kind", "round"], name="deadline_once"),
            models.CheckConstraint(name="deadline_after_start", condition=Q(due_on__gte=F("starts_on"))),
            models.CheckConstraint(name="deadline_missed_after_start", condition=Q(missed_on=None) | Q(missed_on__gt=F("starts_on"))),
            models.CheckConstraint(name="deadline_met_or_lifted", condition=Q(met_on=None) | Q(lifted_on=None)),
            models.CheckConstraint(name="deadline_kind_known", condition=Q(kind__in=list(KINDS))),
        ]
        indexes = [
            models.Index(fields=["due_on", "tenant"], condition=RUNNING, name="deadline_running"),
            models.Index(fields=["tenant", "due_on", "id"], condition=Q(met_on=None, lifted_on=None), name="deadline_unmet"),
        ]


class AnnouncedYear(models.Model):
    """One year's holidays and make-up days as the State Council's office announced them. `retimed_at`: the ledger follows it."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    source = models.CharField(max_length=200)
    off_days = models.JSONField(help_text="{date: why}: the rest days.")
    work_days = models.JSONField(help_text="[date]: weekend days that are worked.")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)
    retimed_at = models.DateTimeField(null=True)
