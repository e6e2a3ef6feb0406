"""All that expressions may look at besides the node they stand at: the tree, tables, clock, language."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import TypeAlias

from models.forms.definition import FormDefinition, Message
from models.forms.instance import Cell, Template
from models.forms.values import to_number

Row: TypeAlias = "Mapping[str, str]"


class Table:
    """A secondary instance: its rows, and an index for every column that was ever looked up."""

    __slots__ = ("_indexes", "_numbers", "rows")

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self._indexes: dict[str, dict[str, list[Row]]] = {}
        self._numbers: dict[str, dict[float, list[Row]]] = {}

    def where(self, column: str, text: str) -> list[Row]:
        """The rows whose ``column`` holds exactly ``text``."""
        index = self._indexes.get(column)
        if index is None:
            index = self._indexes[column] = {}
            for row in self.rows:
                if column in row:
                    index.setdefault(row[column], []).append(row)
        return index.get(text, [])

    def where_number(self, column: str, number: float) -> list[Row]:
        """The rows whose ``column`` is this whole number, however it is written."""
        index = self._numbers.get(column)
        if index is None:
            index = self._numbers[column] = {}
            for row in self.rows:
                value = to_number(row.get(column, ""))
                if value == value:
                    index.setdefault(value, []).append(row)
        return index.get(number, [])


class World:
    """One session's surroundings; ``instances`` wins over the form's own secondary instances."""

    def __init__(
        self,
        definition: FormDefinition,
        templates: list[Template],
        *,
        now: Callable[[], datetime],
        instances: Mapping[str, Sequence[Row]],
        properties: Mapping[str, str],
        language: str,
        seed: int | None,
    ) -> None:
        self.definition = definition
        self.templates = templates
        self.filtered: set[int] = set()  # numbers of selects whose choices follow the entry
        self.root: Cell
        self.language = language
        self.properties = properties
        self.random = random.Random(seed)  # noqa: S311 - shuffles questions, keeps no secret
        self._now = now
        self._given = instances
        self._tables: dict[str, Table] = {}
        self.zone: tzinfo | None = now().tzinfo
        self.choice_name: Callable[[Template, str, Cell], str] = lambda _template, value, _cell: value
        self.write: Callable[[Message | None, Cell], str] = lambda _message, _cell: ""

    def with_tables(self, tables: Mapping[str, Sequence[Row]]) -> World:
        """The same surroundings with further tables, which win over those of the same name."""
        other = copy.copy(self)
        other._given = {**self._given, **tables}
        other._tables = {name: table for name, table in self._tables.items() if name not in tables}
        return other

    def now(self) -> datetime:
        """The local moment, naive like every moment in the engine, in whole milliseconds."""
        moment = self._now().replace(tzinfo=None)
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    def table(self, name: str) -> Table | None:
        """The secondary instance or CSV file of this name, None when there is none."""
        table = self._tables.get(name)
        if table is None:
            rows: Sequence[Row] | None = self._given.get(name)
            instance = self.definition.instances.get(name)
            if rows is None and instance is not None:
                rows = self._given.get(instance.csv, ()) if instance.csv else instance.rows
            if rows is None:
                return None
            table = self._tables[name] = Table(rows)
        return table

    def find(self, ref: str) -> Template | None:
        """The template at a generic ref."""
        names = ref.split("/")[1:]
        at: Template | None = self.templates[0]
        if not names or at is None or names[0] != at.spec.name:
            return None
        for name in names[1:]:
            at = at.by_name.get(name)
            if at is None:
                return None
        return at
