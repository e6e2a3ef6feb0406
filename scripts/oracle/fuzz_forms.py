"""Random XLSForms, compiled and played against JavaRosa: groups, repeats, relevance, filters, triggers.

.venv/bin/python scripts/oracle/fuzz_forms.py [--count 100] [--seed 1] [--length 30] [--keep DIR]
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import tempfile
import warnings
from datetime import datetime, timedelta, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from models.authoring.compiler import compile_workbook  # noqa: E402
from scripts.oracle.author import Author  # noqa: E402
from scripts.oracle.compare import Score, match_form  # noqa: E402
from scripts.oracle.javarosa import Oracle  # noqa: E402

NOW = datetime(2026, 10, 20, 8, 30, tzinfo=timezone(timedelta(hours=7)))
HEADERS = [
    *(
        "type",
        "name",
        "label",
        "relevant",
        "required",
        "constraint",
        "constraint_message",
        "calculation",
        "default",
    ),
    *("choice_filter", "repeat_count", "trigger", "read_only", "bind::type"),
]
CHOICES = [
    {"list_name": "c", "name": name, "label": label, "g": group}
    for name, label, group in (
        ("a", "An", "1"),
        ("b", "Bình", "1"),
        ("abc", "Châu", "2"),
        ("12", "Dũng", "2"),
        ("x", "Em", "a"),
    )
]
Row = dict[str, str]


class Composer:
    """Composes one form: every expression looks back only, so that there is no circle."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.rows: list[Row] = []
        self.scopes: list[list[tuple[str, str]]] = [[]]  # (kind, name) that may be named here
        self.repeats: list[str] = []
        self.number = 0

    def compose(self, size: int) -> list[Row]:
        """The survey's rows."""
        self._question("number")
        self._question("text")
        self._question("day")
        while self.number < size:
            self._anything(0)
        return self.rows

    def _anything(self, depth: int) -> None:
        dice = self.chance.random()
        if dice < 0.1 and depth < 3:
            self._group(depth, repeat=False)
        elif dice < 0.22 and depth < 3:
            self._group(depth, repeat=True)
        elif dice < 0.45:
            self._calculate()
        else:
            self._question(self.chance.choice(("number", "text", "day", "select", "multiple", "note")))

    def _name(self, kind: str) -> str:
        self.number += 1
        return f"{kind[0]}{self.number}"

    def _author(self) -> Author:
        known = [one for scope in self.scopes for one in scope]
        by_kind = {
            kind: [f"${{{name}}}" for found, name in known if found == kind]
            for kind in ("number", "text", "day")
        }
        leaves = {
            "number": by_kind["number"] or ["1"],
            "text": by_kind["text"] + by_kind["number"][:2] or ["'a'"],
            "day": by_kind["day"] or ["today()"],
        }
        return Author(self.chance, leaves, None)

    def _expression(self, kind: str) -> str:
        author = self._author()
        if kind == "total" and self.repeats:
            name = self.chance.choice(self.repeats)
            return f"{self.chance.choice(('sum', 'count', 'max', 'min', 'count-non-empty'))}(${{{name}}})"
        made: str = getattr(author, {"total": "number"}.get(kind, kind))(self.chance.randint(1, 2))
        return made

    def _maybe(self, row: Row, header: str, likely: float, kind: str) -> None:
        if self.chance.random() < likely:
            row[header] = self._expression(kind)

    def _question(self, kind: str) -> None:
        name = self._name(kind)
        types = {
            "number": ("integer", "decimal"),
            "text": ("text",),
            "day": ("date",),
            "select": ("select_one c",),
            "multiple": ("select_multiple c",),
            "note": ("note",),
        }
        row: Row = {"type": self.chance.choice(types[kind]), "name": name, "label": f"Câu {name}"}
        known = [one for scope in self.scopes for one in scope]
        if known and self.chance.random() < 0.3:
            row["label"] += f" ${{{self.chance.choice(known)[1]}}} nhé"
        self._maybe(row, "relevant", 0.35, "boolean")
        if kind != "note":
            self._maybe(row, "required", 0.3, "boolean")
            self._maybe(row, "read_only", 0.1, "boolean")
            if self.chance.random() < 0.3:
                sign = self.chance.choice((">", "<", "!="))
                row["constraint"] = f"{self._expression('boolean')} or . {sign} {self._expression('number')}"
                row["constraint_message"] = f"Sai {name}"
            if kind in ("number", "text") and self.chance.random() < 0.25:
                row["default"] = self.chance.choice(("5", "12", self._expression(kind)))
            if kind == "text" and self.chance.random() < 0.2:
                row["calculation"] = self._expression("text")
                triggers = [found for _, found in self.scopes[-1] if not found.startswith("c")]
                if triggers and self.chance.random() < 0.7:
                    row["trigger"] = f"${{{self.chance.choice(triggers)}}}"
        if kind in ("select", "multiple") and self.chance.random() < 0.5:
            texts = [found for found_kind, found in known if found_kind in ("text", "number")]
            row["choice_filter"] = (
                f"g {self.chance.choice(('=', '!='))} ${{{self.chance.choice(texts)}}}" if texts else "g = 1"
            )
        self.rows.append(row)
        self.scopes[-1].append(
            ({"select": "text", "multiple": "text", "note": "other"}.get(kind, kind), name)
        )
        if kind == "number" and len(self.scopes) > 1:
            self.repeats.append(name)

    def _calculate(self) -> None:
        kind = self.chance.choice(("number", "text", "total", "boolean"))
        name = self._name("calculate")
        row: Row = {"type": "calculate", "name": name, "calculation": self._expression(kind)}
        row["bind::type"] = (
            self.chance.choice(("decimal", "int")) if kind in ("number", "total") else "string"
        )
        self._maybe(row, "relevant", 0.15, "boolean")
        self.rows.append(row)
        self.scopes[-1].append(("number" if kind in ("number", "total") else "text", name))

    def _group(self, depth: int, *, repeat: bool) -> None:
        kind = "repeat" if repeat else "group"
        name = self._name(kind)
        row: Row = {"type": f"begin {kind}", "name": name, "label": f"Nhóm {name}"}
        self._maybe(row, "relevant", 0.35, "boolean")
        if repeat and self.chance.random() < 0.35:
            row["repeat_count"] = self.chance.choice(("3", f"{self._expression('number')} mod 5"))
        self.rows.append(row)
        self.scopes.append([])
        for _ in range(self.chance.randint(1, 4)):
            self._anything(depth + 1)
        inner = self.scopes.pop()
        if not repeat:
            self.scopes[-1] += inner
        self.rows.append({"type": f"end {kind}"})


