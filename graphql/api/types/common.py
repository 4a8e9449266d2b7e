"""What the rooms' types share: a service's enums and words, ids of other records, rows that are fetched together."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Any, Generic, TypeVar, overload
from uuid import UUID

import graphene
import msgspec
from graphene.types.resolver import dict_or_attr_resolver

from api import relay
from api.context import Call
from api.plain import OfRow
from people.actor import Actor, anonymous
from townships.clock import local_date
from townships.paging import Slice
from townships.text import checked

Key = TypeVar("Key")
Value = TypeVar("Value")


def enum_of(values: type[Enum], name: str, about: str) -> Any:
    """A GraphQL enum of a service's: its values are the members' names, in capitals."""
    return graphene.Enum.from_enum(values, name=name, description=about)


def value_of(row: Any, field: str) -> Any:
    return dict_or_attr_resolver(field, None, row, None)


def label(field: str, words: Mapping[Any, Any] | Callable[[Any], Any]) -> graphene.Field:
    """The word for a field's value, in the request's language; null where there is no value."""
    find = words.__getitem__ if isinstance(words, Mapping) else words

    def word(row: Any, _call: Call) -> str | None:
        value = value_of(row, field)
        return str(find(value)) if value not in (None, "") else None

    return graphene.String(resolver=OfRow(word), description=f"The word for `{field}`, in the request's language.")


def chosen(values: type[Enum]) -> Callable[[Any], Any]:
    """The words of Django choices."""
    return lambda value: values(value).label  # type: ignore[attr-defined]


def reference(kind: str, field: str, *, required: bool = False) -> graphene.Field:
    """The global id of another record of this congress, of which the row has the plain id."""

    def global_id(row: Any, call: Call) -> str | None:
        number = value_of(row, field)
        return None if number is None else relay.encode(kind, call.actor.tenant, number)

    return graphene.ID(resolver=OfRow(global_id), required=required, description=f"Global id of a {kind}.")


@overload
def own(info: Any, global_id: str, kind: str, field: str) -> UUID: ...
@overload
def own(info: Any, global_id: None, kind: str, field: str) -> None: ...
def own(info: Any, global_id: str | None, kind: str, field: str) -> UUID | None:
    """The plain id behind an argument. Raises `Invalid` and `NotFound` as `relay.own_id` does."""
    return None if global_id is None else relay.own_id(global_id, kind, info.context.actor.tenant, field)


def stranger(call: Call) -> Actor:
    """Who asks for a public field: it answers everybody the same."""
    return anonymous(call.actor.tenant, call.actor.county, call.actor.level)


def clean(text: str | None) -> str:
    """Words to look for: no control characters, not too long."""
    return checked(text or "", "text")


def today(info: Any) -> Any:
    """The day of the call in Asia/Shanghai."""
    return local_date(info.context.now)


def flat(row: msgspec.Struct, **more: Any) -> dict[str, Any]:
    """A struct as a row, with what stands beside it."""
    return {**msgspec.structs.asdict(row), **more}


def each(found: Slice[Any], shape: Callable[[Any], Any]) -> Slice[Any]:
    """The page with every row in another shape."""
    return msgspec.structs.replace(found, rows=[shape(row) for row in found.rows])


class Together(Generic[Key, Value]):
    """Held by all rows of a page: what they point to is fetched at once, when the first of them is asked for it."""

    def __init__(self, keys: Iterable[Key], fetch: Callable[[list[Key]], Mapping[Key, Value]]) -> None:
        self._keys, self._fetch = keys, fetch
        self._found: Mapping[Key, Value] | None = None

    def get(self, key: Key) -> Value | None:
        if self._found is None:
            self._found = self._fetch(list(dict.fromkeys(self._keys)))
        return self._found.get(key)
