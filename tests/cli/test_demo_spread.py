"""Spreading a total over units."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.demo.spread import spread, spread_within, weight


@given(st.integers(0, 10**9), st.lists(st.integers(1, 10**6), min_size=1, max_size=80))
def test_the_parts_add_up_to_the_total_and_are_never_negative(total: int, weights: list[int]) -> None:
    parts = spread(total, weights)
    assert sum(parts) == total
    assert min(parts) >= 0


@given(st.data(), st.lists(st.integers(0, 10**5), min_size=1, max_size=80))
def test_no_part_exceeds_its_limit(data: st.DataObject, limits: list[int]) -> None:
    total = data.draw(st.integers(0, sum(limits)))
    parts = spread_within(total, limits)
    assert sum(parts) == total
    assert all(part <= limit for part, limit in zip(parts, limits, strict=True))


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        spread_within(11, [5, 5])


def test_the_same_words_weigh_the_same_and_other_words_differ() -> None:
    assert weight("s", "22810-01") == weight("s", "22810-01")
    assert len({weight("s", f"22810-{number:02d}") for number in range(40)}) > 20
