"""The plain values of this room: a rule, the rule in force, a date that was counted and why it is that date."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec


class Level(StrEnum):
    NATION = "nation"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"


class Force(StrEnum):
    BINDING = "binding"
    REFERENCE = "reference"


class Body(StrEnum):
    """Whose deputies: the township congress's, the county congress's, or both."""

    TOWNSHIP = "township"
    COUNTY = "county"
    ANY = "any"


class Session(StrEnum):
    IN_SESSION = "in_session"
    OUT_OF_SESSION = "out_of_session"
    ANY = "any"


class Unit(StrEnum):
    MONTHS = "months"
    DAYS = "days"
    WORKDAYS = "workdays"
    YEARS = "years"
    COUNT = "count"
    FRACTION = "fraction"
    CHOICE = "choice"
    LETTER = "letter"
    TEXT = "text"
    DUTY = "duty"


class Stricter(StrEnum):
    """Which way a local rule may leave the nation's."""

    LESS = "less"
    MORE = "more"
    FIXED = "fixed"
    NONE = "none"


class Starts(StrEnum):
    """What a period is counted from."""

    HANDOVER = "handover"
    SESSION_CLOSE = "session_close"
    RECEIPT = "receipt"
    REWORK = "rework"
    LAST_MEETING = "last_meeting"
    LAST_PUBLICATION = "last_publication"


Value = int | str


class Key(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a rule can be about, and how its value is read."""

    name: str = ""
    unit: Unit
    stricter: Stricter = Stricter.NONE
    starts: Starts | None = None
    choices: tuple[str, ...] = ()


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    en: str = ""
    zh: str = ""

    def text(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One line of law. `place` is the prefix of division codes that it binds ("" the whole nation), `valid_to` its last day."""

    key: str
    value: Value
    unit: Unit
    source: str
    level: Level
    place: str = ""
    valid_from: date
    valid_to: date | None = None
    body: Body = Body.ANY
    session: Session = Session.ANY
    force: Force = Force.BINDING
    verified: bool = False
    stricter: Stricter = Stricter.NONE
    starts: Starts | None = None
    notes: tuple[Note, ...] = ()


class Why(StrEnum):
    """Why this rule of all that speak about the matter."""

    NATION = "nation"
    MOST_SPECIFIC = "most_specific"
    LOCAL_TOO_LOOSE = "local_too_loose"
    TIE_NATION = "tie_nation"
    TIE_STRICTEST = "tie_strictest"
    REFERENCE = "reference"


class InForce(msgspec.Struct, frozen=True, kw_only=True):
    """The rule in force, why it is this one, what was passed over for it, and the nation's limit above it."""

    rule: Rule
    why: Why
    tied: tuple[Rule, ...] = ()
    passed_over: tuple[Rule, ...] = ()
    limit: Rule | None = None


class Tie(msgspec.Struct, frozen=True, kw_only=True):
    """Binding rules of one place that say different things on one day: for a person to settle."""

    key: str
    place: str
    body: Body
    session: Session
    rules: tuple[Rule, ...]


class Rest(StrEnum):
    """Why a day is no workday."""

    WEEKEND = "weekend"
    NEW_YEAR = "new_year"
    SPRING_FESTIVAL = "spring_festival"
    QINGMING = "qingming"
    LABOUR_DAY = "labour_day"
    DRAGON_BOAT = "dragon_boat"
    MID_AUTUMN = "mid_autumn"
    NATIONAL_DAY = "national_day"
    SWAPPED = "swapped"
    OTHER = "other"


class YearPlan(msgspec.Struct, frozen=True, kw_only=True):
    """One year's arrangement: rest days with their reason, and weekend days that are worked. It may reach back into the last December."""

    year: int
    source: str = ""
    off: dict[date, Rest]
    work: frozenset[date]


class Skipped(msgspec.Struct, frozen=True):
    """A day that did not count."""

    day: date
    reason: Rest


class Extension(msgspec.Struct, frozen=True, kw_only=True):
    """More time, decided on a day: from the old due day to the new one, under which rule."""

    decided_on: date
    before: date
    after: date
    source: str = ""


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that makes a due day what it is. Without `in_force` somebody simply chose the day."""

    starts_on: date
    counted_from: date
    in_force: InForce | None = None
    raw_on: date | None = None
    skipped: tuple[Skipped, ...] = ()
    limited_by: Rule | None = None
    chosen_on: date | None = None
    extensions: tuple[Extension, ...] = ()


class DueDate(msgspec.Struct, frozen=True, kw_only=True):
    """A day on which something is due; `provisional` while the holidays that it depends on are not announced."""

    due_on: date
    provisional: bool
    basis: Basis


class RuleFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The public state of a rule that an office has adopted."""

    id: str
    key: str
    value: Value
    unit: Unit
    source: str
    force: Force
    session: Session
    valid_from: date
    valid_to: date | None = None
    note: str = ""
