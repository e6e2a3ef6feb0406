"""What the benchmarks share: turns, figures, and what is printed."""

from __future__ import annotations

import json
import time

import pytest

from benchmarks.measuring.telling import Found, tell, words
from benchmarks.measuring.turns import beside, in_turn, p95, turns


def test_turns_end_when_the_time_is_up_but_not_before_the_least() -> None:
    over = time.monotonic() - 1
    assert list(turns(5)) == [0, 1, 2, 3, 4]
    assert list(turns(5, until=over)) == [0]
    assert list(turns(5, least=3, until=over)) == [0, 1, 2]
    assert list(turns(2, least=3, until=over)) == [0, 1]


def test_what_runs_in_turn_is_warmed_up_once_and_then_counted() -> None:
    order: list[str] = []
    took = in_turn(2, lambda: order.append("ours"), lambda: order.append("floor"))
    assert order == ["ours", "floor"] * 3
    assert [len(seconds) for seconds in took] == [2, 2]


def test_a_ratio_compares_neighbours_and_not_medians() -> None:
    # the machine was ten times slower in the second turn, for both
    assert beside([2.0, 20.0, 2.2], [1.0, 10.0, 1.0]) == 2.0


def test_the_95th_of_a_hundred_is_not_the_longest() -> None:
    assert 0.9 < p95([number / 100 for number in range(101)]) < 1.0


@pytest.mark.parametrize("quick", [None, "two turns instead of nine"])
def test_the_document_says_what_quick_left_out(quick: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    tell(Found({"open": 1.2, "none": None}, {"size": 3}, quick, {"open": 2.0}), as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["ratios"] == {"open": 1.2, "none": None}
    assert told["figures"].get("quick") == quick
    assert set(told) == {"ratios", "figures", "machine"}


def test_lines_name_the_mark_that_a_ratio_must_not_exceed(capsys: pytest.CaptureFixture[str]) -> None:
    tell(Found({"open": 1.2}, {"size": 3}, None, {"open": 2.0}), as_json=False)
    lines = capsys.readouterr().out.splitlines()
    assert [" ".join(line.split()) for line in lines[:2]] == ["ratios open 1.2 (mark 2.0)", "figures size 3"]


def test_every_benchmark_is_called_alike() -> None:
    asked = words("What it measures.", "few").parse_args(["--quick", "--json"])
    assert asked.quick
    assert asked.json
