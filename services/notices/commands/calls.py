"""The call sheet 电话单: the office rings up the deputies whom no message reaches."""
from __future__ import annotations

from datetime import datetime
from uuid import UUID

import roster.queries
from notices.events import CallFacts, CallMade, Outcome
from notices.models import Call, Notice
from outbox.command import Receipt, command
from outbox.record import record
from people.actor import Actor, Role
from townships.clock import local_date
from townships.errors import Invalid, NotFound, RuleBroken
from townships.ids import new_id


@command
def note_sheet_call(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, deputy_id: UUID, outcome: str, note: str = ""
) -> Receipt:
    """Rang, and told what there was to tell (it leaves the sheet), or nobody was there (it stays). `note` is what was said. Clerk.

    Publishes call.made, which stays in the town.
    """
    actor.require(Role.CLERK)
    try:
        came = Outcome(outcome)
    except ValueError:
        raise Invalid("bad_value", "outcome") from None
    if deputy_id not in roster.queries.deputies([deputy_id]):
        raise NotFound("deputy_id")
    untold = Notice.objects.filter(tenant=actor.tenant, deputy_id=deputy_id, read=None, called=None, made__lte=at)
    matters = untold.update(called=at) if came is Outcome.TOLD else untold.count()
    if not matters:
        raise RuleBroken("nothing_to_tell", field="deputy_id")
    call = Call(id=new_id(), tenant=actor.tenant, deputy_id=deputy_id, outcome=came, at=at, said=note, by=actor.name)
    call.save(force_insert=True)
    facts = CallFacts(id=call.pk, deputy_id=deputy_id, outcome=came, on=local_date(at), matters=matters)
    record(CallMade(call=facts, note=note), subject=f"call/{call.pk}", version=1, actor=actor, at=at, now=now)
    return Receipt(call.pk, 1)
