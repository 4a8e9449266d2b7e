"""Two towns whose facts have reached the county's views and search: what the API's county side is tried on."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import msgspec
from django.db import transaction

from countysearch import indexer
from countysearch.engines import current_engine
from countyviews.project import Projector
from outbox.events import Envelope
from outbox.models import Fact
from tests.support.congress import Congress
from townships.context import tenant_context
from townships.models import Tenant

GOUYUAN, NEIGHBOUR, COUNTY = "t610981117", "t610981101", "c610981"


def tenant(schema: str) -> Tenant:
    return Tenant.objects.get(schema_name=schema)


def begun(schema: str) -> Congress:
    """A town's congress, from nothing."""
    town = tenant(schema)
    with tenant_context(town):
        return Congress(town)


def fill(congress: Congress, work: Callable[[Congress], Any]) -> Any:
    """Does something in a town's congress; answers what the work answers."""
    with tenant_context(congress.tenant):
        return work(congress)


def told() -> list[Envelope]:
    """Every fact of every tenant, oldest first. As the worker."""
    return [msgspec.json.decode(row, type=Envelope) for row in Fact.objects.order_by("id").values_list("envelope", flat=True)]


def index(committed: Any) -> None:
    """Every fact told so far reaches search."""
    with committed.login("worker"):
        index_these(committed, told())


def index_these(committed: Any, facts: Sequence[Envelope]) -> None:
    with committed.login("worker"):
        engine = current_engine()
        engine.current() or indexer.begin(engine)
        indexer.apply([fact for fact in facts if fact.subject.startswith(("case/", "supervision/"))])
        engine.refresh()


def project(committed: Any) -> None:
    """Every fact told so far reaches the county's views."""
    with committed.login("worker"), transaction.atomic():
        projector = Projector()
        projector.apply([fact for fact in told() if projector.wants(fact.type)])


def concluded(congress: Congress, titles: Sequence[str]) -> list[Any]:
    """Cases that were raised, answered and rated."""
    cases = [congress.delivered(title=title) for title in titles]
    for case_id in cases:
        congress.rate(case_id, date(2026, 4, 8))
    return cases
