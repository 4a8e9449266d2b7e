"""What is due, how it stands, and why on that day."""
from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import graphene

import deadlines.queries as queries
import motions.queries
import oversight.queries
import rulebook.queries
from api import relay
from api.context import Call
from api.paging import Connected
from api.types.common import Together, each, enum_of, flat, label, own, today
from api.types.rulebook import Rest, Rule, RuleInForce, in_force, rule
from deadlines.events import DeadlineFacts, Kind, State, standing
from people.actor import Actor
from townships.clock import local_date
from townships.errors import NotFound
from townships.paging import Page, Slice

DeadlineKind = enum_of(Kind, "DeadlineKind", "What is due.")
DeadlineState = enum_of(State, "DeadlineState", "How a deadline stands on a day.")
#: A ledger's subject begins with its kind; this is its type here.
SUBJECTS: Final = {"case": "Case", "supervision": "Supervision"}
#: Who sees a subject whole, its own service says; its deadlines are seen with it.
WHOLE: Final = {"case": motions.queries.whole, "supervision": oversight.queries.whole}


class DeadlineFields:
    """What the town and its county read alike."""

    round = graphene.Int(required=True, description="2 is the handling after a dissatisfied rating.")
    kind = graphene.Field(DeadlineKind, required=True)
    kind_label = label("kind", queries.KINDS)
    starts_on = graphene.Date(required=True)
    due_on = graphene.Date(required=True)
    provisional = graphene.Boolean(required=True, description="Rests on a year whose holidays are not announced yet.")
    met_on = graphene.Date()
    missed_on = graphene.Date(description="The day after the due day, when it was missed: a late act leaves both.")
    lifted_on = graphene.Date()
    state = graphene.Field(DeadlineState, required=True)
    state_label = label("state", queries.STATES)
    days_left = graphene.Int(description="Negative once it is overdue; null when nothing is due any more.")


class Deadline(DeadlineFields, graphene.ObjectType):
    """An entry of the ledger."""

    class Meta:
        interfaces = (relay.Node,)

    subject_id = graphene.ID(required=True, description="Global id of the case or supervision.")
    about = graphene.UUID(required=True, description="The assignment, reply or opinion; the subject itself where it is about all of it.")

    @staticmethod
    def resolve_subject_id(row: Any, info: Any) -> str:
        kind, _, number = row["subject"].partition("/")
        return relay.encode(SUBJECTS[kind], info.context.actor.tenant, UUID(number))


class SkippedDay(graphene.ObjectType):
    """A day that did not count."""

    day = graphene.Date(required=True)
    reason = graphene.Field(Rest, required=True)
    reason_label = label("reason", rulebook.queries.RESTS)


class Extension(graphene.ObjectType):
    """More time, decided on a day."""

    decided_on = graphene.Date(required=True)
    before = graphene.Date(required=True)
    after = graphene.Date(required=True)
    source = graphene.String(required=True)


class WhyThisDate(graphene.ObjectType):
    """Everything that makes a due day what it is."""

    deadline = graphene.Field(Deadline, required=True)
    starts_on = graphene.Date(required=True)
    counted_from = graphene.Date(required=True)
    in_force = graphene.Field(RuleInForce, description="Null where somebody simply chose the day.")
    raw_on = graphene.Date(description="The day before rest days were passed over.")
    skipped = graphene.List(graphene.NonNull(SkippedDay), required=True)
    limited_by = graphene.Field(Rule, description="The nation's rule that cut it short.")
    chosen_on = graphene.Date(description="The day that a person chose within the rule.")
    extensions = graphene.List(graphene.NonNull(Extension), required=True)
    counting = graphene.Field(Rule, required=True, description="How all periods are counted.")


