"""The only way to search. It adds the county and what the viewer may see to every query, and looks at every hit again before it leaves."""
from __future__ import annotations

import logging
import math
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from prometheus_client import Counter

from countysearch.documents import Document
from countysearch.engine import FACETS, After, Filters, Hit, Hits, Likeness, Query, SearchEngine
from countysearch.engines import current_engine
from countysearch.tokens import Fragment, Word, excerpt, highlight, parse
from motions.events import State as CaseState
from oversight.events import State as SupervisionState
from people.actor import Actor, Role
from townships.errors import Invalid
from townships.models import Tenant
from townships.paging import Page, cursor, key_of
from townships.text import checked

__all__ = ["Filters", "Found", "Results", "search"]

#: What everybody may know of, where it is public.
ENDED: Final = frozenset({
    CaseState.CONCLUDED.value, CaseState.DECIDED.value, CaseState.EXECUTING.value, CaseState.CARRIED_OUT.value, CaseState.REPORTED.value,
    SupervisionState.CLOSED.value,
})  # fmt: skip
NOTHING: Final = ("",)

DROPPED = Counter("townships_search_hits_dropped", "Hits that the engine gave but the viewer may not see: anything above 0 is a bug.")

log = logging.getLogger(__name__)


class Found(msgspec.Struct, frozen=True):
    """A hit as it is shown. `title` is whole, the others are excerpts; reply and outcome only where a word stands in them."""

    document: Document
    title: Sequence[Fragment]
    text: Sequence[Fragment]
    reply: Sequence[Fragment]
    outcome: Sequence[Fragment]
    cursor: str


class Results(msgspec.Struct, frozen=True):
    """One page. `total` and `facets` (field → value → documents) count all hits under the same words and filters."""

    rows: Sequence[Found]
    has_next: bool
    total: int
    facets: Mapping[str, Mapping[str, int]]


def search(*, viewer: Actor, words: str, filters: Filters = Filters(), page: Page = Page(), engine: SearchEngine | None = None) -> Results:
    """Best hits first. The county's office: all that its towns sent; offices and deputies: what is public in that county; everybody else: what of it has ended.

    Every word must stand in one field of the document; no words: everything, newest first. Raises Invalid.
    """
    query = Query(
        county=viewer.county,
        public_only=not sees_all(viewer),
        words=parse(checked(words, "words")),
        filters=_seen(viewer, _plain(filters)),
        first=page.first,
        after=_after(page),
    )
    hits = (engine or current_engine()).find(query) if query.filters.state != NOTHING else Hits()
    return _results(checked_hits(hits, query), query.words)


def sees_all(viewer: Actor) -> bool:
    return viewer.level == "county" and viewer.office


def _seen(viewer: Actor, filters: Filters) -> Filters:
    """A unit does not find out what is planned about it, nor what is in others' hands."""
    if viewer.office or viewer.has(Role.DEPUTY):
        return filters
    ended = ENDED.intersection(filters.state) if filters.state else ENDED
    return msgspec.structs.replace(filters, state=tuple(sorted(ended)) or NOTHING)


def _plain(filters: Filters) -> Filters:
    """Refuses values that no engine takes: those of a filter are text as well."""
    clean = {name: tuple(checked(value, name) for value in getattr(filters, name)) for name in FACETS}
    return msgspec.structs.replace(filters, **clean)


def _after(page: Page) -> After | None:
    if page.after is None:
        return None
    score, key = key_of(page.after, 2)
    if not isinstance(score, float) or not math.isfinite(score) or not isinstance(key, str) or "\x00" in key:
        raise Invalid("bad_cursor", "after")
    return After(score, key)


def checked_hits(hits: Hits, query: Query | Likeness) -> Hits:
    """What an engine gives by mistake must not reach anybody: such a hit is dropped, logged and counted."""
    towns = set(Tenant.objects.filter(county_schema=query.county).values_list("schema_name", flat=True))
    allowed = [hit for hit in hits.rows if _may_leave(hit.document, query, towns)]
    for hit in hits.rows:
        if hit not in allowed:
            DROPPED.inc()
            log.error("search gave %s a hit that it may not see: %s of %s", query.county, hit.document.id, hit.document.county)
    return msgspec.structs.replace(hits, rows=allowed)


def _may_leave(document: Document, query: Query | Likeness, towns: set[str]) -> bool:
    asked = query.filters.tenant
    return (
        document.county == query.county
        and document.tenant in towns
        and (not asked or document.tenant in asked)
        and (not query.filters.state or document.state in query.filters.state)
        and not document.gone
        and (document.public or not query.public_only)
    )


def _results(hits: Hits, words: Sequence[Word]) -> Results:
    return Results(rows=[_found(hit, words) for hit in hits.rows], has_next=hits.more, total=hits.total, facets=hits.facets)


def _found(hit: Hit, words: Sequence[Word]) -> Found:
    document = hit.document
    return Found(
        document=document,
        title=highlight(document.title, words),
        text=excerpt(document.text, words),
        reply=_only_hits(excerpt(document.reply, words)),
        outcome=_only_hits(excerpt(document.outcome, words)),
        cursor=cursor([hit.score, document.id]),
    )


def _only_hits(fragments: Sequence[Fragment]) -> Sequence[Fragment]:
    return fragments if any(fragment.hit for fragment in fragments) else []
