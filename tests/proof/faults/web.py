"""The web's application with FAULTS patched in: what granian is given instead of `hub.web:application`."""

from __future__ import annotations

from hub.web import application
from tests.proof.faults.wrapped import patch

patch()
__all__ = ["application"]
