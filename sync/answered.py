"""The receipts of an import: issued for everything that none speaks of yet, then written, part by part.

No more than a few are in memory at once, however many units sent something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from models.store import Store
from sync import receipt
from sync.handoff import folder
from sync.province_keys import ProvinceKeys

AT_ONCE = 64  # units in one transaction, receipts read at once


def issue(store: Store, province: ProvinceKeys, now: Callable[[], datetime]) -> Iterator[str]:
    """Issue receipts for all that has none, and yield the id of each once it is stored. Raises StoreError."""
    with store.reading() as t:
        units = t.exchange.received.waiting_units()
    for part in _parts(units):
        with store.transaction() as t:
            t.exchange.received.alone(part)
            # Units that another clerk's import answered meanwhile get none.
            issued = [one.id for one in receipt.issue_to(t, province, part, now())]
        yield from issued


def write(store: Store, receipt_ids: Iterable[str], into: Path) -> Iterator[str]:
    """Write issued receipts, each once, into a folder and yield the path of each.

    Raises:
        StoreError, DestinationError: the store or the folder failed.
    """
    for part in _parts(dict.fromkeys(receipt_ids)):
        with store.reading() as t:
            found = [receipt.again(t, receipt_id) for receipt_id in part]
        for one in found:
            if one is not None:
                yield str(folder.write(into, one.name, one.data))


def _parts(names: Iterable[str]) -> Iterator[list[str]]:
    given = iter(names)
    while part := list(islice(given, AT_ONCE)):
        yield part
