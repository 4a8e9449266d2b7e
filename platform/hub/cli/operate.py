"""Look after an installation: status, tokens, the record of sign-ins and access."""
from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta
from typing import Annotated
from uuid import UUID

import typer

from hub.cli import VAR, app, begin, entered, fail, staff


@app.command()
def status() -> None:
    """Congresses, lag, parked facts, and the memory of what runs here; exit 1 when something needs the operator."""
    begin("operator")
    from rich.console import Console
    from rich.table import Table

    from hub import memory
    from hub.status import status as look

    now, out = look(), Console()
    out.print(f"{now.counties} counties, {now.towns} towns · {len(now.behind)} behind, {len(now.refused)} refused at the door")
    out.print(f"log: {now.head} facts placed, {now.unplaced} waiting for their place")
    out.print(f"months of the log: {now.log[0]:%Y-%m} to {now.log[-1]:%Y-%m}" + (" [red]and none for the next[/red]" if now.ends else ""))
    table = Table("consumer", "stream", "waits", "last moved")
    for one in now.consumers:
        table.add_row(one.name, one.stream, "-" if one.waits is None else str(one.waits), one.moved.isoformat(timespec="seconds"))
    out.print(table)
    for held in now.parked:
        out.print(f"[red]parked[/red] {held.consumer} {held.tenant} {held.subject}: {held.facts} facts since {held.since:%F %T}: {held.error}")
    for name, megabytes in (used := memory.of_installation(VAR)).items():
        out.print(f"  {name:<16} {megabytes:7.1f} MB")
    out.print(f"  {'together':<16} {sum(used.values()):7.1f} MB (PSS)")
    raise typer.Exit(0 if now.well else 1)


@app.command()
def audit(
    tenant: Annotated[str, typer.Argument(help="Schema name, as t610981117; without it the platform's own.")] = "public",
    after: Annotated[str, typer.Option(help="The mark under the page before.")] = "",
    first: Annotated[int, typer.Option(help="How many, at most 100.")] = 50,
) -> None:
    """Sign-ins, refused ones, tokens, files taken out and platform staff's access, newest first. Reading a congress's is itself noted there."""
    begin("operator")
    from audit.queries import Act, entries
    from people.actor import Actor, Role
    from townships.paging import Page

    viewer = Actor(tenant=tenant, county=tenant, level="platform", name=staff(), roles=frozenset({Role.OPERATOR}))
    with entered(tenant) if tenant != "public" else nullcontext():
        found = entries(viewer=viewer, page=Page(first=first, after=after or None))
    for row in found.rows:
        print(f"{row['at']:%F %T} {Act(row['act']).label:<28} {row['name'] or '-'} {row['address']} {row['detail']}".rstrip())
    if found.has_next:
        print(f"--after {found.cursors[-1]}")


token = typer.Typer(help="Tokens for programs.", no_args_is_help=True)
app.add_typer(token, name="token")
Town = Annotated[str, typer.Argument(help="Schema name, as t610981117.")]


@token.command("create")
def token_create(
    tenant: Town,
    login: Annotated[str, typer.Argument(help="Sign-in name of the member whose rights it has.")],
    name: Annotated[str, typer.Option(help="What it is for.")],
    scope: Annotated[list[str], typer.Option(help="read, write")] = ["read"],  # noqa: B006
    days: Annotated[int, typer.Option(help="Lifetime.")] = 90,
) -> None:
    """Make a token; its secret is shown this once."""
    begin("operator")
    from django.utils import timezone

    from accounts import tokens
    from people.models import Membership

    with entered(tenant):
        person = Membership.objects.filter(tenant=tenant, person__login=login, valid_to=None).values_list("person_id", flat=True).first()
        if person is None:
            fail(f"login: {login} is not a member of {tenant}")
        made, secret = tokens.create(person_id=person, name=name, scopes=scope, lifetime=timedelta(days=days), now=timezone.now(), by=staff())
    print(f"{made}\n{secret}")


@token.command("list")
def token_list(tenant: Town) -> None:
    """The tokens of a congress; no secrets."""
    begin("operator")
    from accounts.models import Token

    with entered(tenant):
        for one in Token.objects.select_related("person").order_by("created"):
            state = "revoked" if one.revoked else f"until {one.expires:%F}"
            print(f"{one.pk} {one.name} ({one.person.login}; {', '.join(one.scopes)}; {state}; last used {one.last_used or 'never'})")


@token.command("revoke")
def token_revoke(tenant: Town, token_id: UUID) -> None:
    """End a token now."""
    begin("operator")
    from django.utils import timezone

    from accounts import tokens

    with entered(tenant):
        tokens.revoke(token_id=token_id, now=timezone.now(), by=staff())
    print("revoked")
