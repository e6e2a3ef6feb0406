"""Entering the demo's figures at a commune's desk, as a file is entered: same checks, same history."""

from __future__ import annotations

from dataclasses import dataclass

from cli.demo.made import Maker
from cli.demo.spread import weight
from cli.figures import Sheet
from cli.filling import Filler
from locales.words import Words
from models.desk import Desk, Sitting
from models.entries import EntryState
from models.errors import ViolationsRemainError
from models.periods import Period

EXPLANATIONS = "explanations"
"""The list of phrases with which what is unusual is explained."""


@dataclass(frozen=True, slots=True)
class Entering:
    """Enters what ``maker`` makes."""

    maker: Maker
    words: Words

    def form(self, desk: Desk, form: str, period: Period, *, back: int = 0, share: int = 100) -> int:
        """Enter the first ``share`` percent of a form, and complete it at 100; return how many values."""
        if not share:
            return 0
        sitting = desk.open(form, period)
        if sitting.read_only:
            return 0
        sheet = self.maker.entry(form, desk.unit, back)
        figures = sheet.figures[: max(1, len(sheet.figures) * share // 100)]
        return self._fill(sitting, Sheet(figures), complete=share == 100)

    def register(self, desk: Desk, register: str) -> int:
        """Enter the records of a register that are not there yet; return how many."""
        heads = desk.records(register)
        for head in heads:
            if head.state is EntryState.DRAFT:  # an interrupted demo: finish what was begun
                desk.open_record(register, head.id).complete()
        sheets = self.maker.records(register)[desk.unit][len(heads) :]
        for sheet in sheets:
            self._fill(desk.open_record(register), sheet, complete=True)
        return len(sheets)

    def _fill(self, sitting: Sitting, sheet: Sheet, *, complete: bool) -> int:
        filled = Filler(sitting, self.words).fill(sheet)
        if filled.refused:
            violations = [(each.path, each.value, each.code) for each in filled.refused]
            raise ViolationsRemainError(form=sitting.head.form, violations=violations)
        if complete:
            self._explain(sitting)
            sitting.complete()
        return len(filled.accepted)

    def _explain(self, sitting: Sitting) -> None:
        scenario = self.maker.scenario
        phrases = scenario.phrases.get(EXPLANATIONS, ())
        if not (phrases and sitting.head.soft):
            return
        for violation in sitting.remaining():
            if violation.severity == "soft":
                chosen = weight(scenario.seed, violation.path) % len(phrases)
                sitting.apply_explanation(violation.path, phrases[chosen])
