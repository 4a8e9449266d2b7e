"""Dissatisfied twice: through the meetings of this place (四会) to the presidium, and what that concludes."""
from __future__ import annotations

from datetime import datetime
from uuid import UUID

import rulebook.queries
from motions import events, rules
from motions.commands.clocks import When
from motions.commands.common import choice, publish, take
from motions.commands.rating import rework
from motions.events import Conclusion
from motions.models import Stage
from motions.rules import Step
from outbox.command import Receipt, command
from people.actor import Actor
from townships.clock import local_date
from townships.errors import RuleBroken
from townships.text import required


@command
def hold_stage(*, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, note: str) -> Receipt:
    """The next of the meetings was held on the day of `at`, and what it said, which stays in the town. Clerk, chair or vice-chair.

    Publishes case.stage_held.
    """
    on = local_date(at)
    case, facts = take(Step.HOLD_STAGE, actor=actor, at=at, case_id=case_id, seen=seen)
    stage = rules.next_stage(facts, on)
    Stage.objects.filter(case=case, round=case.round, order=stage.order).update(held_on=on, note=required(note, "note"))
    return publish(case, events.StageHeld, Step.HOLD_STAGE, actor=actor, at=at, now=now, stage=stage.name)


@command
def conclude_deliberation(
    *, actor: Actor, now: datetime, at: datetime, command_id: UUID, case_id: UUID, seen: int, conclusion: str, note: str
) -> Receipt:
    """All meetings held, the presidium has chosen what the law lets it do. Handled once more, the units have it again; else it is concluded.

    Clerk, chair or vice-chair. Publishes case.deliberation_concluded, and case.rework_ordered or case.concluded.
    """
    chosen, on = choice(Conclusion, conclusion, "conclusion"), local_date(at)
    case, facts = take(Step.CONCLUDE_DELIBERATION, actor=actor, at=at, case_id=case_id, seen=seen)
    rules.may_conclude(facts, on)
    given = {one.code: one.source for one in rulebook.queries.conclusions(viewer=actor, on=on)}
    if chosen not in given:
        raise RuleBroken("no_such_choice", field="conclusion", choice=chosen.label)
    again = chosen is Conclusion.HANDLE_AGAIN
    case.conclusion, case.deliberated_on = chosen, None if again else on
    told = {"conclusion": chosen, "source": given[chosen], "note": required(note, "note")}
    concluded = publish(case, events.DeliberationConcluded, Step.CONCLUDE_DELIBERATION, actor=actor, at=at, now=now, **told)
    return rework(case, When(actor, at, now), automatic=False, note=note) if again else concluded
