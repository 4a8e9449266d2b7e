"""`python -m tests.chongqing build|bench`: made and measured, both to be interrupted and repeated."""
from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from tests.chongqing import bench as benching
from tests.chongqing import build as building
from tests.chongqing import openings, places, report, standing, upgrading, visits
from tests.chongqing.installation import ROOT, Installation

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
Var = Annotated[Path, typer.Option(help="Folder of the installation.")]
VAR = ROOT / "var" / "chongqing"


@app.command()
def build(
    towns: Annotated[int, typer.Option(help="Fewer, for a trial.")] = places.TOWNS, seed: int = 50, var: Var = VAR
) -> None:
    """All counties and towns with their deputies, cases and facts; goes on where it was interrupted."""
    state = building.build(Installation(var), seed, towns)
    print(f"{state.towns} towns as of {state.as_of}, {state.told['facts']} facts, {state.told['full_bytes'] / 1e9:.2f} GB; {sum(state.done.values()):.0f} s")


@app.command()
def bench(
    again: Annotated[list[str] | None, typer.Option(help="Measure this again: " + ", ".join(benching.MEASURES))] = None,
    docs: Annotated[Path, typer.Option(help="Where the table goes.")] = ROOT / "docs", var: Var = VAR,
) -> None:
    """Measures what is not measured yet, and writes scale.json and the table of scale.md."""
    report.write(benching.bench(Installation(var), again or []), docs)


@app.command(hidden=True)
def step(words: list[str], var: Var = VAR) -> None:
    """One step with one database login, in a process of its own; prints what it answers, if anything, as JSON."""
    import django

    django.setup()
    place = Installation(var)
    place.admin = os.environ["CHONGQING_ADMIN"]
    state = place.state()
    assert state is not None
    from hub.install import migrate_shared

    name, *more = words
    steps: dict[str, Any] = {
        "shared": migrate_shared,
        "open": lambda: building.open_all(state),
        "open-patterns": lambda: building.open_patterns(state),
        "fill-patterns": lambda: building.fill_patterns(state),
        "react": building.react,
        "place": building.place_all,
        "project": building.project_all,
        "search": building.rebuild_search,
        "open-timed": lambda: openings.open_timed(state),
        "open-spare": openings.open_spare,
        "opener": openings.opens,
        "cloner": openings.clones,
        "open-first": lambda number: upgrading.open_first(state, number),
        "time-check": upgrading.time_check,
        "upgrade-later": upgrading.upgrade_later,
        "migrate-later": upgrading.migrate_later,
        "upgrade-said": upgrading.upgrade_said,
        "admit": visits.admit,
        "time-clock": lambda: standing.time_clock(state),
        "compare": lambda: standing.compare(state),
    }
    told = steps[name](*more)
    if told is not None:
        print(msgspec.json.encode(told).decode())


if __name__ == "__main__":
    app()
