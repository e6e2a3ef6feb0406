"""Record tests/oracle/vectors anew from the jar: forms of tests/oracle/forms and of the starter catalogue.

.venv/bin/python scripts/record_vectors.py [--only NAME] [--length 30]
"""

from __future__ import annotations

import argparse
import csv
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from models.authoring.compiler import compile_workbook  # noqa: E402
from scripts.oracle.javarosa import Oracle, available  # noqa: E402
from scripts.oracle.vectors import record, replay  # noqa: E402

NOW = datetime(2026, 10, 20, 8, 30, tzinfo=timezone(timedelta(hours=7)))
VECTORS = ROOT / "tests" / "oracle" / "vectors"


def forms() -> list[Path]:
    """Folders of forms that this project wrote itself."""
    own = (ROOT / "tests" / "oracle" / "forms").iterdir()
    starter = (ROOT / "catalogues" / "starter").iterdir()
    return sorted(path for path in [*own, *starter] if has_form(path))


def has_form(folder: Path) -> bool:
    """Whether the folder holds an XForm or sheets."""
    return (folder / "form.xml").is_file() or (folder / "survey.csv").is_file()


def source_of(form: Path) -> Path:
    """What to compile: the XForm in the folder, or the folder itself when it holds sheets."""
    xform = form / "form.xml"
    return xform if xform.is_file() else form


def read_lists(form: Path) -> dict[str, list[dict[str, str]]]:
    """The .csv lists in the form's media folder."""
    lists = {}
    for file in sorted((form / "media").glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            lists[file.stem] = list(csv.DictReader(lines))
    return lists


def main() -> int:
    """Write one file a form and seed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="")
    parser.add_argument("--length", type=int, default=30)
    parser.add_argument("--seeds", type=int, default=2)
    said = parser.parse_args()
    if not available():
        print("A JDK and pyxform's ODK_Validate.jar are needed.", file=sys.stderr)
        return 3
    VECTORS.mkdir(parents=True, exist_ok=True)
    with Oracle(time_zone="GMT+07:00") as oracle:
        for form in forms():
            if said.only not in form.name:
                continue
            compiled = compile_workbook(source_of(form))
            if compiled.definition is None or compiled.xform is None:
                print(f"{form.name}: {compiled.errors[0].message_en}", file=sys.stderr)
                return 1
            for seed in range(said.seeds):
                for fresh in (False, True):
                    vector = record(
                        form.name,
                        compiled.definition,
                        compiled.xform,
                        oracle,
                        NOW,
                        seed=1000 + seed,
                        length=said.length,
                        given=read_lists(form),
                        fresh=fresh,
                    )
                    if not any(replay(vector, compiled.definition)):
                        break
                (VECTORS / f"{form.name}-{seed}.json").write_text(
                    vector.to_json(), encoding="utf-8", newline="\n"
                )
                fresh_words = ", from scratch" if vector.fresh else ""
                print(f"{form.name}-{seed}: {len(vector.operations)} operations{fresh_words}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
