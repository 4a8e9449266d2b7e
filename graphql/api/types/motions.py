"""Cases as their own congress sees them: lists, one case with its timeline and next steps, and what waits for whom."""
from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Final, get_type_hints
from uuid import UUID

import graphene

import attachments.events
import motions.queries as queries
import roster.queries
from api import relay
from api.context import Call
from api.paging import Connected
from api.types.cases import (
    AssignmentFields,
    AssignmentState,
    CaseFields,
    CaseKind,
    CaseState,
    DraftState,
    IntakeReason,
    Meaning,
    Occasion,
    Part,
    ProposerFields,
    ReplyFields,
    Satisfaction,
    SummaryFields,
)
from api.types.common import Together, chosen, clean, each, enum_of, flat, label, own, reference, stranger, today
from api.types.deadlines import Deadline, deadline_row, due_deadline, ledgers, own_ledgers
from api.types.history import Happened, StepFields, happened
from api.types.promises import Promise
from api.types.similar import Citation
from api.viewer import public
from motions import events
from motions.queries import CaseFilter as Chosen
from townships.clock import local_date
from townships.paging import Page, Slice
from townships.text import checked

Step = get_type_hints(queries.NextStep)["step"]
OF_CASE: Final = ("version", "overdue", "whole", "next_steps")
StepKind = enum_of(Step, "CaseStep", "A step in a case's life.")
FileKind = enum_of(attachments.events.Kind, "FileKind", "What a file is.")
FilePurpose = enum_of(events.Purpose, "FilePurpose", "What a file that is put to a case shows.")
CaseOrder = enum_of(queries.Order, "CaseOrder", "How a list of cases is sorted.")


class Mandate(graphene.ObjectType):
    """A deputy's mandate in short, as it stands beside a case. `deputyId` is its node."""

    deputy_id = reference("Deputy", "id", required=True)
    number = graphene.Int(required=True)
    name = graphene.String(required=True)
    term_id = reference("Term", "term_id", required=True)
    group_id = reference("DeputyGroup", "group_id")
    district_id = reference("District", "district_id")
    mandate_from = graphene.Date(required=True)
    suspended_on = graphene.Date()
    ended_on = graphene.Date(description="The first day without the mandate.")


class SharesMandate:
    """A row that names a deputy; the mandates of a page are fetched together."""

    deputy_id = reference("Deputy", "deputy_id", required=True)
    deputy = graphene.Field(Mandate)

    @staticmethod
    def resolve_deputy(row: Any, info: Any) -> Any:
        return row["mandates"].get(row["deputy_id"])


class SummaryProposer(SharesMandate, graphene.ObjectType):
    """One who raised the case."""

    name = graphene.String(required=True)
    order = graphene.Int(required=True, description="1 leads.")


class CaseUnit(graphene.ObjectType):
    """A unit that has a part in the case."""

    assignment_id = reference("Assignment", "id", required=True)
    unit_id = reference("Unit", "unit_id", required=True)
    unit_name = graphene.String(required=True)
    kind = graphene.Field(Part, required=True)
    kind_label = label("kind", chosen(events.Part))
    state = graphene.Field(AssignmentState, required=True)
    state_label = label("state", chosen(events.AssignmentState))
    due_on = graphene.Date()


class CaseSummary(SummaryFields, graphene.ObjectType):
    """A case as lists show it; `case(id)` has the whole of it."""

    id = reference("Case", "id", required=True)
    due_deadline_id = graphene.ID(description="Why `dueOn` is that day; null for who does not see the case whole.")
    proposers = graphene.List(graphene.NonNull(SummaryProposer), required=True)
    units = graphene.List(graphene.NonNull(CaseUnit), required=True)

    @staticmethod
    def resolve_due_deadline_id(row: Any, info: Any) -> str | None:
        return due_deadline(row, info.context.actor.tenant)


# ---------------------------------------------------------------- one case
class Proposer(SharesMandate, ProposerFields, graphene.ObjectType):
    """One who raised the case, with the receipt and the rating of the round of handling that runs."""

    phone = graphene.String(description="For the office, and for the units in whose hands the case is; null for everybody else.")

    @staticmethod
    def resolve_phone(row: Any, info: Any) -> str | None:
        return (row["phones"].get(row["case_id"]) or {}).get(row["deputy_id"])


class Assignment(AssignmentFields, graphene.ObjectType):
    """One unit's part of a case."""

    id = reference("Assignment", "id", required=True)
    unit_id = reference("Unit", "unit_id", required=True)
    latest_reply_on = graphene.Date(description="The last day to which the law lets its time be extended.")

    @staticmethod
    def resolve_latest_reply_on(row: Any, info: Any) -> date | None:
        return (row["latest"].get(row["case_id"]) or {}).get(row["id"])


