"""Earlier cases of the whole county that are alike, and those that were cited."""
from __future__ import annotations

from typing import Any
from uuid import UUID

import graphene

from api import relay
from api.types.cases import Outcome
from api.types.common import chosen, label, own, reference
from countysearch.search import sees_all
from countysearch.similar import Similar, similar
from motions import events
from townships.context import names_of


class EarlierCaseFields:
    """A case of some town of the county that has ended, with how it ended."""

    town = graphene.String(required=True, description="The town's key.")
    town_name = graphene.String(required=True)
    case_id = graphene.UUID(required=True, description="With `town` what `cite` takes.")
    record_id = graphene.ID(description="Global id of the record, where the viewer may open it.")
    number = graphene.String(required=True)
    title = graphene.String(required=True)
    outcome = graphene.Field(Outcome)
    outcome_label = label("outcome", chosen(events.Outcome))
    concluded_on = graphene.Date()


class SimilarCase(EarlierCaseFields, graphene.ObjectType):
    """An earlier case that speaks of what a draft speaks of."""

    opened_on = graphene.Date()
    reply = graphene.String(required=True, description="The beginning of what was answered.")


class Citation(EarlierCaseFields, graphene.ObjectType):
    """An earlier case as it stood when it was cited."""

    id = reference("Citation", "id", required=True)
    cited_on = graphene.Date(required=True)
    cited_name = graphene.String(required=True)

    @staticmethod
    def resolve_case_id(row: Any, info: Any) -> UUID:
        return row["cited_id"]  # type: ignore[no-any-return]

    @staticmethod
    def resolve_record_id(row: Any, info: Any) -> str | None:
        return record_id(row["town"], row["cited_id"], info.context.actor)


EXCERPT = 120


class SimilarQuery(graphene.ObjectType):
    similar_cases = graphene.List(
        graphene.NonNull(SimilarCase), required=True, title=graphene.String(required=True), text=graphene.String(),
        without=graphene.ID(description="The own case that it is about."), first=graphene.Int(description="At most ten; five when not given."),
        description="Ended cases of the whole county that speak of the same, the most alike first: for offices and deputies, of what search shows them.",
    )  # fmt: skip

    @staticmethod
    def resolve_similar_cases(root: Any, info: Any, title: str, text: str = "", without: str | None = None, first: int = 5) -> list[dict[str, Any]]:
        viewer = info.context.actor
        found = similar(viewer=viewer, title=title, text=text or "", without=own(info, without, "Case", "without"), first=first)
        towns = names_of({one.document.tenant for one in found})
        return [_row(one, towns, viewer) for one in found]


def _row(one: Similar, towns: Any, viewer: Any) -> dict[str, Any]:
    document = one.document
    number = case_id(one)
    return {
        "town": document.tenant, "town_name": towns.get(document.tenant, document.tenant_name), "case_id": number,
        "record_id": record_id(document.tenant, number, viewer), "number": document.number, "title": document.title, "outcome": one.outcome,
        "opened_on": document.opened_on, "concluded_on": document.concluded_on,
        "reply": document.reply[:EXCERPT] + ("…" if len(document.reply) > EXCERPT else ""),
    }  # fmt: skip


def case_id(one: Similar) -> UUID:
    return UUID(one.document.subject.partition("/")[2])


def record_id(town: str, number: UUID, viewer: Any) -> str | None:
    """The county opens every town's record, a town its own."""
    if town == viewer.tenant:
        return relay.encode("Case", town, number)
    return relay.encode("TownCase", viewer.tenant, number) if sees_all(viewer) else None
