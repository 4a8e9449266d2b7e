"""HTML in, PDF out, as a process of its own: what setting Chinese text takes in memory goes back with it. Knows no Django and fetches nothing."""

from __future__ import annotations

import sys
from pathlib import Path


def _fetches_nothing(url: str, *_given: object, **_named: object) -> None:
    raise ValueError(f"a paper refers to nothing outside: {url}")


def main() -> None:
    from weasyprint import CSS, HTML

    html = sys.stdin.buffer.read().decode("utf-8")
    look = CSS(string=(Path(__file__).parent / "print.css").read_text("utf-8"))
    made = HTML(string=html, url_fetcher=_fetches_nothing).write_pdf(stylesheets=[look], presentational_hints=True)
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
