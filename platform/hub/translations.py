"""Compiles the translations of every app: locale/<language>/LC_MESSAGES/django.po → django.mo (not kept in git).

    python -m hub.translations            compiles what has changed
    python -m hub.translations --check    compiles, then names every message without a translation; exit 1 if there is one
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("platform", "tenants", "services", "events", "graphql")


def main(arguments: list[str]) -> None:
    problems = [problem for path in sources() for problem in handle(path, check="--check" in arguments)]
    if problems:
        sys.exit("\n".join(problems))


def sources() -> Iterator[Path]:
    """All .po files below the source roots."""
    for root in SOURCES:
        yield from sorted((ROOT / root).glob("*/**/locale/*/LC_MESSAGES/django.po"))


def handle(path: Path, *, check: bool) -> list[str]:
    """Compiles one file when it is newer than its result; gives what is wrong with it, a line each."""
    compiled = path.with_suffix(".mo")
    if not check and compiled.exists() and compiled.stat().st_mtime >= path.stat().st_mtime:
        return []
    try:
        with path.open("rb") as file:
            catalog = read_po(file, locale=path.parents[1].name, abort_invalid=True)
    except (PoFileError, ValueError) as error:
        return [f"{path.relative_to(ROOT)}: {error}"]
    compile_to(compiled, catalog)
    return [f"{path.relative_to(ROOT)}: {message}" for message in untranslated(catalog)] if check else []


def compile_to(compiled: Path, catalog: Catalog) -> None:
    new = compiled.with_suffix(".mo.new")
    with new.open("wb") as file:
        write_mo(file, catalog)
    new.replace(compiled)


def untranslated(catalog: Catalog) -> Iterator[str]:
    """Messages that a reader would see in English, or as somebody's guess."""
    for message in catalog:
        words = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and (message.fuzzy or not all(words)):
            yield f"no translation of {message.id!r}"


if __name__ == "__main__":
    main(sys.argv[1:])
