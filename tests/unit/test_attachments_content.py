"""Files by what is in them: made here, byte by byte, as honest people and others would send them."""
from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from attachments import rules
from attachments.content import LONGEST, PREVIEW, understood
from attachments.events import Kind
from townships.errors import Invalid

WORD_TYPES = b'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
EXCEL_TYPES = b'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
MACRO_TYPES = b'<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def photo(width: int = 64, height: int = 48, form: str = "JPEG", exif: Image.Exif | None = None) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, form, **({"exif": exif} if exif else {}))
    return out.getvalue()


def package(types: bytes, **more: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", types)
        for name, data in more.items():
            made.writestr(name, data)
    return out.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """A few hundred bytes that say they are so many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        understood(name, data)
    assert refused.value.field == "file"
    return refused.value.code


TAKEN = [
    ("桥头.jpg", photo(), Kind.PHOTO, "image/jpeg"),
    ("桥头.PNG", photo(form="PNG"), Kind.PHOTO, "image/jpeg"),
    ("桥头.webp", photo(form="WEBP"), Kind.PHOTO, "image/jpeg"),
    ("答复.pdf", PDF, Kind.PDF, "application/pdf"),
    ("名单.xlsx", package(EXCEL_TYPES), Kind.EXCEL, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("答复.docx", package(WORD_TYPES), Kind.WORD, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("语音.mp3", b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\0" * 200, Kind.VOICE, "audio/mpeg"),
    ("语音.m4a", b"\0\0\0\x1cftypM4A \0\0\0\0M4A mp42isom\0\0\0\0" + b"\0" * 200, Kind.VOICE, "audio/mp4"),
    ("语音.amr", b"#!AMR\n" + b"\0" * 200, Kind.VOICE, "audio/amr"),
    ("语音.ogg", b"OggS" + b"\0" * 200, Kind.VOICE, "audio/ogg"),
]


@pytest.mark.parametrize(("name", "data", "kind", "media"), TAKEN, ids=[one[0] for one in TAKEN])
def test_a_file_is_what_is_in_it(name: str, data: bytes, kind: Kind, media: str) -> None:
    found = understood(name, data)
    assert (found.kind, found.media) == (kind, media)
    assert bool(found.preview) is (kind is Kind.PHOTO)


def test_a_photo_keeps_neither_place_nor_device() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Maker", "Secret Phone 9"
    exif.get_ifd(0x8825)[2] = (32.0, 50.0, 12.0)
    sent = photo(exif=exif)
    assert b"Secret Phone 9" in sent
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(0x8825)
    found = understood("现场.jpg", sent)
    for kept in (found.data, found.preview):
        assert b"Secret" not in kept
        assert not Image.open(io.BytesIO(kept)).getexif()


def test_a_photo_is_turned_upright_and_made_small_enough_to_look_at() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # taken with the telephone held upright
    found = understood("现场.jpg", photo(4000, 1000, exif=exif))
    width, height = Image.open(io.BytesIO(found.data)).size
    assert (height, width < height) == (LONGEST, True)
    assert max(Image.open(io.BytesIO(found.preview)).size) == PREVIEW


REFUSED = [
    ("空.pdf", b"", "file_empty"),
    ("程序.exe", b"MZ" + b"\0" * 100, "file_unknown"),
    ("网页.html", b"<html><script>alert(1)</script></html>", "file_unknown"),
    ("图.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "file_unknown"),
    ("照片.jpg", PDF, "not_what_its_name_says"),
    ("答复.pdf", photo(), "not_what_its_name_says"),
    ("没有后缀", photo(), "not_what_its_name_says"),
    ("压缩.zip", package(b"<Types/>"), "file_unknown"),
    ("半张.jpg", photo(640, 480)[:400], "file_broken"),
    ("半份.docx", package(WORD_TYPES)[:60], "file_broken"),
    ("半份.pdf", PDF[:20], "file_broken"),
    ("宏.xlsx", package(MACRO_TYPES), "macros"),
    ("宏.xlsx", package(EXCEL_TYPES, **{"xl/vbaProject.bin": b"\0"}), "macros"),
    ("炸弹.xlsx", package(EXCEL_TYPES, **{"xl/sheet.xml": b"\0" * 50_000_000}), "unpacks_too_large"),
    ("一亿像素.png", huge_png(12_000, 9_000), "too_many_pixels"),
    ("太大.pdf", PDF[:-6] + b"\0" * (15 * rules.MEGABYTE) + b"%%EOF\n", "file_too_large"),
]


@pytest.mark.parametrize(("name", "data", "code"), REFUSED, ids=[one[0] for one in REFUSED])
def test_what_is_not_taken_in_says_why(name: str, data: bytes, code: str) -> None:
    assert refusal(name, data) == code


def test_a_photo_of_a_telephone_of_today_is_taken_in() -> None:
    rules.check_pixels(8064, 6048, by_parts=True)
    with pytest.raises(Invalid):
        rules.check_pixels(8064, 6048, by_parts=False)
