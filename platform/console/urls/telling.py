"""The pages of notices, calls, messages and the calendar."""

from __future__ import annotations

from django.urls import path

from console.views import calendar, notices

urlpatterns = [
    path("calendar", calendar.calendar, name="calendar"),
    path("calendar/address/<slug:change>", calendar.address, name="calendar-address"),
    path("notices", notices.notices, name="notices"),
    path("notices/choices", notices.choices, name="notice-choices"),
    path("calls", notices.calls, name="calls"),
    path("calls/<record:deputy_id>", notices.call, name="call"),
    path("messages", notices.messages, name="messages"),
    path("messages/<record:message_id>/again", notices.again, name="message-again"),
]
