"""What a writer keeps of its own work: every ask before it is sent, every outcome when it is known. A killed writer goes on from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec

Outcome = Literal["done", "refused", "rolled back", "broke"]


class Ask(msgspec.Struct, frozen=True):
    """One command.

    `hold` seconds pass between its writing and its commit; `twice`: two send it at the same moment; `undone`: rolled back when all is written.
    """

    id: str
    town: int
    step: str
    day: str
    title: str = ""
    case: str = ""
    part: str = ""
    seen: int = 0
    hold: float = 0.0
    twice: bool = False
    undone: bool = False


class Answer(msgspec.Struct, frozen=True):
    """`receipts` are all that came back for one command id: (subject, version). Version 0: the API shows the case as it stands by then, and no receipt."""

    id: str
    outcome: Outcome
    receipts: list[tuple[str, int]] = []
    why: str = ""


class Journal:
    def __init__(self, file: Path) -> None:
        self.file = file

    def note(self, line: Ask | Answer) -> None:
        with self.file.open("ab", buffering=0) as out:
            out.write(msgspec.json.encode({"ask" if isinstance(line, Ask) else "answer": line}) + b"\n")

    def read(self) -> tuple[dict[str, Ask], dict[str, Answer]]:
        """By command id, in the order of asking."""
        asks, answers = {}, {}
        for line in self._lines():
            if "ask" in line:
                asks[line["ask"]["id"]] = msgspec.convert(line["ask"], Ask)
            else:
                answers[line["answer"]["id"]] = msgspec.convert(line["answer"], Answer)
        return asks, answers

    def _lines(self) -> Iterator[dict[str, Any]]:
        for line in self.file.read_bytes().splitlines() if self.file.exists() else ():
            yield msgspec.json.decode(line)


def all_of(folder: Path) -> tuple[dict[str, Ask], dict[str, Answer]]:
    """The journals of all writers together."""
    asks: dict[str, Ask] = {}
    answers: dict[str, Answer] = {}
    for file in sorted(folder.glob("writer-*.jsonl")):
        own = Journal(file).read()
        asks |= own[0]
        answers |= own[1]
    return asks, answers
