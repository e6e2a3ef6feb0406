from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.catalogue import Comparison, Direction, Formula, Indicator, Method, PointStep, Target
from models.indicators import (
    Measurement,
    Ratio,
    growth,
    is_met,
    percent,
    rounded,
    target_for,
    total,
    value_for_target,
)
from models.judging import Judge
from models.periods import PeriodKind
from models.scores import Score, ranks, score, unit_score


def indicator(method: Method = Method.RATIO, ratio: bool = True, **more: object) -> Indicator:
    return Indicator(
        code="x",
        pillar="",
        label={"vi": "x"},
        form="f",
        period=PeriodKind.MONTH,
        numerator=Formula.of("1"),
        denominator=Formula.of("1") if ratio else None,
        method=method,
        max_points=Decimal(10),
        **more,  # type: ignore[arg-type]
    )


def of(numerator: int | str | None, denominator: int | str | None) -> Ratio:
    return Ratio(
        numerator=None if numerator is None else Decimal(numerator),
        denominator=None if denominator is None else Decimal(denominator),
    )


def measured(unit: str, numerator: int | None, denominator: int | None, **more: bool) -> Measurement:
    ratio = of(numerator, denominator)
    return Measurement(
        indicator="x",
        unit=unit,
        period="2026M10",
        numerator=ratio.numerator,
        denominator=ratio.denominator,
        **more,
    )


@pytest.mark.parametrize(
    ("numerator", "denominator", "published"),
    [
        (17, 23, "73.91"),
        (69586, 91032, "76.44"),
        (348, 690, "50.43"),
        (35, 36, "97.22"),
        (61, 61, "100.00"),
        (0, 5, "0.00"),
        (2, 34, "5.88"),
    ],
)
def test_the_published_figures_come_out_exactly(numerator: int, denominator: int, published: str) -> None:
    assert str(percent(of(numerator, denominator))) == published


@pytest.mark.parametrize(
    ("numerator", "denominator", "published"),
    [(1, 800, "0.13"), (3, 800, "0.38"), (1, 2000, "0.05"), (1, 20000, "0.01"), (19999, 20000, "100.00")],
)
def test_a_half_rounds_up_and_never_to_even(numerator: int, denominator: int, published: str) -> None:
    assert str(percent(of(numerator, denominator))) == published


def test_just_below_a_half_rounds_down_however_many_digits_it_takes() -> None:
    below = Fraction(5, 1000) - Fraction(1, 10**40)
    assert rounded(below) == Decimal("0.00")
    assert rounded(Fraction(5, 1000)) == Decimal("0.01")
    assert rounded(Fraction(-5, 1000)) == Decimal("-0.01")


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_percentage_is_never_further_than_half_a_hundredth_from_the_truth(top: int, bottom: int) -> None:
    published = percent(of(top, bottom))
    assert published is not None
    assert abs(Fraction(published) - Fraction(100 * top, bottom)) <= Fraction(1, 200)


@pytest.mark.parametrize("ratio", [of(None, 5), of(5, None), of(5, 0), of(None, None), of(0, 0)])
def test_what_was_not_reported_or_has_nothing_to_divide_by_is_undefined(ratio: Ratio) -> None:
    assert percent(ratio) is None


def test_a_total_is_sums_over_sums_and_not_a_mean_of_percentages() -> None:
    ratio = total(indicator(), [measured("a", 1, 2), measured("b", 90, 100)])
    assert (ratio.numerator, ratio.denominator) == (Decimal(91), Decimal(102))
    assert str(percent(ratio)) == "89.22"


def test_units_without_both_figures_are_missing_and_add_nothing() -> None:
    ratio = total(
        indicator(),
        [measured("a", 1, 2), measured("b", None, 100), measured("c", 3, None), measured("d", 0, 4)],
    )
    assert (ratio.numerator, ratio.denominator) == (Decimal(1), Decimal(6))
    assert (ratio.counted, ratio.missing) == (2, 2)


def test_a_total_of_nothing_is_undefined() -> None:
    assert total(indicator(), []).numerator is None
    assert total(indicator(ratio=False), [measured("a", None, None)]).numerator is None


def test_a_count_is_a_sum_without_percentage() -> None:
    ratio = total(indicator(ratio=False), [measured("a", 4, None), measured("b", 0, None)])
    assert ratio.numerator == 4
    assert percent(ratio) is None


def test_growth_is_in_points_of_the_published_percentages() -> None:
    now, before = percent(of(35, 36)), percent(of(93, 106))
    assert (str(now), str(before)) == ("97.22", "87.74")
    assert growth(now, before) == Decimal("9.48")
    assert growth(now, None) is None


@pytest.mark.parametrize(
    ("comparison", "value", "met"),
    [
        (Comparison.AT_LEAST, "60.00", True),
        (Comparison.AT_LEAST, "59.99", False),
        (Comparison.MORE, "60.00", False),
        (Comparison.MORE, "60.01", True),
        (Comparison.AT_MOST, "60", True),
        (Comparison.LESS, "60", False),
        (Comparison.EQUAL, "60.00", True),
    ],
)
def test_a_target_is_met_by_its_comparison(comparison: Comparison, value: str, met: bool) -> None:
    assert is_met(Target(indicator="x", value=Decimal(60), comparison=comparison), Decimal(value)) is met


