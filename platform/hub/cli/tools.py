"""For developers and CI: what is written down must be what the code says."""
from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from hub.cli import app, begin_offline

ROOT = Path(__file__).resolve().parents[3]


@app.command()
def check(deploy: Annotated[bool, typer.Option("--deploy", help="Instead: is the web's environment, and the database behind it, safe?")] = False) -> None:
    """Django's checks, missing migrations, the GraphQL schema file, the event documents and their golden samples."""
    if deploy:
        _check_deployment()
    begin_offline()
    from django.core.management import call_command

    from hub import goldens

    call_command("check")
    call_command("makemigrations", "--check", "--dry-run", verbosity=1)
    wrong = goldens.differences(ROOT)
    for line in wrong:
        print(line)
    raise typer.Exit(1 if wrong else 0)


def _check_deployment() -> NoReturn:
    """Run in the environment of the web process; a sentence for everything unsafe, exit 1 when there is any."""
    env = dict(os.environ)
    os.environ.pop("TOWNSHIPS_WEB", None)  # settings of a web process do not even begin without a key; here that is one finding of several
    begin_offline()
    from django.conf import settings

    from hub import safety

    wrong = safety.findings(env, settings)
    for line in wrong:
        print(f"- {line}")
    print(f"{len(wrong)} findings: not safe for production" if wrong else "Nothing unsafe was found in environment, settings and database.")
    raise typer.Exit(1 if wrong else 0)


@app.command()
def goldens(accept_breaking: bool = False) -> None:
    """Write schema.graphql, docs/events and new golden event samples; a breaking change of an event is refused."""
    begin_offline()
    from hub import goldens as written

    for line in written.write(ROOT, accept_breaking=accept_breaking):
        print(line)
