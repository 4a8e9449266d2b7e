"""Every check holds for the repository, and finds in its wrong tree exactly what is wrong there."""
from __future__ import annotations

import pytest

from tests.architecture.checks import CHECKS
from tests.architecture.tree import ROOT, WRONG


@pytest.mark.parametrize("check", CHECKS)
def test_the_repository_keeps_to(check: str) -> None:
    assert CHECKS[check](ROOT) == []


@pytest.mark.parametrize("check", CHECKS)
def test_a_wrong_tree_is_told_apart_from_a_right_one_by(check: str) -> None:
    tree = WRONG / check
    expected = (tree / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert expected
    assert CHECKS[check](tree) == expected
