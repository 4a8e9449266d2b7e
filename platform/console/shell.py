"""What stands around every page: whose congress, who is signed in, where one can go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from console.words import SHANGHAI

LABELS: Mapping[str, str | Promise] = {
    "desk": pgettext_lazy("place", "Desk"),
    "board": pgettext_lazy("place", "Board"),
    "cases": pgettext_lazy("place", "Cases"),
    "oversight": pgettext_lazy("place", "Oversight"),
    "matters": pgettext_lazy("place", "From the towns"),
    "deputies": pgettext_lazy("place", "Deputies"),
    "calendar": pgettext_lazy("place", "Calendar"),
    "calls": pgettext_lazy("place", "Call sheet"),
    "library": pgettext_lazy("place", "Library"),
    "settings": pgettext_lazy("place", "Settings"),
    "raise": pgettext_lazy("place", "Suggest"),
    "mine": pgettext_lazy("place", "Mine"),
    "notices": pgettext_lazy("place", "Notices"),
    "status": pgettext_lazy("place", "Status"),
    "audit": pgettext_lazy("place", "Access log"),
}


@dataclass(frozen=True, kw_only=True)
class Place:
    """One entry of the rail or of the bottom bar; `key` is also its icon and what a page names as its `section`."""

    key: str
    href: str

    @property
    def label(self) -> str | Promise:
        return LABELS[self.key]


@dataclass(frozen=True, kw_only=True)
class Shell:
    """The frame of a page. `rail` and `verbs` hold only what this person may open; an empty href leaves its part out."""

    now: datetime
    congress: str
    person: str = ""
    role: str = ""
    rail: tuple[Place, ...] = ()
    verbs: tuple[Place, ...] = ()
    home_href: str = "/"
    search_href: str = ""
    notices: int = 0
    notices_href: str = ""
    sign_in_href: str = ""
    sign_out_href: str = ""
    settings_href: str = ""
    office: Mapping[str, str] | None = None

    @property
    def today(self) -> date:
        """The day in China at `now`."""
        return self.now.astimezone(SHANGHAI).date()


def today() -> date:
    """The day in China, now."""
    return timezone.now().astimezone(SHANGHAI).date()


def places(**hrefs: str) -> tuple[Place, ...]:
    """Places in the order of the rail (or of the bottom bar), whatever the order given: `places(desk="/", cases="/cases/")`."""
    return tuple(Place(key=key, href=hrefs[key]) for key in LABELS if key in hrefs)
