"""Marked values: whatever a person wrote into a congress holds a word of its own, so that an answer that shows it is traced to its row.

Who may see a column is said here, once; a column that nobody has said anything about stops the run.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import count
from typing import Any, Final, NamedTuple
from urllib.parse import unquote

from django.apps import apps
from django.conf import settings
from django.db import models

from outbox.models import Fact
from people.models import Person
from townships.context import tenant_context

WORD: Final = re.compile(r"mk[0-9]{6}z")
NUMBER: Final = re.compile(r"15490[0-9]{6}")
YEAR: Final = re.compile(r"(?<![\w.:-])19(?:1[7-9]|2[0-9])(?![\w:-])")
UUIDS: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
PACKED: Final = re.compile(r"[A-Za-z0-9_-]{16,}")
_numbers = count(1)


class Untold(Exception):
    """Something is new, and nobody has told the matrix what it is: say it where the message says."""


def word() -> str:
    return f"mk{next(_numbers):06}z"


def number() -> str:
    """A telephone number, an amount."""
    return f"15490{next(_numbers):06}"


# ---------------------------------------------------------------- who may see a column of a row that he may know of
class Sees(NamedTuple):
    """`town`: who of those who know the row. `county`: the county's office sees it. `search`: it stands in search, where the row does.

    `stream`: a fact that leaves the congress carries it to the other one that it is for, and no view of the county's holds it.
    """

    town: str
    county: bool = False
    search: bool = False
    stream: bool = False


TOLD: Final = Sees("knowers", county=True)
FOUND: Final = Sees("knowers", county=True, search=True)
PARTIES, OFFICE, OWN, NOBODY = Sees("parties"), Sees("office"), Sees("own"), Sees("nobody")
#: What a person keeps for himself: in the filled installation the chair.
SELF = Sees("self")
#: What a deputy told by photo or voice: for that deputy and the office.
TELLER = Sees("teller")
#: What the clerk alone works on.
CLERKS = Sees("clerks")
#: The office's own record of a meeting; a reply before its unit's leader has signed it off.
MINUTES, DRAFT = Sees("minutes"), Sees("draft")
#: A draft that deputies sign together: who writes it, who is asked to sign, and the clerk.
SIGNERS = Sees("signers")
#: Between a town and its county: what came from a town, for the county's office and deputies; what the county put on a town government's desk, for that
#: government and the office; letters, for the two offices; how a congress's office is reached, for everybody.
MATTER, DESK, LETTER, PUBLIC = Sees("deputies", stream=True), Sees("desk", stream=True), Sees("minutes", stream=True), Sees("public")
#: Nothing that a person wrote: names of the machine's, choices, copies of what has its own column.
WORDLESS: Final = None
COLUMNS: Final[dict[str, Sees | None]] = {
    "roster_village.name": TOLD, "roster_village.code": WORDLESS, "roster_district.name": TOLD, "roster_deputygroup.name": TOLD,
    "roster_deputy.name": TOLD, "roster_deputy.sort_name": TOLD, "roster_deputy.occupation": TOLD, "roster_deputy.birth_year": TOLD,
    "roster_deputy.ethnicity": WORDLESS, "roster_deputy.phone": Sees("telephone"),
    "roster_correction.corrected_by": OFFICE, "roster_correction.reason": OFFICE, "roster_correction.before": OFFICE, "roster_correction.after": OFFICE,
    "roster_unit.name": TOLD, "roster_unit.leader": TOLD, "roster_unit.contact": OWN, "roster_unit.phone": OWN,
    "motions_case.title": FOUND, "motions_case.where": FOUND, "motions_case.text": FOUND, "motions_case.grounds": FOUND,
    "motions_case.proposal": FOUND, "motions_case.category": FOUND, "motions_case.resolution": FOUND, "motions_case.intake_note": PARTIES,
    "motions_case.number": WORDLESS, "motions_case.former_number": WORDLESS,
    "motions_proposer.name": Sees("members", county=True), "motions_assignment.unit_name": TOLD, "motions_assignment.leader": Sees("parties", county=True),
    "motions_assignment.person": Sees("parties", county=True), "motions_assignment.relief_note": PARTIES, "motions_assignment.opinion": PARTIES,
    "motions_reply.number": TOLD, "motions_reply.text": FOUND, "motions_reply.signed_off_by": TOLD, "motions_reply.letter": WORDLESS,
    "motions_rating.comment": PARTIES, "motions_assignment.progress_note": PARTIES, "motions_assignment.extension_note": PARTIES,
    "motions_handover.place": MINUTES, "motions_handover.present": MINUTES, "motions_handover.note": MINUTES,
    "motions_contact.method": PARTIES, "motions_contact.present": PARTIES, "motions_contact.note": PARTIES, "motions_contact.signed_by": PARTIES,
    "motions_draft.number": DRAFT, "motions_draft.text": DRAFT, "motions_draft.contact": DRAFT, "motions_draft.written_by": DRAFT,
    **dict.fromkeys((f"motions_cosigning.{name}" for name in ("title", "where", "text", "grounds", "proposal", "category", "initiator_name")), SIGNERS),
    "motions_invitation.name": SIGNERS,
    "motions_draft.note": DRAFT, "motions_reply.in_name_of": TOLD, "motions_reply.contact": PARTIES,
    "attachments_file.name": PARTIES, "attachments_file.content": PARTIES, "attachments_file.person_name": PARTIES,
    "attachments_file.media": WORDLESS, "attachments_file.sha256": WORDLESS, "attachments_file.preview": WORDLESS,
    "motions_casefile.caption": PARTIES, "motions_casefile.added_name": PARTIES, "motions_casefile.removed_note": PARTIES,
    "motions_stage.name": WORDLESS, "motions_stage.note": MINUTES,
    "oversight_supervision.topic": FOUND, "oversight_supervision.field": FOUND, "oversight_supervision.findings": FOUND,
    "oversight_supervision.opinion": FOUND, "oversight_supervision.notice": TOLD, "oversight_supervision.closed_note": TOLD,
    "oversight_supervision.unit_name": TOLD, "oversight_supervision.planned_fen": TOLD, "oversight_supervision.executed_fen": TOLD,
    "oversight_participant.name": TOLD, "oversight_round.rectification": FOUND, "oversight_round.effect": FOUND,
    "rulebook_localrule.source": TOLD, "rulebook_localrule.note": TOLD, "rulebook_localrule.key": WORDLESS, "rulebook_localrule.value": WORDLESS,
    "accounts_card.digest": NOBODY, "accounts_card.device": NOBODY, "accounts_card.issued_by": WORDLESS, "accounts_passwordlink.digest": NOBODY,
    "accounts_secondfactor.secret": SELF, "accounts_secondfactor.recovery": WORDLESS,
    "accounts_savedfilter.name": SELF, "accounts_savedfilter.page": WORDLESS, "accounts_savedfilter.query": WORDLESS,
    "roster_office.phone": PUBLIC, "roster_office.address": PUBLIC, "roster_office.hours": PUBLIC,
    "motions_citation.town": WORDLESS, "motions_citation.town_name": WORDLESS, "motions_citation.number": WORDLESS,
    "motions_citation.title": Sees("parties", stream=True),
    "motions_citation.cited_name": PARTIES,
    "motions_promise.measure": TOLD, "motions_promise.leader": Sees("parties", county=True), "motions_promise.note": PARTIES,
    "motions_promiserating.comment": PARTIES, "motions_lookback.title": MINUTES, "motions_lookback.seed": MINUTES,
    "motions_lookbackvisit.findings": PARTIES, "motions_lookbackvisit.visitors": MINUTES, "motions_lookbackvisit.number": WORDLESS,
    "motions_lookbackvisit.amount_fen": Sees("parties", stream=True),
    **dict.fromkeys((f"guidance_letter.{name}" for name in ("number", "subject", "text", "answer")), LETTER),
    "guidance_letter.check_note": MINUTES, "guidance_letter.town": WORDLESS,
    **dict.fromkeys((f"guidance_call.{name}" for name in ("spoke_with", "note", "called_by")), OFFICE), "guidance_call.town": WORDLESS,
    "guidance_entry.name": OFFICE, "guidance_entry.phone": OFFICE, "guidance_entry.town": WORDLESS,
    **dict.fromkeys((f"referrals_referral.{name}" for name in ("number", "title", "where", "text", "proposal", "category", "county_number")), WORDLESS),
    **dict.fromkeys((f"referrals_referral.{name}" for name in ("deputy", "reason", "county_case_id")), Sees("parties", stream=True)),
    **dict.fromkeys((f"referrals_matter.{name}" for name in ("title", "where", "text", "proposal", "category", "deputy", "reason")), MATTER),
    **dict.fromkeys((f"referrals_matter.{name}" for name in ("number", "town", "town_name")), WORDLESS), "referrals_desk.town": WORDLESS,
    **dict.fromkeys((f"referrals_task.{name}" for name in ("title", "where", "text", "proposal", "category")), DESK),
    **dict.fromkeys((f"referrals_task.{name}" for name in ("reply", "reply_number", "signed_off_by", "sent_by")), DESK),
    "referrals_task.number": WORDLESS, "referrals_task.refusal": WORDLESS,
    "notices_choice.email": SELF, "notices_choice.webhook": SELF, "notices_choice.secret": SELF,
    **dict.fromkeys((f"notices_notice.{name}" for name in ("tenant", "key", "subject", "title", "number", "told")), WORDLESS),
    "notices_message.error": WORDLESS, "notices_call.said": OFFICE, "notices_call.by": OFFICE,
    **dict.fromkeys(("notices_choice.tenant", "notices_message.tenant", "notices_call.tenant", "notices_feed.tenant"), WORDLESS),
    "notices_feed.token": SELF,
    "imports_import.name": CLERKS, "imports_import.sent_by": CLERKS, "imports_row.cells": CLERKS, "imports_row.mistakes": WORDLESS,
    "motions_case.key_led_by": TOLD, "motions_case.report": TOLD,
    **dict.fromkeys((f"motions_telling.{name}" for name in ("line", "title", "where", "text", "proposal", "category", "note")), TELLER),
    "motions_telling.typed_by": WORDLESS, "motions_telling.deputy_name": WORDLESS,
    "accounts_token.name": OFFICE, "accounts_token.digest": NOBODY, "accounts_token.scopes": WORDLESS,
    "outbox_fact.private": PARTIES, "django_session.session_key": NOBODY, "django_session.session_data": WORDLESS,
    "people_person.name": TOLD, "people_person.login": OFFICE, "people_person.password": NOBODY, "people_person.language": WORDLESS,
}  # fmt: skip
#: Columns whose values are secrets as they stand.
SECRETS: Final = frozenset({
    "accounts_token.digest", "django_session.session_key", "people_person.password", "accounts_card.digest", "accounts_card.device",
    "accounts_passwordlink.digest", "accounts_secondfactor.secret", "notices_choice.secret",
    "notices_feed.token",
})  # fmt: skip
#: Numbers that are marked too, and the ids of rows of which only some may know.
NUMBERS: Final = frozenset({
    "roster_deputy.birth_year", "oversight_supervision.planned_fen", "oversight_supervision.executed_fen", "motions_lookbackvisit.amount_fen",
})  # fmt: skip
IDS: Final[dict[str, Sees]] = {
    "motions_case": FOUND, "oversight_supervision": FOUND, "people_person": OWN, "accounts_token": NOBODY, "referrals_matter": MATTER,
}  # fmt: skip
#: Ids of another congress's rows, which are marked where they are told.
ELSEWHERE: Final = frozenset({"referrals_referral.county_case_id"})
#: The county's views are copies of what its towns told.
COPIES: Final = frozenset({"countyviews"})
#: Tables that all congresses share and whose rows hold what people wrote: the wall shows each congress its own.
SHARED: Final = frozenset({"notices"})


class Home(NamedTuple):
    """Where a marked value stands: `subject` is the case or the supervision that the row belongs to, if it belongs to one; `row` the row's own id."""

    tenant: str
    column: str
    row: str
    subject: str


