"""Tables of one congress: its cases, and who has what part in each. What follows from what is in `rules`."""
from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from motions.events import (
    UNREGISTERED,
    Answer,
    AssignmentState,
    Conclusion,
    CosigningState,
    DraftState,
    Fulfilment,
    Kind,
    Meaning,
    Occasion,
    Outcome,
    Part,
    Purpose,
    Reason,
    Satisfaction,
    State,
    TellingState,
)
from motions.models_promises import LookBack as LookBack
from motions.models_promises import LookBackVisit as LookBackVisit
from motions.models_promises import Promise as Promise
from motions.models_promises import PromiseRating as PromiseRating
from people.channel import Channel
from townships.text import LIMITS

TITLE, LINE = LIMITS["title"], LIMITS["line"]
HANDED_OVER = [State.IN_HAND, State.REWORK, State.ANSWERED, State.REPLIED, State.DELIBERATION, State.CONCLUDED]
DECIDED = [State.DECIDED, State.EXECUTING, State.CARRIED_OUT, State.REPORTED]
WITHDRAWN = Q(state=State.WITHDRAWN)
REFERRED = Q(state=State.REFERRED)


class Series(models.Model):
    """The last number given in a row of numbers; its row lock makes the row gapless. `session` 0 is out of session."""

    kind = models.CharField(max_length=10, choices=Kind)
    term = models.PositiveSmallIntegerField()
    session = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "term", "session"], name="series_once")]


class HandOver(models.Model):
    """A hand-over meeting, with its record. A subject of its own, which stays in the town: each case tells its hand-over itself."""

    id = models.UUIDField(primary_key=True, editable=False)
    version = models.PositiveIntegerField(default=0)
    held_on = models.DateField(_("held on"))
    place = models.CharField(_("place"), max_length=LINE)
    present = models.CharField(_("who was there"), max_length=LINE, blank=True)
    note = models.TextField(_("record"))

    class Meta:
        indexes = [models.Index(fields=["-held_on", "-id"], name="handover_newest")]


class Case(models.Model):
    """A motion or a suggestion. `version` counts its facts under the row's lock; `state` to `concluded_on` is what `rules.settled` says."""

    id = models.UUIDField(primary_key=True, editable=False)
    version = models.PositiveIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel)
    state = models.CharField(_("state"), max_length=12, choices=State)
    state_since = models.DateField()
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, null=True)
    due_on = models.DateField(_("due on"), null=True)
    replied_on = models.DateField(null=True)
    concluded_on = models.DateField(null=True)
    carried_out_on = models.DateField(null=True)
    looked_back_on = models.DateField(null=True)
    looked_back = models.CharField(max_length=8, choices=Fulfilment, null=True)

    title = models.CharField(_("title"), max_length=TITLE)
    where = models.CharField(_("where"), max_length=LINE, blank=True)
    text = models.TextField(_("what"), blank=True)
    grounds = models.TextField(_("grounds"), blank=True)
    proposal = models.TextField(_("proposal"), blank=True)
    category = models.CharField(_("category"), max_length=LINE, blank=True)
    public = models.BooleanField(_("public"))

    meets = models.ForeignKey("roster.Session", on_delete=models.PROTECT, null=True, related_name="+")
    term = models.PositiveSmallIntegerField(null=True)
    session = models.PositiveSmallIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)
    number = models.CharField(_("number"), max_length=LINE, blank=True)
    former_number = models.CharField(max_length=LINE, blank=True)

    submitted_on = models.DateField(_("submitted on"))
    entered_on = models.DateField(_("entered on"))
    intake_reason = models.CharField(max_length=16, choices=Reason, blank=True)
    intake_note = models.TextField(blank=True)
    registered_on = models.DateField(_("registered on"), null=True)
    proposed_on = models.DateField(null=True)
    approved_on = models.DateField(null=True)
    handover_due_on = models.DateField(null=True)
    handed_over_on = models.DateField(_("handed over on"), null=True)
    occasion = models.CharField(max_length=8, choices=Occasion, blank=True)
    key_on = models.DateField(null=True)
    key_led_by = models.CharField(_("who leads it"), max_length=LINE, blank=True)
    handed_over_at = models.ForeignKey(HandOver, on_delete=models.PROTECT, null=True, related_name="cases")
    round = models.PositiveSmallIntegerField(default=1)
    rework_declined_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    referred_on = models.DateField(null=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    split_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    deliberated_on = models.DateField(null=True)
    conclusion = models.CharField(_("conclusion"), max_length=16, choices=Conclusion, null=True)

    listed_on = models.DateField(null=True)
    debated_on = models.DateField(null=True)
    withdrawal_asked_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    reported_on = models.DateField(null=True)
    votes_for = models.PositiveIntegerField(null=True)
    votes_against = models.PositiveIntegerField(null=True)
    votes_abstained = models.PositiveIntegerField(null=True)
    all_deputies = models.PositiveIntegerField(null=True)
    resolution = models.TextField(blank=True)
    report = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="case_number_once"),
            models.UniqueConstraint(fields=["kind", "term", "session", "serial"], name="case_serial_once"),
            models.CheckConstraint(name="case_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="case_numbered", condition=WITHDRAWN | (Q(state__in=sorted(UNREGISTERED)) ^ Q(serial__isnull=False))),
            models.CheckConstraint(name="case_handed_over", condition=WITHDRAWN | REFERRED | (Q(state__in=HANDED_OVER) ^ Q(handed_over_on=None))),
            models.CheckConstraint(name="case_withdrawn", condition=WITHDRAWN ^ Q(withdrawn_on=None)),
            models.CheckConstraint(name="case_referred", condition=REFERRED ^ Q(referred_on=None)),
            models.CheckConstraint(name="case_merged", condition=Q(state=State.MERGED) ^ Q(merged_into=None)),
            models.CheckConstraint(name="case_concluded", condition=Q(state=State.CONCLUDED) ^ Q(concluded_on=None)),
            models.CheckConstraint(name="case_carried_out", condition=Q(carried_out_on=None) | Q(replied_on__lte=F("carried_out_on"))),
            models.CheckConstraint(name="case_looked_back", condition=Q(looked_back=None) ^ Q(looked_back_on__isnull=False)),
            models.CheckConstraint(name="case_decided", condition=Q(state__in=DECIDED) ^ Q(decided_on=None)),
            models.CheckConstraint(name="case_reported", condition=Q(state=State.REPORTED) ^ Q(reported_on=None)),
            models.CheckConstraint(name="case_votes_of_all", condition=Q(all_deputies=None) | Q(all_deputies__gte=F("votes_for"))),
        ]
        indexes = [
            models.Index(fields=["-submitted_on", "-id"], name="case_newest"),
            models.Index(fields=["state", "due_on"], name="case_waiting"),
        ]


