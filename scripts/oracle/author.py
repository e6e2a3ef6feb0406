"""Writes expressions nobody would write, with all functions of the ODK XForms specification."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

FUNCTIONS_OF_ONE_NUMBER = (
    "log10",
    "log",
    "exp",
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "abs",
    "sqrt",
    "exp10",
)
DATE_FORMATS = ("'%Y-%m-%d'", "'%e/%n/%y'", "'%a %b %d'")
PATTERNS = ("'[a-z]+'", "'^a.*$'", "'[0-9]{2}'", "'.*'")


class Author:
    """Random expressions over named leaves.

    ``leaves``: paths by what they hold (number, text, day).
    ``rows``: the repeat's path and names in its rows.
    """

    def __init__(
        self,
        chance: random.Random,
        leaves: Mapping[str, Sequence[str]],
        rows: tuple[str, Sequence[str]] | None,
    ) -> None:
        self.chance = chance
        self.leaves = leaves
        self.rows = rows

    def any(self, depth: int) -> str:
        """Any value."""
        kinds: list[Callable[[int], str]] = [self.number, self.text, self.boolean, self.day]
        return self.chance.choice(kinds)(depth)

    def _pick(self, *many: str) -> str:
        return self.chance.choice(many)

    def _cell(self) -> str:
        if self.rows is None:
            return self.text(0)
        return f"{self.rows[0]}/{self.chance.choice(self.rows[1])}"

    def _column(self) -> str:
        return self._cell().rpartition("/")[2]

    def number(self, depth: int) -> str:
        """Something that is a number, or was meant to be."""
        if depth <= 0:
            return self._pick("0", "1", "2", "2.5", "10", "0.1", "100", "'7'", *self.leaves["number"] * 2)
        low = depth - 1
        options: list[Callable[[], str]] = [
            lambda: f"({self.number(low)} {self._pick('+', '-', '*', 'div', 'mod')} {self.number(low)})",
            lambda: f"{self.chance.choice(FUNCTIONS_OF_ONE_NUMBER)}({self.number(low)})",
            lambda: f"{self._pick('round', 'int', 'number')}({self.any(low)})",
            lambda: f"round({self.number(low)}, {self._pick('0', '1', '2', '-1')})",
            lambda: f"{self._pick('max', 'min')}({self.number(low)}, {self.number(low)})",
            lambda: f"pow({self.number(low)}, {self._pick('2', '0', '3', '0.5', '-1')})",
            lambda: f"-{self.number(low)}",
            lambda: f"string-length({self.text(low)})",
            lambda: f"count-selected({self.text(low)})",
            lambda: f"if({self.boolean(low)}, {self.number(low)}, {self.number(low)})",
            lambda: f"coalesce({self.number(low)}, {self.number(low)})",
            lambda: f"decimal-date-time({self.day(low)})",
            lambda: f"({self.day(low)} - {self.day(low)})",
            lambda: f"checklist(1, 2, {self.boolean(low)}, {self.boolean(low)})",
        ]
        if self.rows is not None:
            rows = self.rows[0]
            options += [
                lambda: f"{self._pick('sum', 'min', 'max', 'count', 'count-non-empty')}({self._cell()})",
                lambda: f"count({rows}[./{self._column()} {self._compare()} {self.number(low)}])",
                lambda: f"sum({rows}[position() {self._pick('>', '=', '<=')} 2]/{self._column()})",
            ]
        return self.chance.choice(options)()

    def _compare(self) -> str:
        return self._pick("<", "<=", ">", ">=", "=", "!=")

    def text(self, depth: int) -> str:
        """Something that is a text."""
        if depth <= 0:
            return self._pick("''", "'abc'", "'a'", "'12'", "'Thôn'", "' x '", *self.leaves["text"] * 2)
        low = depth - 1
        options: list[Callable[[], str]] = [
            lambda: f"concat({self.text(low)}, {self.any(low)})",
            lambda: f"string({self.any(low)})",
            lambda: f"substr({self.text(low)}, {self._pick('0', '1', '2', '-1', '-2', '9')})",
            lambda: f"substr({self.text(low)}, {self._pick(*'019')}, {self._pick('0', '2', '-1')})",
            lambda: (
                f"{self._pick('substring-before', 'substring-after')}({self.text(low)}, {self.text(low)})"
            ),
            lambda: f"normalize-space({self.text(low)})",
            lambda: f"translate({self.text(low)}, {self.text(low)}, {self.text(low)})",
            lambda: f"selected-at({self.text(low)}, {self._pick(*'012')})",
            lambda: f"join({self.text(0)}, {self.any(low)}, {self.any(low)})",
            lambda: f"if({self.boolean(low)}, {self.text(low)}, {self.text(low)})",
            lambda: f"coalesce({self.text(low)}, {self.text(low)})",
            lambda: f"format-date({self.day(low)}, {self.chance.choice(DATE_FORMATS)})",
            lambda: f"format-date-time({self.day(low)}, '%H:%M:%S.%3 %h')",
            lambda: (
                f"digest({self.text(low)}, {self._algorithm()}, {self._pick(repr('hex'), repr('base64'))})"
            ),
        ]
        if self.rows is not None:
            rows = self.rows[0]
            options += [
                lambda: f"join('-', {self._cell()})",
                lambda: f"concat({self._cell()})",
                lambda: f"string({rows}[position() = {self._pick(*'1234')}]/{self._column()})",
                lambda: f"indexed-repeat({self._cell()}, {rows}, {self._pick(*'123')})",
            ]
        return self.chance.choice(options)()

    def _algorithm(self) -> str:
        return self._pick("'MD5'", "'SHA-1'", "'SHA-256'")

    def boolean(self, depth: int) -> str:
        """A condition."""
        if depth <= 0:
            leaf = self._pick(*self.leaves["number"], *self.leaves["text"])
            return self._pick(
                "true()", "false()", f"{leaf} > 2", f"{leaf} = 'abc'", f"{leaf} < 2.5", f"{leaf} = ''"
            )
        low = depth - 1
        options: list[Callable[[], str]] = [
            lambda: f"({self.any(low)} {self._pick('=', '!=')} {self.any(low)})",
            lambda: f"({self.number(low)} {self._compare()} {self.number(low)})",
            lambda: f"({self.any(low)} {self._compare()} {self.any(low)})",
            lambda: f"({self.boolean(low)} {self._pick('and', 'or')} {self.boolean(low)})",
            lambda: f"{self._pick('not', 'boolean', 'boolean-from-string')}({self.any(low)})",
            lambda: f"selected({self.text(low)}, {self.text(low)})",
            lambda: (
                f"{self._pick('contains', 'starts-with', 'ends-with')}({self.text(low)}, {self.text(low)})"
            ),
            lambda: f"regex({self.text(low)}, {self.chance.choice(PATTERNS)})",
        ]
        if self.rows is not None:
            options.append(lambda: f"({self._cell()} {self._pick('=', '!=', '>')} {self.any(low)})")
        return self.chance.choice(options)()

    def day(self, depth: int) -> str:
        """A date or a point in time."""
        if depth <= 0:
            return self._pick(
                "today()", "date('2026-03-01')", "'2026-01-15'", "now()", *self.leaves["day"] * 2
            )
        low = depth - 1
        options: list[Callable[[], str]] = [
            lambda: f"date({self.day(low)})",
            lambda: f"date({self._pick('0', '20000', '20000.7', '-1')})",
            lambda: f"date-time({self.day(low)})",
            lambda: f"date({self.day(low)} + {self._pick('1', '30', '-400')})",
            lambda: self.day(0),
        ]
        return self.chance.choice(options)()
