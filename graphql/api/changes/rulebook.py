"""A congress adopts rules of its own, and retires them."""
from __future__ import annotations

from typing import Any

import graphene

import rulebook.commands as commands
import rulebook.queries
from api.changes.common import Change
from api.context import Call
from api.types.rulebook import Rule, RuleForce, RuleSession, rule
from outbox.command import Receipt
from townships.clock import local_date


class RuleChange(Change):
    """A rule of the congress's own."""

    class Meta:
        abstract = True

    rule = graphene.Field(Rule)

    @classmethod
    def answer(cls, call: Call, receipt: Receipt) -> dict[str, Any]:
        rows = rulebook.queries.rules(viewer=call.actor, on=local_date(call.now))
        return {"rule": next(rule(row.rule, id=row.id, version=row.version) for row in rows if row.id == receipt.id)}


class AdoptRule(RuleChange):
    """A rule of this congress's own, from a day on."""

    class Input:
        rule_id = graphene.UUID(required=True, description="Made by the client, like commandId.")
        key = graphene.String(required=True)
        value = graphene.String(required=True)
        source = graphene.String(required=True)
        valid_from = graphene.Date(required=True)
        force = RuleForce()
        session = RuleSession()
        note = graphene.String()

    command = staticmethod(commands.adopt_rule)


class RetireRule(RuleChange):
    """Ends a rule of this congress's own after its last day."""

    class Input:
        rule_id = graphene.ID(required=True)
        seen = graphene.Int(required=True)
        last_day = graphene.Date(required=True)

    ids = {"rule_id": "Rule"}
    command = staticmethod(commands.retire_rule)


class RulebookMutation(graphene.ObjectType):
    adopt_rule = AdoptRule.Field(required=True)
    retire_rule = RetireRule.Field(required=True)
