"""Speed of keys, measured from outside: key sent to a pseudo-terminal → its echo painted.

    python benchmarks/keys.py [--quick] [--json]

Everything is a ratio to a bare Textual app with a single Input, measured in the same run, interleaved. The
programs are the real ones: ``python -m cli --data DIR`` on folders that this script makes. POSIX only.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import platform
import pty
import re
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

BARE = """
from textual.app import App
from textual.widgets import Input
class Bare(App):
    def compose(self):
        box = Input(placeholder="READY")
        box.cursor_blink = False
        yield box
Bare().run()
"""
QUIET = 0.004  # seconds without output after which a paint counts as finished
COLUMNS, ROWS = 80, 24
ESCAPES = re.compile(rb"\x1b\[[0-9;?=>]*[A-Za-z]|\x1b\][^\x07]*\x07|\x1b[=>(][A-B]?")


class Program:
    """A program in a pseudo-terminal, its output thrown away but for what is waited for."""

    def __init__(self, arguments: list[str], environment: dict[str, str] | None = None) -> None:
        self.begun = time.perf_counter()
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.process = subprocess.Popen(
            arguments,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=ROOT,
            start_new_session=True,
            env={
                **os.environ,
                "TERM": "xterm-256color",
                "LC_ALL": "C.UTF-8",
                "PYTHONPATH": str(ROOT),
                "XASO_LANG": "vi",
                **(environment or {}),
            },
        )
        os.close(slave)
        self.terminal = master
        self.bytes = 0
        self.sheet = False

    def _ready(self, seconds: float) -> bool:
        return bool(select.select([self.terminal], [], [], max(0.0, seconds))[0])

    def until(self, text: str, seconds: float = 60.0) -> float:
        """Wait until ``text`` was written; returns the moment."""
        wanted, seen = text.encode(), b""
        end = time.perf_counter() + seconds
        while wanted not in seen:
            left = end - time.perf_counter()
            if left <= 0 or not self._ready(left):
                raise TimeoutError(f"{text!r} was not painted; last output {seen[-400:]!r}")
            seen = (seen + os.read(self.terminal, 65536))[-200_000:]
        return time.perf_counter()

    def drain(self, quiet: float = QUIET) -> None:
        """Read until nothing comes for a while."""
        while self._ready(quiet):
            self.bytes += len(os.read(self.terminal, 65536))

    def send(self, keys: str) -> None:
        """Press keys."""
        os.write(self.terminal, keys.encode())

    def echo(self, keys: str, shown: str) -> float:
        """Press keys and return the seconds until a text like ``shown`` was painted."""
        wanted, seen = re.compile(shown.encode()), b""
        begun = time.perf_counter()
        self.send(keys)
        while not wanted.search(ESCAPES.sub(b"", seen)):
            if not self._ready(10.0):
                raise TimeoutError(f"no echo of {keys!r}: {seen[-300:]!r}")
            seen += os.read(self.terminal, 65536)
        took = time.perf_counter() - begun
        self.bytes += len(seen)
        self.drain()
        return took

    @property
    def memory(self) -> int:
        """Resident bytes."""
        return int(psutil.Process(self.process.pid).memory_info().rss)

    def end(self) -> None:
        """End this program."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.terminal)


@contextmanager
def running(arguments: list[str]) -> Iterator[Program]:
    program = Program(arguments)
    try:
        yield program
    finally:
        program.end()


# -- folders to work on ------------------------------------------------------------------------------------


def grid_form(rows: int, columns: int) -> str:
    """A form with one grid of whole numbers, and a group of questions before it, as definition JSON."""
    from models.forms.definition import FormDefinition, Node, definition_to_json

    def question(name: str, label: str) -> Node:
        return Node(name, type="integer", datatype="int", label={"vi": label, "en": label})

    single = Node(
        "one",
        "group",
        children=tuple(question(f"q{n}", f"Câu {n}") for n in range(1, 301)),
        label={"vi": "1 Câu hỏi"},
    )
    grid = Node(
        "rows",
        "repeat",
        children=tuple(question(f"c{n}", f"Cột {n}") for n in range(1, columns + 1)),
        label={"vi": "2 Bảng"},
        rows=rows,
        layout="grid",
    )
    hidden = (Node("unit", type="hidden"), Node("period", type="hidden"))
    root = Node("data", "group", children=(*hidden, single, grid))
    return definition_to_json(FormDefinition("monthly", "1", {"vi": "Phiếu đo"}, ("vi", "en"), "vi", root))


