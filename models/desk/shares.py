"""The shares of a table: those that the form calculates in its rows, and those that the catalogue wants."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from models.forms.expressions import from_tree
from models.forms.places import places
from models.forms.shares import Share, columns_of, share_of
from models.indicators import rounded

if TYPE_CHECKING:
    from models.catalogue import Indicator
    from models.forms.definition import FormDefinition

_ROW = re.compile(r"\[\d+\]")


class ColumnShare(NamedTuple):
    """A share of columns, named by their paths below a row (``/village/done``).

    It shows in ``column``: there the form calculates it for every row (``calculated``), or there stand the
    numerators of an indicator that no column calculates.
    """

    column: str
    above: tuple[str, ...]
    below: tuple[str, ...]
    times: int = 100
    places: int = 2
    calculated: bool = True

    def of(self, above: Decimal | None, below: Decimal | None) -> Decimal | None:
        """Divide one sum by the other; None when either is blank or nothing can be divided by."""
        if above is None or not below:
            return None
        return rounded(Fraction(above) * self.times / Fraction(below), self.places)


def shares_of(
    indicators: Iterable[Indicator], definition: FormDefinition, repeat: str
) -> tuple[ColumnShare, ...]:
    """Return the shares in the table of a repeat (its path): the form's own first, then the catalogue's."""
    table = f"{_ROW.sub('', repeat)}/"
    calculations = {
        place.ref: place.node.calculate
        for place in places(definition.root)
        if place.node.calculate is not None
    }
    found: dict[tuple[tuple[str, ...], tuple[str, ...]], ColumnShare] = {}
    for ref, tree in calculations.items():
        if ref.startswith(table):
            share = share_of(from_tree(tree), ref)
            if share is not None and _inside(share, table):
                found[share.above, share.below] = _in_table(share, table, ref)
    for indicator in indicators:
        top, bottom = indicator.numerator, indicator.denominator
        if indicator.form != definition.form_id or top is None or bottom is None:
            continue
        share = Share(columns_of(top.expr, calculations), columns_of(bottom.expr, calculations))
        if share.above and share.below and _inside(share, table):
            shown = _in_table(share, table, share.above[0], calculated=False)
            found.setdefault((share.above, share.below), shown)
    return tuple(found.values())


def _inside(share: Share, table: str) -> bool:
    return all(ref.startswith(table) for ref in (*share.above, *share.below))


def _in_table(share: Share, table: str, ref: str, *, calculated: bool = True) -> ColumnShare:
    below_row = len(table) - 1
    return ColumnShare(
        ref[below_row:],
        tuple(each[below_row:] for each in share.above),
        tuple(each[below_row:] for each in share.below),
        share.times,
        share.places,
        calculated,
    )
