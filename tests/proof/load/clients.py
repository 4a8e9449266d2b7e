"""Clients of many addresses, as bytes on sockets. Loopback only; every address of 127/8 is this machine."""

from __future__ import annotations

import asyncio
import json
import resource
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

HEAD: Final = "POST /graphql HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
READ: Final = "{ cases(first: 20) { nodes { id number title state submittedOn } } }"
WRITE: Final = "mutation ($input: SubmitSuggestionInput!) { submitSuggestion(input: $input) { errors { code } case { id } } }"
LONGEST: Final = 60.0  # seconds after which a client gives up


def many_sockets() -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float


class Line:
    """One connection, kept open between requests."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer, self.used = reader, writer, time.perf_counter()

    def idle(self) -> float:
        return time.perf_counter() - self.used

    @staticmethod
    async def open(port: int, of: str) -> Line:
        return Line(*await asyncio.open_connection("127.0.0.1", port, local_addr=(of, 0)))

    async def say(self, some: bytes) -> None:
        self.writer.write(some)
        await self.writer.drain()

    async def ask(self, request: bytes) -> Answer:
        begun = time.perf_counter()
        self.writer.write(request)
        async with asyncio.timeout(LONGEST):
            status, headers, body = await self.answer()
        self.used = time.perf_counter()
        return Answer(status, headers, body, self.used - begun)

    async def answer(self) -> tuple[int, dict[str, str], bytes]:
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        return int(head[0].split()[1]), headers, await self.reader.readexactly(int(headers.get("content-length", "0")))

    def close(self) -> None:
        self.writer.close()


@asynccontextmanager
async def line(port: int, of: str) -> AsyncIterator[Line]:
    opened = await Line.open(port, of)
    try:
        yield opened
    finally:
        opened.close()


@dataclass(frozen=True)
class Asker:
    """Makes the requests of one deputy of one town."""

    host: str
    token: str
    deputy: str
    day: str

    def read(self) -> bytes:
        return self._request({"query": READ})

    def write(self, command: UUID) -> bytes:
        told = {
            "commandId": str(command),
            "at": self.day,
            "title": f"修缮村道 {command}",
            "text": "路面破损，请修缮。",
            "proposerIds": [self.deputy],
        }
        return self._request({"query": WRITE, "variables": {"input": told}})

    def get(self, path: str) -> bytes:
        return f"GET {path} HTTP/1.1\r\nHost: {self.host}\r\n\r\n".encode()

    def _request(self, asked: dict[str, Any]) -> bytes:
        body = json.dumps(asked, ensure_ascii=False).encode()
        return HEAD.format(host=self.host, token=self.token, length=len(body)).encode() + body
