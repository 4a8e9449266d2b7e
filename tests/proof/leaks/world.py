"""Five congresses of two counties, alike, in which every word is marked: what each keeps, the others must never see."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import msgspec
from django.db import transaction

import attachments.commands as attachments
import imports.commands as imports
import motions.commands as motions
import notices.commands as notices
import oversight.commands as oversight
import referrals.commands as referrals
import roster.commands as roster
import rulebook.commands as rulebook
from accounts import cards, factor, filters, passwords, tokens
from countysearch import indexer
from countysearch.documents import Document
from countysearch.engines import current_engine
from countyviews.project import Projector
from deadlines.models import Deadline
from motions.models import Assignment, Case, CaseFile, Citation, Draft, LookBackVisit, Promise, Telling
from motions.queries import correctables
from notices.queries import calendar_token
from outbox.command import Receipt
from outbox.events import Envelope
from outbox.models import Fact
from oversight.models import Supervision
from people import commands as people
from people.actor import Actor, Role, system
from people.models import Membership, Person
from people.queries import actor_of
from tests.proof.leaks import marks
from tests.proof.leaks.doors import VICTIM
from tests.proof.leaks.marks import number, word
from tests.unit.test_attachments_content import photo
from townships.clock import local_date, start_of
from townships.context import tenant_context
from townships.ids import new_id
from townships.models import Domain, Tenant

NEIGHBOUR, COUNTY, STRANGER, OTHER_COUNTY = "t610981101", "c610981", "t500101109", "c500101"
CONGRESSES: Final = (VICTIM, NEIGHBOUR, COUNTY, STRANGER, OTHER_COUNTY)
PASSWORD: Final = "correct-horse-battery"
FIRST_YEAR: Final = 1917
#: Who may know of a case or a supervision, beside the office; "everybody" stands for strangers too.
WHOSE: Final[Mapping[str, frozenset[str]]] = {
    "waiting": frozenset({"deputy"}),
    "refused": frozenset({"deputy"}),
    "registered": frozenset({"deputy", "other_deputy", "hats"}),
    "in_hand": frozenset({"deputy", "other_deputy", "hats", "unit", "lead", "helper"}),
    "secret": frozenset({"deputy", "unit", "lead", "helper"}),
    "secret_ended": frozenset({"deputy", "unit", "lead"}),
    "secret_again": frozenset({"deputy", "unit", "lead"}),
    "ended": frozenset({"everybody"}),
    "motion": frozenset({"everybody"}),
    "referred": frozenset({"everybody"}),
    "taken_up": frozenset({"deputy"}),
    "secret_desk": frozenset({"deputy", "helper"}),
    "planned": frozenset({"deputy", "other_deputy", "hats"}),
    "sent": frozenset({"deputy", "unit", "lead"}),
    "closed": frozenset({"everybody"}),
}
#: Who has a part in it and sees it whole.
PARTIES: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(("waiting", "refused", "registered", "referred", "taken_up"), frozenset({"deputy"})),
    "secret_desk": frozenset({"deputy", "helper"}),
    **dict.fromkeys(("in_hand", "secret"), frozenset({"deputy", "unit", "lead", "helper"})),
    **dict.fromkeys(("secret_ended", "secret_again", "ended", "sent", "closed"), frozenset({"deputy", "unit", "lead"})),
    "motion": frozenset({"deputy", "other_deputy", "hats", "quiet", "unit", "lead"}),
    "planned": frozenset(),
}


class Records(msgspec.Struct):
    """A congress's records by kind and by what they are for; the people by their part."""

    schema: str
    county: str
    level: str
    host: str
    ids: dict[str, dict[str, UUID]] = {}
    people: dict[str, UUID] = {}
    tokens: dict[str, str] = {}
    contents: dict[str, UUID] = {}
    calendar: str = ""

    def one(self, kind: str) -> UUID:
        return next(iter(self.ids[kind].values()))


