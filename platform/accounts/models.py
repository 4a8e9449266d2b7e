"""How people come in here: tokens for programs, deputies' cards, links to a new password, second factors; and what a person chose for the eye.

All in the tenant's own schema: what lets somebody in at one congress is unknown in every other.
"""
from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from townships.ids import new_id
from townships.text import LIMITS

DIGEST = 64


class Token(models.Model):
    """A secret handed out once; only its hash stays here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=DIGEST, unique=True)
    scopes = models.JSONField(default=list)
    created = models.DateTimeField()
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True)
    last_used = models.DateField(null=True)


class Card(models.Model):
    """A deputy's card: good as long as the mandate, on the device that used it first (`device` is the hash of what that device was given)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    deputy_id = models.UUIDField()
    digest = models.CharField(max_length=DIGEST, unique=True)
    issued = models.DateTimeField()
    issued_by = models.CharField(max_length=60)
    device = models.CharField(max_length=DIGEST, blank=True)
    bound = models.DateTimeField(null=True)
    last_used = models.DateField(null=True)
    revoked = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deputy_id"], condition=Q(revoked=None), name="card_one_each"),
            models.CheckConstraint(name="card_bound_to_something", condition=Q(device="") ^ Q(bound__isnull=False)),
        ]
        indexes = [models.Index(fields=["device"], condition=~Q(device=""), name="card_of_device")]


class PasswordLink(models.Model):
    """A way to a new password, good once: handed over on paper, so that nobody but its person learns the password."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=DIGEST, unique=True)
    made = models.DateTimeField()
    expires = models.DateTimeField()
    ended = models.DateTimeField(null=True, help_text="Used, or another one was made.")


class SecondFactor(models.Model):
    """A person's authenticator (RFC 6238). `last_step` is the last that was taken: no code counts twice. `recovery`: hashes of the codes that are left."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField("people.Person", on_delete=models.PROTECT, related_name="+")
    secret = models.CharField(max_length=64)
    confirmed = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)
    recovery = models.JSONField(default=list)


class Policy(models.Model):
    """What this congress asks of its office. One row, or none yet."""

    only = models.BooleanField(primary_key=True, default=True, editable=False)
    second_factor = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(name="policy_only_one", condition=Q(only=True))]


class Theme(models.TextChoices):
    AUTO = "", pgettext_lazy("brightness", "As the device")
    LIGHT = "light", pgettext_lazy("brightness", "Light")
    DARK = "dark", pgettext_lazy("brightness", "Dark")


class Size(models.TextChoices):
    USUAL = "", pgettext_lazy("letters", "Usual")
    LARGE = "large", pgettext_lazy("letters", "Large")
    LARGEST = "largest", pgettext_lazy("letters", "Very large")


class Look(models.Model):
    """How a person wants to see the pages, on whichever device."""

    person = models.OneToOneField("people.Person", on_delete=models.PROTECT, related_name="+", primary_key=True)
    theme = models.CharField(max_length=8, choices=Theme, blank=True)
    size = models.CharField(max_length=8, choices=Size, blank=True)


class SavedFilter(models.Model):
    """A list as a person wants to find it again: `page` is the address of the list, `query` what stands behind it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=LIMITS["name"])
    page = models.CharField(max_length=LIMITS["name"])
    query = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "page", "name"], name="saved_filter_name_once")]
