"""Wrong sign-ins are counted for a name from an address, so that one clerk's mistake never locks the office."""
from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.core.cache import cache

MOST: Final = 6
PAUSE: Final = timedelta(minutes=10)


def locked(tenant: str, login: str, address: str) -> bool:
    return cache.get(_key(tenant, login, address), 0) >= MOST


def count(tenant: str, login: str, address: str) -> None:
    key = _key(tenant, login, address)
    cache.add(key, 0, PAUSE.total_seconds())
    cache.incr(key)


def forget(tenant: str, login: str, address: str) -> None:
    cache.delete(_key(tenant, login, address))


def _key(tenant: str, login: str, address: str) -> str:
    return f"tries:{tenant}:{login.casefold()[:60]}:{address}"
