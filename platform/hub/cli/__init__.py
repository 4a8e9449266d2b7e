"""`townships …`: the operator's command line. Each command works with the database login that it needs, and no more."""
from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

import typer

from hub.engines import EngineError
from hub.logins import NoDatabase, use

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Townships: a platform for people's congresses.")
VAR = Path(os.environ.get("TOWNSHIPS_VAR", Path(__file__).resolve().parents[3] / "var"))


def begin(login: str) -> None:
    """Django, as that login."""
    if "DATABASE_URL" not in os.environ or not os.environ.get("TOWNSHIPS_PROCESS"):
        use(login, VAR)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    import django

    django.setup()


def begin_offline() -> None:
    """Django without a database: for what only looks at the code."""
    os.environ.setdefault("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    import warnings

    import django

    warnings.filterwarnings("ignore", message="Got an error checking a consistent migration history")
    django.setup()


def fail(sentence: str) -> NoReturn:
    """One sentence, exit 1."""
    print(sentence, file=sys.stderr)
    raise typer.Exit(1)


def main() -> None:
    from hub.cli import operate, running, stream, tenancy, tools  # noqa: F401  (each adds its commands)

    try:
        app(prog_name="townships")
    except (EngineError, NoDatabase) as error:
        sys.exit(str(error))
    except Exception as error:
        sys.exit(_explained(error))


def _explained(error: Exception) -> str:
    """A mistake of the person is one sentence; anything else is ours and shows itself whole."""
    from townships.errors import Refused, message

    if not isinstance(error, Refused):
        raise error
    return f"{error.field or ''}: {message(error)}".lstrip(": ") + (f" ({error.source})" if error.source else "")
