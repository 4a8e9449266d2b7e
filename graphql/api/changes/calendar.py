"""The own calendar's address."""
from __future__ import annotations

from typing import Any

import graphene

import notices.commands as commands
from api.changes.common import Change
from api.context import Call
from api.types.calendar import path_for
from outbox.command import Receipt


class CalendarChange(Change):
    """Where a calendar program finds it now."""

    class Meta:
        abstract = True

    path = graphene.String(required=True, description="Empty when it is closed.")

    @classmethod
    def answer(cls, call: Call, receipt: Receipt) -> dict[str, Any]:
        return {"path": path_for(call.actor)}


class OpenCalendar(CalendarChange):
    """An address for a calendar program; the one before holds no more."""

    command = staticmethod(commands.open_calendar)


class CloseCalendar(CalendarChange):
    """The address holds no more."""

    command = staticmethod(commands.close_calendar)


class CalendarMutation(graphene.ObjectType):
    open_calendar = OpenCalendar.Field(required=True)
    close_calendar = CloseCalendar.Field(required=True)
