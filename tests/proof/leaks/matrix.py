"""Asks at every door as everybody, and judges every answer. A part of the matrix yields findings; a sound product yields none."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

import msgspec

from api import relay
from api.schema import schema
from hub.logs import JsonLine
from tests.proof.leaks import doors as reading
from tests.proof.leaks.callers import COUNTY_PEOPLE, FOREIGN, FORGED, OWN, STRANGERS, Answer, Caller, Desk, Rights
from tests.proof.leaks.doors import Ask, Door, Slot
from tests.proof.leaks.marks import SECRETS, Marks, Untold, marks_in
from tests.proof.leaks.world import CONGRESSES, COUNTY, STRANGER, VICTIM, Records

UNKNOWN: Final = "mk999999z"
#: How much of the biggest products a sample takes; of the rest everything is asked.
SAMPLE: Final = 0.2
#: What a door says to somebody who may not: nothing else is a denial, for it would tell how things stand.
DENIED: Final = frozenset({
    "not_allowed", "sign_in_required", "scope_missing", "county_only", "town_answers", "no_congress_above", "unknown", "bad_id",
})  # fmt: skip
CLERK, CHAIR, DEPUTY, UNIT, LEADER = "clerk", "chair", "deputy", "unit", "unit leader"
OFFICE: Final = (CLERK, CHAIR)
#: Who may ask for a change at all, as the services' READMEs say; that it must be the own case or unit is judged by the facts that come of it.
MAY: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(
        ("adoptRule", "retireRule", "openTerm", "addSession", "changeSession", "addVillage", "addDistrict", "seatDeputy", "changeDeputy", "suspendDeputy",
         "resumeDeputy", "endMandate", "formGroup", "changeGroup", "seatPresidium", "unseatPresidium", "openUnit", "changeUnit", "closeUnit",
         "assignUnitPerson", "relieveUnitPerson", "sendBack", "notAccept", "merge", "split", "registerCase", "proposeHandling", "noteCall", "remind",
         "setOffice", "cite", "uncite", "noteSheetCall", "correct", "consentToImport", "importRows", "cancelImport"), (CLERK,)
    ),
    **dict.fromkeys(("returnProposal", "approveHandling", "decideRelief", "decideExtension", "decideWithdrawal", "orderRework", "declineRework"), (CHAIR,)),
    **dict.fromkeys(
        ("handOver", "handOverMany", "holdStage", "concludeDeliberation",
         "listMotion", "handleAsSuggestion", "decideMotion", "giveCommitteeOpinion", "deliberateMotion", "writeResolution", "chargeUnit", "reportBack",
         "planSupervision", "carryOut", "sendOpinion", "lookBack", "closeSupervision",
         "reopenSupervision", "planLookBack", "returnVisit"), OFFICE
    ),
    **dict.fromkeys(
        ("submitSuggestion", "resubmit", "rate", "rateFulfilment", "askForCall", "withdraw", "askWithdrawal", "fileMotion",
          "openCosigning", "changeCosigning", "dropCosigning",
         "inviteToCosign", "answerInvitation", "sendCosigning"), (CLERK, DEPUTY)
    ),
    **dict.fromkeys(
        ("signFor", "applyForRelief", "assist", "contactDeputy", "noteProgress", "carryOutResolution", "applyForExtension", "draftReply", "replyToCase",
         "makePromise", "keepPromise", "explainPromise", "promiseAnew", "reportRectification"), (CLERK, UNIT)
    ),
    "tell": (DEPUTY,), "typeOut": (CLERK,), **dict.fromkeys(("agreeTelling", "disputeTelling", "dropTelling"), (CLERK, DEPUTY)),
    **dict.fromkeys(("sendBackDraft", "signOff"), (CLERK, LEADER)),
    **dict.fromkeys(("deliver", "attachFile", "removeFile"), (CLERK, DEPUTY, UNIT)),
    **dict.fromkeys(("chooseNotices", "readNotices", "openCalendar", "closeCalendar"), (CLERK, CHAIR, DEPUTY, UNIT)),
    **dict.fromkeys(("referUpward", "answerLetter", "retryMessage", "nameKey", "press"), OFFICE),
    **dict.fromkeys(("signTask", "replyTask"), (CLERK, UNIT)),
    **dict.fromkeys(("sendLetter", "checkLetter", "noteCallToTown", "keepEntry", "takeUp", "declineMatter", "connectDesk"), ()),
}  # fmt: skip
#: At the county, what is otherwise there than in a town.
MAY_ABOVE: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("sendLetter", "checkLetter", "noteCallToTown", "keepEntry", "declineMatter"), OFFICE), "takeUp": (CLERK, DEPUTY),
    "connectDesk": (CLERK,), **dict.fromkeys(("referUpward", "answerLetter", "signTask", "replyTask"), ()),
}  # fmt: skip
ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "clerk": (CLERK,), "chair": (CHAIR, DEPUTY), "deputy": (DEPUTY,), "other_deputy": (DEPUTY,), "hats": (DEPUTY,),
    "unit": (UNIT,), "lead": (UNIT, LEADER), "helper": (UNIT,), "other_unit": (UNIT,),
}  # fmt: skip


#: They have the roles and no part in anything but one motion: theirs is only to raise something new, and what each keeps for himself.
PARTLESS: Final = frozenset({"other_deputy", "hats", "other_unit"})
THEIR_OWN: Final = frozenset({
    "submitSuggestion", "tell", "fileMotion", "openCosigning", "answerInvitation", "chooseNotices", "readNotices", "openCalendar", "closeCalendar",
})  # fmt: skip
#: Addresses at which whoever is signed in leaves something of his own, or goes.
KEPT_FOR_ONESELF: Final = frozenset({"/sign-out", "/second-factor", "/calendar/address/{change}"})


class Scene(NamedTuple):
    """What the filled installation holds: who is who, who is signed in, and where each mark stands."""

    found: dict[str, Records]
    cookies: dict[str, str]
    marks: Marks


class Finding(NamedTuple):
    who: str
    door: str
    what: str


class Kept(logging.Handler):
    """Every line that the product logs meanwhile, as it is written."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(JsonLine())

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


