"""What goes between the towns and their counties in the filled installation: by commands on either side, and by the reactor from one to the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from django.utils import timezone

import guidance.commands as guidance
import notices.commands as notices
import referrals.commands as referrals
from bus.models import Parked
from bus.postgres import LogStream
from bus.runner import Runner
from guidance.models import Letter
from hub import wiring
from notices.models import Message, Notice
from outbox import sequencer
from referrals.models import Matter, Task
from tests.proof.leaks.marks import number, word
from tests.proof.leaks.world import COUNTY, OTHER_COUNTY, STRANGER, VICTIM, Hands, Records, as_towns_cases
from townships.context import tenant_context
from townships.models import Tenant

PAIRS = ((VICTIM, COUNTY), (STRANGER, OTHER_COUNTY))


class Between:
    """`begin`, `answer` and `end` are what people do, as the web; `carry` is the worker's, after each of them."""

    def __init__(self, found: Mapping[str, Records]) -> None:
        self.found = found

    @contextmanager
    def at(self, schema: str) -> Iterator[Hands]:
        tenant = Tenant.objects.get(schema_name=schema)
        with tenant_context(tenant):
            yield Hands(tenant, self.found[schema], timezone.now())

    def carry(self) -> None:
        """Until a fact starts nothing more."""
        while sequencer.place_all():
            for name in ("reactor", "notifier"):
                runner = Runner(wiring.consumer(name), LogStream())
                while runner.step(200, 0.05):
                    pass
                runner.close()
        parked = list(Parked.objects.values_list("consumer", "subject", "error"))
        assert not parked, f"a reactor could not do something: {parked}"

    def begin(self) -> None:
        """The county connects the town's government with its desk, rings the town and writes to it."""
        for town, county in PAIRS:
            about = self.found[town].ids["Case"]["in_hand"]
            with self.at(county) as above:
                above.do("clerk", referrals.connect_desk, 31, unit_id=above.records.ids["Unit"]["helper"], town=town)
                above.do("clerk", guidance.keep_entry, 30, town=town, post="chair", name=word(), phone=number())
                above.do("clerk", guidance.note_call_to_town, 30, town=town, case_id=about, spoke_with=word(), note=word())
                told = {"number": word(), "subject": word(), "text": word(), "answer_by": above.day(20), "check_on": above.day(19)}
                letter = above.keep("Letter", "letter", above.do("clerk", guidance.send_letter, 29, town=town, case_ids=[about], **told))
            self.found[town].ids["Letter"] = {"letter": letter}

    def answer(self) -> None:
        """The town signs and answers; at the county one matter is taken up, the other is not."""
        for town, county in PAIRS:
            with self.at(town) as below:
                task = below.keep("Task", "secret_desk", self.found[county].ids["Assignment"]["secret_desk_helper"])
                reply = {"number": word(), "meaning": "solved", "text": word(), "signed_off_by": word()}
                below.do("helper", referrals.reply_task, 27, task_id=task, seen=Task.objects.get(pk=task).version, **reply)
                letter = below.records.ids["Letter"]["letter"]
                below.do("chair", guidance.answer_letter, 26, letter_id=letter, seen=Letter.objects.get(pk=letter).version, answer=word())
            with self.at(county) as above:
                self._settle(above, town)

    def _settle(self, above: Hands, town: str) -> None:
        for at in (one.schema for one in self.found.values() if one.county == above.records.schema and one.level == "township"):
            above.keep("Matter", f"{at}-referred", self._matter(at, "referred"))
        taken, declined = self._matter(town, "referred"), above.keep("Matter", f"{town}-declined", self._matter(town, "secret_again"))
        deputy = above.records.ids["Deputy"]["deputy"]
        above.do("deputy", referrals.take_up, 25, matter_id=taken, seen=Matter.objects.get(pk=taken).version, proposer_ids=[deputy])
        above.keep("Case", "taken_up", Matter.objects.get(pk=taken).case_id)
        above.do("clerk", referrals.decline_matter, 25, matter_id=declined, seen=Matter.objects.get(pk=declined).version, reason=word())

    def _matter(self, town: str, what: str) -> UUID:
        """A matter has the number of the town's case."""
        return self.found[town].ids["Case"][what]

    def end(self) -> None:
        """The county looks again; every office rings a deputy up whom no message reaches."""
        for schema, records in self.found.items():
            with self.at(schema) as office:
                office.do("clerk", notices.note_sheet_call, 0, deputy_id=records.ids["Deputy"]["deputy"], outcome="rang", note=word())
                told = Notice.objects.filter(tenant=schema, addressee=records.people["chair"]).latest("id").pk
                office.do("chair", notices.read_notices, 0, notice_ids=[told])
                office.keep("Notice", "chair", told)
                office.keep("Message", "chair", Message.objects.filter(tenant=schema).latest("id").pk)
        for _, county in PAIRS:
            with self.at(county) as above:
                letter = above.records.ids["Letter"]["letter"]
                seen = Letter.objects.get(pk=letter).version
                above.do("clerk", guidance.check_letter, 18, letter_id=letter, seen=seen, settled=False, note=word(), check_on=above.day(10))
        as_towns_cases(self.found)
