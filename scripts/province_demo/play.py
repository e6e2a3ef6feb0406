"""Plays a province over three months with the defects of real life, through the product's own doors.

A commune's number in the list decides its story, so a small sample of communes holds every story.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from cli.call import Call
from cli.figures import Sheet
from cli.filling import Filler
from cli.province.importing import importer_of
from cli.province.publishing import make_workspace, publish_kit
from cli.workspace import OFFICER_KEY, UNIT_KEY, commune, province
from models.authoring.catalogue_book import WORKBOOK_NAME
from models.desk import Sitting
from models.entries import Comment, EntryState
from models.national import province_units
from models.office import decide, find_entry
from models.periods import parse_period
from models.store.stamps import stamp
from models.units import Unit, UnitKind
from models.workspace import ProvinceWorkspace
from scripts.province_demo import figures
from sync import commune_keys, enrolment, exporter, inbox, kit, province_keys, receipt
from sync.handoff import folder

PERIODS = ("2026M08", "2026M09", "2026M10")
TASKS_EACH = 11


class Story(StrEnum):
    """What goes wrong with a commune."""

    PLAIN = "plain"
    LATE = "late"  # the second month comes after the deadline
    RETURNED = "returned"  # the first month is sent back and corrected
    CORRECTED = "corrected"  # the second month is corrected without being asked
    DUPLICATED = "duplicated"  # the third month arrives twice
    REPAIRED = "repaired"  # the second month arrives damaged, then whole
    LOST = "lost"  # the second month never arrives: a gap
    DAMAGED = "damaged"  # the third month arrives damaged and stays so
    SILENT = "silent"  # nothing for the third month


STORIES = (
    Story.PLAIN,
    Story.PLAIN,
    Story.LATE,
    Story.RETURNED,
    Story.PLAIN,
    Story.CORRECTED,
    Story.DUPLICATED,
    Story.REPAIRED,
    Story.PLAIN,
    Story.LOST,
    Story.DAMAGED,
    Story.SILENT,
    Story.PLAIN,
)


@dataclass
class Clock:
    """The day of the play."""

    now: datetime = datetime(2026, 7, 20, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the moment."""
        return self.now

    def to(self, period: str, day: int) -> None:
        """Go to a day of the period's month."""
        self.now = datetime(2026, parse_period(period).number, day, 8, tzinfo=UTC)


