"""A province that worked before it had a journal: what its store says then becomes the journal's beginning.

The rows of every table go into lines of the event ``adopted``; from there on the journal tells what happens.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from sqlalchemy import insert

from models.store.comparison import columns, compared, rows_of
from models.store.records import ReceivedRecord
from models.store.transaction import Transaction
from sync.journal_events import Adopted

AT_ONCE = 500  # rows in a line
JOURNAL_TABLE = "exchange_journal"  # says where the journal ends: no content of it


def is_due(t: Transaction) -> bool:
    """Tell whether a store has something to say and no journal says it: an older program made it."""
    events = t.exchange.events
    return events.end().seq == 0 and events.count() == 0 and t.exchange.kit() is not None


def tell(t: Transaction) -> Iterator[dict[str, object]]:
    """Yield the body of each line, tables first that others refer to."""
    for name in compared():
        if name == JOURNAL_TABLE:
            continue
        names, found = columns(name), rows_of(t, name)
        while part := [list(row) for row in islice(found, AT_ONCE)]:
            yield {"table": name, "columns": names, "rows": part}


def adopt(t: Transaction, said: Adopted) -> None:
    """Write the rows of one line into a new store. Raises ValueError for a table that is none of ours."""
    table = compared().get(said.table)
    if table is None or said.columns != columns(said.table):
        raise ValueError(f"an unknown table: {said.table}")
    given = [dict(zip(said.columns, row, strict=True)) for row in said.rows]
    if given:
        t.connection.execute(insert(table), given)


def bundles(said: Adopted) -> Sequence[ReceivedRecord]:
    """Return the accepted bundles that a line tells of: their containers are in the archive."""
    if said.table != "exchange_received":
        return ()
    whole = [dict(zip(said.columns, row, strict=True)) for row in said.rows]
    records = [ReceivedRecord(**one) for one in whole]  # type: ignore[arg-type]
    return [record for record in records if record.accepted]
