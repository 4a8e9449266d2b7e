"""What was given up is tried again when somebody says so."""
from __future__ import annotations

from datetime import datetime
from uuid import UUID

from notices.events import MessageState
from notices.models import Message
from outbox.command import Receipt, command
from people.actor import ASSIGNERS, Actor, Role
from townships.errors import NotFound, RuleBroken


@command
def retry_message(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, message_id: UUID) -> Receipt:
    """Sent again from the beginning, under the same id. Clerk, chair or vice-chair. No fact: it tells nothing new."""
    actor.require(Role.CLERK, *ASSIGNERS)
    message = Message.objects.select_for_update().filter(tenant=actor.tenant, pk=message_id).first()
    if message is None:
        raise NotFound("message_id")
    if message.state != MessageState.GIVEN_UP:
        raise RuleBroken("not_given_up", field="message_id")
    message.state, message.tries, message.next_at, message.error = MessageState.WAITING, 0, now, ""
    message.save()
    return Receipt(message.pk, 0)
