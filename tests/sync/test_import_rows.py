"""Rows of bundles: packed where they are examined, refused where no database would keep them."""

from __future__ import annotations

import pickle
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import arrivals
from models.arrivals import arrival
from models.entries import Change
from models.packing import pack_cells, pack_copy, unpack_cells
from sync import answered, crew, shelf
from sync.errors import ContentError
from sync.examination import Ready
from sync.sources import find
from tests.sync.forge import Forger
from tests.sync.simulator import World

ROWS = st.lists(st.tuples(st.text(max_size=9), st.text(max_size=9), st.text(max_size=9)), max_size=9)
_UNESCAPED = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r"}


def read_copy(packed: bytes) -> list[tuple[str, ...]]:
    """What PostgreSQL reads of COPY's text form: an independent reader for these tests."""
    rows, row, cell, text, at = [], [], "", packed.decode(), 0
    while at < len(text):
        sign = text[at]
        if sign == "\\":
            cell += _UNESCAPED[text[at : at + 2]]
            at += 1
        elif sign in "\t\n":
            row.append(cell)
            cell = ""
            if sign == "\n":
                rows.append(tuple(row))
                row = []
        else:
            cell += sign
        at += 1
    assert not row
    assert not cell
    return rows


@given(ROWS)
def test_packed_rows_are_read_as_they_were(rows: list[tuple[str, ...]]) -> None:
    assert unpack_cells(pack_cells(rows)) == [cell for row in rows for cell in row]
    assert read_copy(pack_copy(rows)) == rows


def test_a_bundle_is_packed_where_it_was_examined_and_goes_to_another_process(world: World) -> None:
    laptop = world.enrolled()
    data = laptop.send().file.read_bytes()
    importer = world.importer()
    found = importer._examiner().examine(data, world.clock(), importer._definition)
    assert isinstance(found, Ready)
    assert pickle.loads(pickle.dumps(found)) == found
    (entry,) = found.entries
    cells = [cell for part in entry.values for cell in unpack_cells(part)]
    assert cells[::3] == [entry.id] * entry.count
    assert dict(zip(cells[1::3], cells[2::3], strict=True)) == {
        "/data/numerator": "1",
        "/data/denominator": "2",
    }


def test_a_bundle_of_an_older_form_is_held_against_it_by_the_helper(world: World) -> None:
    laptop = world.enrolled()
    sent = laptop.send()
    world.publish(2, form_version="2")
    importer = world.importer()
    found = importer._examiner().examine(sent.file.read_bytes(), world.clock(), importer._definition)
    assert isinstance(found, Ready)
    assert importer.take(sent.file).status == "accepted"
    assert len(world.snapshots()) == 1


def test_a_bundle_of_a_form_that_nobody_published_is_refused_by_the_helper(world: World) -> None:
    forger = Forger(world)
    result = world.take_bytes(forger.bundle([forger.snapshot(form_sha256="0" * 64)]))
    assert (result.status, result.code) == ("quarantined", ContentError.code)
    assert result.details["reason"] == "unknown form monthly 1"


def test_blank_values_have_no_row(world: World) -> None:
    one = Forger(world).snapshot(values={"/data/a": "", "/data/b": "1"})
    (values,) = arrival(one, pack_cells).values
    assert unpack_cells(values) == [one.id, "/data/b", "1"]


def test_many_rows_are_packed_part_by_part(world: World) -> None:
    values = {f"/data/n{number}": "1" for number in range(2 * arrivals.ROWS + 1)}
    parts = arrival(Forger(world).snapshot(values=values), pack_cells).values
    assert [len(unpack_cells(part)) // 3 for part in parts] == [arrivals.ROWS, arrivals.ROWS, 1]
    assert [path for part in parts for path in unpack_cells(part)[1::3]] == list(values)


@pytest.mark.parametrize("workers", [1, 2])
def test_heavy_files_are_settled_a_few_at_a_time_and_in_their_order(
    world: World, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    laptop = world.enrolled()
    for month in range(1, 7):
        laptop.send(period=f"2026M0{month}")
    sources = list(find([laptop.stick]))
    with world.importer()._crew(workers) as helpers:
        ((_, light),) = helpers.examined([sources], world.clock)
        weight = max(one.weight for one in light)
        monkeypatch.setattr(crew, "HEAVY", 2 * weight + 1)
        batches = [sources[:1], sources[1:5], sources[5:]]
        found = list(helpers.examined(batches, world.clock))
    assert max(len(looked) for _, looked in found) <= 2
    assert [one.source for _, looked in found for one in looked] == sources
    assert all(isinstance(one.found, Ready) for _, looked in found for one in looked)


def test_what_waits_to_be_settled_has_an_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that come quicker than they are settled stay with the helper."""
    laptop = world.enrolled()
    for month in range(1, 7):
        laptop.send(period=f"2026M0{month}")
    sources = list(find([laptop.stick]))
    monkeypatch.setattr(shelf, "ROOM", 1)
    with world.importer()._crew() as helpers:
        found = helpers.examined([sources[:3], sources[3:]], world.clock)
        _, first = next(found)
        until = time.monotonic() + 0.3
        while time.monotonic() < until:
            assert len(helpers.helpers[0]._shelf._answers) <= 1
            time.sleep(0.01)
        looked = first + [one for _, more in found for one in more]
    assert [one.source for one in looked] == sources


@pytest.mark.parametrize(
    "bent",
    [
        {"values": {"/data/numerator": "1\0"}},
        {"completed_by": "Lan\0"},
        {"notes": {"/data/numerator": "\0"}},
        {"history": [Change("/data/numerator", "", "\\\0", "2026-10-20T03:04:05Z", "Lan")]},
    ],
)
def test_a_nul_is_refused_because_no_server_keeps_one(world: World, bent: dict[str, Any]) -> None:
    forger = Forger(world)
    result = world.take_bytes(forger.bundle([forger.snapshot(**bent)]))
    assert (result.status, result.code) == ("quarantined", ContentError.code)


@pytest.mark.parametrize("words", ["\\u0000", "\\\\u0000", "u0000", "\\"])
def test_words_that_look_like_a_nul_are_words(world: World, words: str) -> None:
    forger = Forger(world)
    assert world.take_bytes(forger.bundle([forger.snapshot(completed_by=words)])).status == "accepted"
    assert [one.completed_by for one in world.snapshots()] == [words]


def test_receipts_of_many_units_are_issued_part_by_part_and_each_is_written_once(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answered, "AT_ONCE", 1)
    laptops = [world.enrolled(unit) for unit in world.communes]
    for laptop in laptops:
        laptop.send()
    sticks = [laptop.stick for laptop in laptops]
    first = world.take_all(*sticks, receipts=tmp_path / "first").receipts
    again = world.take_all(*sticks, *sticks, receipts=tmp_path / "again").receipts
    assert len(first) == len(again) == len(laptops)
    assert {Path(path).name: Path(path).read_bytes() for path in first} == {
        Path(path).name: Path(path).read_bytes() for path in again
    }
