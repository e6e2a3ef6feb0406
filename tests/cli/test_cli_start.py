"""What a command loads before it does anything: what it does not need stays on the disk."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STORE = ("sqlalchemy", "sqlmodel", "models.office.office", "models.store.facade")
NEVER = ("cryptography", "pyrage", "textual", "models.authoring.compiler", "openpyxl", "docx", "httpx")


def loaded(*arguments: str) -> set[str]:
    """Run one command in a process of its own and return the modules that it loaded."""
    code = (
        "import sys\n"
        "from cli.main import main\n"
        "main(sys.argv[1:])\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return set(done.stderr.splitlines())


@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("province", "--help"), ("province", "scores", "--help"), ("due", "--help")],
    ids=" ".join,
)
def test_help_loads_neither_the_store_nor_what_only_some_commands_need(arguments: tuple[str, ...]) -> None:
    found = loaded(*arguments, "--lang", "en")
    assert "typer" in found
    assert found & {*STORE, *NEVER} == set()


def test_a_command_loads_the_store_but_neither_rows_nor_cryptography_nor_screens(tmp_path: Path) -> None:
    (tmp_path / "province.toml").write_text('code = "56"\n', encoding="utf-8")
    found = loaded("province", "status", "--period", "10/2026", "--workspace", str(tmp_path))
    assert "models.store.facade" in found
    assert found & {*NEVER, "sqlmodel", "sqlalchemy.orm", "sqlalchemy.dialects.postgresql"} == set()
