"""Tables of one congress: a town's cases on their way up and the county's tasks on its desk; at the county, what came from its towns."""
from __future__ import annotations

from django.db import models
from django.db.models import Q

from motions.events import AssignmentState, Meaning, Outcome, Part, State
from referrals.events import MatterState, Sent, Way
from townships.text import LIMITS

TITLE, LINE = LIMITS["title"], LIMITS["line"]


class Told(models.Model):
    """A matter as the other congress told it."""

    version = models.PositiveIntegerField(default=0)
    number = models.CharField(max_length=LINE, blank=True)
    title = models.CharField(max_length=TITLE)
    where = models.CharField(max_length=LINE, blank=True)
    text = models.TextField(blank=True)
    proposal = models.TextField(blank=True)
    category = models.CharField(max_length=LINE, blank=True)
    public = models.BooleanField()

    class Meta:
        abstract = True


class Heard(models.Model):
    """Up to which (incarnation, version) the other congress has been heard: an older fact changes nothing."""

    heard_incarnation = models.PositiveIntegerField(default=0)
    heard_version = models.PositiveBigIntegerField(default=0)

    class Meta:
        abstract = True


class Referral(Told, Heard):
    """A case of this town on its way up. `id` is the case's own."""

    id = models.UUIDField(primary_key=True, editable=False)
    way = models.CharField(max_length=16, choices=Way)
    deputy = models.CharField(max_length=LINE, blank=True)
    referred_on = models.DateField()
    county_case_id = models.UUIDField(null=True)
    county_number = models.CharField(max_length=LINE, blank=True)
    county_state = models.CharField(max_length=12, choices=State, null=True)
    county_outcome = models.CharField(max_length=12, choices=Outcome, null=True)
    county_since = models.DateField(null=True)
    declined_on = models.DateField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="referral_went_on_or_not", condition=Q(county_case_id=None) | Q(declined_on=None))]


class Matter(Told):
    """What came from a town and waits at the county to be taken up. `id` is the town's case, `case_id` the county's that it became."""

    id = models.UUIDField(primary_key=True, editable=False)
    town = models.CharField(max_length=63)
    town_name = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=MatterState)
    way = models.CharField(max_length=16, choices=Way)
    deputy = models.CharField(max_length=LINE, blank=True)
    referred_on = models.DateField()
    case = models.OneToOneField("motions.Case", on_delete=models.PROTECT, null=True, related_name="+")
    declined_on = models.DateField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="matter_state_known", condition=Q(state__in=MatterState.values)),
            models.CheckConstraint(name="matter_taken_up", condition=Q(state=MatterState.TAKEN_UP) ^ Q(case=None)),
            models.CheckConstraint(name="matter_declined", condition=Q(state=MatterState.DECLINED) ^ Q(declined_on=None)),
        ]
        indexes = [models.Index(fields=["state", "-referred_on", "-id"], name="matter_waiting")]


class Desk(models.Model):
    """A unit of this county that is the government of a town: what is handed to it appears there."""

    unit = models.OneToOneField("roster.Unit", on_delete=models.PROTECT, primary_key=True, related_name="+")
    version = models.PositiveIntegerField(default=0)
    town = models.CharField(max_length=63, unique=True)


class Task(Told, Heard):
    """A case of the county on this town government's desk. `id` is the county's assignment, `state` as the county said last."""

    id = models.UUIDField(primary_key=True, editable=False)
    county_case_id = models.UUIDField()
    unit_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Part)
    state = models.CharField(max_length=14, choices=AssignmentState)
    handed_over_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    sent = models.CharField(max_length=8, choices=Sent, blank=True)
    sent_on = models.DateField(null=True)
    sent_by = models.CharField(max_length=LINE, blank=True)
    reply_number = models.CharField(max_length=LINE, blank=True)
    meaning = models.CharField(max_length=12, choices=Meaning, blank=True)
    reply = models.TextField(blank=True)
    signed_off_by = models.CharField(max_length=LINE, blank=True)
    refusal = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="task_state_known", condition=Q(state__in=AssignmentState.values))]
        indexes = [models.Index(fields=["state", "due_on"], name="task_waiting")]
