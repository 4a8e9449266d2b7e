"""The county congress's motions 议案: filed in session with ten signers or more, then decided, or handled as suggestions.

Sources: ten deputies of the county (地方组织法 第二十二条), filed before the session's cut-off; a decision needs more than
half of all deputies (第二十五条).
"""

import random
from datetime import date, datetime, time, timedelta

from hub.demo.content import Matter, MotionText
from hub.demo.days import SHANGHAI
from hub.demo.diary import Diary
from hub.demo.shapes import Affair, Congress
from hub.demo.suggestions import Life, Raised, unit_for

FILING_BEGINS = time(9, 0)


def motion(
    key: str, text: MotionText, signers: tuple[str, ...], congress: Congress, names: dict[str, str], as_of: date, rng: random.Random
) -> Affair:
    """One motion's steps up to `as_of`; the first of `signers` leads it."""
    session = congress.sessions[0]
    filed = datetime.combine(session.opened, FILING_BEGINS, SHANGHAI) + timedelta(minutes=rng.randrange(60, 400))
    raised = Raised(key=key, matter=_as_matter(text), proposers=signers, at=filed, session=session)
    life = Life(raised, congress, names, rng)
    life.diary.write_at(
        filed, "file_motion", signers[0], "deputy",
        channel="app", session=session.key, category=text.category, title=text.title,
        grounds=text.grounds, proposal=text.proposal, proposers=list(signers),
    )  # fmt: skip
    if text.outcome == "decided":
        _decide(life.diary, text, congress)
    else:
        life.by_clerk("handle_as_suggestion", session.closed, note=text.reason)
        life.be_handed_over_and_answered()
    return Affair(key=key, kind="motion", steps=life.diary.until(as_of))


def _decide(diary: Diary, text: MotionText, congress: Congress) -> None:
    session, everybody = congress.sessions[0], len(congress.deputies)
    absent, abstained, against = 3, 2, 1
    diary.write("list_motion", congress.clerk, "clerk", session.closed)
    diary.write("deliberate_motion", congress.clerk, "clerk", session.closed, note="各代表团审议，普遍赞成，建议明确责任单位和完成时限。")
    diary.write(
        "decide_motion", congress.clerk, "clerk", session.closed,
        votes_for=everybody - absent - abstained - against, votes_against=against, votes_abstained=abstained,
        resolution=text.resolution,
    )  # fmt: skip
    _carry_out(diary, text, congress)


def _carry_out(diary: Diary, text: MotionText, congress: Congress) -> None:
    """The unit that leads in the matter is charged with the resolution, and tells twice how far it is."""
    lead = unit_for(congress, text.lead)
    due = diary.days_later(330, 350)
    diary.write("charge_unit", congress.clerk, "clerk", diary.later(5, 8), unit=lead.key, due_on=due, note="按决议逐项制定方案，年底前完成。")
    for days, note in ((40, "已制定实施方案，分解到各镇。"), (120, "各镇已完成摸底，项目正在招标。")):
        diary.write("note_progress", lead.contact, "unit", diary.days_later(days, days + 10), unit=lead.key, channel="app", note=note)


def _as_matter(text: MotionText) -> Matter:
    """The motion as the suggestion that it is handled as: its subject, its lead and its answer."""
    return Matter(
        category=text.category, lead=text.lead, assisting=text.assisting, title=text.title,
        where="", what=text.grounds, how=text.proposal, meaning=text.meaning, reply=text.reply,
    )  # fmt: skip
