"""One suggestion's life 建议的一生: from the deputy's hand to the deputy's judgement, as the steps that commands take.

Sources of the limits it keeps: reply within three months of hand-over (代表法 第五十一条), hand-over within a month of a
session, rating within twenty workdays of receipt and rework within a month (local rules, for reference).
"""

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zlib import crc32

import msgspec

from hub.demo.content import Matter
from hub.demo.days import SHANGHAI, moment_on, workday_from, workdays_after
from hub.demo.diary import Diary
from hub.demo.manners import MANNERS
from hub.demo.shapes import Affair, Congress, Session, Unit

MEETING_TIME = time(9, 30)
RATING_WORKDAYS = 8
HANDED_OVER_DAYS = 10
HANDED_IN = ("paper", "phone", "face_to_face")
REFUSALS = (
    ("not_accept", "petition", "所提事项属于转交的个人信访请求，已告知通过信访渠道反映。"),
    ("not_accept", "own_affairs", "所提事项涉及代表本人及亲属的工程款项，不属于代表建议的范围。"),
    ("send_back", "several_matters", "一件建议里写了两件不同的事，请按一事一议分开提出。"),
)
OPINION = "我单位已到现场核对情况，同意主办单位的办理意见，涉及我单位的部分按期配合完成。"
RELIEF_ASKED = "此事主要涉及其他单位职责，我单位人员和经费有限，请求改由其他单位主办。"
RELIEF_REFUSED = "按照镇政府职责分工，此事由你单位主办，请会同有关单位按期办理。"
PUT_OFF = ("under_way", "planned")
PROMISE_TIME = time(15, 30)
PROMISED_DAYS = (60, 45, 240)
MEASURE = 120
KEPT = "措施已经落实，现场可以查看，请代表监督。"
CONTACT_TIME = time(16, 10)
#: How a unit heard its deputies before it answered, and what was said.
HEARD = (
    ("到家走访", "代表介绍了群众最急的几处，希望先办群众等得最久的，我单位当场记下。"),
    ("现场查看", "与代表一起到现场看了，位置和范围当面核对清楚，代表同意办理意见。"),
    ("电话联系", "向代表说明了经费和时间安排，代表希望办好后到村里讲一讲，我单位同意。"),
    ("请到办公室面谈", "代表提出两点补充意见，一并办理；代表对办理时间没有异议。"),
)
COMPLAINT = "答复写得好，事情还没有落到实处，请到现场看一看，给个准信。"
SECOND_REPLY = (
    "接到您的意见后，我单位负责人到现场查看，逐项核对未落实的部分，已当场明确责任人和完成时间；原答复中的措施现已补办到位，请您监督。"
)
PRAISE = ("办得实在，群众看得见。", "到现场听了意见，答复清楚。", "问题解决了，谢谢。", "")


class Raised(msgspec.Struct, frozen=True, kw_only=True):
    """A matter as it is raised: who leads and joins, when, and in which session (None: out of session)."""

    key: str
    matter: Matter
    proposers: tuple[str, ...]
    at: datetime
    session: Session | None


def suggestion(raised: Raised, congress: Congress, names: dict[str, str], as_of: date, rng: random.Random) -> Affair:
    """The suggestion's steps up to `as_of`. `names` gives the name of a person's key, for the reply's address."""
    life = Life(raised, congress, names, rng)
    life.submit()
    if rng.random() < life.manners.refused_share:
        life.refuse()
    else:
        life.be_handled()
    return Affair(key=raised.key, kind="suggestion", steps=life.diary.until(as_of))


