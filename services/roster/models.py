"""Tables of one congress: when it sits, who sits in it, who answers to it. A day named `ended_on` or `closed_on` is the first without."""
from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from roster.events import Education, EndReason, PresidiumRole, SeatedBy, Sex, UnitKind
from roster.words import choices
from townships.text import LIMITS

LINE = LIMITS["line"]


class Aggregate(models.Model):
    """A subject of facts: `version` counts them, under the row's lock."""

    SUBJECT: ClassVar[str]

    id = models.UUIDField(primary_key=True, editable=False)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


class Term(Aggregate):
    SUBJECT = "term"

    number = models.PositiveSmallIntegerField()
    opens_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], name="term_number_once"),
            models.UniqueConstraint(fields=["ended_on"], condition=Q(ended_on=None), nulls_distinct=False, name="one_term_goes_on"),
            models.CheckConstraint(name="term_in_order", condition=Q(ended_on=None) | Q(ended_on__gt=F("opens_on"))),
        ]


class Session(Aggregate):
    SUBJECT = "session"

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    opens_on = models.DateField()
    closes_on = models.DateField()
    motions_cut_off = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["term", "number"], name="session_number_once"),
            models.CheckConstraint(name="session_in_order", condition=Q(closes_on__gte=F("opens_on"))),
        ]


class Office(Aggregate):
    """Where the congress's own office is reached, by everybody. One row, or none yet."""

    SUBJECT = "office"

    only = models.BooleanField(default=True, unique=True, editable=False)
    phone = models.CharField(max_length=20)
    address = models.CharField(max_length=LINE, blank=True)
    hours = models.CharField(max_length=LINE, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="office_only_one", condition=Q(only=True))]


class Village(Aggregate):
    SUBJECT = "village"

    name = models.CharField(max_length=LINE)
    code = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], name="village_name_once"),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="village_code_once"),
        ]


class District(Aggregate):
    SUBJECT = "district"

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="districts")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=LINE)
    seats = models.PositiveSmallIntegerField()
    villages = models.ManyToManyField(Village, related_name="districts")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["term", "number"], name="district_number_once"),
            models.UniqueConstraint(fields=["term", "name"], name="district_name_once"),
            models.CheckConstraint(name="district_has_seats", condition=Q(seats__gte=1)),
        ]


class Deputy(Aggregate):
    """One mandate. `person_id` is the Person who signs in for it, if any; the same one may hold a mandate in another tenant."""

    SUBJECT = "deputy"

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="deputies")
    number = models.PositiveSmallIntegerField()
    person_id = models.UUIDField(null=True)
    membership_id = models.UUIDField(null=True)
    name = models.CharField(max_length=LINE)
    sort_name = models.TextField(db_collation="C")
    sex = models.CharField(max_length=6, choices=choices(Sex))
    birth_year = models.PositiveSmallIntegerField()
    ethnicity = models.CharField(max_length=20)
    education = models.CharField(max_length=12, choices=choices(Education))
    party_member = models.BooleanField()
    occupation = models.CharField(max_length=LINE, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, related_name="deputies")
    seated_by = models.CharField(max_length=12, choices=choices(SeatedBy))
    mandate_from = models.DateField()
    suspended_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    ended_why = models.CharField(max_length=12, choices=choices(EndReason), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["term", "number"], name="deputy_number_once"),
            models.UniqueConstraint(fields=["term", "person_id"], condition=Q(ended_on=None), name="deputy_seated_once"),
            models.CheckConstraint(name="mandate_in_order", condition=Q(ended_on=None) | Q(ended_on__gte=F("mandate_from"))),
            models.CheckConstraint(name="mandate_ends_for_a_reason", condition=~(Q(ended_on=None) ^ Q(ended_why=None))),
            models.CheckConstraint(name="suspended_in_mandate", condition=Q(suspended_on=None) | Q(suspended_on__gte=F("mandate_from"))),
        ]  # fmt: skip
        indexes = [models.Index(fields=["sort_name", "id"], name="deputy_by_name")]


class Correction(models.Model):
    """Why a deputy's entry was corrected, with the old and the new values: private ones too, so it never leaves the town."""

    deputy = models.ForeignKey(Deputy, on_delete=models.PROTECT, related_name="corrections")
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    recorded = models.DateTimeField()
    corrected_by = models.CharField(max_length=LINE)
    reason = models.CharField(max_length=LINE)
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deputy", "version"], name="correction_once")]


class DeputyGroup(Aggregate):
    SUBJECT = "group"

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(max_length=LINE)
    leader = models.ForeignKey(Deputy, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["term", "name"], name="group_name_once")]


class GroupMember(models.Model):
    """A mandate belongs to one group at most."""

    deputy = models.OneToOneField(Deputy, on_delete=models.PROTECT, primary_key=True, related_name="in_group")
    group = models.ForeignKey(DeputyGroup, on_delete=models.CASCADE, related_name="members")


class PresidiumSeat(Aggregate):
    SUBJECT = "presidium"

    deputy = models.ForeignKey(Deputy, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=12, choices=choices(PresidiumRole))
    membership_id = models.UUIDField(null=True)
    seated_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deputy"], condition=Q(ended_on=None), name="one_seat_each"),
            models.UniqueConstraint(fields=["role"], condition=Q(ended_on=None, role="chair"), name="one_chair"),
            models.CheckConstraint(name="seat_in_order", condition=Q(ended_on=None) | Q(ended_on__gte=F("seated_on"))),
        ]


class Unit(Aggregate):
    """A handling unit. Its contact and telephone are for the office and the unit's own people."""

    SUBJECT = "unit"

    name = models.CharField(max_length=LINE)
    kind = models.CharField(max_length=20, choices=choices(UnitKind))
    leader = models.CharField(max_length=LINE)
    contact = models.CharField(max_length=LINE, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=Q(closed_on=None), name="unit_name_once"),
            models.CheckConstraint(name="unit_in_order", condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on"))),
        ]


class UnitPerson(Aggregate):
    """Who may sign in for a unit, and since when; who `leads` it also signs off its replies."""

    SUBJECT = "unit_person"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="people")
    person_id = models.UUIDField()
    membership_id = models.UUIDField()
    leads = models.BooleanField(default=False)
    assigned_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "person_id"], condition=Q(ended_on=None), name="unit_person_once")]
