"""What the county knows of its towns, in the county's own schema. Only the projector writes here; all of it can be made again."""
from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class View(models.Model):
    """The newest public state of one subject: a row is replaced only by a newer (incarnation, version)."""

    id = models.UUIDField(primary_key=True)
    tenant = models.CharField(max_length=63)
    incarnation = models.IntegerField()
    version = models.BigIntegerField()
    recorded = models.DateTimeField()
    facts = models.JSONField()

    class Meta:
        abstract = True


class CaseView(View):
    """A motion or suggestion of a town, or of the county's own congress.

    The columns are what the board counts by, so that it opens no JSON; `facts` lies beside the table (`toast_tuple_target`), so that counting reads little.
    """

    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=24)
    number = models.CharField(max_length=60)
    title = models.CharField(max_length=100)
    category = models.CharField(max_length=60)
    channel = models.CharField(max_length=20)
    public = models.BooleanField()
    submitted_on = models.DateField()
    handed_over_on = models.DateField(null=True)
    replied_on = models.DateField(null=True)
    concluded_on = models.DateField(null=True)
    promise_due_on = models.DateField(null=True, help_text="The next day for which something was promised that is followed.")
    dissatisfied = models.BooleanField()
    replied_late = models.BooleanField()
    rated_on = models.DateField(null=True)
    rated_at_once = models.BooleanField()
    deputy_ids = ArrayField(models.UUIDField())
    leaders = ArrayField(models.CharField(max_length=200))

    class Meta:
        indexes = [
            models.Index(fields=["promise_due_on", "id"], name="caseview_promising", condition=models.Q(promise_due_on__isnull=False)),
            models.Index(fields=["tenant", "state"], name="caseview_board"),
            models.Index(fields=["-submitted_on", "-id"], name="caseview_latest"),
            models.Index(fields=["tenant", "-submitted_on", "-id"], name="caseview_of_town"),
        ]


class SupervisionView(View):
    topic = models.CharField(max_length=100)
    form = models.CharField(max_length=40)
    state = models.CharField(max_length=24)
    planned_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["tenant", "state"], name="supervisionview_board")]


class DeadlineView(View):
    """An entry of a town's ledger; `about_id` is the case or supervision that it belongs to."""

    about_id = models.UUIDField()
    about_kind = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    due_on = models.DateField()
    met_on = models.DateField(null=True)
    missed_on = models.DateField(null=True)
    lifted_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["about_id"], name="deadlineview_of_subject"),
            models.Index(
                fields=["tenant", "due_on"], name="deadlineview_open", include=["about_id", "kind"], condition=models.Q(met_on=None, lifted_on=None)
            ),
            models.Index(fields=["tenant"], name="deadlineview_missed", include=["about_id", "kind"], condition=models.Q(missed_on__isnull=False)),
        ]


class RosterView(View):
    """Terms, sessions, deputies, units, groups, presidium: whom to ring, and who is silent. `began_on` and `ended_on` are what is dated of each."""

    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    role = models.CharField(max_length=20)
    began_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "kind"], name="rosterview_of_town")]


class TownView(models.Model):
    """When this town was last heard of: tells 'nothing happened' from 'nothing arrived'."""

    tenant = models.CharField(max_length=63, primary_key=True)
    last_fact = models.DateTimeField()
    last_recorded = models.DateTimeField()
