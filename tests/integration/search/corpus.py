"""What is searched in these tests, and by whom: written down in tests/golden/search."""
from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec

from countysearch.documents import Document
from countysearch.engine import SearchEngine
from countysearch.search import Results, search
from outbox.events import Audience, Envelope
from people.actor import Actor, Role, anonymous
from townships.context import tenant_context
from townships.models import Tenant

GOLDEN = Path(__file__).parents[2] / "golden" / "search"
QUERIES: dict[str, list[str]] = json.loads((GOLDEN / "queries.json").read_text(encoding="utf-8"))
WRITTEN: list[dict[str, Any]] = json.loads((GOLDEN / "documents.json").read_text(encoding="utf-8"))
MOMENT = "2026-03-02T10:00:00+08:00"
XUNYANG, WANZHOU = "c610981", "c500101"
GOUYUAN, NEIGHBOUR, STRANGER = "t610981117", "t610981101", "t500101109"
TOWN_NAMES = {GOUYUAN: "构元镇", NEIGHBOUR: "城关镇", STRANGER: "外县镇"}


def subject_of(kind: str, number: int) -> str:
    return f"{kind}/{UUID(int=number)}"


def document(nth: int, /, **given: Any) -> Document:
    named = {"tenant": GOUYUAN, "kind": "case", "public": True, "incarnation": 1, "version": 1, **given}
    county = XUNYANG if named["tenant"] in (GOUYUAN, NEIGHBOUR) else WANZHOU
    key = {"subject": subject_of(named["kind"], nth), "county": county, "tenant_name": TOWN_NAMES[named["tenant"]]}
    return msgspec.convert({**key, **named}, Document)


def written() -> list[Document]:
    return [document(number, **{k: v for k, v in row.items() if k != "name"}) for number, row in enumerate(WRITTEN, 1)]


NAMES = {found.id: row["name"] for found, row in zip(written(), WRITTEN, strict=True)}


@contextmanager
def inside(schema: str) -> Iterator[Tenant]:
    tenant = Tenant.objects.get(schema_name=schema)
    with tenant_context(tenant):
        yield tenant


def person(schema: str, county: str = XUNYANG) -> Actor:
    level = "county" if schema.startswith("c") else "township"
    return Actor(tenant=schema, county=county, level=level, person_id=uuid4(), name="测试员", roles=frozenset({Role.CLERK}))


STAFF, CLERK, NOBODY = person(XUNYANG), person(GOUYUAN), anonymous(GOUYUAN, XUNYANG, "township")


def look(engine: SearchEngine, words: str = "", viewer: Actor = STAFF, **given: Any) -> Results:
    with inside(viewer.tenant):
        return search(viewer=viewer, words=words, engine=engine, **given)


def names(results: Results) -> list[str]:
    return [NAMES[row.document.id] for row in results.rows]


def fact(subject: str, version: int, state: dict[str, Any] | None, audience: Audience = Audience.COUNTY, incarnation: int = 1) -> Envelope:
    kind = subject.partition("/")[0]
    return Envelope(
        id=str(uuid4()),
        source=f"/townships/{GOUYUAN}",
        type=f"townships.test.{kind}.changed",
        subject=subject,
        time=MOMENT,
        dataschema="",
        recordedtime=MOMENT,
        incarnation=incarnation,
        version=version,
        county=XUNYANG,
        audience=audience,
        actorrole="clerk",
        data={kind: state},
    )
