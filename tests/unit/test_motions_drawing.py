"""The sample of a return visit: anybody who has the list and the seed draws the same."""
from __future__ import annotations

from hashlib import sha256

import pytest

from motions import rules
from townships.errors import Invalid, RuleBroken

NUMBERS = [f"十九届闭会第{number}号" for number in range(1, 41)]


def test_the_same_seed_draws_the_same_in_whatever_order_the_list_comes() -> None:
    drawn = rules.draw(NUMBERS, 8, "3f9a")
    assert len(set(drawn)) == 8
    assert rules.draw(list(reversed(NUMBERS)), 8, "3f9a") == drawn
    assert rules.draw(NUMBERS, 8, "3f9b") != drawn
    assert drawn[0] == min(NUMBERS, key=lambda number: sha256(f"3f9a:{number}".encode()).hexdigest())


def test_a_larger_sample_keeps_the_smaller_one_and_no_size_is_all() -> None:
    assert rules.draw(NUMBERS, 12, "3f9a")[:8] == rules.draw(NUMBERS, 8, "3f9a")
    assert sorted(rules.draw(NUMBERS, None, "3f9a")) == sorted(NUMBERS)


@pytest.mark.parametrize("size", [0, -1, 41])
def test_a_sample_is_of_what_there_is(size: int) -> None:
    with pytest.raises(Invalid) as refused:
        rules.check_sample(size, 40)
    assert (refused.value.code, refused.value.field) == ("sample_does_not_fit", "size")
    with pytest.raises(RuleBroken):
        rules.check_sample(None, 0)
