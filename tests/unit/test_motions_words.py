"""Every word of the two rooms has its Chinese, and nothing is translated that is not said."""
from __future__ import annotations

import ast
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

SERVICES = Path(__file__).resolve().parents[2] / "services"
CALLS = {"_", "pgettext_lazy"}


def said(app: str) -> set[tuple[str | None, str]]:
    """(context, words) of every gettext call in a room's code."""
    found = set()
    for path in (SERVICES / app).rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in CALLS:
                words = [ast.literal_eval(argument) for argument in call.args]
                found.add((words[0] if len(words) == 2 else None, words[-1]))
    return found


def entries(app: str) -> list[Message]:
    with (SERVICES / app / "locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        catalogue: Catalog = read_po(file)
    return [entry for entry in catalogue if entry.id]


@pytest.mark.parametrize("app", ["motions", "oversight"])
def test_every_word_has_its_chinese(app: str) -> None:
    assert {(entry.context, entry.id) for entry in entries(app) if entry.string and not entry.fuzzy} == said(app)
    assert not [entry.id for entry in entries(app) if entry.string.isascii()]


@pytest.mark.parametrize("app", ["motions", "oversight"])
def test_what_is_filled_in_is_filled_in_both(app: str) -> None:
    def blanks(words: str) -> set[str]:
        return {part.partition("}")[0] for part in words.split("{")[1:]}

    assert all(blanks(entry.id) == blanks(entry.string) for entry in entries(app))