class Matrix:
    def __init__(self, scene: Scene, own: Any, chance: random.Random, *, full: bool, doors: Iterable[Door] | None = None) -> None:
        self.found, self.marks, self.own, self.chance, self.full = scene.found, scene.marks, own, chance, full
        self.desk, self.rights = Desk(scene.found, scene.cookies), Rights(scene.found, scene.marks)
        self.doors = list(doors if doors is not None else every_door())
        self.secrets = {mark for mark, homes in scene.marks.items() if any(home.column in SECRETS for home in homes)}
        self.secrets |= {secret for records in scene.found.values() for secret in records.tokens.values()}
        self.known = frozenset(scene.marks) | {str(one) for records in scene.found.values() for ids in records.ids.values() for one in ids.values()}
        self.asked = 0
        self.seen: set[str] = set()

    # ------------------------------------------------------------ asking and judging
    def send(self, caller: Caller, request: Ask, **more: Any) -> Answer:
        self.asked += 1
        return self.desk.send(caller, request, **more)

    def judge(self, caller: Caller, door: Door, answer: Answer, at: str) -> Iterator[Finding]:
        """What it shows and may not, and whether the product broke."""
        shown = answer.shown(self.secrets)
        self.seen |= shown
        for mark in sorted(shown & self.known if not shown <= self.known else shown):
            if (mark in self.marks or mark in self.secrets) and not self.rights.may_see(caller, mark, at):
                yield Finding(f"{caller.name} at {at}", door.name, f"shows {mark}: {self.whence(mark)}")
        if answer.status >= 500 or "internal_error" in answer.body:
            yield Finding(f"{caller.name} at {at}", door.name, f"breaks: {answer.status} {answer.body[:200]}")

    def whence(self, mark: str) -> str:
        homes = sorted(self.marks.get(mark, ()))
        return ", ".join(f"{home.tenant} {home.column} ({self.rights.of_subject.get(home.subject, home.row[:8])})" for home in homes) or "a secret"

    def sampled(self, whole: Iterable[Any]) -> list[Any]:
        everything = list(whole)
        return everything if self.full else [one for one in everything if self.chance.random() < SAMPLE]

    def choose(self, _name: str, known: tuple[str, ...]) -> str:
        return self.chance.choice(known)

    def of(self, *sorts: str) -> list[Door]:
        return [door for door in self.doors if door.sort in sorts]

    # ------------------------------------------------------------ at the own door: who sees what
    def own_doors(self, callers: Collection[Caller] = (*OWN, *COUNTY_PEOPLE)) -> Iterator[Finding]:
        for caller in callers:
            for door in self.of("query", "page"):
                for request in self.own_requests(caller, door):
                    yield from self.judge(caller, door, self.send(caller, request), caller.schema)
                yield from self.own_words(caller, door)

    def own_requests(self, caller: Caller, door: Door) -> Iterator[Ask]:
        """The door once for each record of a kind that it is about."""
        records = self.found[caller.schema]
        if not door.slots:
            yield reading.ask(door, _nothing, self.choose)
        for about in door.slots:
            for one in records.ids.get(self.kind(about, door, records), {}).values():
                yield reading.ask(door, lambda slot, one=one, about=about: self.named(slot, door, records, one if slot is about else None), self.choose)

    def kind(self, slot: Slot, door: Door, records: Records) -> str:
        """A county's page of a case is of a town's case."""
        return f"Town{slot.kind}" if door.path.startswith("/county/") and records.level == "county" else slot.kind

    def named(self, slot: Slot, door: Door, records: Records, one: UUID | None = None) -> str:
        """A record of this congress as the slot takes it; one that there is none of has a number that nobody has."""
        known = records.ids.get(self.kind(slot, door, records), {})
        number = one or (self.chance.choice(sorted(known.values())) if known else uuid4())
        return relay.encode(slot.kind, records.schema, number) if slot.packed else str(number)

    def own_words(self, caller: Caller, door: Door) -> Iterator[Finding]:
        """What is not to be seen is not to be found by its words either: they are words like any others."""
        if door.word:
            yield from self.same_as_unknown(caller, door, self.rights.hidden(caller, caller.schema, caller.schema))

    def same_as_unknown(self, caller: Caller, door: Door, words: list[str]) -> Iterator[Finding]:
        words = words if self.full else self.chance.sample(words, min(3, len(words)))
        fill = lambda slot: self.named(slot, door, self.found[caller.schema])  # noqa: E731
        nothing = self.send(caller, reading.ask(door, fill, self.choose, UNKNOWN)).plain(self.known)
        for word in words:
            answer = self.send(caller, reading.ask(door, fill, self.choose, word))
            yield from self.judge(caller, door, answer, caller.schema)
            if answer.plain(self.known) != nothing:
                yield Finding(caller.name, door.name, f"knows the word {word}: {self.whence(word)}")

    # ------------------------------------------------------------ at the own door, with what is another congress's
    def foreign_ids(self, callers: Collection[Caller] = FOREIGN) -> Iterator[Finding]:
        """An id of another congress is answered as one that nobody has, however it is written; and nothing of theirs changes."""
        before = self.facts()
        asked = [(caller, door, slots, how) for caller in callers for door in self.doors for slots in _apart(door) for how in HOW if how.fits(slots)]
        for caller, door, slots, how in self.sampled(asked):
            yield from self.compare(caller, door, slots, how)
        yield from self.changed(before, "ids of another congress", callers)

    def compare(self, caller: Caller, door: Door, slots: Collection[Slot], how: How) -> Iterator[Finding]:
        here, there = self.found[caller.schema], self.found[self.victim_of(caller)]
        choose = cache(self.choose)
        others = {slot: self.named(slot, door, here) for slot in door.slots}
        theirs = {slot: how.write(slot, here, there, self.foreign(slot, here if how.own_number else there)) for slot in slots}
        nobodys = {slot: how.write(slot, here, there, uuid4()) for slot in slots}
        got, none = (
            self.send(caller, reading.ask(door, lambda slot, told=told: told[slot], choose)) for told in ({**others, **theirs}, {**others, **nobodys})
        )
        yield from self.judge(caller, door, got, caller.schema)
        said, nothing = got.plain(self.known), none.plain(self.known)
        if said != nothing and not any(slot.kind == "Person" for slot in slots):  # people are shared: docs/security.md
            yield Finding(caller.name, door.name, f"tells {how.name} from an id that nobody has:\n{said[:300]}\n{nothing[:300]}")

    def foreign(self, slot: Slot, of: Records) -> UUID:
        """Of that congress; what a town has none of, its county has, and the other way round."""
        around = [of, self.found[of.county], *(one for one in self.found.values() if one.county == of.county)]
        known = next(filter(None, (one.ids.get(kind) for one in around for kind in (slot.kind, slot.kind.removeprefix("Town")))))
        return self.chance.choice(sorted(known.values()))

    def victim_of(self, caller: Caller) -> str:
        """Whose ids this caller tries: the victim's; the county's own staff try those of another county."""
        return STRANGER if caller.schema == COUNTY else VICTIM

    def foreign_words(self, callers: Collection[Caller] = FOREIGN) -> Iterator[Finding]:
        for caller in callers:
            hidden = self.rights.hidden(caller, self.victim_of(caller), caller.schema)
            for door in self.doors:
                if door.word:
                    yield from self.same_as_unknown(caller, door, [word for word in hidden if marks_in(word)])
            for door in self.sampled(self.of("query", "page")):
                if not door.slots:
                    yield from self.judge(caller, door, self.send(caller, reading.ask(door, _nothing, self.choose)), caller.schema)

    # ------------------------------------------------------------ at another's door, and at doors that are none
    def moved(self, callers: Collection[Caller] = FOREIGN, at: str = VICTIM) -> Iterator[Finding]:
        """A session of one host is nobody at another; a token is told that it is unknown there."""
        before, there = self.facts(), self.found[at]
        for caller, door in self.sampled((caller, door) for caller in callers if caller.schema != at for door in self.doors):
            request = reading.ask(door, lambda slot, door=door: self.named(slot, door, there), self.choose)
            answer = self.send(caller, request, at=there.host)
            yield from self.judge(msgspec.structs.replace(caller, part="stranger"), door, answer, at)
            if caller.by == "token":
                if answer.status != 401:
                    yield Finding(caller.name, door.name, f"a token of elsewhere was answered {answer.status}")
            elif answer.plain(self.known) != self.send(STRANGERS, request, at=there.host).plain(self.known):
                yield Finding(caller.name, door.name, "a session of elsewhere is answered otherwise than a stranger")
        yield from self.changed(before, "proofs of elsewhere", callers)

    def forged(self, callers: Collection[Caller] = (*FOREIGN, STRANGERS)) -> Iterator[Finding]:
        """Whatever else than Host names a host is not looked at: the answer is that of the own door."""
        for caller, door in self.sampled((caller, door) for caller in callers for door in self.of("query", "page")):
            at = STRANGER if caller.schema == VICTIM else VICTIM
            there, here = self.found[at], self.found[caller.schema]
            name = self.chance.choice(FORGED)
            value = {"Forwarded": f"host={there.host};for=127.0.0.1;proto=https", "X-Tenant": at, "X-DTS-SCHEMA": at}.get(name, there.host)
            headers = {name: value, "X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "https"}
            request = reading.ask(door, lambda slot, door=door, here=here: self.named(slot, door, here), self.choose)
            answer = self.send(caller, request, headers=headers)
            yield from self.judge(caller, door, answer, caller.schema)
            if answer.plain(self.known) != self.send(caller, request).plain(self.known):
                yield Finding(caller.name, door.name, f"looks at {name}")

    # ------------------------------------------------------------ changes
    def changes(self, callers: Collection[Caller] = (*OWN, *COUNTY_PEOPLE)) -> Iterator[Finding]:
        """Who may not is denied before anything else is looked at, and nothing changes: neither rows nor facts."""
        before = self.facts()
        for caller, door in ((caller, door) for caller in callers for door in self.of("mutation") if not self.may(caller, door)):
            records = self.found[caller.schema]
            request = reading.ask(door, lambda slot, door=door, records=records: self.not_theirs(slot, door, records), self.choose)
            answer = self.send(caller, request)
            yield from self.judge(caller, door, answer, caller.schema)
            if not _denied(answer):
                yield Finding(caller.name, door.name, f"was not denied: {answer.status} {answer.body[:300]}")
        yield from self.posted([caller for caller in callers if not caller.roles or caller.part in PARTLESS])
        yield from self.changed(before, "changes that are not theirs", callers)

    def posted(self, callers: Collection[Caller]) -> Iterator[Finding]:
        """Every address posted to, with nothing in the form: what is sent from pages goes through the mutations, what else takes something in must refuse."""
        for caller, door in ((caller, door) for caller in callers for door in self.of("page") if door.path not in KEPT_FOR_ONESELF):
            records = self.found[caller.schema]
            request = reading.ask(door, lambda slot, door=door, records=records: self.not_theirs(slot, door, records), self.choose)
            yield from self.judge(caller, door, self.send(caller, request, post={}), caller.schema)

    def not_theirs(self, slot: Slot, door: Door, records: Records) -> str:
        """Any record of the congress, of its cases none that all deputies have a part in."""
        return self.named(slot, door, records, records.ids["Case"]["in_hand"] if slot.kind == "Case" else None)

    def may(self, caller: Caller, door: Door) -> bool:
        if door.name not in MAY:
            raise Untold(f"{door.name} is new: say in tests/proof/leaks/matrix.py MAY who may ask for it")
        if caller.part in PARTLESS:
            return door.name in THEIR_OWN
        those = MAY | MAY_ABOVE if self.found[caller.schema].level == "county" else MAY
        return caller.roles and caller.part != "reader" and bool(set(ROLES[caller.part]) & set(those[door.name]))

    def facts(self) -> Mapping[str, int]:
        """How many facts each congress has, and everything else that a change would leave, counted from outside."""
        return self.own.counts(CONGRESSES)

    def changed(self, before: Mapping[str, int], what: str, callers: Collection[Caller]) -> Iterator[Finding]:
        """Nobody here may change anything in the congresses of others."""
        own = {caller.schema for caller in callers} - {VICTIM} if what.startswith("ids") else set()
        for name, now in self.facts().items():
            if now != before[name] and name.partition(" ")[0] not in own:
                yield Finding("somebody", what, f"{name}: {before[name]} became {now}")


def _nothing(slot: Slot) -> str:
    raise AssertionError(slot)


def _denied(answer: Answer) -> bool:
    if answer.status in (401, 403):
        return True
    told = msgspec.json.decode(answer.body)
    payload = next(iter((told.get("data") or {}).values()), None) or {}
    codes = {one["code"] for one in payload.get("errors") or ()} | {one.get("extensions", {}).get("code") for one in told.get("errors") or ()}
    return bool(codes) and codes <= DENIED


def _apart(door: Door) -> Iterator[tuple[Slot, ...]]:
    """All ids of another congress at once, and each alone among the own."""
    if door.slots:
        yield door.slots
    if len(door.slots) > 1:
        yield from ((slot,) for slot in door.slots)


class How(NamedTuple):
    """How an id of another congress is written."""

    name: str
    write: Callable[[Slot, Records, Records, UUID], str]
    packed: bool = True
    own_number: bool = False

    def fits(self, slots: Collection[Slot]) -> bool:
        return any(slot.packed for slot in slots) if self.packed else True


def _packed(of: Callable[[Records, Records], Records]) -> Callable[[Slot, Records, Records, UUID], str]:
    return lambda slot, here, there, one: relay.encode(slot.kind, of(here, there).schema, one) if slot.packed else str(one)


HOW: Final = (
    How("their global id", _packed(lambda here, there: there)),
    How("their number under the own name", _packed(lambda here, there: here)),
    How("the own number under their name", _packed(lambda here, there: there), own_number=True),
    How("their plain number", lambda slot, here, there, one: str(one), packed=False),
)


@cache
def every_door() -> tuple[Door, ...]:
    return (*reading.of_schema(schema.graphql_schema), *reading.of_urls("hub.urls.congress"))