class Reply(ReplyFields, graphene.ObjectType):
    """One answer of one unit."""

    id = reference("Reply", "id", required=True)
    assignment_id = reference("Assignment", "assignment_id", required=True)


class NextStep(StepFields, graphene.ObjectType):
    """A step that this person may take now, or may not and why."""

    step = graphene.Field(StepKind, required=True)
    assignment_id = reference("Assignment", "assignment_id")
    deputy_id = reference("Deputy", "deputy_id")
    draft_id = reference("Draft", "draft_id")
    promise_id = reference("Promise", "promise_id")
    seen = graphene.Int(description="Of a draft's step: the draft's version, to be told instead of the case's.")


class PaperAssignment(graphene.ObjectType):
    """What a unit wrote inside the town: its opinion for the lead unit, its reasons to be relieved or to need more time, how far it is."""

    assignment_id = reference("Assignment", "id", required=True)
    unit_name = graphene.String(required=True)
    opinion = graphene.String(required=True)
    relief_note = graphene.String(required=True)
    extension_note = graphene.String(required=True)
    progress_note = graphene.String(required=True)
    successor_id = reference("Assignment", "successor_id")


class PaperRating(graphene.ObjectType):
    """What a proposer said in one round of handling."""

    deputy_id = reference("Deputy", "proposer__deputy_id", required=True)
    name = graphene.String(required=True)
    round = graphene.Int(required=True)
    attitude = graphene.Field(Satisfaction)
    attitude_label = label("attitude", chosen(events.Satisfaction))
    result = graphene.Field(Satisfaction)
    result_label = label("result", chosen(events.Satisfaction))
    comment = graphene.String(required=True)
    no_feedback = graphene.Boolean(required=True)

    @staticmethod
    def resolve_name(row: Any, info: Any) -> str:
        return str(row["proposer__name"])


class PaperReply(graphene.ObjectType):
    """What a reply says to its readers in the town only."""

    reply_id = reference("Reply", "id", required=True)
    contact = graphene.String(required=True, description="Whom to ask about it.")


class PaperContact(graphene.ObjectType):
    """The note of one time that a unit spoke with deputies."""

    assignment_id = reference("Assignment", "assignment_id", required=True)
    unit_name = graphene.String(required=True)
    held_on = graphene.Date(required=True)
    method = graphene.String(required=True)
    three_party = graphene.Boolean(required=True)
    present = graphene.String(required=True)
    note = graphene.String(required=True)
    signed_by = graphene.String(required=True)
    deputies = graphene.List(graphene.NonNull(graphene.String), required=True)
    round = graphene.Int(required=True)


class Draft(graphene.ObjectType):
    """A reply that is not signed off."""

    id = reference("Draft", "id", required=True)
    version = graphene.Int(required=True)
    assignment_id = reference("Assignment", "assignment_id", required=True)
    unit_name = graphene.String(required=True)
    state = graphene.Field(DraftState, required=True)
    state_label = label("state", chosen(events.DraftState))
    number = graphene.String(required=True)
    meaning = graphene.Field(Meaning, required=True)
    meaning_label = label("meaning", chosen(events.Meaning))
    text = graphene.String(required=True)
    contact = graphene.String(required=True)
    written_by = graphene.String(required=True)
    written_on = graphene.Date(required=True)
    note = graphene.String(required=True, description="Why it was sent back.")


class PaperStage(graphene.ObjectType):
    """A meeting that was held about the case."""

    round = graphene.Int(required=True)
    order = graphene.Int(required=True)
    name = graphene.String(required=True)
    held_on = graphene.Date(required=True)
    said = graphene.String(required=True, description="For the congress's office and leaders; empty for everybody else.")


class File(graphene.ObjectType):
    """A photo, a voice note or a paper. Its bytes are at `path`, for those who may see it."""

    id = reference("File", "file_id", required=True)
    path = graphene.String(required=True)
    preview_path = graphene.String(description="The small copy of a photo.")
    name = graphene.String(required=True)
    kind = graphene.Field(FileKind, required=True)
    kind_label = label("kind", chosen(attachments.events.Kind))
    size = graphene.Int(required=True, description="Bytes.")

    @staticmethod
    def resolve_path(row: Any, info: Any) -> str:
        return f"/files/{row['file_id']}"

    @staticmethod
    def resolve_preview_path(row: Any, info: Any) -> str | None:
        return f"/files/{row['file_id']}/preview" if row["preview"] else None


