"""A supervision's rows as its plain public shape: what events carry, rules decide on and queries show."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db.models import F

from oversight.events import ParticipantFacts, SupervisionFacts
from oversight.models import Participant, Round, Supervision

OF_ROUND: Final = ("rectification", "rectified_on", "effect", "effectiveness", "looked_back_on")
COMPUTED: Final = ("participants", "reopened", "opinion_due_on", *OF_ROUND)
OWN: Final = tuple(name for name in SupervisionFacts.__struct_fields__ if name not in COMPUTED)


def subject_of(supervision_id: UUID) -> str:
    return f"supervision/{supervision_id}"


def facts_of(supervisions: Sequence[Supervision]) -> list[SupervisionFacts]:
    """The supervisions as their rows stand, unsaved changes of their own included. Two queries, whatever their number."""
    went, rounds = _participants(supervisions), _rounds(supervisions)
    return [_whole(one, went.get(one.pk, []), rounds.get(one.pk, {})) for one in supervisions]


def _whole(one: Supervision, participants: Sequence[ParticipantFacts], running: dict[str, Any]) -> SupervisionFacts:
    own = {name: getattr(one, name) for name in OWN}
    return msgspec.convert({**own, **running, "participants": participants, "reopened": one.round - 1}, SupervisionFacts)


def _participants(supervisions: Sequence[Supervision]) -> dict[UUID, list[ParticipantFacts]]:
    found: dict[UUID, list[ParticipantFacts]] = {}
    rows = Participant.objects.filter(supervision__in=supervisions).order_by("round", "id")
    for row in rows.values("supervision_id", *ParticipantFacts.__struct_fields__):
        found.setdefault(row["supervision_id"], []).append(msgspec.convert(row, ParticipantFacts))
    return found


def _rounds(supervisions: Sequence[Supervision]) -> dict[UUID, dict[str, Any]]:
    running = {one.pk: one.round for one in supervisions}
    rows = Round.objects.filter(supervision__in=supervisions).values("supervision_id", "number", *OF_ROUND, opinion_due_on=F("due_on"))
    return {row["supervision_id"]: row for row in rows if row["number"] == running[row["supervision_id"]]}
