"""Earlier cases of the whole county that speak of what a draft speaks of, with how they ended. Who looks sees no more than `search` shows."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec
from django.utils.translation import override

from countysearch.documents import Document, document_id
from countysearch.engine import Filters, Hit, Hits, Likeness, SearchEngine
from countysearch.engines import current_engine
from countysearch.search import checked_hits, sees_all
from countysearch.tokens import token_texts
from motions.events import Outcome
from motions.events import State as CaseState
from people.actor import Actor, Role
from townships.errors import NotAllowed
from townships.text import checked

#: So many pairs of a draft are looked at: its title's, then its text's from the beginning.
MOST_PAIRS: Final = 120
MOST: Final = 10
ENDED: Final = (CaseState.CONCLUDED.value, CaseState.DECIDED.value)


class Similar(msgspec.Struct, frozen=True):
    """An earlier case. `outcome` is what became of it, None where it ended without a reply that says so."""

    document: Document
    outcome: Outcome | None


def similar(
    *, viewer: Actor, title: str, text: str, without: UUID | None = None, first: int = 5, engine: SearchEngine | None = None
) -> list[Similar]:
    """The most alike first; at most MOST. For offices and deputies. `without`: the viewer's own case that it is about."""
    may_look(viewer)
    pairs = _pairs(checked(title, "title")), _pairs(checked(text, "text"))
    likeness = Likeness(
        county=viewer.county, public_only=not sees_all(viewer), pairs=tuple(dict.fromkeys([*pairs[0], *pairs[1]]))[:MOST_PAIRS],
        titled=frozenset(pairs[0]), filters=Filters(kind=("case",), state=ENDED),
        without=document_id(viewer.tenant, f"case/{without}") if without else "", first=min(max(first, 0), MOST),
    )  # fmt: skip
    found = (engine or current_engine()).like(likeness) if len(likeness.pairs) > 1 and likeness.first else []
    return [Similar(hit.document, _outcome(hit.document)) for hit in checked_hits(Hits(rows=found), likeness).rows]


def one(*, viewer: Actor, tenant: str, case_id: UUID, engine: SearchEngine | None = None) -> Similar | None:
    """An ended case that `similar` would show this viewer, by the town and the case's own id."""
    may_look(viewer)
    document = (engine or current_engine()).one(viewer.county, document_id(tenant, f"case/{case_id}"))
    asked = Likeness(county=viewer.county, public_only=not sees_all(viewer), pairs=(), titled=frozenset(), filters=Filters(state=ENDED))
    shown = checked_hits(Hits(rows=[Hit(document, 0.0)] if document else []), asked).rows
    return Similar(shown[0].document, _outcome(shown[0].document)) if shown else None


def may_look(viewer: Actor) -> None:
    """Raises `NotAllowed` but for those whom search shows more than what strangers know."""
    if not (viewer.office or viewer.has(Role.DEPUTY)):
        raise NotAllowed()


def _pairs(text: str) -> Sequence[str]:
    """Neighbours; a single Han character tells nothing."""
    return [token for token in token_texts(text) if len(token) > 1]


def _outcome(document: Document) -> Outcome | None:
    """Documents carry it in Chinese words, by which it is found."""
    with override("zh-hans"):
        words = {str(outcome.label): outcome for outcome in Outcome}
    return words.get(document.outcome.partition("\n")[0])