def test_a_target_without_a_figure_is_neither_met_nor_missed() -> None:
    target = Target(indicator="x", value=Decimal(60))
    assert is_met(target, value_for_target(indicator(), of(None, 5))) is None


def test_the_most_particular_target_counts() -> None:
    targets = (
        Target(indicator="x", value=Decimal(1)),
        Target(indicator="x", value=Decimal(2), period="2026"),
        Target(indicator="x", value=Decimal(3), period="2026M10"),
        Target(indicator="x", value=Decimal(4), units=("00004", "00008")),
        Target(indicator="x", value=Decimal(5), units=("56",)),
    )

    def value(unit: str, period: str) -> int:
        found = target_for(targets, "x", unit, period)
        return int(found.value) if found else 0

    assert value("00025", "2025M10") == 1
    assert value("00025", "2026M09") == 2
    assert value("00025", "2026M10") == 3
    assert value("00004", "2026M10") == 4
    assert value("56", "2026M10") == 5
    assert target_for(targets, "y", "00004", "2026M10") is None


def test_a_ratio_scores_its_share_of_the_maximum() -> None:
    assert score(indicator(), of(3, 4)) == Score(15, 2, Fraction(10))
    assert score(indicator(), of(5, 4)).points == 10
    assert score(indicator(direction=Direction.DOWN), of(1, 4)).points == Fraction(15, 2)


@pytest.mark.parametrize(("top", "points"), [(59, 0), (60, 5), (79, 5), (80, 8), (99, 8), (100, 10)])
def test_steps_give_the_points_of_the_highest_one_reached(top: int, points: int) -> None:
    steps = tuple(PointStep(Decimal(a), Decimal(b)) for a, b in ((60, 5), (80, 8), (100, 10)))
    assert score(indicator(Method.STEPS, steps=steps), of(top, 100)).points == points


def test_yes_is_the_maximum_and_no_is_nothing() -> None:
    assert score(indicator(Method.YES_NO), of(1, 1)).points == 10
    assert score(indicator(Method.YES_NO), of(0, 1)).points == 0
    assert score(indicator(Method.YES_NO, ratio=False), of(1, None)).points == 10


def test_what_does_not_apply_lowers_the_maximum_and_what_is_missing_does_not() -> None:
    excluded = total(indicator(), [measured("a", None, None, applicable=False)])
    missing = total(indicator(), [measured("a", None, None)])
    assert score(indicator(), excluded) == Score(None, 1, Fraction(0))
    assert score(indicator(), missing) == Score(None, 1, Fraction(10))
    whole = unit_score(
        [score(indicator(), of(3, 4)), score(indicator(), missing), score(indicator(), excluded)]
    )
    assert (whole.points, whole.maximum, whole.dti) == (Fraction(15, 2), Fraction(20), Fraction(3, 8))


def test_a_unit_that_reported_nothing_has_no_index() -> None:
    assert unit_score([Score(None, 1, Fraction(10))]).dti is None


def test_equals_share_a_rank_and_the_next_one_is_left_out() -> None:
    half = Fraction(1, 2)
    values = {"a": half, "b": Fraction(3, 4), "c": half, "d": Fraction(1, 4), "e": None}
    assert ranks(values) == {"a": 2, "b": 1, "c": 2, "d": 4, "e": None}


@given(
    st.dictionaries(st.text(max_size=3), st.none() | st.fractions(-3, 3, max_denominator=10**12), max_size=8)
)
def test_ranks_are_one_more_than_how_many_are_larger(values: dict[str, Fraction | None]) -> None:
    given_values = [value for value in values.values() if value is not None]
    larger = {
        key: None if value is None else 1 + sum(other > value for other in given_values)
        for key, value in values.items()
    }
    assert ranks(values) == larger


@given(
    st.sampled_from(list(Method)),
    st.sampled_from(list(Direction)),
    st.decimals(-50, 200, places=1),
    st.decimals(-50, 200, places=2),
    st.booleans(),
    st.booleans(),
)
def test_a_judge_says_what_percent_target_and_score_say(
    method: Method, direction: Direction, top: Decimal, bottom: Decimal, ratio: bool, single: bool
) -> None:
    steps = (
        PointStep(percent=Decimal(40), points=Decimal(4)),
        PointStep(percent=Decimal(80), points=Decimal(9)),
    )
    asked = indicator(method, ratio, direction=direction, steps=steps)
    targets = [Target(indicator="x", value=Decimal(60)), Target(indicator="y", value=Decimal(1))]
    if single:
        targets.append(Target(indicator="x", value=Decimal(20), units=("00004",)))
    judge = Judge(asked, targets, "2026M10")
    excluded = Ratio(numerator=None, denominator=None, counted=0, excluded=1)
    whole = str(bottom) if ratio else None
    for figure in (of(str(top), whole), of(None, whole), of(str(top), None), of(str(top), 0), excluded):
        for unit in ("00004", "00005"):
            target = target_for(targets, "x", unit, "2026M10") if figure.applicable else None
            value = value_for_target(asked, figure)
            met = None if target is None else is_met(target, value)
            share = percent(figure) if ratio else None
            assert judge.judge(figure, unit) == (share, target, met, score(asked, figure))
