"""Tables of all congresses, under row-level security: who wants to hear how, what there was to tell, and the messages that carry it."""
from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from notices.events import Channel, Kind, MessageState, Outcome, Rhythm
from townships.text import LIMITS

LINE = LIMITS["line"]


class Choice(models.Model):
    """How one person wants to hear. Without a row: the inbox page alone."""

    id = models.UUIDField(primary_key=True, editable=False)
    tenant = models.CharField(max_length=63)
    person_id = models.UUIDField()
    version = models.PositiveIntegerField(default=0)
    email = models.CharField(max_length=LINE, blank=True)
    rhythm = models.CharField(max_length=8, choices=Rhythm)
    webhook = models.CharField(max_length=LINE, blank=True)
    secret = models.CharField(max_length=64, blank=True, help_text="Signs what goes to the webhook; its owner is told it.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "person_id"], name="choice_once")]


class Feed(models.Model):
    """A person's calendar as an address of its own. The address is a signature of id and version, kept nowhere: another version, another address.

    `roles` are those held when it was opened: it never shows more than that, whatever its person becomes later.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    tenant = models.CharField(max_length=63)
    person_id = models.UUIDField()
    version = models.PositiveIntegerField(default=0)
    roles = ArrayField(models.CharField(max_length=12))
    opened = models.DateTimeField()
    closed = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "person_id"], name="feed_once")]


class Notice(models.Model):
    """One thing to tell one person; `key` is what it follows from, so that it is told once. A deputy who does not sign in is `addressee` himself."""

    id = models.UUIDField(primary_key=True, editable=False)
    tenant = models.CharField(max_length=63)
    addressee = models.UUIDField()
    deputy_id = models.UUIDField(null=True)
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, choices=Kind)
    subject = models.CharField(max_length=80)
    title = models.CharField(max_length=LIMITS["title"])
    number = models.CharField(max_length=LINE, blank=True)
    told = models.JSONField(default=dict, help_text="What else its sentence says.")
    made = models.DateTimeField()
    read = models.DateTimeField(null=True)
    called = models.DateTimeField(null=True, help_text="Told on the telephone.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "addressee", "key"], name="notice_once")]
        indexes = [
            models.Index(fields=["tenant", "addressee", "-made", "-id"], name="notice_inbox"),
            models.Index(fields=["tenant", "deputy_id", "made"], condition=Q(deputy_id__isnull=False, read=None, called=None), name="notice_untold"),
        ]


class Message(models.Model):
    """What goes out to one person one way. Its id is made of what it tells: however often it is given, it is the same message."""

    id = models.UUIDField(primary_key=True, editable=False)
    tenant = models.CharField(max_length=63)
    person_id = models.UUIDField()
    channel = models.CharField(max_length=8, choices=Channel)
    notices = ArrayField(models.UUIDField())
    state = models.CharField(max_length=10, choices=MessageState)
    tries = models.PositiveSmallIntegerField(default=0)
    made = models.DateTimeField()
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=LINE, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state=MessageState.WAITING), name="message_due"),
            models.Index(fields=["tenant", "-made", "-id"], name="message_newest"),
            models.Index(fields=["tenant", "person_id", "-made"], name="message_of_person"),
        ]


class Call(models.Model):
    """The office rang a deputy up whom no message reaches; what was said stays in the town."""

    id = models.UUIDField(primary_key=True, editable=False)
    tenant = models.CharField(max_length=63)
    deputy_id = models.UUIDField()
    outcome = models.CharField(max_length=4, choices=Outcome)
    at = models.DateTimeField()
    said = models.TextField(blank=True)
    by = models.CharField(max_length=LINE)

    class Meta:
        indexes = [models.Index(fields=["tenant", "deputy_id", "-at"], name="call_of_deputy")]
