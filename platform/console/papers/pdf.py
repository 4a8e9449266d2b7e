"""A print as PDF: A4, its fonts embedded."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

from django.template.loader import render_to_string
from django.utils.translation import get_language

from console.papers.shapes import Print

MEDIA: Final = "application/pdf"
SECONDS: Final = 60


class NoPress(Exception):
    """This machine cannot set PDF: a library or the fonts are missing, or it took too long."""


def pdf(printed: Print) -> bytes:
    """Raises `NoPress`."""
    html = render_to_string("console/papers/print.html", {"printed": printed, "language": get_language()})
    try:
        done = subprocess.run([sys.executable, "-m", "console.papers.press"], input=html.encode(), capture_output=True, timeout=SECONDS, check=True)
    except subprocess.CalledProcessError as failed:
        raise NoPress(failed.stderr.decode(errors="replace")[-2000:]) from failed
    except subprocess.TimeoutExpired as failed:
        raise NoPress(f"more than {SECONDS} s") from failed
    return done.stdout
