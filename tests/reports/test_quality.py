"""Four measured figures of data quality: right, full, clean, alive."""

from __future__ import annotations

from fractions import Fraction

from models.office import Facts
from models.office.facts import Count, EntryFacts
from reports.quality import quality, together


def entry(
    right: tuple[int, int] = (10, 10),
    full: tuple[int, int] = (10, 10),
    warnings: tuple[int, int] = (0, 0),
    twin: bool = False,
) -> EntryFacts:
    return EntryFacts(Count(*right), Count(*full), Count(*warnings), twin)


def facts(
    *entries: EntryFacts,
    expected: int = 1,
    due: tuple[int, int] = (1, 1),
    records: tuple[int, int] = (0, 0),
) -> Facts:
    return Facts("22810", entries, expected, Count(*due), Count(*records))


def test_a_flawless_unit_has_four_times_one() -> None:
    found = quality(facts(entry()))
    assert [figure.share for figure in found.figures] == [1, 1, 1, 1]
    assert found.whole == 1


def test_wrong_cells_lower_the_figure_right_only() -> None:
    found = quality(facts(entry(right=(9, 12))))
    assert found.right.share == Fraction(3, 4)
    assert [figure.share for figure in found.figures[1:]] == [1, 1, 1]


def test_a_form_that_did_not_come_counts_as_empty() -> None:
    found = quality(facts(entry(full=(30, 40)), expected=2, due=(1, 2)))
    assert found.full.share == Fraction(3, 8)
    assert found.alive.share == Fraction(1, 2)


def test_forms_weigh_the_same_however_long_they_are() -> None:
    long, short = entry(full=(100, 200)), entry(full=(2, 2))
    assert quality(facts(long, short, expected=2)).full.share == Fraction(3, 4)


def test_an_unexplained_warning_and_a_second_laptop_are_not_clean() -> None:
    found = quality(facts(entry(warnings=(1, 2)), entry(twin=True), entry(warnings=(2, 2)), expected=3))
    assert found.clean.share == Fraction(1, 3)


def test_repeated_records_of_registers_are_not_clean() -> None:
    assert quality(facts(entry(), records=(8, 9))).clean.share == Fraction(9, 10)


def test_nothing_to_judge_by_is_undefined_and_not_zero() -> None:
    found = quality(facts(expected=1, due=(0, 0)))
    assert found.right.share is None
    assert found.alive.share is None
    assert found.full.share == 0
    assert found.whole is None


def test_the_whole_is_the_mean_of_the_figures() -> None:
    assert quality(facts(entry(), due=(0, 1))).whole == Fraction(3, 4)


def test_units_together_are_sums_over_sums() -> None:
    small = quality(facts(entry(right=(1, 1))))
    large = quality(facts(entry(right=(0, 99))))
    assert together([small, large]).right.share == Fraction(1, 100)
    assert together([]).whole is None


def test_a_form_without_cells_to_fill_is_full() -> None:
    assert quality(facts(entry(full=(0, 0)))).full.share == 1
