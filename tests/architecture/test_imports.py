"""What importing the house does and does not do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("models", "sync", "locales", "reports", "tui", "cli")


def _modules() -> list[str]:
    found = []
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if parts[-1] == "__main__":
                continue
            found.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return found


def test_no_module_makes_an_engine_or_opens_a_database_when_imported() -> None:
    script = (
        "import importlib, sqlite3, sqlalchemy\n"
        "def refuse(*a, **k): raise AssertionError('a database was opened at import time')\n"
        "sqlalchemy.create_engine = refuse\n"
        "sqlite3.connect = refuse\n"
        f"for name in {_modules()!r}: importlib.import_module(name)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_rooms_import_only_to_the_right() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports"))], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
