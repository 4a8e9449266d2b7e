"""Tables of what replies promised, of the return visits that see after it, and of what was corrected."""
from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from motions.events import Fulfilment, PromiseState
from townships.text import LIMITS

TITLE, LINE = LIMITS["title"], LIMITS["line"]


class Promise(models.Model):
    """What a unit promised in a reply, and by when. Late is what is followed past its day; `renews` is the promise before it."""

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey("motions.Case", on_delete=models.PROTECT, related_name="promises")
    assignment = models.ForeignKey("motions.Assignment", on_delete=models.PROTECT, related_name="promises")
    measure = models.CharField(_("measure"), max_length=LINE)
    leader = models.CharField(_("responsible leader"), max_length=LINE)
    promised_on = models.DateField(_("promised on"))
    due_on = models.DateField(_("promised for"))
    state = models.CharField(_("state"), max_length=10, choices=PromiseState)
    round = models.PositiveSmallIntegerField(default=1)
    kept_on = models.DateField(_("kept on"), null=True)
    ended_on = models.DateField(null=True)
    note = models.TextField(blank=True)
    renews = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="promise_state_known", condition=Q(state__in=PromiseState.values)),
            models.CheckConstraint(name="promise_kept", condition=Q(state=PromiseState.KEPT) ^ Q(kept_on=None)),
            models.CheckConstraint(name="promise_ended", condition=Q(state__in=[PromiseState.EXPLAINED, PromiseState.RENEWED]) ^ Q(ended_on=None)),
            models.CheckConstraint(name="promise_in_order", condition=Q(due_on__gte=F("promised_on"))),
        ]
        indexes = [models.Index(fields=["due_on", "id"], name="promise_by_day")]


class PromiseRating(models.Model):
    """What one proposer says of a promise that its unit calls carried out."""

    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="ratings")
    proposer = models.ForeignKey("motions.Proposer", on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    fulfilment = models.CharField(max_length=8, choices=Fulfilment)
    comment = models.CharField(_("comment"), max_length=LINE, blank=True)
    rated_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["promise", "proposer", "round"], name="promise_rated_once_a_round")]


class LookBack(models.Model):
    """A plan to go back and look 回头看: all of what was replied to in a period, or a sample that anybody can draw again from `seed`."""

    id = models.UUIDField(primary_key=True, editable=False)
    version = models.PositiveIntegerField(default=0)
    title = models.CharField(_("title"), max_length=TITLE)
    since = models.DateField()
    until = models.DateField()
    size = models.PositiveIntegerField(null=True, help_text="How many were drawn; None: all.")
    seed = models.CharField(_("seed"), max_length=LINE)
    planned_on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(name="lookback_period", condition=Q(until__gte=F("since")))]
        indexes = [models.Index(fields=["-planned_on", "-id"], name="lookback_newest")]


class LookBackVisit(models.Model):
    """One case that was there to be drawn. Of those that were drawn, the visit, once it was made. Amounts are integers of fen."""

    id = models.UUIDField(primary_key=True, editable=False)
    plan = models.ForeignKey(LookBack, on_delete=models.PROTECT, related_name="visits")
    case = models.ForeignKey("motions.Case", on_delete=models.PROTECT, related_name="visits")
    number = models.CharField(max_length=LINE)
    drawn = models.BooleanField()
    visited_on = models.DateField(_("visited on"), null=True)
    visitors = models.CharField(_("who went"), max_length=LINE, blank=True)
    findings = models.TextField(_("what was found"), blank=True)
    fulfilment = models.CharField(max_length=8, choices=Fulfilment, null=True)
    amount_fen = models.BigIntegerField(_("amount"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "case"], name="visit_once_a_plan"),
            models.CheckConstraint(name="visit_of_drawn", condition=Q(drawn=True) | Q(visited_on=None)),
            models.CheckConstraint(name="visit_whole", condition=Q(visited_on=None, fulfilment=None) | Q(visited_on__isnull=False, fulfilment__isnull=False)),
            models.CheckConstraint(name="visit_amount", condition=Q(amount_fen=None) | Q(amount_fen__gte=0)),
        ]
