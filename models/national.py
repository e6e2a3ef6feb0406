"""The national list: 34 provinces, 3,321 communes and the old units they were made of."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files

from models.errors import UnknownUnitError
from models.lineage import Extent, Lineage, Link
from models.units import Unit, UnitKind, Units

_FOLDER = files("catalogues") / "units"


@cache
def national_units() -> Units:
    """Return every province and commune of the country."""
    provinces = (_unit(row, UnitKind.PROVINCE) for row in _rows(_text("provinces.csv")))
    communes = (_unit(row, UnitKind.COMMUNE) for row in _rows(_text("communes.csv")))
    return Units((*provinces, *communes))


@cache
def national_lineage() -> Lineage:
    """Return what became of the 10,035 communes of before July 2025."""
    text = gzip.decompress((_FOLDER / "predecessors.csv.gz").read_bytes()).decode("utf-8")
    return Lineage(Link(**{**row, "extent": Extent(row["extent"])}) for row in _rows(text))  # type: ignore[arg-type]


def province_units(province: str) -> Units:
    """Return one province with its communes. Raises UnknownUnitError."""
    national = national_units()
    head = national[province]
    if head.kind is not UnitKind.PROVINCE:
        raise UnknownUnitError(value=province)
    return Units((head, *national.children(province)))


def _text(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _rows(text: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))


def _unit(row: dict[str, str], kind: UnitKind) -> Unit:
    return Unit(
        code=row["code"],
        name=row["name"],
        kind=kind,
        sort=row["sort"],
        parent=row.get("parent"),
        valid_from=date.fromisoformat(row["valid_from"]),
    )
