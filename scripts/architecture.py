"""Write the list of files in ARCHITECTURE.md from the first line of each module's docstring.

Usage: python scripts/architecture.py [--check]   (--check: exit 1 when the page is not up to date)
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "ARCHITECTURE.md"
ROOMS = ("models", "sync", "reports", "locales", "tui", "cli", "catalogues", "scripts", "benchmarks")
BEGIN = "<!-- files: written by scripts/architecture.py -->"
END = "<!-- end of files -->"


def summary(path: Path) -> str:
    """Return the first line of a module's docstring."""
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return doc.split("\n\n")[0].replace("\n", " ").strip()


def listing() -> str:
    """Return the Markdown lists, one room after the other."""
    parts = [BEGIN]
    for room in ROOMS:
        parts.append(f"\n### {room}/\n")
        for path in sorted((ROOT / room).rglob("*.py")):
            name = path.relative_to(ROOT / room).as_posix()
            if name != "__init__.py":
                parts.append(f"- `{name}`: {summary(path)}")
    parts.append(f"\n{END}")
    return "\n".join(parts)


def main() -> int:
    """Write or check the page; return the exit code."""
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    wanted = before + listing() + after
    if "--check" in sys.argv[1:]:
        if page != wanted:
            sys.stderr.write("ARCHITECTURE.md is out of date: run python scripts/architecture.py\n")
        return int(page != wanted)
    PAGE.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
