"""What is searched: one document for each case and supervision, made from the facts alone."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import msgspec
from django.utils.translation import override

from motions.events import UNREGISTERED, Outcome
from outbox.events import Audience, Envelope

INCARNATION: Final = 2**40
LONGEST: Final = 20_000  # characters of one field: a tsvector holds 1 MB
FIELDS: Final = ("title", "text", "reply", "outcome")

State = Mapping[str, Any]


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A subject as search shows it. Key: tenant and subject. `gone` documents are tombstones: only key and version count.

    `public` is what others than the county's office may find: what its town made public, once it was let in.
    """

    tenant: str
    subject: str
    incarnation: int
    version: int
    county: str
    gone: bool = False
    public: bool = False
    tenant_name: str = ""
    kind: str = ""
    state: str = ""
    category: str = ""
    number: str = ""
    title: str = ""
    text: str = ""
    reply: str = ""
    outcome: str = ""
    opened_on: date | None = None
    concluded_on: date | None = None

    @property
    def id(self) -> str:
        """Unique in an index; begins with the subject's own id, so newer subjects sort behind older ones."""
        return document_id(self.tenant, self.subject)

    @property
    def external_version(self) -> int:
        return external_version(self.incarnation, self.version)


def document_id(tenant: str, subject: str) -> str:
    kind, _, own = subject.partition("/")
    return f"{own}:{kind}:{tenant}"


def external_version(incarnation: int, version: int) -> int:
    """One number that grows with both: a fact after a restore wins over any from before it."""
    return incarnation * INCARNATION + version


def document_of(envelope: Envelope, names: Mapping[str, str]) -> Document | None:
    """The document that a fact leaves behind; None for facts that search does not show. `names`: tenant → name of the town.

    A fact of a shown subject whose state is null says that the subject is gone. One without state is malformed: KeyError.
    """
    kind = envelope.subject.partition("/")[0]
    build = BUILDERS.get(kind)
    if build is None or envelope.audience is not Audience.COUNTY:
        return None
    if envelope.data[kind] is None:
        return Document(**_key(envelope), gone=True)
    return build(envelope, names)


def case_document(envelope: Envelope, names: Mapping[str, str]) -> Document:
    """From `motions` facts: suggestions and motions with all their replies and what became of them."""
    case = envelope.data["case"]
    replies = case.get("replies") or ()
    return Document(
        **_key(envelope),
        **_shown(case, envelope, names),
        category=_line(case, "category"),
        title=_line(case, "title"),
        text=_joined(case.get(part) for part in ("where", "text", "grounds", "proposal")),
        reply=_joined(reply.get("text") for reply in replies),
        outcome=_joined([_in_words(case.get("outcome")), case.get("resolution")]),
        opened_on=_day(case, "registered_on", "submitted_on"),
        concluded_on=_day(case, "concluded_on"),
    )


def supervision_document(envelope: Envelope, names: Mapping[str, str]) -> Document:
    """From `oversight` facts: what was looked at, what was found, what the government did about it."""
    supervision = envelope.data["supervision"]
    return Document(
        **_key(envelope),
        **_shown(supervision, envelope, names),
        category=_line(supervision, "field"),
        title=_line(supervision, "topic"),
        text=_joined(supervision.get(part) for part in ("findings", "opinion")),
        reply=_line(supervision, "rectification"),
        outcome=_line(supervision, "effect"),
        opened_on=_day(supervision, "planned_on"),
        concluded_on=_day(supervision, "closed_on"),
    )


BUILDERS: Final = {"case": case_document, "supervision": supervision_document}


def clean(text: str) -> str:
    """What both engines can hold: no NUL, no half characters, no more than they index."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()[:LONGEST]


def _key(envelope: Envelope) -> dict[str, Any]:
    return {
        "tenant": envelope.tenant,
        "subject": envelope.subject,
        "incarnation": envelope.incarnation,
        "version": envelope.version,
        "county": envelope.county,
    }


def _shown(state: State, envelope: Envelope, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "tenant_name": names.get(envelope.tenant, envelope.tenant),
        "kind": envelope.subject.partition("/")[0],
        "state": _line(state, "state"),
        "number": _line(state, "number"),
        "public": state.get("public") is True and state.get("state") not in UNREGISTERED,
    }


def _in_words(outcome: str | None) -> str:
    """What people will search for. A code that this version does not know yet stays a code."""
    if outcome not in Outcome.values:
        return outcome or ""
    with override("zh-hans"):
        return str(Outcome(outcome).label)


def _line(state: State, field: str) -> str:
    return clean(state.get(field) or "")


def _joined(parts: Iterable[str | None]) -> str:
    return clean("\n".join(part for part in parts if part))


def _day(state: State, *fields: str) -> date | None:
    """The first of the days that is known."""
    days = [state[field] for field in fields if state.get(field)]
    return date.fromisoformat(days[0]) if days else None
