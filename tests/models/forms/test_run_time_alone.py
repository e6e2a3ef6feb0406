"""The run time stands alone: no screen, no store, no workbook reader is loaded with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
HEAVY = ("textual", "sqlmodel", "pyxform", "openpyxl", "lxml", "msgspec", "sqlalchemy", "pydantic")


def test_importing_the_session_loads_nothing_heavy() -> None:
    code = "import sys, models.session, models.forms.migration, models.inputs; print('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, encoding="utf-8"
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "models" in loaded
    assert loaded.isdisjoint(HEAVY)