class CaseFile(graphene.ObjectType):
    """A file that was put to the case, and what it shows."""

    id = reference("CaseFile", "id", required=True)
    file = graphene.Field(File, required=True)
    purpose = graphene.Field(FilePurpose, required=True)
    purpose_label = label("purpose", chosen(events.Purpose))
    caption = graphene.String(required=True)
    added_on = graphene.Date(required=True)
    added_name = graphene.String(required=True)
    own = graphene.Boolean(required=True, description="The viewer may take it away.")

    @staticmethod
    def resolve_file(row: Any, info: Any) -> Any:
        return row


class Papers(graphene.ObjectType):
    """What was written about the case and stays in the town."""

    intake_reason = graphene.Field(IntakeReason)
    intake_reason_label = label("intake_reason", chosen(events.Reason))
    intake_note = graphene.String(required=True)
    occasion = graphene.Field(Occasion)
    occasion_label = label("occasion", chosen(events.Occasion))
    assignments = graphene.List(graphene.NonNull(PaperAssignment), required=True)
    replies = graphene.List(graphene.NonNull(PaperReply), required=True)
    ratings = graphene.List(graphene.NonNull(PaperRating), required=True)
    contacts = graphene.List(graphene.NonNull(PaperContact), required=True)
    files = graphene.List(graphene.NonNull(CaseFile), required=True)
    citations = graphene.List(graphene.NonNull(Citation), required=True, description="Earlier cases that the office found to be alike.")
    drafts = graphene.List(graphene.NonNull(Draft), required=True, description="For their unit and the clerk.")
    stages = graphene.List(graphene.NonNull(PaperStage), required=True, description="The meetings that were held, of every round.")

    @staticmethod
    def resolve_intake_reason(row: Any, info: Any) -> str | None:
        return row["intake_reason"] or None

    @staticmethod
    def resolve_occasion(row: Any, info: Any) -> str | None:
        return row["occasion"] or None


class Case(CaseFields, graphene.ObjectType):
    """A motion or a suggestion. Who has no part in it sees what is public: `whole` says which."""

    class Meta:
        interfaces = (relay.Node,)

    whole = graphene.Boolean(required=True, description="Seen whole, as by those whose case it is.")
    proposers = graphene.List(graphene.NonNull(Proposer), required=True)
    assignments = graphene.List(graphene.NonNull(Assignment), required=True)
    replies = graphene.List(graphene.NonNull(Reply), required=True)
    promises = graphene.List(graphene.NonNull(Promise), required=True, description="What the replies promised, oldest first.")
    deadlines = graphene.List(graphene.NonNull(Deadline), required=True, description="Oldest first; none unless seen whole.")
    timeline = graphene.List(graphene.NonNull(Happened), required=True, description="Oldest first; nothing unless seen whole.")
    next_steps = graphene.List(graphene.NonNull(NextStep), required=True, description="What the viewer may do now, in the order of a case's life.")
    papers = graphene.Field(Papers, description="Null unless seen whole.")
    merged_into = reference("Case", "merged_into")
    split_from = reference("Case", "split_from")
    reply_due_if_handed_over = graphene.Date(
        on=graphene.Date(description="Today when not given."), description="The day by which units would have to reply if it were handed over."
    )

    @staticmethod
    def resolve_proposers(row: Any, info: Any) -> list[dict[str, Any]]:
        return [flat(one, case_id=row["id"], mandates=row["mandates"], phones=row["phones"]) for one in row["proposers"]]

    @staticmethod
    def resolve_assignments(row: Any, info: Any) -> list[dict[str, Any]]:
        return [flat(one, case_id=row["id"], latest=row["latest"]) for one in row["assignments"]]

    @staticmethod
    def resolve_deadlines(row: Any, info: Any) -> list[dict[str, Any]]:
        return [deadline_row(facts, today(info)) for facts in row["ledgers"].get(row["id"]) or ()]

    @staticmethod
    def resolve_timeline(row: Any, info: Any) -> list[dict[str, Any]]:
        return [happened(fact) for fact in row["timelines"].get(row["id"]) or ()]

    @staticmethod
    def resolve_reply_due_if_handed_over(row: Any, info: Any, on: date | None = None) -> date | None:
        return row["dues"](on or today(info)).get(row["id"])  # type: ignore[no-any-return]


# ---------------------------------------------------------------- what is asked
class CaseFilter(graphene.InputObjectType):
    """All that are given must hold."""

    states = graphene.List(graphene.NonNull(CaseState))
    kind = graphene.Field(CaseKind)
    category = graphene.String()
    unit_id = graphene.ID()
    deputy_id = graphene.ID()
    session_id = graphene.ID()
    overdue = graphene.Boolean()
    since = graphene.Date(description="Submitted on that day or later.")
    until = graphene.Date()
    text = graphene.String(description="Part of the title, the number, the matter or the grounds.")


