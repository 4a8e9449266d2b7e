"""A refusal's code says the same everywhere: its words are found by the code alone."""
from __future__ import annotations

import string
from collections import defaultdict
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.utils.translation import override


def _placeholders(words: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(words) if name)


def disagreements(catalogues: Mapping[str, Mapping[str, object]]) -> list[str]:
    """Codes that two rooms give words with different placeholders."""
    told: dict[str, dict[frozenset[str], str]] = defaultdict(dict)
    for room, words in catalogues.items():
        for code, sentence in words.items():
            told[code][_placeholders(str(sentence))] = room
    return [f"{code}: {' and '.join(sorted(rooms.values()))} name different things" for code, rooms in told.items() if len(rooms) > 1]


def test_a_code_takes_the_same_words_everywhere() -> None:
    rooms = [config.name for config in apps.get_app_configs() if find_spec(f"{config.name}.errors")]
    with override("en"):
        assert disagreements({room: getattr(import_module(f"{room}.errors"), "MESSAGES", {}) for room in rooms}) == []


def test_two_rooms_that_disagree_are_named() -> None:
    wrong = {"roster": {"closed": "closed since {day}"}, "motions": {"closed": "{name} is closed", "late": "late"}}
    assert disagreements(wrong) == ["closed: motions and roster name different things"]
