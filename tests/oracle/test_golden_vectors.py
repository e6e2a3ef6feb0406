"""JavaRosa's recorded answers, replayed without Java; a sample is asked of the jar anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from models.authoring.compiler import compile_workbook
from scripts.oracle.compare import Match, differing, write_media
from scripts.oracle.javarosa import Oracle, OracleNode, available
from scripts.oracle.vectors import Vector, replay

HERE = Path(__file__).resolve().parent
STARTER = HERE.parent.parent / "catalogues" / "starter"
VECTORS = sorted((HERE / "vectors").glob("*.json"))
SAMPLE = [
    path for path in VECTORS if path.stem in ("numbers-0", "repeats-0", "choices-1", "dates-0", "languages-0")
]


def form_folder(name: str) -> Path:
    own = HERE / "forms" / name
    if (own / "form.xml").is_file():
        return own / "form.xml"
    return own if own.is_dir() else STARTER / name


def test_every_form_of_ours_has_vectors() -> None:
    forms = {path.name for path in (HERE / "forms").iterdir() if path.is_dir()}
    starter = {path.name for path in STARTER.iterdir() if (path / "survey.csv").is_file()}
    assert {path.stem.rpartition("-")[0] for path in VECTORS} == forms | starter


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_our_session_answers_as_javarosa_did(path: Path) -> None:
    vector = Vector.from_json(path.read_text(encoding="utf-8"))
    compiled = compile_workbook(form_folder(vector.form))
    assert compiled.definition is not None, compiled.errors
    assert len(vector.states) == len(vector.operations) + 1
    assert list(replay(vector, compiled.definition)) == []


@pytest.fixture(scope="module")
def oracle() -> Iterator[Oracle]:
    with Oracle(time_zone="GMT+07:00") as running:
        yield running


@pytest.mark.skipif(
    not available(), reason="no JDK or no ODK_Validate.jar here: the vectors stand as recorded"
)
@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.stem)
def test_the_jar_still_answers_as_recorded(path: Path, tmp_path: Path, oracle: Oracle) -> None:
    vector = Vector.from_json(path.read_text(encoding="utf-8"))
    compiled = compile_workbook(form_folder(vector.form))
    assert compiled.definition is not None
    assert compiled.xform is not None
    write_media(vector.lists, tmp_path)
    xform = tmp_path / "form.xml"
    xform.write_text(compiled.xform, encoding="utf-8")
    oracle.load(xform, tmp_path, vector.now)
    for step, recorded in enumerate(vector.states):
        if step:
            oracle.apply(vector.operations[step - 1])
        if vector.fresh:
            oracle.refresh()
        assert _by_path(oracle.state()) == _by_path(recorded)


def _by_path(nodes: Iterable[OracleNode]) -> dict[str, OracleNode]:
    """Without the identity, which is new each time, and without choice labels, which are not recorded."""
    bare = (replace(node, choice_labels=()) for node in nodes)
    return {node.path: node for node in bare if not node.path.endswith("/instanceID")}


def test_a_difference_would_be_seen(tmp_path: Path) -> None:
    vector = Vector.from_json(VECTORS[0].read_text(encoding="utf-8"))
    compiled = compile_workbook(form_folder(vector.form))
    assert compiled.definition is not None
    session = Match(vector.form, compiled.definition, tmp_path, vector.now, vector.lists).open()
    assert differing(session, vector.states[0][1:]).wrong != []
