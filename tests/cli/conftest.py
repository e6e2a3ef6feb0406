"""A province and a commune that are ready to work, made once and copied for each test."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cli.main import main
from tests.mail_servers import dovecot, post
from tests.once import once

__all__ = ["dovecot", "post"]

COMMUNE = "22810"
VILLAGES = (("22810-01", "Thôn Một"), ("22810-02", "Thôn Hai"))


@dataclass(frozen=True)
class Said:
    """What one call answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on stdout."""
        return json.loads(self.out)


Run = Callable[..., Said]


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test reads the machine's own folders or language."""
    for name in ("DATA", "PROVINCE", "LANG", "DEBUG", "PASSPHRASE", "MAIL_PASSWORD"):
        monkeypatch.delenv(f"XASO_{name}", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
    monkeypatch.setenv("LANGUAGE", "vi")


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Call the program in this process."""

    def call(*words: object) -> Said:
        capfd.readouterr()
        code = main([str(word) for word in words])
        out, err = capfd.readouterr()
        return Said(code, out, err)

    return call


@dataclass(frozen=True)
class House:
    """Folders of a province (56) and of one certified commune (22810) with two villages."""

    root: Path

    @property
    def province(self) -> Path:
        return self.root / "province"

    @property
    def data(self) -> Path:
        return self.root / "commune"

    @property
    def stick(self) -> Path:
        return self.root / "stick"

    @property
    def kit(self) -> Path:
        (kit,) = self.stick.glob("K-*.tar")
        return kit

    @property
    def here(self) -> tuple[str, str]:
        return "--data", str(self.data)

    @property
    def there(self) -> tuple[str, str]:
        return "--workspace", str(self.province)


def add_villages(province: Path) -> None:
    """Write the villages into the workbook, as a person does."""
    import openpyxl

    path = province / "catalogue" / "catalogue.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["units"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for code, name in VILLAGES:
        row = sheet.max_row + 1
        for column, text in {"code": code, "name": name, "kind": "village", "parent": COMMUNE}.items():
            sheet.cell(row, columns[column]).value = text
    book.save(path)


def make_house(root: Path) -> None:
    """Make the house through the commands."""
    import contextlib
    import io

    house = House(root)

    def told(*words: object) -> Any:
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
            main([str(word) for word in (*words, "--json")])
        return json.loads(out.getvalue())

    made = told("province", "init", house.province, "--code", "56")
    add_villages(house.province)
    told("province", "publish", "--out", house.stick, *house.there)
    told("receive", house.kit, "--digits", made["digits"], "--unit", COMMUNE, *house.here)
    asked = told("enrol", "--officer", "Nguyễn Thị An", "--out", house.stick, *house.here)
    given = told("province", "enrol", asked["file"], "--digits", asked["digits"], *house.there)
    taken = told("receive", given["receipt"], *house.here)
    assert taken["files"][0]["certified"]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The house, made once a run."""
    return House(once(tmp_path_factory, "house", make_house))


@pytest.fixture
def house(template: House, tmp_path: Path) -> House:
    """A copy of the house for one test."""
    shutil.copytree(template.root, tmp_path / "house")
    return House(tmp_path / "house")


@pytest.fixture
def month(run: Run, house: House) -> str:
    """The month that is due first and not late."""
    items = run("due", *house.here, "--json").json["forms"]
    return next(item["period"] for item in items if item["form"] == "monthly" and not item["late"])


@pytest.fixture
def figures(tmp_path: Path) -> Path:
    """A file of figures for the monthly form: 69.586 of 91.032 health records over two villages."""
    file = tmp_path / "figures.json"
    villages = {
        "22810-01": {"soc_health_record_den": 50000, "soc_health_record_num": 40000},
        "22810-02": {"soc_health_record_den": 41032, "soc_health_record_num": 29586},
    }
    file.write_text(json.dumps({"awa_media_items": 12, "sec_incidents": 0, "villages": villages}))
    return file
