"""A scenario: a folder of small data files that say what the demo's communes enter.

scenario.toml   province, seed, forms and registers, what stays unfinished; how many days ago it was founded,
                which periods of which form it has behind it, what was returned
villages.csv    code, name, sort, parent (one line a village; the parents are the communes)
totals.csv      form, question, per (village|commune), within, total: spread so that the parts sum to it;
                step: by how many percent it was less a period earlier, wobble: by how many it swings
past.csv        form, question, back, total: what a total was so many periods before, instead
values.csv      form, question, value: the same text (a template) for every commune
<register>.csv  count and one column a question: so many records, or “each village”, “each commune”, or the
                code of a commune: one record there
phrases.csv     list, text: what {pick:list} chooses from
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

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
    step: float = 0.0
    wobble: float = 0.0


@dataclass(frozen=True, slots=True)
class Returned:
    """What the province sends back to the commune of the screen: its last entry of a form, with comments."""

    form: str
    comments: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Scenario:
    """What a folder of data files says.

    ``past`` tells which earlier periods of a form are there, counted back from today's; ``founded`` how many
    days ago all began.
    """

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
    past: Mapping[str, Sequence[int]] = field(default_factory=dict)
    exact: Mapping[tuple[str, str, int], int] = field(default_factory=dict)
    returned: Returned | None = None
    founded: int = 0

    def founded_on(self, today: date) -> date:
        """Return the day on which the province published its catalogue."""
        return today - timedelta(days=self.founded)

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
        return self.parts_before(0)

    def parts_before(self, back: int) -> Mapping[tuple[str, str], Mapping[str, int]]:
        """Return what ``parts`` was ``back`` periods ago. No part is more than that which it lies within."""
        found: dict[tuple[str, str], Mapping[str, int]] = {}
        for total in self.totals:
            codes = [v.code for v in self.villages] if total.per == "village" else list(self.communes)
            limits = self._limits(total, codes, found)
            whole = self._total(total, back)
            if limits is None:
                parts = spread(whole, [weight(self.seed, code) for code in codes])
            else:  # what was is made up, and made to fit; what is must fit
                parts = spread_within(min(whole, sum(limits)) if back else whole, limits)
            found[total.form, total.question] = dict(zip(codes, parts, strict=True))
        return found

    def _total(self, total: Total, back: int) -> int:
        exact = self.exact.get((total.form, total.question, back))
        if exact is not None or not back:
            return total.total if exact is None else exact
        swing = (weight(self.seed, f"{total.form}{total.question}{back}") - 700) / 300  # -1 … 1
        change = (1 - total.step / 100) ** back * (1 + swing * total.wobble / 100)
        return round(total.total * change * self._change(total.form, total.within, back))

    def _change(self, form: str, question: str, back: int) -> float:
        """Return how that in which a total lies had changed: the share is what goes its own way."""
        whole = next((one for one in self.totals if (one.form, one.question) == (form, question)), None)
        return self._total(whole, back) / whole.total if whole is not None and whole.total else 1.0

    def _limits(
        self, total: Total, codes: list[str], found: Mapping[tuple[str, str], Mapping[str, int]]
    ) -> list[int] | None:
        """Return what each part may be at most; None where nothing limits it."""
        if not total.within:
            return None
        if total.within == "villages":
            return [len(self.villages_of(code)) for code in codes]
        return [found[total.form, total.within][code] for code in codes]


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
        past=settings.get("past", {}),
        founded=settings.get("founded", 0),
        exact={
            (row["form"], row["question"], int(row["back"])): int(row["total"])
            for row in (_rows(folder / "past.csv") if (folder / "past.csv").exists() else ())
        },
        returned=_returned(settings.get("returned")),
    )


def _total(row: Mapping[str, str]) -> Total:
    return Total(
        row["form"],
        row["question"],
        row["per"],
        row["within"],
        int(row["total"]),
        float(row.get("step") or 0),
        float(row.get("wobble") or 0),
    )


def _returned(settings: Mapping[str, Any] | None) -> Returned | None:
    if settings is None:
        return None
    return Returned(settings["form"], tuple((one["path"], one["text"]) for one in settings["comments"]))


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))
