"""Every workbook of a folder through the compiler; with --oracle, random answers through JavaRosa and ours.

    .venv/bin/python scripts/conformance.py [--folder DIR] [--only TEXT] [--json]
                                            [--oracle [--seeds 3] [--length 40] [--soften]]

Ends with 1 when a workbook crashed the compiler, took longer than ten seconds, or was refused without a cell.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
import warnings
from collections import Counter
from datetime import datetime, timedelta, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from models.authoring.compiler import Compiled, compile_workbook, compile_xform  # noqa: E402
from scripts.oracle.compare import Score, match_form  # noqa: E402
from scripts.oracle.javarosa import Oracle, available  # noqa: E402

LIMIT_SECONDS = 10.0
NOW = datetime(2026, 10, 20, 8, 30, tzinfo=timezone(timedelta(hours=7)))
KINDS = (".xlsx", ".xlsm", ".xls", ".csv", ".xml")


def workbooks(folder: Path, only: str) -> list[Path]:
    """Files that may hold a form, and folders that hold the sheets of one."""
    kinds = KINDS if not (folder / "forms.csv").is_file() else ()  # the sheets of a catalogue are no forms
    found = [path for path in folder.iterdir() if path.suffix.lower() in kinds and path.is_file()]
    found += [path for path in folder.iterdir() if (path / "survey.csv").is_file()]
    return sorted(path for path in found if only in path.name)


def main() -> int:
    """Print the tables; the exit code says whether every workbook met its bounds."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, action="append")
    parser.add_argument("--oracle", action="store_true")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--length", type=int, default=40)
    parser.add_argument(
        "--soften", action="store_true", help="match refused forms too, pictures and places as texts"
    )
    parser.add_argument("--show", type=int, default=60, help="how many differences to print")
    parser.add_argument("--only", default="")
    parser.add_argument("--json", action="store_true")
    said = parser.parse_args()
    warnings.simplefilter("ignore")
    folders = said.folder or [ROOT.parent / "shared" / "xlsforms", ROOT / "catalogues" / "starter"]
    files = [path for folder in folders if folder.is_dir() for path in workbooks(folder, said.only)]
    if not files:
        print("No workbooks found; name a folder with --folder.", file=sys.stderr)
        return 2
    report = Report(said.show)
    for path in files:
        report.compile(path)
    if said.oracle:
        report.match(said.seeds, said.length, soften=said.soften)
    report.print(as_json=said.json)
    return 1 if report.faults else 0


def softened(xform: str) -> str:
    """The XForm with every control we refuse made a text."""
    text = re.sub(r'type="(geopoint|geotrace|geoshape|binary|barcode)"', 'type="string"', xform)
    text = re.sub(r"<(/?)upload\b", r"<\1input", text)
    text = re.sub(r"<odk:setgeopoint[^>]*/>", "", text)
    return re.sub(r' query="[^"]*"', "", text)