class Proposer(models.Model):
    """A deputy who raised the case; `order` 1 leads. The name is the one it was raised under."""

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="proposers")
    deputy = models.ForeignKey("roster.Deputy", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=LINE)
    order = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "deputy"], name="proposer_once"),
            models.UniqueConstraint(fields=["case", "order"], name="proposer_order_once"),
        ]


class Assignment(models.Model):
    """One unit's part of a case, with its own dates. `successor` took the part over when the unit was relieved.

    `extension_asked_on` stands while an application for more time waits; `first_due_on` is the day before any was granted.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assignments")
    order = models.PositiveSmallIntegerField()
    unit = models.ForeignKey("roster.Unit", on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField(_("unit"), max_length=LINE)
    kind = models.CharField(_("part"), max_length=10, choices=Part)
    state = models.CharField(_("state"), max_length=14, choices=AssignmentState)
    leader = models.CharField(_("responsible leader"), max_length=LINE, blank=True)
    person = models.CharField(_("responsible person"), max_length=LINE, blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    first_handed_over_on = models.DateField(null=True)
    handed_over_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    relief_until = models.DateField(null=True)
    relief_note = models.TextField(blank=True)
    signed_on = models.DateField(null=True)
    replied_on = models.DateField(null=True)
    opinion = models.TextField(blank=True)
    contacted_on = models.DateField(null=True)
    progress_on = models.DateField(null=True)
    progress_note = models.TextField(blank=True)
    pressed_on = models.DateField(null=True)
    pressed = models.PositiveSmallIntegerField(default=0)
    extension_asked_on = models.DateField(null=True)
    extension_until = models.DateField(null=True)
    extension_note = models.TextField(blank=True)
    extended_on = models.DateField(null=True)
    first_due_on = models.DateField(null=True)
    carried_out_on = models.DateField(null=True)
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "unit"], condition=~Q(state=AssignmentState.RELIEVED), name="assignment_unit_once"),
            models.UniqueConstraint(fields=["case", "order"], name="assignment_order_once"),
            models.CheckConstraint(name="assignment_state_known", condition=Q(state__in=AssignmentState.values)),
            models.CheckConstraint(name="assignment_in_hand", condition=~Q(state=AssignmentState.PROPOSED) ^ Q(handed_over_on=None)),
            models.CheckConstraint(name="assignment_due", condition=Q(handed_over_on=None) | Q(due_on__isnull=False)),
            models.CheckConstraint(name="assignment_replied", condition=Q(state=AssignmentState.REPLIED) ^ Q(replied_on=None)),
            models.CheckConstraint(name="assignment_carried_out", condition=Q(state=AssignmentState.CARRIED_OUT) ^ Q(carried_out_on=None)),
            models.CheckConstraint(name="assignment_extended", condition=Q(extended_on=None, first_due_on=None) | Q(first_due_on__lt=F("due_on"))),
            models.CheckConstraint(name="assignment_in_order", condition=Q(replied_on=None) | Q(replied_on__gte=F("handed_over_on"))),
        ]
        indexes = [models.Index(fields=["unit", "state", "due_on"], name="assignment_waiting")]


class Contact(models.Model):
    """One time that a unit spoke with deputies about their case. Which way is free; the note, signed where it was on paper, stays in the town."""

    id = models.UUIDField(primary_key=True, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="contacts")
    round = models.PositiveSmallIntegerField()
    held_on = models.DateField()
    method = models.CharField(_("method"), max_length=LINE)
    three_party = models.BooleanField(_("three-party meeting"))
    present = models.CharField(_("who was there"), max_length=LINE, blank=True)
    note = models.TextField(_("note"))
    signed_by = models.CharField(_("signed by"), max_length=LINE, blank=True)
    proposers = models.ManyToManyField(Proposer, related_name="+")


class CaseFile(models.Model):
    """A file that was put to a case. Taken away again, it is shown no more and stays known."""

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="files")
    file = models.OneToOneField("attachments.File", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(_("what it shows"), max_length=8, choices=Purpose)
    caption = models.CharField(max_length=LINE, blank=True)
    added_on = models.DateField()
    added_by = models.UUIDField(null=True)
    added_name = models.CharField(max_length=LINE)
    removed_on = models.DateField(null=True)
    removed_note = models.CharField(max_length=LINE, blank=True)


class Telling(models.Model):
    """What a deputy told by voice or photo; the clerk types it out, reads it back, and with the deputy's yes it is the `case`."""

    id = models.UUIDField(primary_key=True, editable=False)
    version = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=TellingState)
    deputy = models.ForeignKey("roster.Deputy", on_delete=models.PROTECT, related_name="+")
    deputy_name = models.CharField(max_length=LINE)
    line = models.CharField(max_length=LINE, blank=True)
    public = models.BooleanField(_("public"))
    told_on = models.DateField()
    title = models.CharField(_("title"), max_length=TITLE, blank=True)
    where = models.CharField(_("where"), max_length=LINE, blank=True)
    text = models.TextField(_("what"), blank=True)
    proposal = models.TextField(_("proposal"), blank=True)
    category = models.CharField(_("category"), max_length=LINE, blank=True)
    typed_by = models.CharField(max_length=LINE, blank=True)
    note = models.TextField(blank=True)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, null=True, related_name="telling")

    class Meta:
        constraints = [
            models.CheckConstraint(name="telling_state_known", condition=Q(state__in=TellingState.values)),
            models.CheckConstraint(name="telling_agreed", condition=Q(state=TellingState.AGREED) ^ Q(case=None)),
        ]
        indexes = [models.Index(fields=["-told_on", "-id"], name="telling_newest")]


