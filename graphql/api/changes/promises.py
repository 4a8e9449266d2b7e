"""The verbs of what replies promised. A step that the office enters for a unit or a deputy says by which `channel` it came."""
from __future__ import annotations

import graphene

import motions.commands as commands
from api.changes.cases import ByChannel, CaseChange, SeenAssignment
from api.types.promises import Fulfilment


class MakePromise(CaseChange):
    """What a reply that is under way or planned promised, into the ledger. By the unit, or by the clerk on behalf."""

    class Input(SeenAssignment, ByChannel):
        measure = graphene.String(required=True)
        due_on = graphene.Date(required=True, description="The day it is promised for.")
        leader = graphene.String(description="Who answers for it; the part's responsible leader when not given.")

    ids = {"assignment_id": "Assignment"}
    command = staticmethod(commands.make_promise)


class SeenPromise:
    """A promise; the version is the case's."""

    promise_id = graphene.ID(required=True)
    seen = graphene.Int(required=True, description="The version of the case that the user saw.")


class KeepPromise(CaseChange):
    """Carried out, and what is to be seen there. By the unit, or by the clerk on behalf."""

    class Input(SeenPromise, ByChannel):
        note = graphene.String(required=True)

    ids = {"promise_id": "Promise"}
    command = staticmethod(commands.keep_promise)


class ExplainPromise(CaseChange):
    """It cannot be carried out, and the deputies are told why. By the unit, or by the clerk on behalf."""

    class Input(SeenPromise, ByChannel):
        note = graphene.String(required=True)

    ids = {"promise_id": "Promise"}
    command = staticmethod(commands.explain_promise)


class PromiseAnew(CaseChange):
    """Another promise takes its place; that the first was late stays in view. By the unit, or by the clerk on behalf."""

    class Input(SeenPromise, ByChannel):
        due_on = graphene.Date(required=True)
        note = graphene.String(required=True)
        measure = graphene.String(description="As before, when not given.")
        leader = graphene.String(description="As before, when not given.")

    ids = {"promise_id": "Promise"}
    command = staticmethod(commands.promise_anew)


class RateFulfilment(CaseChange):
    """Whether it is carried out, as one proposer sees it. By that deputy, or by the clerk on behalf. Not carried out, it is followed again."""

    class Input(SeenPromise, ByChannel):
        fulfilment = Fulfilment(required=True)
        deputy_id = graphene.ID(description="Whose judgement it is; the deputy who acts, when not given.")
        comment = graphene.String()

    ids = {"promise_id": "Promise", "deputy_id": "Deputy"}
    command = staticmethod(commands.rate_fulfilment)


class PromisesMutation(graphene.ObjectType):
    make_promise = MakePromise.Field(required=True)
    keep_promise = KeepPromise.Field(required=True)
    explain_promise = ExplainPromise.Field(required=True)
    promise_anew = PromiseAnew.Field(required=True)
    rate_fulfilment = RateFulfilment.Field(required=True)
