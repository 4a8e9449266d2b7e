"""Imports point down only. Each contract is shown to fail: wrong/imports/<contract>/ breaks it, and `expected.txt` names the imports that do."""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.imports import broken, contracts, empty_house, furnish
from tests.architecture.tree import ROOT, WRONG, packages


def test_every_import_keeps_to_the_contracts() -> None:
    assert broken(ROOT) == ([], [])


def test_a_house_without_imports_keeps_to_all_contracts(tmp_path: Path) -> None:
    empty_house(tmp_path)
    assert broken(tmp_path) == ([], [])


@pytest.mark.parametrize("contract", contracts())
def test_a_wrong_import_breaks_the_contract(contract: str, tmp_path: Path) -> None:
    wrong = WRONG / "imports" / contract
    empty_house(tmp_path)
    furnish(tmp_path, wrong)
    titles, imports = broken(tmp_path, contract)
    assert len(titles) == 1
    assert imports == (wrong / "expected.txt").read_text(encoding="utf-8").splitlines()


def test_every_package_stands_under_the_contracts() -> None:
    roots = (ROOT / ".importlinter").read_text(encoding="utf-8").partition("root_packages =")[2].partition("include_external")[0].split()
    assert sorted(roots) == sorted(package.name for package in packages(ROOT))


def test_every_service_has_a_contract_for_its_face() -> None:
    assert {package.name for package in packages(ROOT, "services")} <= set(contracts())


def test_a_source_root_is_never_imported_as_a_package(tmp_path: Path) -> None:
    """`from services.motions import …` would make a second copy of the module: ruff refuses it for every package there is."""
    wrong = [f"from {one.parent.name}.{one.name} import apps as _{number}" for number, one in enumerate(packages(ROOT))]
    assert _banned(tmp_path, wrong) == list(range(1, len(wrong) + 1))
    assert _banned(tmp_path, [f"import {one.name}" for one in packages(ROOT)] + ["import platform", "import graphql"]) == []


def _banned(folder: Path, lines: list[str]) -> list[int]:
    (folder / "module.py").write_text("\n".join(lines) + "\n")
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--config", str(ROOT / "pyproject.toml")]
    told = subprocess.run([*command, "--select", "TID251", "--output-format", "concise", "module.py"], cwd=folder, capture_output=True, text=True)
    assert told.returncode in (0, 1), told.stderr
    return sorted({int(line.split(":")[1]) for line in told.stdout.splitlines() if "TID251" in line})
