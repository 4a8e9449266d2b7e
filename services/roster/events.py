"""What the roster publishes: who sits in this congress, when it meets, and who answers to it. Never a telephone, never a sign-in."""
from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

import msgspec

from outbox.events import Audience, Event


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"


class Education(StrEnum):
    PRIMARY = "primary"
    JUNIOR_HIGH = "junior_high"
    SENIOR_HIGH = "senior_high"
    COLLEGE = "college"
    BACHELOR = "bachelor"
    POSTGRADUATE = "postgraduate"
    UNKNOWN = "unknown"


class SeatedBy(StrEnum):
    ELECTION = "election"
    BY_ELECTION = "by_election"


class EndReason(StrEnum):
    TERM_OVER = "term_over"
    RESIGNED = "resigned"
    RECALLED = "recalled"
    MOVED_AWAY = "moved_away"
    DIED = "died"
    BY_LAW = "by_law"


class PresidiumRole(StrEnum):
    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    MEMBER = "member"


class UnitKind(StrEnum):
    GOVERNMENT_OFFICE = "government_office"
    GOVERNMENT_LEADER = "government_leader"
    STATIONED_AGENCY = "stationed_agency"
    PARTY_OFFICE = "party_office"
    PRESIDIUM = "presidium"
    COUNTY_DEPARTMENT = "county_department"
    TOWNSHIP_GOVERNMENT = "township_government"


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
    """One mandate: whoever is elected again, or sits in the county's congress too, has another. `ended_on` is the first day without it."""

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


class UnitPersonFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody may sign in for a unit from a day until before another; names nobody."""

    id: UUID
    unit_id: UUID
    assigned_on: date
    ended_on: date | None
    leads: bool = False


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


class OfficeFacts(msgspec.Struct, frozen=True, kw_only=True):
    """That it was told how the congress's office is reached. The telephone itself is read in the town."""

    id: UUID
    hours: str = ""


class OfficeSet(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "townships.roster.office.set"
    audience: ClassVar[Audience] = Audience.TOWN
    office: OfficeFacts


class GroupEvent(Event, frozen=True, kw_only=True):
    group: GroupFacts


class GroupFormed(GroupEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "townships.roster.group.formed"


class GroupChanged(GroupEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "townships.roster.group.changed"


class PresidiumEvent(Event, frozen=True, kw_only=True):
    presidium: PresidiumFacts


class PresidiumSeated(PresidiumEvent, frozen=True, kw_only=True):
    """Published when the seat is taken, and again when the name of who sits there is corrected."""

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


class UnitPersonEvent(Event, frozen=True, kw_only=True):
    """Who signs in for a unit stays in the town, and so do these facts."""

    audience: ClassVar[Audience] = Audience.TOWN
    unit_person: UnitPersonFacts


class UnitPersonAssigned(UnitPersonEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "townships.roster.unit_person.assigned"


class UnitPersonRelieved(UnitPersonEvent, frozen=True, kw_only=True):
    type: ClassVar[str] = "townships.roster.unit_person.relieved"
