"""What the county sees of its towns: the board, and the lists behind every number of it."""
from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import graphene
from django.utils.translation import gettext_lazy as _

import countyviews.figures
import countyviews.queries as queries
import guidance.queries
from api import relay
from api.context import Call
from api.paging import Connected
from api.types.cases import AssignmentFields, CaseFields, CaseKind, CaseState, ProposerFields, ReplyFields
from api.types.common import Together, each, enum_of, flat, label, reference, today
from api.types.county_figures import CountyFigures
from api.types.county_rows import case_row, known, ledger, town_named
from api.types.county_silence import CountySilence
from api.types.deadlines import DeadlineFields, deadline_row
from api.types.figures import Figures, figures_row
from api.types.guidance import CountyContacts
from api.types.promises import PromiseFields
from api.types.supervisions import ParticipantFields, SupervisionFields, SupervisionState
from api.types.town_figures import check_period
from countyviews.queries import STAGES, CaseFilter, TooGood, Voice
from townships.clock import local_date
from townships.paging import Page, Slice
from townships.text import checked

VOICES: Final = {
    Voice.SPEAKING: _("raising matters"),
    Voice.SILENT: _("no suggestion since the last session"),
    Voice.NO_SESSION: _("no session yet"),
    Voice.ON_PAPER: _("mostly on paper"),
    Voice.NO_DATA: _("nothing heard for long"),
}
FLAGS: Final = {
    TooGood.AT_ONCE: _("rated the day of the reply"),
    TooGood.ONE_SITTING: _("all rated in one sitting"),
}
Stage = StrEnum("Stage", {name.upper(): name for name in STAGES})  # type: ignore[misc]
VoiceKind = enum_of(Voice, "Voice", "Why there is nothing, where there is nothing.")
TooGoodKind = enum_of(TooGood, "TooGood", "Too good to be believed without a look, as far as days tell.")
StageKind = enum_of(Stage, "Stage", "A column of the board.")


# ---------------------------------------------------------------- the towns and the board
class TownName(graphene.ObjectType):
    """One congress of the county."""

    key = graphene.String(required=True, description="Stays the same when the town is renamed or merged; filters take it.")
    name = graphene.String(required=True)


class Flag(graphene.ObjectType):
    """Something that is too good to be believed without a look."""

    kind = graphene.Field(TooGoodKind, required=True)
    kind_label = label("kind", FLAGS)


class StageCounts(graphene.ObjectType):
    """How many cases stand where, in the order of a case's life."""

    intake = graphene.Int(required=True)
    before_handover = graphene.Int(required=True)
    in_hand = graphene.Int(required=True)
    with_deputies = graphene.Int(required=True)
    ended = graphene.Int(required=True)


class TownRow(graphene.ObjectType):
    """One town on the board; counts are of cases submitted in the period."""

    key = graphene.String(required=True)
    name = graphene.String(required=True)
    code = graphene.String(required=True)
    voice = graphene.Field(VoiceKind, required=True)
    voice_label = label("voice", VOICES)
    cases = graphene.Int(required=True)
    stages = graphene.Field(StageCounts, required=True)
    overdue = graphene.Int(required=True, description="Cases with an act late today.")
    longest_overdue = graphene.Int(required=True, description="Days.")
    replied_late = graphene.Int(required=True)
    missed = graphene.Int(required=True, description="Deadlines that were ever missed.")
    dissatisfied = graphene.Int(required=True)
    on_paper = graphene.Int(required=True)
    deputies = graphene.Int(required=True)
    silent_deputies = graphene.Int(description="Who raised nothing since the last session; null without a session or without data.")
    supervisions = graphene.Int(required=True)
    last_session_on = graphene.Date()
    last_heard = graphene.DateTime()
    chair = graphene.String(required=True, description="Whom to ring.")
    too_good = graphene.List(graphene.NonNull(Flag), required=True)
    last_contact_on = graphene.Date(description="When the county's office last rang the town or wrote to it.")

    @staticmethod
    def resolve_key(row: Any, info: Any) -> str:
        return str(row["tenant"])

    @staticmethod
    def resolve_too_good(row: Any, info: Any) -> list[dict[str, Any]]:
        return [{"kind": one} for one in row["too_good"]]

    @staticmethod
    def resolve_last_contact_on(row: Any, info: Any) -> date | None:
        return row["contacts"].get(row["tenant"])  # type: ignore[no-any-return]


