"""The desk over the real starter catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from models.authoring.publication import Publication, read_publication
from models.authoring.starter import write_starter
from models.catalogue import catalogue_to_json
from models.desk import Desk, Sitting
from models.entries import EntryState
from models.forms.nodes import NodeState
from models.measures import measure_entry
from models.store import Store
from models.units import Unit, UnitKind

NOW = datetime(2026, 10, 20, 3, 4, 5, tzinfo=UTC)
VILLAGES = [
    Unit(code=f"22810-{n:02d}", name=f"Thôn {n}", kind=UnitKind.VILLAGE, parent="22810", sort="thôn")
    for n in range(1, 6)
]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    folder = tmp_path_factory.mktemp("starter") / "catalogue"
    write_starter(folder, "56", villages=VILLAGES)
    publication = read_publication(folder)
    assert publication.catalogue is not None, publication.errors
    return publication


@dataclass(frozen=True)
class Starter:
    """A store with the starter's kit, and a desk over it."""

    store: Store
    desk: Desk


@pytest.fixture
def starter(tmp_path: Path, published: Publication) -> Iterator[Starter]:
    catalogue = published.catalogue
    assert catalogue is not None
    with Store.open(tmp_path / "commune.db") as store:
        with store.transaction() as t:
            t.catalogues.install(
                catalogue_to_json(catalogue),
                published.definitions,
                published.media,
                kit_id="k" * 64,
                at="2026-10-01T00:00:00Z",
            )
        yield Starter(store, Desk(store, catalogue, "22810", who="Lan", clock=lambda: NOW))


def typed(node: NodeState) -> str:
    """Something that fits the question."""
    if node.choices:
        return node.choices[0].value
    return {"date": "05/10/2026", "text": "chữ", "time": "09:30"}.get(node.type, "4")


def fill(sitting: Sitting) -> int:
    """Answer every question a screen would ask; return how many were taken."""
    taken = 0
    for path in [node.path for node in sitting.session.nodes() if node.kind == "question"]:
        node = sitting.session.node(path)
        if node.relevant and not node.readonly and node.type not in ("calculate", "hidden", "note"):
            taken += sitting.apply(path, typed(node)).refusal is None
    sitting.flush()
    return taken


def test_every_form_of_the_starter_is_due_for_the_commune(starter: Starter) -> None:
    due = starter.desk.due(date(2026, 10, 20))
    assert {item.form_id for item in due} == {"monthly", "quarterly", "halfyearly", "yearly"}
    assert [item.form_id for item in starter.desk.registers()] == [
        "tasks",
        "teams",
        "products",
        "dead_zones",
        "mergers",
    ]


@pytest.mark.parametrize(
    ("form", "period"),
    [("monthly", "2026M10"), ("quarterly", "2026Q3"), ("halfyearly", "2026H1"), ("yearly", "2025")],
)
def test_a_filled_form_of_the_starter_is_found_again_word_for_word(
    starter: Starter, form: str, period: str
) -> None:
    sitting = starter.desk.open(form, period)
    assert fill(sitting) > 5
    again = starter.desk.open(form, period)
    assert again.session.values() == sitting.session.values()
    assert again.session.initial_changes() == ()
    assert again.head == sitting.head


@pytest.mark.parametrize("register", ["tasks", "teams", "products", "dead_zones", "mergers"])
def test_a_record_of_every_register_of_the_starter_is_kept(starter: Starter, register: str) -> None:
    sitting = starter.desk.open_record(register)
    assert fill(sitting) > 2
    again = starter.desk.open_record(register, sitting.head.id)
    assert again.session.values() == sitting.session.values()
    assert again.session.initial_changes() == ()


def test_the_health_records_of_the_villages_become_a_measurement(starter: Starter) -> None:
    sitting = starter.desk.open("monthly", "2026M10")
    for row, (number, people) in enumerate(((40000, 50000), (29586, 41032)), start=1):
        sitting.record(f"/data/villages[{row}]/soc_health_record_den", str(people))
        sitting.record(f"/data/villages[{row}]/soc_health_record_num", str(number))
        sitting.record(f"/data/villages[{row}]/soc_health_record_den", str(people))
    for violation in sitting.remaining():
        sitting.explain(violation.path, "đã kiểm tra")
    sitting.complete()
    assert sitting.head.state is EntryState.COMPLETE
    measured = measure_entry(starter.desk.catalogue, sitting.session)
    with starter.store.transaction() as t:
        t.measurements.replace(sitting.head.id, measured)
        (found,) = t.measurements.of("2026M10", "soc_health_record", "22810")
    assert (str(found.numerator), str(found.denominator)) == ("69586", "91032")
