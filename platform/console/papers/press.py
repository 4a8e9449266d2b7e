"""HTML in, PDF out, as a process of its own: what setting Chinese text takes in memory goes back with it. Knows no Django and fetches nothing."""

from __future__ import annotations

import sys


def _fetches_nothing(url: str, *_given: object, **_named: object) -> None:
    raise ValueError(f"a paper refers to nothing outside: {url}")


def main() -> None:
    from weasyprint import HTML

    html = sys.stdin.buffer.read().decode("utf-8")
    sys.stdout.buffer.write(HTML(string=html, url_fetcher=_fetches_nothing).write_pdf())


if __name__ == "__main__":
    main()
