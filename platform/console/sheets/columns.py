"""What stands in which column. Every step has its day; where several units or deputies took it, each has a line with its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from console.sheets.writing import Value

Row = Mapping[str, Any]
Column = tuple[str | Promise, Callable[[Row], Value]]


def _of(name: str) -> Callable[[Row], Value]:
    return lambda row: row[name]


def _day(name: str) -> Callable[[Row], Value]:
    return lambda row: date.fromisoformat(row[name]) if row[name] else None


def _mark(name: str) -> Callable[[Row], Value]:
    return lambda row: str(YES if row[name] else NO)


def _lines(of: str, *names: str) -> Callable[[Row], Value]:
    """One line for each unit or proposer; a single one's day is a day."""

    def told(row: Row) -> Value:
        rows = row[of]
        if len(rows) == 1 and names[-1].endswith("On"):
            return date.fromisoformat(rows[0][names[-1]]) if rows[0][names[-1]] else None
        return "\n".join(_line(one, names) for one in rows if one[names[-1]])

    return told


def _line(row: Row, names: Sequence[str]) -> str:
    who = [row["unitName"] if "unitName" in row else row["name"]] if names[-1].endswith("On") else []
    return " ".join(str(one) for one in [*who, *(row[name] for name in names)] if one)


def _others(row: Row) -> Value:
    return "\n".join(one["name"] for one in row["proposers"][1:])


def _replies(row: Row) -> Value:
    return "\n".join(" ".join(filter(None, [one["number"], one["letter"], one["meaningLabel"]])) for one in row["replies"])


def _ratings(axis: str) -> Callable[[Row], Value]:
    """No feedback is told as such."""
    return lambda row: "\n".join(
        f"{one['name']} {one[axis] or (NO_FEEDBACK if one['noFeedback'] else '')}" for one in row["proposers"] if one[axis] or one["noFeedback"]
    )


YES, NO = pgettext_lazy("cell", "yes"), pgettext_lazy("cell", "no")
NO_FEEDBACK = pgettext_lazy("cell", "no feedback")
CASES: Final[Sequence[Column]] = (
    (_("Number"), _of("number")),
    (pgettext_lazy("column", "Former number"), _of("formerNumber")),
    (_("Kind"), _of("kindLabel")),
    (_("Matter"), _of("title")),
    (_("Field"), _of("category")),
    (_("Where"), _of("where")),
    (_("What it is about"), lambda row: row["text"] or row["grounds"]),
    (_("What is proposed"), _of("proposal")),
    (_("Leading deputy"), lambda row: row["proposers"][0]["name"] if row["proposers"] else ""),
    (_("With"), _others),
    (_("Telephones"), _lines("proposers", "name", "phone")),
    (_("Units"), _lines("assignments", "unitName", "kindLabel")),
    (_("Responsible leader"), _lines("assignments", "leader")),
    (_("Responsible person"), _lines("assignments", "person")),
    (_("State"), _of("stateLabel")),
    (pgettext_lazy("column", "Overdue"), _mark("overdue")),
    (_("How it came"), _of("channelLabel")),
    (_("May be published"), _mark("public")),
    (_("Handed in"), _day("submittedOn")),
    (pgettext_lazy("column", "Entered"), _day("enteredOn")),
    (_("Registered"), _day("registeredOn")),
    (pgettext_lazy("column", "Handling proposed"), _day("proposedOn")),
    (pgettext_lazy("column", "Handling approved"), _day("approvedOn")),
    (pgettext_lazy("column", "Handed over"), _day("handedOverOn")),
    (pgettext_lazy("column", "Signed for"), _lines("assignments", "signedOn")),
    (pgettext_lazy("column", "Deputy contacted"), _lines("assignments", "contactedOn")),
    (pgettext_lazy("column", "More time given"), _lines("assignments", "extendedOn")),
    (_("Due"), _lines("assignments", "dueOn")),
    (pgettext_lazy("column", "Answered"), _lines("assignments", "repliedOn")),
    (pgettext_lazy("column", "Reply"), _replies),
    (pgettext_lazy("column", "Delivered"), _lines("proposers", "deliveredOn")),
    (pgettext_lazy("column", "Rated"), _lines("proposers", "ratedOn")),
    (_("How it was handled"), _ratings("attitudeLabel")),
    (_("What the handling came to"), _ratings("resultLabel")),
    (pgettext_lazy("column", "Replied"), _day("repliedOn")),
    (pgettext_lazy("column", "Concluded"), _day("concludedOn")),
    (pgettext_lazy("column", "Withdrawn"), _day("withdrawnOn")),
    (pgettext_lazy("column", "Listed"), _day("listedOn")),
    (pgettext_lazy("column", "Voted"), _day("decidedOn")),
    (pgettext_lazy("column", "Outcome"), _of("outcomeLabel")),
)
DEPUTIES: Final[Sequence[Column]] = (
    (_("Number"), _of("number")),
    (_("Name"), _of("name")),
    (pgettext_lazy("column", "Sex"), _of("sexLabel")),
    (pgettext_lazy("column", "Year of birth"), _of("birthYear")),
    (pgettext_lazy("column", "Ethnic group"), _of("ethnicity")),
    (pgettext_lazy("column", "Schooling"), _of("educationLabel")),
    (pgettext_lazy("column", "Party member"), _mark("partyMember")),
    (pgettext_lazy("column", "Occupation"), _of("occupation")),
    (_("Telephone"), _of("phone")),
    (pgettext_lazy("column", "Mandate from"), _day("mandateFrom")),
    (pgettext_lazy("column", "Suspended"), _day("suspendedOn")),
    (pgettext_lazy("column", "Ended"), _day("endedOn")),
    (pgettext_lazy("column", "Why it ended"), _of("endedWhyLabel")),
)
UNITS: Final[Sequence[Column]] = (
    (pgettext_lazy("column", "Name"), _of("name")),
    (_("Kind"), _of("kindLabel")),
    (_("Responsible leader"), _of("leader")),
    (pgettext_lazy("column", "Contact"), _of("contact")),
    (_("Telephone"), _of("phone")),
    (pgettext_lazy("column", "Open since"), _day("openedOn")),
    (pgettext_lazy("column", "Closed"), _day("closedOn")),
)


def head(columns: Sequence[Column]) -> list[str]:
    return [str(words) for words, _value in columns]


def told(columns: Sequence[Column], rows: Iterable[Row]) -> Iterable[list[Value]]:
    return ([value(row) for _words, value in columns] for row in rows)
