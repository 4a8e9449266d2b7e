"""Eight writers over twelve towns: `python -m tests.proof.faults.traffic FIRST COUNT` runs some of them as threads of one process until its asks are done.

Six use the commands, as the web login, two are real GraphQL clients. They delay, roll back after everything is written, send a command twice, and
meet on the same cases. Whoever does not get an answer sends the same command id again, as a browser would.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Protocol
from uuid import UUID

import msgspec

from tests.proof.faults.build import Town
from tests.proof.faults.journal import Answer, Ask, Journal

WRITERS: Final = 8
BY_HTTP: Final = (3, 7)
RAISED_DAYS_AGO: Final = 200
HOT: Final = 3  # towns where most of the writing is, so that writers meet
PATIENCE: Final = 120.0  # seconds until a writer gives up on an answer
#: What comes next for a case in a state, and the day of its life on which it is said to happen.
NEXT: Final = {
    "submitted": ("register", 1), "registered": ("propose", 2), "proposed": ("approve", 3), "approved": ("hand_over", 4), "in_hand": ("reply", 5),
    "answered": ("deliver", 6), "replied": ("rate", 7),
}  # fmt: skip


class Plan(msgspec.Struct, frozen=True):
    """What all writers of a run share. `pause` is the longest wait between two asks in seconds."""

    seed: int
    asks: int
    pause: float
    folder: str
    towns: list[Town]
    port: int = 0


class Seen(msgspec.Struct, frozen=True):
    """A case as a writer finds it."""

    id: str
    version: int
    state: str
    part: str = ""


class Away(Exception):
    """No answer; the same again may get one."""


class Way(Protocol):
    """How commands reach the product."""

    steps: frozenset[str]

    def cases(self, town: Town) -> Sequence[Seen]: ...

    def send(self, town: Town, ask: Ask) -> tuple[str, int]:
        """The receipt: subject and version. Raises Away, Refusal or Undone."""

    def leave(self) -> None:
        """This thread sends no more."""


class Refusal(Exception):
    """The product says no: an outcome."""


class Undone(Exception):
    """Rolled back, as was wanted."""


# ---------------------------------------------------------------- one writer
class Writer:
    def __init__(self, number: int, plan: Plan, way: Way) -> None:
        self.number, self.plan, self.way = number, plan, way
        self.journal = Journal(Path(plan.folder) / f"writer-{number}.jsonl")

    def run(self) -> None:
        asks, answers = self.journal.read()
        for ask in asks.values():
            if ask.id not in answers and not ask.undone:
                self._settle(ask)
        for turn in range(len(asks), self.plan.asks):
            chance = random.Random(f"{self.plan.seed} {self.number} {turn}")
            ask = self._choose(chance)
            self.journal.note(ask)
            self._settle(ask)
            time.sleep(chance.random() * self.plan.pause)
        self.journal.file.with_suffix(".done").touch()

    def _choose(self, chance: random.Random) -> Ask:
        towns = range(HOT) if chance.random() < 0.6 else range(len(self.plan.towns))
        town = chance.choice(towns)
        told: dict[str, Any] = {"id": str(UUID(int=chance.getrandbits(128), version=4)), "town": town, "twice": chance.random() < 0.15}
        if chance.random() < 0.3:
            told["hold"] = round(chance.random() * 0.12, 3)
        if chance.random() < 0.12 and not isinstance(self.way, ByHttp):
            told |= {"undone": True, "twice": False}
        return self._about(chance, town, told)

    def _about(self, chance: random.Random, town: int, told: dict[str, Any]) -> Ask:
        found = [seen for seen in self._cases(town) if NEXT[seen.state][0] in self.way.steps]
        if not found or chance.random() < 0.2:
            return Ask(step="submit", day=_day(0), title=f"{'撤销' if told.get('undone') else '修路'}{told['id']}", **told)
        seen = chance.choice(found)
        step, day = NEXT[seen.state]
        return Ask(step=step, day=_day(day), case=seen.id, part=seen.part, seen=seen.version, **told)

    def _cases(self, town: int) -> Sequence[Seen]:
        return patiently(lambda: self.way.cases(self.plan.towns[town]))

    def _settle(self, ask: Ask) -> None:
        self.journal.note(self._answer(ask))

    def _answer(self, ask: Ask) -> Answer:
        town = self.plan.towns[ask.town]
        try:
            return Answer(ask.id, "done", self._twice(town, ask) if ask.twice else [self._sent(town, ask)])
        except Undone:
            return Answer(ask.id, "rolled back")
        except Refusal as refusal:
            return Answer(ask.id, "refused", why=str(refusal))
        except Exception:
            return Answer(ask.id, "broke", why=traceback.format_exc()[-3000:])

    def _twice(self, town: Town, ask: Ask) -> list[tuple[str, int]]:
        """The same at the same moment: both are answered alike, or both are refused."""
        with ThreadPoolExecutor(2) as pair:
            sent = [pair.submit(self._sent_and_left, town, ask) for _ in range(2)]
        errors = [error for one in sent if (error := one.exception())]
        if len(errors) == 1 or any(not isinstance(error, Refusal) for error in errors):
            raise RuntimeError(f"sent twice: {[one.exception() or one.result() for one in sent]}") from errors[0]
        return [one.result() for one in sent]

    def _sent_and_left(self, town: Town, ask: Ask) -> tuple[str, int]:
        try:
            return self._sent(town, ask)
        finally:
            self.way.leave()

    def _sent(self, town: Town, ask: Ask) -> tuple[str, int]:
        return patiently(lambda: self.way.send(town, ask))


def patiently(work: Callable[[], Any]) -> Any:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return work()
        except Away:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def _day(number: int) -> str:
    return (date.today() - timedelta(days=RAISED_DAYS_AGO - number)).isoformat()  # noqa: DTZ011


# ---------------------------------------------------------------- by the commands, as the web login
class ByCommands:
    steps = frozenset(step for step, _ in NEXT.values())

    def cases(self, town: Town) -> Sequence[Seen]:
        from motions.models import Case

        with _entered(town.schema):
            rows = Case.objects.filter(state__in=NEXT).order_by("-id").values_list("id", "version", "state", "assignments__id")[:6]
            return [Seen(str(id), version, state, str(part or "")) for id, version, state, part in rows]

    def send(self, town: Town, ask: Ask) -> tuple[str, int]:
        from django.db import transaction

        from townships.errors import Refused

        with _entered(town.schema):
            try:
                with transaction.atomic():
                    receipt = self._command(town, ask)
                    time.sleep(ask.hold)
                    if ask.undone:
                        raise Undone
            except Refused as refused:
                raise Refusal(refused.code) from None
            return f"case/{receipt.id}", receipt.version

    def leave(self) -> None:
        from django.db import connection

        connection.close()

    def _command(self, town: Town, ask: Ask) -> Any:
        from people.models import Person
        from people.queries import actor_of
        from townships.clock import local_date, moment_of
        from townships.context import current_tenant

        role, command, given = _command_of(town, ask)
        now = datetime.now(UTC)
        actor = actor_of(Person.objects.get(login=town.people[role]), current_tenant(), local_date(now))
        return command(actor=actor, now=now, at=moment_of(date.fromisoformat(ask.day), now), command_id=UUID(ask.id), **given)


def _command_of(town: Town, ask: Ask) -> tuple[str, Callable[..., Any], dict[str, Any]]:
    """Who does it, by which command, with what."""
    import motions.commands as motions

    case = {"case_id": UUID(ask.case), "seen": ask.seen} if ask.case else {}
    part = {"assignment_id": UUID(ask.part), "seen": ask.seen} if ask.part else {}
    text = {"number": f"政函{ask.id}", "meaning": "solved", "text": "已办结。", "signed_off_by": "孙志强"}
    rated = {"deputy_id": town.deputy, "attitude": "satisfied", "result": "satisfied"}
    return {
        "submit": ("deputy", motions.submit_suggestion, {"proposer_ids": [town.deputy], "title": ask.title[:90], "text": ask.title}),
        "register": ("clerk", motions.register, case),
        "propose": ("clerk", motions.propose_handling, {**case, "parts": [motions.Handling(unit_id=town.unit, part="sole")]}),
        "approve": ("chair", motions.approve_handling, case),
        "hand_over": ("clerk", motions.hand_over, {**case, "occasion": "meeting"}),
        "reply": ("unit", motions.reply, {**part, **text}),
        "deliver": ("clerk", motions.deliver, {**case, "channel": "paper"}),
        "rate": ("deputy", motions.rate, {**case, **rated}),
    }[ask.step]


@contextmanager
def _entered(schema: str) -> Iterator[None]:
    """A town in force on this thread's connection; a connection that broke is thrown away and said to be Away."""
    from django.db import InterfaceError, OperationalError, connection

    from townships.context import tenant_context, tenant_named

    try:
        with tenant_context(tenant_named(schema)):
            yield
    except (OperationalError, InterfaceError) as gone:
        connection.close()
        raise Away(str(gone)) from gone


