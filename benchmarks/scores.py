"""How long the scoreboard of a nation takes: 3,321 communes × 44 indicators in a store of twelve months.

    python benchmarks/scores.py [--quick] [--json] [--keep DIR]

The store is SQLite, filled as importing and measuring leave it: for every commune and month an entry, its 44
measurements and the three counts of its quality, and the same month of last year. Figures are
seconds of one period: ``command`` is ``xaso province scores --json`` as a process of its own, start of the
program included; ``command_cpu`` its processor time; ``scores`` the same inside a running program, ``read``
the part of it that reads the store. ``floor`` is bare sqlite3 reading the same rows.

The province's screen runs in a pseudo-terminal of 80 × 24: ``status_start`` is from the start of
``xaso province`` to the first frame with units and marks, as it was seen last; ``status_first`` without
anything kept, when the store has to be read; ``status_key_p95`` from a key that moves or
scrolls the matrix to the painted line;
``bare`` is an app of Textual alone to its first frame.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import msgspec

from benchmarks.keys import BARE_ARGUMENTS, READY, p95
from benchmarks.measuring.terminal import Program, as_shipped, leave_nobody_behind
from cli.printing import json_text
from models.calendar import Calendar, PeriodRule, parse_day_rule
from models.catalogue import (
    Catalogue,
    CatalogueForm,
    FormKind,
    Formula,
    Indicator,
    Method,
    Target,
    catalogue_to_json,
)
from models.forms.definition import FormDefinition, Node, definition_to_json
from models.national import national_units
from models.office import Office
from models.periods import Period, PeriodKind, parse_period
from models.store import Store
from models.units import UnitKind, Units
from reports.scoreboard import scoreboard
from reports.scores_json import scores_answer

LAST = parse_period("2026M12")
INDICATORS, MONTHS = 44, 12
COUNTS = ("~right", "~full", "~clean")
NOW = datetime.now(UTC)  # the command has no other clock; another day would count registers anew
AT = "2026-12-18T03:04:05Z"
KIT = "k" * 64


def catalogue(communes: int) -> Catalogue:
    """All communes of the country below one province, a form of 44 indicators."""
    whole = national_units()
    province = whole["56"]
    units = [
        msgspec.structs.replace(unit, parent="56") for unit in whole.of_kind(UnitKind.COMMUNE)[:communes]
    ]
    return Catalogue(
        catalogue_id="xaso-56",
        version=1,
        province_code="56",
        title={"vi": "Đo"},
        default_language="vi",
        units=Units((province, *units)),
        forms=(form(),),
        calendar=Calendar(
            rules=(
                PeriodRule(
                    kind=PeriodKind.MONTH,
                    start=parse_day_rule("15 m-1"),
                    end=parse_day_rule("14 m"),
                    deadline=parse_day_rule("20 m"),
                ),
            )
        ),
        indicators=tuple(indicator(number) for number in range(INDICATORS)),
        targets=tuple(Target(indicator=f"i{number:02d}", value=Decimal(60)) for number in range(23)),
    )


def form() -> CatalogueForm:
    """The form that all indicators are read from."""
    return CatalogueForm(
        form_id="monthly",
        workbook="monthly.xlsx",
        kind=FormKind.PERIODIC,
        period=PeriodKind.MONTH,
        title={"vi": "Tháng"},
        version="1",
        sha256="0" * 64,
    )


def indicator(number: int) -> Indicator:
    """Three of four are shares, half of those earn points."""
    share = number % 4 != 3
    return Indicator(
        code=f"i{number:02d}",
        pillar=f"{number // 5} Nhóm",
        label={"vi": f"Chỉ tiêu {number}"},
        form="monthly",
        period=PeriodKind.MONTH,
        numerator=Formula.of("/data/a"),
        denominator=Formula.of("/data/b") if share else None,
        method=Method.RATIO if share and number % 2 == 0 else Method.NONE,
        max_points=Decimal(10),
    )


def fill(root: Path, communes: int) -> Catalogue:
    """Make the province's folder with its store."""
    known = catalogue(communes)
    root.mkdir(parents=True, exist_ok=True)
    (root / "province.toml").write_text('code = "56"\nlanguage = "vi"\n', encoding="utf-8")
    definition = definition_to_json(
        FormDefinition("monthly", "1", {"vi": "Tháng"}, ("vi",), "vi", Node("data", "group"))
    )
    with Store.open(root / "province.db") as store, store.transaction() as writing:
        writing.catalogues.install(catalogue_to_json(known), {"monthly": definition}, {}, kit_id=KIT, at=AT)
        for period in periods():
            writing.meta.set(f"measured.kit.2.{period}", KIT)
            writing.meta.set(f"measured.registers.{period}", f"{KIT} {NOW.date()} 0 None None")
    bare = sqlite3.connect(root / "province.db")
    with bare:
        units = [unit.code for unit in known.communes()]
        for period in periods():
            bare.executemany(_ENTRY, (entry(unit, period) for unit in units))
            rows = (row for unit in units for row in measured(unit, period))
            bare.executemany(_MEASUREMENT, rows)
    bare.execute("ANALYZE")
    bare.close()
    return known


