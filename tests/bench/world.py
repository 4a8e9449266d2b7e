"""Data for the benches: facts as a town writes them."""
from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection, transaction
from django_tenants.utils import tenant_context

from motions.events import CaseFacts, CaseSubmitted, Kind, ProposerFacts, State
from outbox.events import Audience, Envelope, source_of
from outbox.record import record
from people.actor import system
from people.channel import Channel
from townships.ids import new_id
from townships.models import Tenant

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TOWNS = ("t610981117", "t610981101")


def case(number: int) -> CaseFacts:
    """A suggestion of the size that real ones have (about 1 KB)."""
    return CaseFacts(
        id=new_id(), kind=Kind.SUGGESTION, state=State.SUBMITTED, state_since=date(2026, 3, 2), title=f"关于维修羊山村{number}组饮水管道的建议",
        where="羊山村三组", text="管道冬天冻裂，三十户群众吃水靠肩挑，老人孩子取水困难。" * 6,
        proposal="请水利站今年入冬前更换主管道并埋深。" * 3, category="water",
        channel=Channel.APP, submitted_on=date(2026, 3, 2), entered_on=date(2026, 3, 2),
        proposers=tuple(ProposerFacts(deputy_id=UUID(int=number % 47 + place), name="陈桂芳", order=place) for place in (1, 2, 3)),
    )  # fmt: skip


def facts(committed: Any, count: int) -> None:
    """That many committed facts of two towns."""
    for town in Tenant.objects.filter(schema_name__in=TOWNS):
        actor = system(town.schema_name, town.county_schema, town.type, "bench")
        with tenant_context(town), transaction.atomic():
            for number in range(count // len(TOWNS)):
                told = case(number)
                record(CaseSubmitted(case=told, channel=Channel.APP), subject=f"case/{told.id}", version=1, actor=actor, at=NOW, now=NOW)
    connection.set_schema_to_public()


def envelopes(count: int) -> list[Envelope]:
    made = []
    for number in range(count):
        told = case(number)
        made.append(
            Envelope(
                id=str(new_id()), source=source_of(TOWNS[number % 2]), type=CaseSubmitted.type, subject=f"case/{told.id}", time=NOW.isoformat(),
                dataschema="", recordedtime=NOW.isoformat(), incarnation=1, version=1, county="c610981", audience=Audience.COUNTY, actorrole="deputy",
                data=msgspec.to_builtins(CaseSubmitted(case=told, channel=Channel.APP)),
            )
        )  # fmt: skip
    return made
