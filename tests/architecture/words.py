"""Every sentence of the interface has its Chinese: messages are taken from code and templates, as Django takes them, and looked up."""
from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests.architecture.tree import modules, packages

KEYWORDS: Final = {
    name + tail: spec
    for tail in ("", "_lazy")
    for name, spec in {"gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}.items()
} | {"_": None, "gettext_noop": None}
CATALOGUE: Final = Path("locale/zh_Hans/LC_MESSAGES/django.po")
CHINESE: Final = re.compile(r"[\u3400-\u9fff\uff01-\uff5e\u3000-\u303f]")
PLACEHOLDER: Final = re.compile(r"%\((\w+)\)|\{(\w*)\}|%([sd])")

Asked = tuple[str, tuple[str, ...], str]  # where, (msgid, plural), context


def catalogues(root: Path) -> list[str]:
    """What an app says must stand in its own catalogue, in Chinese, with the same placeholders."""
    return [line for package in packages(root) for line in _of_app(root, package)] + _told_differently(root)


def _of_app(root: Path, package: Path) -> Iterator[str]:
    catalogue = _read(package / CATALOGUE)
    for where, ids, context in asked(root, package):
        known = catalogue.get(ids[0], context or None)
        if any(CHINESE.search(one) for one in ids):
            yield f"{where}: a message in Chinese: {ids[0]!r}"
        elif known is None or known.fuzzy or not all(_strings(known)):
            yield f"{where}: no Chinese for {ids[0]!r}" + (f" ({context})" if context else "")
    yield from (f"{(package / CATALOGUE).relative_to(root)}: other placeholders in {one.id!r}" for one in catalogue if one.id and _placeholders_differ(one))


def _told_differently(root: Path) -> list[str]:
    """All catalogues become one: the same message with two translations would read as whichever came last, so it needs a context."""
    told: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for package in packages(root):
        for one in _read(package / CATALOGUE):
            if one.id:
                told[one.context or "", "|".join([one.id] if isinstance(one.id, str) else one.id)].setdefault("|".join(_strings(one)), package.name)
    return [f"{message!r} is told differently by {' and '.join(texts.values())}" for (_, message), texts in told.items() if len(texts) > 1]


def _read(path: Path) -> Catalog:
    if not path.is_file():
        return Catalog()
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def asked(root: Path, package: Path) -> Iterator[Asked]:
    """Every message that the app's modules and templates ask for."""
    for path in modules(package.parent.parent, package.parent.name):
        if package in path.parents:
            yield from _messages(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
    for path in sorted((package / "templates").rglob("*.*")):
        as_code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        yield from _messages(path.relative_to(root).as_posix(), "\n".join(line.strip() for line in as_code.splitlines()))


def _messages(where: str, source: str) -> Iterator[Asked]:
    file = io.BytesIO(source.encode())
    for line, found, _, context in extract("python", file, keywords=KEYWORDS, options={"encoding": "utf-8"}):
        ids = (found,) if isinstance(found, str) else tuple(one for one in found if one)
        if ids and ids[0]:
            yield f"{where}:{line}", ids, context or ""


def _strings(message: Message) -> list[str]:
    told = message.string or ""
    return [told] if isinstance(told, str) else list(told)


def _placeholders_differ(message: Message) -> bool:
    """Every Chinese form names exactly the placeholders of the (plural) message; a singular may leave its number out."""
    wanted = _placeholders(message.id if isinstance(message.id, str) else message.id[-1])
    return any(one and _placeholders(one) != wanted for one in _strings(message))


def _placeholders(text: str) -> list[str]:
    return sorted("".join(found) for found in PLACEHOLDER.findall(text.replace("%%", "").replace("{{", "").replace("}}", "")))