class TellingFile(models.Model):
    """A photo or a voice note of it."""

    telling = models.ForeignKey(Telling, on_delete=models.PROTECT, related_name="files")
    file = models.OneToOneField("attachments.File", on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()


class Citation(models.Model):
    """An earlier case of the county that the office found to be alike, as it stood when it was cited: its town and what became of it."""

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="citations")
    town = models.CharField(max_length=63)
    town_name = models.CharField(max_length=LINE)
    cited_id = models.UUIDField()
    number = models.CharField(_("number"), max_length=LINE, blank=True)
    title = models.CharField(_("title"), max_length=TITLE)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, null=True)
    concluded_on = models.DateField(null=True)
    cited_on = models.DateField()
    cited_name = models.CharField(max_length=LINE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "town", "cited_id"], name="citation_once")]


class Draft(models.Model):
    """A reply that a unit's person has written and its leader has not signed off yet. A subject of its own: the county hears nothing of it."""

    id = models.UUIDField(primary_key=True, editable=False)
    version = models.PositiveIntegerField(default=0)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="drafts")
    round = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=DraftState)
    number = models.CharField(_("number"), max_length=LINE)
    meaning = models.CharField(_("meaning"), max_length=12, choices=Meaning)
    text = models.TextField(_("text"))
    contact = models.CharField(_("whom to ask"), max_length=LINE, blank=True)
    written_by = models.CharField(max_length=LINE)
    written_on = models.DateField()
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "round"], name="draft_once_a_round"),
            models.CheckConstraint(name="draft_state_known", condition=Q(state__in=DraftState.values)),
        ]


