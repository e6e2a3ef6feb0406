"""Write models/store/schema.py from the rows that SQLModel describes.

Usage: python scripts/store_tables.py [--check]   (--check: exit 1 when the module is not up to date)
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import BigInteger, Boolean, Column, Integer, String, Table

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from models.store.rows import described  # noqa: E402

MODULE = ROOT / "models" / "store" / "schema.py"
TYPES = (BigInteger, Boolean, Integer, String)  # the first that fits; a BigInteger is an Integer, too
HEAD = '''"""The tables as statements need them: columns, types and keys. Written by scripts/store_tables.py.

What describes the store are SQLModel's rows (models.tables, models.exchange_tables, models.keying_tables).
This module says the same without loading SQLModel, pydantic and the ORM (docs/adr/0013-statements.md), and
a test holds the two together. Change the rows, never this module.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, MetaData, String, Table, text

METADATA = MetaData()
'''


def module() -> str:
    """Return the whole module."""
    return "\n".join([HEAD, *(_table(one) for one in described().values()), ""])


def _table(of: Table) -> str:
    lines = [f"{of.name.upper()} = Table(", f'    "{of.name}",', "    METADATA,"]
    lines += [f"    Column({', '.join(_column(column))})," for column in of.columns]
    return "\n".join([*lines, ")"])


def _column(of: Column[object]) -> Iterator[str]:
    yield f'"{of.name}"'
    yield type_of(of).__name__
    yield from (f'ForeignKey("{key.target_fullname}")' for key in of.foreign_keys)
    if of.primary_key:
        yield "primary_key=True"
    elif not of.nullable:
        yield "nullable=False"
    if of.autoincrement is False:
        yield "autoincrement=False"
    if of.server_default is not None:
        yield f'server_default=text("{default_of(of)}")'


def type_of(column: Column[object]) -> type:
    """Return SQLAlchemy's own type of a column: SQLModel has one of its own for text."""
    plain = getattr(column.type, "impl", column.type)
    return next(one for one in TYPES if isinstance(plain, one))


def default_of(column: Column[object]) -> str | None:
    """Return the SQL of a column's default in the database."""
    return None if column.server_default is None else str(getattr(column.server_default, "arg", ""))


def main() -> int:
    """Write or check the module; return the exit code."""
    wanted = module()
    if "--check" in sys.argv[1:]:
        right = MODULE.read_text(encoding="utf-8") == wanted
        if not right:
            sys.stderr.write("models/store/schema.py is out of date: run python scripts/store_tables.py\n")
        return int(not right)
    MODULE.write_text(wanted, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
