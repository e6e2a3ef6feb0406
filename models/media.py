"""The lists that travel in a kit as .csv files, for selects and village grids.

villages.csv: name (the code), label, parent (the commune's code), order (from 1 in each commune).
communes.csv: name, label, parent. predecessors.csv: name (the old code), label,
parent (the commune of today), extent.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence

from models.lineage import Lineage
from models.units import UnitKind, Units


def province_media(units: Units, lineage: Lineage) -> dict[str, str]:
    """Return the files' texts by name."""
    communes = units.of_kind(UnitKind.COMMUNE)
    return {
        "villages.csv": _written(("name", "label", "parent", "order"), _villages(units)),
        "communes.csv": _written(
            ("name", "label", "parent"), ((unit.code, unit.name, unit.parent or "") for unit in communes)
        ),
        "predecessors.csv": _written(
            ("name", "label", "parent", "extent"),
            (
                (
                    link.old_code,
                    f"{link.old_name}, {link.old_district}, {link.old_province}",
                    unit.code,
                    link.extent,
                )
                for unit in communes
                for link in lineage.predecessors(unit.code)
            ),
        ),
    }


def read_media(text: str) -> list[dict[str, str]]:
    """Return the rows of a .csv file of a kit, cells that are missing as ""."""
    reader = csv.DictReader(io.StringIO(text, newline=""), restval="")
    return [{name: value for name, value in row.items() if name is not None} for row in reader]


def _villages(units: Units) -> Iterable[Sequence[str]]:
    orders: Counter[str] = Counter()
    for unit in units.of_kind(UnitKind.VILLAGE):
        parent = unit.parent or ""
        orders[parent] += 1
        yield unit.code, unit.name, parent, str(orders[parent])


def _written(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()
