"""Which database login a process or a command uses: from DATABASE_URL_<LOGIN>, or made from the installation's own secrets."""
from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

LOGINS: Final = ("migrator", "web", "worker", "operator")


class NoDatabase(RuntimeError):
    """The installation is not there, or the login's address is nowhere to be found."""


def url_for(login: str, var: Path) -> str:
    """The database address of a login: environment first, then what `install` has kept in var/secrets."""
    told = os.environ.get(f"DATABASE_URL_{login.upper()}")
    if told:
        return told
    kept = _file(var)
    if not kept.exists():
        raise NoDatabase(f"No installation in {var}: start it with `make run`, or set DATABASE_URL_{login.upper()}.")
    return json.loads(kept.read_text(encoding="utf-8"))[login]


def use(login: str, var: Path) -> None:
    """Makes this process work as that login; before Django is set up."""
    os.environ["DATABASE_URL"] = url_for(login, var)


def keep(admin_url: str, name: str, var: Path) -> dict[str, str]:
    """The four logins' addresses on the administrator's server; passwords are made once and kept with mode 0600."""
    known = json.loads(_file(var).read_text(encoding="utf-8")) if _file(var).exists() else {}
    urls = {}
    for login in LOGINS:
        password = urlsplit(known[login]).password if login in known else secrets.token_urlsafe(24)
        urls[login] = _address(admin_url, f"townships_{login}", password or "", name)
    _write(_file(var), json.dumps(urls, indent=1))
    return urls


def _address(admin_url: str, user: str, password: str, name: str) -> str:
    parts = urlsplit(admin_url)
    host = f"{parts.hostname or ''}:{parts.port}" if parts.port else parts.hostname or ""
    return urlunsplit(("postgresql", f"{user}:{quote(password, safe='')}@{host}", f"/{name}", "", ""))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
    fresh.replace(path)


def _file(var: Path) -> Path:
    return var / "secrets" / "database.json"
