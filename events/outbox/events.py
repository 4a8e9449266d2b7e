"""What a fact is: the base of all events and the envelope they travel in (CloudEvents 1.0, structured JSON)."""
from __future__ import annotations

from enum import StrEnum
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, ClassVar

import msgspec


class Audience(StrEnum):
    TOWN = "town"
    COUNTY = "county"


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """A fact that a service publishes. The class is its form, `type` its name for ever; data is what changed plus the subject's public state.

    `private` names those of its own fields that stay in the town: they stand in its log beside the envelope, and read as their default elsewhere.
    """

    type: ClassVar[str]
    audience: ClassVar[Audience] = Audience.COUNTY
    private: ClassVar[frozenset[str]] = frozenset({"note", "comment"})


def parted(event: Event) -> tuple[dict[str, Any], dict[str, Any]]:
    """What travels of an event, and what stays in the town."""
    told = msgspec.to_builtins(event)
    return told, {name: told.pop(name) for name in event.private & told.keys()}


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """CloudEvents 1.0 attributes and our extensions. `time` is when it truly happened, `recordedtime` when it was written down."""

    specversion: str = "1.0"
    id: str
    source: str
    type: str
    subject: str
    time: str
    datacontenttype: str = "application/json"
    dataschema: str
    recordedtime: str
    incarnation: int
    version: int
    county: str
    audience: Audience
    actorrole: str
    traceparent: str = ""
    data: dict[str, Any]

    @property
    def tenant(self) -> str:
        return self.source.rpartition("/")[2]


class Remembered(Envelope, frozen=True, kw_only=True):
    """A fact as its own town remembers it: with the name of who did it, and the data whole."""

    actorname: str


def read(body: bytes) -> Envelope:
    """A fact as it travels. Raises msgspec.DecodeError, also where a name is none that a database could hold."""
    fact = msgspec.json.decode(body, type=Envelope)
    names = (fact.id, 64), (fact.tenant, 63), (fact.subject, 80), (fact.type, 120)
    if wrong := [name for name, longest in names if not 0 < len(name) <= longest or "\0" in name]:
        raise msgspec.ValidationError(f"no name: {wrong[0][:40]!r}")
    return fact


def source_of(tenant: str) -> str:
    return f"/townships/{tenant}"


def schema_of(event_type: str) -> str:
    return f"urn:townships:schema:{event_type}"


@cache
def event_types() -> dict[str, type[Event]]:
    """Every type that the installed services publish, by its name."""
    from django.apps import apps

    for config in apps.get_app_configs():
        if config.name != "outbox" and find_spec(f"{config.name}.events"):
            import_module(f"{config.name}.events")
    return {cls.type: cls for cls in _leaves(Event)}


def _leaves(base: type[Event]) -> list[type[Event]]:
    found = []
    for cls in base.__subclasses__():
        found += [cls] if "type" in cls.__dict__ else []
        found += _leaves(cls)
    return found
