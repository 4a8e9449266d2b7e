"""Three times what the machine can do, for a while, and what is wrong with how that went."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from statistics import median
from typing import Final
from uuid import UUID

from tests.proof.load.clients import Answer, Line
from tests.proof.load.conftest import Place
from townships.ids import new_id

ADDRESSES: Final = [f"127.0.1.{number}" for number in range(1, 41)]
TIMES: Final = 3
MOST: Final = 600  # requests under way at one time; what comes above that waits unsent
ENOUGH: Final = 60  # requests that tell what the machine can do
STALE: Final = 4.0  # seconds; the server hangs up on a connection that is not used for ten
PATIENT: Final = 10.0  # seconds until all is as before
LONGEST: Final = 20.0  # seconds that anybody waits for an answer, whatever else this machine does


@dataclass
class Flood:
    """What was sent and what came of it. `memory` in MiB, `rate` in requests a second, `work` in processor seconds a served request, alone and in the flood."""

    seconds: float
    rate: float = 0.0
    work: list[float] = field(default_factory=list)
    sent: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    confirmed: set[UUID] = field(default_factory=set)
    waits: list[float] = field(default_factory=list)
    unanswered: int = 0
    health: Counter[int] = field(default_factory=Counter)
    memory: list[float] = field(default_factory=list)
    back: float | None = None

    def complaints(self) -> list[str]:
        """Why this was no good; nothing when it was. Counts and ratios: other work of this machine must not decide."""
        found = {
            f"answers other than 200 and 503: {dict(self.statuses)}": bool(set(self.statuses) - {200, 503}),
            f"wrong answers: {self.wrong[:5]} of {len(self.wrong)}": bool(self.wrong),
            f"a queue grows: {self.unanswered} of {self.sent} waited at one time": self.unanswered > self.sent / 3,
            f"somebody waited {max(self.waits, default=0):.1f} s": max(self.waits, default=0) > LONGEST,
            f"a served request took {self.work[1] / self.work[0]:.1f} times the work": self.work[1] > 4 * self.work[0],
            f"health: {dict(self.health)}": set(self.health) != {200},
            f"memory from {self.memory[0]:.0f} to {max(self.memory):.0f} MiB": max(self.memory) > 1.3 * self.memory[0] + 32,
            f"not as before after {PATIENT:.0f} s": self.back is None,
        }
        return [words for words, holds in found.items() if holds]

    def told(self) -> str:
        waits = sorted(self.waits)
        return (
            f"{self.sent} requests in {self.seconds:.0f} s ({self.sent / self.seconds:.0f}/s; it can do {self.rate:.0f}/s): {dict(self.statuses)}; "
            f"waited {median(waits) * 1000:.0f} ms, 99 % {waits[int(len(waits) * 0.99)] * 1000:.0f} ms, longest {waits[-1] * 1000:.0f} ms; "
            f"unanswered at one time {self.unanswered}; memory {self.memory[0]:.0f} → {max(self.memory):.0f} MiB; "
            f"work a served request {self.work[0] * 1000:.1f} → {self.work[1] * 1000:.1f} ms; as before after {self.back or -1:.1f} s"
        )


class Flooding:
    """`beside` is a web that sees no flood: what it takes for a request meanwhile is what is normal. Without it nobody waits for the end."""

    def __init__(self, place: Place, beside: Place | None, seconds: float, chance: random.Random) -> None:
        self.place, self.beside, self.chance = place, beside, chance
        self.flood = Flood(seconds)
        self.idle: dict[tuple[str, int], list[Line]] = defaultdict(list)
        self.tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> Flood:
        for _ in range(5):
            await self._asked(self.place, "127.0.2.1", self.place.asker.read())
        self.flood.rate = await self._saturated(3.0)
        watching = asyncio.create_task(self._watch())
        await self._attack()
        watching.cancel()
        if self.beside:
            await self._recover(self.beside)
        for lines in self.idle.values():
            for one in lines:
                one.close()
        return self.flood

    # ---------------------------------------------------------------- phases
    async def _saturated(self, seconds: float) -> float:
        """Requests served in a second when so many clients ask that no place is ever empty."""
        served, before, begun = 0, self.place.worked(), time.perf_counter()

        async def client(of: str) -> None:
            nonlocal served
            while time.perf_counter() < begun + seconds or served < ENOUGH:
                request, command = self._request()
                answer = await self._asked(self.place, of, request)
                self._read(answer, command)
                served += answer.status == 200

        await asyncio.gather(*(client(of) for of in ADDRESSES[:12]))
        self.flood.work.append((self.place.worked() - before) / served)
        return served / (time.perf_counter() - begun)

    async def _attack(self) -> None:
        """Requests come when they come, whether earlier ones were answered or not."""
        before, due, then = self.place.worked(), 0.0, time.perf_counter()
        until, pacing = then + self.flood.seconds, asyncio.create_task(self._pace())
        while (now := time.perf_counter()) < until:
            due += (now - then) * self.flood.rate * TIMES
            then = now
            for _ in range(min(int(due) - self.flood.sent, MOST - len(self.tasks))):
                self._send()
            self.flood.unanswered = max(self.flood.unanswered, int(due) - self.flood.sent + len(self.tasks))
            await asyncio.sleep(0.01)
        pacing.cancel()
        await self._end()
        self.flood.work.append((self.place.worked() - before) / max(1, self.flood.statuses[200]))

    async def _pace(self) -> None:
        """What the machine can do grows when others stop working on it; three times that stays three times that."""
        while True:
            served = self.flood.statuses[200]
            await asyncio.sleep(1)
            self.flood.rate = max(self.flood.rate, self.flood.statuses[200] - served)

    async def _end(self) -> None:
        if not self.beside:
            for task in self.tasks:
                task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def _recover(self, beside: Place) -> None:
        begun = time.perf_counter()
        while (now := time.perf_counter() - begun) < PATIENT and self.flood.back is None:
            pairs = [(await self._took(self.place), await self._took(beside)) for _ in range(9)]
            if median(here for here, _ in pairs) <= 2 * median(there for _, there in pairs):
                self.flood.back = now

    async def _took(self, place: Place) -> float:
        return (await self._asked(place, "127.0.2.1", place.asker.read())).seconds

    # ---------------------------------------------------------------- one request
    def _send(self) -> None:
        self.flood.sent += 1
        task = asyncio.create_task(self._count(*self._request()))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def _request(self) -> tuple[bytes, UUID | None]:
        command = new_id() if self.chance.random() < 0.3 else None
        return (self.place.asker.write(command) if command else self.place.asker.read()), command

    async def _count(self, request: bytes, command: UUID | None) -> None:
        try:
            answer = await self._asked(self.place, self.chance.choice(ADDRESSES), request)
        except (OSError, EOFError, TimeoutError) as error:
            self.flood.wrong.append(repr(error))
            return
        self.flood.statuses[answer.status] += 1
        self.flood.waits.append(answer.seconds)
        self._read(answer, command)

    def _read(self, answer: Answer, command: UUID | None) -> None:
        told = json.loads(answer.body)
        if answer.status == 503 and ("retry-after" not in answer.headers or told["errors"][0]["extensions"]["code"] != "busy"):
            self.flood.wrong.append(f"503 not of the admission: {answer}")
        elif answer.status == 200 and ("errors" in told or (command and told["data"]["submitSuggestion"]["errors"])):
            self.flood.wrong.append(str(told)[:300])
        elif answer.status == 200 and command:
            self.flood.confirmed.add(command)

    async def _asked(self, place: Place, of: str, request: bytes) -> Answer:
        lines = self.idle[of, place.port]
        while lines and lines[-1].idle() > STALE:
            lines.pop().close()
        one = lines.pop() if lines else await Line.open(place.port, of)
        try:
            answer = await one.ask(request)
        except BaseException:
            one.close()
            raise
        lines.append(one)
        return answer

    # ---------------------------------------------------------------- meanwhile
    async def _watch(self) -> None:
        while True:
            self.flood.memory.append(self.place.memory())
            self.flood.health[(await self._asked(self.place, "127.0.2.2", self.place.asker.get("/readyz"))).status] += 1
            await asyncio.sleep(0.5)