@dataclass
class Play:
    """One province folder with its communes below ``root``; ``tell`` hears what happens.

    ``store`` is the URL of the province's store, None = SQLite in its folder.
    """

    root: Path
    code: str
    count: int
    store: str | None = None
    tell: Callable[[str], None] = field(default=lambda _line: None)
    clock: Clock = field(default_factory=Clock)
    imports: list[dict[str, Any]] = field(default_factory=list)

    @property
    def office(self) -> Path:
        """The province's workspace."""
        return self.root / "province"

    @property
    def stick(self) -> Path:
        """Where files travel."""
        return self.root / "stick"

    def run(self) -> None:
        """Play everything. Raises XasoError, OSError."""
        self.call = Call(clock=self.clock)
        self.units = self._publish()
        for unit in self.units:
            self._enrol(unit)
        for period in PERIODS:
            self.tell(f"{period}: {self.count} communes")
            self._month(period)

    def story(self, unit: str) -> Story:
        """Return what goes wrong with a commune."""
        return STORIES[self.units.index(unit) % len(STORIES)]

    # the province

    def _at_office(self) -> Call:
        return replace(self.call, province=self.office)

    def _publish(self) -> list[str]:
        communes = sorted(unit.code for unit in province_units(self.code).children(self.code))[: self.count]
        villages = tuple(
            Unit(code=code, name=f"Thôn {at}", kind=UnitKind.VILLAGE, sort="thôn", parent=commune_code)
            for commune_code in communes
            for at, code in enumerate(figures.villages(commune_code), 1)
        )
        self.stick.mkdir(parents=True)
        make_workspace(self._at_office(), self.office, self.code, store=self.store, villages=villages)
        self._only(ProvinceWorkspace(self.office).catalogue / WORKBOOK_NAME, communes)
        publication, _, file = publish_kit(self._at_office(), self.stick / "kits")
        if file is None:
            raise AssertionError(publication.errors)
        self.kit = file.read_bytes()
        return communes

    def _only(self, workbook: Path, communes: Sequence[str]) -> None:
        """Leave only the communes that play in the sheet forms, as a person would for a pilot."""
        import openpyxl  # heavy; only here

        book = openpyxl.load_workbook(workbook)
        sheet = book["forms"]
        columns = {str(cell.value): cell.column for cell in sheet[1]}
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, columns["units"]).value = " ".join(communes)
        book.save(workbook)

    def _import(self, paths: Sequence[Path]) -> None:
        with province(self._at_office()) as opened:
            receipts = self.stick / "receipts"
            receipts.mkdir(parents=True, exist_ok=True)
            report = importer_of(opened).import_paths(list(paths), receipts=receipts)
        self.imports.append(report.to_json())

    def _return(self, unit: str, period: str) -> None:
        with province(self._at_office()) as opened:
            keys, catalogue = province_keys.load(opened.workspace.keys), opened.catalogue
            with opened.store.transaction() as writing:
                head = find_entry(writing, catalogue, unit, "monthly", period)
                said = [Comment("/data/p6/gov_edocs_num", "Xin kiểm tra lại.", "Tỉnh", stamp(self.clock()))]
                decide(writing, head.id, EntryState.RETURNED, said, stamp(self.clock()), "Tỉnh")
                issued = receipt.issue_within(writing, keys, unit=unit, entries=[head.id], now=self.clock())
            for each in issued:
                folder.write(self.stick / "receipts", each.name, each.data)

    # the communes

    def _at(self, unit: str) -> Call:
        return replace(self.call, data=self.root / "communes" / unit)

    def _enrol(self, unit: str) -> None:
        with commune(self._at(unit), create=True) as laptop, province(self._at_office()) as opened:
            keys, now = province_keys.load(opened.workspace.keys), self.clock()
            kit.receive(laptop.store, self.kit, confirmed=keys.ca_digits, now=now)
            laptop.keep(UNIT_KEY, unit)
            laptop.keep(OFFICER_KEY, "Cán bộ")
            asked = enrolment.enrol(laptop.store, laptop.workspace, unit=unit, officer="Cán bộ", now=now)
            given = enrolment.certify(opened.store, keys, asked.data, told=asked.digits, now=now)
            inbox.take_in(laptop.store, laptop.workspace, given.receipt.data, now=now)

    def _enter(self, unit: str, period: str, turn: int = 0) -> None:
        with commune(self._at(unit), writing=True) as laptop:
            desk = laptop.desk()
            sitting = desk.open("monthly", parse_period(period))
            if sitting.can_revise:
                sitting.revise()
            self._fill(sitting, figures.month(unit, period, turn))
            if period == PERIODS[0] and turn == 0:
                for at in range(TASKS_EACH):
                    self._fill(desk.open_record("tasks"), figures.task(unit, at))

    def _fill(self, sitting: Sitting, sheet: Sheet) -> None:
        filled = Filler(sitting, self.call.words).fill(sheet)
        if filled.refused:
            raise AssertionError(filled.refused)
        sitting.complete()

    def _export(self, unit: str, place: Path) -> Path:
        place.mkdir(parents=True, exist_ok=True)
        with commune(self._at(unit), writing=True) as laptop:
            keys = commune_keys.load(laptop.workspace.keys)
            done = exporter.export(
                laptop.store, keys, laptop.workspace, destination=place, now=self.clock(), who="Cán bộ"
            )
        return done.file

    def _receive(self, unit: str) -> None:
        with commune(self._at(unit), writing=True) as laptop:
            for file in sorted((self.stick / "receipts").glob(f"R-{self.code}-{unit}-*.tar")):
                inbox.take_in(laptop.store, laptop.workspace, file.read_bytes(), now=self.clock())

    # a month

    def _month(self, period: str) -> None:
        first, second, third = PERIODS
        on_time, late = self.stick / f"{period}-on-time", self.stick / f"{period}-late"
        late.mkdir(parents=True)
        for unit in self.units:
            story = self.story(unit)
            if story is Story.SILENT and period == third:
                continue
            self.clock.to(period, 18)
            self._enter(unit, period)
            if story is Story.LATE and period == second:
                self.clock.to(period, 25)
                self._export(unit, late)
                continue
            file = self._export(unit, on_time)
            self._spoil(story, period, file, late)
        self.clock.to(period, 20)
        self._import([on_time])
        for unit in self.units:
            story = self.story(unit)
            if story is Story.RETURNED and period == first:
                self.clock.to(period, 21)
                self._return(unit, period)
            self._receive(unit)
            if (story, period) in ((Story.RETURNED, first), (Story.CORRECTED, second)):
                self.clock.to(period, 24)
                self._enter(unit, period, turn=1)
                self._export(unit, late)
        self.clock.to(period, 26)
        self._import([late])
        for unit in self.units:
            self._receive(unit)

    def _spoil(self, story: Story, period: str, file: Path, late: Path) -> None:
        """Do to a bundle's file what the commune's story tells."""
        _, second, third = PERIODS
        if story is Story.DUPLICATED and period == third:
            shutil.copyfile(file, file.with_name("COPY.AGE"))
        elif story is Story.LOST and period == second:
            file.unlink()
        elif story is Story.REPAIRED and period == second:
            shutil.copyfile(file, late / file.name)
            _damage(file)
        elif story is Story.DAMAGED and period == third:
            _damage(file)


def _damage(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0x10
    file.write_bytes(data)
