"""What the figures must be, computed from the archive with the standard library alone.

Nothing of the product is imported: tar, gzip and JSON are read again, and the sums are made anew.
"""

from __future__ import annotations

import gzip
import json
import re
import tarfile
from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

Entry = dict[str, Any]


def entries(archive: Path) -> list[Entry]:
    """Return every entry of every archived bundle; what else the archive holds has no entries."""
    found = []
    for file in sorted(archive.rglob("*.tar")):
        with tarfile.open(file) as container:
            if "entries.ndjson.gz" not in container.getnames():
                continue
            member = container.extractfile("entries.ndjson.gz")
            assert member is not None
            found += [json.loads(line) for line in gzip.decompress(member.read()).splitlines()]
    return found


def latest(found: list[Entry]) -> list[Entry]:
    """Keep the highest revision of each lineage."""
    best: dict[str, Entry] = {}
    for entry in found:
        known = best.get(entry["lineage"])
        if known is None or known["revision"] < entry["revision"]:
            best[entry["lineage"]] = entry
    return list(best.values())


def monthly(found: list[Entry], period: str) -> list[Entry]:
    """Keep the monthly entries of one period."""
    return [entry for entry in found if entry["form"] == "monthly" and entry["period"] == period]


def sums(found: list[Entry], name: str) -> tuple[int, int] | None:
    """Return the sums of name_num and name_den, over villages where they stand there; None when blank."""
    pattern = re.compile(rf"/data/(?:villages\[\d+\]|p\d)/{name}_(num|den)$")
    totals: dict[str, int] = defaultdict(int)
    for entry in found:
        for path, value in entry["values"].items():
            match = pattern.fullmatch(path)
            if match:
                totals[match[1]] += int(value)
    return (totals["num"], totals["den"]) if totals else None


def percent(numerator: int, denominator: int) -> str:
    """Return the percentage, rounded half up to two places."""
    exact = Decimal(numerator) * 100 / Decimal(denominator)
    return str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))


def overdue(found: list[Entry], day: str) -> int:
    """Count the tasks that are still open after their due date on a day (ISO)."""
    told = [entry["values"] for entry in found if entry["form"] == "tasks"]
    still_open = [
        each for each in told if each.get("/data/progress/status", "") in ("", "new", "in_progress")
    ]
    return sum(
        "" < due < day for each in still_open for path, due in each.items() if path.endswith("/due_date")
    )


def tasks(found: list[Entry]) -> Counter[str]:
    """Count the tasks by status, "" for the unclassified."""
    return Counter(
        entry["values"].get("/data/progress/status", "") for entry in found if entry["form"] == "tasks"
    )
