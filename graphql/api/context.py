"""What every resolver finds in `info.context`."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic

from django.http import HttpRequest

from people.actor import Actor


@dataclass(frozen=True, slots=True)
class Call:
    """One operation: who asks, when, and until when it may take (`deadline`, seconds of the monotonic clock).

    This is where the clock is read for everything below: commands get `now` from here.
    """

    request: HttpRequest
    actor: Actor
    deadline: float
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @classmethod
    def of(cls, request: HttpRequest, seconds: float) -> Call:
        """The call that a request makes; the middleware has said who asks (`request.actor`)."""
        return cls(request=request, actor=request.actor, deadline=monotonic() + seconds)  # type: ignore[attr-defined]
