"""What is usual for a cell, going by its past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.forms.earlier import NEVER, Earlier, Unusual
from models.forms.usual import FEWEST, PERIODS, Usual, allowed, usual

NUMBERS = st.floats(min_value=-1e9, max_value=1e9, allow_nan=False).map(lambda value: round(value, 3))
COUNTS = st.integers(min_value=0, max_value=10**7).map(float)
PASTS = st.lists(NUMBERS, min_size=FEWEST, max_size=20)
PERCENTS = st.floats(min_value=0.1, max_value=500)


def past(*values: float | str) -> Earlier:
    """Earlier values of the cell "/x", newest first; "" is a period in which it was blank."""
    texts = [str(value) for value in values]
    rows = [{"/x": text} if text else {} for text in texts]
    return Earlier(rows[0] if rows else {}, lambda: rows)


@given(PASTS, PERCENTS, st.booleans(), st.booleans())
def test_the_last_value_and_what_the_limit_allows_around_it_is_always_usual(
    earlier: list[float], percent: float, whole: bool, counts: bool
) -> None:
    found = usual(earlier, percent, whole=whole, counts=counts)
    assert found is not None
    near = allowed(earlier[0], percent, counts=counts)
    for value in (earlier[0], earlier[0] + near, earlier[0] - near):
        if value >= 0 or min(earlier[:PERIODS]) < 0:
            assert found.holds(value)


@given(PASTS, PERCENTS)
def test_a_wider_limit_never_makes_the_range_narrower(earlier: list[float], percent: float) -> None:
    narrow, wide = usual(earlier, percent, whole=True), usual(earlier, percent * 2, whole=True)
    assert narrow is not None
    assert wide is not None
    assert wide.low <= narrow.low <= narrow.high <= wide.high


@given(st.lists(COUNTS, min_size=FEWEST, max_size=PERIODS), PERCENTS)
def test_whole_numbers_have_whole_bounds_and_nothing_below_0(earlier: list[float], percent: float) -> None:
    found = usual(earlier, percent, whole=True)
    assert found is not None
    assert found.low.is_integer()
    assert found.high.is_integer()
    assert found.low >= 0
    assert found.periods == len(earlier)


@given(st.lists(COUNTS, max_size=FEWEST - 1))
def test_too_short_a_past_says_nothing(earlier: list[float]) -> None:
    assert usual(earlier, 20, whole=True) is None


@given(st.lists(COUNTS, min_size=PERIODS, max_size=40))
def test_only_the_last_twelve_periods_count(earlier: list[float]) -> None:
    assert usual(earlier, 20, whole=True) == usual(earlier[:PERIODS], 20, whole=True)


@given(st.floats(1, 1e6), st.integers(FEWEST, PERIODS), st.floats(0.01, 1.0))
def test_steady_growth_is_not_unusual(start: float, periods: int, step: float) -> None:
    series = [start * (1 + step * number) for number in range(periods + 1)]
    found = usual(series[-2::-1], 20, whole=False)
    assert found is not None
    assert found.holds(series[-1])


@pytest.mark.parametrize(
    ("earlier", "value", "is_usual"),
    [
        ((100, 104, 98, 101, 99), 1000, False),  # a digit too many
        ((100, 104, 98, 101, 99), 10, False),  # a digit too few
        ((100, 104, 98, 101, 99), 130, True),
        ((100, 1000, 98, 101, 99), 900, False),  # one slip of the past does not make the next one usual
        ((0, 0, 0, 0), 3, True),
        ((0, 0, 0, 0), 5, False),
        ((10, 100, 12, 95, 11, 103), 98, True),  # a cell that always swings
        ((200, 100, 100, 100), 210, True),  # a new level that was explained once
    ],
)
def test_where_the_catalogue_names_no_limit(earlier: Sequence[float], value: float, is_usual: bool) -> None:
    found = past(*earlier).unusual("/x", value, None, whole=True)
    assert (found is None) == is_usual


def test_the_limit_of_the_catalogue_goes_first() -> None:
    steady = (1000, 1001, 999, 1002)
    assert past(*steady).unusual("/x", 1100, 20, whole=True) is None
    assert past(*steady).unusual("/x", 1210, 20, whole=True) == Unusual(Usual(800, 1201, 4))
    assert past(*steady).unusual("/x", 1210, 30, whole=True) is None


def test_with_fewer_periods_a_limit_is_held_against_the_period_before() -> None:
    assert past(100, 90).unusual("/x", 160, 50, whole=True) == Unusual(None)
    assert past(100, 90).unusual("/x", 150, 50, whole=True) is None
    assert past(100, 90).unusual("/x", 10_000, None, whole=True) is None
    assert past("", 90).unusual("/x", 160, 50, whole=True) is None
    assert past().unusual("/x", 160, 50, whole=True) is None


def test_blank_periods_are_not_zeros() -> None:
    found = past("", 100, "", 102, "", 98).unusual("/x", 500, None, whole=True)
    assert found is not None
    assert found.usual is not None
    assert found.usual.periods == 3


def test_the_past_is_loaded_once_and_only_where_the_period_before_does_not_decide() -> None:
    loaded = []

    def load() -> list[Mapping[str, str]]:
        loaded.append(1)
        return [{"/x": "100", "/y": "5"}] * 4

    earlier = Earlier({"/x": "100", "/y": "5"}, load)
    assert earlier.unusual("/x", 120, None, whole=True) is None
    assert not loaded
    assert earlier.unusual("/x", 300, None, whole=True)
    assert earlier.unusual("/y", 300, None, whole=True)
    assert len(loaded) == 1


def test_never_is_no_limit_that_anything_could_keep() -> None:
    assert NEVER < 0
