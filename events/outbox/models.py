"""The log: immutable facts, what waits for its place, and the places given (see docs/decisions and sequencer.py). Shared by all tenants."""
from __future__ import annotations

from django.db import models


class Fact(models.Model):
    """One envelope, as it travels, never updated. `id` is the order of writing; the order of reading is `Placed.position`.

    `actorname` and `private` are for the town alone: what reads the log for others may not even select them.
    """

    event_id = models.UUIDField(unique=True)
    tenant = models.CharField(max_length=63)
    county = models.CharField(max_length=63)
    subject = models.CharField(max_length=80)
    incarnation = models.IntegerField()
    version = models.BigIntegerField()
    type = models.CharField(max_length=120)
    audience = models.CharField(max_length=8)
    envelope = models.TextField()
    actorname = models.CharField(max_length=200)
    private = models.JSONField()
    recorded = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "subject", "incarnation", "version"], name="fact_version_once")]


class Pending(models.Model):
    """A committed fact that has no place yet. Narrow, and vacuumed hard."""

    fact_id = models.BigIntegerField(primary_key=True)


class Placed(models.Model):
    """The place of a fact in the log: dense, from 1, append only."""

    position = models.BigIntegerField(primary_key=True)
    fact_id = models.BigIntegerField()


class Head(models.Model):
    """The last place given: one row, and the lock of the sequencers."""

    one = models.BooleanField(primary_key=True, default=True)
    position = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(name="one_head", condition=models.Q(one=True))]


class HandledCommand(models.Model):
    """A command that was carried out: kept 30 days so that the same again is the same."""

    pk = models.CompositePrimaryKey("tenant", "command_id")
    tenant = models.CharField(max_length=63)
    command_id = models.UUIDField()
    content = models.CharField(max_length=64)
    receipt = models.JSONField(null=True)
    handled = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["handled"], name="handled_when")]