# ---------------------------------------------------------------- by GraphQL over HTTP
CASES: Final = "{ cases(first: 6) { nodes { id version state } } }"
CHANGE: Final = "mutation ($input: %sInput!) { %s(input: $input) { errors { code } case { id version } } }"
VERBS: Final = {"submit": "submitSuggestion", "register": "registerCase", "hand_over": "handOver"}


class ByHttp:
    steps = frozenset({"register"})

    def __init__(self, port: int) -> None:
        self.port = port

    def cases(self, town: Town) -> Sequence[Seen]:
        nodes = self._asked(town, "clerk", CASES, {})["cases"]["nodes"]
        return [Seen(node["id"], node["version"], node["state"].lower()) for node in nodes if node["state"].lower() in NEXT]

    def send(self, town: Town, ask: Ask) -> tuple[str, int]:
        verb = VERBS[ask.step]
        given: dict[str, Any] = {"commandId": ask.id, "at": ask.day}
        if ask.step == "submit":
            given |= {"title": ask.title[:90], "text": ask.title, "proposerIds": [_global("Deputy", town, town.deputy)]}
        else:
            given |= {"caseId": ask.case, "seen": ask.seen}
        told = self._asked(town, "deputy" if ask.step == "submit" else "clerk", CHANGE % (verb[0].upper() + verb[1:], verb), {"input": given})[verb]
        if told["errors"]:
            raise Refusal(told["errors"][0]["code"])
        return f"case/{_plain(told['case']['id'])}", 0

    def leave(self) -> None:
        pass

    def _asked(self, town: Town, role: str, document: str, variables: dict[str, Any]) -> Any:
        return ask(self.port, town.host, town.tokens[role], document, variables)