def make_folder(folder: Path, rows: int, columns: int) -> Path:
    """A commune's folder whose only form has 300 questions and a grid of ``rows`` × ``columns``."""
    import hashlib

    from models.calendar import Calendar, PeriodRule, parse_day_rule
    from models.catalogue import Catalogue, CatalogueForm, FormKind, catalogue_to_json
    from models.periods import PeriodKind
    from models.store import Store
    from models.units import Unit, UnitKind, Units
    from models.workspace import CommuneWorkspace

    definition = grid_form(rows, columns)
    title = {"vi": "Phiếu đo", "en": "Bench form"}
    days = {"start": "15 m-1", "end": "14 m", "deadline": "22 m"}
    rule = PeriodRule(kind=PeriodKind.MONTH, **{name: parse_day_rule(day) for name, day in days.items()})
    province = Unit(code="56", name="Tỉnh Khánh Hòa", kind=UnitKind.PROVINCE)
    commune = Unit(code="22810", name="Xã Ninh Sơn", kind=UnitKind.COMMUNE, parent="56")
    form = CatalogueForm(
        form_id="monthly",
        workbook="monthly",
        kind=FormKind.PERIODIC,
        period=PeriodKind.MONTH,
        title=title,
        version="1",
        sha256=hashlib.sha256(definition.encode()).hexdigest(),
    )
    catalogue = Catalogue(
        catalogue_id="bench",
        version=1,
        province_code="56",
        title=title,
        default_language="vi",
        units=Units([province, commune]),
        forms=(form,),
        calendar=Calendar(rules=(rule,)),
    )
    workspace = CommuneWorkspace(folder)
    workspace.create()
    with Store.open(workspace.database) as store, store.transaction() as writing:
        writing.catalogues.install(
            catalogue_to_json(catalogue),
            {"monthly": definition},
            {},
            kit_id="0" * 32,
            at="2026-10-01T00:00:00Z",
        )
        writing.meta.set("unit", "22810")
        writing.meta.set("officer", "Lan")
    return folder


# -- scenes --------------------------------------------------------------------------------------------------


def start_bare() -> Program:
    """A bare Textual app with one Input, ready for keys."""
    program = Program([sys.executable, "-c", BARE])
    program.until("EADY")  # the caret stands on the R
    program.drain(0.3)
    return program


def start_screen(folder: Path, *, grid: bool) -> Program:
    """The real program with its cursor in the first cell of the entry, or of its grid."""
    program = Program([sys.executable, "-m", "cli", "--data", str(folder)])
    program.until("Phiếu đo")
    program.drain(0.5)
    program.send("\r")
    program.until("Câu 1")
    program.drain(0.3)
    if grid:
        program.send("\x1b[1;5B")  # to the section of the grid
        program.drain(0.3)
        program.send("\r")
        program.until("Cột 1")
        program.drain(0.5)
    return program


def type_digits(program: Program, keys: int) -> list[float]:
    """Type digits into the cell (or Input) under the cursor; seconds from key to echo."""
    took = []
    for number in range(keys):
        if number and number % 6 == 0:
            program.send("\x15" if program.sheet else "\x08" * 6)
            program.drain(0.02)
        digit = str(1 + number % 9)
        took.append(program.echo(digit, digit))
    return took


def move_and_type(program: Program, keys: int) -> list[float]:
    """Enter and the first digit of the next cell at once, again and again: seconds until that digit shows."""
    took = []
    program.echo("5", "5")
    for number in range(keys):
        digit = str(1 + number % 9)
        took.append(program.echo(f"\r{digit}", rf"\[ +{digit}"))
    return took


def p95(seconds: list[float]) -> float:
    """The 95th of a hundred."""
    return statistics.quantiles(seconds, n=20)[-1]


@dataclass
class Taken:
    """What was measured of one scene."""

    seconds: list[float] = field(default_factory=list)
    bytes: int = 0
    keys: int = 0
    memory: int = 0


def measure_keys(scenes: dict[str, Callable[[], Program]], keys: int, rounds: int) -> dict[str, Taken]:
    """Type into every scene in turn, ``rounds`` times, ``keys`` keys each time."""
    found = {name: Taken() for name in scenes}
    programs = {name: start() for name, start in scenes.items()}
    try:
        for name, program in programs.items():
            program.sheet = name != "bare"
            type_digits(program, 6)  # warm
        for _ in range(rounds):
            for name, program in programs.items():
                before = program.bytes
                taken = found[name]
                taken.seconds += type_digits(program, keys)
                taken.bytes += program.bytes - before
                taken.keys += keys
        for name, program in programs.items():
            found[name].memory = program.memory
    finally:
        for program in programs.values():
            program.end()
    return found


