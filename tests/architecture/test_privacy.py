"""No event type has a place for what is private: a walk over every field of every type that a service publishes."""
from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

import msgspec
import pytest
from msgspec import inspect

from outbox.events import event_types

PRIVATE: Final = frozenset({
    "phone", "phones", "telephone", "mobile", "tel", "fax", "contact", "password", "login", "secret", "token", "address", "email", "wechat", "qq",
    "birthday", "birthdate", "passport", "idcard", "bank", "draft", "signature", "photo", "ip",
})  # fmt: skip
#: Pairs that say the same in two words.
PRIVATE_PAIRS: Final = frozenset({"id_card", "id_number", "birth_date", "person_id", "sign_in"})


def private_fields(kind: Any) -> list[str]:
    """The places of a type that could carry something private: by their name, or because anything at all fits in."""
    return sorted(set(_walk(inspect.type_info(kind), "", frozenset())))


def _walk(info: inspect.Type, path: str, above: frozenset[type]) -> Iterator[str]:
    match info:
        case inspect.StructType(cls=cls) if cls not in above:
            for field in info.fields:
                here = f"{path}.{field.encode_name}".lstrip(".")
                if _is_private(field.encode_name):
                    yield here
                yield from _walk(field.type, here, above | {cls})
        case inspect.ListType() | inspect.SetType() | inspect.FrozenSetType() | inspect.VarTupleType():
            yield from _walk(info.item_type, f"{path}[]", above)
        case inspect.TupleType():
            for item in info.item_types:
                yield from _walk(item, f"{path}[]", above)
        case inspect.DictType():
            yield from _walk(info.value_type, f"{path}{{}}", above)
        case inspect.UnionType():
            for one in info.types:
                yield from _walk(one, path, above)
        case inspect.AnyType() | inspect.RawType():
            yield f"{path} (anything)"
        case inspect.CustomType() if not issubclass(info.cls, Enum):  # Django's choices are enumerations that msgspec calls custom
            yield f"{path} (anything)"


def _is_private(name: str) -> bool:
    words = name.lower().split("_")
    return bool(PRIVATE & set(words)) or any("_".join(pair) in PRIVATE_PAIRS for pair in pairwise(words))


def test_there_are_event_types_to_look_at() -> None:
    assert {name.split(".")[1] for name in event_types()} >= {"motions", "oversight", "roster", "deadlines", "rulebook"}


@pytest.mark.parametrize("name", sorted(event_types()))
def test_no_event_has_a_place_for_private_data(name: str) -> None:
    assert private_fields(event_types()[name]) == []


@pytest.mark.parametrize("name", sorted(event_types()))
def test_what_stays_in_the_town_is_no_part_of_the_public_state_and_has_a_default_for_who_does_not_hear_it(name: str) -> None:
    fields = {field.name: field for field in msgspec.structs.fields(event_types()[name])}
    kept = [fields[own] for own in event_types()[name].private & fields.keys()]
    assert [field.name for field in kept if field.required] == []


class _Home(msgspec.Struct):
    street: str
    home_address: str | None = None


class _Person(msgspec.Struct):
    name: str
    person_id: UUID
    phone: str = ""
    homes: tuple[_Home, ...] = ()
    next_of_kin: list[_Person] | None = None
    extra: dict[str, Any] = {}
    title: str = ""
    phonetic: str = ""


def test_private_places_are_found_however_deep() -> None:
    assert private_fields(_Person) == ["extra{} (anything)", "homes[].home_address", "person_id", "phone"]
