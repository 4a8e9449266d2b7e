"""What is done between a town and its county."""
from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import graphene

import referrals.commands as commands
import referrals.queries as queries
from api.changes.cases import ByChannel, CaseChange, SeenCase
from api.changes.common import Change
from api.context import Call
from api.types.cases import Meaning
from api.types.referrals import Matter, ReferralWay, Task, TownDesk, matter, task_row
from outbox.command import Receipt


class ReferUpward(CaseChange):
    """Above the town's power: taken up by a county deputy or passed through by the town congress; the case ends as reported upward."""

    class Input(SeenCase):
        way = ReferralWay(required=True)
        note = graphene.String(required=True)
        deputy = graphene.String(description="The county deputy who takes it up.")

    ids = {"case_id": "Case"}
    command = staticmethod(commands.refer_upward)


class MatterChange(Change):
    """The matter after its step."""

    class Meta:
        abstract = True

    matter = graphene.Field(Matter)

    @classmethod
    def answer(cls, call: Call, receipt: Receipt) -> dict[str, Any]:
        return {"matter": matter(call, receipt.id)}


class SeenMatter:
    """A matter from a town, as it was seen."""

    matter_id = graphene.ID(required=True)
    seen = graphene.Int(required=True)


class TakeUp(MatterChange):
    """County deputies raise it as their suggestion. The leading deputy, or the clerk on behalf."""

    class Input(SeenMatter, ByChannel):
        proposer_ids = graphene.List(graphene.NonNull(graphene.ID), required=True)

    ids = {"matter_id": "Matter", "proposer_ids": "Deputy"}
    command = staticmethod(commands.take_up)


class DeclineMatter(MatterChange):
    """It does not become a case of the county; the town is told why."""

    class Input(SeenMatter):
        reason = graphene.String(required=True)

    ids = {"matter_id": "Matter"}
    command = staticmethod(commands.decline_matter)


class ConnectDesk(Change):
    """What is handed to this unit appears at the desk of that town's government."""

    class Input:
        unit_id = graphene.ID(required=True)
        town = graphene.String(required=True, description="The town's key.")

    ids = {"unit_id": "Unit"}
    command = staticmethod(commands.connect_desk)
    desk = graphene.Field(TownDesk)

    @classmethod
    def answer(cls, call: Call, receipt: Receipt) -> dict[str, Any]:
        known = queries.towns(viewer=call.actor)
        found = next(row for row in queries.desks(viewer=call.actor) if row["unit_id"] == receipt.id)
        return {"desk": {**found, "town_name": known[found["town"]]}}


class TaskChange(Change):
    """The task after its step."""

    class Meta:
        abstract = True

    task = graphene.Field(Task)

    @classmethod
    def answer(cls, call: Call, receipt: Receipt) -> dict[str, Any]:
        found = queries.task(viewer=call.actor, task_id=receipt.id)
        return {"task": found and task_row(SimpleNamespace(context=call), found)}


class SeenTask:
    """A task from the county, as it was seen."""

    task_id = graphene.ID(required=True)
    seen = graphene.Int(required=True)


class SignTask(TaskChange):
    """The town's government has it in hand; the county hears it."""

    class Input(SeenTask, ByChannel):
        pass

    ids = {"task_id": "Task"}
    command = staticmethod(commands.sign_task)


class ReplyTask(TaskChange):
    """The town government's answer to the county, signed off."""

    class Input(SeenTask, ByChannel):
        number = graphene.String(required=True)
        meaning = Meaning(required=True)
        text = graphene.String(required=True)
        signed_off_by = graphene.String(required=True)

    ids = {"task_id": "Task"}
    command = staticmethod(commands.reply_task)


class ReferralsMutation(graphene.ObjectType):
    refer_upward = ReferUpward.Field(required=True)
    take_up = TakeUp.Field(required=True)
    decline_matter = DeclineMatter.Field(required=True)
    connect_desk = ConnectDesk.Field(required=True)
    sign_task = SignTask.Field(required=True)
    reply_task = ReplyTask.Field(required=True)