def write_form(folder: Path, rows: list[Row]) -> None:
    """The form as a folder of sheets."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, headers, lines in (("survey", HEADERS, rows), ("choices", list(CHOICES[0]), CHOICES)):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, headers)
            writer.writeheader()
            writer.writerows(lines)


def main() -> int:
    """Print what differs; 1 when anything does."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--length", type=int, default=30)
    parser.add_argument("--show", type=int, default=40)
    parser.add_argument("--keep", type=Path)
    said = parser.parse_args()
    warnings.simplefilter("ignore")
    total, refused = Score(), 0
    with tempfile.TemporaryDirectory() as name, Oracle(time_zone="GMT+07:00") as oracle:
        for number in range(said.seed, said.seed + said.count):
            folder = (said.keep or Path(name)) / f"f{number}"
            write_form(folder, Composer(number).compose(14))
            compiled = compile_workbook(folder)
            if compiled.definition is None or compiled.xform is None:
                refused += 1
                print(f"f{number} refused: {compiled.errors[0].cell} {compiled.errors[0].message_en}")
                continue
            total.add(
                match_form(
                    folder.name,
                    compiled.definition,
                    compiled.xform,
                    oracle,
                    NOW,
                    seeds=[number],
                    length=said.length,
                )
            )
    print(f"forms {said.count}, refused {refused}")
    print(f"{total.states} node states, {total.equal} equal, {total.stale} stale")
    print(dict(total.classes))
    for words, count in total.refusals.most_common(10):
        print(f"  ended early {count} times: {words}")
    for one in total.differences[: said.show]:
        last = one.operations[-1] if one.operations else "at the start"
        words = f"ours {one.ours!r}, JavaRosa {one.theirs!r}; after {last}"
        print(f"  {one.form} step {one.step} {one.path} {one.field}: {words}")
    return 1 if total.equal + total.stale < total.states else 0


if __name__ == "__main__":
    sys.exit(main())
