"""Open and upgrade congresses."""
from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from hub.cli import app, begin, note

Hosts = Annotated[list[str] | None, typer.Option("--host", help="A further host name that it answers at; may be repeated.")]
Reason = Annotated[str, typer.Option(help="Why it is opened although the division data does not show a congress there.")]


@app.command("open")
def open_one(code: str, host: Hosts = None, reason: Reason = "") -> None:
    """Open the township of a division code (9 digits). Its county must be open."""
    begin("migrator")
    from townships.provisioning import open_township

    tenant, made = open_township(code, now=datetime.now(UTC), hosts=host or [], reason=reason)
    print(f"{tenant.schema_name} {tenant.name}: {'opened' if made else 'is open already'}")


@app.command("open-county")
def open_county_command(
    code: str, host: Hosts = None, reason: Reason = "", everything: Annotated[bool, typer.Option("--all", help="And all its towns and townships.")] = False
) -> None:
    """Open the county of a division code (6 digits). Interrupted, it goes on where it was."""
    begin("migrator")
    from rich.progress import track

    from townships import divisions
    from townships.provisioning import open_county, open_township

    now = datetime.now(UTC)
    tenant, made = open_county(code, now=now, hosts=host or [], reason=reason)
    print(f"{tenant.schema_name} {tenant.name}: {'opened' if made else 'is open already'}")
    towns = [town for town in divisions.townships_of(code) if divisions.has_congress(town)] if everything else []
    fresh = sum(open_township(town.code, now=now)[1] for town in track(towns, "Opening towns", disable=not towns, transient=True))
    if everything:
        print(f"{len(towns)} towns: {fresh} opened, {len(towns) - fresh} open already")


@app.command()
def upgrade(check: Annotated[bool, typer.Option("--check", help="Only tell which are behind; exit 1 if any is.")] = False) -> None:
    """Bring the shared tables and all congresses to this version's migrations; may be interrupted and repeated."""
    begin("migrator", noted=False)
    from rich.progress import Progress

    from hub import install
    from townships import upgrade as upgrading

    if check:
        late = upgrading.behind()
        for row in late:
            print(f"{row.schema} {row.name}: {row.app} has {row.has or 'nothing'}, wants {row.wants}")
        print(f"{len({row.schema for row in late})} behind")
        raise typer.Exit(1 if late else 0)
    install.migrate_shared()
    note()
    with Progress(transient=True) as bar:
        task = bar.add_task("Upgrading", total=None)
        done = upgrading.upgrade(lambda done, of: bar.update(task, completed=done, total=of))
    print(f"{done} upgraded")


@app.command()
def rename(
    schema: Annotated[str, typer.Argument(help="Schema name, as t610981117; it stays.")], code: str, name: str,
    on: Annotated[datetime, typer.Option(help="First day of the new name.")], reason: Annotated[str, typer.Option(help="The decision that says so.")],
    level: str = "town", parent: Annotated[str, typer.Option(help="Code of the county.")] = "",
) -> None:  # fmt: skip
    """A congress is renamed or recoded; its data stay, its old host redirects."""
    begin("migrator")
    from townships.renaming import rename as change

    change(schema, code=code, name=name, level=level, parent_code=parent or code[:6], on=on.date(), reason=reason)
    print(f"{schema} is {name} ({code}) from {on.date()}")
