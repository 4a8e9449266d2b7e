"""A congress under another code beside the first: its rows need ids of their own, the same everywhere they stand."""
from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec

from hub.backup.file import Header, Table, tables

PATTERN: Final = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
RANDOM: Final = (1 << 62) - 1  # of a UUID, the bits that tell no time, version or variant


class Names(msgspec.Struct, frozen=True):
    """Who the rows belong to from now on."""

    schema: str
    county: str


Turn = Callable[[Table, bytes], bytes]


def unchanged(table: Table, row: bytes) -> bytes:
    return row


def turned(path: Path, header: Header, names: Names) -> Turn:
    """A function that gives a row its new ids and names. People stay who they are: they are shared by all congresses."""
    own = _own(path)
    mask = int.from_bytes(hashlib.sha256(f"{header.schema} {names.schema}".encode()).digest()[:8]) & RANDOM
    new = {old: str(UUID(int=UUID(old.decode()).int ^ mask)).encode() for old in own}
    said = {
        f'"source":"/townships/{header.schema}"'.encode(): f'"source":"/townships/{names.schema}"'.encode(),
        f'"county":"{header.county}"'.encode(): f'"county":"{names.county}"'.encode(),
    }

    def turn(table: Table, row: bytes) -> bytes:
        row = PATTERN.sub(lambda found: new.get(found[0], found[0]), row)
        if not table.shared:
            return row
        values = row.rstrip(b"\n").split(b"\t")
        for place, column in enumerate(table.columns):
            if column == "tenant":
                values[place] = names.schema.encode()
            elif column == "county":
                values[place] = names.county.encode()
            elif column == "envelope":
                for old, instead in said.items():
                    values[place] = values[place].replace(old, instead)
        return b"\t".join(values) + b"\n"

    return turn


def _own(path: Path) -> set[bytes]:
    """Every id that a row of the congress is known by."""
    found: set[bytes] = set()
    for table, rows in tables(path):
        places = [table.columns.index(key) for key in table.keys]
        for row in rows:
            if places:
                values = row.rstrip(b"\n").split(b"\t")
                found.update(values[place] for place in places)
    return found
