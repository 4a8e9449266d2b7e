"""The W3C trace context of the work at hand, from the request to the projection."""
from __future__ import annotations

import secrets
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_current: ContextVar[str] = ContextVar("traceparent", default="")


def traceparent() -> str:
    return _current.get()


@contextmanager
def tracing(parent: str = "") -> Iterator[str]:
    """Works under this trace; begins one where there is none."""
    token = _current.set(parent or f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01")
    try:
        yield _current.get()
    finally:
        _current.reset(token)
