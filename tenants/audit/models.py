"""Who came in, who was refused, what left the house: written once, never changed, kept at least six months (the database holds both)."""
from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from townships.ids import new_id


class Act(models.TextChoices):
    SIGNED_IN = "signed_in", pgettext_lazy("audit", "signed in")
    SIGN_IN_FAILED = "sign_in_failed", pgettext_lazy("audit", "sign-in failed")
    LOCKED_OUT = "locked_out", pgettext_lazy("audit", "locked out")
    SIGNED_OUT = "signed_out", pgettext_lazy("audit", "signed out")
    TOKEN_CREATED = "token_created", pgettext_lazy("audit", "token made")
    TOKEN_REVOKED = "token_revoked", pgettext_lazy("audit", "token revoked")
    TOKEN_FIRST_USED = "token_first_used", pgettext_lazy("audit", "token used for the first time")
    CARD_ISSUED = "card_issued", pgettext_lazy("audit", "deputy's card issued")
    CARD_REVOKED = "card_revoked", pgettext_lazy("audit", "deputy's card revoked")
    CARD_BOUND = "card_bound", pgettext_lazy("audit", "card bound to a device")
    CARD_USED = "card_used", pgettext_lazy("audit", "signed in with a card")
    CARD_REFUSED = "card_refused", pgettext_lazy("audit", "card refused")
    LINK_MADE = "link_made", pgettext_lazy("audit", "link to a new password made")
    LINK_TAKEN = "link_taken", pgettext_lazy("audit", "new password set")
    SECOND_FACTOR_ON = "second_factor_on", pgettext_lazy("audit", "second factor set up")
    SECOND_FACTOR_OFF = "second_factor_off", pgettext_lazy("audit", "second factor taken away")
    SECOND_FACTOR_ASKED = "second_factor_asked", pgettext_lazy("audit", "second factor asked of the office, or no more")
    EXPORTED = "exported", pgettext_lazy("audit", "taken out as a file")
    OPERATED = "operated", pgettext_lazy("audit", "platform staff")


class Entry(models.Model):
    """One act in one congress, or on the platform itself (`public`). The migration takes every right and way to change it.

    `name` is a known person's, never what a stranger typed: people type passwords there. `mark` is a keyed hash of a typed sign-in name,
    by which wrong tries are counted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.CharField(max_length=63)
    at = models.DateTimeField()
    act = models.CharField(max_length=20, choices=Act)
    person_id = models.UUIDField(null=True)
    name = models.CharField(max_length=60, blank=True, default="")
    address = models.CharField(max_length=45, blank=True, default="")
    mark = models.CharField(max_length=32, blank=True, default="")
    detail = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "-at", "-id"], name="audit_of_tenant"),
            models.Index(fields=["tenant", "mark", "at"], condition=~models.Q(mark=""), name="audit_tries"),
            models.Index(fields=["at"], name="audit_when"),
        ]
