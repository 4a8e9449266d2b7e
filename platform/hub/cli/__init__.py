"""`townships …`: the operator's command line. Each command works with the database login that it needs, and no more."""
from __future__ import annotations

import getpass
import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import typer

from hub.engines import EngineError
from hub.logins import NoDatabase, use

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Townships: a platform for people's congresses.")
VAR = Path(os.environ.get("TOWNSHIPS_VAR", Path(__file__).resolve().parents[3] / "var"))


ENGINES = "run/engines.json"
"""Which stream and search the last `townships run` on this folder used."""


def begin(login: str, *, noted: bool = True) -> None:
    """Django, as that login, on the engines that run here. What a person of the platform does is noted in its trail first.

    `noted=False` for what only looks at the code, and where the trail's table may not be there yet.
    """
    if "DATABASE_URL" not in os.environ or not os.environ.get("TOWNSHIPS_PROCESS"):
        use(login, VAR)
        _use_engines()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    import django

    django.setup()
    if noted and not os.environ.get("TOWNSHIPS_PROCESS"):
        note()


def note() -> None:
    """This command in the trail of the platform, or of the tenant in force."""
    from django.utils import timezone

    from audit.commands import record
    from audit.queries import Act

    record(Act.OPERATED, now=timezone.now(), name=staff(), address=_from_where(), detail=" ".join(["townships", *sys.argv[1:]]))


@contextmanager
def entered(schema: str) -> Iterator[None]:
    """A congress, entered by platform staff: its own trail says so, for its office to read."""
    from townships.context import tenant_context, tenant_named

    with tenant_context(tenant_named(schema)):
        note()
        yield


def staff() -> str:
    """Who sits at this machine: the person behind sudo, if there is one."""
    return os.environ.get("SUDO_USER") or getpass.getuser()


def _from_where() -> str:
    return os.environ.get("SSH_CLIENT", "").partition(" ")[0] or socket.gethostname()


def _use_engines() -> None:
    kept = VAR / ENGINES
    for name, value in json.loads(kept.read_text(encoding="utf-8")).items() if kept.exists() else ():
        os.environ.setdefault(name, value)


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
    from hub.cli import backups, operate, running, stream, tenancy, tools  # noqa: F401  (each adds its commands)

    try:
        app(prog_name="townships")
    except (EngineError, NoDatabase) as error:
        sys.exit(str(error))
    except Exception as error:
        sys.exit(_explained(error))


def _explained(error: Exception) -> str:
    """A mistake of the person is one sentence; anything else is ours and shows itself whole."""
    from psycopg import OperationalError

    from townships.errors import Refused, message

    if isinstance(error.__cause__ or error, OperationalError):
        return f"The database does not answer: start it with `make run`. 数据库没有应答，请先运行 make run。\n{error}".strip()
    if not isinstance(error, Refused):
        raise error
    return f"{error.field or ''}: {message(error)}".lstrip(": ") + (f" ({error.source})" if error.source else "")
