"""Every word of the two rooms has its Chinese, and nothing is translated that is not said."""
from __future__ import annotations

import ast
from pathlib import Path

import polib
import pytest

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


@pytest.mark.parametrize("app", ["motions", "oversight"])
def test_every_word_has_its_chinese(app: str) -> None:
    catalogue = polib.pofile(str(SERVICES / app / "locale/zh_Hans/LC_MESSAGES/django.po"))

    assert {(entry.msgctxt, entry.msgid) for entry in catalogue if entry.msgstr and not entry.fuzzy} == said(app)
    assert not [entry.msgid for entry in catalogue if entry.msgstr.isascii()]


@pytest.mark.parametrize("app", ["motions", "oversight"])
def test_what_is_filled_in_is_filled_in_both(app: str) -> None:
    def blanks(words: str) -> set[str]:
        return {part.partition("}")[0] for part in words.split("{")[1:]}

    catalogue = polib.pofile(str(SERVICES / app / "locale/zh_Hans/LC_MESSAGES/django.po"))
    assert all(blanks(entry.msgid) == blanks(entry.msgstr) for entry in catalogue)
