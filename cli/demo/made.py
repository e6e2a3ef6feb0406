"""Makes the demo's figures: what each commune enters, as sheets of figures for cli.filling."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from cli.demo.scenario import Scenario, Village
from cli.demo.spread import spread, weight
from cli.demo.templates import Context, fill
from cli.figures import Figure, RowKey, Sheet

Parts = Mapping[tuple[str, str], Mapping[str, int]]

_EACH_VILLAGE = "each village"
_EACH_COMMUNE = "each commune"


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes figures for one scenario as of one day; the same arguments make the same figures."""

    scenario: Scenario
    today: date
    before: dict[int, Parts] = field(default_factory=dict)

    def entry(self, form: str, commune: str, back: int = 0) -> Sheet:
        """Return what ``commune`` enters in a periodic form, its own figures first, then by village.

        ``back`` > 0: what it entered so many periods ago.
        """
        parts = self._parts(back)
        sheet = Sheet(list(self._commune_figures(form, commune, parts)))
        for village in self.scenario.villages_of(commune):
            for total in self.scenario.totals:
                if total.form == form and total.per == "village":
                    part = parts[form, total.question][village.code]
                    sheet.figures.append(Figure(total.question, str(part), RowKey("", code=village.code)))
        return sheet

    def _parts(self, back: int) -> Parts:
        found = self.before.get(back)
        if found is None:
            found = self.before[back] = self.scenario.parts_before(back)
        return found

    def _commune_figures(self, form: str, commune: str, parts: Parts) -> Iterator[Figure]:
        for total in self.scenario.totals:
            if total.form == form and total.per == "commune":
                yield Figure(total.question, str(parts[form, total.question][commune]))
        number = self.scenario.communes.index(commune)
        for of_form, question, template in self.scenario.values:
            if of_form == form:
                yield Figure(question, self._text(template, number, {"commune": commune}))

    def records(self, register: str) -> Mapping[str, list[Sheet]]:
        """Return commune → the records that it keeps in a register."""
        found: dict[str, list[Sheet]] = {commune: [] for commune in self.scenario.communes}
        number = 0
        for row in self.scenario.records[register]:
            for commune, village in self._places(row["count"], f"{register}{number}"):
                names = {"commune": commune, "village": village.code, "village_name": village.name}
                found[commune].append(self._record(row, number, names))
                number += 1
        return found

    def _record(self, row: Mapping[str, str], number: int, names: Mapping[str, str]) -> Sheet:
        return Sheet(
            [
                Figure(question, self._text(template, number, names))
                for question, template in row.items()
                if question != "count" and template
            ]
        )

    def _places(self, count: str, salt: str) -> Iterator[tuple[str, Village]]:
        """Yield the commune and a village of it for each record of one line."""
        scenario = self.scenario
        if count == _EACH_VILLAGE:
            yield from ((village.parent, village) for village in scenario.villages)
            return
        each = [1 for _ in scenario.communes]
        if count in scenario.communes:
            each = [int(commune == count) for commune in scenario.communes]
        elif count != _EACH_COMMUNE:
            each = spread(int(count), [weight(scenario.seed, commune) for commune in scenario.communes])
        for commune, records in zip(scenario.communes, each, strict=True):
            villages = scenario.villages_of(commune)
            for at in range(records):
                yield commune, villages[(at + weight(scenario.seed, salt)) % len(villages)]

    def _text(self, template: str, number: int, names: Mapping[str, str]) -> str:
        context = Context(self.scenario.seed, number, self.today, names, self.scenario.phrases)
        return fill(template, context)
