"""65 communes of Khánh Hòa over three months: imported, told as tables and documents, checked.

Usage: python -m scripts.province_demo [--dir DIR] [--code 56] [--communes 65]
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from pathlib import Path

from cli.main import main as xaso
from scripts.province_demo import check
from scripts.province_demo.play import PERIODS, Play

FORMATS = {
    "xlsx": "bao-cao.xlsx",
    "docx": "bao-cao.docx",
    "html": "bao-cao.html",
    "csv": "phieu.zip",
    "dhis2": "dhis2.json",
}


def main() -> int:
    """Play, write, check; return 1 when a figure differs."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--dir", type=Path, default=Path("demo/province"))
    words.add_argument("--code", default="56")
    words.add_argument("--communes", type=int, default=65)
    asked = words.parse_args()
    if asked.dir.exists():
        shutil.rmtree(asked.dir)
    started = time.monotonic()
    play = Play(asked.dir, asked.code, asked.communes, tell=lambda line: print(line, file=sys.stderr))
    play.run()
    print(f"played in {time.monotonic() - started:.0f} s", file=sys.stderr)
    out = asked.dir / "documents"
    out.mkdir()
    wrong = 0
    for period in PERIODS:
        wrong += write(play, period, out)
    for name, file in FORMATS.items():
        xaso(
            [
                "province",
                "report",
                "--period",
                PERIODS[-1],
                "--format",
                name,
                "--out",
                str(out / file),
                "--workspace",
                str(play.office),
            ]
        )
    for number, done in enumerate(play.imports, 1):
        print(f"import {number}: {json.dumps(done['summary'], ensure_ascii=False)}")
    print("figures agree with the independent computation" if not wrong else f"{wrong} figures differ")
    return int(bool(wrong))


def write(play: Play, period: str, out: Path) -> int:
    """Write the tables of one period as JSON; return how many figures differ from the independent ones."""
    scores = told(play, out / f"scores-{period}.json", "scores", "--period", period)
    told(play, out / f"status-{period}.json", "status", "--period", period)
    told(play, out / "tasks.json", "tasks")
    return len(differences(play, period, scores))


def told(play: Play, file: Path, *words: str) -> dict[str, object]:
    """Keep and return what a command says with --json."""
    import contextlib
    import io

    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        xaso(["province", *words, "--json", "--workspace", str(play.office)])
    file.write_text(said.getvalue(), encoding="utf-8")
    document: dict[str, object] = json.loads(said.getvalue())
    return document


def differences(play: Play, period: str, scores: dict[str, object]) -> list[str]:
    """Compare every indicator that has a numerator and a denominator of its own, for the province."""
    from scripts.province_demo import figures

    current = check.monthly(check.latest(check.entries(play.office / "archive")), period)
    rows = scores["indicators"]
    assert isinstance(rows, list)
    found = []
    for code in (*figures.VILLAGE_PAIRS, *figures.COMMUNE_PAIRS):
        (row,) = (each for each in rows if each["code"] == code and each["unit"] == play.code)
        expected = check.sums(current, code)
        assert expected is not None
        wanted = (*expected, check.percent(*expected))
        got = (row["numerator"], row["denominator"], row["percent"])
        if wanted != got:
            found.append(f"{period} {code}: {got}, expected {wanted}")
    for line in found:
        print(line, file=sys.stderr)
    return found


if __name__ == "__main__":
    raise SystemExit(main())
