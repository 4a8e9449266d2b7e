"""Tenants: who they are for ever (the schema), and what they are called at a time (designations, hosts)."""
from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy
from django_tenants.models import DomainMixin, TenantMixin


class TenantType(models.TextChoices):
    COUNTY = "county", pgettext_lazy("congress level", "county")
    TOWNSHIP = "township", pgettext_lazy("congress level", "township")


class Level(models.TextChoices):
    TOWN = "town", pgettext_lazy("division", "town")
    TOWNSHIP = "township", pgettext_lazy("division", "township")
    ETHNIC_TOWNSHIP = "ethnic_township", pgettext_lazy("division", "ethnic township")
    COUNTY = "county", pgettext_lazy("division", "county")
    OTHER = "other", pgettext_lazy("division", "other")


class Tenant(TenantMixin):
    """A congress. `schema_name` is fixed at opening and opaque from then on; `name` and `code` repeat the designation in force."""

    auto_create_schema = False
    auto_drop_schema = False

    type = models.CharField(max_length=10, choices=TenantType)
    county_schema = models.CharField(max_length=63, help_text="The county's schema; its own for a county.")
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    incarnation = models.PositiveIntegerField(default=1, help_text="Raised by a restore: newer facts win over what the world saw.")
    applied = models.JSONField(default=dict, help_text="Last migration of each app in this schema; {} until the schema stands.")
    opened_at = models.DateTimeField()
    opened_reason = models.CharField(max_length=200, blank=True, default="")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="tenant_county_is_its_own", condition=~Q(type="county") | Q(county_schema=F("schema_name"))),
        ]
        indexes = [models.Index(fields=["county_schema", "type", "code"], name="tenant_of_county")]


class Domain(DomainMixin):
    """A host. An old one (`redirects`) sends to the tenant's primary host."""

    redirects = models.BooleanField(default=False)


class Designation(models.Model):
    """What the division was called, from when to when: code, name, level and parent change, the tenant does not."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="designations")
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    level = models.CharField(max_length=20, choices=Level)
    parent_code = models.CharField(max_length=12)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant"], condition=Q(valid_to=None), name="one_designation_in_force"),
            models.CheckConstraint(name="designation_in_order", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))),
        ]