def ask(port: int, host: str, token: str, document: str, variables: dict[str, Any], seconds: float = 6) -> Any:
    """One request of GraphQL: its data. Raises Away where there is no answer, or none that counts."""
    import http.client

    body = msgspec.json.encode({"query": document, "variables": variables})
    headers = {"Host": f"{host}:{port}", "Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        line.request("POST", "/graphql", body, headers)
        answer = line.getresponse()
        status, said = answer.status, answer.read()
    except (OSError, http.client.HTTPException) as gone:
        raise Away(str(gone)) from gone
    finally:
        line.close()
    if status >= 500:
        raise Away(f"{status}")
    return _data(status, said)


def _data(status: int, said: bytes) -> Any:
    """The answer's data. Masked errors of our own (a database that went away under the request) are asked again."""
    told = msgspec.json.decode(said)
    if told.get("errors") and status == 200:
        raise Away(str(told["errors"])[:300])
    if status != 200:
        raise RuntimeError(f"{status} {said[:500]!r}")
    return told["data"]


def _global(kind: str, town: Town, number: UUID) -> str:
    from api.relay import encode

    return encode(kind, town.schema, number)


def _plain(global_id: str) -> str:
    from api.relay import decode

    return str(decode(global_id).id)


# ---------------------------------------------------------------- a process of writers
def main(first: int, count: int) -> None:
    from hub import cli, leash

    leash.die_with(os.getppid(), 9)
    cli.begin("web", noted=False)
    import api.relay  # noqa: F401
    import motions.commands  # noqa: F401
    from tests.proof.faults.wrapped import patch

    patch()
    plan = msgspec.json.decode(Path(os.environ["FAULTS_PLAN"]).read_bytes(), type=Plan)
    ways = {number: ByHttp(plan.port) if number in BY_HTTP and plan.port else ByCommands() for number in range(first, first + count)}
    threads = [threading.Thread(target=Writer(number, plan, way).run, daemon=True) for number, way in ways.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
