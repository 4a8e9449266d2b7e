"""Earlier cases of the county beside a case: cited, and cited no more."""
from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from motions import events
from motions.commands.common import publish, take
from motions.events import Outcome
from motions.models import Citation
from motions.rules import Step
from outbox.command import Receipt, command
from people.actor import Actor
from townships.clock import local_date
from townships.errors import NotFound, RuleBroken
from townships.ids import new_id

MOST: Final = 10


class Cited(msgspec.Struct, frozen=True, kw_only=True):
    """An earlier case as search shows it to the actor; whoever calls has made sure of that."""

    town: str
    town_name: str
    cited_id: UUID
    number: str
    title: str
    outcome: Outcome | None
    concluded_on: date | None


@command
def cite(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, cited: Cited) -> Receipt:
    """An earlier case stands beside this one from now on, as it ended. Clerk. Publishes case.cited."""
    case, _ = take(Step.CITE, actor=actor, at=at, case_id=case_id, seen=seen, not_before=date.min)
    if case.pk == cited.cited_id or case.citations.filter(town=cited.town, cited_id=cited.cited_id).exists():
        raise RuleBroken("cited_already", field="cited")
    if case.citations.count() >= MOST:
        raise RuleBroken("too_many_citations", field="cited", most=MOST)
    told = msgspec.structs.asdict(cited)
    made = Citation.objects.create(id=new_id(), case=case, **told, cited_on=local_date(at), cited_name=actor.name)
    return publish(case, events.CaseCited, Step.CITE, actor=actor, at=at, now=now, **_named(made))


@command
def uncite(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, citation_id: UUID, seen: int) -> Receipt:
    """It does not stand beside the case any more; that it did stays in what happened. Clerk. Publishes case.citation_removed."""
    found = Citation.objects.filter(pk=citation_id).first()
    if found is None:
        raise NotFound("citation_id")
    case, _ = take(Step.UNCITE, actor=actor, at=at, case_id=found.case_id, seen=seen, not_before=date.min)
    found.delete()
    return publish(case, events.CitationRemoved, Step.UNCITE, actor=actor, at=at, now=now, **_named(found))


def _named(citation: Citation) -> dict[str, object]:
    return {"cited_id": citation.cited_id, "cited_town": citation.town, "cited": f"{citation.town_name} {citation.number} {citation.title}"}
