"""From an empty and from a filled older file to today's tables."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, Integer, String, inspect
from sqlalchemy.types import TypeEngine

from models.entries import EntryState
from models.store import Store
from models.store.databases import dialect_of, location_url
from models.store.errors import StoreDamagedError, StoreFailedError, StoreNewerError
from models.store.migrate import migrate
from models.store.migrations import MIGRATIONS
from models.store.migrations.step import Change, Migration
from models.store.rows import described

FILLED_V1 = Path(__file__).with_name("filled_v1.sql")


@pytest.fixture
def older(file: Path) -> Path:
    """A filled file that version 1 left behind."""
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(FILLED_V1.read_text(encoding="utf-8"))
    return file


def shape(file: Path) -> dict[str, object]:
    """Columns, keys, indexes and triggers of a file, as SQLite tells them."""
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()
    return {f"{kind} {name}": sql and " ".join(sql.split()) for kind, name, sql in rows}


def kind(column_type: TypeEngine[Any]) -> str:
    """Return the sort of a column's type: rows say AutoString, SQLite says TEXT."""
    plain = getattr(column_type, "impl", column_type)
    return next(one.__name__ for one in (Boolean, Integer, String) if isinstance(plain, one))


def test_an_empty_file_gets_every_migration_in_order(file: Path) -> None:
    Store.open(file).close()
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT number, name FROM schema_version ORDER BY number").fetchall()
    assert rows == [(step.number, step.name) for step in MIGRATIONS]
    assert [step.number for step in MIGRATIONS] == sorted({step.number for step in MIGRATIONS})
    assert not (file.parent / "backups").exists()


def test_the_migrations_make_the_tables_that_the_rows_describe(file: Path) -> None:
    Store.open(file).close()
    url = location_url(file)
    engine = dialect_of(url).engine(url)
    found = inspect(engine)
    rows = described()
    assert set(found.get_table_names()) == set(rows)
    for name, table in rows.items():
        columns = {c["name"]: (kind(c["type"]), c["nullable"]) for c in found.get_columns(name)}
        assert columns == {c.name: (kind(c.type), c.nullable) for c in table.columns}, name
        key = found.get_pk_constraint(name)["constrained_columns"]
        assert key == [c.name for c in table.primary_key.columns], name
        foreign = {(k["constrained_columns"][0], k["referred_table"]) for k in found.get_foreign_keys(name)}
        assert foreign == {(k.parent.name, k.column.table.name) for k in table.foreign_keys}, name
        indexes = {(i["name"], tuple(i["column_names"]), bool(i["unique"])) for i in found.get_indexes(name)}
        assert indexes == {(i.name, tuple(c.name for c in i.columns), i.unique) for i in table.indexes}, name
    engine.dispose()


def test_a_filled_older_file_keeps_everything(older: Path) -> None:
    with Store.open(older) as store, store.reading() as t:
        old, new, record = t.entries.heads(current=False)[0], *t.entries.heads()
        if new.period is None:
            new, record = record, new
        assert (old.state, new.state, new.replaces) == (EntryState.RETURNED, EntryState.DRAFT, old.id)
        assert t.entries.values(old.id)["/data/soc_health_record_n"] == "69586"
        assert t.entries.values(new.id)["/data/soc_health_record_n"] == "69587"
        assert t.entries.notes(new.id) == {"/data/soc_health_record_n": "theo báo cáo của trạm y tế"}
        assert t.entries.comments(old.id)[0].text == "xem lại thôn Lập Lá"
        assert t.entries.values(record.id) == {"/data/title": "Số hóa sổ hộ tịch"}
        assert [c.new for c in t.history.of(new.id)] == ["69587"]
        assert t.meta.get("unit") == "22810"
        installed = t.catalogues.current()
        assert installed is not None
        assert t.catalogues.definition(installed.forms["monthly"]) == '{"form_id":"monthly"}'


def test_an_older_file_ends_with_the_tables_of_a_new_one(older: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.db"
    Store.open(older).close()
    Store.open(new).close()
    assert shape(older) == shape(new)


def test_a_later_migration_guards_content_that_was_there_before(older: Path) -> None:
    with Store.open(older) as store:
        with pytest.raises(StoreFailedError, match="frozen"), store.transaction() as t:
            t.connection.exec_driver_sql("UPDATE entry_value SET value = '0'")
        with pytest.raises(StoreFailedError, match="frozen"), store.transaction() as t:
            t.connection.exec_driver_sql("DELETE FROM entry_annotation")


def test_a_filled_older_file_is_copied_before_it_is_touched(older: Path) -> None:
    Store.open(older).close()
    (copy,) = (older.parent / "backups").iterdir()
    assert copy.name.startswith(f"commune-before-{MIGRATIONS[1].number:04d}-")
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT number FROM schema_version").fetchall() == [(1,)]
        assert connection.execute("SELECT count(*) FROM entry_value").fetchone() == (5,)


def test_a_second_opening_changes_nothing(older: Path) -> None:
    Store.open(older).close()
    before = shape(older)
    Store.open(older).close()
    assert shape(older) == before
    assert len(list((older.parent / "backups").iterdir())) == 1


def test_a_file_of_a_newer_program_is_left_alone(file: Path) -> None:
    Store.open(file).close()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("INSERT INTO schema_version VALUES (9999, 'later', '2030-01-01T00:00:00Z')")
        connection.commit()
    before = file.read_bytes()
    with pytest.raises(StoreNewerError) as refused:
        Store.open(file)
    assert refused.value.details == {"found": 9999, "known": MIGRATIONS[-1].number}
    assert file.read_bytes() == before


def test_a_migration_that_fails_leaves_the_file_as_it_was(older: Path) -> None:
    def fail(change: Change) -> None:
        change.run("CREATE TABLE half (a TEXT)")
        change.run("DROP TABLE entry_value")
        change.run("this is no SQL")

    before = shape(older)
    url = location_url(older)
    dialect = dialect_of(url)
    engine = dialect.engine(url)
    first: Migration = MIGRATIONS[0]
    with pytest.raises(Exception, match="syntax"):
        migrate(engine, dialect, lambda _: None, [first, Migration(2, "fails", fail)])
    engine.dispose()
    assert shape(older) == before


def test_a_database_of_another_program_is_not_touched(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE bookmarks (a)")
    before: Any = shape(file)
    with pytest.raises(StoreDamagedError):
        Store.open(file)
    assert shape(file) == before
