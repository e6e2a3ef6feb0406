"""The same province in SQLite and in PostgreSQL: every answer is the same, byte for byte."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.call import Call
from cli.main import main as xaso
from cli.workspace import province
from models.office import Office, differences, gaps
from models.periods import parse_period
from scripts.province_demo.play import PERIODS, STORIES, Play
from tests.databases import Rooms, rooms

pytestmark = pytest.mark.postgres
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
ASKED = [
    *(("scores", "--period", period) for period in PERIODS),
    *(("status", "--period", period) for period in PERIODS),
    ("scores", "--period", "Q3/2026"),
    ("scores", "--period", PERIODS[0], "--units", "today"),
    ("status", "--period", PERIODS[0], "--units", "today"),
    ("tasks",),
]


READ = [
    *ASKED,
    ("check",),
    ("quarantine",),
    ("archive", "verify"),
    ("scores", "--period", PERIODS[2], "--units", "today"),
    ("status", "--period", PERIODS[2]),
]


@pytest.fixture(scope="module")
def schemas(postgres: str) -> Iterator[Rooms]:
    """Gives URLs of empty schemas that last as long as these tests."""
    with rooms(postgres) as made:
        yield made


@pytest.fixture(scope="module")
def plays(play: Play, schemas: Rooms, tmp_path_factory: pytest.TempPathFactory) -> tuple[Play, Play]:
    """The same play on both: every commune types the same, every defect happens to the same one."""
    other = Play(tmp_path_factory.mktemp("two") / "postgres", "56", len(STORIES), store=schemas())
    other.run()
    return play, other


@pytest.fixture(scope="module")
def moved(
    plays: tuple[Play, Play], schemas: Rooms, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path]:
    """One province's folder, and a copy of it whose store was read from the archive into PostgreSQL."""
    office, url = plays[0].office, schemas()
    copy = tmp_path_factory.mktemp("moved") / "province"
    assert xaso(["province", "archive", "rebuild", url, "--workspace", str(office)]) == 0
    shutil.copytree(office, copy, ignore=shutil.ignore_patterns("province.db*"))
    settings = (copy / "province.toml").read_text(encoding="utf-8").splitlines()
    kept = [line for line in settings if not line.startswith(("store", "# store"))]
    (copy / "province.toml").write_text("\n".join([f'store = "{url}"', *kept]) + "\n", encoding="utf-8")
    return office, copy


def answers(
    offices: Iterable[Path], words: tuple[str, ...], said: pytest.CaptureFixture[bytes]
) -> list[tuple[int, bytes]]:
    """Return the exit code and the bytes that each province answers."""
    found = []
    for office in offices:
        said.readouterr()
        code = xaso(["province", *words, "--json", "--workspace", str(office)])
        found.append((code, said.readouterr().out.replace(str(office).encode(), b"OFFICE")))
    return found


@pytest.mark.parametrize("words", READ, ids=" ".join)
def test_a_province_moved_to_postgresql_answers_the_same_bytes(
    moved: tuple[Path, Path], words: tuple[str, ...], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    ours, theirs = answers(moved, words, capfdbinary)
    assert ours == theirs
    assert len(ours[1]) > 100


@pytest.mark.parametrize("kind", ["dhis2", "csv", "html"])
def test_a_province_moved_to_postgresql_writes_the_same_documents(
    moved: tuple[Path, Path], kind: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    files: list[list[object]] = []
    for office in moved:
        out = tmp_path / f"{len(files)}" / "report"
        words = ["report", "--period", PERIODS[1], "--format", kind, "--out", str(out)]
        assert xaso(["province", *words, "--json", "--workspace", str(office)]) == 0
        said = json.loads(capfdbinary.readouterr().out)
        files.append([content(Path(file)) for file in said["files"]])
    assert files[0] == files[1]
    assert files[0]


def content(file: Path) -> object:
    """Return what a file holds; of a zip its members, which carry no time."""
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as bundle:
            return {name: bundle.read(name) for name in bundle.namelist()}
    return file.read_bytes()


def test_gaps_facts_stories_and_changes_between_revisions_are_the_same(moved: tuple[Path, Path]) -> None:
    told: list[list[object]] = []
    for office in moved:
        with province(Call(province=office, clock=lambda: NOW)) as opened:
            room = Office(opened.store, opened.catalogue, lambda: NOW)
            with opened.store.reading() as reading:
                heads = reading.entries.heads()
                lists: list[object] = [gaps(reading)]
                changed = [
                    differences(reading, reading.entries.head(head.replaces), head)
                    for head in heads
                    if head.replaces
                ]
            period = parse_period(PERIODS[1])
            matrix = room.matrix(period)
            lists += [changed, room.facts(matrix, room.kept(period)), matrix.rows]
            lists += [room.story(unit.code) for unit in opened.catalogue.communes()[: len(STORIES)]]
            told.append(lists)
    assert told[0] == told[1]
    assert told[0][0]
    assert told[0][1] != []


@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_sqlite_and_postgresql_answer_the_same_bytes(
    plays: tuple[Play, Play], words: tuple[str, ...], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    ours, theirs = answers([play.office for play in plays], words, capfdbinary)
    assert ours == theirs
    assert ours[0] == 0
    assert len(ours[1]) > 400


def test_the_second_province_is_kept_in_postgresql_and_not_in_a_file(plays: tuple[Play, Play]) -> None:
    assert (plays[0].office / "province.db").exists()
    assert not (plays[1].office / "province.db").exists()
