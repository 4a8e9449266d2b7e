"""The shape of the house: source roots with uniquely named packages in them, and in every service the same rooms."""
from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Final

from tests.architecture.tree import SOURCES, functions, name_of, packages, room

ROOMS: Final = ("models", "rules", "commands", "queries", "events", "errors")
FILES: Final = ("__init__.py", "apps.py", "README.md", "migrations/0001_initial.py", "locale/zh_Hans/LC_MESSAGES/django.po")
#: Packages whose name a top-level package of ours would hide, or be hidden by.
TAKEN_APPS: Final = frozenset({"sessions", "messages", "auth", "sites", "supervision", "admin", "contenttypes", "staticfiles"})


def rooms(root: Path) -> list[str]:
    """Every service has every room."""
    wrong = []
    for service in packages(root, "services"):
        wrong += [f"services/{service.name}: no {name}" for name in ROOMS if not room(service, name)]
        wrong += [f"services/{service.name}: no {name}" for name in FILES if not (service / name).is_file()]
    return wrong


def readmes(root: Path) -> list[str]:
    """A service's README names each of its commands as code."""
    wrong = []
    for service in packages(root, "services"):
        readme = service / "README.md"
        told = set(re.findall(r"`(\w+)", readme.read_text(encoding="utf-8"))) if readme.is_file() else set()
        wrong += [f"services/{service.name}/README.md: nothing about the command {name}" for name in commands(service) if name not in told]
    return wrong


def commands(service: Path) -> list[str]:
    """The public functions that carry `@command`."""
    return sorted(one.name for path in room(service, "commands") for one in functions(path) if is_command(one))


def is_command(function: ast.FunctionDef) -> bool:
    return any(name_of(mark).rpartition(".")[2] == "command" for mark in function.decorator_list)


def roots(root: Path) -> list[str]:
    """Nothing but packages with an `__init__.py` lies directly in a source root."""
    wrong = []
    for source in SOURCES:
        folder = root / source
        wrong += [f"{source}/{one.name}: a loose file in a source root" for one in sorted(folder.glob("*")) if one.is_file()]
        wrong += [f"{source}/{one.name}: a folder without __init__.py" for one in packages(root, source) if not (one / "__init__.py").is_file()]
    return wrong


def names(root: Path) -> list[str]:
    """Each package has a name of its own, which is nobody else's either."""
    places: dict[str, list[str]] = defaultdict(list)
    for package in packages(root):
        places[package.name].append(f"{package.parent.name}/{package.name}")
    installed = packages_distributions()
    wrong = [f"{name}: twice, in {' and '.join(found)}" for name, found in places.items() if len(found) > 1]
    wrong += [f"{name}: shadows the standard library" for name in places if name in sys.stdlib_module_names]
    wrong += [f"{name}: shadows the installed {installed[name][0]}" for name in places if set(installed.get(name, ())) - {"townships"}]
    return sorted(wrong + [f"{name}: the label of a Django app" for name in places if name in TAKEN_APPS])
