"""A desk in commune 22810: a small monthly form in two versions and a small register, compiled for real."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from models.authoring.compiler import compile_workbook
from models.catalogue import Catalogue, catalogue_to_json
from models.desk import Desk
from models.entries import EntryState
from models.forms.definition import definition_to_json
from models.store import Store
from models.units import Unit, UnitKind, Units
from tests.small_catalogue import known_form, months, small_catalogue

VI = "label::Tiếng Việt (vi)"
COLUMNS = (
    "type",
    "name",
    VI,
    "required",
    "relevant",
    "constraint",
    "calculation",
    "repeat_count",
    "bind::xaso:warning",
    "bind::xaso:warningMsg::Tiếng Việt (vi)",
    "bind::xaso:compare",
)
MONTHLY = """
hidden|unit|
hidden|period|
csv-external|villages|
integer|people|Dân số|yes||. >= 0
integer|made|Đã lập|||. <= ${people}
calculate|rate||||| if(${people} = '' or ${people} = 0, '', round(100 * ${made} div ${people}, 2))
integer|big|Số lớn||||||. < 1000|Số này lớn bất thường
integer|steady|Số ổn định||||||||10
integer|more|Có thêm không
text|why|Vì sao||${more} = 1
begin_repeat|rows|Các dòng
text|name|Tên
integer|n|Số
end_repeat|||
calculate|count||||| count(instance('villages')/root/item[parent = ${unit}])
begin_repeat|grid|Các thôn||||| ${count}
integer|x|Số của thôn
end_repeat|||
"""
TASKS = """
hidden|unit|
text|title|Việc|yes
text|person|Người làm
"""
VILLAGES = (
    "name,label,parent\n22810-01,Thôn Lập Lá,22810\n22810-02,Thôn Tân Sơn,22810\n22813-01,Thôn khác,22813\n"
)


@dataclass(frozen=True)
class Form:
    """A compiled form."""

    form_id: str
    version: str
    content: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content.encode()).hexdigest()


def compiled(folder: Path, form_id: str, version: str, survey: str) -> Form:
    folder.mkdir()
    rows = [
        [*(cell.strip() for cell in line.split("|")), *[""] * len(COLUMNS)]
        for line in survey.strip().splitlines()
    ]
    with (folder / "survey.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *(row[: len(COLUMNS)] for row in rows)])
    settings = [
        ("form_title", "form_id", "version", "default_language", "namespaces"),
        (form_id, form_id, version, "Tiếng Việt (vi)", 'xaso="https://xaso.example/ns/1"'),
    ]
    with (folder / "settings.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(settings)
    result = compile_workbook(folder)
    assert result.definition is not None, result.complaints
    return Form(form_id, version, definition_to_json(result.definition))


@dataclass(frozen=True)
class Forms:
    """The forms of the tests; ``newer`` is a second version of the monthly one, with one more question."""

    monthly: Form
    newer: Form
    tasks: Form


@pytest.fixture(scope="session")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Forms:
    folder = tmp_path_factory.mktemp("forms")
    return Forms(
        compiled(folder / "monthly", "monthly", "1", MONTHLY),
        compiled(
            folder / "newer",
            "monthly",
            "2",
            MONTHLY.replace("integer|big", "integer|extra|Thêm\ninteger|big"),
        ),
        compiled(folder / "tasks", "tasks", "1", TASKS),
    )


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    moment: datetime = field(default_factory=lambda: datetime(2026, 10, 20, 3, 4, 5, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **steps: int) -> None:
        self.moment += timedelta(**steps)


def catalogue_of(*forms: Form) -> Catalogue:
    commune = Unit(code="22810", name="Ninh Sơn", kind=UnitKind.COMMUNE, parent="56")
    return small_catalogue(
        Units([Unit(code="56", name="Khánh Hòa", kind=UnitKind.PROVINCE), commune]),
        [
            known_form(
                form.form_id,
                register=form.form_id == "tasks",
                workbook=form.form_id,
                title={"vi": f"Biểu {form.form_id}", "en": f"Form {form.form_id}"},
                version=form.version,
                sha256=form.sha256,
            )
            for form in forms
        ],
        catalogue_id="test-56",
        calendar=months(begins=date(2026, 9, 1)),
    )


@dataclass
class Office:
    """A store, a clock, and desks over them as catalogues come and go."""

    store: Store
    file: Path
    clock: Clock = field(default_factory=Clock)

    def desk(self, *forms: Form, who: str = "Lan") -> Desk:
        """Install a catalogue with these forms and sit down to it."""
        catalogue = catalogue_of(*forms)
        with self.store.transaction() as t:
            t.catalogues.install(
                catalogue_to_json(catalogue),
                {form.form_id: form.content for form in forms},
                {"villages.csv": VILLAGES},
                kit_id="-".join(form.sha256[:8] for form in forms),
                at="2026-10-01T00:00:00Z",
            )
        return Desk(self.store, catalogue, "22810", who=who, clock=self.clock)

    def values(self, entry_id: str) -> dict[str, str]:
        with self.store.reading() as t:
            return t.entries.values(entry_id)

    def step(self, entry_id: str, *states: str) -> None:
        """Take the entry further, as export and receipts do."""
        with self.store.transaction() as t:
            for state in states:
                t.entries.set_state(entry_id, EntryState(state), "2026-10-21T00:00:00Z", "")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    file = tmp_path / "commune.db"
    with Store.open(file) as store:
        yield Office(store, file)


@pytest.fixture
def desk(office: Office, forms: Forms) -> Desk:
    return office.desk(forms.monthly, forms.tasks)
