"""GET /calendar/<token>.ics: a person's calendar for programs that have an address and no sign-in."""
from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import icalendar
import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

import notices.queries
import people.queries
from api.context import Call
from api.types.calendar import EntryKind, entries
from people.actor import Actor, Role
from townships.clock import local_date
from townships.context import current_tenant

BACK: Final = timedelta(days=60)
AHEAD: Final = timedelta(days=330)
SECONDS: Final = 30.0
UNITS: Final = frozenset({Role.UNIT, Role.UNIT_LEADER})


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """What its person may see today. An address that was closed or renewed, or of somebody who is nobody here any more, is not found."""
    now, found = Call.of(request, SECONDS).now, notices.queries.holder_of(token)
    viewer = _viewer(*found, now) if found else None
    if viewer is None or viewer.anonymous:
        raise Http404
    today = local_date(now)
    told = entries(viewer, today - BACK, today + AHEAD, today)
    answer = HttpResponse(_written(told, request, now), content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _viewer(person_id: Any, roles: frozenset[Role], now: datetime) -> Actor | None:
    """The person with those of today's roles that the address may show, to read and nothing else."""
    person = people.queries.active(person_id)
    if person is None:
        return None
    actor = people.queries.actor_of(person, current_tenant(), local_date(now), frozenset({"read"}))
    held = actor.roles & roles
    nothing: frozenset[Any] = frozenset()
    return msgspec.structs.replace(
        actor, roles=held, deputy_ids=actor.deputy_ids if Role.DEPUTY in held else nothing, unit_ids=actor.unit_ids if held & UNITS else nothing,
        led_unit_ids=actor.led_unit_ids if Role.UNIT_LEADER in held else nothing,
    )  # fmt: skip


def _written(told: list[dict[str, Any]], request: HttpRequest, now: datetime) -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Townships//townships//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("People's Congress of {name}").format(name=current_tenant().name))
    for one in told:
        calendar.add_component(_event(one, request, now))
    return calendar.to_ical()


def _event(one: dict[str, Any], request: HttpRequest, now: datetime) -> icalendar.Event:
    """A whole day: number and title, no person."""
    event, due = icalendar.Event(), one["kind"] == EntryKind.DUE
    summary = _("{words} due: {title}") if due else _("{words}: {title}")
    event.add("uid", f"{one['key']}@{request.get_host().partition(':')[0]}")
    event.add("dtstamp", now)
    event.add("dtstart", one["on"])
    event.add("dtend", one["on"] + timedelta(days=1))
    event.add("summary", summary.format(words=one["words"], title=" ".join(filter(None, [one["number"], one["title"]]))))
    event.add("transp", "TRANSPARENT")
    if one["path"]:
        event.add("url", request.build_absolute_uri(one["path"]))
    return event
