"""Secrets that are told once and kept as a hash."""
from __future__ import annotations

import hashlib
import secrets


def new(prefix: str = "") -> str:
    """256 bits: nobody guesses it, so its hash needs no salt and no slowness."""
    return prefix + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
