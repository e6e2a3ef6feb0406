"""Whole revisions, taken out and taken in."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from models.entries import EntrySnapshot, EntryState
from models.errors import EntryStateError
from models.store import Store

Make = Any
RECEIVED = "2026-10-21T00:00:00Z"


def taken(store: Store, entry_id: str) -> EntrySnapshot:
    with store.reading() as t:
        return t.entries.snapshot(entry_id)


def take_in(store: Store, *snapshots: EntrySnapshot) -> list[bool]:
    with store.transaction() as t:
        return [
            t.entries.absorb(one, state=EntryState.RECEIVED, received_at=RECEIVED, bundle_id="b" * 64)
            for one in snapshots
        ]


@pytest.fixture
def revisions(store: Store, make: Make) -> list[EntrySnapshot]:
    """Three revisions of one entry, as they left the commune."""
    ids = [make.sent(store)]
    for number in (2, 3):
        with store.transaction() as t:
            new = t.entries.revise(ids[-1], f"{number:032x}", make.at, make.by)
            t.entries.record(new.id, [make.change("/data/a", str(number))], make.counts(), make.at)
            for state in (EntryState.COMPLETE, EntryState.EXPORTED):
                t.entries.set_state(new.id, state, make.at, make.by)
        ids.append(new.id)
    return [taken(store, entry_id) for entry_id in ids]


@pytest.fixture
def province(places: Callable[[], Path | str]) -> Iterator[Store]:
    with Store.open(places()) as opened:
        yield opened


def test_a_snapshot_holds_all_of_a_revision(store: Store, draft: str, make: Make) -> None:
    with store.transaction() as t:
        t.entries.record(
            draft, [make.change("/data/b", "2"), make.change("/data/c", "3")], make.counts(), make.at
        )
        t.entries.annotate(draft, "/data/a", note="n", explanation="e", at=make.at, by=make.by)
        t.entries.withhold(draft, ["/data/b", "/data/z"])
        t.entries.set_state(draft, EntryState.COMPLETE, RECEIVED, "Hòa")
    snapshot = taken(store, draft)
    assert snapshot.values == {"/data/a": "1", "/data/c": "3"}
    assert (snapshot.notes, snapshot.explanations) == ({"/data/a": "n"}, {"/data/a": "e"})
    assert (snapshot.completed_at, snapshot.completed_by) == (RECEIVED, "Hòa")
    assert [change.path for change in snapshot.history] == ["/data/a", "/data/b", "/data/c"]
    assert msgspec.json.decode(msgspec.json.encode(snapshot), type=EntrySnapshot) == snapshot


def test_what_was_withheld_once_travels_when_it_is_relevant_again(
    store: Store, draft: str, make: Make
) -> None:
    with store.transaction() as t:
        t.entries.withhold(draft, ["/data/a"])
        t.entries.withhold(draft, [])
        t.entries.set_state(draft, EntryState.COMPLETE, make.at, make.by)
    assert taken(store, draft).values == {"/data/a": "1"}


def test_a_draft_has_no_snapshot(store: Store, draft: str) -> None:
    with pytest.raises(EntryStateError):
        taken(store, draft)


def test_what_arrives_is_kept_whole(province: Store, revisions: list[EntrySnapshot]) -> None:
    assert take_in(province, revisions[0]) == [True]
    with province.reading() as t:
        head = t.entries.head(revisions[0].id)
        assert head.state is EntryState.RECEIVED
        assert t.entries.values(head.id) == revisions[0].values
        assert t.history.of(head.id) == revisions[0].history
        assert t.entries.snapshot(head.id) == revisions[0]


def test_taking_in_twice_changes_nothing(province: Store, revisions: list[EntrySnapshot]) -> None:
    assert take_in(province, revisions[0]) == [True]
    assert take_in(province, revisions[0]) == [False]
    with province.reading() as t:
        assert len(t.entries.heads(current=False)) == 1
        assert t.history.of(revisions[0].id) == revisions[0].history


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_highest_revision_is_current_in_whatever_order_they_arrive(
    province: Store, revisions: list[EntrySnapshot], order: tuple[int, ...]
) -> None:
    assert take_in(province, *(revisions[number] for number in order)) == [True] * 3
    with province.reading() as t:
        (current,) = t.entries.heads()
        states = {head.revision: head.state for head in t.entries.heads(current=False)}
    assert current.id == revisions[2].id
    assert states == {1: EntryState.SUPERSEDED, 2: EntryState.SUPERSEDED, 3: EntryState.RECEIVED}


@pytest.mark.parametrize("swapped", [False, True])
def test_two_laptops_with_one_period_give_the_same_store_in_either_order(
    province: Store, revisions: list[EntrySnapshot], swapped: bool
) -> None:
    first = revisions[0]
    other = msgspec.structs.replace(first, id="9" * 32, lineage="9" * 32, completed_at="2026-10-21T00:00:00Z")
    take_in(province, *((other, first) if swapped else (first, other)))
    with province.reading() as t:
        assert [head.id for head in t.entries.heads()] == [other.id]
        assert t.entries.head(first.id).state is EntryState.SUPERSEDED


def test_records_of_a_register_do_not_displace_each_other(
    province: Store, revisions: list[EntrySnapshot]
) -> None:
    records = [
        msgspec.structs.replace(revisions[0], id=c * 32, lineage=c * 32, form="tasks", period=None)
        for c in "abc"
    ]
    take_in(province, *records)
    with province.reading() as t:
        assert len(t.entries.heads(form="tasks")) == 3
