"""deploy/processes/processes.toml, read for one machine (`make run`) and written as systemd units (production).

    python -m hub.deployment        writes the units beside the file
"""

import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from hub.engines import DEPLOY
from hub.processes import Process

FOLDER = DEPLOY / "processes"
# What production fills in; the installation folder is that of the runbook.
PRODUCTION = {"python": "/opt/townships/.venv/bin/python", "host": "127.0.0.1", "port": "8000", "threads": "16"}
FIRST_HEALTH_PORT = 9101


@dataclass(frozen=True)
class Entry:
    """One process of the file. `roles` are threads of one process on one machine, units of their own in production."""

    name: str
    title: str
    login: str
    command: tuple[str, ...]
    env: Mapping[str, str]
    ready: str
    roles: tuple[str, ...] = ()

    def filled(self, values: Mapping[str, str], roles: tuple[str, ...]) -> tuple[tuple[str, ...], dict[str, str], str]:
        """Command, environment and readiness address with every placeholder replaced."""
        spread = [word for part in self.command for word in (roles if part == "{roles}" else (part.format(**values),))]
        return tuple(spread), {key: value.format(**values) for key, value in self.env.items()}, self.ready.format(**values)


def entries() -> list[Entry]:
    """The processes in their order."""
    with (FOLDER / "processes.toml").open("rb") as file:
        return [read(table) for table in tomllib.load(file)["process"]]


def read(table: dict) -> Entry:  # type: ignore[type-arg]
    lists = {key: tuple(table.get(key, ())) for key in ("command", "roles")}
    return Entry(**{**table, **lists})


def local(entry: Entry, *, host: str, port: int, health: int, threads: int = 8, env: Mapping[str, str] | None = None) -> Process:
    """The process for the supervisor of one machine. `env` is what the machine adds: addresses, secrets, the login."""
    values = {"python": sys.executable, "host": host, "port": str(port), "health": str(health), "threads": str(threads)}
    command, own, ready = entry.filled(values, entry.roles)
    return Process(name=entry.name, title=entry.title, command=command, env={**own, **(env or {})}, ready=ready)


def units() -> dict[str, str]:
    """File name → text of every systemd unit."""
    made = {name: text for entry in entries() for name, text in units_of(entry)}
    wanted = " ".join(sorted(made))
    return {**made, "townships.target": Template((FOLDER / "target.template").read_text()).substitute(units=wanted)}


def units_of(entry: Entry) -> Iterator[tuple[str, str]]:
    """One unit, or one for every role; each role answers for its health on a port of its own."""
    template = Template((FOLDER / "unit.template").read_text())
    for number, role in enumerate(entry.roles or ("",)):
        command, env, _ = entry.filled({**PRODUCTION, "health": str(FIRST_HEALTH_PORT + number)}, (role,))
        title = f"{entry.title} ({role})" if role else entry.title
        environment = "\n".join(f"Environment={key}={value}" for key, value in env.items())
        text = template.substitute(name=entry.name, title=title, command=" ".join(command), environment=environment)
        yield f"townships-{role or entry.name}.service", text


def main(folder: Path = FOLDER) -> None:
    for name, text in units().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
