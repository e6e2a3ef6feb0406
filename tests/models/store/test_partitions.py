"""On PostgreSQL values and history lie in a partition a province and year, and nobody notices."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from models.entries import EntryState
from models.store import Store
from models.store.databases import dialect_of
from models.store.dialect import WRITE
from models.store.errors import StoreFailedError
from models.store.migrate import migrate
from models.store.migrations import MIGRATIONS, m0010_partitions
from models.store.partitions import PARTED

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.parametrize("places", ["postgres"], indirect=True),
]
AT = "2026-10-20T03:04:05Z"
UNITS = [
    {"code": "56", "name": "Khánh Hòa", "kind": "province"},
    {"code": "22810", "name": "Diên Khánh", "kind": "commune", "parent": "56"},
    {"code": "22810-01", "name": "Thôn 1", "kind": "village", "parent": "22810"},
    {"code": "48", "name": "Đà Nẵng", "kind": "province"},
    {"code": "20194", "name": "Hải Châu", "kind": "commune", "parent": "48"},
]


@pytest.fixture
def url(places: Callable[[], Path | str]) -> str:
    return str(places())


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = dialect_of(make_url(url)).engine(make_url(url))
    yield made
    made.dispose()


def install(store: Store, kit: str = "k") -> None:
    with store.transaction() as t:
        content = json.dumps({"units": UNITS}).encode()
        t.catalogues.install(content, {}, {}, kit_id=kit, at=AT)


def add(store: Store, make: Any, number: int, unit: str, period: str | None) -> str:
    head = msgspec.structs.replace(make.head(number, period), unit=unit)
    with store.transaction() as t:
        t.entries.add(head, [make.change("/data/a", "1"), make.change("/data/b", "2")], make.by)
    return str(head.id)


def lying(engine: Engine, table: str = "entry_value") -> dict[str, int]:
    """Return partition → rows in it, without empty ones."""
    leaves = "SELECT relid::regclass::text FROM pg_partition_tree(%s::regclass) WHERE isleaf ORDER BY 1"
    with engine.connect() as c:
        names = [name for (name,) in c.exec_driver_sql(leaves, (table,))]
        counts = {name: c.exec_driver_sql(f"SELECT COUNT(*) FROM {name}").scalar_one() for name in names}
    return {name: count for name, count in counts.items() if count}


def rows(engine: Engine, table: str, columns: str) -> list[Any]:
    with engine.connect() as c:
        return [tuple(row) for row in c.exec_driver_sql(f"SELECT {columns} FROM {table} ORDER BY 1, 2")]


def test_values_and_history_lie_with_their_province_and_year(url: str, engine: Engine, make: Any) -> None:
    with Store.open(url) as store:
        install(store)
        add(store, make, 1, "22810", "2026M10")
        add(store, make, 2, "22810", "2027Q1")
        add(store, make, 3, "22810-01", None)
        add(store, make, 4, "20194", "2026")
        stranger = add(store, make, 5, "99999", "2026M10")
        assert store.reading().__enter__().entries.values(stranger) == {"/data/a": "1", "/data/b": "2"}
    names = ("56_2026", "56_2027", "56_registers", "48_2026", "__2026")
    assert lying(engine) == {f"entry_value_{name}": 2 for name in names}
    assert lying(engine, "history") == {f"history_{name}": 3 for name in names}
    for table in PARTED:
        with engine.connect() as c:
            apart = c.exec_driver_sql(
                f"SELECT COUNT(*) FROM {table} v JOIN entry e ON e.id = v.entry_id "
                "WHERE (v.province, v.year) <> (e.province, e.year)"
            )
            assert apart.scalar_one() == 0


def test_an_entry_stays_where_it_is_when_its_unit_becomes_known_later(
    url: str, engine: Engine, make: Any
) -> None:
    with Store.open(url) as store:
        entry = add(store, make, 1, "22810", "2026M10")
        install(store)
        with store.transaction() as t:
            t.entries.record(entry, [make.change("/data/a", "7")], make.counts(), AT)
        add(store, make, 2, "22810", "2026M11")
        with store.reading() as t:
            assert t.entries.values(entry)["/data/a"] == "7"
    assert lying(engine) == {"entry_value___2026": 2, "entry_value_56_2026": 2}


def test_a_whole_store_is_moved_over_and_says_the_same(url: str, engine: Engine, make: Any) -> None:
    before = [step for step in MIGRATIONS if step.number < m0010_partitions.MIGRATION.number]
    migrate(engine, dialect_of(make_url(url)), lambda _number: None, before)
    with engine.connect().execution_options(**{WRITE: True}) as c, c.begin():
        c.exec_driver_sql(
            "INSERT INTO catalogue VALUES ('k', %s, %s, TRUE)", (json.dumps({"units": UNITS}), AT)
        )
        for number, (unit, period) in enumerate((("22810", "2026M10"), ("20194", "2025Q3"), ("22810", None))):
            c.exec_driver_sql(
                "INSERT INTO entry (id, lineage, form, form_version, form_sha256, unit, period, revision, "
                "state, is_current, created_at, updated_at, done, total, hard, soft) VALUES "
                "(%s, %s, 'monthly', '1', '0', %s, %s, 1, 'received', TRUE, %s, %s, 1, 1, 0, 0)",
                (f"e{number}", f"e{number}", unit, period, AT, AT),
            )
            for path in ("/data/a", "/data/b"):
                c.exec_driver_sql("INSERT INTO entry_value VALUES (%s, %s, '1')", (f"e{number}", path))
                c.exec_driver_sql(
                    "INSERT INTO history (entry_id, kind, path, old_value, new_value, at, author, why) "
                    "VALUES (%s, 'value', %s, '', '1', %s, 'Lan', '')",
                    (f"e{number}", path, AT),
                )
    values = rows(engine, "entry_value", "entry_id, path, value")
    lines = rows(engine, "history", "number, entry_id, path, new_value, at, author")
    with Store.open(url) as store:
        with store.reading() as t:
            assert t.entries.values("e1") == {"/data/a": "1", "/data/b": "1"}
            assert [line.path for line in t.history.of("e2")] == ["/data/a", "/data/b"]
        added = add(store, make, 9, "22810", "2026M12")
    assert rows(engine, "entry_value", "entry_id, path, value")[-len(values) :] == values
    assert rows(engine, "history", "number, entry_id, path, new_value, at, author")[: len(lines)] == lines
    assert [row[1] for row in rows(engine, "history", "number, entry_id")[len(lines) :]] == [added] * 3
    assert lying(engine) == {
        "entry_value_48_2025": 2,
        "entry_value_56_2026": 4,
        "entry_value_56_registers": 2,
    }


def test_programs_that_need_the_same_new_partition_make_it_once(url: str, engine: Engine, make: Any) -> None:
    Store.open(url).close()

    def clerk(number: int) -> str:
        with Store.open(url) as store:
            return add(store, make, number, "22810", f"2026M{number:02d}")

    with ThreadPoolExecutor(6) as clerks:
        assert len(list(clerks.map(clerk, range(1, 7)))) == 6
    assert sum(lying(engine).values()) == 12


def test_a_partition_that_is_made_waits_for_no_writer(url: str, make: Any) -> None:
    with Store.open(url) as store, Store.open(url) as other:
        add(store, make, 1, "22810", "2026M10")
        with store.transaction() as writing:
            writing.entries.add(make.head(2, "2026M11"), [make.change("/data/a", "1")], make.by)
            add(other, make, 3, "22813", "2031M10")  # attaches while the first transaction is open
            later = replace_period(make.head(4), "2032M01")
            writing.entries.add(later, [make.change("/data/a", "1")], make.by)
        with store.reading() as t:
            assert len(t.entries.heads()) == 4


def replace_period(head: Any, period: str) -> Any:
    return msgspec.structs.replace(head, period=period)


def test_what_guarded_whole_tables_guards_every_partition(url: str, engine: Engine, make: Any) -> None:
    with Store.open(url) as store:
        install(store)
        entry = add(store, make, 1, "22810", "2026M10")
        with store.transaction() as t:
            t.entries.set_state(entry, EntryState.COMPLETE, AT, make.by)
        for table in ("entry_value", "entry_value_56_2026"):
            with pytest.raises(StoreFailedError, match="frozen"), store.transaction() as t:
                t.connection.exec_driver_sql(f"UPDATE {table} SET value = '9'")
        for table in ("history", "history_56_2026"):
            with pytest.raises(StoreFailedError, match="never rewritten"), store.transaction() as t:
                t.connection.exec_driver_sql(f"DELETE FROM {table}")
        with pytest.raises(StoreFailedError, match="has values"), store.transaction() as t:
            t.connection.exec_driver_sql("DELETE FROM entry")
        with pytest.raises(StoreFailedError, match="unique"), store.transaction() as t:
            t.connection.exec_driver_sql(
                "INSERT INTO entry_value_56_2026 (entry_id, path, value) "
                "SELECT entry_id, path, '9' FROM entry_value LIMIT 1"
            )
        with pytest.raises(StoreFailedError, match="no partition"), store.transaction() as t:
            t.connection.exec_driver_sql(
                "INSERT INTO entry_value VALUES ('56', 1999, 'nobody', '/data/a', '1')"
            )
        with pytest.raises(StoreFailedError, match="no entry"), store.transaction() as t:
            t.entries._write("f" * 32, [make.change("/data/a", "1")])


def test_reading_an_entry_looks_into_one_partition(url: str, engine: Engine, make: Any) -> None:
    from models.store import values

    with Store.open(url) as store:
        install(store)
        for number, period in enumerate(("2024M01", "2025M01", "2026M01", "2027M01", None), start=1):
            entry = add(store, make, number, "22810", period)
        with store.reading() as t:
            asked = values._VALUES.compile(t.connection)
            plan = t.connection.exec_driver_sql(
                f"EXPLAIN (ANALYZE, COSTS OFF) {asked.string}", {"entry": entry}
            )
            lines = [str(row[0]) for row in plan]
    scanned = [line for line in lines if re.search(r"Scan .*on \w+ entry_value", line)]
    looked_into = [line for line in scanned if "never executed" not in line]
    assert len(scanned) == 5, "\n".join(lines)
    assert len(looked_into) == 1, "\n".join(lines)
    assert "entry_value_56_registers" in looked_into[0]
