"""A web process without Django behind the gateway: it tells what it was asked. `X-Hold` stays until `/healthz` lets all go, `X-Fault` fails.

granian … --interface rsgi tests.support.echo:application
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

import django

django.setup()

from hub import gateway  # noqa: E402

PLACES, PROXY = 2, "127.0.0.9"
gateway.SLOWEST = 1.0  # type: ignore[misc]
go_on = threading.Event()


def echo(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if environ["PATH_INFO"] == "/healthz":
        go_on.set()
    if "HTTP_X_HOLD" in environ:
        go_on.clear()
        go_on.wait(30)
    if "HTTP_X_FAULT" in environ:
        raise RuntimeError("outside of Django, which answers for its own")
    start_response("200 OK", [("Content-Type", "application/json")])
    told = {name: value for name, value in environ.items() if isinstance(value, str)}
    return [
        msgspec.json.encode(
            {**told, "body": environ["wsgi.input"].read().decode("latin1"), "working": lane.working.total(), "waiting": lane.waiting}
        )
    ]


application = gateway.Gateway(echo, PLACES, frozenset({PROXY}))
lane = application.work[0]
lane.patience = 60.0
