"""The own notices, the call sheet, and messages that were given up."""
from __future__ import annotations

from typing import Any

import graphene

import notices.commands as commands
import notices.queries as queries
from api.changes.common import Change
from api.context import Call
from api.types.notices import CallOutcome, MailRhythm, Message, NoticeChoice, message
from outbox.command import Receipt


class ChooseNotices(Change):
    """How who asks wants to hear besides the inbox: by e-mail at once or once a day, by a signed webhook."""

    class Input:
        email = graphene.String()
        rhythm = MailRhythm(description="NEVER when not given.")
        webhook = graphene.String(description="An https:// address outside the platform.")

    command = staticmethod(commands.choose_notices)
    choice = graphene.Field(NoticeChoice)

    @classmethod
    def answer(cls, call: Call, receipt: Receipt) -> dict[str, Any]:
        return {"choice": queries.choice(viewer=call.actor)}


class ReadNotices(Change):
    """These of the own notices are read; all of them without ids."""

    class Input:
        notice_ids = graphene.List(graphene.NonNull(graphene.ID))

    ids = {"notice_ids": "Notice"}
    command = staticmethod(commands.read_notices)
    unread = graphene.Int()

    @classmethod
    def answer(cls, call: Call, receipt: Receipt) -> dict[str, Any]:
        return {"unread": queries.unread(viewer=call.actor)}


class NoteSheetCall(Change):
    """The office rang up a deputy of the call sheet: told, or nobody was there; `note` is what was said."""

    class Input:
        deputy_id = graphene.ID(required=True)
        outcome = CallOutcome(required=True)
        note = graphene.String()

    ids = {"deputy_id": "Deputy"}
    command = staticmethod(commands.note_sheet_call)


class RetryMessage(Change):
    """A message that was given up is sent again from the beginning."""

    class Input:
        message_id = graphene.ID(required=True)

    ids = {"message_id": "Message"}
    command = staticmethod(commands.retry_message)
    message = graphene.Field(Message)

    @classmethod
    def answer(cls, call: Call, receipt: Receipt) -> dict[str, Any]:
        return {"message": message(call, receipt.id)}


class NoticesMutation(graphene.ObjectType):
    choose_notices = ChooseNotices.Field(required=True)
    read_notices = ReadNotices.Field(required=True)
    note_sheet_call = NoteSheetCall.Field(required=True)
    retry_message = RetryMessage.Field(required=True)
