"""What the environment of a web process may not say."""
from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from hub.settings import UNSIGNED

LEAST_KEY: Final = 50
LEAST_LETTERS: Final = 10
OTHER_LOGINS: Final = ("DATABASE_URL_MIGRATOR", "DATABASE_URL_WORKER", "DATABASE_URL_OPERATOR", "TOWNSHIPS_ADMIN_URL")
SECRETS: Final = ("TOWNSHIPS_SECRET_KEY", "DATABASE_PASSWORD")
ENCRYPTED: Final = ("require", "verify-ca", "verify-full")


def findings(env: Mapping[str, str]) -> list[str]:
    return [*_demonstration(env), *_key(env), *_files(env), *_addresses(env), *_proxies(env), *_logins(env), *_way_to_database(env), *_logs(env)]


def _demonstration(env: Mapping[str, str]) -> Iterator[str]:
    if env.get("TOWNSHIPS_DEMO") == "1":
        yield "TOWNSHIPS_DEMO is 1: the demonstration's people sign in with a password that the front page tells everybody."


def _key(env: Mapping[str, str]) -> Iterator[str]:
    path = env.get("TOWNSHIPS_SECRET_KEY_FILE")
    if path and not os.access(path, os.R_OK):
        yield f"TOWNSHIPS_SECRET_KEY_FILE names {path}, which cannot be read."
        return
    key = Path(path).read_text(encoding="utf-8").strip() if path else env.get("TOWNSHIPS_SECRET_KEY", "")
    if not key or key == UNSIGNED:
        yield "TOWNSHIPS_SECRET_KEY is not set: whoever knows the key signs sessions in anybody's name."
    elif len(key) < LEAST_KEY or len(set(key)) < LEAST_LETTERS:
        yield f"TOWNSHIPS_SECRET_KEY can be guessed: it needs at least {LEAST_KEY} characters, {LEAST_LETTERS} of them different."


def _files(env: Mapping[str, str]) -> Iterator[str]:
    for name in SECRETS:
        path = Path(env.get(f"{name}_FILE", "")) if env.get(f"{name}_FILE") else None
        if path and path.exists() and path.stat().st_mode & 0o077:
            yield f"{name}_FILE: {path} can be read by others on this machine: chmod 600."


def _addresses(env: Mapping[str, str]) -> Iterator[str]:
    host = env.get("TOWNSHIPS_HOST", "")
    if not host or host == "localhost" or host.endswith(".localhost"):
        yield "TOWNSHIPS_HOST is not set: without the platform's own host no congress has an address, and the door cannot tell strangers."
    if env.get("TOWNSHIPS_SCHEME", "https") != "https":
        yield "TOWNSHIPS_SCHEME is not https: passwords and cookies would go over the network in the open."


def _proxies(env: Mapping[str, str]) -> Iterator[str]:
    """The web itself speaks plain HTTP, so HTTPS is always somebody else's in front of it."""
    proxies = env.get("TOWNSHIPS_PROXIES", "").replace(",", " ").split()
    if not proxies:
        yield "TOWNSHIPS_PROXIES is not set: everybody behind the proxy is one client, whose wrong sign-ins lock all, and the record names none."
    for one in proxies:
        if not _is_address(one):
            yield f"TOWNSHIPS_PROXIES names {one}, which is no single address: whoever sends from there could forge who asks and how."


def _is_address(text: str) -> bool:
    try:
        return not ipaddress.ip_address(text).is_unspecified
    except ValueError:
        return False


def _logins(env: Mapping[str, str]) -> Iterator[str]:
    login = unquote(urlsplit(env.get("DATABASE_URL", "")).username or "")
    if login and login != "townships_web":
        yield f"DATABASE_URL is that of {login}: a web process works as townships_web, which the second wall holds."
    for name in OTHER_LOGINS:
        if name in env:
            yield f"{name} stands in the web's environment: a broken web process would have that login too, and the second wall with it."
    kept = Path(env.get("TOWNSHIPS_VAR", "var")) / "secrets" / "database.json"
    if kept.exists() and os.access(kept, os.R_OK):
        yield f"{kept} holds the migrator's password and can be read here: it belongs on no web host."


def _way_to_database(env: Mapping[str, str]) -> Iterator[str]:
    url = urlsplit(env.get("DATABASE_URL", ""))
    mode = parse_qs(url.query).get("sslmode", [env.get("PGSSLMODE", "")])[0]
    if url.hostname and not _is_here(url.hostname) and mode not in ENCRYPTED:
        yield f"The database is on {url.hostname} and sslmode is not {' or '.join(ENCRYPTED)}: passwords and people's data would cross the network in the open."


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _logs(env: Mapping[str, str]) -> Iterator[str]:
    if env.get("TOWNSHIPS_LOG_LEVEL", "INFO").upper() == "DEBUG":
        yield "TOWNSHIPS_LOG_LEVEL is DEBUG: every statement with people's data in it would stand in the log."
