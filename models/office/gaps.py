"""Which bundles are missing: holes below the highest number of the chain that a unit began last."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select

from models.store import Transaction
from models.store.schema import EXCHANGE_RECEIVED

LISTED = 1000  # missing numbers named of one chain at most

# Only chains with fewer numbers than their highest one have holes; the chain begun last counts.
_r = EXCHANGE_RECEIVED.c
_CHAINS = (
    select(_r.unit, _r.chain, func.min(_r.number), func.max(_r.seq), func.count(_r.seq.distinct()))
    .where(_r.branch.is_not(None))
    .group_by(_r.unit, _r.chain)
)
_SEQS = (
    select(_r.seq)
    .distinct()
    .where(_r.unit == bindparam("of_unit"), _r.chain == bindparam("of_chain"), _r.branch.is_not(None))
)


def gaps(reading: Transaction) -> dict[str, tuple[int, ...]]:
    """Return unit → the missing numbers of its newest chain; units without holes are left out."""
    newest: dict[str, tuple[int, str, int, int]] = {}
    for unit, chain, began, top, here in reading.connection.execute(_CHAINS):
        if unit not in newest or began > newest[unit][0]:
            newest[unit] = (began, chain, top, here)
    return {
        unit: _holes(reading, unit, chain, top)
        for unit, (_began, chain, top, here) in sorted(newest.items())
        if here < top
    }


def _holes(reading: Transaction, unit: str, chain: str, top: int) -> tuple[int, ...]:
    here = set(reading.connection.execute(_SEQS, {"of_unit": unit, "of_chain": chain}).scalars())
    found: list[int] = []
    for number in range(1, top):
        if number not in here:
            found.append(number)
            if len(found) == LISTED:
                break
    return tuple(found)