Marks = dict[str, set[Home]]


def people_of_one_town() -> list[type[models.Model]]:
    """The models whose rows belong to one town: those of the tenants' schemas that are no copies, what is written in shared ones, the people."""
    own = {name.rpartition(".")[2] for kind in ("township", "county") for name in settings.TENANT_TYPES[kind]["APPS"]} - COPIES | SHARED
    return [model for label in sorted(own) for model in apps.get_app_config(label).get_models(include_auto_created=True)] + [Person]


def written(model: type[models.Model]) -> Iterator[str]:
    """The columns of a model that can hold what a person wrote. Raises Untold for one that nobody has spoken about."""
    for field in model._meta.concrete_fields:
        column = f"{model._meta.db_table}.{field.column}"
        texts = isinstance(field, models.CharField | models.TextField | models.JSONField | models.BinaryField) and not field.choices
        if not texts and column not in NUMBERS | ELSEWHERE:
            continue
        if column not in COLUMNS:
            raise Untold(f"{column} is new: say in tests/proof/leaks/marks.py COLUMNS who may see it, and mark it in world.py")
        if COLUMNS[column] is not WORDLESS:
            yield field.column


def found_in(tenant: Any) -> Marks:
    """Every marked value of a tenant's own rows, with where it stands. Entered as the web does."""
    found: Marks = {}
    with tenant_context(tenant):
        for model in people_of_one_town():
            path, columns = _path_to_subject(model), list(written(model))
            for row in model._default_manager.values("pk", *columns, *filter(None, [path])):
                for name, value in _values(model, row, columns):
                    column = f"{model._meta.db_table}.{name}"
                    for mark in {str(value)} if column in SECRETS | ELSEWHERE or name == "pk" else marks_in(str(value)):
                        subject = str(row[path]) if path else ""
                        found.setdefault(mark, set()).add(Home(tenant.schema_name, column, str(row["pk"]), subject))
        for mark, home in _kept(tenant.schema_name):
            found.setdefault(mark, set()).add(home)
    return found


