"""Hostile input: two thousand mutated files, and some of them through the whole importer."""

from __future__ import annotations

import importlib.util
import random
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.rounds import rounds
from tests.sync.simulator import World


@pytest.fixture(scope="module")
def fuzz() -> ModuleType:
    path = Path(__file__).parents[2] / "scripts" / "fuzz_bundles.py"
    spec = importlib.util.spec_from_file_location("fuzz_bundles", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["fuzz_bundles"] = module
    spec.loader.exec_module(module)
    return module


def test_two_thousand_mutated_files_are_refused_without_a_crash(
    fuzz: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A fifth of a second on a quiet machine; `make fuzz` holds each to one, tests run on slower ones.
    monkeypatch.setattr(fuzz, "MAX_SECONDS", 5.0)
    tally = fuzz.run(rounds(2000), 120.0, seed=7)
    assert tally.crashes == []
    assert tally.accepted == []
    assert tally.slow == []
    assert tally.count > 200
    assert len(tally.codes) >= 7


def test_every_mutation_is_tried_and_mostly_refused(fuzz: ModuleType) -> None:
    lab = fuzz.Laboratory(random.Random(3))
    for mutation in (*fuzz.MUTATIONS, *fuzz.RARE):
        found = [lab.examine(mutation(lab)) for _ in range(4)]
        assert any(not isinstance(one, fuzz.Examined) for one in found), mutation.__name__


def test_the_honest_bundle_of_the_laboratory_is_good(fuzz: ModuleType) -> None:
    lab = fuzz.Laboratory(random.Random(3))
    assert isinstance(lab.examine(lab.wire), fuzz.Examined)


def test_nothing_appears_outside_the_workspace(fuzz: ModuleType, world: World) -> None:
    inbox = world.root / "inbox"
    inbox.mkdir()
    chance = random.Random(11)
    lab = fuzz.Laboratory(chance, ca=world.keys.ca, identity=world.keys.identities[0])
    for number in range(150):
        (inbox / f"{number:03d}.age").write_bytes(chance.choice(fuzz.MUTATIONS)(lab))
    before = {path for path in world.root.rglob("*") if world.workspace.root not in path.parents}
    report = world.take_all(inbox)
    assert {result.status for result in report.files} == {"quarantined"}
    assert len(report.files) == 150
    assert {path for path in world.root.rglob("*") if world.workspace.root not in path.parents} == before
    assert list(world.workspace.archive.rglob("*.tar")) == []
    assert world.snapshots() == []