class Hands:
    """Whoever does something in one congress; it must be entered."""

    def __init__(self, tenant: Tenant, records: Records, now: datetime) -> None:
        self.tenant, self.records, self.now = tenant, records, now

    def actor(self, part: str) -> Actor:
        return actor_of(Person.objects.get(pk=self.records.people[part]), self.tenant, local_date(self.now))

    def do(self, part: str, command: Callable[..., Receipt], days: int, **given: Any) -> UUID:
        """A command as that person, so many days ago."""
        at = self.now - timedelta(days=days)
        return command(actor=self.actor(part), now=self.now, at=at, command_id=uuid4(), **given).id

    def day(self, ago: int) -> date:
        return local_date(self.now) - timedelta(days=ago)

    def keep(self, kind: str, what: str, made: UUID) -> UUID:
        self.records.ids.setdefault(kind, {})[what] = made
        return made

    def step(self, case: UUID, part: str, command: Callable[..., Receipt], days: int, **given: Any) -> None:
        self.do(part, command, days, case_id=case, seen=Case.objects.get(pk=case).version, **given)

    def part(self, what: str, part: str, command: Callable[..., Receipt], days: int, **given: Any) -> None:
        assignment = Assignment.objects.select_related("case").get(pk=self.records.ids["Assignment"][what])
        self.do(part, command, days, assignment_id=assignment.pk, seen=assignment.case.version, **given)


