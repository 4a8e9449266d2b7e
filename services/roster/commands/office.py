"""How the congress's own office is reached."""
from __future__ import annotations

from datetime import datetime
from uuid import UUID

from outbox.command import Receipt, command
from people.actor import Actor, Role
from roster import events, rules, shapes
from roster.commands.common import publish
from roster.models import Office
from townships.ids import new_id
from townships.text import required


@command
def set_office(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, phone: str, address: str = "", hours: str = "") -> Receipt:
    """The telephone that every deputy's page shows, with address and hours where they are told. Clerk. Publishes office.set."""
    actor.require(Role.CLERK)
    office = Office.objects.select_for_update().first() or Office(id=new_id())
    office.phone = rules.telephone(required(phone, "phone"))
    office.address, office.hours = rules.one_line(address, "address"), rules.one_line(hours, "hours")
    return publish(office, events.OfficeSet(office=shapes.office(office)), actor=actor, at=at, now=now)
