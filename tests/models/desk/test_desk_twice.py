"""What the catalogue wants keyed twice stands in the way of completion until it was, and travels along."""

from __future__ import annotations

import json
from typing import Any

import pytest

from models.catalogue import catalogue_from_json, catalogue_to_json
from models.desk import Desk
from models.errors import NotVerifiedError
from models.verification import Keying, is_keying

Office = Any
OCTOBER = "2026M10"
AT = "2026-10-20T03:05:00Z"
CELLS = ("/data/people", "/data/made", "/data/big", "/data/steady", "/data/more")


@pytest.fixture
def twice(desk: Desk, office: Office) -> Desk:
    """A desk whose catalogue wants the whole monthly form keyed twice."""
    told = json.loads(catalogue_to_json(desk.catalogue))
    for form in told["forms"]:
        if form["form_id"] == "monthly":
            form["verify"] = True
    catalogue = catalogue_from_json(json.dumps(told).encode())
    return Desk(office.store, catalogue, "22810", who="Lan", clock=office.clock)


def fill(desk: Desk) -> Any:
    sitting = desk.open("monthly", OCTOBER)
    for path, value in zip(CELLS, ("91032", "69586", "5", "7", "0"), strict=True):
        sitting.record(path, value)
    return sitting


def key(office: Office, sitting: Any, **other: str) -> None:
    """Key every input a second time as it is, but for ``other`` (name → value)."""
    session = sitting.session
    lines = []
    for path in sitting.unverified().waiting:
        value = session.value(path)
        second = other.get(path.rpartition("/")[2], value)
        lines.append(Keying(path, "keyed", value, second, AT, "Bình"))
    with office.store.transaction() as t:
        t.second_keyings.append(sitting.head.id, lines)


def test_completion_is_refused_while_cells_were_not_keyed_twice(twice: Desk) -> None:
    sitting = fill(twice)
    with pytest.raises(NotVerifiedError) as refused:
        sitting.complete()
    assert refused.value.details["waiting"] == len(sitting.unverified().waiting) > len(CELLS)
    assert refused.value.details["differing"] == 0
    assert not sitting.read_only


def test_completion_is_refused_while_the_two_keyings_differ_and_taken_when_settled(
    twice: Desk, office: Office
) -> None:
    sitting = fill(twice)
    key(office, sitting, made="69568")
    with pytest.raises(NotVerifiedError) as refused:
        sitting.complete()
    assert refused.value.details["paths"] == ("/data/made",)
    with office.store.transaction() as t:
        line = Keying("/data/made", "settled", "69586", "69568", AT, "Bình", "69586")
        t.second_keyings.append(sitting.head.id, [line])
    sitting.complete()
    assert sitting.read_only


def test_who_keyed_what_travels_with_the_entry(twice: Desk, office: Office) -> None:
    sitting = fill(twice)
    key(office, sitting)
    sitting.complete()
    with office.store.reading() as t:
        sent = t.entries.snapshot(sitting.head.id)
        typed = t.history.of(sitting.head.id)
    keyed = [change for change in sent.history if is_keying(change)]
    assert {change.by for change in keyed} == {"Bình"}
    assert ("/data/made", "69586", "69586") in [(c.path, c.old, c.new) for c in keyed]
    assert [change for change in sent.history if not is_keying(change)] == typed
    assert [change.at for change in sent.history] == sorted(change.at for change in sent.history)


def test_a_correction_is_keyed_twice_only_where_it_changes(twice: Desk, office: Office) -> None:
    sitting = fill(twice)
    key(office, sitting)
    sitting.complete()
    office.step(sitting.head.id, "exported", "received", "returned")
    sitting.refresh()
    sitting.revise()
    assert not sitting.unverified()
    sitting.record("/data/made", "70000")
    assert sitting.unverified().differing == ("/data/made",)
    with office.store.transaction() as t:
        t.second_keyings.append(
            sitting.head.id, [Keying("/data/made", "keyed", "70000", "70000", AT, "Bình")]
        )
    sitting.complete()


def test_a_form_that_nobody_marked_is_completed_as_ever(desk: Desk) -> None:
    sitting = fill(desk)
    assert not sitting.unverified()
    sitting.complete()
    assert sitting.read_only