class Filling(Hands):
    """Fills one congress."""

    def __init__(self, tenant: Tenant, place: int, now: datetime) -> None:
        host = Domain.objects.get(tenant=tenant, is_primary=True).domain
        super().__init__(tenant, Records(tenant.schema_name, tenant.county_schema, tenant.type, host), now)
        self.year = FIRST_YEAR + place
        self.system = system(tenant.schema_name, tenant.county_schema, tenant.type, "tests")

    # ------------------------------------------------------------ who
    def person(self, part: str, role: Role | None = None) -> UUID:
        made = people.enrol(actor=self.system, login=f"{word()}.{part}", name=word(), password=PASSWORD)
        self.records.people[part] = made
        if role:
            people.grant(actor=self.system, tenant=self.tenant.schema_name, person_id=made, role=role, valid_from=self.day(400))
        return made

    # ------------------------------------------------------------ what
    def fill(self) -> Records:
        self.person("clerk", Role.CLERK)
        former = self.person("former", Role.CLERK)
        held = Membership.objects.get(person_id=former)
        people.revoke(actor=self.system, tenant=self.tenant.schema_name, membership_id=held.pk, now_on=local_date(self.now))
        self.roster()
        for what in ("waiting", "refused", "registered", "in_hand", "secret", "secret_ended", "ended"):
            self.suggestion(what)
        for what in ("secret_again", "referred") if self.tenant.type == "township" else ("secret_desk",):
            self.suggestion(what)
        if self.tenant.type == "township":
            self.motion()
            self.sheet()
        for what in ("secret_ended", "ended"):
            self.promises(what)
        self.look_back()
        self.correct("in_hand")
        self.cosigning()
        for what in ("planned", "sent", "closed"):
            self.supervision(what)
        for what in ("secret", "in_hand", "ended"):
            self.attach(what, removed=what == "in_hand")
        self.secrets()
        self.note_the_rest()
        return self.records

    def roster(self) -> None:
        term = self.keep("Term", "term", self.do("clerk", roster.open_term, 400, number=19, opens_on=self.day(400)))
        opens = self.day(60)
        sat = {"opens_on": opens, "closes_on": opens + timedelta(days=2), "motions_cut_off": start_of(opens) + timedelta(hours=35)}
        self.keep("Session", "session", self.do("clerk", roster.add_session, 100, term_id=term, number=3, **sat))
        village = self.keep("Village", "village", self.do("clerk", roster.add_village, 400, name=word()))
        district = {"term_id": term, "number": 1, "name": word(), "seats": 3, "village_ids": [village]}
        district_id = self.keep("District", "district", self.do("clerk", roster.add_district, 400, **district))
        for place, part in enumerate(("deputy", "chair", "other_deputy", "hats", "quiet", "silent"), 1):
            signs_in = {"person_id": self.person(part)} if part not in ("hats", "quiet", "silent") else {}
            self.seat(part, place, term, district_id if part == "deputy" else None, **signs_in)
        deputies = self.records.ids["Deputy"]
        group = {"term_id": term, "name": word(), "leader_id": deputies["deputy"], "member_ids": [deputies["deputy"], deputies["quiet"]]}
        self.keep("DeputyGroup", "group", self.do("clerk", roster.form_group, 390, **group))
        self.keep("PresidiumSeat", "seat", self.do("clerk", roster.seat_presidium, 390, deputy_id=deputies["chair"], role="chair"))
        for place, part in enumerate(("unit", "helper", "other_unit")):
            kind = "township_government" if part == "helper" else "government_office"
            told = {"name": word(), "kind": kind, "leader": word(), "contact": word(), "phone": number()}
            unit = self.keep("Unit", part, self.do("clerk", roster.open_unit, 390 - place, **told))
            self.do("clerk", roster.assign_unit_person, 380, unit_id=unit, person_id=self.person(part))
            if part == "unit":
                self.do("clerk", roster.assign_unit_person, 380, unit_id=unit, person_id=self.person("lead"), leads=True)
        self.do("clerk", roster.set_office, 380, phone=number(), address=word(), hours=word())
        corrected = {"reason": word(), "phone": number()}
        self.do("clerk", roster.change_deputy, 300, deputy_id=deputies["deputy"], seen=1, **corrected)

    def seat(self, part: str, place: int, term: UUID, district_id: UUID | None, **more: Any) -> None:
        born = self.year if part == "deputy" else 1970
        told = {"name": word(), "sex": "female", "birth_year": born, "mandate_from": self.day(400), "occupation": word(), "phone": number()}
        self.keep("Deputy", part, self.do("clerk", roster.seat_deputy, 400, term_id=term, number=place, district_id=district_id, **told, **more))

    def suggestion(self, what: str) -> None:
        """Of the first deputy, brought as far as its name says."""
        told = {name: word() for name in ("title", "where", "proposal", "category")} | {"public": not what.startswith("secret")}
        told["text"] = f"{word()} {'沟渠清淤' if what == 'ended' else '道路硬化'}"
        case = self.keep("Case", what, self.do("deputy", motions.submit_suggestion, 50, proposer_ids=[self.records.ids["Deputy"]["deputy"]], **told))
        if what == "waiting":
            return
        if what == "refused":
            self.step(case, "clerk", motions.not_accept, 49, reason="petition", note=word())
            return
        self.step(case, "clerk", motions.register, 49)
        if what == "registered":
            return
        if what == "referred":
            self.step(case, "clerk", referrals.refer_upward, 48, way="taken_up", deputy=word(), note=word())
            return
        self.hand_over(what, case)
        if what == "secret_desk":
            return
        if what in ("in_hand", "secret"):
            self.work_on(what)
            return
        meaning = {"secret_again": "referred", "ended": "planned", "secret_ended": "under_way"}[what]
        self.answer(what, case, 44, meaning, "dissatisfied" if what == "secret_again" else "satisfied")
        if what == "secret_again":
            if Case.objects.get(pk=case).state != "rework":  # some provinces' rules order it themselves
                self.step(case, "chair", motions.order_rework, 41, note="再办一次。")
            self.answer(what, case, 40, "planned", "dissatisfied")
            self.step(case, "clerk", motions.hold_stage, 37, note=word())

    def work_on(self, what: str) -> None:
        """What is said and written while a case is in hand; a draft that its leader sends back, or an application to be relieved."""
        self.part(f"{what}_helper", "helper", motions.assist, 45, opinion=word())
        if what == "in_hand":
            self.part(what, "chair", motions.press, 45, note=word())
            self.step(self.records.ids["Case"][what], "chair", motions.name_key, 45, led_by=word(), note=word())
        heard = {"deputy_ids": [self.records.ids["Deputy"]["deputy"]], **{name: word() for name in ("method", "note", "present", "signed_by")}}
        self.part(what, "unit", motions.contact_deputy, 45, **heard)
        self.part(what, "unit", motions.note_progress, 45, note=word())
        draft = self.draft(what, 45)
        if what == "secret":
            self.part(what, "unit", motions.apply_for_relief, 44, note=word())
            return
        self.do("lead", motions.send_back_draft, 44, draft_id=draft.pk, seen=draft.version, note=word())
        self.part(what, "unit", motions.apply_for_extension, 44, note=word())

    def attach(self, what: str, removed: bool = False) -> None:
        """A paper of the clerk's, with words of its own in it."""
        clerk, text = self.actor("clerk"), word()
        stored = attachments.store(actor=clerk, name="a.pdf", data=f"%PDF-1.4\n% {text}\n%%EOF\n".encode())
        file_id = self.keep("File", what, self.do("clerk", attachments.keep, 0, name=f"{word()}.pdf", stored=stored))
        self.records.contents[text] = file_id
        case = self.records.ids["Case"][what]
        self.step(case, "clerk", motions.attach_file, 0, file_id=file_id, purpose="sheet", caption=word())
        earlier = motions.Cited(
            town=self.tenant.schema_name, town_name=self.tenant.name, cited_id=new_id(), number="", title=word(), outcome=None, concluded_on=None
        )
        self.step(case, "clerk", motions.cite, 0, cited=earlier)
        self.keep("Citation", what, Citation.objects.filter(case_id=case).latest("id").pk)
        held = self.keep("CaseFile", what, CaseFile.objects.get(file_id=file_id).pk)
        if removed:
            self.do("clerk", motions.remove_file, 0, attachment_id=held, seen=Case.objects.get(pk=case).version, note=word())

    def tell(self) -> None:
        """A photo of the deputy's, typed out and waiting for the deputy's yes."""
        actor = self.actor("deputy")
        stored = attachments.store(actor=actor, name="a.jpg", data=photo())
        file_id = self.do("deputy", attachments.keep, 0, name="a.jpg", stored=stored)
        told = self.do("deputy", motions.tell, 0, deputy_id=self.records.ids["Deputy"]["deputy"], file_ids=[file_id], line=word())
        self.keep("Telling", "told", told)
        for command, part, given in (
            (motions.type_out, "clerk", {name: word() for name in ("title", "text", "where", "proposal", "category")}),
            (motions.dispute_telling, "deputy", {"note": word()}),
        ):
            self.do(part, command, 0, telling_id=told, seen=Telling.objects.get(pk=told).version, **given)

    def draft(self, what: str, days: int, meaning: str = "solved") -> Draft:
        self.part(what, "unit", motions.draft_reply, days, meaning=meaning, **{name: word() for name in ("number", "text", "contact")})
        draft = Draft.objects.filter(assignment_id=self.records.ids["Assignment"][what]).latest("round")
        self.keep("Draft", what, draft.pk)
        return draft

    def answer(self, what: str, case: UUID, days: int, meaning: str, result: str) -> None:
        """Drafted, signed off, delivered and rated, a day each."""
        draft = self.draft(what, days, meaning)
        self.do("lead", motions.sign_off, days, draft_id=draft.pk, seen=draft.version)
        self.step(case, "clerk", motions.deliver, days - 1, channel="face_to_face")
        rated = {"deputy_id": self.records.ids["Deputy"]["deputy"], "attitude": result, "result": result, "comment": word()}
        self.step(case, "deputy", motions.rate, days - 2, **rated)

    def hand_over(self, what: str, case: UUID) -> None:
        units, helped = self.records.ids["Unit"], what in ("in_hand", "secret")
        answers = units["helper" if what == "secret_desk" else "unit"]
        parts = [motions.Handling(unit_id=answers, part="lead" if helped else "sole", leader=word(), person=word())]
        parts += [motions.Handling(unit_id=units["helper"], part="assisting", leader=word(), person=word())] if helped else []
        self.step(case, "clerk", motions.propose_handling, 48, parts=parts)
        self.step(case, "chair", motions.approve_handling, 47)
        if what == "secret_ended":
            seen = motions.SeenCase(case_id=case, seen=Case.objects.get(pk=case).version)
            self.keep("HandOverMeeting", what, self.do("clerk", motions.hand_over_many, 46, cases=[seen], place=word(), note=word(), present=word()))
        else:
            self.step(case, "clerk", motions.hand_over, 46, occasion="meeting")
        for name, unit in ((what, "unit"), (f"{what}_helper", "helper")):
            for found in Assignment.objects.filter(case_id=case, unit_id=units[unit]):
                self.keep("Assignment", name, found.pk)

    def promises(self, what: str) -> None:
        """What the reply promised, called kept and judged; what everybody may read of was promised anew before."""
        case = self.records.ids["Case"][what]
        self.part(what, "unit", motions.make_promise, 36, measure=word(), leader=word(), due_on=self.day(20))
        made = self.keep("Promise", f"{what}_first", Promise.objects.get(case_id=case).pk)
        if what == "ended":
            self.promised(made, "unit", motions.promise_anew, 36, due_on=self.day(10), note=word(), measure=word(), leader=word())
            made = Promise.objects.get(renews_id=made).pk
        self.keep("Promise", what, made)
        self.promised(made, "unit", motions.keep_promise, 35, note=word())
        self.promised(made, "deputy", motions.rate_fulfilment, 34, fulfilment="done", comment=word())

    def promised(self, made: UUID, part: str, command: Callable[..., Receipt], days: int, **given: Any) -> None:
        self.do(part, command, days, promise_id=made, seen=Case.objects.get(promises=made).version, **given)

    def correct(self, what: str) -> None:
        """How the unit spoke with the deputy was entered wrongly."""
        case = self.records.ids["Case"][what]
        found = correctables(viewer=self.actor("clerk"), case_id=case)
        wrong = next(one for one in found if one["what"] == "method")
        agreed = {"deputy_ids": list(wrong["deputies"]), "unit_ids": list(wrong["units"])}
        self.step(case, "clerk", motions.correct, 0, what="method", about=wrong["about"], correction=word(), note=word(), channel="paper", **agreed)

    def look_back(self) -> None:
        """All that was replied to, and what was found at two of them."""
        told = {"title": word(), "since": self.day(60), "until": self.day(0), "seed": word()}
        plan = self.keep("LookBack", "plan", self.do("clerk", motions.plan_look_back, 33, **told))
        for what in ("secret_ended", "ended"):
            case = Case.objects.get(pk=self.records.ids["Case"][what])
            visit = self.keep("LookBackVisit", what, LookBackVisit.objects.get(plan_id=plan, case=case).pk)
            found = {"visitors": word(), "findings": word(), "fulfilment": "done", "amount_fen": int(number())}
            self.do("clerk", motions.return_visit, 32, visit_id=visit, seen=case.version, **found)
        for waits in LookBackVisit.objects.filter(plan_id=plan, visited_on=None):
            self.keep("LookBackVisit", "secret_again", waits.pk)

    def sheet(self) -> None:
        """From Excel, with a row that is wrong."""
        written = f"单位名称,单位类别,负责人\n{word()},派出机构,{word()}\n{word()},{word()},{word()}\n".encode()
        rows = imports.read_sheet(actor=self.actor("clerk"), now=self.now, kind="units", name="单位.csv", data=written)
        self.keep("SheetImport", "sheet", self.do("clerk", imports.keep_sheet, 20, kind="units", name=word(), rows=rows))

    def motion(self) -> None:
        """Signed by five, in session; listed and voted on."""
        deputies = [one for part, one in self.records.ids["Deputy"].items() if part != "silent"]
        told = {"title": word(), "grounds": word(), "proposal": word(), "category": word()}
        case = self.keep("Case", "motion", self.do("clerk", motions.file_motion, 60, proposer_ids=deputies, channel="paper", **told))
        self.step(case, "clerk", motions.list_motion, 59)
        self.step(case, "clerk", motions.deliberate_motion, 59, note=word())
        self.step(case, "clerk", motions.decide_motion, 58, votes_for=5, votes_against=0, votes_abstained=0, resolution=word())
        charged = {"unit_id": self.records.ids["Unit"]["unit"], "due_on": self.day(30), **{name: word() for name in ("leader", "person", "note")}}
        self.step(case, "clerk", motions.charge_unit, 57, **charged)
        self.keep("Assignment", "motion", Assignment.objects.get(case_id=case).pk)
        self.part("motion", "unit", motions.carry_out_resolution, 56, note=word())
        self.step(case, "clerk", motions.report_back, 55, report=word())

    def cosigning(self) -> None:
        """A motion's draft of the first deputy, on which another is asked to sign; and one of a suggestion."""
        deputies = self.records.ids["Deputy"]
        told = {name: word() for name in ("title", "grounds", "proposal", "category")} | {"initiator_id": deputies["deputy"]}
        asked = {"deputy_ids": [deputies["other_deputy"]]}
        self.keep("Cosigning", "motion", self.do("deputy", motions.open_cosigning, 62, kind="motion", **told, **asked))
        told = {name: word() for name in ("title", "text", "where", "proposal", "category")} | {"initiator_id": deputies["deputy"]}
        self.keep("Cosigning", "suggestion", self.do("deputy", motions.open_cosigning, 20, kind="suggestion", **told, **asked))

    def supervision(self, what: str) -> None:
        fen = {name: int(number()) for name in ("planned_fen", "executed_fen")}
        told = {"topic": word(), "field": word(), "notice": word(), "form": "inspection", "stage": "during", "public": what != "sent", **fen}
        made = self.do("clerk", oversight.plan_supervision, 40, planned_on=self.day(38), unit_id=self.records.ids["Unit"]["unit"], **told)
        self.keep("Supervision", what, made)
        if what == "planned":
            return
        deputy = [self.records.ids["Deputy"]["deputy"]]
        self.look(made, "clerk", oversight.carry_out, 38, findings=word(), deputy_ids=deputy, names=[word()])
        self.look(made, "clerk", oversight.send_opinion, 37, opinion=word(), due_on=self.day(10))
        self.look(made, "unit", oversight.report_rectification, 36, rectification=word())
        if what == "closed":
            self.look(made, "clerk", oversight.look_back, 35, effect=word(), effectiveness="effective", deputy_ids=deputy)
            self.look(made, "clerk", oversight.close, 34, note=word())

    def look(self, made: UUID, part: str, command: Callable[..., Receipt], days: int, **given: Any) -> None:
        self.do(part, command, days, supervision_id=made, seen=Supervision.objects.get(pk=made).version, **given)

    def secrets(self) -> None:
        """Tokens, good and bad; and a rule of the congress's own."""
        for name, scopes in (("clerk", ["read", "write"]), ("reader", ["read"]), ("revoked", ["read", "write"])):
            told = {"person_id": self.records.people["clerk"], "name": word(), "scopes": scopes, "lifetime": timedelta(days=30), "now": self.now}
            token_id, self.records.tokens[name] = tokens.create(**told)
            if name == "revoked":
                tokens.revoke(token_id=token_id, now=self.now)
        self.ways_in()
        self.tell()
        rule = {"rule_id": new_id(), "key": "opinion_due_months", "value": "2", "source": word(), "note": word(), "valid_from": self.day(30)}
        self.keep("Rule", "rule", self.do("clerk", rulebook.adopt_rule, 30, **rule))

    def ways_in(self) -> None:
        """A deputy's card in use, a link to a new password, a second factor that is being set up, a saved filter."""
        clerk = self.actor("clerk")
        made = cards.issue(actor=clerk, deputy_id=self.records.ids["Deputy"]["deputy"], seen=None, now=self.now)
        cards.enter(card_id=made.card_id, device=word(), now=self.now, address="")
        passwords.help_to(actor=clerk, person_id=self.records.people["lead"], now=self.now)
        chair = Person.objects.get(pk=self.records.people["chair"])
        factor.begun(chair)
        filters.save(person=chair, name=word(), page="/cases", query="overdue=1")
        self.do("chair", notices.open_calendar, 0)
        self.records.calendar = calendar_token(viewer=self.actor("chair"))
        self.do("chair", notices.choose_notices, 0, email=f"{word()}@office.example.com", webhook=f"https://{word()}.example.com/hook")

    def note_the_rest(self) -> None:
        for entry in Deadline.objects.filter(tenant=self.tenant.schema_name).order_by("id"):
            subject = UUID(entry.subject.partition("/")[2])
            known = {**self.records.ids["Case"], **self.records.ids["Supervision"]}
            self.keep("Deadline", f"{next(name for name, one in known.items() if one == subject)}-{entry.kind}", entry.pk)
        self.keep("Person", "clerk", self.records.people["clerk"])


