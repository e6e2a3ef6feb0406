"""Random expressions, calculated by JavaRosa and by us over the same answers: what differs is printed.

.venv/bin/python scripts/oracle/fuzz_expressions.py [--count 2000] [--seed 1] [--show 40]
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from datetime import datetime, timedelta, timezone
from pathlib import Path
from xml.sax.saxutils import quoteattr

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from models.authoring.compiler import compile_xform  # noqa: E402
from models.errors import XasoError  # noqa: E402
from models.session import EntrySession, SessionContext  # noqa: E402
from scripts.oracle.author import Author  # noqa: E402
from scripts.oracle.compare import apply, same_number  # noqa: E402
from scripts.oracle.javarosa import Oracle, OracleError  # noqa: E402
from scripts.oracle.sequences import Operation  # noqa: E402

NOW = datetime(2026, 10, 20, 8, 30, tzinfo=timezone(timedelta(hours=7)))
INPUTS = {
    "i": ("int", ["", "0", "3", "-7", "12"]),
    "d": ("decimal", ["", "2.5", "-0.25", "1000000", "0.1"]),
    "t": ("string", ["", "abc", "12", "Thôn Á 3", "x  y", "a b c", "3.50", "true", "2026-05-01"]),
    "u": ("string", ["", "b", "a", "0"]),
    "n": ("date", ["", "2026-10-20", "2024-02-29", "1969-12-31"]),
    "m": ("dateTime", ["", "2026-10-20T13:05:09.000+07:00"]),
    "h": ("time", ["", "07:05:00.000+07:00"]),
    "e": ("string", [""]),
}
ROWS = 3
TYPES = ("string", "int", "decimal", "date", "dateTime", "boolean")


LEAVES = {
    "number": ("/f/i", "/f/d", "/f/t", "/f/e"),
    "text": ("/f/t", "/f/u", "/f/t", "/f/u", "/f/e", "/f/i"),
    "day": ("/f/n", "/f/m"),
}
CELLS = {"x": ("", "1", "-2", "5"), "y": ("", "2.5", "10"), "s": ("", "a", "b c")}


def form_of(expressions: list[tuple[str, str]], rows: int) -> str:
    """An XForm with the inputs, some rows, and calculates that are the expressions (type, text)."""
    inputs = "".join(f"<{name}/>" for name in INPUTS)
    lines = "<r><x/><y/><s/></r>" * rows
    nodes = "".join(f"<c{number}/>" for number in range(len(expressions)))
    binds = "".join(f'<bind nodeset="/f/{name}" type="{kind}"/>' for name, (kind, _) in INPUTS.items())
    for name, kind in (("x", "int"), ("y", "decimal"), ("s", "string")):
        binds += f'<bind nodeset="/f/r/{name}" type="{kind}"/>'
    binds += "".join(
        f'<bind nodeset="/f/c{number}" type="{kind}" calculate={quoteattr(text)}/>'
        for number, (kind, text) in enumerate(expressions)
    )
    body = "".join(f'<input ref="/f/{name}"><label>{name}</label></input>' for name in INPUTS)
    cells = "".join(f'<input ref="/f/r/{name}"><label>{name}</label></input>' for name in "xys")
    body += f'<group ref="/f/r"><label>r</label><repeat nodeset="/f/r">{cells}</repeat></group>'
    return (
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
        'xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>f</h:title><model>'
        f'<instance><f id="f">{inputs}<r jr:template=""><x/><y/><s/></r>{lines}{nodes}</f></instance>{binds}'
        f"</model></h:head><h:body>{body}</h:body></h:html>"
    )


def operations(values: dict[str, str], rows: list[dict[str, str]]) -> list[Operation]:
    """The answers as operations."""
    cells = {f"/f/{name}": value for name, value in values.items()}
    for number, row in enumerate(rows, start=1):
        cells |= {f"/f/r[{number}]/{name}": value for name, value in row.items()}
    return [{"op": "set", "path": path, "value": value} for path, value in cells.items() if value]


def ours(xform: str, steps: list[Operation]) -> dict[str, str] | str:
    """Our values by path, or why there are none."""
    compiled = compile_xform(xform)
    if compiled.definition is None:
        return compiled.errors[0].message_en
    try:
        context = SessionContext(
            now=lambda: NOW, username="tester", device="device", instances={}, language="en", seed=1
        )
        session = EntrySession.open(compiled.definition, context)
        for step in steps:
            if (refusal := apply(session, step)) is not None:
                return refusal
        return {node.path: node.value for node in session.nodes()}
    except XasoError as error:
        return str(error)
    except Exception as error:
        return f"CRASH {type(error).__name__}: {error}"


def theirs(oracle: Oracle, xform: str, steps: list[Operation], folder: Path) -> dict[str, str] | str:
    """JavaRosa's values by path, or why there are none."""
    file = folder / "f.xml"
    file.write_text(xform, encoding="utf-8")
    try:
        oracle.load(file, folder, NOW)
        for step in steps:
            oracle.apply(step)
        return {node.path: node.value for node in oracle.state()}
    except OracleError as error:
        return str(error)


def main() -> int:
    """Print differences, each with its expression and values; 1 when there are any."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--depth", type=int, default=2)
    parser.add_argument("--show", type=int, default=40)
    said = parser.parse_args()
    author = Author(random.Random(said.seed), LEAVES, ("/f/r", tuple(CELLS)))
    outcomes: Counter[str] = Counter()
    shown = 0
    with tempfile.TemporaryDirectory() as name, Oracle(time_zone="GMT+07:00") as oracle:
        for _ in range(said.count):
            kind = author.chance.choice(TYPES) if author.chance.random() < 0.5 else "string"
            text = author.any(author.chance.randint(1, said.depth))
            values = {key: author.chance.choice(pool) for key, (_, pool) in INPUTS.items()}
            rows = [
                {key: author.chance.choice(pool) for key, pool in CELLS.items()}
                for _ in range(author.chance.randint(1, ROWS))
            ]
            xform, steps = form_of([(kind, text)], len(rows)), operations(values, rows)
            mine, other = ours(xform, steps), theirs(oracle, xform, steps, Path(name))
            verdict = judge(mine, other, text, steps)
            outcomes[verdict] += 1
            if verdict == "different" and shown < said.show:
                shown += 1
                left = mine["/f/c0"] if isinstance(mine, dict) else f"refused: {mine}"
                right = other["/f/c0"] if isinstance(other, dict) else f"refused: {other[:150]}"
                used = {key: value for key, value in values.items() if f"/f/{key}" in text}
                print(f"{kind}: {text}\n    {used} {rows if '/f/r' in text else ''}")
                print(f"    ours {left!r}\n    JavaRosa {right!r}")
    print(dict(outcomes))
    return 1 if outcomes["different"] else 0


def judge(mine: dict[str, str] | str, other: dict[str, str] | str, text: str, steps: list[Operation]) -> str:
    """Same value, both refuse, JavaRosa alone refuses (no answer to agree with), or different."""
    if isinstance(mine, str) and mine.startswith("CRASH"):
        return "different"
    if isinstance(other, str):
        return "both refuse" if isinstance(mine, str) else "JavaRosa alone refuses"
    if isinstance(mine, str):
        return "different"
    left, right = mine["/f/c0"], other["/f/c0"]
    if "max(" in text and left != right and "-" in f"{left}{right}{steps}":
        return "max of negatives"
    return "same" if left == right or same_number(left, right) else "different"


if __name__ == "__main__":
    sys.exit(main())
