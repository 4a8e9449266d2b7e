"""How far each consumer has come, and what it had to lay aside. Shared by all tenants; the workers' own."""
from __future__ import annotations

from django.db import models


class Position(models.Model):
    """The last offset of a partition whose effect is in this database, written in the transaction of the effect."""

    pk = models.CompositePrimaryKey("consumer", "stream", "partition")
    consumer = models.CharField(max_length=40)
    stream = models.CharField(max_length=80, help_text="Which log: 'log' for PostgreSQL, the cluster's id for Kafka.")
    partition = models.IntegerField()
    offset = models.BigIntegerField()
    moved = models.DateTimeField()


class Parked(models.Model):
    """A message whose effect keeps failing, or one that waits behind it. Replayed in order of `id` after the cure."""

    consumer = models.CharField(max_length=40)
    tenant = models.CharField(max_length=63)
    subject = models.CharField(max_length=80)
    event_id = models.CharField(max_length=64)
    body = models.BinaryField()
    error = models.TextField(blank=True, default="", help_text="Empty for one that only waits.")
    attempts = models.IntegerField(default=0)
    parked = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consumer", "tenant", "subject", "event_id"], name="parked_once")]
        indexes = [models.Index(fields=["consumer", "tenant", "subject", "id"], name="parked_of_subject")]
