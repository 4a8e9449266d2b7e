"""Nothing is proven by an answer that says nothing: every field of the schema must have told something to somebody, and every page must have opened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec
from graphql import GraphQLInterfaceType, GraphQLObjectType, get_named_type

from api.schema import schema
from tests.proof.leaks.callers import STAFF, Caller
from tests.proof.leaks.matrix import Matrix, every_door
from tests.proof.leaks.world import VICTIM

SCHEMA: Final = schema.graphql_schema
#: Who between them see everything that there is to be seen.
SEEING: Final = (Caller(VICTIM, "clerk"), Caller(VICTIM, "chair"), Caller(VICTIM, "deputy"), Caller(VICTIM, "unit"), STAFF)
#: Days and reasons that the filled installation does not have, because nothing in it has ended, been prolonged or been stopped by a rule: none is anybody's
#: words. What is new is not among them.
NOTHING_TO_TELL: Final = frozenset({
    "Case.reworkDeclinedOn", "Congress.session", "Deadline.missedOn", "Deputy.endedOn", "Deputy.endedWhy", "Deputy.endedWhyLabel", "Deputy.suspendedOn",
    "Extension.after", "Extension.before", "Extension.decidedOn", "Extension.source", "Happened.dueOn", "Mandate.endedOn", "Mandate.suspendedOn",
    "Assignment.extendedOn", "Assignment.firstDueOn", "TownAssignment.extendedOn", "TownAssignment.firstDueOn", "Happened.afterHandover",
    "Happened.conclusion", "Happened.conclusionLabel", "Happened.intoNumber", "Happened.source", "Proposer.callAskedOn", "Proposer.remindedOn",
    "TownProposer.callAskedOn", "TownProposer.remindedOn", "Case.conclusion", "Case.conclusionLabel", "Case.deliberatedOn", "Case.mergedInto",
    "Case.splitFrom", "Case.withdrawnOn", "TownCase.conclusion", "TownCase.conclusionLabel", "TownCase.deliberatedOn", "TownCase.mergedInto",
    "TownCase.splitFrom", "TownCase.withdrawnOn",
    "Telling.caseId", "Case.withdrawalAskedOn", "TownCase.withdrawalAskedOn", "Happened.committee",
    "File.previewPath", "Invitation.channel", "Invitation.channelLabel", "Invitation.answeredOn", "Cosigning.caseId", "CosigningSummary.caseId",
    "CosigningNextStep.source", "CosigningNextStep.dueOn", "NextStep.draftId", "NextStep.seen",
    "NextStep.deputyId", "NextStep.field", "NextStep.reason", "NextStep.source", "PaperAssignment.successorId", "PresidiumSeat.endedOn",
    "RuleInForce.limit", "SupervisionNextStep.field", "SupervisionNextStep.reason", "SupervisionNextStep.source", "Term.endedOn",
    "TownCase.reworkDeclinedOn", "TownDeadline.missedOn", "LookBack.size", "LookBackRow.size", "Referral.countyOutcome", "Referral.countyOutcomeLabel",
    "DutyTerm.endedOn", "Message.sentAt", "SilentDeputy.lastRaisedOn", "Task.sentLabel", "Flag.kind", "Flag.kindLabel",
    "Citation.outcome", "Citation.outcomeLabel", "Citation.concludedOn",
    "Unit.closedOn", "UnitPerson.endedOn", "WhyThisDate.limitedBy",
})  # fmt: skip
#: Addresses that a GET does not open: they are posted to, or stand in demonstrations only.
CLOSED: Final = frozenset({
    "/files", "/cases/{case_id}/files", "/graphql", "/sign-out", "/language", "/_look", "/_components", "/cards/issue", "/cards/{card_id}/revoke",
    "/cases/similar", "/cases/{case_id}/cite", "/cases/{case_id}/citations/{citation_id}/remove", "/filters", "/filters/{filter_id}/remove",
    "/people/second-factor", "/people/{person_id}/password", "/people/{person_id}/second-factor", "/second-factor/off", "/card", "/password",
    "/messages/{message_id}/again", "/imports", "/cases/bulk", "/calendar/{token}.ics", "/calendar/address/{change}",
})  # fmt: skip


def answered(matrix: Matrix) -> set[str]:
    """Fields `Type.field` that told something, pages that opened."""
    told: set[str] = set()
    for caller in SEEING:
        for door in matrix.of("query", "page"):
            for request in matrix.own_requests(caller, door):
                answer = matrix.send(caller, request)
                if door.sort == "page":
                    told |= {door.name} if answer.status in (200, 302) else set()
                else:
                    told |= set(_fields("Query", (msgspec.json.decode(answer.body).get("data") or {})))
    return told


def _fields(parent: str, row: dict[str, Any]) -> Iterator[str]:
    kind = SCHEMA.type_map[row.get("__typename", parent)]
    if not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        return
    for name, value in row.items():
        if name == "__typename" or value is None or name not in kind.fields:
            continue
        yield f"{kind.name}.{name}"
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield from _fields(get_named_type(kind.fields[name].type).name, one)


def silent(told: set[str]) -> set[str]:
    """What told nothing to anybody."""
    payloads = {get_named_type(field.type).name for field in SCHEMA.mutation_type.fields.values()}
    kinds = [kind for kind in SCHEMA.type_map.values() if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__")]
    named = {f"{kind.name}.{name}" for kind in kinds if kind.name not in payloads | {"Mutation", "UserError"} for name in kind.fields}
    pages = {door.name for door in every_door() if door.sort == "page"} - CLOSED
    return (named | pages) - told - NOTHING_TO_TELL
