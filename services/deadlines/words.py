"""The words for the ledger's plain values, in the active language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS: Final[Mapping[str, Any]] = {
    "handover": _("hand-over"),
    "reply": _("reply"),
    "assisting_opinion": _("assisting unit's opinion"),
    "relief_window": _("time to apply to be relieved"),
    "rating": _("rating"),
    "rework": _("handling again"),
    "opinion": _("supervision opinion"),
    "rectification": pgettext_lazy("deadline", "rectification"),
    "promise": pgettext_lazy("deadline", "what was promised"),
    "resolution": pgettext_lazy("deadline", "carrying out a resolution"),
}
STATES: Final[Mapping[str, Any]] = {
    "open": _("open"),
    "due_soon": _("due soon"),
    "overdue": _("overdue"),
    "missed": _("time over"),
    "met": _("in time"),
    "met_late": _("late"),
    "lifted": _("no longer due"),
}