class Reply(models.Model):
    """A unit's answer, signed off by its leader. Never changed: a second round makes a second one. `contact` is for its readers in the town."""

    id = models.UUIDField(primary_key=True, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="replies")
    round = models.PositiveSmallIntegerField()
    number = models.CharField(_("number"), max_length=LINE)
    meaning = models.CharField(_("meaning"), max_length=12, choices=Meaning)
    letter = models.CharField(max_length=4)
    text = models.TextField(_("text"))
    signed_off_by = models.CharField(_("signed off by"), max_length=LINE)
    in_name_of = models.CharField(_("in the name of"), max_length=LINE)
    contact = models.CharField(_("whom to ask"), max_length=LINE, blank=True)
    replied_on = models.DateField()
    due_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assignment", "round"], name="reply_once_a_round")]


class Rating(models.Model):
    """What one proposer got and said in one round: the receipt makes the row, the rating fills it, or its time runs out."""

    proposer = models.ForeignKey(Proposer, on_delete=models.PROTECT, related_name="ratings")
    round = models.PositiveSmallIntegerField()
    delivered_on = models.DateField()
    due_on = models.DateField()
    rated_on = models.DateField(null=True)
    attitude = models.CharField(_("attitude"), max_length=12, choices=Satisfaction, null=True)
    result = models.CharField(_("result"), max_length=12, choices=Satisfaction, null=True)
    comment = models.CharField(_("comment"), max_length=LINE, blank=True)
    no_feedback = models.BooleanField(default=False)
    reminded_on = models.DateField(null=True)
    call_asked_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposer", "round"], name="rating_once_a_round"),
            models.CheckConstraint(
                name="rating_whole",
                condition=Q(rated_on=None, attitude=None, result=None)
                | Q(rated_on__isnull=False, attitude__isnull=False, result__isnull=False, no_feedback=False),
            ),
            models.CheckConstraint(name="rating_in_order", condition=Q(rated_on=None) | Q(rated_on__gte=F("delivered_on"))),
        ]


class Stage(models.Model):
    """A meeting on the way to the presidium, for a case that did not satisfy a second time. `note` is what was said and stays in the town."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="stages")
    round = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField()
    name = models.CharField(_("meeting"), max_length=LINE)
    held_on = models.DateField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "round", "order"], name="stage_once_a_round")]


class Cosigning(models.Model):
    """A suggestion or motion that one deputy writes and others sign too. A subject of its own: the county hears nothing of it.

    `revision` counts its texts: who signed signed one of them. `case` is what it became.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    version = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=CosigningState)
    initiator = models.ForeignKey("roster.Deputy", on_delete=models.PROTECT, related_name="+")
    initiator_name = models.CharField(max_length=LINE)
    revision = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(_("title"), max_length=TITLE)
    where = models.CharField(_("where"), max_length=LINE, blank=True)
    text = models.TextField(_("what"), blank=True)
    grounds = models.TextField(_("grounds"), blank=True)
    proposal = models.TextField(_("proposal"), blank=True)
    category = models.CharField(_("category"), max_length=LINE, blank=True)
    public = models.BooleanField(_("public"))
    opened_on = models.DateField()
    case = models.OneToOneField(Case, on_delete=models.PROTECT, null=True, related_name="cosigning")

    class Meta:
        constraints = [
            models.CheckConstraint(name="cosigning_state_known", condition=Q(state__in=CosigningState.values)),
            models.CheckConstraint(name="cosigning_sent", condition=Q(state=CosigningState.SENT) ^ Q(case=None)),
        ]
        indexes = [models.Index(fields=["-opened_on", "-id"], name="cosigning_newest")]


class Invitation(models.Model):
    """A deputy who was asked to sign too, and what the answer was. `order` is the place among the signers."""

    id = models.UUIDField(primary_key=True, editable=False)
    cosigning = models.ForeignKey(Cosigning, on_delete=models.PROTECT, related_name="invitations")
    deputy = models.ForeignKey("roster.Deputy", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=LINE)
    order = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.WAITING)
    invited_on = models.DateField()
    answered_on = models.DateField(null=True)
    channel = models.CharField(max_length=12, choices=Channel, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cosigning", "deputy"], name="invitation_once"),
            models.UniqueConstraint(fields=["cosigning", "order"], name="invitation_order_once"),
            models.CheckConstraint(name="invitation_answered", condition=Q(answer=Answer.WAITING) ^ Q(answered_on__isnull=False)),
        ]
        indexes = [models.Index(fields=["deputy", "answer"], name="invitation_waiting")]
