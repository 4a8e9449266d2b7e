"""`townships check --deploy` looks at the environment and at the settings: a safe one passes, and each unsafe thing is one sentence."""
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from tests.conftest import ROOT, ROOTS

from hub import settings as hub_settings
from hub.safety import environment, web

SAFE = {
    "TOWNSHIPS_SECRET_KEY": "q8Zt1vR5nB7xW3kLm9Pd2Hs6Yc4Jf0Ga8Ue5To1Ib7Nr3Mx6Vw2",
    "TOWNSHIPS_HOST": "congress.example.org",
    "TOWNSHIPS_PROXIES": "10.0.0.5 fd00::5",
    "DATABASE_URL": "postgresql://townships_web:x@10.0.0.9/townships?sslmode=verify-full",
}


@pytest.fixture
def safe(tmp_path: Path) -> dict[str, str]:
    return {**SAFE, "TOWNSHIPS_VAR": str(tmp_path)}


def test_a_safe_environment_passes(safe: dict[str, str]) -> None:
    assert environment.findings(safe) == []
    assert environment.findings({**safe, "DATABASE_URL": "postgresql://townships_web@127.0.0.1/townships"}) == []
    assert environment.findings({**safe, "DATABASE_URL": "postgresql://townships_web@db/townships", "PGSSLMODE": "verify-full"}) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"TOWNSHIPS_DEMO": "1"}, "TOWNSHIPS_DEMO is 1"),
        ({"TOWNSHIPS_SECRET_KEY": ""}, "TOWNSHIPS_SECRET_KEY is not set"),
        ({"TOWNSHIPS_SECRET_KEY": "only-for-commands-that-sign-nothing"}, "TOWNSHIPS_SECRET_KEY is not set"),
        ({"TOWNSHIPS_SECRET_KEY": "q8Zt1vR5nB7xW3kLm9"}, "can be guessed"),
        ({"TOWNSHIPS_SECRET_KEY": "x" * 60}, "can be guessed"),
        ({"TOWNSHIPS_SECRET_KEY_FILE": "nowhere/key"}, "cannot be read"),
        ({"TOWNSHIPS_HOST": ""}, "TOWNSHIPS_HOST is not set"),
        ({"TOWNSHIPS_HOST": "localhost"}, "TOWNSHIPS_HOST is not set"),
        ({"TOWNSHIPS_SCHEME": "http"}, "TOWNSHIPS_SCHEME is not https"),
        ({"TOWNSHIPS_PROXIES": ""}, "TOWNSHIPS_PROXIES is not set"),
        ({"TOWNSHIPS_PROXIES": "*"}, "could forge"),
        ({"TOWNSHIPS_PROXIES": "10.0.0.5,0.0.0.0"}, "could forge"),
        ({"TOWNSHIPS_PROXIES": "10.0.0.0/8"}, "could forge"),
        ({"DATABASE_URL": "postgresql://townships_migrator@127.0.0.1/townships"}, "DATABASE_URL is that of townships_migrator"),
        ({"DATABASE_URL": "postgresql://townships_web@10.0.0.9/townships"}, "sslmode"),
        ({"DATABASE_URL": "postgresql://townships_web@10.0.0.9/townships?sslmode=prefer"}, "sslmode"),
        ({"DATABASE_URL_MIGRATOR": "postgresql://x"}, "DATABASE_URL_MIGRATOR stands in the web's environment"),
        ({"TOWNSHIPS_ADMIN_URL": "postgresql://x"}, "TOWNSHIPS_ADMIN_URL stands in the web's environment"),
        ({"TOWNSHIPS_LOG_LEVEL": "debug"}, "TOWNSHIPS_LOG_LEVEL is DEBUG"),
    ],
)
def test_an_unsafe_environment_is_one_sentence(safe: dict[str, str], wrong: dict[str, str], said: str) -> None:
    [finding] = environment.findings({**safe, **wrong})
    assert said in finding
    assert finding.endswith(".")


