"""What there is to read, how somebody wants to hear, whom to ring about what, and how the messages fare."""
from __future__ import annotations

from typing import Any

import graphene

import notices.queries as queries
from api.context import Call
from api.paging import Connected
from api.types.common import chosen, enum_of, label, reference
from notices import events
from townships.paging import Page, Slice

NoticeKind = enum_of(events.Kind, "NoticeKind", "What a notice is about.")
MailRhythm = enum_of(events.Rhythm, "MailRhythm", "How often somebody wants an e-mail.")
MessageChannel = enum_of(events.Channel, "MessageChannel", "How a message goes out.")
MessageState = enum_of(events.MessageState, "MessageState", "How a message fares.")
CallOutcome = enum_of(events.Outcome, "CallOutcome", "What came of ringing a deputy up.")


class Notice(graphene.ObjectType):
    """One thing to know."""

    id = reference("Notice", "id", required=True)
    kind = graphene.Field(NoticeKind, required=True)
    text = graphene.String(required=True, description="The whole of it in one sentence, in the request's language.")
    made_at = graphene.DateTime(required=True)
    read_at = graphene.DateTime()
    path = graphene.String(required=True, description="The page about it.")

    @staticmethod
    def resolve_made_at(row: Any, info: Any) -> Any:
        return row["made"]

    @staticmethod
    def resolve_read_at(row: Any, info: Any) -> Any:
        return row["read"]

    @staticmethod
    def resolve_path(row: Any, info: Any) -> str:
        return queries.path_of(viewer=info.context.actor, subject=row["subject"])


class NoticeChoice(graphene.ObjectType):
    """How who asks wants to hear besides the inbox."""

    email = graphene.String(required=True)
    rhythm = graphene.Field(MailRhythm, required=True)
    rhythm_label = label("rhythm", chosen(events.Rhythm))
    webhook = graphene.String(required=True)
    secret = graphene.String(required=True, description="Signs what goes to the webhook: HMAC-SHA256 over «seconds.body».")


class SheetCall(graphene.ObjectType):
    """One time that the office rang a deputy up."""

    outcome = graphene.Field(CallOutcome, required=True)
    outcome_label = label("outcome", chosen(events.Outcome))
    at = graphene.DateTime(required=True)
    said = graphene.String(required=True)
    by = graphene.String(required=True)


class CallSheetDeputy(graphene.ObjectType):
    """A deputy whom no message reaches, and what to tell."""

    deputy_id = reference("Deputy", "deputy_id", required=True)
    name = graphene.String(required=True)
    phone = graphene.String(required=True)
    lines = graphene.List(graphene.NonNull(graphene.String), required=True, description="What to tell, the oldest first.")
    last = graphene.Field(SheetCall)

    @staticmethod
    def resolve_lines(row: Any, info: Any) -> list[str]:
        return [line["text"] for line in row["lines"]]


class Message(graphene.ObjectType):
    """A message on its way: to whom and how, not what it says."""

    id = reference("Message", "id", required=True)
    person = graphene.String(required=True)
    channel = graphene.Field(MessageChannel, required=True)
    channel_label = label("channel", chosen(events.Channel))
    state = graphene.Field(MessageState, required=True)
    state_label = label("state", chosen(events.MessageState))
    tries = graphene.Int(required=True)
    made_at = graphene.DateTime(required=True)
    next_at = graphene.DateTime(required=True, description="Of one that waits.")
    sent_at = graphene.DateTime()
    error = graphene.String(required=True)

    @staticmethod
    def resolve_made_at(row: Any, info: Any) -> Any:
        return row["made"]


class NoticesQuery(graphene.ObjectType):
    notices = Connected(Notice, unread=graphene.Boolean(), description="The own ones, the newest first.")
    unread_notices = graphene.Int(required=True)
    notice_choice = graphene.Field(NoticeChoice, required=True)
    call_sheet = Connected(CallSheetDeputy, description="Whom to ring about what. For the clerk.")
    messages = Connected(Message, given_up=graphene.Boolean(), description="The newest first. For the clerk, the chair and the vice-chair.")

    @staticmethod
    def resolve_notices(root: Any, info: Any, page: Page, unread: bool = False) -> Slice[dict[str, Any]]:
        return queries.notices(viewer=info.context.actor, page=page, unread=unread)

    @staticmethod
    def resolve_unread_notices(root: Any, info: Any) -> int:
        return queries.unread(viewer=info.context.actor)

    @staticmethod
    def resolve_notice_choice(root: Any, info: Any) -> dict[str, Any]:
        return queries.choice(viewer=info.context.actor)

    @staticmethod
    def resolve_call_sheet(root: Any, info: Any, page: Page) -> Slice[dict[str, Any]]:
        return queries.call_sheet(viewer=info.context.actor, now=info.context.now, page=page)

    @staticmethod
    def resolve_messages(root: Any, info: Any, page: Page, given_up: bool = False) -> Slice[dict[str, Any]]:
        return queries.messages(viewer=info.context.actor, page=page, given_up=given_up)


def message(call: Call, id: Any) -> dict[str, Any] | None:
    return queries.message(viewer=call.actor, message_id=id)

