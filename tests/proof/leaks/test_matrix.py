"""Nobody gets anything of another congress, and of his own only what is his to see. docs/security.md tells what each part asks."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

import pytest

from tests.proof.leaks import stored
from tests.proof.leaks.callers import COUNTY_PEOPLE, OWN
from tests.proof.leaks.coverage import answered, silent
from tests.proof.leaks.knocked import GUARDS, told_with_a_reason, walls
from tests.proof.leaks.marks import unmarked
from tests.proof.leaks.matrix import Finding, Kept, Matrix, Scene

HALVES = {"first": slice(0, None, 2), "second": slice(1, None, 2)}


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What is logged meanwhile."""
    kept, root = Kept(), logging.getLogger()
    root.addHandler(kept)
    yield kept.lines
    root.removeHandler(kept)


def none(found: Iterable[Finding]) -> None:
    told = list(found)
    assert not told, f"{len(told)} findings, the first of them:\n" + "\n".join(f"{one.who} | {one.door} | {one.what}" for one in told[:40])


def test_every_column_with_words_is_marked(scene: Scene) -> None:
    assert unmarked(home for homes in scene.marks.values() for home in homes) == set()


def test_every_field_answers_somebody_and_every_page_opens(matrix: Matrix) -> None:
    told = silent(answered(matrix))
    assert not told, f"nobody was told anything by {', '.join(sorted(told))}"


@pytest.mark.parametrize("half", HALVES)
def test_at_the_own_door_everybody_sees_what_is_his_to_see(matrix: Matrix, lines: list[str], half: str) -> None:
    none(matrix.own_doors((*OWN, *COUNTY_PEOPLE)[HALVES[half]]))
    none(stored.logged(matrix, lines))


def test_ids_of_another_congress_are_ids_that_nobody_has(matrix: Matrix, lines: list[str]) -> None:
    none(matrix.foreign_ids())
    none(stored.logged(matrix, lines))


def test_words_of_another_congress_are_words_like_any_others(matrix: Matrix) -> None:
    none(matrix.foreign_words())


def test_a_proof_of_elsewhere_proves_nothing(matrix: Matrix) -> None:
    none(matrix.moved())
    none(stored.signing_in(matrix))


def test_what_else_names_a_host_is_not_looked_at(matrix: Matrix) -> None:
    none(matrix.forged())
    none(stored.nowhere(matrix))


def test_who_may_not_change_something_is_denied_and_nothing_changes(matrix: Matrix, lines: list[str]) -> None:
    none(matrix.changes())
    none(stored.logged(matrix, lines))


def test_facts_views_and_documents_hold_what_their_readers_may_see(matrix: Matrix) -> None:
    none(stored.told(matrix))


def test_the_reason_given_with_a_step_stays_in_the_town(matrix: Matrix) -> None:
    none(told_with_a_reason(matrix))


def test_the_wall_holds_around_every_shared_table(matrix: Matrix) -> None:
    none(stored.wall(matrix))


# ---------------------------------------------------------------- controls
@pytest.mark.parametrize("name", GUARDS)
def test_without_a_guard_the_matrix_notices(name: str, matrix: Matrix, monkeypatch: pytest.MonkeyPatch) -> None:
    matrix.chance.shuffle(matrix.doors)
    GUARDS[name].take(monkeypatch, matrix)
    assert next(GUARDS[name].part(matrix), None), f"nobody noticed that there was no guard: {name}"


def test_without_row_level_security_the_matrix_notices(matrix: Matrix, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, wall in walls().items():
        assert next(wall.part(matrix), None) is None, name
        wall.take(monkeypatch, matrix)
        assert next(wall.part(matrix), None), f"nobody noticed that there was no guard: {name}"
