"""Pictures for the README: `python -m tests.browser.screenshots FOLDER` starts the demonstration in a folder of its own and photographs it."""
from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.support.live import free_port

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
DESK, PHONE = {"width": 1280, "height": 860}, {"width": 360, "height": 740}
#: name → host, sign-in, path, size, language
PICTURES = {
    "board": ("xunyang", "county.xunyang", "/board", DESK, "zh-CN"),
    "board-en": ("xunyang", "county.xunyang", "/board", DESK, "en"),
    "desk": ("610981103", "clerk.shuhe", "/", DESK, "zh-CN"),
    "search": ("xunyang", "county.xunyang", "/search?q=饮水", DESK, "zh-CN"),
    "phone": ("gouyuan", "deputy.gouyuan", "/raise", PHONE, "zh-CN"),
    "mine": ("gouyuan", "deputy.gouyuan", "/mine", PHONE, "zh-CN"),
}


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    port, var = free_port(), ROOT / "var" / "screenshots"
    run = subprocess.Popen(
        [sys.executable, "-m", "hub", "run", "--port", str(port)], env={**os.environ, "TOWNSHIPS_VAR": str(var)}, stdout=subprocess.PIPE, text=True
    )
    try:
        password = _password(run)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
            for name in PICTURES:
                _take(browser, name, port, password, folder / f"{name}.png")
    finally:
        run.terminate()
        run.wait(30)


def _password(run: subprocess.Popen[str]) -> str:
    """The welcome block tells it when everything stands."""
    assert run.stdout
    until = time.monotonic() + 300
    for line in run.stdout:
        if found := re.search(r"全部相同）: (\S+)", line):
            return found[1]
        assert time.monotonic() < until
    raise SystemExit("the demonstration did not start")


def _take(browser: Browser, name: str, port: int, password: str, file: Path) -> None:
    host, login, path, size, language = PICTURES[name]
    page = browser.new_context(viewport=size, locale=language).new_page()  # type: ignore[arg-type]
    page.goto(f"http://{host}.localhost:{port}/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_load_state()
    page.goto(f"http://{host}.localhost:{port}{path}")
    page.screenshot(path=file)
    page.context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
