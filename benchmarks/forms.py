"""How quick the form engine is: a form of 300 questions with a grid of 30 villages × 30 indicators.

    python benchmarks/forms.py [--quick] [--json]

open_300 is the time to read the definition's bytes and open a filled entry with everything calculated,
divided by the time of ``json.load`` of the same bytes in the same run, interleaved. The other ratios are
milliseconds.
"""

from __future__ import annotations

import argparse
import gc
import io
import json
import platform
import random
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from models.forms.definition import (
    FormDefinition,
    Instance,
    Itemset,
    Node,
    definition_from_json,
    definition_to_json,
)
from models.forms.expressions import parse, to_tree
from models.forms.expressions.coding import Tree
from models.forms.ranking import rank
from models.session import EntrySession, SessionContext

VILLAGES, INDICATORS, GROUPS, PER_GROUP = 30, 30, 12, 25
PAST = 12  # earlier periods known of every cell, where numbers are judged beside them
MARKS = {"open_300": 6.0, "set_median_ms": 0.1, "set_max_ms": 3.0, "validate_ms": 8.0, "memory_mb": 10.0}


def tree(text: str) -> Tree:
    return to_tree(parse(text))


def label(vietnamese: str, english: str) -> dict[str, str]:
    return {"vi": vietnamese, "en": english}


# Words of the length that the starter catalogue's forms have (450 bytes of definition a node, measured).
AT_LEAST_0 = label("Phải là số nguyên từ 0 trở lên.", "Must be a whole number, 0 or more.")
NOT_MORE = label("Không được lớn hơn số đã ghi ở ô trên.", "Must not be more than the number above.")
NEEDED = label("Cần có số này để tính chỉ tiêu của kỳ.", "This number is needed for the period's indicators.")


def question(group: int, number: int) -> Node:
    """One of 25 questions of a group, in the mix that the starter catalogue has."""
    name, before = f"g{group}q{number}", f"g{group}q{number - 1}"
    words = label(
        f"Số hồ sơ tiếp nhận trong kỳ, chỉ tiêu {group}.{number}", f"Files received, {group}.{number}"
    )
    hint = label("Ghi số lũy kế đến hết ngày cuối kỳ báo cáo", "Cumulative to the last day of the period")
    match number % 5:
        case 0:
            return Node(
                name, type="integer", datatype="int", label=words, hint=hint, required=["true()"],
                constraint=tree(". >= 0 and . <= 1000000"), constraint_message=AT_LEAST_0,
                required_message=NEEDED, unit="hồ sơ",
            )  # fmt: skip
        case 1:
            return Node(
                name, type="integer", datatype="int", label=words, required=["true()"],
                constraint=tree(f". >= 0 and . <= ../{before}"),
                constraint_message={**NOT_MORE, "vi": ["Không lớn hơn ", [tree(f"../{before}")]]},
                required_message=NEEDED, hint=hint, relevant=tree(f"../{before} > 0"), compare=50.0,
            )  # fmt: skip
        case 2:
            two = f"g{group}q{number - 2}"
            formula = f"if(../{two} > 0, round(../{before} div ../{two} * 100, 2), '')"
            return Node(name, type="calculate", label=words, calculate=tree(formula), unit="%")
        case 3:
            return Node(
                name, type="select_one", label=words, hint=hint, required=["true()"], required_message=NEEDED,
                itemset=Itemset(tree("instance('yn')/root/item"), itext=True, label="itextId"),
            )  # fmt: skip
        case _:
            return Node(name, type="text", label=words, hint=hint, relevant=tree(f"../{before} = 'yes'"))


def column(number: int) -> Node:
    """One of 30 columns of the grid; every third is calculated."""
    words = label(f"Chỉ tiêu thôn {number}", f"Village indicator {number}")
    if number % 3 == 2:
        formula = f"if(../c{number - 2} > 0, round(../c{number - 1} div ../c{number - 2} * 100, 2), '')"
        return Node(f"c{number}", type="calculate", label=words, calculate=tree(formula))
    limit = ". >= 0" if number % 3 == 0 else f". >= 0 and . <= ../c{number - 1}"
    return Node(
        f"c{number}", type="integer", datatype="int", label=words, hint=NEEDED, required=["true()"],
        required_message=NEEDED, constraint=tree(limit), constraint_message=AT_LEAST_0, unit="người",
    )  # fmt: skip


