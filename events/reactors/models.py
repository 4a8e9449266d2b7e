"""The inboxes of the reactors: which facts each has reacted to. Shared by all tenants, the workers' own."""
from __future__ import annotations

from django.db import models


class Inbox(models.Model):
    """One fact, one reactor, for ever: a log that is read again (a new cluster is refilled from it) does nothing again."""

    pk = models.CompositePrimaryKey("reactor", "event_id")
    reactor = models.CharField(max_length=40)
    event_id = models.UUIDField()
    handled = models.DateTimeField()
