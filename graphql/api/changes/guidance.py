"""What the county does about a town that is late, and the town's answer to a letter."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import graphene

import countyviews.queries
import guidance.commands as commands
from api.changes.common import Change
from api.context import Call
from api.types.guidance import Letter, PostKind, letter
from outbox.command import Receipt
from townships.clock import local_date
from townships.errors import NotFound


class LetterChange(Change):
    """The letter after its step."""

    class Meta:
        abstract = True

    letter = graphene.Field(Letter)

    @classmethod
    def answer(cls, call: Call, receipt: Receipt) -> dict[str, Any]:
        return {"letter": letter(call, receipt.id)}


class SeenLetter:
    """A letter, as it was seen."""

    letter_id = graphene.ID(required=True)
    seen = graphene.Int(required=True, description="The version that the user saw.")


class SendLetter(LetterChange):
    """A reminder letter 工作提示函 to a town's chair, with a day for the answer and one to look again. The county's office."""

    class Input:
        town = graphene.String(required=True, description="The town's key.")
        number = graphene.String(required=True)
        subject = graphene.String(required=True)
        text = graphene.String(required=True)
        answer_by = graphene.Date(required=True)
        check_on = graphene.Date(required=True)
        case_ids = graphene.List(graphene.NonNull(graphene.ID), description="The town's cases that it is about.")

    ids = {"case_ids": "TownCase"}
    command = commands.send_letter

    @classmethod
    def arguments(cls, call: Call, input: Mapping[str, Any]) -> dict[str, Any]:
        return of_town(call, super().arguments(call, input), "case_ids")


class CheckLetter(LetterChange):
    """The county looked again: settled, or another day to look. The county's office."""

    class Input(SeenLetter):
        settled = graphene.Boolean(required=True)
        note = graphene.String(required=True)
        check_on = graphene.Date()

    ids = {"letter_id": "Letter"}
    command = commands.check_letter


class AnswerLetter(LetterChange):
    """Where it stands and what is done about it. The town's office."""

    class Input(SeenLetter):
        answer = graphene.String(required=True)

    ids = {"letter_id": "Letter"}
    command = commands.answer_letter


class NoteCallToTown(Change):
    """The county's office rang a town."""

    class Input:
        town = graphene.String(required=True)
        spoke_with = graphene.String(required=True)
        note = graphene.String(required=True)
        case_id = graphene.ID()

    ids = {"case_id": "TownCase"}
    command = commands.note_call_to_town

    @classmethod
    def arguments(cls, call: Call, input: Mapping[str, Any]) -> dict[str, Any]:
        return of_town(call, super().arguments(call, input), "case_id")


class KeepEntry(Change):
    """Whom to ring in a town; replaces who was kept for that post. The county's office."""

    class Input:
        town = graphene.String(required=True)
        post = PostKind(required=True)
        name = graphene.String(required=True)
        phone = graphene.String(required=True)

    command = commands.keep_entry


class GuidanceMutation(graphene.ObjectType):
    send_letter = SendLetter.Field(required=True)
    check_letter = CheckLetter.Field(required=True)
    answer_letter = AnswerLetter.Field(required=True)
    note_call_to_town = NoteCallToTown.Field(required=True)
    keep_entry = KeepEntry.Field(required=True)


def of_town(call: Call, given: dict[str, Any], field: str) -> dict[str, Any]:
    """The cases named are the town's, as the county knows them: the service below the county's views cannot see that."""
    named = given.get(field) or []
    ids = named if isinstance(named, list) else [named]
    if ids:
        found = countyviews.queries.cases_named(viewer=call.actor, case_ids=ids, today=local_date(call.now))
        if {row["tenant"] for row in found.values()} != {given["town"]} or len(found) < len(set(ids)):
            raise NotFound(field)
    return given
