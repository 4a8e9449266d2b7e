"""The seed of a run, its size, and going on where an interrupted full run stopped."""

from __future__ import annotations

import json
import os
import random
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

KEPT = ROOT / "var" / "proof"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seed", type=int, default=0, help="Decides every random choice of the run; 0 takes a new one and prints it.")
    parser.addoption(
        "--full",
        action="store_true",
        help="Everything instead of a sample; what passed before on the same commit and seed is not run again.",
    )
    parser.addoption("--engines", default="", help="embedded or real: only the fault runs on these; both where not given.")
    parser.addoption("--runs", type=int, default=0, help="How many random schedules; 0 leaves it to the size of the run.")


def pytest_configure(config: pytest.Config) -> None:
    """The workers of a parallel run get the seed of the one that starts them."""
    if not hasattr(config, "workerinput") and not config.option.seed:
        config.option.seed = int(time.time()) % 1_000_000


def pytest_report_header(config: pytest.Config) -> str:
    return f"proof seed: {config.option.seed} (the same again: SEED={config.option.seed})"


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    terminalreporter.line(f"proof seed: {config.option.seed}")


@pytest.fixture(scope="session")
def seed(request: pytest.FixtureRequest) -> int:
    return int(request.config.option.seed)


@pytest.fixture
def chance(request: pytest.FixtureRequest, seed: int) -> random.Random:
    """The test's own random numbers: the same for the same seed, whatever ran before."""
    return random.Random(f"{seed} {request.node.nodeid}")


# ---------------------------------------------------------------- a full run goes on where it stopped
def _marks(config: pytest.Config) -> Path:
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip()[:12]
    return KEPT / f"{commit or 'unknown'}-{config.option.seed}"


def _mark(item: pytest.Item) -> Path:
    return _marks(item.config) / (item.nodeid.replace("/", "_") + ".json")


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.config.option.full and _mark(item).exists():
        pytest.skip("passed before on this commit with this seed")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report: Any = yield
    if item.config.option.full and report.when == "call" and report.passed:
        mark = _mark(item)
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(json.dumps({"seconds": round(report.duration, 1), "pid": os.getpid()}))
    return report  # type: ignore[return-value]