class DeadlinesQuery(graphene.ObjectType):
    deadlines = Connected(
        Deadline, kinds=graphene.List(graphene.NonNull(DeadlineKind)), until=graphene.Date(description="Due on that day or before."),
        description="All that is open in this congress, the longest overdue first. For the office.",
    )  # fmt: skip
    why = graphene.Field(WhyThisDate, deadline_id=graphene.ID(required=True), description="Why this date? For whose case or supervision it is.")

    @staticmethod
    def resolve_deadlines(root: Any, info: Any, page: Page, kinds: Sequence[Kind] | None = None, until: date | None = None) -> Slice[Any]:
        day = today(info)
        found = queries.due(viewer=info.context.actor, today=day, page=page, kinds=kinds or (), until=until)
        return each(found, lambda row: deadline_row(DeadlineFacts(**row), day))

    @staticmethod
    def resolve_why(root: Any, info: Any, deadline_id: str) -> dict[str, Any]:
        found = queries.why(viewer=info.context.actor, deadline_id=own(info, deadline_id, "Deadline", "deadline_id"))
        if not theirs(info.context, [found.deadline]):
            raise NotFound("deadline_id")
        return why_row(found, today(info))


@relay.loads("Deadline")
def deadlines(call: Call, ids: Collection[UUID]) -> dict[UUID, Any]:
    day = local_date(call.now)
    return {facts.id: deadline_row(facts, day) for facts in theirs(call, queries.deadlines_named(viewer=call.actor, ids=ids).values())}


def theirs(call: Call, found: Iterable[DeadlineFacts]) -> list[DeadlineFacts]:
    """Those whose case or supervision the viewer sees whole; the office sees all that is due in its congress."""
    entries, subjects = list(found), dict[str, set[UUID]]()
    if call.actor.office:
        return entries
    for facts in entries:
        kind, _, number = facts.subject.partition("/")
        subjects.setdefault(kind, set()).add(UUID(number))
    seen = {f"{kind}/{id}" for kind, ids in subjects.items() for id in WHOLE[kind](viewer=call.actor, ids=ids)}
    return [facts for facts in entries if facts.subject in seen]


def ledgers(call: Call, kind: str, ids: Collection[UUID]) -> Together[UUID, Sequence[DeadlineFacts]]:
    """The entries of some records of one kind, oldest first, fetched together."""

    def fetch(wanted: Sequence[UUID]) -> dict[UUID, Sequence[DeadlineFacts]]:
        subjects = {f"{kind}/{id}": id for id in wanted}
        found = queries.deadlines(viewer=call.actor, subjects=subjects) if subjects else {}
        return {subjects[subject]: facts for subject, facts in found.items()}

    return Together(ids, fetch)


def own_ledgers(call: Call, viewer: Actor, rows: Iterable[Mapping[str, Any]]) -> Together[UUID, Sequence[DeadlineFacts]]:
    """The entries of those rows of a list of cases that the viewer sees whole, fetched together when somebody asks."""
    own = [row["id"] for row in rows if viewer.office or _is_part(viewer, row)]
    return ledgers(call, "case", own)


def _is_part(viewer: Actor, row: Mapping[str, Any]) -> bool:
    raised = viewer.deputy_ids.intersection(one["deputy_id"] for one in row["proposers"])
    return bool(raised or viewer.unit_ids.intersection(one["unit_id"] for one in row["units"] if one["state"] != "proposed"))


def due_deadline(row: Mapping[str, Any], tenant: str) -> str | None:
    """The open entry behind a case's next due day."""
    entries = (row["ledger"].get(row["id"]) if row.get("ledger") else None) or ()
    found = next((one for one in entries if one.due_on == row["due_on"] and one.met_on is None and one.lifted_on is None), None)
    return relay.encode("Deadline", tenant, found.id) if found else None


def deadline_row(facts: DeadlineFacts, day: date) -> dict[str, Any]:
    """The entry with how it stands on that day."""
    return flat(facts) | flat(standing(facts, day))


def why_row(found: queries.Why, day: date) -> dict[str, Any]:
    basis = found.basis
    return flat(
        basis, deadline=deadline_row(found.deadline, day), in_force=basis.in_force and in_force(basis.in_force),
        limited_by=rule(basis.limited_by), counting=rule(found.counting),
    )  # fmt: skip
