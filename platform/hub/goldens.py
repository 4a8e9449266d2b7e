"""What is committed beside the code and must agree with it: schema.graphql, the event documents, one golden sample of every event type.

A golden sample is what an old producer sent: today's code must still read it, and must not have dropped or retyped any of its fields.
"""
from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from hub import eventdocs
from outbox.events import Event, event_types

SAMPLES = Path("tests/golden/events")


def differences(root: Path) -> list[str]:
    """One line for everything that is not as written; empty when all agree."""
    wrong = [f"{name} is not what the code says: run `townships goldens`" for name, text in _files(root).items() if _read(root / name) != text]
    for name, event in sorted(event_types().items()):
        sample = root / SAMPLES / f"{name}.json"
        wrong += unreadable(event, sample) if sample.exists() else [f"{name} has no golden sample: run `townships goldens`"]
    return wrong


def unreadable(event: type[Event], sample: Path) -> list[str]:
    """Why today's code does not read what was sent before; adding a field is no reason, dropping, renaming or retyping one is."""
    before = msgspec.json.decode(sample.read_bytes())
    try:
        understood = msgspec.json.decode(msgspec.json.encode(msgspec.convert(before, event)))
    except msgspec.ValidationError as error:
        return [f"{sample.name}: a breaking change, so it needs a new type: {error}"]
    return [f"{sample.name}: {path} is not read any more, so it needs a new type" for path in _lost(before, understood)]


def write(root: Path, *, accept_breaking: bool = False) -> list[str]:
    """Writes everything that can be written; a sample that is there stays, unless a breaking change is accepted (before anything is deployed)."""
    told = []
    for name, text in _files(root).items():
        if _read(root / name) != text:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
            told.append(f"written: {name}")
    for name, event in sorted(event_types().items()):
        told += _write_sample(event, root / SAMPLES / f"{name}.json", accept_breaking)
    return told


def _write_sample(event: type[Event], sample: Path, accept_breaking: bool) -> list[str]:
    if sample.exists() and not (accept_breaking and unreadable(event, sample)):
        return []
    sample.parent.mkdir(parents=True, exist_ok=True)
    sample.write_bytes(msgspec.json.format(msgspec.json.encode(sent(event), order="sorted"), indent=1) + b"\n")
    return [f"written: {sample.name}"]


def _files(root: Path) -> dict[str, str]:
    from api.schema import schema

    return {"schema.graphql": f"{schema}\n"} | {f"docs/events/{name}": text for name, text in eventdocs.files().items()}


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _lost(sent: Any, understood: Any, path: str = "") -> list[str]:
    if isinstance(sent, dict) and isinstance(understood, dict):
        return [line for key, value in sent.items() for line in (_lost(value, understood[key], f"{path}.{key}") if key in understood else [f"{path}.{key}"])]
    if isinstance(sent, list) and isinstance(understood, list):
        return [line for one, other in zip(sent, understood, strict=True) for line in _lost(one, other, f"{path}[]")]
    return []


# ---------------------------------------------------------------- a whole example of any type
def sent(event: type[Event]) -> dict[str, Any]:
    """An example of the type as it travels."""
    return {name: value for name, value in example(event).items() if name not in event.private}


def example(kind: Any) -> Any:
    """A value of the type with every field filled: what JSON would carry."""
    return msgspec.to_builtins(_example(msgspec.inspect.type_info(kind)))


def _example(info: Any) -> Any:
    match info:
        case msgspec.inspect.StructType():
            return {field.encode_name: _example(field.type) for field in info.fields}
        case msgspec.inspect.CollectionType():
            return [_example(info.item_type)]
        case msgspec.inspect.DictType():
            return {_example(info.key_type): _example(info.value_type)}
        case msgspec.inspect.UnionType():
            return _example(next(one for one in info.types if not isinstance(one, msgspec.inspect.NoneType)))
        case msgspec.inspect.EnumType() | msgspec.inspect.CustomType():
            return next(iter(info.cls)).value  # type: ignore[call-overload]
        case _:
            return PLAIN[type(info)]


PLAIN: dict[type, Any] = {
    msgspec.inspect.StrType: "文字", msgspec.inspect.IntType: 1, msgspec.inspect.FloatType: 1.5, msgspec.inspect.BoolType: True,
    msgspec.inspect.DateType: "2026-03-02", msgspec.inspect.DateTimeType: "2026-03-02T10:00:00+08:00", msgspec.inspect.TimeType: "10:00:00",
    msgspec.inspect.UUIDType: "019c9f00-0000-7000-8000-000000000001", msgspec.inspect.DecimalType: "1.5",
    msgspec.inspect.AnyType: None, msgspec.inspect.NoneType: None,
}  # fmt: skip