def fill(now: datetime) -> dict[str, Records]:
    """All five, as the web."""
    found = {}
    for place, schema in enumerate(CONGRESSES):
        tenant = Tenant.objects.get(schema_name=schema)
        with tenant_context(tenant):
            found[schema] = Filling(tenant, place, now).fill()
    _two_hats(found)
    return found


def login_of(found: Mapping[str, Records], schema: str, part: str) -> str:
    """The sign-in name of somebody; it is marked, as all that they wrote is."""
    with tenant_context(Tenant.objects.get(schema_name=schema)):
        return Person.objects.get(pk=found[schema].people[part]).login


def _two_hats(found: Mapping[str, Records]) -> None:
    """The neighbour's clerk holds a mandate in the victim's town too: there he is a deputy and nothing else."""
    victim, person = found[VICTIM], found[NEIGHBOUR].people["clerk"]
    with tenant_context(Tenant.objects.get(schema_name=VICTIM)) as tenant:
        office = system(VICTIM, COUNTY, "township", "tests")
        people.grant(
            actor=office, tenant=VICTIM, person_id=person, role=Role.DEPUTY, holder=victim.ids["Deputy"]["hats"], valid_from=date(2025, 1, 1)
        )  # fmt: skip
        del tenant
    victim.people["hats"] = person


