"""Which bundles are missing: holes below the highest number of the chain that a unit began last."""

from __future__ import annotations

from sqlalchemy import text

from models.store import Transaction

LISTED = 1000  # missing numbers named of one chain at most

# Only chains with fewer numbers than their highest one have holes; the chain begun last counts.
_CHAINS = text(
    "SELECT unit, chain, MIN(number) AS began, MAX(seq) AS top, COUNT(DISTINCT seq) AS here "
    "FROM exchange_received WHERE branch IS NOT NULL GROUP BY unit, chain"
)
_SEQS = text(
    "SELECT DISTINCT seq FROM exchange_received "
    "WHERE unit = :unit AND chain = :chain AND branch IS NOT NULL ORDER BY seq"
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
    here = set(reading.connection.execute(_SEQS, {"unit": unit, "chain": chain}).scalars())
    found: list[int] = []
    for number in range(1, top):
        if number not in here:
            found.append(number)
            if len(found) == LISTED:
                break
    return tuple(found)
