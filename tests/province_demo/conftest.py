"""A played province, made once a run; every file of tests works on a copy."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cli.call import Call
from scripts.province_demo.play import STORIES, Play
from tests.once import once

KNOWN = "known.json"


def _play(folder: Path) -> None:
    played = Play(folder / "play", "56", len(STORIES))
    played.run()
    known = {"units": played.units, "imports": played.imports}
    (folder / KNOWN).write_text(json.dumps(known), encoding="utf-8")


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Play:
    """Three months of 13 communes, one for each story, in SQLite."""
    folder = once(tmp_path_factory, "play", _play)
    copy = Play(tmp_path_factory.mktemp("province") / "play", "56", len(STORIES))
    shutil.copytree(folder / "play", copy.root)
    known = json.loads((folder / KNOWN).read_text(encoding="utf-8"))
    copy.units, copy.imports, copy.call = known["units"], known["imports"], Call(clock=copy.clock)
    return copy
