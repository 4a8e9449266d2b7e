"""When one is reminded, how often it is tried again, and which addresses nothing is sent to. Pure."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from notices.events import Rhythm
from townships.errors import Invalid, RuleBroken

#: Days before the day at which one is reminded; then the day after it.
BEFORE: Final = (30, 7, 1, 0)
OVERDUE: Final = -1
WAITS: Final[Sequence[timedelta]] = tuple(timedelta(minutes=n) for n in (1, 5, 15, 60, 180, 360, 720))
#: Who has not looked for so long is not reached by the inbox page.
LOOKS: Final = timedelta(days=30)
MORNING: Final = 8
SCHEMES: Final = {"https": 443, "http": 80}
#: IPv6 networks that carry an IPv4 address in their last 32 bits.
NAT64: Final = ip_network("64:ff9b::/96")


def reminder(starts_on: date, due_on: date, today: date) -> int | None:
    """The mark that stands today, as days before the due day: the nearest of `BEFORE` that has come, `OVERDUE` once the day has ended.

    None where nothing is to be said yet, and where the time began after the mark: who was just given a week is not told that a week is left.
    A day on which nobody reminded is made good on the next.
    """
    left = (due_on - today).days
    if left < 0:
        return OVERDUE
    mark = min((one for one in BEFORE if left <= one), default=None)
    return mark if mark is not None and starts_on < due_on - timedelta(days=mark) else None


def wait(tries: int) -> timedelta | None:
    """How long until the next try after so many; None: given up."""
    return WAITS[tries - 1] if tries <= len(WAITS) else None


# ---------------------------------------------------------------- choices
def check_choice(email: str, rhythm: Rhythm, *, mail: bool) -> None:
    if rhythm is Rhythm.NEVER:
        return
    if not mail:
        raise RuleBroken("mail_not_set_up", field="rhythm")
    if not email:
        raise Invalid("email_missing", "email")


def check_webhook(address: str, allowed: frozenset[str]) -> None:
    """What can be said of an address without asking anybody; where its name leads is looked at whenever something is sent."""
    host, port = place_of(address)
    if f"{host}:{port}" in allowed:
        return
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")) or not {".", ":"} & set(host):
        raise RuleBroken("inner_webhook", field="webhook")
    literal = _literal(host)
    if literal and is_inner(literal):
        raise RuleBroken("inner_webhook", field="webhook")


def place_of(address: str) -> tuple[str, int]:
    """Host and port. Raises `Invalid` for what is no address of the web, or holds a sign-in."""
    try:
        parts = urlsplit(address)
        port = parts.port or SCHEMES[parts.scheme]
    except (ValueError, KeyError):
        raise Invalid("bad_webhook", "webhook") from None
    host = (parts.hostname or "").rstrip(".")
    if not host or parts.username is not None or any(one.isspace() for one in address):
        raise Invalid("bad_webhook", "webhook")
    return host, port


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    """Also the old ways to write an IPv4 address, which some resolvers take: 127.1, 0x7f000001, 2130706433."""
    try:
        return ip_address(host)
    except ValueError:
        pass
    parts = host.split(".")
    try:
        numbers = [int(part, 16 if part.lower().startswith("0x") else 8 if part.startswith("0") and part != "0" else 10) for part in parts]
        if len(numbers) > 4 or any(not 0 <= one < 256 for one in numbers[:-1]) or not 0 <= numbers[-1] < 256 ** (5 - len(numbers)):
            return None
    except ValueError:
        return None
    return IPv4Address(sum(one << (24 - 8 * place) for place, one in enumerate(numbers[:-1])) + numbers[-1])


def is_inner(address: IPv4Address | IPv6Address) -> bool:
    """Anything but a host of the public net, also where an IPv6 address only wraps such a one."""
    if isinstance(address, IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        wrapped = wrapped or (IPv4Address(int(address) & 0xFFFFFFFF) if address in NAT64 else None)
        if wrapped:
            return is_inner(wrapped)
    return not address.is_global or address.is_multicast or address.is_reserved
