"""The plan's plain shapes. People and units go by key, so that a plan knows nothing of ids or of the database."""

from datetime import date, datetime
from typing import Any

import msgspec


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """One invented human being. `key` is unique in the whole plan; one person may hold mandates in two congresses."""

    key: str
    name: str
    sex: str
    birth_year: int
    ethnicity: str
    education: str
    party_member: bool
    occupation: str
    phone: str


class Village(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    name: str


class District(msgspec.Struct, frozen=True, kw_only=True):
    """An electoral district 选区 of one to three seats (选举法 第二十五条); `villages` are names (of the county: none, it divides its towns)."""

    number: int
    name: str
    seats: int
    villages: tuple[str, ...]


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """A deputy group 代表小组; `lead` is a person's key."""

    name: str
    lead: str


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """One term 届. `closed` is None for the term in office."""

    number: int
    opened: date
    closed: date | None = None


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """One session 次会议 of the term in office; both days are included. `cut_off` ends the filing of motions."""

    key: str
    number: int
    opened: date
    closed: date
    cut_off: datetime


class Deputy(msgspec.Struct, frozen=True, kw_only=True):
    """One mandate. `district` is the district's number, `group` the group's name."""

    person: str
    number: int
    district: int
    group: str
    village: str
    since: date
    until: date | None = None
    ended_why: str = ""
    suspended_from: date | None = None


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """One seat of the presidium; `post` is chair, vice_chair or member."""

    person: str
    post: str


class Official(msgspec.Struct, frozen=True, kw_only=True):
    """The responsible leader 分管领导 of a unit: a name to ring, not a user."""

    name: str
    title: str
    phone: str


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """A handling unit 承办单位; `contact` is the person (key) who signs for and replies; `does` its further lines of work."""

    key: str
    name: str
    kind: str
    does: tuple[str, ...]
    leader: Official
    contact: str


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One command call. `kind` is the command's name; `by` a person's key; `role` clerk, chair, deputy or unit.

    `at` is when it truly happened, `recorded` when it was entered: later than `at` where it came on paper.
    """

    kind: str
    by: str
    role: str
    at: datetime
    recorded: datetime
    arguments: dict[str, Any]


class Affair(msgspec.Struct, frozen=True, kw_only=True):
    """One case (kind suggestion or motion) or one supervision, with the steps of its life in order."""

    key: str
    kind: str
    steps: tuple[Step, ...]


class Congress(msgspec.Struct, frozen=True, kw_only=True):
    """One tenant: who sits in it, whom it hands matters to, and its year."""

    code: str
    name: str
    slug: str
    profile: str
    terms: tuple[Term, ...]
    sessions: tuple[Session, ...]
    villages: tuple[Village, ...]
    districts: tuple[District, ...]
    groups: tuple[Group, ...]
    deputies: tuple[Deputy, ...]
    presidium: tuple[Seat, ...]
    units: tuple[Unit, ...]
    clerk: str
    cases: tuple[Affair, ...] = ()
    supervisions: tuple[Affair, ...] = ()

    @property
    def chair(self) -> str:
        return next(seat.person for seat in self.presidium if seat.post == "chair")

    def unit(self, key: str) -> Unit:
        return next(unit for unit in self.units if unit.key == key)


class SignIn(msgspec.Struct, frozen=True, kw_only=True):
    """A demonstration sign-in; the password is made where it is filled. `code` is the tenant's, empty for the operator.

    `person` is empty for the operator, who is nobody of any congress.
    """

    login: str
    role: str
    code: str
    person: str


class CountyPlan(msgspec.Struct, frozen=True, kw_only=True):
    as_of: date
    seed: int
    note: str
    people: tuple[Person, ...]
    county: Congress
    towns: tuple[Congress, ...]
    sign_ins: tuple[SignIn, ...]
