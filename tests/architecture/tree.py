"""A tree of files as the checks see it: the five source roots, their packages, their parsed modules."""
from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

SOURCES: Final = ("platform", "tenants", "services", "events", "graphql")
ROOT: Final = Path(__file__).resolve().parents[2]
WRONG: Final = Path(__file__).parent / "wrong"
SKIPPED: Final = frozenset({"__pycache__", "migrations"})


def packages(root: Path, *sources: str) -> Iterator[Path]:
    """The folders directly in the named source roots (all five without a name)."""
    for source in sources or SOURCES:
        if (root / source).is_dir():
            yield from sorted(one for one in (root / source).iterdir() if one.is_dir() and one.name not in SKIPPED)


def modules(root: Path, *sources: str) -> Iterator[Path]:
    """The Python files below the named source roots, without migrations."""
    for source in sources or SOURCES:
        found = sorted((root / source).rglob("*.py"))
        yield from (one for one in found if not SKIPPED & set(one.relative_to(root).parts))


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    """The functions at the top of a module."""
    yield from (node for node in parsed(path).body if isinstance(node, ast.FunctionDef))


def room(package: Path, name: str) -> list[Path]:
    """The files of one room of a service: `name.py`, or what is in the package `name/`."""
    file, folder = package / f"{name}.py", package / name
    return [file] if file.is_file() else sorted(folder.rglob("*.py")) if folder.is_dir() else []


def name_of(node: ast.expr) -> str:
    """`a.b.c` of an expression, as far as it is a plain name; else nothing."""
    if isinstance(node, ast.Attribute):
        before = name_of(node.value)
        return f"{before}.{node.attr}" if before else ""
    return node.id if isinstance(node, ast.Name) else ""


def at(root: Path, path: Path, node: ast.AST, what: str) -> str:
    return f"{path.relative_to(root)}:{getattr(node, 'lineno', 1)}: {what}"
