"""The county's calls, its book of whom to ring, and letters: of those the county has what it sent, a town what it was sent."""
from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guidance.events import LetterState, Post
from townships.text import LIMITS

TITLE, LINE = LIMITS["title"], LIMITS["line"]


class Letter(models.Model):
    """`version` counts this congress's own facts about it, under the row's lock."""

    id = models.UUIDField(primary_key=True, editable=False)
    version = models.PositiveIntegerField(default=0)
    town = models.CharField(max_length=63)
    state = models.CharField(max_length=10, choices=LetterState)
    number = models.CharField(_("number"), max_length=LINE)
    subject = models.CharField(_("subject"), max_length=TITLE)
    text = models.TextField(_("text"))
    case_ids = ArrayField(models.UUIDField())
    sent_on = models.DateField()
    answer_by = models.DateField(_("answer by"))
    check_on = models.DateField(_("look again on"))
    answer = models.TextField(_("answer"), blank=True)
    answered_on = models.DateField(null=True)
    checked_on = models.DateField(null=True)
    check_note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="letter_state_known", condition=Q(state__in=LetterState.values)),
            models.CheckConstraint(name="letter_in_order", condition=Q(answer_by__gte=F("sent_on"))),
            models.CheckConstraint(name="letter_answered", condition=Q(answered_on=None) ^ ~Q(answer="")),
        ]
        indexes = [models.Index(fields=["-sent_on", "-id"], name="letter_newest"), models.Index(fields=["town", "state"], name="letter_of_town")]


class Call(models.Model):
    """One telephone call to a town: with whom, about what. It stays in the county."""

    id = models.UUIDField(primary_key=True, editable=False)
    town = models.CharField(max_length=63)
    case_id = models.UUIDField(null=True)
    called_on = models.DateField()
    spoke_with = models.CharField(_("spoke with"), max_length=LINE)
    note = models.TextField(_("what was said"))
    called_by = models.CharField(max_length=LINE)

    class Meta:
        indexes = [models.Index(fields=["town", "-called_on", "-id"], name="call_newest")]


class Entry(models.Model):
    """Whom to ring in a town, as the county's office knows it."""

    id = models.UUIDField(primary_key=True, editable=False)
    version = models.PositiveIntegerField(default=0)
    town = models.CharField(max_length=63)
    post = models.CharField(max_length=8, choices=Post)
    name = models.CharField(_("name"), max_length=LINE)
    phone = models.CharField(_("telephone"), max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["town", "post"], name="entry_once")]