class Life:
    """Writes one case's diary, step by step, in the manners of its congress."""

    def __init__(self, raised: Raised, congress: Congress, names: dict[str, str], rng: random.Random) -> None:
        self.raised, self.matter, self.congress, self.names, self.rng = raised, raised.matter, congress, names, rng
        self.manners = MANNERS[congress.profile]
        self.handed_over = raised.at
        self.turn = crc32(raised.key.rpartition(".")[2].encode())  # the same in towns that are filled alike
        self.diary = Diary(raised.at, rng, on_paper=self.manners.on_paper)
        self.lead = unit_for(congress, raised.matter.lead)
        self.assisting = [unit for key in raised.matter.assisting if (unit := unit_for(congress, key)) != self.lead]

    def submit(self) -> None:
        matter, lead = self.matter, self.raised.proposers[0]
        arguments: dict[str, Any] = {
            "session": self.raised.session.key if self.raised.session else "",
            "category": matter.category, "title": matter.title,
            "where": matter.where, "text": matter.what, "proposal": matter.how,
            "proposers": list(self.raised.proposers),
        }  # fmt: skip
        if self.rng.random() >= self.manners.on_behalf_share:
            self.diary.write_at(self.raised.at, "submit_suggestion", lead, "deputy", channel="app", **arguments)
            return
        entered = None if self.manners.on_paper else moment_on(workdays_after(self.raised.at.date(), 1), self.rng)
        self.diary.write_at(
            self.raised.at, "submit_suggestion", self.congress.clerk, "clerk",
            recorded=entered, channel=self.rng.choice(HANDED_IN), on_behalf_of=lead, **arguments,
        )  # fmt: skip

    def refuse(self) -> None:
        """Not accepted, or sent back to be completed: there the case rests."""
        kind, reason, note = self.rng.choice(REFUSALS)
        self.by_clerk(kind, self.after_session(1, 2), reason=reason, note=note)

    def be_handled(self) -> None:
        self.by_clerk("register", self.after_session(1, 2))
        self.be_handed_over_and_answered()

    def be_handed_over_and_answered(self) -> None:
        self.hand_over()
        self.sign_for()
        self.answer(self.reply_day(), self.matter.reply)
        if self.rng.random() >= self.manners.no_feedback_share:
            self.judge()
        if self.matter.meaning in PUT_OFF:
            self.promise()

    def promise(self) -> None:
        """What was put off to a later day stands in the ledger: carried out since, not yet due, or, in a town that is late with replies, late.

        Without drawing, so that everything else stays as it was.
        """
        turn = self.turn % 3
        day = workdays_after(self.diary.at.date(), 2)
        due_on = workday_from(day + timedelta(days=PROMISED_DAYS[turn]))
        told: dict[str, Any] = {"unit": self.lead.key, "measure": self.matter.reply[:MEASURE], "due_on": due_on}
        self.by_unit_at("make_promise", day, **told)
        if turn == 0 or (turn == 1 and not self.manners.late_share):
            self.by_unit_at("keep_promise", workday_from(due_on - timedelta(days=6)), unit=self.lead.key, note=KEPT)

    def contact(self, before: date) -> None:
        """The unit hears its deputies before it answers (代表法 第五十一条); in some towns one in four does not. Without drawing."""
        turn = self.turn
        day = workdays_after(self.diary.at.date(), 2)
        if day < before and (self.manners.heard or turn % 4):
            method, note = HEARD[turn // 4 % len(HEARD)]
            told = {"unit": self.lead.key, "deputies": list(self.raised.proposers), "method": method, "note": note}
            self.by_unit_at("contact_deputy", day, CONTACT_TIME, signed_by=self.names[self.raised.proposers[0]], **told)

    def by_unit_at(self, kind: str, day: date, when: time = PROMISE_TIME, **arguments: Any) -> None:
        at = datetime.combine(day, when, SHANGHAI)
        if self.manners.on_paper:
            self.diary.write_at(at, kind, self.congress.clerk, "clerk", channel="paper", on_behalf_of=self.lead.contact, **arguments)
        else:
            self.diary.write_at(at, kind, self.lead.contact, "unit", **arguments)

    def hand_over(self) -> None:
        """Proposed by the clerk, approved by the chair, handed over at the session's meeting or with a slip."""
        first = self.part(self.lead, "lead" if self.assisting else "sole")
        parts = [first, *(self.part(unit, "assisting") for unit in self.assisting)]
        self.by_clerk("propose_handling", self.in_time(1, 3), parts=parts)
        self.diary.write("approve_handling", self.congress.chair, "chair", self.in_time(0, 1))
        if self.raised.session is None:
            self.by_clerk("hand_over", self.in_time(*self.manners.slip), occasion="slip")
            return
        meeting = workdays_after(self.raised.session.closed, self.manners.meeting)
        at = max(datetime.combine(meeting, MEETING_TIME, SHANGHAI), self.diary.at + timedelta(minutes=5))
        self.diary.write_at(at, "hand_over", self.congress.clerk, "clerk", occasion="meeting")

    def sign_for(self) -> None:
        """The units sign; now and then one asks in vain to be relieved, which signs it too. Assisting units answer the lead."""
        self.handed_over = self.diary.at
        if self.rng.random() < self.manners.relief_share:
            self.by_unit("apply_for_relief", self.lead, self.diary.later(1, 3), note=RELIEF_ASKED)
            self.diary.write(
                "decide_relief", self.congress.chair, "chair", self.diary.later(1, 3),
                unit=self.lead.key, agreed=False, note=RELIEF_REFUSED,
            )  # fmt: skip
            signing = self.assisting
        else:
            signing = [self.lead, *self.assisting]
        for unit in signing:
            self.by_unit("sign_for", unit, self.diary.later(0, 1))
        for unit in self.assisting:
            self.by_unit("assist", unit, self.diary.later(2, 4), text=OPINION)

    def answer(self, day: date, body: str) -> None:
        """The lead's reply, addressed to the leading deputy, and its delivery."""
        self.contact(day)
        self.by_unit(
            "reply", self.lead, day,
            meaning=self.matter.meaning, number="", text=self.letter(body), signed_off_by=self.lead.leader.name,
        )  # fmt: skip
        self.by_unit("deliver", self.lead, self.diary.later(1, 2), deputies=list(self.raised.proposers))

    def judge(self) -> None:
        """Every proposer rates; when the leading deputy is dissatisfied, the rule has the matter handled a second time."""
        dissatisfied = bool(self.matter.rework) or self.rng.random() < self.manners.dissatisfied_share
        self.rate("dissatisfied" if dissatisfied else self.verdict(), self.matter.rework or (COMPLAINT if dissatisfied else ""))
        if not dissatisfied:
            return
        self.answer(self.diary.days_later(10, 18), self.matter.second_reply or SECOND_REPLY)
        self.rate(self.verdict(), "")

    def rate(self, result: str, comment: str) -> None:
        days = sorted(self.diary.later(1, RATING_WORKDAYS) for _ in self.raised.proposers)
        for proposer, day in zip(by_turns(self.raised.proposers, self.rng), days, strict=True):
            leads = proposer == self.raised.proposers[0]
            verdict = result if leads or result != "dissatisfied" else "basically"
            attitude = "basically" if verdict == "dissatisfied" else "satisfied"
            words = comment if leads and comment else self.rng.choice(PRAISE) if verdict == "satisfied" else ""
            self.by_person("rate", proposer, "deputy", day, attitude=attitude, result=verdict, comment=words)

    def verdict(self) -> str:
        return "basically" if self.rng.random() < self.manners.basically_share else "satisfied"

    def reply_day(self) -> date:
        """Counted from the hand-over; in a late town some replies come after the three months, or not yet."""
        late = self.rng.random() < self.manners.late_share
        days = self.rng.randint(*(self.manners.late_days if late else self.manners.reply_days))
        return max(self.diary.later(1, 1), self.handed_over.date() + timedelta(days=days))

    def in_time(self, least: int, most: int) -> date:
        """As `later`, but out of session no day past the ten for handing over, except in a town that is late with it."""
        day = self.diary.later(least, most)
        if self.raised.session or self.manners.late_hand_over:
            return day
        return min(day, workday_from(self.raised.at.date() + timedelta(days=HANDED_OVER_DAYS)))

    def after_session(self, least: int, most: int) -> date:
        """Papers of a session are registered once it has closed."""
        opened = self.raised.session.closed if self.raised.session else self.raised.at.date()
        return max(self.diary.later(0, 0), workdays_after(opened, self.rng.randint(least, most)))

    def letter(self, body: str) -> str:
        home = "市" if self.congress.profile == "county" else "镇"
        joint = f"会同{'、'.join(unit.name for unit in self.assisting)}" if self.assisting else ""
        return (
            f"{self.names[self.raised.proposers[0]]}代表：您提出的《{self.matter.title}》收悉，经{joint or '认真'}研究办理，现答复如下。"
            f"{body}感谢您对我{home}工作的关心和支持，请继续监督。"
        )

    def part(self, unit: Unit, part: str) -> dict[str, str]:
        return {"unit": unit.key, "part": part}

    def by_clerk(self, kind: str, day: date, **arguments: object) -> None:
        self.diary.write(kind, self.congress.clerk, "clerk", day, **arguments)

    def by_unit(self, kind: str, unit: Unit, day: date, **arguments: object) -> None:
        self.by_person(kind, unit.contact, "unit", day, unit=unit.key, **arguments)

    def by_person(self, kind: str, person: str, role: str, day: date, **arguments: object) -> None:
        """In a town on paper the clerk enters it on that person's behalf."""
        if self.manners.on_paper:
            self.by_clerk(kind, day, channel="paper", on_behalf_of=person, **arguments)
        else:
            self.diary.write(kind, person, role, day, **arguments)


def unit_for(congress: Congress, work: str) -> Unit:
    """The congress's unit for a line of work: the unit of that name, or the office that does it among others."""
    return congress.unit(next((unit.key for unit in congress.units if work == unit.key or work in unit.does), work))


def filled(matter: Matter, village: str, town: str) -> Matter:
    """The bank's matter with this village and town in its texts."""
    texts = {
        name: getattr(matter, name).replace("{village}", village).replace("{town}", town)
        for name in ("title", "where", "what", "how", "reply")
    }
    return msgspec.structs.replace(matter, **texts)


def by_turns(people: Sequence[str], rng: random.Random) -> list[str]:
    """The people in a drawn order, so that taking turns gives nobody two before everybody had one."""
    order = list(people)
    rng.shuffle(order)
    return order