def form() -> FormDefinition:
    groups = [
        Node(
            f"g{group}",
            "group",
            label=label(f"Nhóm {group}", f"Group {group}"),
            children=tuple(question(group, number) for number in range(PER_GROUP)),
        )
        for group in range(GROUPS)
    ]
    code = "once(instance('villages')/root/item[parent = /data/unit and order = current()/../number]/name)"
    name = "instance('villages')/root/item[name = current()/../village_code]/label"
    cells = (
        Node("number", type="calculate", datatype="int", calculate=tree("position(..)")),
        Node("village_code", type="calculate", calculate=tree(code)),
        Node("village_name", type="calculate", calculate=tree(name)),
        *map(column, range(INDICATORS)),
    )  # fmt: skip
    grid = Node(
        "grid",
        "repeat",
        label=label("Theo thôn", "By village"),
        repeat_count=tree("count(instance('villages')/root/item[parent = /data/unit])"),
        layout="grid",
        children=cells,
    )
    sums = Node(
        "sums",
        "group",
        children=tuple(
            Node(f"s{number}", type="calculate", calculate=tree(f"sum(/data/grid/c{number})"))
            for number in range(INDICATORS)
            if number % 3 != 2
        ),
    )
    top = (Node("unit", type="hidden"), Node("period", type="hidden"))
    root = Node("data", "group", children=(*top, *groups, grid, sums))
    return FormDefinition(
        "bench",
        "1",
        label("Phiếu đo", "Benchmark"),
        ("vi", "en"),
        "vi",
        root,
        instances={
            "yn": Instance(({"name": "yes", "itextId": "yn-0"}, {"name": "no", "itextId": "yn-1"})),
            "villages": Instance(csv="villages"),
        },
        texts={"yn-0": label("Có", "Yes"), "yn-1": label("Không", "No")},
        rules=rank(root),
    )


def context() -> SessionContext:
    rows = [
        {"name": f"22810-{n:02d}", "label": f"Thôn {n}", "parent": "22810", "order": str(n)}
        for n in range(1, VILLAGES + 1)
    ]
    zone = timezone(timedelta(hours=7))
    moment = datetime(2026, 10, 20, 9, 30, tzinfo=zone)
    return SessionContext(now=lambda: moment, username="bench", instances={"villages": rows}, seed=1)


def filled(definition: FormDefinition) -> EntrySession:
    """A whole entry with every question answered."""
    session = EntrySession.open(
        definition, context(), presets={"/data/unit": "22810", "/data/period": "2026M10"}
    )
    for group in range(GROUPS):
        for number in range(PER_GROUP):
            path = f"/data/g{group}/g{group}q{number}"
            answers = {0: str(1000 + number), 1: str(900 - number), 3: "yes", 4: "đã làm"}
            if number % 5 in answers:
                session.set(path, answers[number % 5])
    for row in range(1, VILLAGES + 1):
        for number in range(INDICATORS):
            if number % 3 != 2:
                session.set(f"/data/grid[{row}]/c{number}", str(500 + row - number))
    return session


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


def run(quick: bool) -> dict[str, dict[str, object]]:
    text = definition_to_json(form())
    definition = definition_from_json(text)
    session = filled(definition)
    values = session.values()
    plain, read, opened = measure_open(text, values, 15 if quick else 60)
    gc.collect()
    sets = measure_sets(definition, values, 2000 if quick else 10_000)
    beside = measure_sets(definition, values, 1000 if quick else 5000, PAST)
    checks = [quickest(session.violations) for _ in range(5 if quick else 15)]
    first = [timed(opened_beside(definition, values, PAST).violations) for _ in range(3)]
    cells = sum(1 for state in session.nodes() if state.kind == "question")
    return {
        "ratios": {
            "open_300": round(opened / plain, 2),
            "set_median_ms": round(statistics.median(sets), 4),
            "set_max_ms": round(max(sets), 3),
            "validate_ms": round(statistics.median(checks), 2),
            "memory_mb": round(measure_memory(text, values), 2),
        },
        "figures": {
            "json_load_ms": round(plain, 2),
            "definition_ms": round(read, 2),
            "open_ms": round(opened, 2),
            "set_p99_ms": round(statistics.quantiles(sets, n=100)[98], 3),
            "past_set_median_ms": round(statistics.median(beside), 4),
            "past_set_p99_ms": round(statistics.quantiles(beside, n=100)[98], 3),
            "past_first_validate_ms": round(min(first), 2),
            "definition_kb": round(len(text.encode()) / 1000, 1),
            "cells": cells,
            "marks": MARKS,
        },
        "machine": {"python": platform.python_version(), "system": platform.platform()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    options = parser.parse_args()
    result = run(options.quick)
    if options.json:
        print(json.dumps(result, ensure_ascii=False))
        return
    for name, value in result["ratios"].items():
        print(f"{name:16} {value:>10}   (mark {MARKS[name]})")
    for name, value in result["figures"].items():
        print(f"{name:16} {value}")


if __name__ == "__main__":
    main()
