"""Charts as plain numbers, which a template writes as SVG; each stands beside its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from console import words

WIDTH, HEIGHT, LEFT, FOOT, TOP = 720, 240, 48, 28, 8
#: The most labels that stand side by side.
LABELS: Final = 12
STEPS: Final = (1, 2, 5)


def months(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Two bars a month: raised and replied. `rows` have `on`, `filed`, `replied`."""
    most = scale(max((max(row["filed"], row["replied"]) for row in rows), default=0))
    room = (WIDTH - LEFT) / max(len(rows), 1)
    bar, ground = min(room / 3, 24), HEIGHT - FOOT
    every = -(-len(rows) // LABELS)

    def height(n: int) -> float:
        return round((ground - TOP) * n / most, 1)

    shown = []
    for place, row in enumerate(rows):
        middle = LEFT + room * (place + 0.5)
        bars = {f"{name}_{part}": value for name in ("filed", "replied") for part, value in (("h", height(row[name])), ("y", ground - height(row[name])))}
        shown.append({"x": round(middle - bar, 1), "x2": round(middle, 1), "label": words.short_month(row["on"]) if place % every == 0 else "", **bars})
    lines = [{"n": n, "y": ground - height(n)} for n in (0, most // 2, most)]
    return {"width": WIDTH, "height": HEIGHT, "left": LEFT, "foot": HEIGHT - 8, "bar": round(bar, 1), "months": shown, "lines": lines}


def scale(most: int) -> int:
    """The round number at the top: an even one, so that half of it is whole too."""
    power = 1
    while True:
        for step in STEPS:
            if step * power * 2 >= most:
                return step * power * 2
        power *= 10
