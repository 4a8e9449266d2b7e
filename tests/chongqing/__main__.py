"""`python -m tests.chongqing build`: made, to be interrupted and repeated."""
from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from tests.chongqing import build as building
from tests.chongqing import places
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


@app.command(hidden=True)
def step(name: str, var: Var = VAR) -> None:
    """One step with one database login, in a process of its own."""
    import django

    django.setup()
    place = Installation(var)
    place.admin = os.environ["CHONGQING_ADMIN"]
    state = place.state()
    assert state is not None
    from hub.install import migrate_shared

    {
        "shared": migrate_shared,
        "open": lambda: building.open_all(place, state),
        "open-patterns": lambda: building.open_patterns(state),
        "fill-patterns": lambda: building.fill_patterns(state),
        "react": building.react,
        "place": building.place_all,
        "project": building.project_all,
        "search": building.rebuild_search,
    }[name]()


if __name__ == "__main__":
    app()
