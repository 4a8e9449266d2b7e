"""What the settings may not be, wherever they came from."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

#: Setting, what it must be, why.
WANTED: Final[tuple[tuple[str, Any, str], ...]] = (
    ("DEBUG", False, "an error page would show code, settings and data to whoever caused it"),
    ("SESSION_COOKIE_SECURE", True, "the session would travel over plain HTTP"),
    ("CSRF_COOKIE_SECURE", True, "the proof that a form is ours would travel over plain HTTP"),
    ("SESSION_COOKIE_HTTPONLY", True, "a script could read the session"),
    ("CSRF_COOKIE_HTTPONLY", True, "a script could read the proof that a form is ours"),
    ("SESSION_COOKIE_DOMAIN", None, "one congress's session would be sent to the hosts of the others"),
    ("CSRF_COOKIE_DOMAIN", None, "one congress's proof would be sent to the hosts of the others"),
    ("X_FRAME_OPTIONS", "DENY", "a page could be framed and clicked unseen"),
    ("SECURE_CONTENT_TYPE_NOSNIFF", True, "a browser could take a file for a script"),
    ("USE_X_FORWARDED_HOST", False, "whoever sends a header would choose the congress"),
    ("SECURE_PROXY_SSL_HEADER", None, "whoever sends a header would decide what counts as HTTPS; TOWNSHIPS_PROXIES says whose word counts"),
)
SLOW: Final = ("PBKDF2", "Argon2", "Scrypt", "BCrypt")
POLICY: Final = {"default-src": ["'none'"], "frame-ancestors": ["'none'"], "base-uri": ["'none'"], "form-action": ["'self'"]}
LEAST_HSTS: Final = 180 * 24 * 3600


def findings(settings: object) -> list[str]:
    wrong = [f"{name} is {getattr(settings, name)!r}: {why}." for name, wanted, why in WANTED if getattr(settings, name) != wanted]
    return [*wrong, *_cookies(settings), *_policy(settings), *_passwords(settings), *_wall(settings)]


def _cookies(settings: Any) -> list[str]:
    wrong = []
    if settings.SESSION_COOKIE_SAMESITE not in ("Lax", "Strict"):
        wrong.append(f"SESSION_COOKIE_SAMESITE is {settings.SESSION_COOKIE_SAMESITE!r}: other sites could send requests in a person's name.")
    if not settings.SESSION_COOKIE_NAME.startswith("__Host-"):
        wrong.append(f"SESSION_COOKIE_NAME is {settings.SESSION_COOKIE_NAME}: without __Host- a page of one congress could set another's session.")
    if settings.SECURE_HSTS_SECONDS < LEAST_HSTS:
        wrong.append(f"SECURE_HSTS_SECONDS is {settings.SECURE_HSTS_SECONDS}: a browser would try plain HTTP again before half a year has passed.")
    return wrong


def _policy(settings: Any) -> list[str]:
    directives: Mapping[str, list[str]] = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    wrong = [f"The content policy's {name} is not {' '.join(wanted)}." for name, wanted in POLICY.items() if list(directives.get(name, ())) != wanted]
    loose = sorted({word for words in directives.values() for word in words} & {"*", "'unsafe-inline'", "'unsafe-eval'", "http:", "https:"})
    return wrong + [f"The content policy allows {word}: what somebody wrote into a text could run." for word in loose]


def _passwords(settings: Any) -> list[str]:
    first = settings.PASSWORD_HASHERS[0].rpartition(".")[2]
    if first.startswith(SLOW):
        return []
    return [f"Passwords are kept by {first}: who gets the table gets the passwords."]


def _wall(settings: Any) -> list[str]:
    given = settings.DATABASES["default"]
    wrong = [] if given["WALL"] else ["The database is used without the second wall: every town's rows would be open to every page."]
    if not given["OPTIONS"].get("server_side_binding"):
        wrong.append("server_side_binding is off: one statement could carry a second one behind it.")
    return wrong