def periods() -> list[Period]:
    """The twelve months and the last one's of the year before."""
    return [*(LAST.shifted(-back) for back in range(MONTHS)), LAST.same_of_last_year]


_ENTRY = (
    "INSERT INTO entry (id, lineage, form, form_version, form_sha256, unit, period, revision, replaces, "
    "state, is_current, created_at, updated_at, completed_at, completed_by, done, total, hard, soft, "
    "received_at, bundle_id) VALUES (?, ?, 'monthly', '1', ?, ?, ?, 1, NULL, 'received', 1, ?, ?, ?, 'Lan', "
    "88, 88, 0, 0, ?, 'b')"
)
_MEASUREMENT = (
    "INSERT INTO measurement (entry_id, indicator, unit, period, numerator, denominator, applicable) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)"
)


def entry_id(unit: str, period: Period) -> str:
    """An id that says whose it is."""
    return f"{unit}{period}".encode().hex().ljust(32, "0")[:32]


def entry(unit: str, period: Period) -> tuple[object, ...]:
    """One received entry."""
    name = entry_id(unit, period)
    return (name, name, "0" * 64, unit, str(period), AT, AT, AT, AT)


def measured(unit: str, period: Period) -> Iterator[tuple[object, ...]]:
    """What was measured on one entry: one in twenty figures is blank, one in fifty does not apply."""
    chance = random.Random(f"{unit}{period}")
    name = entry_id(unit, period)
    for number in range(INDICATORS):
        whole = chance.randrange(50, 5000)
        part: str | None = str(chance.randrange(whole + 1))
        applies = chance.random() > 0.02
        if not applies or chance.random() < 0.05:
            part = None
        below = str(whole) if number % 4 != 3 and part is not None else None
        yield (name, f"i{number:02d}", unit, str(period), part, below, applies)
    for count in COUNTS:
        yield (name, count, unit, str(period), "88", "88", True)


def scores(root: Path, known: Catalogue) -> tuple[float, float, int]:
    """Return seconds of a scoreboard, of its reading, and the size of its JSON."""
    with Store.open(root / "province.db") as store:
        office = Office(store, known, lambda: NOW)
        gc.collect()
        gc.disable()
        begun = time.perf_counter()
        now = office.measured(LAST).indicators
        read = time.perf_counter()
        text = json_text(scores_answer(scoreboard(known, LAST, now)))
        done = time.perf_counter()
        gc.enable()
        return done - begun, read - begun, len(text.encode())


