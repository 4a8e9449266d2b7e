"""Which files are taken in. Pure: what was found out about a file goes in, a refusal or nothing comes out."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from attachments.events import Kind
from townships.errors import Invalid

MEGABYTE: Final = 1024 * 1024
#: Pixels of a photo. A telephone makes 12 to 50 million; a JPEG is made smaller while it is read, other forms fill the memory first.
MOST_PIXELS, MOST_PIXELS_AT_ONCE = 60_000_000, 24_000_000
#: Of a packed document: bytes when unpacked, how many times more than packed, and files in it.
MOST_UNPACKED, MOST_TIMES, MOST_PARTS = 200 * MEGABYTE, 200, 4000


class Accepted(msgspec.Struct, frozen=True):
    """One kind: the endings of its names, and how many bytes it may have."""

    endings: frozenset[str]
    most: int


ACCEPTED: Final[Mapping[Kind, Accepted]] = {
    Kind.PHOTO: Accepted(frozenset({"jpg", "jpeg", "png", "webp"}), 15 * MEGABYTE),
    Kind.VOICE: Accepted(frozenset({"mp3", "m4a", "aac", "amr", "ogg", "oga", "opus", "wav", "webm"}), 10 * MEGABYTE),
    Kind.PDF: Accepted(frozenset({"pdf"}), 15 * MEGABYTE),
    Kind.WORD: Accepted(frozenset({"docx"}), 15 * MEGABYTE),
    Kind.EXCEL: Accepted(frozenset({"xlsx"}), 15 * MEGABYTE),
}
MOST: Final = max(one.most for one in ACCEPTED.values())


def ending(name: str) -> str:
    return name.rpartition(".")[2].lower()


def check_name(kind: Kind, name: str) -> None:
    """What the name promises is what is in it."""
    if ending(name) not in ACCEPTED[kind].endings:
        raise Invalid("not_what_its_name_says", "file", name=name, kind=kind.label)


def check_size(kind: Kind, size: int) -> None:
    if size > ACCEPTED[kind].most:
        raise Invalid("file_too_large", "file", most=ACCEPTED[kind].most // MEGABYTE, kind=kind.label)


def check_pixels(width: int, height: int, *, by_parts: bool) -> None:
    most = MOST_PIXELS if by_parts else MOST_PIXELS_AT_ONCE
    if width * height > most:
        raise Invalid("too_many_pixels", "file", width=width, height=height, most=most // 1_000_000)


def check_parts(parts: Sequence[tuple[str, int, int]]) -> None:
    """Of a packed document: name, packed and unpacked bytes of each part, as its directory tells them."""
    packed, unpacked = sum(part[1] for part in parts), sum(part[2] for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > MOST_TIMES * max(packed, 1024):
        raise Invalid("unpacks_too_large", "file")
    if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name, _packed, _unpacked in parts):
        raise Invalid("macros", "file")
