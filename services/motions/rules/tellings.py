"""From a voice or a photo to words that the deputy stands by. Pure."""
from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final
from uuid import UUID

from attachments.events import Kind
from motions.events import TellingState
from people.actor import Actor, Role
from townships.errors import Invalid, NotAllowed, RuleBroken

MOST_FILES: Final = 5


class TellingStep(StrEnum):
    TYPE_OUT = "type_out"
    AGREE = "agree_telling"
    DISPUTE = "dispute_telling"
    DROP = "drop_telling"


STARTS: Final[Mapping[TellingStep, frozenset[TellingState]]] = {
    TellingStep.TYPE_OUT: frozenset({TellingState.TOLD, TellingState.TYPED}),
    TellingStep.AGREE: frozenset({TellingState.TYPED}),
    TellingStep.DISPUTE: frozenset({TellingState.TYPED}),
    TellingStep.DROP: frozenset({TellingState.TOLD, TellingState.TYPED}),
}


def may_step(actor: Actor, step: TellingStep, deputy_id: UUID, state: TellingState) -> None:
    """Typing out is the clerk's; the rest the deputy's, or the clerk's for the deputy."""
    if not takes(actor, step, deputy_id):
        raise NotAllowed()
    if state not in STARTS[step]:
        raise RuleBroken("telling_not_there", field="telling_id", state=state.label)


def takes(actor: Actor, step: TellingStep, deputy_id: UUID) -> bool:
    own = step is not TellingStep.TYPE_OUT and deputy_id in actor.deputy_ids
    return own or actor.has(Role.CLERK)


def check_files(kinds: Collection[Kind]) -> None:
    """A photo or a voice note is enough, and nothing else is one."""
    if not kinds:
        raise Invalid("photo_or_voice", "file_ids", most=MOST_FILES)
    if len(kinds) > MOST_FILES or not {Kind.PHOTO, Kind.VOICE}.issuperset(kinds):
        raise Invalid("photo_or_voice", "file_ids", most=MOST_FILES)
