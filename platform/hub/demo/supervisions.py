"""One supervision's life 监督: planned, carried out, opinion sent, rectification reported, looked back, closed or reopened."""

import random
from datetime import date, timedelta
from types import MappingProxyType

from hub.demo.content import SupervisionText
from hub.demo.days import moment_on, workday_from
from hub.demo.diary import Diary
from hub.demo.manners import MANNERS
from hub.demo.shapes import Affair, Congress, Unit
from hub.demo.suggestions import unit_for

PLAN_AHEAD_DAYS = 9
DUE_DAYS = (35, 60)
NOTICE = "监督组由主席团成员和部分代表组成，采取实地查看、查阅资料和随机走访的方式进行。"
STILL_OPEN = "回访发现部分问题整改后又有反弹，责任没有落实到人，决定继续跟踪监督。"
CLOSED = "整改到位，效果得到代表和群众认可，予以办结。"
#: Days from the opinion to the report on rectification: within the opinion's time, but for the towns that answer late.
REPORT_DAYS = MappingProxyType({"late_reply": (66, 90), "dissatisfied": (40, 70)})
USUAL_REPORT_DAYS = (15, 32)


def supervision(key: str, text: SupervisionText, began: date, congress: Congress, as_of: date, rng: random.Random) -> Affair:
    """The supervision's steps up to `as_of`; `began` is the day of its plan."""
    unit = unit_for(congress, text.unit)
    diary = Diary(moment_on(workday_from(began), rng), rng, on_paper=MANNERS[congress.profile].on_paper)
    _plan(diary, text, unit, congress)
    _carry_out(diary, text, congress)
    _send_opinion(diary, text, unit, congress)
    _follow_up(diary, text, unit, congress)
    return Affair(key=key, kind="supervision", steps=diary.until(as_of))


def _plan(diary: Diary, text: SupervisionText, unit: Unit, congress: Congress) -> None:
    diary.write_at(
        diary.at, "plan_supervision", congress.clerk, "clerk",
        topic=text.topic, form=text.form, stage=text.stage, unit=unit.key,
        planned_on=_day_of(text, congress, diary), notice=NOTICE,
    )  # fmt: skip


def _day_of(text: SupervisionText, congress: Congress, diary: Diary) -> date:
    """Inquiry 询问 happens while a congress deliberates in session (地方组织法 第二十三条); all else ten days or so on."""
    if text.form == "inquiry":
        return next(session.opened for session in congress.sessions if session.opened > diary.at.date())
    return workday_from(diary.at.date() + timedelta(days=PLAN_AHEAD_DAYS))


def _carry_out(diary: Diary, text: SupervisionText, congress: Congress) -> None:
    diary.write(
        "carry_out", congress.clerk, "clerk", _day_of(text, congress, diary),
        participants=_visitors(congress, diary.rng, 5), findings=text.findings,
    )  # fmt: skip


def _send_opinion(diary: Diary, text: SupervisionText, unit: Unit, congress: Congress) -> None:
    day = diary.later(3, 8)
    due = workday_from(day + timedelta(days=diary.rng.randint(*DUE_DAYS)))
    diary.write("send_opinion", congress.chair, "chair", day, unit=unit.key, text=text.opinion, due_on=due)


def _follow_up(diary: Diary, text: SupervisionText, unit: Unit, congress: Congress) -> None:
    """Reported by the unit, seen with one's own eyes, then closed, or opened again in a town where little holds."""
    reporter, role, channel = (congress.clerk, "clerk", "paper") if diary.on_paper else (unit.contact, "unit", "app")
    report_days = REPORT_DAYS.get(congress.profile, USUAL_REPORT_DAYS)
    reported = diary.days_later(*report_days)
    diary.write("report_rectification", reporter, role, reported, unit=unit.key, text=text.rectification, channel=channel)
    holds = congress.profile != "dissatisfied"
    diary.write(
        "look_back", congress.clerk, "clerk", diary.days_later(12, 30),
        participants=_visitors(congress, diary.rng, 3), effect=text.effect if holds else STILL_OPEN, effectiveness="effective" if holds else "partly",
    )  # fmt: skip
    kind, note = ("close", CLOSED) if holds else ("reopen", STILL_OPEN)
    diary.write(kind, congress.chair, "chair", diary.later(1, 4), note=note)


def _visitors(congress: Congress, rng: random.Random, number: int) -> list[str]:
    """A member of the presidium leads, deputies go with him or her."""
    leader = rng.choice(congress.presidium).person
    in_office = [d.person for d in congress.deputies if d.until is None and d.suspended_from is None and d.person != leader]
    return [leader, *rng.sample(in_office, number - 1)]
