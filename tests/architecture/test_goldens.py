"""An event type may grow and never shrink: what an old producer sent stays readable, field by field."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from hub import eventdocs, goldens
from outbox.events import event_types
from tests.architecture.tree import ROOT


class State(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Proposer(msgspec.Struct, frozen=True, kw_only=True):
    deputy_id: UUID
    name: str


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    title: str
    state: State
    due_on: date | None = None
    proposers: tuple[Proposer, ...] = ()


class Told(msgspec.Struct, frozen=True, kw_only=True):
    case: Facts
    note: str = ""


def changed(of: type[msgspec.Struct], *, without: str = "", **fields: Any) -> type[msgspec.Struct]:
    """The same struct with other fields: name=(type, default) or name=type."""
    kept = {one.name: one for one in msgspec.structs.fields(of) if one.name not in {without, *fields}}
    known = {name: (one.type, one.default) if one.default is not msgspec.NODEFAULT else one.type for name, one in kept.items()}
    spec = [(name, *value) if isinstance(value, tuple) else (name, value) for name, value in {**known, **fields}.items()]
    return msgspec.defstruct(of.__name__, spec, kw_only=True, frozen=True)


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    file = tmp_path / "townships.tests.case.told.json"
    file.write_bytes(msgspec.json.encode(goldens.example(Told)))
    return file


@pytest.fixture
def refused(sample: Path) -> Callable[[type], list[str]]:
    return lambda today: goldens.unreadable(today, sample)


def test_a_type_reads_its_own_sample_which_fills_every_field(refused: Any, sample: Path) -> None:
    assert refused(Told) == []
    sent = msgspec.json.decode(sample.read_bytes())
    assert sent["note"]
    assert set(sent["case"]) == {"id", "title", "state", "due_on", "proposers"}
    assert sent["case"]["proposers"][0]["name"]


def test_a_new_field_is_welcome_at_any_depth(refused: Any) -> None:
    proposer = changed(Proposer, group=(str, ""))
    facts = changed(Facts, proposers=(tuple[proposer, ...], ()), category=(str | None, None))  # type: ignore[valid-type]
    assert refused(changed(Told, case=facts, channel=(str, "app"))) == []


def test_a_new_field_that_must_be_there_is_refused(refused: Any) -> None:
    assert len(refused(changed(Told, channel=str))) == 1


def test_a_dropped_field_is_refused_and_named(refused: Any) -> None:
    assert refused(changed(Told, without="note")) == ["townships.tests.case.told.json: .note is not read any more, so it needs a new type"]
    assert ".case.due_on " in refused(changed(Told, case=changed(Facts, without="due_on")))[0]
    inner = changed(Facts, proposers=(tuple[changed(Proposer, without="name"), ...], ()))  # type: ignore[misc]
    assert ".case.proposers[].name " in refused(changed(Told, case=inner))[0]


def test_a_renamed_field_is_refused(refused: Any) -> None:
    assert ".note " in refused(changed(Told, without="note", remark=(str, "")))[0]
    assert refused(changed(Told, case=changed(Facts, without="title", heading=str))) != []


@pytest.mark.parametrize(
    "field",
    [{"title": int}, {"due_on": (int | None, None)}, {"proposers": (tuple[str, ...], ())}, {"state": date}, {"proposers": (Proposer | None, None)}],
    ids=["text to number", "day to number", "record to text", "state to day", "many to one"],
)
def test_a_retyped_field_is_refused(refused: Any, field: dict[str, Any]) -> None:
    assert "a breaking change" in refused(changed(Told, case=changed(Facts, **field)))[0]


def test_a_state_that_was_sent_may_not_be_forgotten(refused: Any) -> None:
    """The sample carries the first value of each enumeration, so the first is the one that is watched here."""
    assert "a breaking change" in refused(changed(Told, case=changed(Facts, state=StrEnum("State", {"CLOSED": "closed"}))))[0]


def test_what_is_written_down_agrees_with_the_code() -> None:
    assert goldens.differences(ROOT) == []


@pytest.mark.parametrize("name", sorted(event_types()))
def test_every_type_has_a_schema_that_its_sample_keeps(name: str) -> None:
    import jsonschema

    schema = eventdocs.schema(event_types()[name])
    sample = msgspec.json.decode((ROOT / goldens.SAMPLES / f"{name}.json").read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(sample, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(dict.fromkeys(sample, object()), schema)


def test_a_file_that_was_not_written_again_is_named(tmp_path: Path) -> None:
    goldens.write(tmp_path)
    assert goldens.differences(tmp_path) == []
    (tmp_path / "docs/events/asyncapi.json").write_text("{}")
    name = min(event_types())
    (tmp_path / goldens.SAMPLES / f"{name}.json").unlink()
    assert goldens.differences(tmp_path) == [
        "docs/events/asyncapi.json is not what the code says: run `townships goldens`",
        f"{name} has no golden sample: run `townships goldens`",
    ]
