"""The file: a line that names it, a header, the bytes of photos and papers, the tables as COPY writes them, and a digest over all (docs/backup-format.md)."""
from __future__ import annotations

import gzip
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import IO, Final

import msgspec

from townships.errors import Invalid

NAME: Final = b"townships-backup "
VERSION: Final = 2
FIRST_WITH_BYTES: Final = 2
DIGEST: Final = b"sha256:"
TRAILER: Final = len(DIGEST) + 64 + 1
PIECE: Final = 1 << 20
Progress = Callable[[int, int], None]


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """Whose backup it is, as the tenant was at that moment. `applied`: last migration of each app in its schema."""

    made: str
    schema: str
    type: str
    county: str
    code: str
    name: str
    incarnation: int
    applied: dict[str, str]
    opened_at: str
    opened_reason: str
    front: str
    hosts: list[tuple[str, bool, bool]]
    """(host, is primary, redirects)"""
    designations: list[dict[str, str | None]]
    sequences: dict[str, int]
    """Sequence of its schema → the last value that it gave."""


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """The line before a table's rows. `shared`: its rows stand in a table of all tenants; `keys`: columns whose ids are this tenant's own."""

    table: str
    shared: bool
    columns: list[str]
    keys: list[str]


class Blob(msgspec.Struct, frozen=True, kw_only=True):
    """The line before the bytes of a photo or a paper."""

    sha256: str
    size: int


# ---------------------------------------------------------------- writing
class Writer:
    """Counts what goes into the file and closes it with the digest; a file that is not closed is no backup. First all bytes, then all tables."""

    def __init__(self, file: IO[bytes], header: Header) -> None:
        self._file, self._sum = file, hashlib.sha256()
        self.write(NAME + str(VERSION).encode() + b"\n" + msgspec.json.encode(header) + b"\n")

    def write(self, piece: bytes) -> int:
        self._sum.update(piece)
        return self._file.write(piece)

    def flush(self) -> None:
        self._file.flush()

    def blob(self, sha256: str, data: bytes) -> None:
        self.write(msgspec.json.encode(Blob(sha256=sha256, size=len(data))) + b"\n")
        self.write(data + b"\n")

    @cached_property
    def lines(self) -> gzip.GzipFile:
        self.write(b"\n")
        return gzip.GzipFile(fileobj=self, mode="wb", compresslevel=6, mtime=0)  # type: ignore[call-overload,no-any-return]

    def table(self, table: Table, rows: Iterator[bytes]) -> int:
        """A table's rows, each one line; how many they were."""
        count = 0
        self.lines.write(msgspec.json.encode(table) + b"\n")
        for row in rows:
            self.lines.write(row)
            count += row.count(b"\n")
        self.lines.write(b"\\. %d\n" % count)
        return count

    def close(self) -> None:
        self.lines.close()
        self._file.write(DIGEST + self._sum.hexdigest().encode() + b"\n")


@contextmanager
def writing(path: Path, header: Header) -> Iterator[Writer]:
    """The whole file under its name, or none: only its owner may read it, for it holds what people have written."""
    new = path.with_name(path.name + ".part")
    new.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            writer = Writer(file, header)
            yield writer
            writer.close()
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


# ---------------------------------------------------------------- reading
def verified(path: Path, progress: Progress = lambda done, of: None) -> Header:
    """The header of a file that is whole, unchanged and of a version that this program reads. Refuses any other, naming why."""
    size = path.stat().st_size if path.is_file() else 0
    if not size:
        raise Invalid("backup_missing", "file", path=str(path))
    with path.open("rb") as file:
        _check_name(file.readline(200), path)
        header = file.readline()
        file.seek(0)
        total, left = hashlib.sha256(), size - TRAILER
        while left > 0 and (piece := file.read(min(PIECE, left))):
            total.update(piece)
            left -= len(piece)
            progress(size - TRAILER - left, size)
        if left < 0 or file.read() != DIGEST + total.hexdigest().encode() + b"\n":
            raise Invalid("backup_damaged", "file", path=str(path))
    return msgspec.json.decode(header, type=Header)


def _check_name(line: bytes, path: Path) -> None:
    version = line.removeprefix(NAME).strip()
    if not line.startswith(NAME) or not version.isdigit():
        raise Invalid("backup_unknown", "file", path=str(path))
    if int(version) > VERSION:
        raise Invalid("backup_newer", "file", path=str(path), version=int(version), most=VERSION)


def tables(path: Path, progress: Progress = lambda done, of: None) -> Iterator[tuple[Table, Iterator[bytes]]]:
    """Each table with its rows as lines; they must be read before the next table is asked for. The file must be `verified`."""
    size = path.stat().st_size
    with path.open("rb") as file:
        for blob in _blobs(file):
            file.seek(blob.size + 1, os.SEEK_CUR)
        with gzip.GzipFile(fileobj=_Part(file, size - TRAILER), mode="rb") as lines:  # type: ignore[call-overload]
            while head := lines.readline():
                yield msgspec.json.decode(head, type=Table), _rows(lines)
                progress(file.tell(), size)
    progress(size, size)


def blobs(path: Path) -> Iterator[tuple[str, bytes]]:
    """The bytes of each photo and paper by their SHA-256. The file must be `verified`."""
    with path.open("rb") as file:
        for blob in _blobs(file):
            data = file.read(blob.size)
            if hashlib.sha256(data).hexdigest() != blob.sha256:
                raise Invalid("backup_damaged", "file", path=str(path))
            yield blob.sha256, data
            file.read(1)


def _blobs(file: IO[bytes]) -> Iterator[Blob]:
    """The line of each; who asks for the next one has read or passed over the bytes. After the last one the tables begin."""
    version = int(file.readline().removeprefix(NAME))
    file.readline()
    while version >= FIRST_WITH_BYTES and (line := file.readline()) != b"\n":
        yield msgspec.json.decode(line, type=Blob)


def _rows(lines: IO[bytes]) -> Iterator[bytes]:
    count = 0
    while not (line := lines.readline()).startswith(b"\\. "):
        if not line:
            raise Invalid("backup_damaged", "file", path="")
        count += 1
        yield line
    if int(line[3:]) != count:
        raise Invalid("backup_damaged", "file", path="")


class _Part:
    """A file that ends where the digest begins."""

    def __init__(self, file: IO[bytes], end: int) -> None:
        self._file, self._end = file, end

    def read(self, size: int = -1) -> bytes:
        left = self._end - self._file.tell()
        return self._file.read(left if size < 0 else min(size, left))
