"""The own calendar as an address: opened, opened anew under another address, closed."""
from __future__ import annotations

from datetime import datetime
from uuid import UUID

from notices.commands.own import person_of
from notices.events import FeedChanged, FeedFacts
from notices.models import Feed
from outbox.command import Receipt, command
from outbox.record import record
from people.actor import Actor
from townships.errors import RuleBroken
from townships.ids import new_id


@command
def open_calendar(*, actor: Actor, now: datetime, at: datetime, command_id: UUID) -> Receipt:
    """An address for a calendar program, which shows what this person may see; the one before holds no more. Anybody, for himself.

    Publishes feed.changed, which stays in the town and names nobody.
    """
    feed = _own(actor) or Feed(id=new_id(), tenant=actor.tenant, person_id=person_of(actor))
    feed.roles, feed.opened, feed.closed = sorted(actor.roles), now, None
    return _publish(feed, actor, at, now)


@command
def close_calendar(*, actor: Actor, now: datetime, at: datetime, command_id: UUID) -> Receipt:
    """The address holds no more. Anybody, for himself. Publishes feed.changed."""
    feed = _own(actor)
    if feed is None or feed.closed:
        raise RuleBroken("feed_closed", field=None)
    feed.closed = now
    return _publish(feed, actor, at, now)


def _own(actor: Actor) -> Feed | None:
    return Feed.objects.select_for_update().filter(tenant=actor.tenant, person_id=person_of(actor)).first()


def _publish(feed: Feed, actor: Actor, at: datetime, now: datetime) -> Receipt:
    feed.version += 1
    feed.save(force_insert=feed.version == 1)
    facts = FeedFacts(id=feed.pk, is_open=feed.closed is None)
    record(FeedChanged(feed=facts), subject=f"feed/{feed.pk}", version=feed.version, actor=actor, at=at, now=now)
    return Receipt(feed.pk, feed.version)