class Board(graphene.ObjectType):
    """Towns sorted by what needs attention, the county's own congress apart, and the numbers of the sentence on top."""

    since = graphene.Date(required=True)
    today = graphene.Date(required=True)
    late_towns = graphene.Int(required=True)
    silent_towns = graphene.Int(required=True)
    unheard_towns = graphene.Int(required=True)
    towns = graphene.List(graphene.NonNull(TownRow), required=True)
    own = graphene.Field(TownRow)


# ---------------------------------------------------------------- cases
class TownProposer(ProposerFields, graphene.ObjectType):
    """One who raised a town's case."""


class TownAssignment(AssignmentFields, graphene.ObjectType):
    """One unit's part of a town's case."""


class TownReply(ReplyFields, graphene.ObjectType):
    """One answer of one unit of a town."""


class TownPromise(PromiseFields, graphene.ObjectType):
    """What a town's reply promised."""


class TownDeadline(DeadlineFields, graphene.ObjectType):
    """An entry of a town's ledger. `subjectId` is the global id of the town's case or supervision."""

    town = graphene.Field(TownName)
    subject_id = graphene.ID(required=True)

    @staticmethod
    def resolve_subject_id(row: Any, info: Any) -> str:
        kind, _slash, number = row["subject"].partition("/")
        return relay.encode(f"Town{kind.capitalize()}", info.context.actor.tenant, UUID(number))


class TownCase(CaseFields, graphene.ObjectType):
    """A town's case as the county knows it."""

    class Meta:
        interfaces = (relay.Node,)

    town = graphene.Field(TownName, required=True)
    merged_into = reference("TownCase", "merged_into")
    split_from = reference("TownCase", "split_from")
    proposers = graphene.List(graphene.NonNull(TownProposer), required=True)
    assignments = graphene.List(graphene.NonNull(TownAssignment), required=True)
    replies = graphene.List(graphene.NonNull(TownReply), required=True)
    promises = graphene.List(graphene.NonNull(TownPromise), required=True, description="What the replies promised, oldest first.")
    deadlines = graphene.List(graphene.NonNull(TownDeadline), required=True, description="Oldest first.")

    @staticmethod
    def resolve_deadlines(row: Any, info: Any) -> list[dict[str, Any]]:
        return [deadline_row(facts, today(info)) | {"town": row["town"]} for facts in row["ledger"].get(row["id"]) or ()]


class TownParticipant(ParticipantFields, graphene.ObjectType):
    """Who signed, went, or went back to look in a town."""


class TownSupervision(SupervisionFields, graphene.ObjectType):
    """A town's supervision as the county knows it."""

    class Meta:
        interfaces = (relay.Node,)

    town = graphene.Field(TownName, required=True)
    participants = graphene.List(graphene.NonNull(TownParticipant), required=True)


class TownFigures(graphene.ObjectType):
    """One town's figures of a period; the ids are those of its cases as the county knows them."""

    town = graphene.Field(TownName, required=True)
    figures = graphene.Field(Figures, required=True)


class TownCaseFilter(graphene.InputObjectType):
    """All that are given must hold."""

    town = graphene.String(description="A town's key.")
    stage = graphene.Field(StageKind)
    state = graphene.Field(CaseState)
    kind = graphene.Field(CaseKind)
    category = graphene.String()
    overdue = graphene.Boolean()
    on_paper = graphene.Boolean()
    dissatisfied = graphene.Boolean()
    since = graphene.Date(description="Submitted on that day or later.")
    until = graphene.Date()


