"""Where to go and as whom: for the person at the keyboard and for the front door's page. Reads one small file, no database."""

from __future__ import annotations

from types import MappingProxyType

from django.conf import settings
from django.utils.translation import gettext
from rich.cells import cell_len

from hub.demo.marker import SignInCard, read

WHO = MappingProxyType({
    "clerk": "Office clerk 人大办工作人员",
    "chair": "Chair 主席",
    "deputy": "Deputy 代表",
    "unit": "Handling unit 承办单位",
    "county_staff": "County congress staff 县级人大工作人员",
    "operator": "Operator 平台运维",
})  # fmt: skip
#: What a person is called in the county's own tenant.
ROLES = MappingProxyType({"county_staff": "clerk"})
COLUMNS = (46, 28)


def sign_ins() -> list[dict[str, str]]:
    """login, name, role (as memberships call it), host (without port; empty for the front door). None before the demonstration is filled."""
    return [
        {"login": card.login, "name": f"{card.place} {card.name}".strip(), "role": ROLES.get(card.role, card.role), "host": card.host}
        for card in _cards()
    ]


def note() -> str:
    return gettext("Demonstration data: the places are real; the people, telephones, texts and how each town does are invented.")


def _cards() -> tuple[SignInCard, ...]:
    marker = read(settings.VAR / "demo.json")
    return marker.sign_ins if marker and marker.done else ()


def block(port: int, password: str) -> str:
    """In both languages, at most 100 columns wide."""
    front = f"{settings.FRONT_HOST}:{port}"
    return "\n".join([
        "",
        "Townships 乡镇人大平台 · demonstration, all people invented 演示数据，人物均为虚构",
        "",
        _row("Front door 首页", f"http://{front}/"),
        _row("Gouyuan, a town 构元镇", f"http://gouyuan.{front}/"),
        _row("  the same, by its code 按区划代码", f"http://610981117.{front}/"),
        _row("Xunyang, its county 旬阳市", f"http://xunyang.{front}/"),
        "",
        *_table(front, port),
        f"Password, the same for all 密码（全部相同）: {password}",
        "",
        "Three things to try 可以先试三件事",
        "  1. As deputy.gouyuan in a narrow window: raise a suggestion. 以代表身份提一件建议。",
        "  2. As clerk.shuhe: what is overdue, and why on that date. 看蜀河镇哪件超期、期限怎么算。",
        "  3. As county.xunyang: 21 towns on one board; search 路灯. 看全市总表，再检索“路灯”。",
        "",
        "Ctrl-C stops everything; the data stay. 按 Ctrl-C 停止，数据保留。",
    ])  # fmt: skip


def _table(front: str, port: int) -> list[str]:
    cards = _cards()
    if not cards:
        return []
    rows = [_row(f"{WHO[card.role]} {card.place}", f"{card.host}:{port}" if card.host else front, card.login) for card in cards]
    return [_row("Who 身份", "Address 地址", "Sign-in 登录名"), *rows, ""]


def _row(*cells: str) -> str:
    *first, last = cells
    return "  " + "".join(cell + " " * max(1, width - cell_len(cell)) for cell, width in zip(first, COLUMNS, strict=False)) + last
