"""What a congress has ruled for itself, within the law. A tenant table."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from townships.ids import new_id


class LocalRule(models.Model):
    """A rule that this congress adopted: key, value and scope as in the law table, dated, with the document that says so."""

    class Force(models.TextChoices):
        BINDING = "binding", _("binding")
        REFERENCE = "reference", _("reference")

    class Session(models.TextChoices):
        IN_SESSION = "in_session", _("in session")
        OUT_OF_SESSION = "out_of_session", _("out of session")
        ANY = "any", _("in and out of session")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=40)
    value = models.CharField(max_length=200)
    source = models.CharField(max_length=200)
    force = models.CharField(max_length=10, choices=Force)
    session = models.CharField(max_length=15, choices=Session, default=Session.ANY)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    note = models.CharField(max_length=5000, blank=True, default="")
    version = models.PositiveIntegerField(default=0)
    adopted_by = models.UUIDField(null=True)
    adopted_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "session"], condition=Q(valid_to=None), name="local_rule_once"),
            models.CheckConstraint(name="local_rule_in_order", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))),
            models.CheckConstraint(name="local_rule_has_source", condition=~Q(source="")),
        ]
        indexes = [models.Index(fields=["key", "valid_from"], name="local_rule_of_key")]