class Report:
    """What was compiled and refused, and how far the two engines agree."""

    def __init__(self, shown: int = 60) -> None:
        self.shown = shown
        self.compiled: dict[Path, Compiled] = {}
        self.refused: dict[Path, Compiled] = {}
        self.faults: list[str] = []
        self.slowest = (0.0, "")
        self.scores: dict[str, Score] = {}
        self.oracle_missing = False

    def compile(self, path: Path) -> None:
        """One workbook; what must never happen is kept as a fault."""
        begun = time.perf_counter()
        try:
            result = compile_workbook(path)
        except Exception as error:  # a crash is what this script is there to find
            self.faults.append(f"{path.name}: crashed, {type(error).__name__}: {error}")
            return
        seconds = time.perf_counter() - begun
        self.slowest = max(self.slowest, (seconds, path.name))
        if seconds > LIMIT_SECONDS:
            self.faults.append(f"{path.name}: {seconds:.1f} s")
        if result.definition is not None:
            self.compiled[path] = result
            return
        self.refused[path] = result
        unreadable = {"WORKBOOK_UNREADABLE", "XFORM_UNREADABLE"} & {one.code for one in result.errors}
        if not unreadable and not any(one.cell for one in result.errors):
            self.faults.append(f"{path.name}: refused without a cell")
        if any(one.code == "INTERNAL" for one in result.errors):
            self.faults.append(
                f"{path.name}: {next(o.message_en for o in result.errors if o.code == 'INTERNAL')}"
            )

    def match(self, seeds: int, length: int, *, soften: bool) -> None:
        """Random answers through both engines, for every compiled form."""
        if not available():
            self.oracle_missing = True
            return
        with Oracle(time_zone="GMT+07:00") as oracle:
            for path, result in self.compiled.items():
                if result.definition is None or result.xform is None:
                    continue
                self.scores[path.name] = match_form(
                    path.name, result.definition, result.xform, oracle, NOW, seeds=range(seeds), length=length
                )
            if soften:
                self._match_softened(oracle, seeds, length)

    def _match_softened(self, oracle: Oracle, seeds: int, length: int) -> None:
        """Refused forms too, pictures and places turned into texts: more forms to agree on."""
        for path, result in self.refused.items():
            if result.xform is None:
                continue
            xform = softened(result.xform)
            definition = compile_xform(xform).definition
            if definition is not None:
                name = f"softened {path.name}"
                self.scores[name] = match_form(
                    name, definition, xform, oracle, NOW, seeds=range(seeds), length=length
                )

    def reasons(self) -> Counter[str]:
        """How many workbooks each code refused (a workbook may have several)."""
        return Counter(
            code for result in self.refused.values() for code in {one.code for one in result.errors}
        )

    def total(self) -> Score:
        """The scores of all forms together."""
        total = Score()
        for score in self.scores.values():
            total.add(score)
        return total

    def print(self, *, as_json: bool) -> None:
        """The tables, or one document."""
        total = self.total()
        share = total.equal / total.states if total.states else None
        if as_json:
            document = {
                "workbooks": len(self.compiled) + len(self.refused),
                "compiled": len(self.compiled),
                "refused": len(self.refused),
                "reasons": dict(self.reasons().most_common()),
                "slowest_seconds": round(self.slowest[0], 3),
                "faults": self.faults,
                "oracle": {
                    "states": total.states,
                    "equal": total.equal,
                    "stale": total.stale,
                    "share": share,
                    "classes": dict(total.classes),
                },
            }
            print(json.dumps(document, ensure_ascii=False, indent=1))
            return
        print(f"workbooks {len(self.compiled) + len(self.refused)}")
        print(f"compiled  {len(self.compiled)}")
        print(f"refused   {len(self.refused)}, by reason (a workbook may have several):")
        for code, count in self.reasons().most_common():
            print(f"  {count:4}  {code}")
        print(f"slowest   {self.slowest[0]:.2f} s ({self.slowest[1]})")
        for fault in self.faults:
            print(f"FAULT     {fault}")
        if self.oracle_missing:
            print("oracle    skipped: no JDK or no ODK_Validate.jar here")
        if self.scores:
            self._print_oracle(total)

    def _print_oracle(self, total: Score) -> None:
        share = 100 * total.equal / max(1, total.states)
        print(
            f"\nJavaRosa: {len(self.scores)} forms, {total.steps} states of forms, {total.states} node states"
        )
        print(f"equal     {total.equal} ({share:.4f} %)")
        print(f"stale     {total.stale} that JavaRosa itself mends when it calculates from scratch")
        for name, count in total.classes.most_common():
            print(f"  {count:6}  {name}")
        for words, count in total.refusals.most_common(12):
            print(f"  ended early {count} times: {words}")
        for one in total.differences[: self.shown]:
            last = one.operations[-1] if one.operations else "at the start"
            said = f"ours {one.ours!r}, JavaRosa {one.theirs!r}; after {last}"
            print(f"  {one.form} step {one.step} {one.path} {one.field}: {said}")


if __name__ == "__main__":
    sys.exit(main())
