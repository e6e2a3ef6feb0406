"""The tables that statements are made of are those that SQLModel's rows describe, and load nothing of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData, Table, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect

from models.store import schema
from models.store.rows import described, written

ROOT = Path(__file__).resolve().parents[3]


def shape(of: Table, dialect: Dialect) -> list[tuple[object, ...]]:
    """Return what statements know of a table's columns, in their order."""
    return [
        (
            column.name,
            column.type.compile(dialect),
            column.nullable,
            column.primary_key,
            sorted(key.target_fullname for key in column.foreign_keys),
            column.server_default is None or str(getattr(column.server_default, "arg", "")),
        )
        for column in of.columns
    ]


@pytest.mark.parametrize("words", [sqlite, postgresql], ids=["sqlite", "postgresql"])
def test_every_table_has_the_columns_of_its_row(words: Any) -> None:
    dialect, rows = words.dialect(), described()
    assert list(schema.METADATA.tables) == list(rows)
    for name, row in rows.items():
        table = schema.METADATA.tables[name]
        assert shape(table, dialect) == shape(row, dialect), name
        assert [c.name for c in written(table)] == [c.name for c in written(row)], name
        assert table is getattr(schema, name.upper())


@pytest.mark.parametrize(
    "other",
    [
        Column("number", BigInteger, primary_key=True, autoincrement=False),
        Column("number", Integer, nullable=False),
        Column("number", Integer),
        Column("number", Integer, ForeignKey("entry.id"), primary_key=True, autoincrement=False),
        Column("number", Integer, primary_key=True, autoincrement=False, server_default=text("0")),
        Column("name", Integer, primary_key=True, autoincrement=False),
    ],
    ids=["type", "key", "null", "reference", "default", "name"],
)
def test_what_differs_in_a_column_is_told_apart(other: Column[int]) -> None:
    here = Column("number", Integer, primary_key=True, autoincrement=False)
    dialect = sqlite.dialect()
    assert shape(Table("t", MetaData(), here), dialect) != shape(Table("t", MetaData(), other), dialect)


def test_the_module_is_what_the_script_writes() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/store_tables.py", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_a_store_is_opened_written_and_read_without_sqlmodel_pydantic_or_the_orm(tmp_path: Path) -> None:
    """What none of its statements needs would cost an officer's laptop 17 MB and a fifth of a second."""
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from models.store import Store\n"
        "with Store.open(Path(sys.argv[1])) as store:\n"
        "    with store.transaction() as t: t.meta.set('unit', '22810')\n"
        "    with store.reading() as t: assert t.meta.get('unit') == '22810' and t.entries.heads() == []\n"
        "print(sorted({'sqlmodel', 'pydantic', 'pydantic_core', 'sqlalchemy.orm', 'models.tables',\n"
        "'sqlalchemy.dialects.postgresql'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "commune.db")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
