"""A congress at its supervisions: their life in short words, and refusals that are held to change nothing."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from deadlines.models import Deadline
from outbox.command import Receipt
from outbox.models import Fact
from oversight import commands
from oversight.events import State, SupervisionFacts
from oversight.facts import facts_of
from oversight.models import Participant, Round, Supervision
from people.actor import Actor
from tests.support.congress import Congress
from townships.errors import Refused, message

PLANNED, WENT, SENT, DUE = date(2026, 3, 2), date(2026, 3, 10), date(2026, 3, 12), date(2026, 4, 30)
REPORTED, VISITED, CLOSED = date(2026, 4, 20), date(2026, 5, 12), date(2026, 5, 13)
LATE = date(2026, 7, 1)


class Oversight(Congress):
    """The congress of `Congress`, whose supervisions are planned on PLANNED, carried out on WENT, and so on."""

    def plan(self, actor: Actor | None = None, **more: Any) -> UUID:
        told = {"topic": "汉江沿岸垃圾治理", "field": "生态环境", "form": "inspection", "stage": "during", "planned_on": WENT, **more}
        return self.do(commands.plan_supervision, actor or self.clerk, PLANNED, **told).id

    def on(self, supervision_id: UUID, command: Callable[..., Receipt], actor: Actor, day: date, **given: Any) -> Receipt:
        given = {"seen": self.row(supervision_id).version, **given}
        return self.do(command, actor, day, supervision_id=supervision_id, **given)

    def to(self, state: State, **more: Any) -> UUID:
        """A supervision brought to a state."""
        supervision_id = self.plan(**more)
        for reached, (command, actor, day, given) in self._life().items():
            if self.row(supervision_id).state == state:
                break
            self.on(supervision_id, command, actor, day, **given)
            assert self.row(supervision_id).state == reached
        if state is State.REOPENED:
            self.on(supervision_id, commands.reopen, self.chair, CLOSED, note="又有倾倒。")
        return supervision_id

    def _life(self) -> dict[State, tuple[Callable[..., Receipt], Actor, date, dict[str, Any]]]:
        went = {"deputy_ids": self.deputies[:2], "names": ["县水利局老周"], "findings": "三处倾倒点。"}
        seen = {"deputy_ids": self.deputies[:1], "effect": "岸边干净。", "effectiveness": "effective"}
        return {
            State.CARRIED_OUT: (commands.carry_out, self.clerk, WENT, went),
            State.OPINION_SENT: (commands.send_opinion, self.chair, SENT, {"unit_id": self.units[0], "opinion": "限期清运。", "due_on": DUE}),
            State.RECTIFIED: (commands.report_rectification, self.unit(), REPORTED, {"rectification": "已清运并设桶。"}),
            State.LOOKED_BACK: (commands.look_back, self.clerk, VISITED, seen),
            State.CLOSED: (commands.close, self.chair, CLOSED, {"note": "办结。"}),
        }

    @staticmethod
    def row(supervision_id: UUID) -> Supervision:
        return Supervision.objects.get(pk=supervision_id)

    def facts(self, supervision_id: UUID) -> SupervisionFacts:  # type: ignore[override]
        return facts_of([self.row(supervision_id)])[0]


def everything() -> tuple[Any, ...]:
    """All that a refused command must leave as it was."""
    tables = (Supervision, Participant, Round, Deadline)
    return (*(sorted(map(str, table.objects.values_list())) for table in tables), Fact.objects.count())


def refused(code: str, error: type[Refused], act: Callable[[], Any]) -> Refused:
    """The refusal, after which nothing is written, and which has words."""
    before = everything()
    with pytest.raises(error) as caught:
        act()
    assert everything() == before
    assert caught.value.code == code
    assert message(caught.value) != code
    return caught.value
