"""The plan's steps as calls of the services' commands: keys become ids, and each step tells the version that the one before it left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any
from uuid import UUID

import motions.commands
import oversight.commands
from hub.demo.desk import Desk
from hub.demo.plan import calls
from hub.demo.shapes import Affair, Step
from hub.demo.together import raise_together, signs_together
from motions.commands import Handling
from outbox.command import Receipt
from outbox.log import history

Given = dict[str, Any]


def year_works(desk: Desk) -> list[Callable[[], object]]:
    """The year of one congress in the order in which it was entered, each piece once, inside the tenant."""
    return [partial(_take, desk, affair, step) for affair, step in calls(desk.congress)]


def _take(desk: Desk, affair: Affair, step: Step) -> None:
    command, given = COMMANDS[step.kind]
    key = f"{affair.key}/{affair.steps.index(step)}"
    told = given(desk, affair, step)
    receipt = raise_together(desk, key, step, told) if signs_together(step) else desk.do(command, key, by=step.by, at=step.at, now=step.recorded, **told)
    desk.made[affair.key], desk.seen[affair.key] = receipt.id, receipt.version


# ---------------------------------------------------------------- what each command of a case is given
def _raised(desk: Desk, affair: Affair, step: Step) -> Given:
    """A suggestion or a motion: its texts as planned. In which session it was raised, the day says."""
    told = {name: value for name, value in step.arguments.items() if name not in ("session", "proposers", "on_behalf_of")}
    return told | {"proposer_ids": _deputies(desk, step.arguments["proposers"])}


def _case(desk: Desk, affair: Affair, step: Step) -> Given:
    """A step of the whole case; what it tells, it tells in the plan's words."""
    return step.arguments | _on_case(desk, affair)


def _proposed(desk: Desk, affair: Affair, step: Step) -> Given:
    parts = [Handling(unit_id=desk.made[f"unit/{part['unit']}"], part=part["part"]) for part in step.arguments["parts"]]
    return _case(desk, affair, step) | {"parts": parts}


def _charged(desk: Desk, affair: Affair, step: Step) -> Given:
    told = {name: step.arguments[name] for name in ("due_on", "note")}
    return _on_case(desk, affair) | told | {"unit_id": desk.made[f"unit/{step.arguments['unit']}"]}


def _delivered(desk: Desk, affair: Affair, step: Step) -> Given:
    return _on_case(desk, affair) | {"deputy_ids": _deputies(desk, step.arguments["deputies"]), "channel": _channel(step)}


def _rated(desk: Desk, affair: Affair, step: Step) -> Given:
    told = {name: step.arguments[name] for name in ("attitude", "result", "comment")}
    [rater] = _deputies(desk, [step.arguments.get("on_behalf_of", step.by)])
    return _on_case(desk, affair) | told | {"deputy_id": rater, "channel": _channel(step)}


def _of_unit(desk: Desk, affair: Affair, step: Step) -> Given:
    """A unit's own step, which in a town on paper its clerk enters."""
    told = {name: value for name, value in step.arguments.items() if name not in ("unit", "on_behalf_of")}
    return told | _on_assignment(desk, affair, step) | {"channel": _channel(step)}


def _heard(desk: Desk, affair: Affair, step: Step) -> Given:
    told = _of_unit(desk, affair, step)
    return {name: value for name, value in told.items() if name != "deputies"} | {"deputy_ids": _deputies(desk, step.arguments["deputies"])}


def _assisted(desk: Desk, affair: Affair, step: Step) -> Given:
    return _on_assignment(desk, affair, step) | {"opinion": step.arguments["text"], "channel": _channel(step)}


def _relief_decided(desk: Desk, affair: Affair, step: Step) -> Given:
    return _on_assignment(desk, affair, step) | {"agreed": step.arguments["agreed"], "note": step.arguments["note"]}


def _kept(desk: Desk, affair: Affair, step: Step) -> Given:
    """The promise that the step before it entered, as the case's last fact tells it."""
    told = history(desk.tenant.schema_name, [f"case/{desk.made[affair.key]}"])[-1].data["case"]
    given = {"promise_id": UUID(told["promises"][-1]["id"]), "seen": desk.seen[affair.key], "note": step.arguments["note"]}
    return given | {"channel": _channel(step)}


def _on_case(desk: Desk, affair: Affair) -> Given:
    return {"case_id": desk.made[affair.key], "seen": desk.seen[affair.key]}


