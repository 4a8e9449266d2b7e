"""Which media type the client wants, by its Accept header."""
from __future__ import annotations

from typing import Final

JSON: Final = "application/json"
RESPONSE_JSON: Final = "application/graphql-response+json"


def media_type(accept: str | None) -> str | None:
    """The type to answer in, None when the client takes neither. The one it weighs more; plain JSON between equals named by a wildcard."""
    if not accept or not accept.strip():
        return JSON
    ranges = [found for part in accept.split(",") if (found := _range(part))]
    weights = {media: max((w for name, w in _best(ranges, media)), default=0.0) for media in (JSON, RESPONSE_JSON)}
    if weights[RESPONSE_JSON] > weights[JSON] or (weights[RESPONSE_JSON] == weights[JSON] > 0 and _first_named(ranges) == RESPONSE_JSON):
        return RESPONSE_JSON
    return JSON if weights[JSON] > 0 else None


def content_type(header: str) -> tuple[str, str]:
    """Media type and charset of a Content-Type header; UTF-8 where none is said."""
    name, *parameters = (part.strip() for part in header.split(";"))
    given = dict(_pair(parameter) for parameter in parameters)
    return name.lower(), given.get("charset", "utf-8").lower()


def _range(part: str) -> tuple[str, float] | None:
    """One media range with its weight; None when it asks for another charset than UTF-8 or cannot be read."""
    name, *parameters = (piece.strip() for piece in part.split(";"))
    given = dict(_pair(parameter) for parameter in parameters)
    try:
        weight = float(given.get("q", "1"))
    except ValueError:
        return None
    return (name.lower(), weight) if given.get("charset", "utf-8").lower() in ("utf-8", "utf8") else None


def _pair(parameter: str) -> tuple[str, str]:
    name, _, value = parameter.partition("=")
    return name.strip().lower(), value.strip().strip('"')


def _best(ranges: list[tuple[str, float]], media: str) -> list[tuple[str, float]]:
    """The ranges for this type; a more exact one overrides the wildcards."""
    for pattern in (media, "application/*", "*/*"):
        found = [(name, weight) for name, weight in ranges if name == pattern]
        if found:
            return found
    return []


def _first_named(ranges: list[tuple[str, float]]) -> str | None:
    return next((name for name, weight in ranges if name in (JSON, RESPONSE_JSON) and weight > 0), None)
