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
