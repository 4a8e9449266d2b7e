"""What a file is, found out from its content alone, and made fit to keep: a photo without its place and device, and small enough to look at."""
from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Final

import filetype
import msgspec
from PIL import Image, ImageOps, UnidentifiedImageError

from attachments import rules
from attachments.events import Kind
from townships.errors import Invalid

LONGEST, PREVIEW = 2560, 480  # pixels of the longer side
QUALITY: Final = 86
WORD = b"wordprocessingml.document.main+xml"
EXCEL = b"spreadsheetml.sheet.main+xml"
LOCKED = b"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e"
VOICES: Final = frozenset({
    "audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/aac", "audio/amr", "audio/ogg", "audio/x-wav", "audio/wav", "video/webm", "audio/webm", "video/mp4",
})  # fmt: skip
MEDIA: Final[Mapping[Kind, str]] = {
    Kind.PHOTO: "image/jpeg", Kind.PDF: "application/pdf",
    Kind.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.EXCEL: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it will be kept, and its preview where it has one. `sha256` names the bytes."""

    kind: Kind
    media: str
    data: bytes
    preview: bytes = b""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def understood(name: str, data: bytes) -> Content:
    """Raises `Invalid`: empty, none of the kinds, damaged, another kind than its name says, too large, with macros."""
    if not data:
        raise Invalid("file_empty", "file")
    kind, media = _recognised(data)
    rules.check_name(kind, name)
    rules.check_size(kind, len(data))
    return MAKERS.get(kind, _as_it_is)(kind, media, data)


def _recognised(data: bytes) -> tuple[Kind, str]:
    found = filetype.guess_mime(data) or ""
    if found in ("image/jpeg", "image/png", "image/webp"):
        return Kind.PHOTO, MEDIA[Kind.PHOTO]
    if data.startswith(b"%PDF-"):
        return Kind.PDF, MEDIA[Kind.PDF]
    if found in VOICES or data.startswith(b"#!AMR"):
        return Kind.VOICE, {"video/webm": "audio/webm", "video/mp4": "audio/mp4"}.get(found, found or "audio/amr")
    if data.startswith(b"PK\x03\x04"):
        return _document(data)
    if LOCKED in data[:65536]:
        raise Invalid("file_locked", "file")
    raise Invalid("file_unknown", "file")


def _document(data: bytes) -> tuple[Kind, str]:
    """Word or Excel, by what the package itself says it is; looked at before anything of it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            rules.check_parts([(part.filename, part.compress_size, part.file_size) for part in package.infolist()])
            types = package.read("[Content_Types].xml") if "[Content_Types].xml" in package.namelist() else b""
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as broken:
        raise Invalid("file_broken", "file") from broken
    if b"macroEnabled" in types:
        raise Invalid("macros", "file")
    for kind, main in ((Kind.WORD, WORD), (Kind.EXCEL, EXCEL)):
        if main in types:
            return kind, MEDIA[kind]
    raise Invalid("file_unknown", "file")


def _as_it_is(kind: Kind, media: str, data: bytes) -> Content:
    return Content(kind=kind, media=media, data=data)


def _pdf(kind: Kind, media: str, data: bytes) -> Content:
    if b"%%EOF" not in data[-2048:]:
        raise Invalid("file_broken", "file")
    return Content(kind=kind, media=media, data=data)


def _photo(kind: Kind, media: str, data: bytes) -> Content:
    """Turned upright and written anew: where and with what it was taken goes with the old bytes."""
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as image:
            rules.check_pixels(*image.size, by_parts=image.format == "JPEG")
            image.draft("RGB", (LONGEST, LONGEST))
            plain = image.convert("RGBA") if image.mode in ("P", "LA") else image
            plain.thumbnail((LONGEST, LONGEST))
            upright = ImageOps.exif_transpose(plain).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as broken:
        raise Invalid("file_broken", "file") from broken
    on_white = Image.new("RGB", upright.size, "white")
    on_white.paste(upright, mask=upright.getchannel("A"))
    return Content(kind=kind, media=media, data=_jpeg(on_white, LONGEST), preview=_jpeg(on_white, PREVIEW))


def _jpeg(image: Image.Image, longest: int) -> bytes:
    smaller = image.copy()
    smaller.thumbnail((longest, longest))
    out = io.BytesIO()
    smaller.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


MAKERS: Final[Mapping[Kind, Callable[[Kind, str, bytes], Content]]] = {Kind.PHOTO: _photo, Kind.PDF: _pdf}