def test_secrets_that_others_can_read_are_found(safe: dict[str, str], tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text(SAFE["TOWNSHIPS_SECRET_KEY"])
    key.chmod(0o600)
    as_file = {**safe, "TOWNSHIPS_SECRET_KEY_FILE": str(key)}
    assert environment.findings(as_file) == []
    key.chmod(0o640)
    assert ["can be read by others" in one for one in environment.findings(as_file)] == [True]
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "database.json").write_text("{}")
    assert ["migrator's password" in one for one in environment.findings(safe)] == [True]


# ---------------------------------------------------------------- settings
def as_in_production(**changed: Any) -> SimpleNamespace:
    """Our own settings as production has them (https, no demonstration); the tests' quick hashing is not part of them."""
    database = {"default": {"WALL": "townships_public", "OPTIONS": {"server_side_binding": True}}}
    own = {name: getattr(settings, name) for name in dir(settings) if name.isupper()}
    return SimpleNamespace(**{**own, "PASSWORD_HASHERS": ["django.contrib.auth.hashers.PBKDF2PasswordHasher"], "DATABASES": database, **changed})


def test_our_own_settings_are_safe() -> None:
    assert web.findings(as_in_production()) == []
    assert not hasattr(hub_settings, "PASSWORD_HASHERS"), "Django's own, the first of which is PBKDF2"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [(name, not wanted if isinstance(wanted, bool) else "other", why) for name, wanted, why in web.WANTED]
    + [
        ("SESSION_COOKIE_SAMESITE", "None", "other sites"),
        ("SESSION_COOKIE_NAME", "sessionid", "__Host-"),
        ("SECURE_HSTS_SECONDS", 0, "plain HTTP again"),
        ("CONTENT_SECURITY_POLICY", {"DIRECTIVES": {**web.POLICY, "script-src": ["'self'", "'unsafe-inline'"]}}, "could run"),
        ("CONTENT_SECURITY_POLICY", {"DIRECTIVES": {**web.POLICY, "frame-ancestors": ["'self'"]}}, "frame-ancestors"),
        ("PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"], "MD5PasswordHasher"),
        ("DATABASES", {"default": {"WALL": "", "OPTIONS": {"server_side_binding": True}}}, "without the second wall"),
        ("DATABASES", {"default": {"WALL": "x", "OPTIONS": {}}}, "server_side_binding"),
    ],
)
def test_an_unsafe_setting_is_one_sentence(name: str, value: Any, said: str) -> None:
    [finding] = web.findings(as_in_production(**{name: value}))
    assert said in finding


# ---------------------------------------------------------------- a web process without a key
@pytest.mark.parametrize("key", [{}, {"TOWNSHIPS_SECRET_KEY": ""}, {"TOWNSHIPS_SECRET_KEY": hub_settings.UNSIGNED}])
@pytest.mark.parametrize("demo", [{}, {"TOWNSHIPS_DEMO": "1"}])
def test_a_web_process_without_a_key_of_its_own_does_not_start(key: dict[str, str], demo: dict[str, str]) -> None:
    assert "needs TOWNSHIPS_SECRET_KEY" in _settings({"TOWNSHIPS_WEB": "1", **key, **demo})


def test_a_key_comes_by_environment_or_file_and_a_command_needs_none(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from a file\n")
    assert _settings({"TOWNSHIPS_WEB": "1", "TOWNSHIPS_SECRET_KEY_FILE": str(tmp_path / "key")}) == "from a file"
    assert _settings({"TOWNSHIPS_WEB": "1", "TOWNSHIPS_SECRET_KEY": "told"}) == "told"
    assert _settings({}) == hub_settings.UNSIGNED


def _settings(env: dict[str, str]) -> str:
    """The key that a new process has with this environment, or why it has none."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TOWNSHIPS_", "DATABASE_"))}
    told = subprocess.run(
        [sys.executable, "-c", "from hub import settings; print(settings.SECRET_KEY)"],
        cwd=ROOT, env={**clean, "PYTHONPATH": os.pathsep.join(ROOTS), **env}, capture_output=True, text=True,
    )  # fmt: skip
    return told.stderr if told.returncode else told.stdout.strip()