def as_towns_cases(found: Mapping[str, Records]) -> None:
    """A county knows the cases and the supervisions of all its congresses by their own numbers."""
    for records in found.values():
        for kind in ("Case", "Supervision"):
            for other in found.values():
                if other.schema == records.county:
                    other.ids.setdefault(f"Town{kind}", {}).update({f"{records.schema}-{what}": one for what, one in records.ids[kind].items()})


def work() -> None:
    """What the workers do: facts get their places, views and search follow. One document is filed under a county that is not its town's."""
    facts = list(_told())
    with transaction.atomic():
        projector = Projector()
        projector.apply([fact for fact in facts if fact.audience == "county" and projector.wants(fact.type)])
    engine = current_engine()
    index = indexer.begin(engine)
    indexer.apply([fact for fact in facts if fact.subject.startswith(("case/", "supervision/"))])
    engine.write(index, [MISFILED])
    engine.measure()


def _told() -> Iterator[Envelope]:
    for row in Fact.objects.order_by("id").values_list("envelope", flat=True):
        yield msgspec.json.decode(row, type=Envelope)


MISFILED: Final = Document(
    tenant=STRANGER, subject=f"case/{new_id()}", incarnation=1, version=1, county=COUNTY, public=True, tenant_name="", kind="case",
    state="concluded", title=word(), text=word(), reply=word(), outcome=word(), opened_on=date(2026, 1, 5),
)  # fmt: skip


