"""The demo's past: earlier periods, entered, exported, imported, accepted and heard of, each in its own time.

Everything goes through the same doors as today's; only the clock is another one. The last round may send one
entry back with comments, so that there is something to correct.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from cli.call import Call
from cli.demo.entering import Entering
from cli.demo.made import Maker
from cli.demo.places import DemoPlace
from cli.demo.scenario import Scenario
from cli.province.importing import importer_of
from cli.workspace import Commune, Province, commune, province
from models.catalogue import Catalogue
from models.desk import Desk
from models.entries import Comment, EntryHead, EntryState
from models.office import decide
from models.periods import Period
from models.store.stamps import stamp
from sync import commune_keys, exporter, inbox, province_keys, receipt
from sync.errors import NothingToExportError
from sync.handoff import folder
from sync.importer import Importer
from sync.province_keys import ProvinceKeys

DAYS_BEFORE_DEADLINE = 1


@dataclass(slots=True)
class Watch:
    """A clock that stands where it is put."""

    moment: datetime

    def __call__(self) -> datetime:
        """Return the moment."""
        return self.moment


@dataclass(frozen=True, slots=True)
class Round:
    """What was reported on one day: form, period, and how many periods that is before today's."""

    day: date
    entries: tuple[tuple[str, Period, int], ...]

    def at(self, hour: int) -> datetime:
        """Return a moment of that day."""
        return datetime.combine(self.day, time(hour), UTC)


def rounds_of(
    catalogue: Catalogue, scenario: Scenario, due: Callable[[str], Period], today: date
) -> list[Round]:
    """Return the rounds, earliest first; ``due`` gives the period of a form that today's entries are of.

    What was before the province's catalogue, or before the first day of one of the communes, is left out.
    """
    begins = max(catalogue.units[code].valid_from or date.min for code in scenario.communes)
    founded = scenario.founded_on(today)
    found: dict[date, list[tuple[str, Period, int]]] = {}
    for form, backs in scenario.past.items():
        for back in backs:
            period = due(form).shifted(-back)
            day = catalogue.calendar.deadline(period, catalogue.form(form)) - timedelta(DAYS_BEFORE_DEADLINE)
            if max(founded, begins) < day < today:
                found.setdefault(day, []).append((form, period, back))
    return [Round(day, tuple(entries)) for day, entries in sorted(found.items())]


@dataclass(frozen=True, slots=True)
class Past:
    """Plays the rounds in a place where kit and keys are there already."""

    call: Call
    place: DemoPlace
    scenario: Scenario

    def play(self, rounds: Sequence[Round]) -> None:
        """Play every round. What was done before an interruption is not done twice."""
        if not rounds:
            return
        watch = Watch(rounds[0].at(1))
        with self._everybody(watch) as (laptops, desks, opened):
            importer, keys = importer_of(opened), province_keys.load(opened.workspace.keys)
            before = Maker(self.scenario, rounds[0].day).before
            for each in rounds:
                maker = Maker(self.scenario, each.day, before)
                watch.moment = each.at(2)
                for desk in desks:
                    for form, period, back in each.entries:
                        Entering(maker, self.call.words).form(desk, form, period, back=back)
                self._travel(each, watch, laptops, importer)
                watch.moment = each.at(6)
                self._answer(each, opened, keys, watch, last=each is rounds[-1])
                watch.moment = each.at(7)
                self._hear(each, laptops, watch)

    @contextmanager
    def _everybody(self, watch: Watch) -> Iterator[tuple[list[Commune], list[Desk], Province]]:
        """Open all folders at once: opening them anew for every round takes longer than the rounds."""
        with ExitStack() as held:
            laptops = [
                held.enter_context(
                    commune(replace(self.call, data=self.place.commune(code), clock=watch), writing=True)
                )
                for code in self.scenario.communes
            ]
            there = replace(self.call, province=self.place.province, clock=watch)
            opened = held.enter_context(province(there))
            yield laptops, [laptop.desk() for laptop in laptops], opened

    def _folder(self, each: Round, name: str) -> Path:
        made = self.place.stick / "past" / each.day.isoformat() / name
        made.mkdir(parents=True, exist_ok=True)
        return made

    def _travel(self, each: Round, watch: Watch, laptops: Sequence[Commune], importer: Importer) -> None:
        """Export at every commune and import at the province."""
        watch.moment = each.at(3)
        bundles = self._folder(each, "bundles")
        for laptop in laptops:
            try:
                exporter.export(
                    laptop.store,
                    commune_keys.load(laptop.workspace.keys),
                    laptop.workspace,
                    destination=bundles,
                    now=watch(),
                    who=self.scenario.officer,
                )
            except NothingToExportError:
                continue
        watch.moment = each.at(5)
        importer.import_paths([bundles])

    def _answer(self, each: Round, opened: Province, keys: ProvinceKeys, watch: Watch, *, last: bool) -> None:
        """Decide on what came, and say so in receipts."""
        issued = []
        with opened.store.transaction() as writing:
            for code in self.scenario.communes:
                heads = writing.entries.heads(unit=code, states=(EntryState.RECEIVED,))
                for head in heads:
                    state, comments = self._verdict(head, watch, last=last)
                    decide(writing, head.id, state, comments, stamp(watch()), self.scenario.officer)
                entries = [head.id for head in heads]
                issued += receipt.issue_within(writing, keys, unit=code, entries=entries, now=watch())
        receipts = self._folder(each, "receipts")
        for one in issued:
            folder.write(receipts, one.name, one.data)

    def _verdict(self, head: EntryHead, watch: Watch, *, last: bool) -> tuple[EntryState, list[Comment]]:
        back = self.scenario.returned
        if back is None or not last or (head.unit, head.form) != (self.scenario.screen, back.form):
            return EntryState.ACCEPTED, []
        by = self.scenario.officer
        return EntryState.RETURNED, [Comment(path, text, by, stamp(watch())) for path, text in back.comments]

    def _hear(self, each: Round, laptops: Sequence[Commune], watch: Watch) -> None:
        """Take in the receipts of the round; hearing a thing twice is harmless."""
        receipts = self._folder(each, "receipts")
        for laptop in laptops:
            for file in sorted(receipts.glob(f"R-{self.scenario.province}-{laptop.unit}-*.tar")):
                inbox.take_in(laptop.store, laptop.workspace, file.read_bytes(), now=watch())
