"""Search in Elasticsearch: the tokens of `countysearch.tokens` in whitespace-analysed fields, one county in one shard."""
from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import msgspec
from elasticsearch import ApiError, BadRequestError, Elasticsearch, NotFoundError, TransportError
from elasticsearch.helpers import streaming_bulk

from countysearch.documents import FIELDS, Document
from countysearch.engine import (
    BOOSTS,
    FACETS,
    KEPT,
    DocumentRefused,
    EngineFailed,
    Hit,
    Hits,
    IndexGone,
    Likeness,
    Query,
    Telling,
    Version,
    telling,
)
from countysearch.tokens import Word, token_texts

DEFINITION: Final = Path(__file__).resolve().parents[2] / "deploy" / "elasticsearch" / "index.json"
TRIES: Final = 3  # the alias may be flipped, and the old index dropped, between asking and answering
PAUSE: Final = 0.05  # seconds
FACET_VALUES: Final = 1000
WRITING: Final = "-writing"  # one alias for each index, so that a late write never makes a dropped index anew


class ElasticEngine:
    name = "elasticsearch"

    def __init__(self, url: str, alias: str = "countysearch") -> None:
        self.client = Elasticsearch(url, request_timeout=10, retry_on_timeout=True, max_retries=2)
        self.alias = alias

    def create(self, index: str) -> None:
        definition = json.loads(DEFINITION.read_text(encoding="utf-8"))
        with _asking():
            try:
                self.client.indices.create(index=index, **definition, aliases={index + WRITING: {}})
            except BadRequestError as refused:
                if refused.error != "resource_already_exists_exception":
                    raise

    def write(self, index: str, documents: Sequence[Document]) -> None:
        actions = (_action(index + WRITING, document) for document in documents)
        with _asking():
            answers = list(streaming_bulk(self.client, actions, require_alias=True, raise_on_error=False))
        _judge(index, [answer["index"] for taken, answer in answers if not taken])

    def flip(self, index: str) -> None:
        old = [{"remove": {"index": name, "alias": self.alias}} for name in self._aliased() if name != index]
        try:
            with _asking(NotFoundError):
                self.client.indices.update_aliases(actions=[*old, {"add": {"index": index, "alias": self.alias}}])
        except NotFoundError as missing:
            raise IndexGone(index) from missing

    def drop(self, index: str) -> None:
        with _asking():
            self.client.indices.delete(index=index, ignore_unavailable=True)

    def current(self) -> str | None:
        return next(iter(self._aliased()), None)

    def indexes(self) -> list[str]:
        with _asking():
            return sorted(self.client.indices.get(index=f"{self.alias}-*", features="aliases").body)

    def find(self, query: Query) -> Hits:
        answer = self._search(
            routing=query.county,
            query=_condition(query),
            sort=[{"_score": "desc"}, {"id": "desc"}],
            search_after=list(query.after) if query.after else None,
            size=query.first + 1,
            track_total_hits=True,
            source_includes=["source"],
            aggs={name: {"terms": {"field": name, "size": FACET_VALUES}} for name in FACETS},
        )
        return _hits(answer, query.first) if answer else Hits()

    def like(self, likeness: Likeness) -> list[Hit]:
        told = self._telling(likeness)
        query = {
            "bool": {
                "filter": _filters(likeness), "must_not": [{"term": {"id": likeness.without}}], "minimum_should_match": told.least,
                "should": [_pair(pair, weight) for pair, weight in told.weights.items()],
            }
        }  # fmt: skip
        if len(told.weights) < told.least:
            return []
        answer = self._search(
            routing=likeness.county, query=query, sort=[{"_score": "desc"}, {"id": "desc"}], size=likeness.first, source_includes=["source"]
        )
        return [Hit(_document(row), float(row["sort"][0])) for row in answer["hits"]["hits"]] if answer else []

    def _telling(self, likeness: Likeness) -> Telling:
        """One request counts, for all pairs at once, in how many of the county's documents each stands."""
        ours = {"bool": {"filter": [{"term": {"county": likeness.county}}, {"term": {"gone": False}}]}}
        counting = {"pairs": {"filters": {"filters": {pair: _either(pair) for pair in likeness.pairs}}}}
        answer = self._search(routing=likeness.county, query=ours, size=0, track_total_hits=True, aggs=counting) if likeness.pairs else None
        if answer is None:
            return Telling({}, 1)
        found = {pair: bucket["doc_count"] for pair, bucket in answer["aggregations"]["pairs"]["buckets"].items()}
        return telling(likeness, found, answer["hits"]["total"]["value"])

    def one(self, county: str, id: str) -> Document | None:
        ours = [{"term": {"county": county}}, {"term": {"id": id}}, {"term": {"gone": False}}]
        answer = self._search(routing=county, query={"bool": {"filter": ours}}, size=1, source_includes=["source"])
        return next((_document(row) for row in answer["hits"]["hits"]), None) if answer else None

    def versions(self, county: str, after: str = "", limit: int = 1000) -> list[Version]:
        answer = self._search(
            routing=county,
            query={"bool": {"filter": [{"term": {"county": county}}, {"term": {"gone": False}}]}},
            sort=[{"id": "asc"}],
            search_after=[after],
            size=limit,
            source_includes=["source"],
        )
        found = [_document(row) for row in answer["hits"]["hits"]] if answer else []
        return [Version(d.id, d.tenant, d.subject, d.incarnation, d.version) for d in found]

    def measure(self) -> None:
        """Lucene counts by itself."""

    def refresh(self) -> None:
        with _asking():
            self.client.indices.refresh(index=f"{self.alias}-*")

    def _aliased(self) -> list[str]:
        try:
            with _asking(NotFoundError):
                return sorted(self.client.indices.get_alias(name=self.alias).body)
        except NotFoundError:
            return []

    def _search(self, **asked: Any) -> Mapping[str, Any] | None:
        """The answer of the current index; None while there is none."""
        for tried in range(TRIES):
            time.sleep(PAUSE * tried)
            try:
                with _asking(NotFoundError):
                    return self.client.search(index=self.alias, allow_partial_search_results=False, **asked).body
            except NotFoundError:
                if self.current() is None:
                    return None
            except EngineFailed:
                if tried == TRIES - 1:
                    raise
        raise EngineFailed(f"{self.alias} was flipped {TRIES} times during one search")


