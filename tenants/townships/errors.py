"""What may be refused, and how a refusal finds its words.

A `Refused` is a mistake of the person (or of their program), never of ours: it is data for the answer, in their language, and no 500.
"""
from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.utils.translation import gettext_lazy as _

MESSAGES: Mapping[str, Any] = {
    "not_allowed": _("You may not do this here."),
    "sign_in_required": _("Please sign in first."),
    "scope_missing": _("This token was not made for that: it lacks the scope “{scope}”."),
    "unknown": _("There is no such record here."),
    "stale": _("Somebody changed this meanwhile: {changes}. Please look at it again."),
    "command_id_reused": _("This was already sent with other content. Please reload the page and send it again."),
    "tenant_changed": _("This congress was being restored or moved. Please load the page again, and look whether your entry is there."),
    "required": _("Please fill this in."),
    "too_long": _("At most {most} characters; this has {have}."),
    "control_characters": _("This contains characters that cannot be written or printed."),
    "bad_id": _("This is not an id of this system."),
    "bad_cursor": _("This page mark is not valid any more. Please start from the first page."),
    "page_too_large": _("At most {most} rows a page."),
    "in_the_future": _("The true date cannot lie in the future."),
    "bad_value": _("This value is not possible here."),
    "bad_code": _("A division code has 6, 9 or 12 digits."),
    "not_a_county": _("{name} is not a county of the division data; to open it all the same, give a reason."),
    "not_in_data": _("{name} is not in the division data; to open it all the same, give a reason."),
    "no_congress": _("{name} is neither a town nor a township and has no congress of its own; to open it all the same, give a reason."),
    "before_designation": _("This must lie after {after}, when the name before began."),
    "host_taken": _("The host {host} belongs to another congress."),
    "county_not_open": _("Open the county {county} first."),
}


class Refused(Exception):
    """Base of all refusals. `field` is the name of the command's argument, `source` the article or rule that says no."""

    def __init__(self, code: str, field: str | None = None, *, source: str | None = None, **params: Any) -> None:
        super().__init__(code)
        self.code, self.field, self.source, self.params = code, field, source, params

    def __str__(self) -> str:
        return f"{self.code}({self.field or ''}) {self.params or ''}".strip()


class RuleBroken(Refused):
    """A rule of law or of the office says no; `source` names it where it is law."""


class Invalid(Refused):
    """The input is malformed: too long, not a date, not an id."""


class NotAllowed(Refused):
    def __init__(self, code: str = "not_allowed", field: str | None = None, **params: Any) -> None:
        super().__init__(code, field, **params)


class NotFound(Refused):
    """There is none, or none that this person may know of: both read the same."""

    def __init__(self, field: str | None = None, code: str = "unknown", **params: Any) -> None:
        super().__init__(code, field, **params)


class Stale(Refused):
    """Somebody changed the subject after the version that the person saw; `changes` says what."""

    def __init__(self, changes: str, field: str | None = "seen") -> None:
        super().__init__("stale", field, changes=changes)


class Conflict(Refused):
    """A command id that came before with other content."""

    def __init__(self, code: str = "command_id_reused", field: str | None = "command_id", **params: Any) -> None:
        super().__init__(code, field, **params)


@cache
def _catalogue() -> dict[str, Any]:
    from django.apps import apps

    words = dict(MESSAGES)
    for config in apps.get_app_configs():
        if config.name != "townships" and find_spec(f"{config.name}.errors"):
            words.update(getattr(import_module(f"{config.name}.errors"), "MESSAGES", {}))
    return words


def message(refused: Refused) -> str:
    """The sentence for a refusal in the active language."""
    words = _catalogue().get(refused.code)
    return str(words).format(**refused.params) if words else refused.code
