"""`townships run`: everything on this machine, from nothing, until Ctrl-C."""
from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Annotated

import typer

from hub.cli import ENGINES, VAR, app, begin

NAME = os.environ.get("TOWNSHIPS_DATABASE", "townships")
COUNTY = "610981"
ALIASES = {"610981117": "gouyuan", "610981": "xunyang"}
ADMIN = "TOWNSHIPS_ADMIN_URL"
NAMES = ("KAFKA_BOOTSTRAP_SERVERS", "TOWNSHIPS_TOPIC", "ELASTICSEARCH_URL")


@app.command()
def run(
    engines: Annotated[str, typer.Option(help="embedded, or real: a Kafka and an Elasticsearch, fetched and started here.")] = "embedded",
    port: Annotated[int, typer.Option(help="Where the pages answer.")] = 8000,
    as_of: Annotated[str, typer.Option(help="The demonstration's last day, as 2026-11-24; default today.")] = "",
    seed: Annotated[int, typer.Option(help="The demonstration's chance.")] = 610981,
    once: Annotated[bool, typer.Option("--once", help="Stop as soon as everything stands: for tests.")] = False,
) -> None:
    """Start the database, the engines, the web and the workers; on the first run open the county and fill the demonstration year."""
    from hub import deployment
    from hub.engines import EngineError
    from hub.engines.machine import is_free, write
    from hub.engines.machine import port as pick
    from hub.supervisor import Stopped, Supervisor

    if engines not in ("embedded", "real"):
        raise EngineError(f"There is no ENGINES={engines}; choose embedded or real.")
    with suppress(Stopped, KeyboardInterrupt), Supervisor(VAR) as machine:
        if not is_free(port):
            raise EngineError(f"Port {port} is in use; stop what uses it, or choose another: make run PORT=8010. 端口 {port} 已被占用。")
        env = _engines(engines, machine, _secrets(port))
        write(VAR / ENGINES, json.dumps({name: env[name] for name in NAMES if name in env}))
        for entry in deployment.entries():
            own = {**env, "DATABASE_URL": _login(entry.login), "TOWNSHIPS_PROCESS": entry.name}
            machine.start(deployment.local(entry, host="127.0.0.1", port=port, health=pick(VAR, "health"), env=own))
        _child(["demo", "--seed", str(seed), *(["--as-of", as_of] if as_of else [])], env)
        _child(["welcome", "--port", str(port)], env)
        if not once:
            machine.watch()


def _engines(engines: str, machine: object, env: dict[str, str]) -> dict[str, str]:
    """PostgreSQL, prepared; with `real` also Kafka and Elasticsearch. The environment that everything else starts with."""
    from hub.engines import elasticsearch, kafka, postgres

    start = machine.start  # type: ignore[attr-defined]
    database = postgres.ensure(VAR, start=start)
    _child(["bootstrap"], {**env, ADMIN: database.url})
    if engines == "real" or os.environ.get("KAFKA_BOOTSTRAP_SERVERS"):
        broker = kafka.ensure(VAR, start=start)
        env |= {"KAFKA_BOOTSTRAP_SERVERS": broker.bootstrap, "TOWNSHIPS_TOPIC": kafka.ensure_topic(broker.bootstrap)}
    if engines == "real" or os.environ.get("ELASTICSEARCH_URL"):
        env |= {"ELASTICSEARCH_URL": elasticsearch.ensure(VAR, start=start).url}
    return env


def _secrets(port: int) -> dict[str, str]:
    from hub.engines.machine import secret

    return {
        "TOWNSHIPS_VAR": str(VAR), "TOWNSHIPS_DEMO": "1", "TOWNSHIPS_PORT": str(port), "TOWNSHIPS_SECRET_KEY": secret(VAR, "secret_key"),
        "TOWNSHIPS_DEMO_PASSWORD": secret(VAR, "demo_password")[:12],
    }  # fmt: skip


def _login(login: str) -> str:
    from hub.logins import url_for

    return url_for(login, VAR)


def _child(words: list[str], env: Mapping[str, str]) -> None:
    """A command of ours as a process of its own: each works with its own database login, and this one stays small."""
    from hub.engines import EngineError
    from hub.processes import leashed

    clean = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    if subprocess.run(leashed([sys.executable, "-m", "hub", *words]), env={**clean, **env}).returncode:
        raise EngineError(f"`townships {words[0]}` did not succeed; nothing was lost, and the next run goes on from there.")


@app.command(hidden=True)
def bootstrap() -> None:
    """Roles, database, shared tables, the demonstration's county with all its towns."""
    from hub import install, logins

    admin = os.environ[ADMIN]
    install.prepare(admin, NAME, logins.keep(admin, NAME, VAR))
    begin("migrator", noted=False)
    from rich.progress import track

    from townships import divisions, upgrade
    from townships.provisioning import open_county, open_township

    install.migrate_shared()
    upgrade.upgrade()
    now = datetime.now(UTC)
    open_county(COUNTY, now=now, hosts=_alias(COUNTY))
    towns = [town for town in divisions.townships_of(COUNTY) if divisions.has_congress(town)]
    for town in track(towns, "Opening the towns 开通乡镇", transient=True):
        open_township(town.code, now=now, hosts=_alias(town.code))


def _alias(code: str) -> list[str]:
    return [f"{ALIASES[code]}.localhost"] if code in ALIASES else []


@app.command()
def demo(
    as_of: Annotated[str, typer.Option(help="The last day of the year that is told; default today.")] = "",
    seed: Annotated[int, typer.Option(help="The same seed and day give the same data.")] = 610981,
) -> None:
    """Fill the demonstration year, through the commands; interrupted, it goes on where it was."""
    begin("operator")
    from hub.demo.fill import fill

    fill(as_of=date.fromisoformat(as_of) if as_of else None, seed=seed, kept=VAR / "demo.json")


@app.command(hidden=True)
def welcome(port: int = 8000) -> None:
    """The block that tells a person where to go."""
    begin("operator")
    from hub.demo.welcome import block

    print(block(port, os.environ.get("TOWNSHIPS_DEMO_PASSWORD", "")))
