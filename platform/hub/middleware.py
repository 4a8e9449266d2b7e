"""Every request: a trace, a line in the log, a place in the request-time histogram."""
from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse
from prometheus_client import Histogram

from outbox.trace import tracing

log = logging.getLogger("hub.request")
SECONDS = Histogram("townships_request_seconds", "Time in the application", ["kind", "status"])


def observe(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        with tracing(request.headers.get("traceparent", "")[:64]):
            response = get_response(request)
            took = time.perf_counter() - begun
            SECONDS.labels(_kind(request.path), str(response.status_code)).observe(took)
            told = {"method": request.method, "path": request.path, "host": request.headers.get("Host", "")[:80], "tenant": connection.schema_name}  # type: ignore[attr-defined]
            log.info("request", extra={**told, "status": response.status_code, "ms": round(took * 1000)})
            return response

    return middleware


def _kind(path: str) -> str:
    return "graphql" if path.startswith("/graphql") else "static" if path.startswith("/static/") else "machine" if path.endswith("z") else "page"
