"""Tables of one congress: its supervisions, who took part, and what came of each opinion. What follows from what is in `rules`."""
from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oversight.events import Effectiveness, Form, Occasion, Stage, State
from townships.text import LIMITS

TITLE, LINE = LIMITS["title"], LIMITS["line"]
BEFORE_OPINION = [State.PLANNED, State.CARRIED_OUT]
AFTER_OPINION = [State.OPINION_SENT, State.RECTIFIED, State.LOOKED_BACK, State.REOPENED]


class Supervision(models.Model):
    """From the plan to the opinion. `version` counts its facts under the row's lock; `round` is the one of `Round` that runs."""

    id = models.UUIDField(primary_key=True, editable=False)
    version = models.PositiveIntegerField(default=0)
    topic = models.CharField(_("topic"), max_length=TITLE)
    field = models.CharField(_("field of work"), max_length=LINE, blank=True)
    form = models.CharField(_("form"), max_length=24, choices=Form)
    stage = models.CharField(_("stage"), max_length=8, choices=Stage)
    state = models.CharField(_("state"), max_length=12, choices=State)
    state_since = models.DateField()
    due_on = models.DateField(_("due on"), null=True)
    public = models.BooleanField(_("public"))
    planned_on = models.DateField(_("planned on"))
    notice = models.CharField(_("notice"), max_length=LINE, blank=True)
    planned_fen = models.BigIntegerField(_("planned amount"), null=True)
    executed_fen = models.BigIntegerField(_("executed amount"), null=True)
    carried_out_on = models.DateField(_("carried out on"), null=True)
    findings = models.TextField(_("findings"), blank=True)
    opinion = models.TextField(_("opinion"), blank=True)
    opinion_on = models.DateField(null=True)
    unit = models.ForeignKey("roster.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    unit_name = models.CharField(_("unit"), max_length=LINE, blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    closed_on = models.DateField(_("closed on"), null=True)
    closed_note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="supervision_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="supervision_carried_out", condition=Q(state=State.PLANNED) ^ Q(carried_out_on__isnull=False)),
            models.CheckConstraint(name="supervision_no_opinion_yet", condition=~Q(state__in=BEFORE_OPINION) | Q(opinion_on=None)),
            models.CheckConstraint(name="supervision_opinion", condition=~Q(state__in=AFTER_OPINION) | Q(opinion_on__isnull=False)),
            models.CheckConstraint(name="supervision_addressed", condition=Q(opinion_on=None) | Q(unit__isnull=False)),
            models.CheckConstraint(name="supervision_closed", condition=Q(state=State.CLOSED) ^ Q(closed_on=None)),
            models.CheckConstraint(name="supervision_planned_fen", condition=Q(planned_fen=None) | Q(planned_fen__gte=0)),
            models.CheckConstraint(name="supervision_executed_fen", condition=Q(executed_fen=None) | Q(executed_fen__gte=0)),
        ]
        indexes = [
            models.Index(fields=["-planned_on", "-id"], name="supervision_newest"),
            models.Index(fields=["state", "due_on"], name="supervision_waiting"),
        ]


class Participant(models.Model):
    """Somebody who signed for it, went, or went back to look: a deputy, or a name."""

    supervision = models.ForeignKey(Supervision, on_delete=models.PROTECT, related_name="participants")
    occasion = models.CharField(max_length=12, choices=Occasion)
    round = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField()
    deputy = models.ForeignKey("roster.Deputy", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=LINE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["supervision", "occasion", "round", "order"], name="participant_order_once"),
            models.UniqueConstraint(fields=["supervision", "occasion", "round", "deputy"], name="participant_once"),
        ]


class Round(models.Model):
    """What came of the opinion: reported, looked back at; and once more each time the supervision was reopened."""

    supervision = models.ForeignKey(Supervision, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    rectification = models.TextField(_("rectification"), blank=True)
    rectified_on = models.DateField(null=True)
    effect = models.TextField(_("effect"), blank=True)
    effectiveness = models.CharField(_("effectiveness"), max_length=10, choices=Effectiveness, null=True)
    looked_back_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["supervision", "number"], name="round_once"),
            models.CheckConstraint(name="round_reported", condition=Q(rectified_on=None) ^ ~Q(rectification="")),
            models.CheckConstraint(
                name="round_looked_back", condition=Q(looked_back_on=None) ^ Q(rectified_on__isnull=False, effectiveness__isnull=False)
            ),
        ]