class County(CountyFigures, CountySilence, CountyContacts, graphene.ObjectType):
    """For the office of the county's congress; everywhere else the answer is `county_only`."""

    towns = graphene.List(graphene.NonNull(TownName), required=True)
    board = graphene.Field(Board, required=True, since=graphene.Date(description="From when on; this year's first day when not given."))
    cases = Connected(TownCase, filter=TownCaseFilter(), description="The latest first.")
    promising = Connected(
        TownCase, town=graphene.String(), late=graphene.Boolean(description="Those with a promise past its day only."),
        description="Cases of the towns with a promise that is followed, by the day it was promised for.",
    )  # fmt: skip
    supervisions = Connected(TownSupervision, town=graphene.String(), state=SupervisionState(), description="The latest first.")
    late_deadlines = Connected(
        TownDeadline, town=graphene.String(), missed=graphene.Boolean(description="Everything that was ever missed, done since or not."),
        description="What is late in the towns, the longest first.",
    )  # fmt: skip
    comparison = graphene.List(
        graphene.NonNull(TownFigures), required=True, since=graphene.Date(required=True), until=graphene.Date(required=True),
        description="Every congress with the same figures, computed from what it sent; both days belong to the period.",
    )  # fmt: skip

    @staticmethod
    def resolve_towns(names: Mapping[str, str], info: Any) -> list[dict[str, str]]:
        return [town_named(names, key) for key in names]

    @staticmethod
    def resolve_board(names: Mapping[str, str], info: Any, since: date | None = None) -> Any:
        day, viewer = today(info), info.context.actor
        found = queries.board(viewer=viewer, since=since or day.replace(month=1, day=1), today=day)
        contacts = Together((), lambda _towns: guidance.queries.last_contacts(viewer=viewer))
        rows = [flat(row, contacts=contacts) for row in found.towns]
        counted = {name: getattr(found, name) for name in ("since", "today", "late_towns", "silent_towns", "unheard_towns")}
        return {**counted, "towns": rows, "own": flat(found.own, contacts=contacts) if found.own else None}

    @staticmethod
    def resolve_cases(names: Mapping[str, str], info: Any, page: Page, filter: Any = None) -> Slice[dict[str, Any]]:
        chosen = CaseFilter(**_given(filter or {}, names))
        found = queries.cases(viewer=info.context.actor, chosen=chosen, page=page, today=today(info))
        entries = ledger(info.context, [row["id"] for row in found.rows])
        return each(found, lambda row: case_row(row, names, entries))

    @staticmethod
    def resolve_promising(
        names: Mapping[str, str], info: Any, page: Page, town: str | None = None, late: bool | None = None
    ) -> Slice[dict[str, Any]]:
        found = queries.promising(viewer=info.context.actor, today=today(info), town=known(names, town), late=bool(late), page=page)
        entries = ledger(info.context, [row["id"] for row in found.rows])
        return each(found, lambda row: case_row(row, names, entries))

    @staticmethod
    def resolve_supervisions(
        names: Mapping[str, str], info: Any, page: Page, town: str | None = None, state: Any = None
    ) -> Slice[dict[str, Any]]:
        found = queries.supervisions(viewer=info.context.actor, town=known(names, town), state=state, page=page)
        return each(found, lambda row: supervision_row(row, names))

    @staticmethod
    def resolve_late_deadlines(
        names: Mapping[str, str], info: Any, page: Page, town: str | None = None, missed: bool | None = None
    ) -> Slice[dict[str, Any]]:
        day = today(info)
        found = queries.late(viewer=info.context.actor, today=day, town=known(names, town), missed=bool(missed), page=page)
        return each(found, lambda row: deadline_row(row["facts"], day) | {"town": town_named(names, row["tenant"])})

    @staticmethod
    def resolve_comparison(names: Mapping[str, str], info: Any, since: date, until: date) -> list[dict[str, Any]]:
        check_period(since, until)
        tenant = info.context.actor.tenant
        counted = countyviews.figures.compared(viewer=info.context.actor, since=since, until=until, today=today(info), towns=names)
        return [{"town": town_named(names, key), "figures": figures_row(counted[key], "TownCase", tenant)} for key in names]


class CountyQuery(graphene.ObjectType):
    county = graphene.Field(County, description="For the office of the county's congress.")

    @staticmethod
    def resolve_county(root: Any, info: Any) -> Mapping[str, str]:
        return queries.towns(viewer=info.context.actor)


@relay.loads("TownCase")
def town_cases(call: Call, ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    found = queries.cases_named(viewer=call.actor, case_ids=ids, today=local_date(call.now))
    names, entries = queries.towns(viewer=call.actor), ledger(call, list(found))
    return {id: case_row(row, names, entries) for id, row in found.items()}


# ---------------------------------------------------------------- rows
@relay.loads("TownSupervision")
def town_supervisions(call: Call, ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    names = queries.towns(viewer=call.actor)
    return {id: supervision_row(row, names) for id, row in queries.supervisions_named(viewer=call.actor, supervision_ids=ids).items()}


def supervision_row(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return flat(row["facts"], version=row["version"], town=town_named(names, row["tenant"]))


def _given(asked: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The filter's own values, of which text is clean and the town is of this county."""
    known(names, asked.get("town"))
    return {name: checked(value, name) if isinstance(value, str) else value for name, value in asked.items()}
