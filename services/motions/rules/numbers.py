"""届·次·种类·号 in words."""
from __future__ import annotations

from typing import Final

from motions.events import Kind

DIGITS: Final = "零一二三四五六七八九"


def number_of(kind: Kind, term: int, session: int, serial: int) -> str:
    """届·次·种类·号: 十九届三次会议第12号, 十九届闭会第3号, 十九届三次会议议案第1号."""
    sitting = f"{chinese(session)}次会议" if session else "闭会"
    return f"{chinese(term)}届{sitting}{'议案' if kind is Kind.MOTION else ''}第{serial}号"


def chinese(number: int) -> str:
    """1 to 99 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return head + (DIGITS[ones] if ones else "")


def government_of(congress: str) -> str:
    """The government of the congress's place: 构元镇 → 构元镇人民政府."""
    return f"{congress}人民政府"