class MotionsQuery(graphene.ObjectType):
    cases = Connected(CaseSummary, filter=CaseFilter(), order=CaseOrder(), description="All that the viewer may know of.")
    case = graphene.Field(Case, id=graphene.ID(required=True))
    public_cases = Connected(CaseSummary, filter=CaseFilter(), description="What came of public cases. For everybody, the latest first.")
    public_case = graphene.Field(Case, id=graphene.ID(required=True), description="For everybody.")
    categories = graphene.List(graphene.NonNull(graphene.String), required=True, description="Those in use.")

    @staticmethod
    def resolve_cases(root: Any, info: Any, page: Page, filter: Any = None, order: Any = None) -> Slice[dict[str, Any]]:
        return listed(info, info.context.actor, page, filter, order or queries.Order.NEWEST)

    @staticmethod
    def resolve_case(root: Any, info: Any, id: str) -> dict[str, Any] | None:
        return case(info.context, own(info, id, "Case", "id"))

    @staticmethod
    @public
    def resolve_public_cases(root: Any, info: Any, page: Page, filter: Any = None) -> Slice[dict[str, Any]]:
        return listed(info, stranger(info.context), page, filter, queries.Order.NEWEST)

    @staticmethod
    @public
    def resolve_public_case(root: Any, info: Any, id: str) -> dict[str, Any] | None:
        number = own(info, id, "Case", "id")
        return _cases(info.context, stranger(info.context), [number]).get(number)

    @staticmethod
    def resolve_categories(root: Any, info: Any) -> Sequence[str]:
        return queries.categories(viewer=info.context.actor)


def listed(info: Any, viewer: Any, page: Page, filter: Any, order: Any) -> Slice[dict[str, Any]]:
    found = queries.cases(viewer=viewer, today=today(info), chosen=chosen_by(info, filter or {}), order=order, page=page)
    mandates = mandates_of(proposer for row in found.rows for proposer in row["proposers"])
    ledger = own_ledgers(info.context, viewer, found.rows)
    return each(found, lambda row: summary_row(row, mandates, ledger))


def chosen_by(info: Any, asked: Mapping[str, Any]) -> Chosen:
    ids = {"unit_id": "Unit", "deputy_id": "Deputy", "session_id": "Session"}
    given: dict[str, Any] = {name: own(info, asked.get(name), kind, name) for name, kind in ids.items()}
    category = asked.get("category")
    return Chosen(
        **given, states=tuple(asked.get("states") or ()), kind=asked.get("kind"), overdue=asked.get("overdue"),
        since=asked.get("since"), until=asked.get("until"),
        category=category and checked(category, "category"), text=clean(asked.get("text")),
    )  # fmt: skip


# ---------------------------------------------------------------- rows
@relay.loads("Case")
def cases(call: Call, ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    return _cases(call, call.actor, ids)


def case(call: Call, id: UUID) -> dict[str, Any] | None:
    return cases(call, [id]).get(id)


def _cases(call: Call, viewer: Any, ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """The cases, and what stands beside them fetched together: their ledgers and timelines, the mandates of those who raised them."""
    found = queries.cases_named(viewer=viewer, case_ids=ids, today=local_date(call.now))
    whole = [id for id, row in found.items() if row["whole"]]
    beside = {
        "ledgers": ledgers(call, "case", whole),
        "timelines": Together(whole, lambda wanted: queries.timelines(viewer=call.actor, case_ids=wanted)),
        "latest": Together(whole, lambda wanted: _by_case(found, queries.latest_replies(viewer=call.actor, case_ids=wanted))),
        "dues": cache(lambda on: queries.dues_if_handed_over(viewer=call.actor, case_ids=whole, on=on)),
        "phones": Together(whole, lambda wanted: queries.phones(viewer=viewer, case_ids=wanted)),
        "mandates": mandates_of(proposer for row in found.values() for proposer in row["facts"].proposers),
    }
    return {id: flat(row["facts"], **beside, **{name: row[name] for name in OF_CASE}, papers=row["papers"] or None) for id, row in found.items()}


def _by_case(found: Mapping[UUID, Any], days: Mapping[UUID, date]) -> dict[UUID, dict[UUID, date]]:
    """Days of assignments, by the case that they are parts of."""
    parts = {id: [part.id for part in row["facts"].assignments] for id, row in found.items()}
    return {id: {part: days[part] for part in of_case if part in days} for id, of_case in parts.items()}


def summary_row(row: dict[str, Any], mandates: Together[UUID, Any], ledger: Any = None) -> dict[str, Any]:
    for proposer in row["proposers"]:
        proposer["mandates"] = mandates
    row["ledger"] = ledger
    return row


def mandates_of(proposers: Iterable[Any]) -> Together[UUID, Any]:
    ids = (one["deputy_id"] if isinstance(one, dict) else one.deputy_id for one in proposers)
    return Together(ids, lambda found: roster.queries.deputies(found))
