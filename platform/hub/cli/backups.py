"""One congress out of an installation and into one."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.cli import VAR, app, begin, entered, fail

if TYPE_CHECKING:
    from townships.models import Tenant

Code = Annotated[str, typer.Argument(help="Division code: 6 digits a county, 9 a township.")]


@app.command()
def backup(code: Code, file: Annotated[Path, typer.Argument(help="Where to write; a file that is there is replaced when the new one is whole.")]) -> None:
    """Write a congress's backup while it works: one consistent moment of all its rows. The file holds people's data: keep it as safe as the database."""
    begin("operator")
    from hub.backup.taking import backup as take

    tenant = congress(code)
    with entered(tenant.schema_name), bar("Writing the backup") as progress:
        taken = take(tenant, file, progress)
    print(f"{tenant.schema_name} {tenant.name}: {taken.rows} rows of {taken.tables} tables and {taken.files - taken.missing} photos and papers in {file}")
    if taken.missing:
        fail(f"{taken.missing} photos and papers are not in the storage, and so not in {file}")


@app.command()
def restore(
    file: Path,
    code: Annotated[str, typer.Option("--as", help="Under this division code, beside the congress that was backed up; its rows get ids of their own.")] = "",
    once: Annotated[bool, typer.Option("--once", help="Leave it as it is where this backup is in already.")] = False,
) -> None:
    """Put a congress in from its backup, whole or not at all; may be repeated. What was written here since the backup is gone afterwards."""
    begin("migrator")
    from hub.backup import restoring

    with bar("Checking the file") as progress:
        wanted = restoring.read(file, code, progress)
    if once and restoring.is_in(wanted):
        print(f"{wanted.schema} is restored already")
        return
    with bar("Restoring") as progress:
        tenant = restoring.restore(wanted, progress)
    print(f"{tenant.schema_name} {tenant.name}: as of {wanted.header.made}, incarnation {tenant.incarnation}")


@app.command()
def restored(yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """After the whole database was put back to an earlier moment: every congress takes its next incarnation; views and search are made again."""
    begin("migrator")
    from hub.backup import restoring

    if not yes:
        typer.confirm("Does this database stand at an earlier moment than its stream, its search or its readers have seen?", abort=True)
    with bar("Making the views again") as progress:
        count = restoring.whole(progress)
    print(f"{count} congresses are in their next incarnation; what they tell from now on wins")


@app.command()
def close(
    code: Code,
    archive: Annotated[Path, typer.Argument(help="Where its last backup is written first.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Close a congress for ever: archive it, then remove it from tables, log, stream and search. Interrupted, run it again with the same archive."""
    begin("migrator")
    from hub.backup import closing

    tenant = congress(code, or_closed=True)
    if not yes:
        typer.confirm(f"Remove everything of {tenant.schema_name} {tenant.name} that {archive} will hold?", abort=True)
    with bar("Writing the archive") as progress:
        closing.close(tenant, archive, progress)
    print(f"{tenant.schema_name} {tenant.name} is closed; its archive is {archive}")


@app.command()
def move(
    county: Annotated[str, typer.Argument(help="Division code of the county (6 digits).")],
    to: Annotated[Path | None, typer.Option(help="The other installation's environment: a file of NAME=VALUE lines with its DATABASE_URL_MIGRATOR.")] = None,
    folder: Annotated[Path, typer.Option(help="Where the backups are written.")] = VAR / "moves",
    hosts: Annotated[Path | None, typer.Option("--map", help="The proxy's map of hosts that is brought up to date.")] = None,
    address: Annotated[str, typer.Option(help="Where the proxy finds the other installation.")] = "",
    back: Annotated[bool, typer.Option("--back", help="Give a move up: open the county's doors here again.")] = False,
) -> None:
    """Move a county with its towns to another installation, behind closed doors; interrupted, run it again. Here `close` removes what was moved."""
    begin("migrator")
    from hub.backup import moving

    tenants = moving.of_county(county)
    if back:
        moving.reopen(tenants)
        print(f"{len(tenants)} congresses are open here again")
        return
    if to is None:
        fail("--to: name the other installation's environment")
    with bar("Writing the backups") as progress:
        files = moving.take(tenants, folder, progress)
    with bar("Restoring there") as progress:
        moving.put(files, moving.environment(to), progress)
    mapped = moving.write_map(hosts, tenants, address) if hosts else 0
    print(f"{len(tenants)} congresses are at the other installation, {mapped} hosts in the map; their backups are in {folder}")


def congress(code: str, or_closed: bool = False) -> Tenant:
    """The congress that has this code today."""
    from townships.errors import NotFound
    from townships.models import Tenant

    found = Tenant.objects.filter(code=code, **({} if or_closed else {"closed_at": None})).first()
    if found is None:
        raise NotFound("code")
    return found


@contextmanager
def bar(what: str) -> Iterator[Callable[[int, int], None]]:
    from rich.progress import Progress

    with Progress(transient=True) as shown:
        task = shown.add_task(what, total=None)
        yield lambda done, of: shown.update(task, completed=done, total=of)