def _kept(tenant: str) -> Iterator[tuple[str, Home]]:
    """What of the facts of cases stays in the town's log."""
    for pk, subject, private in Fact.objects.filter(tenant=tenant, subject__startswith="case/").values_list("pk", "subject", "private"):
        for mark in marks_in(str(private)):
            yield mark, Home(tenant, "outbox_fact.private", str(pk), subject.partition("/")[2])


def _values(model: type[models.Model], row: dict[str, Any], columns: list[str]) -> Iterator[tuple[str, Any]]:
    yield from ((name, row[name]) for name in columns if row[name] not in (None, ""))
    if model._meta.db_table in IDS:
        yield "pk", row["pk"]


@cache
def _path_to_subject(model: type[models.Model]) -> str:
    """The foreign keys that lead from a row to its case or supervision."""
    if model._meta.label in ("motions.Case", "oversight.Supervision", "referrals.Referral"):
        return "pk"
    for field in model._meta.concrete_fields:
        above = field.related_model
        if above is not None and above is not model and above._meta.app_label == model._meta.app_label and (path := _path_to_subject(above)):
            return f"{field.name}__{path}" if path != "pk" else f"{field.name}_id"
    return ""


def unmarked(marks: Iterable[Home]) -> set[str]:
    """The columns that may hold private words and of which no row has a mark: nobody would notice that they leak."""
    wanted = {f"{model._meta.db_table}.{name}" for model in people_of_one_town() for name in written(model)}
    return wanted - {home.column for home in marks}


def sees(home: Home) -> Sees:
    table, _, column = home.column.partition(".")
    told = IDS[table] if column == "pk" else COLUMNS[home.column]
    assert told is not None
    return told


# ---------------------------------------------------------------- what an answer shows
def marks_in(text: str) -> set[str]:
    return {*WORD.findall(text), *NUMBER.findall(text), *YEAR.findall(text)}


def shown_in(text: str, secrets: Iterable[str] = ()) -> set[str]:
    """Every mark, id and secret in a text: as it stands, as HTML and addresses write it, and packed into cursors and ids."""
    whole = "\n".join([text, html.unescape(text), unquote(text), *_unpacked(text)])
    return marks_in(whole) | {found.lower() for found in UUIDS.findall(whole)} | {secret for secret in secrets if secret in whole}


def _unpacked(text: str) -> Iterator[str]:
    for packed in set(PACKED.findall(text)):
        try:
            yield base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode()
        except (binascii.Error, UnicodeDecodeError, ValueError):
            continue