def command(root: Path, environment: Mapping[str, str]) -> tuple[float, float]:
    """Return seconds and processor seconds of the command as a process of its own, as it is shipped."""
    program = [sys.executable, "-m", "cli", "province", "scores", "--period", str(LAST), "--json"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    done = subprocess.run(
        [*program, "--workspace", str(root)],
        cwd=Path(__file__).resolve().parents[1],
        stdout=subprocess.PIPE,
        check=True,
        env=dict(environment),
    )
    spent = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.stdout.startswith(b"{")
    return spent, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def floor(root: Path) -> float:
    """Return seconds of bare sqlite3 for the rows of the period."""
    begun = time.perf_counter()
    bare = sqlite3.connect(root / "province.db")
    bare.execute(
        "SELECT indicator, unit, numerator, denominator FROM measurement WHERE period = ?", (str(LAST),)
    ).fetchall()
    bare.close()
    return time.perf_counter() - begun


FIRST_UNIT = "Ba Đình"  # the first of the national list


def bare(environment: Mapping[str, str]) -> float:
    """Return seconds from starting a bare Textual app to its first frame."""
    program = Program(BARE_ARGUMENTS, environment)
    try:
        return program.until(READY) - program.begun
    finally:
        program.end()


def status(root: Path, keys: int, environment: Mapping[str, str]) -> tuple[float, list[float]]:
    """Return seconds from starting the province's screen to units, and of each key after that."""
    program = Program([sys.executable, "-m", "cli", "province", "--workspace", str(root)], environment)
    try:
        started = program.until(FIRST_UNIT) - program.begun
        took: list[float] = []
        if keys:
            program.drain(4.0)  # the store is read and what is new is measured in threads
            took = [stroke(program, PAGE_DOWN if number % 4 == 3 else DOWN) for number in range(keys)]
            program.send(LEAVE)
            program.process.wait(10)
        return started, took
    finally:
        program.end()


def stroke(program: Program, key: str) -> float:
    """Return seconds from a key to the first piece of what it paints."""
    begun = time.perf_counter()
    program.send(key)
    if not program._ready(5.0):
        raise TimeoutError(f"nothing was painted after {key!r}")
    took = time.perf_counter() - begun
    program.drain(0.02)
    return took


DOWN, PAGE_DOWN, LEAVE = "\x1b[B", "\x1b[6~", "\x11"


def screen(root: Path, turns: int, keys: int, environment: Mapping[str, str]) -> dict[str, float]:
    """Measure the province's screen beside a bare app, in turn."""
    front = root / "front.json"
    front.unlink(missing_ok=True)
    first, _ = status(root, 4, environment)  # leaves what it saw for the next start
    bares, starts, strokes = [], [], []
    for _ in range(turns):
        bares.append(bare(environment))
        started, took = status(root, keys, environment)
        starts.append(started)
        strokes += took
    middle = statistics.median
    return {
        "status_first": round(first, 3),
        "bare": round(middle(bares), 3),
        "status_start": round(middle(starts), 3),
        "status_start_least": round(min(starts), 3),
        "status_key_p95": round(p95(strokes), 4),
    }


def main() -> None:
    """Measure and print."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--quick", action="store_true", help="three turns instead of seven")
    words.add_argument("--json", action="store_true")
    words.add_argument("--communes", type=int, default=3321)
    words.add_argument("--keep", type=Path, help="where the store is made and kept")
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = asked.keep or Path(folder)
        known = catalogue(asked.communes) if (root / "province.db").exists() else fill(root, asked.communes)
        turns = 3 if asked.quick else 7
        environment = as_shipped(root / "bytecode")
        leave_nobody_behind()
        command(root, environment)  # writes the byte code
        floors, inside, reads, outside, cpu, size = [], [], [], [], [], 0
        for _ in range(turns):
            floors.append(floor(root))
            spent, read, size = scores(root, known)
            inside.append(spent)
            reads.append(read)
            spent, used = command(root, environment)
            outside.append(spent)
            cpu.append(used)
        seen = screen(root, turns, 24 if asked.quick else 60, environment)
    middle = statistics.median
    figures = {
        "communes": asked.communes,
        "indicators": INDICATORS,
        "months": MONTHS,
        "floor": round(middle(floors), 3),
        "scores": round(middle(inside), 3),
        "read": round(middle(reads), 3),
        "command": round(middle(outside), 3),
        "command_cpu": round(middle(cpu), 3),
        "command_least": round(min(outside), 3),
        "answer_bytes": size,
        **seen,
    }
    ratios = {
        "scores": round(middle(inside) / middle(floors), 2),
        "command": round(middle(outside) / middle(floors), 2),
        "status_start": round(seen["status_start"] / seen["bare"], 2),
    }
    machine = {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version, "cores": os.cpu_count()}
    if asked.json:
        print(json.dumps({"ratios": ratios, "figures": figures, "machine": machine}))
        return
    for name, value in {**figures, **{f"{name} ÷ floor": ratio for name, ratio in ratios.items()}}.items():
        print(f"{name:20} {value}")


if __name__ == "__main__":
    main()
