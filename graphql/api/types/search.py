"""Search over what the towns of the county have sent."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import graphene
from django.utils.translation import gettext_lazy as _

from api import relay
from api.paging import ConnectionFields, PageInfo, Shown
from api.types.common import enum_of, label
from countysearch.search import Filters, Found, Results, search, sees_all
from motions.events import State as CaseState
from oversight.events import State as SupervisionState
from townships.context import names_of
from townships.paging import Page, Slice

FACETS: Final = ("state", "kind", "tenant", "category")


class Kind(StrEnum):
    CASE = "case"
    SUPERVISION = "supervision"


KINDS: Final = {Kind.CASE: _("motion or suggestion"), Kind.SUPERVISION: _("supervision")}
SearchKind = enum_of(Kind, "SearchKind", "What a hit is.")


class Fragment(graphene.ObjectType):
    """A piece of a text, and whether the words are why it is shown."""

    text = graphene.String(required=True)
    hit = graphene.Boolean(required=True)


def fragments(about: str) -> graphene.List:
    return graphene.List(graphene.NonNull(Fragment), required=True, description=about)


class SearchHit(graphene.ObjectType):
    """A case or a supervision of a town of the county."""

    record_id = graphene.ID(description="Global id of the record, where the viewer may open it.")
    kind = graphene.Field(SearchKind, required=True)
    kind_label = label("kind", KINDS)
    town = graphene.String(required=True, description="The town's key, as the filter takes it.")
    town_name = graphene.String(required=True)
    state = graphene.String(required=True)
    state_label = graphene.String(required=True)
    category = graphene.String(required=True)
    number = graphene.String(required=True)
    opened_on = graphene.Date()
    concluded_on = graphene.Date()
    title = fragments("The whole title.")
    text = fragments("An excerpt.")
    reply = fragments("An excerpt of the replies, where a word stands in them.")
    outcome = fragments("An excerpt of what became of it, where a word stands in it.")


class SearchEdge(graphene.ObjectType):
    """One hit of a page."""

    cursor = graphene.String(required=True)
    node = graphene.Field(SearchHit, required=True)


class FacetValue(graphene.ObjectType):
    """A value that hits have, and how many have it."""

    value = graphene.String(required=True)
    label = graphene.String(required=True, description="The word for it, in the request's language; of a town its name today.")
    count = graphene.Int(required=True)


class Facets(graphene.ObjectType):
    """Counts over all hits under the same words and filters, the most frequent first."""

    state = graphene.List(graphene.NonNull(FacetValue), required=True)
    kind = graphene.List(graphene.NonNull(FacetValue), required=True)
    town = graphene.List(graphene.NonNull(FacetValue), required=True)
    category = graphene.List(graphene.NonNull(FacetValue), required=True)


class SearchConnection(ConnectionFields, graphene.ObjectType):
    """A page of hits, the best first."""

    edges = graphene.List(graphene.NonNull(SearchEdge), required=True)
    nodes = graphene.List(graphene.NonNull(SearchHit), required=True)
    page_info = graphene.Field(PageInfo, required=True)
    total_count = graphene.Int(required=True)
    facets = graphene.Field(Facets, required=True)

    @staticmethod
    def resolve_facets(shown: Hits, info: Any) -> dict[str, list[dict[str, Any]]]:
        return shown.facets


class SearchFilter(graphene.InputObjectType):
    """All that are given must hold; of a list, one of its values."""

    state = graphene.List(graphene.NonNull(graphene.String))
    kind = graphene.List(graphene.NonNull(SearchKind))
    town = graphene.List(graphene.NonNull(graphene.String), description="Keys of towns.")
    category = graphene.List(graphene.NonNull(graphene.String))
    opened_from = graphene.Date()
    opened_to = graphene.Date()


class Hits(Shown):
    """A page of hits with the counts beside it."""

    __slots__ = ("facets",)

    def __init__(self, found: Results, viewer: Any, after: str | None) -> None:
        marks = [row.cursor for row in found.rows]
        towns = names_of({*found.facets["tenant"], *(row.document.tenant for row in found.rows)})
        rows = [_hit(row, towns, viewer) for row in found.rows]
        super().__init__(Slice(rows=rows, cursors=marks, has_next=found.has_next, total=lambda: found.total), after)
        words: dict[str, Callable[[str], Any]] = {"state": _state, "kind": lambda kind: KINDS[Kind(kind)], "tenant": lambda key: towns.get(key, key)}
        self.facets = {"town" if name == "tenant" else name: _values(found.facets[name], words.get(name, str)) for name in FACETS}


class SearchQuery(graphene.ObjectType):
    search = graphene.Field(
        SearchConnection, required=True, words=graphene.String(required=True), filter=SearchFilter(),
        first=graphene.Int(), after=graphene.String(),
        description="In the county's office all that its towns sent; offices and deputies find what is public in the county and was let in, everybody else "
        "what of it has ended. No words: everything, newest first.",
    )  # fmt: skip

    @staticmethod
    def resolve_search(root: Any, info: Any, words: str, filter: Any = None, first: int | None = None, after: str | None = None) -> Hits:
        page = Page(first=Page().first if first is None else first, after=after)
        found = search(viewer=info.context.actor, words=words, filters=filters(filter or {}), page=page)
        return Hits(found, info.context.actor, after)


def filters(asked: Mapping[str, Any]) -> Filters:
    """The search's own filters; an empty list asks for nothing."""
    lists = {"state": "state", "kind": "kind", "tenant": "town", "category": "category"}
    told: dict[str, Any] = {name: tuple(str(value) for value in asked.get(given) or ()) for name, given in lists.items()}
    return Filters(**told, opened_from=asked.get("opened_from"), opened_to=asked.get("opened_to"))


def _hit(found: Found, towns: Mapping[str, str], viewer: Any) -> dict[str, Any]:
    document = found.document
    name = towns.get(document.tenant, document.tenant_name)
    return {
        "record_id": _record(document, viewer), "kind": document.kind, "town": document.tenant, "town_name": name,
        "state": document.state, "state_label": _state(document.state), "category": document.category, "number": document.number,
        "opened_on": document.opened_on, "concluded_on": document.concluded_on,
        "title": found.title, "text": found.text, "reply": found.reply, "outcome": found.outcome,
    }  # fmt: skip


def _record(document: Any, viewer: Any) -> str | None:
    """The county opens every town's record, a town its own."""
    kind, number = document.subject.split("/")
    if document.tenant == viewer.tenant:
        return relay.encode(kind.capitalize(), viewer.tenant, UUID(number))
    return relay.encode(f"Town{kind.capitalize()}", viewer.tenant, UUID(number)) if sees_all(viewer) else None


def _state(value: str) -> str:
    """Cases and supervisions have no state in common."""
    return str(STATES[value].label)


STATES: Final = {state.value: state for state in (*CaseState, *SupervisionState)}


def _values(counts: Mapping[str, int], word: Callable[[str], Any]) -> list[dict[str, Any]]:
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return [{"value": value, "label": str(word(value)), "count": count} for value, count in ranked]
