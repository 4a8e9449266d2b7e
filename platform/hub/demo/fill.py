"""`townships demo`: what was filled is kept, what was begun is finished. The work itself is in `filling`, which the second run never loads."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hub.demo.marker import Marker, read, write
from hub.progress import say


def fill(as_of: date | None, seed: int, kept: Path) -> None:
    """Fills the congresses that are open. A finished demonstration stays as it is; a begun one is finished for its own day and seed."""
    begun = read(kept)
    if begun and (begun.seed != seed or as_of not in (None, begun.as_of)):
        say(f"The demonstration as of {begun.as_of} (seed {begun.seed}) is kept. 保留已有的演示数据（截至{begun.as_of}）。")
    if begun and begun.done:
        return
    marker = begun or Marker(as_of=as_of or _today(), seed=seed)
    write(kept, marker)
    from hub.demo.filling import fill_open_congresses

    write(kept, fill_open_congresses(marker, kept.parent))


def _today() -> date:
    from django.utils import timezone

    from townships.clock import local_date

    return local_date(timezone.now())
