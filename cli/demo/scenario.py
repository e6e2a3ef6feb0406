"""A scenario: a folder of small data files that say what the demo's communes enter.

scenario.toml   province, seed, forms and registers, what stays unfinished
villages.csv    code, name, sort, parent (one line a village; the parents are the communes)
totals.csv      form, question, per (village|commune), within, total: spread so that the parts sum to it
values.csv      form, question, value: the same text (a template) for every commune
<register>.csv  count and one column a question: so many records, or “each village”, “each commune”
phrases.csv     list, text: what {pick:list} chooses from
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cli.demo.spread import spread, spread_within, weight


@dataclass(frozen=True, slots=True)
class Village:
    """A made-up village below a real commune."""

    code: str
    name: str
    sort: str
    parent: str


@dataclass(frozen=True, slots=True)
class Total:
    """A figure of the whole province and how it is spread: per village or commune, within a question."""

    form: str
    question: str
    per: str
    within: str
    total: int


@dataclass(frozen=True)
class Scenario:
    """What a folder of data files says."""

    province: str
    seed: str
    title: Mapping[str, str]
    officer: str
    screen: str
    forms: tuple[str, ...]
    registers: tuple[str, ...]
    unfinished: Mapping[str, int]
    villages: tuple[Village, ...]
    totals: tuple[Total, ...]
    values: tuple[tuple[str, str, str], ...]
    records: Mapping[str, tuple[Mapping[str, str], ...]]
    phrases: Mapping[str, tuple[str, ...]]

    @cached_property
    def communes(self) -> tuple[str, ...]:
        """The codes of the communes, in the order of their villages."""
        return tuple(dict.fromkeys(village.parent for village in self.villages))

    def villages_of(self, commune: str) -> tuple[Village, ...]:
        """Return the villages of one commune."""
        return tuple(village for village in self.villages if village.parent == commune)

    @cached_property
    def parts(self) -> Mapping[tuple[str, str], Mapping[str, int]]:
        """(form, question) → {village or commune code: part}; the parts of a total sum to it."""
        found: dict[tuple[str, str], Mapping[str, int]] = {}
        for total in self.totals:
            codes = [v.code for v in self.villages] if total.per == "village" else list(self.communes)
            found[total.form, total.question] = dict(
                zip(codes, self._spread(total, codes, found), strict=True)
            )
        return found

    def _spread(
        self, total: Total, codes: list[str], found: Mapping[tuple[str, str], Mapping[str, int]]
    ) -> list[int]:
        if total.within == "villages":
            return spread_within(total.total, [len(self.villages_of(code)) for code in codes])
        if total.within:
            limits = found[total.form, total.within]
            return spread_within(total.total, [limits[code] for code in codes])
        return spread(total.total, [weight(self.seed, code) for code in codes])


def read_scenario(folder: Path) -> Scenario:
    """Read a scenario's folder. Raises OSError, KeyError, ValueError: the data is part of the program."""
    settings = tomllib.loads((folder / "scenario.toml").read_text(encoding="utf-8"))
    phrases: dict[str, list[str]] = {}
    for row in _rows(folder / "phrases.csv"):
        phrases.setdefault(row["list"], []).append(row["text"])
    return Scenario(
        province=settings["province"],
        seed=settings["seed"],
        title={"vi": settings["title_vi"], "en": settings["title_en"]},
        officer=settings["officer"],
        screen=settings["screen"],
        forms=tuple(settings["forms"]),
        registers=tuple(settings["registers"]),
        unfinished=settings.get("unfinished", {}),
        villages=tuple(Village(**row) for row in _rows(folder / "villages.csv")),
        totals=tuple(_total(row) for row in _rows(folder / "totals.csv")),
        values=tuple((row["form"], row["question"], row["value"]) for row in _rows(folder / "values.csv")),
        records={name: tuple(_rows(folder / f"{name}.csv")) for name in settings["registers"]},
        phrases={name: tuple(texts) for name, texts in phrases.items()},
    )


def _total(row: Mapping[str, str]) -> Total:
    return Total(row["form"], row["question"], row["per"], row["within"], int(row["total"]))


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))
