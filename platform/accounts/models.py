"""Tokens for programs. In the tenant's own schema: a token of one town is unknown in every other."""
from __future__ import annotations

from django.db import models

from townships.ids import new_id


class Token(models.Model):
    """A secret handed out once; only its hash stays here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created = models.DateTimeField()
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True)
    last_used = models.DateField(null=True)
