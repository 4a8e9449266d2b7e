"""Who asks: everybody who has some business with some congress, with what proves it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec
from django.conf import settings
from django.test import Client

from tests.proof.leaks.doors import Ask
from tests.proof.leaks.marks import UUIDS, Home, Marks, sees, shown_in
from tests.proof.leaks.world import COUNTY, NEIGHBOUR, OTHER_COUNTY, PARTIES, PASSWORD, STRANGER, VICTIM, WHOSE, Records

OFFICE: Final = frozenset({"clerk", "chair", "reader"})
CSRF: Final = re.compile(r"[A-Za-z0-9]{64}")
NONCE: Final = re.compile(r"nonce(?:-|=\")[\w+/=-]+")
TIME: Final = re.compile(r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?")
HEX: Final = re.compile(r"\b[0-9a-f]{16}(?:[0-9a-f]{16})?\b")
UNITS: Final = frozenset({"unit", "lead", "helper", "other_unit"})
DEPUTIES: Final = frozenset({"deputy", "other_deputy", "hats"})
#: Who works for the unit that is the town's government.
GOVERNMENT: Final = "helper"
DRAFTERS: Final = frozenset({"unit", "lead"})
#: What is public and under way: search shows it to the offices and the deputies of the county.
LET_IN: Final = frozenset({"registered", "in_hand", "planned"})
#: Everything that proxies and frameworks have ever read a host, an address or a scheme from.
FORGED: Final = (
    "X-Forwarded-Host", "X-Forwarded-Server", "X-Host", "X-Original-Host", "X-HTTP-Host-Override", "X-Real-Host", "X-Tenant", "X-DTS-SCHEMA",
    "Forwarded",
)  # fmt: skip


class Caller(msgspec.Struct, frozen=True):
    """`schema` is where the caller belongs, `part` what he is there; `by` a session, a token or nothing."""

    schema: str
    part: str
    by: str = "session"

    @property
    def name(self) -> str:
        return f"{self.part} of {self.schema} by {self.by}"

    @property
    def roles(self) -> bool:
        return self.part not in ("stranger", "former", "revoked")


STRANGERS: Final = Caller(VICTIM, "stranger", "nothing")
#: At the victim's own door, and what each may see there differs.
OWN: Final = (
    *(Caller(VICTIM, part) for part in ("clerk", "chair", "deputy", "other_deputy", "hats", "unit", "lead", "helper", "other_unit", "former")),
    Caller(VICTIM, "clerk", "token"), Caller(VICTIM, "reader", "token"), Caller(VICTIM, "revoked", "token"), STRANGERS,
)  # fmt: skip
STAFF: Final = Caller(COUNTY, "clerk")
COUNTY_PEOPLE: Final = (STAFF, Caller(COUNTY, "deputy"), Caller(COUNTY, "unit"), Caller(COUNTY, "stranger", "nothing"))
FOREIGN: Final = (
    *(Caller(NEIGHBOUR, part) for part in ("deputy", "unit", "clerk", "chair")), Caller(NEIGHBOUR, "clerk", "token"),
    *(Caller(STRANGER, part) for part in ("deputy", "unit", "clerk", "chair")), Caller(OTHER_COUNTY, "clerk"), STAFF,
)  # fmt: skip


class Answer(msgspec.Struct, frozen=True):
    """What came back, and what was given: an answer that repeats what was asked tells nothing."""

    status: int
    head: str
    body: str
    given: tuple[str, ...]

    def shown(self, secrets: Iterable[str]) -> set[str]:
        """Marks, ids and secrets that it shows beyond what was in the request."""
        return shown_in(f"{self.head}\n{self.body}", secrets) - shown_in("\n".join(self.given))

    def plain(self, known: frozenset[str]) -> str:
        """What it says, without what differs from one time to the next: comparable with the answer to somebody else."""
        text = f"{self.status}\n{self.body}\n{self.head}"
        for one in sorted(filter(None, self.given), key=len, reverse=True):
            text = text.replace(one, "<given>")
        text = UUIDS.sub(lambda found: found[0] if found[0] in known else "<id>", text)
        text = TIME.sub("<time>", NONCE.sub("nonce", HEX.sub("<hex>", CSRF.sub("<csrf>", text))))
        return text.replace("https://", "http://")




class Desk:
    """Holds what proves who everybody is, and sends their requests."""

    def __init__(self, found: Mapping[str, Records], cookies: Mapping[str, str]) -> None:
        self.found, self.cookies = found, cookies

    def send(self, caller: Caller, request: Ask, *, at: str = "", headers: Mapping[str, str] | None = None, post: Any = None) -> Answer:
        """The request at the caller's own host, or with the same proof `at` another's."""
        records = self.found[caller.schema]
        client = Client(raise_request_exception=False, headers={"host": at or records.host, "accept-language": "en"})
        proof: dict[str, str] = {}
        if caller.by == "token":
            proof["Authorization"] = f"Bearer {records.tokens[caller.part]}"
        elif caller.by == "session":
            client.cookies[settings.SESSION_COOKIE_NAME] = self.cookies[f"{caller.schema} {caller.part}"]
        sent = {**proof, **(headers or {})}
        if request.body is not None:
            answer = client.post(request.path, request.body, content_type="application/json", headers=sent)
        elif post is not None:
            answer = client.post(request.path, post, headers=sent)
        else:
            answer = client.get(request.path, headers=sent)
        head = "\n".join(f"{name}: {value}" for name, value in sorted(answer.headers.items()) if name != "Content-Length")
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return Answer(answer.status_code, head, body.decode("utf-8", "replace"), tuple(request.given))


def sign_in(host: str, login: str, password: str = PASSWORD) -> tuple[int, str, str]:
    """Status, page and session cookie of a sign-in by its page."""
    client = Client(headers={"host": host, "accept-language": "en"})
    answer = client.post("/sign-in", {"login": login, "password": password})
    assert answer.status_code in (302, 422, 429), answer.content[:500]
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    return answer.status_code, answer.content.decode(), cookie.value if cookie else ""


# ---------------------------------------------------------------- what each may see
class Rights:
    def __init__(self, found: Mapping[str, Records], marks: Marks) -> None:
        self.found, self.marks = found, marks
        self.of_subject = {
            str(one): what for records in found.values() for kind in ("Case", "Supervision") for what, one in records.ids[kind].items()
        }

    def may_see(self, caller: Caller, mark: str, at: str) -> bool:
        """`at` is the congress at whose host the answer was given; a mark that stands in several places may be seen by whoever may see one of them."""
        return any(self._home(caller, home, at) for home in self.marks.get(mark, ()))

    def _home(self, caller: Caller, home: Home, at: str) -> bool:
        what, told = self.of_subject.get(home.subject, ""), sees(home)
        whose = WHOSE.get(what, frozenset({"members"}))
        member = caller.roles and caller.schema == at
        if home.tenant == at:
            if home.column.startswith("people_person.") and home.row == str(self.found[at].people.get(caller.part)) and member:
                return True  # oneself
            return self._in_town(caller if member else STRANGERS, home, told.town, what)
        owner, here = self.found[home.tenant], self.found[at]
        if not member or owner.county != here.county:
            return False
        if at == owner.county and caller.part in OFFICE:
            return told.county
        return told.search and ("everybody" in whose or (what in LET_IN and caller.part not in UNITS))

    def _in_town(self, caller: Caller, home: Home, town: str, what: str) -> bool:
        whose = WHOSE.get(what, frozenset({"members"}))
        office, everybody = caller.part in OFFICE, "everybody" in whose
        if not caller.roles:
            return town == "public" or (everybody and town == "knowers")
        knows = office or everybody or "members" in whose or caller.part in whose
        party = office or caller.part in PARTIES.get(what, ())
        own = self._own_unit(caller, home)
        return {
            "knowers": knows, "members": knows, "parties": party, "office": office, "minutes": office, "own": office or own, "nobody": False,
            "public": True, "self": caller.part == "chair", "clerks": caller.part in ("clerk", "reader"), "teller": office or caller.part == "deputy",
            "deputies": office or caller.part in DEPUTIES, "desk": office or caller.part == GOVERNMENT,
            "signers": caller.part in ("clerk", "reader", "deputy", "other_deputy"),
            "draft": party and (caller.part in ("clerk", "reader") or caller.part in DRAFTERS),
            "telephone": office or (caller.part in ("unit", "lead", "helper") and home.row == str(self.found[home.tenant].ids["Deputy"]["deputy"])),
        }[town]  # fmt: skip

    def _own_unit(self, caller: Caller, home: Home) -> bool:
        units, people = self.found[home.tenant].ids["Unit"], self.found[home.tenant].people
        if home.column == "people_person.pk":
            return caller.part in DRAFTERS and home.row in {str(people[part]) for part in DRAFTERS}
        part = "unit" if caller.part == "lead" else caller.part
        return part in units and home.row == str(units[part])

    def hidden(self, caller: Caller, of: str, at: str) -> list[str]:
        """The words of a congress that this caller may not see there."""
        return sorted(mark for mark, homes in self.marks.items() if any(home.tenant == of for home in homes) and not self.may_see(caller, mark, at))


def everybody() -> Iterator[Caller]:
    yield from dict.fromkeys((*OWN, *COUNTY_PEOPLE, *FOREIGN))
