"""What a written value may be: limits, and no characters that cannot be printed."""
from __future__ import annotations

import unicodedata
from typing import Final

from townships.errors import Invalid

LIMITS: Final = {"title": 100, "name": 60, "line": 200, "text": 5000}
TITLES: Final = frozenset({"title", "topic"})
TEXTS: Final = frozenset({"text", "findings", "opinion", "rectification", "effect", "grounds", "proposal", "note", "resolution", "correction", "report"})


def limit_of(field: str) -> int:
    if field in TITLES:
        return LIMITS["title"]
    return LIMITS["text"] if field in TEXTS else LIMITS["line"]


def checked(value: str, field: str) -> str:
    """The value without blank ends; refuses control characters (line breaks and tabs are text) and more than the field's limit."""
    value = value.strip()
    if any(unicodedata.category(c) in ("Cc", "Cs", "Cn") and c not in "\n\r\t" for c in value):
        raise Invalid("control_characters", field)
    if len(value) > limit_of(field):
        raise Invalid("too_long", field, most=limit_of(field), have=len(value))
    return value


def required(value: str, field: str) -> str:
    if not value.strip():
        raise Invalid("required", field)
    return value
