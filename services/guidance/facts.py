"""A letter's row as its plain public shape."""
from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec

from guidance.events import LetterFacts
from guidance.models import Letter

OWN: Final = LetterFacts.__struct_fields__


def subject_of(letter_id: UUID) -> str:
    return f"letter/{letter_id}"


def facts_of(letter: Letter) -> LetterFacts:
    return msgspec.convert({name: getattr(letter, name) for name in OWN}, LetterFacts)
