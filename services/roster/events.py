"""What the roster publishes: who sits in this congress, when it meets, and who answers to it. Never a telephone, never a sign-in."""
from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

import msgspec
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from outbox.events import Audience, Event


class Sex(TextChoices):
    FEMALE = "female", _("female")
    MALE = "male", _("male")


class Education(TextChoices):
    PRIMARY = "primary", _("primary school")
    JUNIOR_HIGH = "junior_high", _("junior high school")
    SENIOR_HIGH = "senior_high", _("senior high or vocational school")
    COLLEGE = "college", _("junior college")
    BACHELOR = "bachelor", _("bachelor's degree")
    POSTGRADUATE = "postgraduate", _("postgraduate degree")
    UNKNOWN = "unknown", _("not known")


class SeatedBy(TextChoices):
    ELECTION = "election", _("general election")
    BY_ELECTION = "by_election", _("by-election")


class EndReason(TextChoices):
    TERM_OVER = "term_over", _("the term is over")
    RESIGNED = "resigned", _("resigned")
    RECALLED = "recalled", _("recalled")
    MOVED_AWAY = "moved_away", _("moved away")
    DIED = "died", _("died")
    BY_LAW = "by_law", _("ended by law")


class PresidiumRole(TextChoices):
    CHAIR = "chair", _("chair")
    VICE_CHAIR = "vice_chair", _("vice-chair")
    MEMBER = "member", _("presidium member")


class UnitKind(TextChoices):
    GOVERNMENT_OFFICE = "government_office", _("government office")
    GOVERNMENT_LEADER = "government_leader", _("government leader")
    STATIONED_AGENCY = "stationed_agency", _("stationed agency")
    PARTY_OFFICE = "party_office", _("Party office")
    PRESIDIUM = "presidium", _("the presidium itself")
    COUNTY_DEPARTMENT = "county_department", _("county department")
    TOWNSHIP_GOVERNMENT = "township_government", _("township government")


class TermFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A term 届. `ended_on` is the day on which the next one opened: the first day that is not this term's."""

    id: UUID
    number: int
    opens_on: date
    ended_on: date | None


class SessionFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A session 次 of a term; both days belong to it. Motions are filed before `motions_cut_off`."""

    id: UUID
    term_id: UUID
    term_number: int
    number: int
    opens_on: date
    closes_on: date
    motions_cut_off: datetime


class VillageFacts(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    code: str


class DistrictFacts(msgspec.Struct, frozen=True, kw_only=True):
    """An electoral district of one term; it may take in several villages and a village may be divided among several."""

    id: UUID
    term_id: UUID
    number: int
    name: str
    seats: int
    village_ids: list[UUID]


class DeputyFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One mandate: a person who is elected again, or who sits in the county's congress too, has another. `ended_on` is the first day without it."""

    id: UUID
    term_id: UUID
    number: int
    name: str
    sort_name: str
    sex: Sex
    birth_year: int
    ethnicity: str
    education: Education
    party_member: bool
    occupation: str
    district_id: UUID | None
    seated_by: SeatedBy
    mandate_from: date
    suspended_on: date | None
    ended_on: date | None
    ended_why: EndReason | None


class GroupFacts(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    term_id: UUID
    name: str
    leader_id: UUID
    member_ids: list[UUID]


class PresidiumFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One person's seat on the presidium. `ended_on` is the first day without it."""

    id: UUID
    deputy_id: UUID
    name: str
    role: PresidiumRole
    seated_on: date
    ended_on: date | None


class UnitFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A handling unit and the leader who answers for it. `closed_on` is the first day on which nothing may be handed to it."""

    id: UUID
    name: str
    kind: UnitKind
    leader: str
    opened_on: date
    closed_on: date | None


class TermEvent(Event, frozen=True, kw_only=True):
    term: TermFacts


class TermOpened(TermEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "townships.roster.term.opened"


class TermClosed(TermEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "townships.roster.term.closed"


class SessionSet(Event, frozen=True, kw_only=True):
    """Published when a session is called and again when its days or its cut-off are moved."""

    type: ClassVar[str] = "townships.roster.session.set"
    session: SessionFacts


class VillageAdded(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "townships.roster.village.added"
    village: VillageFacts


class DistrictAdded(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "townships.roster.district.added"
    district: DistrictFacts


class DeputyEvent(Event, frozen=True, kw_only=True):
    deputy: DeputyFacts


class DeputySeated(DeputyEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "townships.roster.deputy.seated"


class DeputyChanged(DeputyEvent, frozen=True, kw_only=True):
    """A correction. `before` holds the old values of the public facts that changed; it is empty when only private ones did."""

    type: ClassVar[str] = "townships.roster.deputy.changed"
    before: dict[str, str | int | bool | None]


class MandateSuspended(DeputyEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "townships.roster.deputy.suspended"


class MandateResumed(DeputyEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "townships.roster.deputy.resumed"


class MandateEnded(DeputyEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "townships.roster.deputy.ended"


class GroupEvent(Event, frozen=True, kw_only=True):
    group: GroupFacts


class GroupFormed(GroupEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "townships.roster.group.formed"


class GroupChanged(GroupEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "townships.roster.group.changed"


class PresidiumEvent(Event, frozen=True, kw_only=True):
    seat: PresidiumFacts


class PresidiumSeated(PresidiumEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "townships.roster.presidium.seated"


class PresidiumUnseated(PresidiumEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "townships.roster.presidium.unseated"


class UnitEvent(Event, frozen=True, kw_only=True):
    unit: UnitFacts


class UnitOpened(UnitEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "townships.roster.unit.opened"


class UnitChanged(UnitEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "townships.roster.unit.changed"


class UnitClosed(UnitEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "townships.roster.unit.closed"


class UnitPersonAssigned(UnitEvent, frozen=True, kw_only=True):
    """Somebody may sign in for the unit from now on. Who that is stays in the town, and so does this fact."""

    type: ClassVar[str] = "townships.roster.unit.person_assigned"
    audience: ClassVar[Audience] = Audience.TOWN


class UnitPersonRelieved(UnitEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "townships.roster.unit.person_relieved"
    audience: ClassVar[Audience] = Audience.TOWN
