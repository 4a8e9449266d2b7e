"""Which engine this installation searches with (SEARCH_ENGINE, ELASTICSEARCH_URL)."""
from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from countysearch.elastic import ElasticEngine
from countysearch.engine import SearchEngine
from countysearch.postgres import PostgresEngine


def current_engine() -> SearchEngine:
    return _engine(settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL)


@lru_cache(maxsize=8)
def _engine(name: str, url: str) -> SearchEngine:
    if name == "postgres":
        return PostgresEngine()
    if name == "elasticsearch" and url:
        return ElasticEngine(url)
    raise ImproperlyConfigured(f"SEARCH_ENGINE is {name!r}: either 'postgres', or 'elasticsearch' with ELASTICSEARCH_URL.")
