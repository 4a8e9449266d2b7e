"""What this room publishes: the life of a supervision 监督, from its plan to the return visit.

Every fact carries the supervision whole, as `SupervisionFacts`: who reads the last one knows it.
"""
from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Final
from uuid import UUID

import msgspec
from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from outbox.events import Event
from people.channel import Channel


class Form(TextChoices):
    """How a congress supervises; at which level and when each is lawful, `rules.FORMS` says."""

    INSPECTION = "inspection", pgettext_lazy("supervision form", "inspection")
    SURVEY = "survey", pgettext_lazy("supervision form", "survey")
    LAW_ENFORCEMENT_CHECK = "law_enforcement_check", pgettext_lazy("supervision form", "law-enforcement check")
    WORK_REPORT = "work_report", pgettext_lazy("supervision form", "hearing a work report")
    APPRAISAL = "appraisal", pgettext_lazy("supervision form", "work appraisal")
    BUDGET_REVIEW = "budget_review", pgettext_lazy("supervision form", "budget review")
    SPECIAL_FUNDS = "special_funds", pgettext_lazy("supervision form", "review of special funds")
    INQUIRY = "inquiry", pgettext_lazy("supervision form", "inquiry")
    QUESTIONING = "questioning", pgettext_lazy("supervision form", "questioning")
    SPECIFIC_INVESTIGATION = "specific_investigation", pgettext_lazy("supervision form", "specific-question investigation")
    FILING_REVIEW = "filing_review", pgettext_lazy("supervision form", "filing and review")


class Stage(TextChoices):
    """Where the work stands that is supervised."""

    BEFORE = "before", pgettext_lazy("supervision stage", "before the fact")
    DURING = "during", pgettext_lazy("supervision stage", "during the fact")
    AFTER = "after", pgettext_lazy("supervision stage", "after the fact")


class State(TextChoices):
    PLANNED = "planned", pgettext_lazy("supervision state", "planned")
    CARRIED_OUT = "carried_out", pgettext_lazy("supervision state", "carried out")
    OPINION_SENT = "opinion_sent", pgettext_lazy("supervision state", "opinion sent")
    RECTIFIED = "rectified", pgettext_lazy("supervision state", "rectification reported")
    LOOKED_BACK = "looked_back", pgettext_lazy("supervision state", "looked back")
    REOPENED = "reopened", pgettext_lazy("supervision state", "reopened, to be put right again")
    CLOSED = "closed", pgettext_lazy("supervision state", "closed")


class Occasion(TextChoices):
    """What somebody took part in."""

    SIGNED = "signed", pgettext_lazy("participation", "signed")
    WENT = "went", pgettext_lazy("participation", "took part")
    LOOKED_BACK = "looked_back", pgettext_lazy("participation", "went back to look")


class Effectiveness(TextChoices):
    """Whether what was put right holds, seen on the spot."""

    EFFECTIVE = "effective", pgettext_lazy("effect of rectification", "effective")
    PARTLY = "partly", pgettext_lazy("effect of rectification", "partly effective")
    NOT = "not", pgettext_lazy("effect of rectification", "not effective")


#: The unit owes its report.
OWING: Final = frozenset({State.OPINION_SENT, State.REOPENED})


# ---------------------------------------------------------------- the supervision, whole
class ParticipantFacts(msgspec.Struct, frozen=True, kw_only=True):
    """`deputy_id` is None for somebody who holds no mandate here."""

    name: str
    deputy_id: UUID | None = None
    occasion: Occasion = Occasion.WENT


class SupervisionFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The public state of a supervision. Days are the days in Asia/Shanghai on which it truly happened; amounts are integers of fen.

    `planned_on` is a plan, everything else has happened. From `opinion_due_on` to `looked_back_on` it tells of the round that runs: the first,
    and one more each time it was `reopened`. `due_on` is the next day by which the office or the unit must act. One that found nothing
    amiss is closed without an opinion.
    """

    id: UUID
    topic: str
    field: str = ""
    form: Form
    stage: Stage
    state: State
    state_since: date
    public: bool = True
    planned_on: date
    notice: str = ""
    planned_fen: int | None = None
    executed_fen: int | None = None
    carried_out_on: date | None = None
    participants: tuple[ParticipantFacts, ...] = ()
    findings: str = ""
    opinion: str = ""
    opinion_on: date | None = None
    opinion_due_on: date | None = None
    unit_id: UUID | None = None
    unit_name: str = ""
    rectification: str = ""
    rectified_on: date | None = None
    effect: str = ""
    effectiveness: Effectiveness | None = None
    looked_back_on: date | None = None
    closed_on: date | None = None
    closed_note: str = ""
    reopened: int = 0
    due_on: date | None = None


# ---------------------------------------------------------------- what happened to it
class SupervisionEvent(Event, frozen=True, kw_only=True):
    """`words` is how the timeline says it."""

    words: ClassVar[Any]
    supervision: SupervisionFacts


class SupervisionPlanned(SupervisionEvent, frozen=True, kw_only=True):
    type = "townships.oversight.supervision.planned"
    words = pgettext_lazy("timeline", "planned")


class SupervisionCarriedOut(SupervisionEvent, frozen=True, kw_only=True):
    type = "townships.oversight.supervision.carried_out"
    words = pgettext_lazy("timeline", "carried out")


class OpinionSent(SupervisionEvent, frozen=True, kw_only=True):
    type = "townships.oversight.supervision.opinion_sent"
    words = pgettext_lazy("timeline", "opinion sent")


class RectificationReported(SupervisionEvent, frozen=True, kw_only=True):
    type = "townships.oversight.supervision.rectification_reported"
    words = pgettext_lazy("timeline", "rectification reported")
    channel: Channel


class SupervisionLookedBack(SupervisionEvent, frozen=True, kw_only=True):
    type = "townships.oversight.supervision.looked_back"
    words = pgettext_lazy("timeline", "looked back")


class SupervisionClosed(SupervisionEvent, frozen=True, kw_only=True):
    type = "townships.oversight.supervision.closed"
    words = pgettext_lazy("timeline", "closed")
    note: str = ""


class SupervisionReopened(SupervisionEvent, frozen=True, kw_only=True):
    type = "townships.oversight.supervision.reopened"
    words = pgettext_lazy("timeline", "reopened")
    note: str = ""


class DueDateMoved(SupervisionEvent, frozen=True, kw_only=True):
    """The ledger counted a day again, mostly because a year's holidays were announced."""

    type = "townships.oversight.supervision.due_date_moved"
    words = pgettext_lazy("timeline", "due date moved")
    due_on: date
