"""The scoreboard is read quickly where nothing new came, and says the same either way."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cli.province import following

House = Run = Any  # fixtures of conftest.py

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def told(run: Run, house: House, month: str, figures: Path) -> House:
    """A province that has the monthly form of 22810."""
    send(run, house, month, figures)
    return house


def send(run: Run, house: House, month: str, figures: Path) -> None:
    """Enter a month, export it and take it in."""
    assert run("enter", "monthly", month, "--from", figures, "--complete", *house.here).code == 0
    file = run("export", "--to", house.stick, *house.here, "--json").json["file"]
    assert run("province", "import", file, *house.there).code == 0


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Notes each time that the whole store is opened for scores."""
    found: list[bool] = []
    whole = following.scores_of

    def noted(*words: Any, **named: Any) -> Any:
        found.append(True)
        return whole(*words, **named)

    monkeypatch.setattr(following, "scores_of", noted)
    return found


@pytest.mark.parametrize("more", [["--json"], ["--units", "today"]])
def test_the_second_time_tells_the_same_without_the_store(
    run: Run, told: House, month: str, opened: list[bool], more: list[str]
) -> None:
    first = run("province", "scores", "--period", month, *told.there, *more)
    assert opened == [True]
    again = run("province", "scores", "--period", month, *told.there, *more)
    assert opened == [True]
    assert (first.code, again.code) == (0, 0)
    assert again.out == first.out
    assert "soc_health_record" in first.out


def test_what_came_since_is_measured(
    run: Run, told: House, month: str, figures: Path, opened: list[bool]
) -> None:
    before = run("province", "scores", "--period", month, *told.there, "--json").json
    content = json.loads(figures.read_text(encoding="utf-8"))
    changed = next(name for name, value in content.items() if isinstance(value, int) and value > 1)
    figures.write_text(json.dumps({**content, changed: content[changed] - 1}), encoding="utf-8")
    send(run, told, month, figures)
    after = run("province", "scores", "--period", month, *told.there, "--json").json
    assert opened == [True, True]
    assert after != before


@pytest.mark.parametrize(
    "spoil",
    [
        "DELETE FROM schema_version WHERE number = 1",
        "INSERT INTO exchange_event (kind, content) VALUES ('counted', '{}')",
        "UPDATE meta SET value = 'another' WHERE key LIKE 'measured.kit.2.%'",
        "DELETE FROM measurement WHERE indicator = '~right'",
    ],
)
def test_whatever_is_not_as_it_was_left_is_the_stores(
    run: Run, told: House, month: str, opened: list[bool], spoil: str
) -> None:
    run("province", "scores", "--period", month, *told.there, "--json")
    bare = sqlite3.connect(told.province / "province.db")
    with bare:
        bare.execute(spoil)
    bare.close()
    opened.clear()
    run("province", "scores", "--period", month, *told.there, "--json")
    reached_the_store = bool(opened) or "schema_version" in spoil  # a foreign store is refused on opening
    assert reached_the_store


def test_neither_sqlalchemy_nor_the_engine_is_loaded(run: Run, told: House, month: str) -> None:
    words = ["province", "scores", "--period", month, "--json", *map(str, told.there)]
    assert run(*words).code == 0
    code = (
        "import sys; from cli.main import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "heavy = ('sqlalchemy', 'sqlmodel', 'textual', 'models.session', 'cryptography')\n"
        "print([name for name in heavy if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, cwd=ROOT)
    assert done.stderr.splitlines()[-1] == "[]"
    assert json.loads(done.stdout)["units"]