@contextmanager
def _asking(*expected: type[ApiError]) -> Iterator[None]:
    """What the cluster cannot do now is EngineFailed; what is expected, or wrong in itself, is raised as it is."""
    try:
        yield
    except TransportError as away:
        raise EngineFailed(str(away)) from away
    except ApiError as failed:
        if isinstance(failed, expected) or not _passing(failed.status_code):
            raise
        raise EngineFailed(str(failed)) from failed


def _passing(status: int) -> bool:
    return status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR


def _action(index: str, document: Document) -> dict[str, Any]:
    return {
        "_op_type": "index",
        "_index": index,
        "_id": document.id,
        "routing": document.county,
        "version": document.external_version,
        "version_type": "external",
        "_source": _source(document),
    }


def _source(document: Document) -> dict[str, Any]:
    kept = {name: getattr(document, name) for name in KEPT}
    searched = {field: " ".join(token_texts(getattr(document, field))) for field in FIELDS}
    return {**kept, **searched, "source": msgspec.to_builtins(document)}


def _judge(index: str, errors: Iterable[Mapping[str, Any]]) -> None:
    """Raises unless all that went wrong is that something equal or newer is there."""
    failed = [error for error in errors if error["status"] != HTTPStatus.CONFLICT]
    if any(error["status"] == HTTPStatus.NOT_FOUND for error in failed):
        raise IndexGone(index)
    if any(_passing(error["status"]) for error in failed):
        raise EngineFailed(f"{len(failed)} documents were not taken, first: {failed[0]}")
    if failed:
        raise DocumentRefused(f"{len(failed)} documents, first: {failed[0]}")


def _condition(query: Query) -> dict[str, Any]:
    return {"bool": {"must": [_all_of(word) for word in query.words], "filter": _filters(query)}}


def _pair(pair: str, weight: float) -> dict[str, Any]:
    """In title or text, and weighing the same wherever and however often."""
    return {"constant_score": {"filter": _either(pair), "boost": weight}}


def _either(pair: str) -> dict[str, Any]:
    return {"bool": {"should": [{"term": {"title": pair}}, {"term": {"text": pair}}]}}


def _filters(query: Query | Likeness) -> list[dict[str, Any]]:
    asked, terms = query.filters, {"county": query.county, "gone": False}
    if query.public_only:
        terms["public"] = True
    filters: list[dict[str, Any]] = [{"term": {name: value}} for name, value in terms.items()]
    filters += [{"terms": {name: list(getattr(asked, name))}} for name in FACETS if getattr(asked, name)]
    opened = {"gte": asked.opened_from, "lte": asked.opened_to}
    if any(opened.values()):
        filters.append({"range": {"opened_on": {bound: day.isoformat() for bound, day in opened.items() if day}}})
    return filters


def _all_of(word: Word) -> dict[str, Any]:
    """All tokens of a word in one field, whichever."""
    fields = [f"{field}^{boost}" for field, boost in BOOSTS.items()]
    return {"multi_match": {"query": " ".join(word), "type": "best_fields", "operator": "and", "fields": fields}}


def _hits(answer: Mapping[str, Any], first: int) -> Hits:
    found = answer["hits"]
    rows = [Hit(_document(row), float(row["sort"][0])) for row in found["hits"]]
    facets = {name: {bucket["key"]: bucket["doc_count"] for bucket in answer["aggregations"][name]["buckets"]} for name in FACETS}
    return Hits(rows=rows[:first], more=len(rows) > first, total=found["total"]["value"], facets=facets)


def _document(row: Mapping[str, Any]) -> Document:
    return msgspec.convert(row["_source"]["source"], Document)
