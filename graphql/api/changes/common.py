"""What every mutation here does with its input."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.context import Call
from api.mutations import CommandMutation


class Change(CommandMutation):
    """A mutation in which null means the same as not given."""

    class Meta:
        abstract = True

    @classmethod
    def arguments(cls, call: Call, input: Mapping[str, Any]) -> dict[str, Any]:
        return super().arguments(call, {name: value for name, value in input.items() if value is not None})
