"""Write the table of complaints into docs/form-authoring.md from models.authoring.sentences.

.venv/bin/python scripts/complaint_table.py [--check]
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from models.authoring.sentences import SENTENCES  # noqa: E402

PAGE = ROOT / "docs" / "form-authoring.md"
MARKS = ("<!-- codes -->", "<!-- /codes -->")


def table() -> str:
    """Code, Vietnamese and English of every complaint."""
    lines = ["| code | Tiếng Việt | English |", "|---|---|---|"]
    for code, (severity, vietnamese, english) in sorted(SENTENCES.items()):
        sign = "" if severity == "error" else " (cảnh báo · warning)"
        cells = (re.sub(r"\{(hint_\w+)\}", "", text).replace("|", "\\|") for text in (vietnamese, english))
        lines.append(
            f"| `{code}`{sign} | {' | '.join(cell.replace('{{', '{').replace('}}', '}') for cell in cells)} |"
        )
    return "\n".join(lines)


def page(text: str) -> str:
    """The page with its table renewed."""
    before, rest = text.split(MARKS[0])
    _, after = rest.split(MARKS[1])
    return f"{before}{MARKS[0]}\n{table()}\n{MARKS[1]}{after}"


def main() -> int:
    """Renew the page; with --check, 1 when it is not as it should be."""
    now = PAGE.read_text(encoding="utf-8")
    wanted = page(now)
    if "--check" in sys.argv[1:]:
        return int(now != wanted)
    PAGE.write_text(wanted, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
