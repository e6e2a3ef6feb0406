"""The province's quick reader tells what the store tells of what was measured."""

from __future__ import annotations

import ast
import inspect
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.entries import EntryHead, EntryState
from models.indicators import Measurement
from models.store import Store, quick_province
from models.store.quick_province import QuickProvince

AT = "2026-10-20T03:04:05Z"
PERIODS = ("2026M09", "2026M10")
UNITS = ("22810", "22813")

figures = st.none() | st.decimals(min_value=-5, max_value=9999, places=1)
measured = st.lists(
    st.tuples(st.sampled_from(["a", "b", "~right"]), figures, figures, st.booleans()),
    max_size=3,
    unique_by=lambda one: one[0],
)
entries = st.lists(
    st.tuples(st.sampled_from(UNITS), st.sampled_from([*PERIODS, None]), measured, st.booleans()), max_size=5
)


def add(store: Store, number: int, unit: str, period: str | None, found: Any, discarded: bool) -> None:
    """Add an entry with what was measured on it."""
    name = f"{number:032x}"
    head = EntryHead(
        id=name,
        lineage=name,
        form="monthly" if period else "register",
        form_version="1",
        form_sha256="0" * 64,
        unit=unit,
        period=period,
        revision=1,
        replaces=None,
        state=EntryState.DRAFT,
        created_at=AT,
        updated_at=f"2026-10-20T03:04:{number:02d}Z",
    )
    with store.transaction() as t:
        t.entries.add(head, by="Lan")
        if period:
            ours = [
                Measurement(
                    indicator=code, unit=unit, period=period, numerator=top, denominator=bottom, applicable=on
                )
                for code, top, bottom, on in found
            ]
            t.measurements.replace(name, ours)
        if discarded:
            t.entries.discard(name, AT, "Lan", "nhầm")


def told(t: Any) -> list[object]:
    """Ask every question."""
    return [
        t.entries.register_state(),
        *(t.measurements.of(period) for period in PERIODS),
        t.measurements.of(PERIODS[0], "a"),
        t.measurements.of(PERIODS[1], "~right", UNITS[0]),
    ]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries, measured)
def test_whatever_was_measured_the_quick_reader_tells_the_same(
    tmp_path: Path, content: Any, counted: Any
) -> None:
    file = tmp_path / "any.db"
    for left in tmp_path.glob("any.db*"):
        left.unlink()
    journal = tmp_path / "journal.ndjson"
    with Store.open(file) as store:
        seen: set[tuple[str, str]] = set()
        for number, (unit, period, found, discarded) in enumerate(content):
            if period is None or (unit, period) not in seen:
                add(store, number, unit, period, found, discarded)
                seen |= {(unit, period)} if period else set()
        with store.transaction() as t:
            ours = [
                Measurement(
                    indicator=code, unit=UNITS[0], period=PERIODS[0], numerator=top, denominator=bottom
                )
                for code, top, bottom, _on in counted
            ]
            t.measurements.replace_registers(PERIODS[0], {UNITS[0]: ours})
        reader = QuickProvince.open(file)
        assert reader is not None
        with store.reading() as slow, reader.reading() as fast:
            assert told(fast) == told(slow)
            assert fast.events.behind(journal) == slow.exchange.events.behind(journal)
        reader.close()


@pytest.mark.parametrize("size", [0, 7, 9])
def test_a_journal_that_does_not_end_where_the_store_says_is_behind(tmp_path: Path, size: int) -> None:
    from models.store.records import JournalEnd

    journal = tmp_path / "journal.ndjson"
    journal.write_bytes(b"x" * size)
    with Store.open(tmp_path / "p.db") as store:
        with store.transaction() as t:
            t.exchange.events.set_end(JournalEnd(seq=1, sha256="0" * 64, size=7))
        reader = QuickProvince.open(tmp_path / "p.db")
        assert reader is not None
        with store.reading() as slow, reader.reading() as fast:
            assert fast.events.behind(journal) is slow.exchange.events.behind(journal) is (size != 7)
        with store.transaction() as t:
            t.exchange.events.note("counted", {})
        with reader.reading() as fast:
            assert fast.events.behind(journal)
        reader.close()


def test_every_method_has_the_arguments_of_the_stores() -> None:
    from models.store.entries import Entries
    from models.store.exchange_events import Events
    from models.store.measurements import Measurements

    pairs = [
        (quick_province.QuickProvinceEntries, Entries),
        (quick_province.QuickMeasurements, Measurements),
        (quick_province.QuickEvents, Events),
    ]
    for fast, slow in pairs:
        for name, method in vars(fast).items():
            if not name.startswith("_"):
                assert inspect.signature(method) == inspect.signature(getattr(slow, name)), name


def test_the_module_is_read_without_sqlalchemy() -> None:
    tree = ast.parse(Path(quick_province.__file__).read_text(encoding="utf-8"))
    named = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not {name for name in named if name and name.startswith(("sqlalchemy", "sqlmodel"))}


def test_figures_are_exact(tmp_path: Path) -> None:
    with Store.open(tmp_path / "p.db") as store:
        add(store, 1, UNITS[0], PERIODS[0], [("a", Decimal("0.10"), Decimal(3), True)], False)
        reader = QuickProvince.open(tmp_path / "p.db")
        assert reader is not None
        with reader.reading() as fast:
            found = fast.measurements.of(PERIODS[0])[0]
        reader.close()
    assert (str(found.numerator), found.denominator) == ("0.10", Decimal(3))
