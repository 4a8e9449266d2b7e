"""Pressing a unit, and naming key suggestions."""
from __future__ import annotations

import graphene

import motions.commands as commands
from api.changes.cases import CaseChange, SeenAssignment, SeenCase


class Press(CaseChange):
    """督办: presses a unit of this congress's own case for what it owes. Clerk, chair or vice-chair."""

    class Input(SeenAssignment):
        note = graphene.String(required=True, description="What was asked, and what the unit said. It stays in this congress.")

    ids = {"assignment_id": "Assignment"}
    command = staticmethod(commands.press)


class NameKey(CaseChange):
    """重点建议: names a key suggestion, which one of the congress's leaders follows. Clerk, chair or vice-chair."""

    class Input(SeenCase):
        led_by = graphene.String(required=True, description="The leader of the congress who follows it.")
        note = graphene.String()

    ids = {"case_id": "Case"}
    command = staticmethod(commands.name_key)


class PressingMutation(graphene.ObjectType):
    press = Press.Field(required=True)
    name_key = NameKey.Field(required=True)
