"""How dates, deadlines, figures and names are said, in the language in force.

Pure functions of plain values: `today` and `now` are always passed in, dates are dates in Asia/Shanghai.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal
from django.utils.translation import get_language, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

SHANGHAI = ZoneInfo("Asia/Shanghai")
SOON_DAYS = 7
WEEKDAYS = (
    pgettext_lazy("weekday", "Mon"),
    pgettext_lazy("weekday", "Tue"),
    pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"),
    pgettext_lazy("weekday", "Fri"),
    pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
)
#: Chinese writes the month as a figure: its translations are 1 … 12.
MONTHS = (
    pgettext_lazy("month", "January"),
    pgettext_lazy("month", "February"),
    pgettext_lazy("month", "March"),
    pgettext_lazy("month", "April"),
    pgettext_lazy("month", "May"),
    pgettext_lazy("month", "June"),
    pgettext_lazy("month", "July"),
    pgettext_lazy("month", "August"),
    pgettext_lazy("month", "September"),
    pgettext_lazy("month", "October"),
    pgettext_lazy("month", "November"),
    pgettext_lazy("month", "December"),
)


class DueWords(NamedTuple):
    """A deadline as it is said: `words` («12 days left»), the `mark` that goes with it, and the `date` to stand beside it."""

    words: str
    mark: str
    date: str


def as_day(value: date | str) -> date:
    """A day as GraphQL answers it (or already a date; of an aware moment its day in China)."""
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).date()
    return value if isinstance(value, date) else date.fromisoformat(value)


def as_moment(value: datetime | str) -> datetime:
    """An aware moment, or GraphQL's text of one, at the time of day in China."""
    at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return at.astimezone(SHANGHAI)


def day(on: date, *, today: date) -> str:
    """«3 月 2 日 周一», «Mon 2 March»; with its year when that is not this year."""
    parts = {"day": on.day, "month": MONTHS[on.month - 1], "weekday": WEEKDAYS[on.weekday()]}
    if on.year == today.year:
        return _("{weekday} {day} {month}").format(**parts)
    return _("{weekday} {day} {month} {year}").format(year=on.year, **parts)


def long_day(on: date) -> str:
    """«2026 年 3 月 2 日», for sentences that promise or bind: always with the year."""
    parts = {"day": on.day, "month": MONTHS[on.month - 1], "year": on.year}
    return _("{day} {month} {year}").format(**parts)


def month(on: date) -> str:
    """«2026 年 3 月», «March 2026»."""
    return _("{month} {year}").format(month=MONTHS[on.month - 1], year=on.year)


def short_month(on: date) -> str:
    """«3 月», «Mar»; January with its year, so that a row of months tells its years."""
    if on.month == 1:
        return str(on.year)
    return pgettext("short month", "{month}").format(month=str(MONTHS[on.month - 1])[:3])


def moment(at: datetime, *, today: date) -> str:
    """The day and the time of day in China of an aware `at`."""
    local = at.astimezone(SHANGHAI)
    return _("{day}, {time}").format(day=day(local.date(), today=today), time=f"{local:%H:%M}")


def ago(at: datetime, *, now: datetime) -> str:
    """How long ago `at` was, in the largest whole unit up to days; a moment in the future counts as now."""
    seconds = int((now - at).total_seconds())
    if seconds < 60:
        return _("just now")
    if seconds < 3600:
        minutes = seconds // 60
        return ngettext("{n} minute ago", "{n} minutes ago", minutes).format(n=minutes)
    if seconds < 86400:
        hours = seconds // 3600
        return ngettext("{n} hour ago", "{n} hours ago", hours).format(n=hours)
    days = seconds // 86400
    return ngettext("{n} day ago", "{n} days ago", days).format(n=days)


def days_left(due_on: date, *, today: date) -> str:
    """«还剩 12 天», «今天到期», «超期 5 天». A deadline is missed when its day has ended."""
    left = (due_on - today).days
    if left < 0:
        return ngettext("{n} day overdue", "{n} days overdue", -left).format(n=number(-left))
    if left == 0:
        return _("due today")
    return ngettext("{n} day left", "{n} days left", left).format(n=number(left))


def due(due_on: date, *, today: date, met_on: date | None = None) -> DueWords:
    """The deadline as words, mark and date. Met or not, a late one stays late: the miss is a fact of its own."""
    said = day(due_on, today=today)
    if met_on is None:
        return DueWords(days_left(due_on, today=today), _open_mark(due_on, today), said)
    late = (met_on - due_on).days
    if late > 0:
        return DueWords(ngettext("done {n} day late", "done {n} days late", late).format(n=number(late)), "late", said)
    return DueWords(_("done in time"), "done", said)


def _open_mark(due_on: date, today: date) -> str:
    if due_on < today:
        return "late"
    return "soon" if due_on - today <= timedelta(days=SOON_DAYS) else "going"


@lru_cache(1000)
def number(value: int | float | Decimal) -> str:
    """11,187: grouped by thousands in both languages, as Chinese offices write figures today."""
    return str(format_decimal(value, locale="en"))


def percent(part: int, whole: int) -> str:
    """«96.9%», rounded down so that 99.96 % never reads as all of them; «—» of nothing."""
    if not whole:
        return "—"
    tenths = part * 1000 // whole
    return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths / 10:.1f}%"


def share(part: int, whole: int) -> str:
    """The counts before the rate: «32 件中 31 件（96.8%）» is `31 of 32 (96.8%)`."""
    if not whole:
        return _("none yet")
    return _("{part} of {whole} ({rate})").format(part=number(part), whole=number(whole), rate=percent(part, whole))


def yuan(fen: int) -> str:
    """An amount of fen: «35 万元» and «20.2 亿元» in Chinese, «350,000 yuan» in English. Never rounded."""
    amount = Decimal(fen) / 100
    if is_chinese():
        for unit, words in ((Decimal(10**8), _("{amount} hundred million yuan")), (Decimal(10**4), _("{amount} ten thousand yuan"))):
            scaled = amount / unit
            if abs(amount) >= unit and scaled == round(scaled, 2):
                return words.format(amount=_grouped(scaled))
    return _("{amount} yuan").format(amount=_grouped(amount))


def _grouped(amount: Decimal) -> str:
    return str(format_decimal(amount, format="#,##0.##", locale="en"))


def full_name(surname: str, given: str) -> str:
    """Surname first in both languages: «王秀英», «Wang Xiuying»; only Latin letters are set apart by a space."""
    gap = " " if surname.isascii() and given.isascii() and surname and given else ""
    return f"{surname}{gap}{given}"


def listed(names: Sequence[str], *, limit: int = 3) -> str:
    """«王芳、李强、赵敏等 5 人»: the first `limit` names, and how many they are in all when there are more."""
    shown = pgettext("between names in a list", ", ").join(names[:limit])
    if len(names) <= limit:
        return shown
    return _("{names} and others ({total} people)").format(names=shown, total=len(names))


def html_lang(code: str) -> str:
    """Django's language code as the `lang` attribute wants it: zh-hans → zh-Hans."""
    language, _dash, script = code.partition("-")
    return f"{language}-{script.title() if len(script) == 4 else script.upper()}" if script else language


def is_chinese() -> bool:
    return (get_language() or "").startswith("zh")
