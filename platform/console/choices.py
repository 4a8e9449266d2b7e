"""Values of the API that a form offers or a page marks, with their words and their looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Choices = Sequence[tuple[str, Any]]

CHANNELS: Final[Choices] = (
    ("PAPER", pgettext_lazy("channel", "on paper")),
    ("PHONE", pgettext_lazy("channel", "by telephone")),
    ("FACE_TO_FACE", pgettext_lazy("channel", "face to face")),
)
REASONS: Final[Choices] = (
    ("OWN_AFFAIRS", pgettext_lazy("intake reason", "own or relatives' affairs")),
    ("PETITION", pgettext_lazy("intake reason", "a petition passed on")),
    ("COURT_CASE", pgettext_lazy("intake reason", "a matter before a court")),
    ("BIDDING", pgettext_lazy("intake reason", "bidding or contracts")),
    ("SEVERAL_MATTERS", pgettext_lazy("intake reason", "several matters on one sheet")),
    ("INCOMPLETE", pgettext_lazy("intake reason", "not complete")),
)
MEANINGS: Final[Choices] = (
    ("SOLVED", pgettext_lazy("meaning", "solved")),
    ("UNDER_WAY", pgettext_lazy("meaning", "under way")),
    ("PLANNED", pgettext_lazy("meaning", "planned")),
    ("EXPLAINED", pgettext_lazy("meaning", "explained")),
    ("REFERRED", pgettext_lazy("meaning", "referred upward")),
)
RATINGS: Final[Choices] = (
    ("SATISFIED", pgettext_lazy("rating", "satisfied")),
    ("BASICALLY", pgettext_lazy("rating", "basically satisfied")),
    ("DISSATISFIED", pgettext_lazy("rating", "dissatisfied")),
)
FULFILMENTS: Final[Choices] = (
    ("DONE", pgettext_lazy("fulfilment", "carried out")),
    ("PARTLY", pgettext_lazy("fulfilment", "partly carried out")),
    ("NOT_DONE", pgettext_lazy("fulfilment", "not carried out")),
)
CONCLUSIONS: Final[Choices] = (
    ("HANDLE_AGAIN", pgettext_lazy("conclusion", "have it handled once more")),
    ("SPECIAL_REPORT", pgettext_lazy("conclusion", "hear a special work report about it")),
    ("INSPECTION", pgettext_lazy("conclusion", "inspect it with deputies")),
    ("QUESTIONING", pgettext_lazy("conclusion", "leave it to a questioning at the session")),
    ("EXPLAINED", pgettext_lazy("conclusion", "explain it to the deputies and leave it there")),
)
PURPOSES: Final[Choices] = (
    ("MATTER", pgettext_lazy("file purpose", "what it is about")),
    ("SHEET", pgettext_lazy("file purpose", "the signed sheet")),
    ("REPLY", pgettext_lazy("file purpose", "the reply as sent")),
    ("EVIDENCE", pgettext_lazy("file purpose", "what was done")),
)
OCCASIONS: Final[Choices] = (
    ("MEETING", pgettext_lazy("hand-over", "at a meeting")),
    ("SLIP", pgettext_lazy("hand-over", "by slip")),
)
SHARES: Final[Choices] = (
    ("SOLE", _("One unit alone")),
    ("LEAD", _("One unit leads, others assist")),
    ("SEPARATE", _("Several units, each for its own part")),
)
KINDS: Final[Choices] = (
    ("SUGGESTION", pgettext_lazy("case kind", "suggestion")),
    ("MOTION", pgettext_lazy("case kind", "motion")),
)

TIMES: Final[Choices] = (
    ("BEFORE", pgettext_lazy("supervision stage", "before the fact")),
    ("DURING", pgettext_lazy("supervision stage", "during the fact")),
    ("AFTER", pgettext_lazy("supervision stage", "after the fact")),
)
HOLDS: Final[Choices] = (
    ("EFFECTIVE", pgettext_lazy("effect of rectification", "effective")),
    ("PARTLY", pgettext_lazy("effect of rectification", "partly effective")),
    ("NOT", pgettext_lazy("effect of rectification", "not effective")),
)
SUPERVISION_STATES: Final[Choices] = (
    ("PLANNED", pgettext_lazy("supervision state", "planned")),
    ("CARRIED_OUT", pgettext_lazy("supervision state", "carried out")),
    ("OPINION_SENT", pgettext_lazy("supervision state", "opinion sent")),
    ("RECTIFIED", pgettext_lazy("supervision state", "rectification reported")),
    ("LOOKED_BACK", pgettext_lazy("supervision state", "looked back")),
    ("REOPENED", pgettext_lazy("supervision state", "reopened, to be put right again")),
    ("CLOSED", pgettext_lazy("supervision state", "closed")),
)

CASE_STATES: Final[Choices] = (
    ("SUBMITTED", pgettext_lazy("case state", "waiting for intake")),
    ("SENT_BACK", pgettext_lazy("case state", "sent back to complete")),
    ("NOT_ACCEPTED", pgettext_lazy("case state", "not accepted")),
    ("MERGED", pgettext_lazy("case state", "merged with another")),
    ("REGISTERED", pgettext_lazy("case state", "registered")),
    ("PROPOSED", pgettext_lazy("case state", "handling proposed")),
    ("APPROVED", pgettext_lazy("case state", "handling approved")),
    ("IN_HAND", pgettext_lazy("case state", "in hand")),
    ("REWORK", pgettext_lazy("case state", "being handled again")),
    ("ANSWERED", pgettext_lazy("case state", "answered, to be delivered")),
    ("REPLIED", pgettext_lazy("case state", "replied")),
    ("DELIBERATION", pgettext_lazy("case state", "before the presidium")),
    ("CONCLUDED", pgettext_lazy("case state", "concluded")),
    ("WITHDRAWN", pgettext_lazy("case state", "withdrawn")),
    ("REFERRED", pgettext_lazy("case state", "reported upward")),
    ("FILED", pgettext_lazy("case state", "filed")),
    ("LISTED", pgettext_lazy("case state", "on the agenda")),
    ("DELIBERATED", pgettext_lazy("case state", "deliberated, to be voted on")),
    ("DECIDED", pgettext_lazy("case state", "decided")),
    ("EXECUTING", pgettext_lazy("case state", "resolution being carried out")),
    ("CARRIED_OUT", pgettext_lazy("case state", "resolution carried out")),
    ("REPORTED", pgettext_lazy("case state", "reported back to the congress")),
)

#: The columns of the board, in the order of a case's life.
STAGES: Final[Mapping[str, str | Promise]] = {
    "INTAKE": _("Intake"),
    "BEFORE_HANDOVER": _("Before hand-over"),
    "IN_HAND": _("In hand"),
    "WITH_DEPUTIES": _("With the deputies"),
    "ENDED": _("Ended"),
}
#: The same columns as the states of a congress's own cases.
STATES_OF: Final[Mapping[str, Sequence[str]]] = {
    "INTAKE": ("SUBMITTED", "SENT_BACK"),
    "BEFORE_HANDOVER": ("REGISTERED", "PROPOSED", "APPROVED", "FILED", "LISTED", "DELIBERATED"),
    "IN_HAND": ("IN_HAND", "REWORK", "DELIBERATION", "EXECUTING"),
    "WITH_DEPUTIES": ("ANSWERED", "REPLIED"),
    "ENDED": ("CONCLUDED", "DECIDED", "CARRIED_OUT", "REPORTED", "NOT_ACCEPTED", "MERGED", "WITHDRAWN", "REFERRED"),
}
LOOKS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("SUBMITTED", "FILED", "DELIBERATED", "REGISTERED", "PROPOSED", "APPROVED", "ANSWERED", "REPLIED", "PLANNED", "HANDED_OVER"), "waiting"),
    **dict.fromkeys(("IN_HAND", "LISTED", "EXECUTING", "SIGNED", "CARRIED_OUT", "OPINION_SENT", "RECTIFIED", "LOOKED_BACK", "FOLLOWING"), "going"),
    **dict.fromkeys(("REWORK", "DELIBERATION", "RELIEF_ASKED", "REOPENED", "PARTLY"), "soon"),
    **dict.fromkeys(("CONCLUDED", "DECIDED", "REPORTED", "CLOSED", "OPINION_GIVEN", "KEPT", "DONE"), "done"),
    "NOT_DONE": "late",
    **dict.fromkeys(("SENT_BACK", "NOT_ACCEPTED", "MERGED", "WITHDRAWN", "REFERRED", "RELIEVED", "LAPSED", "ENDED", "EXPLAINED", "RENEWED"), "stopped"),
}


def look(state: str, *, overdue: bool = False) -> str:
    """The mark of a state; whatever is overdue is marked as late."""
    return "late" if overdue else LOOKS.get(state, "going")
