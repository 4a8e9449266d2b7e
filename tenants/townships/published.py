"""What a service has published of a subject, told from its own tables: for making views again and for comparing them."""
from __future__ import annotations

from typing import Any

import msgspec


class Published(msgspec.Struct, frozen=True):
    """`subject` as in the envelope; `facts` the whole public state that its last event carried."""

    subject: str
    version: int
    facts: Any
