"""What a notice says, in the active language; to be read aloud on the telephone too."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deadlines.words import KINDS as DEADLINES
from motions.events import State
from notices.events import Kind

SENTENCES: Final[Mapping[Kind, Any]] = {
    Kind.CAME_IN: gettext_lazy("A suggestion has come in and waits for intake: {title}."),
    Kind.SENT_BACK: gettext_lazy("Your suggestion was sent back to be completed: {title}."),
    Kind.NOT_ACCEPTED: gettext_lazy("Your suggestion was not accepted; the reason stands with it: {title}."),
    Kind.MERGED: gettext_lazy("Your suggestion is handled together with another: {title}."),
    Kind.REGISTERED: gettext_lazy("Your suggestion has its number, {number}: {title}."),
    Kind.TO_APPROVE: gettext_lazy("How it is to be handled waits for your approval: {title}."),
    Kind.HANDED_OVER: gettext_lazy("{number} was handed over to {units}: {title}."),
    Kind.ASKS: gettext_lazy("A unit asks for your decision: {title}."),
    Kind.DECIDED: gettext_lazy("Your application was decided: {title}."),
    Kind.REPLIED: gettext_lazy("A unit has replied; the reply is to be delivered: {title}."),
    Kind.TO_RATE: gettext_lazy("The reply to your suggestion is there. Please say what you think of it: {title}."),
    Kind.AGAIN: gettext_lazy("It is handled once more: {title}."),
    Kind.WITHDRAWN: gettext_lazy("It was withdrawn by its deputies: {title}."),
    Kind.UPWARD: gettext_lazy("It was reported to the county and goes on there: {title}."),
    Kind.FROM_BELOW: gettext_lazy("A town has reported a matter upward: {title}."),
    Kind.FROM_ABOVE: gettext_lazy("The county has handed a case to this town's government: {title}."),
    Kind.RING: gettext_lazy("A deputy asks to be rung up about {number}: {title}."),
    Kind.CONCLUDED: gettext_lazy("{number} is concluded: {title}."),
    Kind.DUE: gettext_lazy("{what}, due on {day} (in {left} days): {title}."),
    Kind.OVERDUE: gettext_lazy("{what}, was due on {day}: {title}."),
    Kind.MONTHLY: gettext_lazy("{number}, {title}: {state} since {since}{with_units}."),
}


#: Where the console shows what a notice is about.
PAGES: Final[Mapping[str, str]] = {"case": "cases", "supervision": "oversight", "task": "tasks", "matter": "matters"}


def page_of(subject: str) -> str:
    """The path of the page about a subject; matters from the towns are on one page."""
    kind, _slash, number = subject.partition("/")
    return f"/{PAGES[kind]}" + ("" if kind == "matter" else f"/{number}")


def sentence(kind: str, title: str, number: str, told: Mapping[str, Any]) -> str:
    """The whole notice in one sentence."""
    says = {"title": title, "number": number or _("without a number"), "units": _listed(told.get("units", ())), **_days(told)}
    if kind == Kind.DUE and not told["left"]:
        return _("{what}, due today: {title}.").format(**says)
    if kind == Kind.MONTHLY:
        says |= {"state": State(told["state"]).label, "with_units": _(", with {units}").format(**says) if says["units"] else ""}
    return str(SENTENCES[Kind(kind)]).format(**says)


def _days(told: Mapping[str, Any]) -> dict[str, Any]:
    days = {name: _day(told[name]) for name in ("day", "since") if name in told}
    return days | ({"what": str(DEADLINES[told["what"]]), "left": told["left"]} if "what" in told else {})


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return _("{year}-{month}-{day}").format(year=day.year, month=day.month, day=day.day)


def _listed(names: Any) -> str:
    return _(", ").join(names)


def text_of(row: Mapping[str, Any]) -> str:
    """The sentence of a notice's row."""
    return sentence(row["kind"], row["title"], row["number"], row["told"])