def _on_assignment(desk: Desk, affair: Affair, step: Step) -> Given:
    """The unit's part, as the case's last fact tells it: receipts name the case only."""
    key = f"{affair.key}/{desk.made['unit/' + step.arguments['unit']]}"
    if key not in desk.made:
        told = history(desk.tenant.schema_name, [f"case/{desk.made[affair.key]}"])[-1].data["case"]
        desk.made |= {f"{affair.key}/{part['unit_id']}": UUID(part["id"]) for part in told["assignments"]}
    return {"assignment_id": desk.made[key], "seen": desk.seen[affair.key]}


# ---------------------------------------------------------------- what each command of a supervision is given
def _planned(desk: Desk, affair: Affair, step: Step) -> Given:
    return {name: step.arguments[name] for name in ("topic", "form", "stage", "planned_on")}


def _visited(desk: Desk, affair: Affair, step: Step) -> Given:
    told = {name: value for name, value in step.arguments.items() if name != "participants"}
    return told | _on_supervision(desk, affair) | {"deputy_ids": _deputies(desk, step.arguments["participants"])}


def _opinion(desk: Desk, affair: Affair, step: Step) -> Given:
    told = {"opinion": step.arguments["text"], "due_on": step.arguments["due_on"]}
    return told | _on_supervision(desk, affair) | {"unit_id": desk.made[f"unit/{step.arguments['unit']}"]}


def _rectified(desk: Desk, affair: Affair, step: Step) -> Given:
    return _on_supervision(desk, affair) | {"rectification": step.arguments["text"], "channel": _channel(step)}


def _ended(desk: Desk, affair: Affair, step: Step) -> Given:
    return _on_supervision(desk, affair) | {"note": step.arguments["note"]}


def _on_supervision(desk: Desk, affair: Affair) -> Given:
    return {"supervision_id": desk.made[affair.key], "seen": desk.seen[affair.key]}


# ---------------------------------------------------------------- what both need
def _deputies(desk: Desk, keys: list[str]) -> list[UUID]:
    return [desk.made[f"deputy/{key}"] for key in keys]


def _channel(step: Step) -> str:
    return step.arguments.get("channel", "app")  # type: ignore[no-any-return]


COMMANDS: Mapping[str, tuple[Callable[..., Receipt], Callable[[Desk, Affair, Step], Given]]] = MappingProxyType({
    "submit_suggestion": (motions.commands.submit_suggestion, _raised),
    "not_accept": (motions.commands.not_accept, _case),
    "send_back": (motions.commands.send_back, _case),
    "register": (motions.commands.register, _case),
    "propose_handling": (motions.commands.propose_handling, _proposed),
    "approve_handling": (motions.commands.approve_handling, _case),
    "hand_over": (motions.commands.hand_over, _case),
    "sign_for": (motions.commands.sign_for, _of_unit),
    "apply_for_relief": (motions.commands.apply_for_relief, _of_unit),
    "decide_relief": (motions.commands.decide_relief, _relief_decided),
    "assist": (motions.commands.assist, _assisted),
    "contact_deputy": (motions.commands.contact_deputy, _heard),
    "reply": (motions.commands.reply, _of_unit),
    "deliver": (motions.commands.deliver, _delivered),
    "rate": (motions.commands.rate, _rated),
    "make_promise": (motions.commands.make_promise, _of_unit),
    "keep_promise": (motions.commands.keep_promise, _kept),
    "order_rework": (motions.commands.order_rework, _case),
    "file_motion": (motions.commands.file_motion, _raised),
    "list_motion": (motions.commands.list_motion, _case),
    "handle_as_suggestion": (motions.commands.handle_as_suggestion, _case),
    "deliberate_motion": (motions.commands.deliberate_motion, _case),
    "decide_motion": (motions.commands.decide_motion, _case),
    "charge_unit": (motions.commands.charge_unit, _charged),
    "note_progress": (motions.commands.note_progress, _of_unit),
    "plan_supervision": (oversight.commands.plan_supervision, _planned),
    "carry_out": (oversight.commands.carry_out, _visited),
    "send_opinion": (oversight.commands.send_opinion, _opinion),
    "report_rectification": (oversight.commands.report_rectification, _rectified),
    "look_back": (oversight.commands.look_back, _visited),
    "close": (oversight.commands.close, _ended),
    "reopen": (oversight.commands.reopen, _ended),
})  # fmt: skip
