"""The office gives the same answers on PostgreSQL as on SQLite."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from models.entries import EntryState
from models.periods import parse_period
from tests.databases import Rooms
from tests.tui.province.world import World, october

OCTOBER = parse_period("2026M10")


def told(world: World) -> bytes:
    """Everything that the screen asks of the office, as bytes."""
    office = world.office
    matrix = office.matrix(OCTOBER, {"22822": "E_REVOKED"})
    measured = office.measured(OCTOBER)
    entry = next(one.entry for one in office.arrivals(OCTOBER) if one.unit == "22810")
    with world.store.transaction() as writing:
        head = office.decide(writing, entry, EntryState.ACCEPTED, [], "Hà")
    review = office.review(entry, "vi")
    story = office.story("22813")
    return msgspec.json.encode(
        {
            "rows": matrix.rows,
            "indicators": measured.indicators,
            "counts": sorted(measured.counts, key=lambda m: (m.unit, m.indicator, m.entry_id or "")),
            "facts": sorted(office.facts(matrix, measured).items()),
            "inbox": office.inbox(),
            "story": (story.bundles, story.missing, story.registers),
            "head": (head, review.changed, review.session.values()),
            "tasks": [(task.unit, task.title, task.status) for task in office.tasks()],
        }
    )


@pytest.mark.postgres
def test_the_office_says_the_same_on_both_databases(tmp_path: Path, schemas: Rooms) -> None:
    ours = october(World.make(tmp_path / "sqlite"))
    theirs = october(World.make(tmp_path / "postgres", location=schemas()))
    try:
        assert told(theirs) == told(ours)
    finally:
        ours.store.close()
        theirs.store.close()