def marks_of(found: Mapping[str, Records]) -> marks.Marks:
    whole: marks.Marks = {}
    for schema in found:
        for mark, homes in marks.found_in(Tenant.objects.get(schema_name=schema)).items():
            whole.setdefault(mark, set()).update(homes)
    for records in found.values():
        _of_files(whole, records)
    for text in (MISFILED.title, MISFILED.text, MISFILED.reply, MISFILED.outcome):
        whole[text] = {marks.Home(STRANGER, "motions_case.title", "", "")}
    return whole


def _of_files(whole: marks.Marks, records: Records) -> None:
    """A file belongs to the case to which it was put; what is in it stands in no column, nor does the address of a calendar."""
    cases = {str(file_id): str(records.ids["Case"][what]) for what, file_id in records.ids["File"].items()}
    for mark, homes in whole.items():
        of_files = {home for home in homes if home.tenant == records.schema and home.column.startswith("attachments_file.")}
        whole[mark] = (homes - of_files) | {home._replace(subject=cases.get(home.row, "")) for home in of_files}
    for text, file_id in records.contents.items():
        whole[text] = {marks.Home(records.schema, "attachments_file.content", str(file_id), cases[str(file_id)])}
    whole[records.calendar] = {marks.Home(records.schema, "notices_feed.token", "", "")}