def measure_advance(folder: Path, keys: int) -> list[float]:
    """Next cell + durable save + key."""
    program = start_screen(folder, grid=True)
    try:
        return move_and_type(program, keys)
    finally:
        program.end()


def start_seconds(arguments: list[str], text: str, then: str = "") -> float:
    """Seconds from starting a program until ``text`` is painted; ``then``: Enter at once, until that text."""
    with running(arguments) as program:
        at = program.until(text)
        if then:
            program.send("\r")  # the program takes it as soon as it can
            at = program.until(then)
        return at - program.begun


def measure(*, quick: bool) -> dict[str, dict[str, object]]:
    """All ratios and figures."""
    keys, rounds, starts = (60, 2, 3) if quick else (100, 3, 7)
    base = Path(tempfile.mkdtemp(prefix="xaso-keys-"))
    try:
        medium = make_folder(base / "medium", 300, 30)
        small = make_folder(base / "small", 24, 30)
        large = make_folder(base / "large", 1200, 30)
        one = shutil.copytree(medium, base / "one")
        two = shutil.copytree(medium, base / "two")
        scenes: dict[str, Callable[[], Program]] = {
            "bare": start_bare,
            "entry": lambda: start_screen(one, grid=False),
            "grid": lambda: start_screen(medium, grid=True),
        }
        typed = measure_keys(scenes, keys, rounds)
        growth = measure_keys(
            {
                "small": lambda: start_screen(small, grid=True),
                "large": lambda: start_screen(large, grid=True),
            },
            keys // 2,
            rounds,
        )
        advance = measure_advance(two, keys)
        screen = [sys.executable, "-m", "cli", "--data", str(two)]
        bare = [sys.executable, "-c", BARE]
        cold: dict[str, list[float]] = {"bare": [], "screen": [], "resume": []}
        for _ in range(starts):
            cold["bare"].append(start_seconds(bare, "EADY"))
            cold["screen"].append(start_seconds(screen, "Phiếu đo"))
            cold["resume"].append(start_seconds(screen, "Phiếu đo", "Câu 1"))
        reference = p95(typed["bare"].seconds)
        start = statistics.median(cold["bare"])
        ratios = {
            "entry_key_p95": p95(typed["entry"].seconds) / reference,
            "grid_key_p95": p95(typed["grid"].seconds) / reference,
            "cold_start": statistics.median(cold["screen"]) / start,
            "resume_start": statistics.median(cold["resume"]) / start,
            "memory": typed["grid"].memory / typed["bare"].memory,
            "advance_save_key_p95": p95(advance) / reference,
            "grid_growth": p95(growth["large"].seconds) / p95(growth["small"].seconds),
        }
        figures: dict[str, object] = {
            f"{name}_ms_p50_p95_p99": [round(1000 * value, 2) for value in _spread(taken.seconds)]
            for name, taken in {**typed, **growth}.items()
        }
        figures["advance_ms_p50_p95_p99"] = [round(1000 * value, 2) for value in _spread(advance)]
        figures["bytes_per_key"] = {name: round(taken.bytes / taken.keys) for name, taken in typed.items()}
        figures["start_seconds"] = {
            name: round(statistics.median(values), 3) for name, values in cold.items()
        }
        figures["memory_mb"] = {name: round(taken.memory / 1e6, 1) for name, taken in typed.items()}
        figures["keys"] = typed["entry"].keys
    finally:
        shutil.rmtree(base, ignore_errors=True)
    machine = {"python": platform.python_version(), "system": platform.platform(), "cores": os.cpu_count()}
    return {
        "ratios": {name: round(value, 3) for name, value in ratios.items()},
        "figures": figures,
        "machine": machine,
    }


def _spread(seconds: list[float]) -> tuple[float, float, float]:
    cuts = statistics.quantiles(seconds, n=100)
    return statistics.median(seconds), cuts[94], cuts[98]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="end within 50 seconds")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    said = parser.parse_args()
    found = measure(quick=said.quick)
    if said.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for part in ("ratios", "figures", "machine"):
        for name, value in found[part].items():
            print(f"{part:8} {name:32} {value}")


if __name__ == "__main__":
    main()
