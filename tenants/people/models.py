"""People are shared by all tenants; what a person is where, a membership says."""
from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from townships.ids import new_id


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(login=username)


class Person(AbstractBaseUser):
    """A human being who may sign in. Visible to a tenant only through a membership there (row-level security)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    login = models.CharField(_("sign-in name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    is_active = models.BooleanField(default=True)
    demonstration = models.BooleanField(default=False, help_text="May sign in only while the demo mode is on.")

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = ["name"]
    objects = PersonManager()


class Membership(models.Model):
    """One role of one person in one tenant, from a day to a day. `holder` is the deputy or the unit that the role stands for."""

    class Role(models.TextChoices):
        CLERK = "clerk", _("office clerk")
        CHAIR = "chair", _("chair")
        VICE_CHAIR = "vice_chair", _("vice-chair")
        PRESIDIUM = "presidium", _("presidium member")
        DEPUTY = "deputy", _("deputy")
        UNIT = "unit", _("handling unit")
        UNIT_LEADER = "unit_leader", _("leader of a handling unit")
        OPERATOR = "operator", _("operator")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.CharField(max_length=63)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role)
    holder = models.UUIDField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "person", "role", "holder"], condition=Q(valid_to=None), nulls_distinct=False, name="membership_once"
            ),
            models.CheckConstraint(name="membership_in_order", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))),
            models.CheckConstraint(name="membership_holder", condition=Q(holder=None) ^ Q(role__in=["deputy", "unit", "unit_leader"])),
        ]
        indexes = [models.Index(fields=["person", "tenant"], name="membership_of_person")]
