"""One transaction: the parts of the store over one connection."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy import Connection

from models.store.catalogues import Catalogues
from models.store.dialect import Dialect
from models.store.entries import Entries
from models.store.exchange import Exchange
from models.store.history import History
from models.store.measurements import Measurements
from models.store.meta import Meta
from models.store.second_keying import SecondKeyings


class Transaction:
    """What a with-block of the store works with; of no use after the block."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self.connection = connection
        self.dialect = dialect

    @cached_property
    def entries(self) -> Entries:
        """Entries with values, notes, explanations and comments."""
        return Entries(self.connection, self.dialect, self.history)

    @cached_property
    def history(self) -> History:
        """What happened to entries."""
        return History(self.connection, self.dialect)

    @cached_property
    def catalogues(self) -> Catalogues:
        """Catalogues, form definitions and media."""
        return Catalogues(self.connection, self.dialect)

    @cached_property
    def exchange(self) -> Exchange:
        """What travelled."""
        return Exchange(self.connection, self.dialect)

    @cached_property
    def measurements(self) -> Measurements:
        """What was measured."""
        return Measurements(self.connection, self.dialect, self.exchange.events)

    @cached_property
    def second_keyings(self) -> SecondKeyings:
        """Who keyed which cell a second time."""
        return SecondKeyings(self.connection, self.dialect)

    @cached_property
    def meta(self) -> Meta:
        """Small settings."""
        return Meta(self.connection, self.dialect)
