"""How commands and queries are called: by keyword, with who acts and when, or with who looks."""
from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from tests.architecture.rooms import is_command
from tests.architecture.tree import at, functions, packages, parsed, room

COMMAND: Final = ("actor", "now", "at", "command_id")
#: Queries that name no viewer, because they answer programs and not people.
UNSEEN: Final[Mapping[str, frozenset[str]]] = {
    # told to the hub for making the county's views again: what was published is public
    "*": frozenset({"published"}),
    # law and calendar, the same for everybody; the last two serve the service's own commands
    "rulebook": frozenset({"known_keys", "counting_rule", "ties", "body_of", "as_rule"}),
    "deadlines": frozenset({"calendar", "open_until"}),
    # asked by other services, which have authorised the actor; telephones by `phones` only
    # asked by the service that a file was put to, which has found out who sees it
    "attachments": frozenset({"files"}),
    # asked by the reactor: where a county's case came from and goes to
    "referrals": frozenset({"origin_of", "towns_of_units"}),
    # asked with an address and nobody who looks
    "notices": frozenset({"holder_of"}),
    "roster": frozenset({
        "deputies", "phones", "units", "led_units", "government_units", "serving_ids", "deputies_serving", "term_on", "session_on", "sessions", "terms",
    }),
}


def commands(root: Path) -> list[str]:
    """A command is keyword-only, names its actor, both times and its id, and says what every argument is."""
    return [
        at(root, path, one, f"{one.name}: {what}")
        for service in packages(root, "services")
        for path, one in _public(service, "commands")
        for what in _wrong_call(one, COMMAND if is_command(one) else ("actor",))
    ]


def queries(root: Path) -> list[str]:
    """A query is keyword-only and names its viewer, unless it is one of those that answer programs."""
    return [
        at(root, path, one, f"{one.name}: {what}")
        for service in packages(root, "services")
        for path, one in _public(service, "queries")
        if one.name not in UNSEEN["*"] | UNSEEN.get(service.name, frozenset())
        for what in _wrong_call(one, ("viewer",))
    ]


def _public(service: Path, name: str) -> Iterator[tuple[Path, ast.FunctionDef]]:
    """The functions that others call: those without an underscore; of a package, those that its `__init__` shows."""
    shown = _shown(service / name / "__init__.py")
    for path in room(service, name):
        yield from ((path, one) for one in functions(path) if not one.name.startswith("_") and (shown is None or one.name in shown or is_command(one)))


def _shown(init: Path) -> set[str] | None:
    if not init.is_file():
        return None
    return {name.asname or name.name for node in ast.walk(parsed(init)) if isinstance(node, ast.ImportFrom) for name in node.names}


def _wrong_call(function: ast.FunctionDef, needed: tuple[str, ...]) -> Iterator[str]:
    given = function.args
    if given.posonlyargs or given.args or given.vararg:
        yield "takes arguments by position"
    missing = [name for name in needed if name not in {one.arg for one in given.kwonlyargs}]
    if missing:
        yield f"names no {', '.join(missing)}"
    untyped = [one.arg for one in given.kwonlyargs if one.annotation is None]
    if untyped or function.returns is None:
        yield f"does not say what {', '.join([*untyped, *(['it answers'] if function.returns is None else [])])} is"
