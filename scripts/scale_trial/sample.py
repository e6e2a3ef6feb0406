"""The sample of a nation's values: who sent what, and one whole table to compare with."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

PROVINCES, COMMUNES, YEARS = 34, 3321, 5
FIRST = 2026
MEASURED = 47  # 44 indicators and the three counts of quality
WHOLE = """
CREATE TABLE whole_value (
    entry_id TEXT COLLATE "C" NOT NULL REFERENCES entry (id),
    path TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (entry_id, path)
)
"""


@dataclass(frozen=True)
class Sample:
    """What is loaded."""

    provinces: int
    communes: int
    months: int
    values: int

    @property
    def entries(self) -> int:
        """How many entries."""
        return self.provinces * self.communes * self.months

    def each(self) -> Iterator[tuple[str, str, str, str]]:
        """Yield province, unit, period and entry id."""
        for province in range(self.provinces):
            for commune in range(self.communes):
                for month in range(self.months):
                    period = f"{FIRST}M{month + 1:02d}"
                    unit = f"{province:02d}{commune:03d}"
                    yield f"{province:02d}", unit, period, uuid.uuid5(uuid.NAMESPACE_OID, unit + period).hex

    def rows(self, entry_id: str) -> Iterator[tuple[str, str]]:
        """Yield path and value as the monthly form with a village grid has them."""
        chance = random.Random(entry_id)
        columns = 15
        for number in range(self.values):
            row, column = divmod(number, columns)
            yield (
                f"/data/villages[{row + 1}]/soc_health_record_{column:02d}_num",
                str(chance.randrange(10_000)),
            )


def catalogue(sample: Sample) -> bytes:
    """The units of the sample: what tells the database which province an entry is of."""
    units: list[dict[str, str]] = []
    for province in range(PROVINCES):
        units.append({"code": f"{province:02d}", "name": "-", "kind": "province"})
        units += [
            {"code": f"{province:02d}{n:03d}", "name": "-", "kind": "commune", "parent": f"{province:02d}"}
            for n in range(sample.communes)
        ]
    return json.dumps({"units": units}).encode()
