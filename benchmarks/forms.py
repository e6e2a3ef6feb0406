"""How quick the form engine is: a form of 300 questions with a grid of 30 villages × 30 indicators.

    python benchmarks/forms.py [--quick] [--json]

open_300 is the time to read the definition's bytes and open a filled entry with everything calculated,
divided by the time of ``json.load`` of the same bytes in the same run, interleaved. The other ratios are
milliseconds.
"""

from __future__ import annotations

import gc
import io
import json
import random
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring.big_form import GROUPS, INDICATORS, VILLAGES, context, filled, form
from benchmarks.measuring.telling import Found, tell, words
from models.forms.definition import FormDefinition, definition_from_json, definition_to_json
from models.session import EntrySession

PAST = 12  # earlier periods known of every cell, where numbers are judged beside them
QUICK = "15 openings instead of 60, 2,000 values instead of 10,000"
MARKS = {"open_300": 6.0, "set_median_ms": 0.1, "set_max_ms": 3.0, "validate_ms": 8.0, "memory_mb": 10.0}


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of processor time of one run: nothing waits in here, and other programs do not count."""
    start = time.thread_time_ns()
    work()
    return (time.thread_time_ns() - start) / 1e6


def quickest(work: Callable[[], object], times: int = 5) -> float:
    """Milliseconds of the quickest of a few runs: the others waited for something else on the machine."""
    return min(timed(work) for _ in range(times))


def measure_open(text: str, values: dict[str, str], rounds: int) -> tuple[float, float, float]:
    """Medians in ms, interleaved: json.load, definition alone, definition and entry; all from bytes."""
    surroundings, stored = context(), text.encode()
    plain, read, opened = [], [], []
    for _ in range(rounds):
        gc.collect()
        plain.append(quickest(lambda: json.load(io.BytesIO(stored))))
        read.append(quickest(lambda: definition_from_json(stored)))
        opened.append(
            quickest(lambda: EntrySession.open(definition_from_json(stored), surroundings, values=values))
        )
    return statistics.median(plain), statistics.median(read), statistics.median(opened)


def measure_sets(
    definition: FormDefinition, values: dict[str, str], count: int, past: int = 0
) -> list[float]:
    """Milliseconds of committed values all over the form, the ones with the widest effect among them.

    The same values go into five like entries and the quickest of the five counts, so that what is measured is
    the engine and not what else the machine did at that moment. ``past``: earlier periods that are known.
    """
    chance, steps = random.Random(7), []
    for number in range(count):
        if number % 2:
            indicator = chance.choice([n for n in range(INDICATORS) if n % 3 != 2])
            path = f"/data/grid[{chance.randint(1, VILLAGES)}]/c{indicator}"
        else:
            group = chance.randrange(GROUPS)
            path = f"/data/g{group}/g{group}q{chance.choice((0, 1, 5, 6, 10, 11))}"
        steps.append((path, str(chance.randint(0, 2000))))
    rounds = []
    for _ in range(5):
        session = opened_beside(definition, values, past)
        gc.collect()
        rounds.append([timed(partial(session.set, path, value)) for path, value in steps])
    return [min(times) for times in zip(*rounds, strict=True)]


def opened_beside(definition: FormDefinition, values: dict[str, str], past: int) -> EntrySession:
    """The entry, with as many earlier periods, each with other numbers."""
    if not past:
        return EntrySession.open(definition, context(), values=values)
    chance = random.Random(11)
    earlier = [
        {
            path: str(chance.randint(1, 3 * int(value))) if value.isdigit() else value
            for path, value in values.items()
        }
        for _ in range(past)
    ]
    return EntrySession.open(
        definition, context(), values=values, previous=earlier[0], earlier=lambda: earlier
    )


def measure_memory(text: str, values: dict[str, str]) -> float:
    """Peak MB that opening, validating and 200 values take beyond the definition's text."""
    gc.collect()
    tracemalloc.start()
    session = EntrySession.open(definition_from_json(text), context(), values=values)
    session.violations()
    for row in range(1, VILLAGES + 1):
        session.set(f"/data/grid[{row}]/c0", str(row))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1e6


def run(quick: bool) -> Found:
    """Measure everything."""
    text = definition_to_json(form())
    definition = definition_from_json(text)
    session = filled(definition)
    values = session.values()
    plain, read, opened = measure_open(text, values, 15 if quick else 60)
    gc.collect()
    sets = measure_sets(definition, values, 2000 if quick else 10_000)
    past = measure_sets(definition, values, 1000 if quick else 5000, PAST)
    checks = [quickest(session.violations) for _ in range(5 if quick else 15)]
    first = [timed(opened_beside(definition, values, PAST).violations) for _ in range(3)]
    ratios = {
        "open_300": round(opened / plain, 2),
        "set_median_ms": round(statistics.median(sets), 4),
        "set_max_ms": round(max(sets), 3),
        "validate_ms": round(statistics.median(checks), 2),
        "memory_mb": round(measure_memory(text, values), 2),
    }
    figures = {
        "json_load_ms": round(plain, 2),
        "definition_ms": round(read, 2),
        "open_ms": round(opened, 2),
        "set_p99_ms": round(statistics.quantiles(sets, n=100)[98], 3),
        "past_set_median_ms": round(statistics.median(past), 4),
        "past_set_p99_ms": round(statistics.quantiles(past, n=100)[98], 3),
        "past_first_validate_ms": round(min(first), 2),
        "definition_kb": round(len(text.encode()) / 1000, 1),
        "cells": sum(1 for state in session.nodes() if state.kind == "question"),
        "marks": MARKS,
    }
    return Found(ratios, figures, QUICK if quick else None, MARKS)


def main() -> None:
    """Measure and print."""
    asked = words(__doc__, QUICK).parse_args()
    tell(run(asked.quick), as_json=asked.json)


if __name__ == "__main__":
    main()
