"""What has happened to a case or a supervision, and what may happen next."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import graphene

import people.channel
from api.errors import field_name
from api.types.cases import Channel, Conclusion, IntakeReason, Satisfaction
from api.types.common import chosen, label, reference
from api.types.corrections import Correctable
from api.types.people import ROLES, RoleKind
from api.types.promises import Fulfilment
from api.types.supervisions import Fen
from motions import events
from people.actor import Role
from townships.errors import message

#: Steps whose mutation is not named as they are.
VERBS: Final = {
    "submit": "submitSuggestion", "register": "registerCase", "reply": "replyToCase", "agree_relief": "decideRelief", "refuse_relief": "decideRelief",
    "agree_withdrawal": "decideWithdrawal", "refuse_withdrawal": "decideWithdrawal",
    "grant_extension": "decideExtension", "refuse_extension": "decideExtension",
    "close": "closeSupervision", "reopen": "reopenSupervision",
}  # fmt: skip

#: Corrections whose values are words of a list.
WORDED: Final[Mapping[str, Any]] = {
    events.Correctable.MEANING: events.Meaning, events.Correctable.ATTITUDE: events.Satisfaction, events.Correctable.RESULT: events.Satisfaction,
}  # fmt: skip


class StepFields:
    """A step and the mutation that takes it; blocked by a rule, it says by which."""

    mutation = graphene.String(required=True, description="The mutation that takes it.")
    due_on = graphene.Date()
    allowed = graphene.Boolean(required=True)
    reason = graphene.String(description="Why not.")
    field = graphene.String(description="The input field at which the rule stops it.")
    source = graphene.String(description="The article or local rule that says no.")

    @staticmethod
    def resolve_mutation(offer: Any, info: Any) -> str:
        return verb(offer.step.value)

    @staticmethod
    def resolve_allowed(offer: Any, info: Any) -> bool:
        return blocked(offer) is None

    @staticmethod
    def resolve_reason(offer: Any, info: Any) -> str | None:
        return message(blocked(offer)) if blocked(offer) else None

    @staticmethod
    def resolve_field(offer: Any, info: Any) -> str | None:
        return field_name(blocked(offer).field) if blocked(offer) else None

    @staticmethod
    def resolve_source(offer: Any, info: Any) -> str | None:
        return blocked(offer).source if blocked(offer) else None


def verb(step: str) -> str:
    """The mutation that takes a step."""
    return VERBS.get(step) or str(field_name(step))


def blocked(offer: Any) -> Any:
    """The rule in the way of a step; some services offer lawful steps only."""
    return getattr(offer, "blocked", None)


class Happened(graphene.ObjectType):
    """One fact: who did what, when it truly was and when it was written down."""

    type = graphene.String(required=True)
    words = graphene.String(required=True)
    at = graphene.DateTime(required=True)
    recorded_at = graphene.DateTime(required=True)
    actor_name = graphene.String(required=True)
    actor_roles = graphene.List(graphene.NonNull(RoleKind), required=True)
    actor_role_label = graphene.String(required=True)
    version = graphene.Int(required=True)
    channel = graphene.Field(Channel)
    channel_label = label("channel", chosen(people.channel.Channel))
    note = graphene.String()
    reason = graphene.Field(IntakeReason)
    reason_label = label("reason", chosen(events.Reason))
    assignment_id = reference("Assignment", "assignment_id")
    deputy_id = reference("Deputy", "deputy_id")
    attitude = graphene.Field(Satisfaction)
    attitude_label = label("attitude", chosen(events.Satisfaction))
    result = graphene.Field(Satisfaction)
    result_label = label("result", chosen(events.Satisfaction))
    comment = graphene.String()
    due_on = graphene.String(description="The day to which a due date was moved, or is wished to be.")
    method = graphene.String(description="How a unit spoke with a deputy.")
    three_party = graphene.Boolean()
    after_handover = graphene.Boolean(description="Withdrawn when units had it already.")
    into_number = graphene.String(description="The case into which another was merged.")
    stage = graphene.String(description="The meeting that was held.")
    what = graphene.Field(Correctable, description="What was put right.")
    what_label = label("what", chosen(events.Correctable))
    before = graphene.String(description="What stood there before.")
    after = graphene.String(description="What stands there since.")
    consented = graphene.List(graphene.NonNull(graphene.String), description="Who agreed to it.")
    committee = graphene.String(description="The committee whose opinion it is.")
    fulfilment = graphene.Field(Fulfilment)
    fulfilment_label = label("fulfilment", chosen(events.Fulfilment))
    amount_fen = Fen(description="What was spent, in fen.")
    cited = graphene.String(description="The earlier case that was cited.")
    conclusion = graphene.Field(Conclusion)
    conclusion_label = label("conclusion", chosen(events.Conclusion))
    source = graphene.String(description="The article that gives the choice.")

    @staticmethod
    def resolve_before(row: Any, info: Any) -> str | None:
        return _worded(row, "before")

    @staticmethod
    def resolve_after(row: Any, info: Any) -> str | None:
        return _worded(row, "after")

    @staticmethod
    def resolve_actor_role_label(row: Any, info: Any) -> str:
        return " · ".join(str(ROLES[role]) for role in row["actor_roles"])


def _worded(row: Mapping[str, Any], name: str) -> str | None:
    """A meaning or a rating that was put right in words, everything else as it is."""
    words = WORDED.get(row.get("what", ""))
    value = row.get(name)
    return str(words(value).label) if words and value else value


def happened(fact: Mapping[str, Any]) -> dict[str, Any]:
    """A fact of a timeline, what it told beside its subject among its fields."""
    return {
        **fact["told"], "type": fact["type"], "words": str(fact["words"]), "version": fact["version"], "actor_name": fact["name"],
        "at": datetime.fromisoformat(fact["at"]), "recorded_at": datetime.fromisoformat(fact["recorded"]),
        "actor_roles": [Role(role) for role in fact["roles"].split(",") if role],
    }  # fmt: skip
