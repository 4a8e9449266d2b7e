"""For developers and CI: what is written down must be what the code says."""
from __future__ import annotations

from pathlib import Path

import typer

from hub.cli import app, begin_offline

ROOT = Path(__file__).resolve().parents[3]


@app.command()
def check() -> None:
    """Django's checks, missing migrations, the GraphQL schema file, the event documents and their golden samples."""
    begin_offline()
    from django.core.management import call_command

    from hub import goldens

    call_command("check")
    call_command("makemigrations", "--check", "--dry-run", verbosity=1)
    wrong = goldens.differences(ROOT)
    for line in wrong:
        print(line)
    raise typer.Exit(1 if wrong else 0)


@app.command()
def goldens(accept_breaking: bool = False) -> None:
    """Write schema.graphql, docs/events and new golden event samples; a breaking change of an event is refused."""
    begin_offline()
    from hub import goldens as written

    for line in written.write(ROOT, accept_breaking=accept_breaking):
        print(line)
