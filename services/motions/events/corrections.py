"""更正: what of a case can be put right, and that it was."""
from __future__ import annotations

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from motions.events.happened import ByChannel


class Correctable(TextChoices):
    """What was entered wrongly; whom it concerns, `correcting` says."""

    TITLE = "title", pgettext_lazy("correction", "title")
    WHERE = "where", pgettext_lazy("correction", "where")
    TEXT = "text", pgettext_lazy("correction", "what is the matter")
    GROUNDS = "grounds", pgettext_lazy("correction", "grounds")
    PROPOSAL = "proposal", pgettext_lazy("correction", "what should be done")
    CATEGORY = "category", pgettext_lazy("correction", "field")
    NUMBER = "number", pgettext_lazy("correction", "number")
    SUBMITTED_ON = "submitted_on", pgettext_lazy("correction", "day it was handed in")
    HANDED_OVER_ON = "handed_over_on", pgettext_lazy("correction", "day of the hand-over")
    UNIT = "unit", pgettext_lazy("correction", "unit")
    LEADER = "leader", pgettext_lazy("correction", "responsible leader")
    PERSON = "person", pgettext_lazy("correction", "responsible person")
    SIGNED_ON = "signed_on", pgettext_lazy("correction", "day it was signed for")
    CONTACTED_ON = "contacted_on", pgettext_lazy("correction", "day of the conversation")
    METHOD = "method", pgettext_lazy("correction", "way of the conversation")
    REPLY_NUMBER = "reply_number", pgettext_lazy("correction", "number of the reply")
    MEANING = "meaning", pgettext_lazy("correction", "what the reply comes to")
    REPLY_TEXT = "reply_text", pgettext_lazy("correction", "text of the reply")
    SIGNED_OFF_BY = "signed_off_by", pgettext_lazy("correction", "who signed the reply off")
    REPLIED_ON = "replied_on", pgettext_lazy("correction", "day of the reply")
    DELIVERED_ON = "delivered_on", pgettext_lazy("correction", "day of the receipt")
    RATED_ON = "rated_on", pgettext_lazy("correction", "day of the rating")
    ATTITUDE = "attitude", pgettext_lazy("correction", "rating of the attitude")
    RESULT = "result", pgettext_lazy("correction", "rating of the result")
    MEASURE = "measure", pgettext_lazy("correction", "what was promised")
    PROMISE_LEADER = "promise_leader", pgettext_lazy("correction", "leader who answers for the promise")
    PROMISED_FOR = "promised_for", pgettext_lazy("correction", "day promised for")
    KEPT_ON = "kept_on", pgettext_lazy("correction", "day it was carried out")


class CorrectionForm(StrEnum):
    """How its value is written."""

    DAY = "day"
    LINE = "line"
    TEXT = "text"
    UNIT = "unit"
    MEANING = "meaning"
    RATING = "rating"


class CaseCorrected(ByChannel, frozen=True, kw_only=True):
    """What was put right, of which record. What stood there before, why, and who agreed stays in the town. `channel` is how they agreed."""

    type = "townships.motions.case.corrected"
    words = pgettext_lazy("timeline", "corrected")
    private: ClassVar[frozenset[str]] = frozenset({"note", "before", "after", "consented"})
    what: Correctable
    about: UUID | None = None
    before: str = ""
    after: str = ""
    consented: tuple[str, ...] = ()
    note: str = ""
