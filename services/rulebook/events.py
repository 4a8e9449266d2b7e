"""The facts of this room: a congress adopted or retired a rule of its own. Subject: rule/<uuid>."""

from __future__ import annotations

from typing import ClassVar

from outbox.events import Event
from rulebook.shapes import Rest, RuleFacts, YearPlan

__all__ = ["Rest", "RuleAdopted", "RuleFacts", "RuleRetired", "YearPlan"]


class RuleAdopted(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "townships.rulebook.rule.adopted"
    rule: RuleFacts


class RuleRetired(Event, frozen=True, kw_only=True):
    type: ClassVar[str] = "townships.rulebook.rule.retired"
    rule: RuleFacts
