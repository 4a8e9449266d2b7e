"""What replies promised, and how that stands: the values and the public state of a promise 承诺事项."""
from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

import msgspec
from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from motions.events.values import Meaning


class PromiseState(TextChoices):
    """Late is none of them: it is followed past its day."""

    FOLLOWING = "following", pgettext_lazy("promise state", "being followed")
    KEPT = "kept", pgettext_lazy("promise state", "carried out")
    EXPLAINED = "explained", pgettext_lazy("promise state", "explained, not carried out")
    RENEWED = "renewed", pgettext_lazy("promise state", "promised anew")


class Fulfilment(TextChoices):
    """Whether what was promised is there to be seen: what a deputy says of it, and what a return visit finds."""

    DONE = "done", pgettext_lazy("fulfilment", "carried out")
    PARTLY = "partly", pgettext_lazy("fulfilment", "partly carried out")
    NOT_DONE = "not_done", pgettext_lazy("fulfilment", "not carried out")


#: Replies that put off to a later day: what they promise goes into the ledger.
PROMISING: Final = frozenset({Meaning.UNDER_WAY, Meaning.PLANNED})


class PromiseFacts(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One promise of one unit. `due_on` is the day it was promised for; `ended_on` that on which it was explained or promised anew.

    `renews` is the promise that this one takes the place of. `round` counts how often it was followed: 2 after it was said to be carried out
    and was not. `said` is what the deputies say of its fulfilment in that round, without their names.
    """

    id: UUID
    assignment_id: UUID
    unit_name: str
    measure: str
    leader: str
    promised_on: date
    due_on: date
    state: PromiseState
    round: int = 1
    kept_on: date | None = None
    ended_on: date | None = None
    renews: UUID | None = None
    said: tuple[Fulfilment, ...] = ()


class LookBackFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A plan to go back and look: from how many (`of`) how many were drawn, and from which seed. `size` None is all."""

    id: UUID
    title: str
    since: date
    until: date
    size: int | None
    seed: str
    planned_on: date
    of: int
    drawn: int
