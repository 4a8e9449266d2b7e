"""The written form of all events: JSON Schema of each type and one AsyncAPI document, and the golden samples that keep them compatible."""
from __future__ import annotations

import json
from enum import Enum
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings

from outbox.events import Envelope, Event, event_types, schema_of


def write(folder: Path) -> int:
    """Writes <type>.schema.json for every type and asyncapi.json; returns how many types there are."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (folder / name).write_text(text, encoding="utf-8")
    return len(event_types())


def files() -> dict[str, str]:
    """File name → text, so that a check can compare without writing."""
    schemas = {name: schema(cls) for name, cls in sorted(event_types().items())}
    made = {f"{name.removeprefix('townships.')}.schema.json": _text(one) for name, one in schemas.items()}
    return made | {"asyncapi.json": _text(asyncapi(schemas))}


def schema(event: type[Event]) -> dict[str, Any]:
    """The data of one type; `$defs` beside it, so that each file stands alone."""
    (root,), parts = msgspec.json.schema_components([event], schema_hook=_choices, ref_template="#/$defs/{name}")
    body = parts.pop(root["$ref"].rpartition("/")[2])
    body["properties"] = {name: one for name, one in body["properties"].items() if name not in event.private}
    told = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": schema_of(event.type), **body}
    return {**told, "description": (event.__doc__ or "").strip(), "x-audience": str(event.audience), **({"$defs": parts} if parts else {})}


def asyncapi(schemas: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """AsyncAPI 3.0: one channel, one message a type, the CloudEvents envelope in structured mode."""
    (root,), parts = msgspec.json.schema_components([Envelope], ref_template="#/components/schemas/{name}")
    messages = {
        name: {
            "name": name, "title": one["title"], "contentType": "application/cloudevents+json",
            "payload": {"allOf": [root, {"properties": {"type": {"const": name}, "data": {"$ref": f"./{name.removeprefix('townships.')}.schema.json"}}}]},
        }
        for name, one in schemas.items()
        if one["x-audience"] == "county"
    }  # fmt: skip
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Townships: facts", "version": "1", "description": "What the towns tell their county. Keyed by tenant; order holds within a tenant."},
        "channels": {"facts": {"address": settings.KAFKA_TOPIC, "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages}}},
        "operations": {"tell": {"action": "send", "channel": {"$ref": "#/channels/facts"}}},
        "components": {"messages": messages, "schemas": parts},
    }


def _choices(kind: type[Any]) -> dict[str, Any]:
    """Django's choices are enums to us, and strangers to msgspec's schemas."""
    if not issubclass(kind, Enum):
        raise NotImplementedError
    return {"type": "string", "enum": [one.value for one in kind]}


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
