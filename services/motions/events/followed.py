"""What happened to the promises of a case."""
from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from django.utils.translation import pgettext_lazy

from motions.events.happened import ByChannel, CaseEvent
from motions.events.promises import Fulfilment, LookBackFacts
from outbox.events import Audience, Event


class PromiseMade(ByChannel, frozen=True, kw_only=True):
    type = "townships.motions.case.promised"
    words = pgettext_lazy("timeline", "promise entered in the ledger")
    assignment_id: UUID
    promise_id: UUID
    due_on: date


class PromiseKept(ByChannel, frozen=True, kw_only=True):
    type = "townships.motions.case.promise_kept"
    words = pgettext_lazy("timeline", "promise carried out")
    assignment_id: UUID
    promise_id: UUID
    note: str = ""


class PromiseExplained(ByChannel, frozen=True, kw_only=True):
    """It cannot be carried out, and the deputies were told why."""

    type = "townships.motions.case.promise_explained"
    words = pgettext_lazy("timeline", "promise explained, not carried out")
    assignment_id: UUID
    promise_id: UUID
    note: str = ""


class PromiseRenewed(ByChannel, frozen=True, kw_only=True):
    """Another one, `promise_id`, takes its place; that it was late stays in view."""

    type = "townships.motions.case.promise_renewed"
    words = pgettext_lazy("timeline", "promised anew")
    assignment_id: UUID
    promise_id: UUID
    due_on: date
    note: str = ""


class FulfilmentRated(ByChannel, frozen=True, kw_only=True):
    """Not carried out, it is followed again."""

    type = "townships.motions.case.fulfilment_rated"
    words = pgettext_lazy("timeline", "said whether the promise was carried out")
    deputy_id: UUID
    promise_id: UUID
    fulfilment: Fulfilment
    comment: str = ""


class CaseLookedBack(CaseEvent, frozen=True, kw_only=True):
    """A return visit 回头看. What was found in words, and who went, stays in the town; `amount_fen` is what was spent, in fen."""

    type = "townships.motions.case.looked_back"
    words = pgettext_lazy("timeline", "return visit")
    fulfilment: Fulfilment
    amount_fen: int | None = None
    note: str = ""


class LookBackPlanned(Event, frozen=True, kw_only=True):
    """Which cases were drawn is in the town; what each visit found, its case tells."""

    type = "townships.motions.lookback.planned"
    audience: ClassVar[Audience] = Audience.TOWN
    plan: LookBackFacts
