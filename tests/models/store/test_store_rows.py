"""Rows that come packed: any number of them, in parts of any size, in their order, in both databases."""

from __future__ import annotations

from typing import Any

import pytest

from models.arrivals import history_rows
from models.store import Store
from models.store.errors import StoreError


@pytest.mark.parametrize("parts", [[0], [1], [49], [50], [51], [1, 0, 99, 100], [50] * 45, [1700, 3]])
def test_packed_rows_arrive_in_their_order_however_they_are_parted(
    store: Store, make: Any, parts: list[int]
) -> None:
    head = make.head()
    with store.transaction() as t:
        t.entries.add(head)
        before = len(t.history.lines(head.id))
        count = 0
        packed = []
        for size in parts:
            changes = [make.change(f"/data/n{number}", "1") for number in range(count, count + size)]
            packed.append(t.dialect.pack(history_rows(head.id, changes)))
            count += size
        t.history.write_packed(packed)
    with store.reading() as t:
        lines = t.history.lines(head.id)[before:]
    assert [line.change.path for line in lines] == [f"/data/n{number}" for number in range(count)]


def test_packed_rows_of_an_entry_that_is_not_there_are_an_error_of_the_store(store: Store, make: Any) -> None:
    with pytest.raises(StoreError), store.transaction() as t:
        t.history.write_packed([t.dialect.pack(history_rows("f" * 32, [make.change("/data/a", "1")]))])


def test_a_text_that_the_server_refuses_is_an_error_of_the_store(store: Store, make: Any) -> None:
    """COPY goes past SQLAlchemy: what it says must be translated all the same."""
    head = make.head()
    with store.transaction() as t:
        t.entries.add(head)
    if store._dialect.one_writer:
        pytest.skip("SQLite keeps a NUL")
    with pytest.raises(StoreError), store.transaction() as t:
        t.history.write_packed([t.dialect.pack(history_rows(head.id, [make.change("/data/a", "\0")]))])
