"""The province's workspace behind its screens: the office, quarantine, keys; loaded when first used.

Importing this module is quick; its methods run in threads. Hence the imports inside functions: rule 7 of the
design, paint first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import NotPublishedError, XasoError
from models.workspace import ProvinceWorkspace
from tui.ports import Clock, RecordView, RegisterPage
from tui.province.views import CellView, ColumnView, MatrixView, RowView, Standings, StandingView

if TYPE_CHECKING:
    from models.entries import Comment, EntryState
    from models.indicators import Measurement
    from models.office import Matrix, MatrixRow, Office, Review, Story
    from models.periods import Period
    from models.registers import Task
    from models.store import Store
    from models.store.records import ReceivedRecord, RequestRecord
    from reports.quality import Quality
    from reports.scoreboard import Scoreboard
    from sync.quarantine import Case

RECEIPTS = "receipts"  # the folder below the workspace, as the commands write it
_INDEX_PLACES = 2


class ProvinceHouse:
    """One province's workspace. ``location`` is the store's file or URL; ``who`` decides about entries."""

    def __init__(
        self, workspace: ProvinceWorkspace, location: Path | str, *, who: str, clock: Clock | None = None
    ) -> None:
        self.workspace = workspace
        self.who = who
        self.clock = clock or Clock(lambda: datetime.now().astimezone())
        self._location = location
        self._store: Store | None = None
        self._office: Office | None = None

    # -- opening -------------------------------------------------------------------------------------

    @property
    def office(self) -> Office:
        """The office. Raises NotPublishedError before anything was published, StoreError."""
        if self._office is None:
            from models.catalogue import catalogue_from_json
            from models.office import Office
            from models.store import Store

            if self._store is None:
                self._store = Store.open(self._location)
            with self._store.reading() as reading:
                installed = reading.catalogues.current()
            if installed is None:
                raise NotPublishedError(path=str(self.workspace.root))
            self._office = Office(self._store, catalogue_from_json(installed.content), self.clock.now)
        return self._office

    def close(self) -> None:
        """Close the store."""
        if self._store is not None:
            self._store.close()
        self._store = self._office = None

    # -- the matrix ----------------------------------------------------------------------------------

    def periods(self) -> list[str]:
        """Return the periods worth looking at, as canonical text."""
        return [str(period) for period in self.office.periods()]

    def matrix(self, period: str | None) -> MatrixView:
        """Return the matrix of a period, of the one being taken in when none is named."""
        office = self.office
        return self._view(office.matrix(self._period(period), self.refused_units()))

    def _period(self, period: str | None) -> Period:
        from models.periods import parse_period

        office = self.office
        return parse_period(period) if period else office.latest(office.kinds()[0])

    def refused_units(self) -> dict[str, str]:
        """Return unit → why its newest file lies in quarantine."""
        return {case.unit: case.code for case in self.cases() if case.unit}

    def _view(self, matrix: Matrix) -> MatrixView:
        catalogue = self.office.catalogue
        province = catalogue.units.get(catalogue.province_code)
        return MatrixView(
            province=province.code,
            province_name=province.name,
            period=str(matrix.period),
            deadline=matrix.deadline.isoformat() if matrix.deadline else "",
            expected=matrix.expected,
            received=matrix.received,
            on_time=matrix.on_time,
            columns=tuple(
                ColumnView(
                    column.form.form_id,
                    column.form.title,
                    column.form.period.value,
                    str(column.period) if column.period else "",
                    column.deadline.isoformat() if column.deadline else "",
                )
                for column in matrix.columns
            ),
            rows=tuple(_row(row) for row in matrix.rows),
            renewals=len(self.renewals()),
        )

    def standings(self, period: str, progress: Callable[[int, int], None] | None = None) -> Standings:
        """Measure what arrived and return how each unit stands: index, rank, quality of its data."""
        from reports.quality import quality, together

        office, at = self.office, self._period(period)
        measured = office.measured(at, progress=progress)
        board = self._board(at, measured.indicators)
        facts = office.facts(office.matrix(at), measured)
        qualities = {code: quality(each) for code, each in facts.items()}
        found = {
            row.unit.code: _standing(row.dti, row.rank, qualities[row.unit.code])
            for row in board.units
            if row.unit.code in qualities
        }
        found[board.province.unit.code] = _standing(board.province.dti, None, together(qualities.values()))
        return Standings(period, found)

    def board(self, period: str, *, today: bool = False) -> Scoreboard:
        """Return the scoreboard of a period, from what is measured, on its own units or on today's."""
        at = self._period(period)
        on = self.clock.today() if today else None
        return self._board(at, self.office.kept(at).indicators, on)

    def _board(
        self, period: Period, measurements: Sequence[Measurement], on: date | None = None
    ) -> Scoreboard:
        from reports.scoreboard import scoreboard

        office = self.office
        before = office.kept(period.same_of_last_year).indicators
        return scoreboard(office.catalogue, period, measurements, before=before, on=on)

    # -- what came -----------------------------------------------------------------------------------

    def inbox(self) -> list[ReceivedRecord]:
        """Return the bundles that were read, newest first."""
        return self.office.inbox()

    def cases(self) -> list[Case]:
        """Return what lies in quarantine, oldest first."""
        if not any(self.workspace.quarantine.glob("*.json")):
            return []  # nothing to explain: cryptography stays unloaded
        from sync.quarantine import Quarantine

        return Quarantine(self.workspace.quarantine).list()

    def renewals(self) -> list[RequestRecord]:
        """Return the renewed keys that came in while the authority's key was away, and wait for it."""
        with self.office.store.reading() as reading:
            return reading.exchange.certificates.requests()

    def hinted(self, case: Case) -> str:
        """Return the unit that the name of a nameless case speaks of, "" for none: a hint, never a truth."""
        from sync.names import unit_hinted

        code = unit_hinted(case.path, self.office.catalogue.province_code)
        return code if code and not case.unit and code in self.office.catalogue.units else ""

    def release(self, case: str, why: str) -> tuple[str, list[Path]]:
        """Let a held or refused bundle in; how that ended ("accepted", "held" …) and the receipts' files.

        Raises NotQuarantinedError, XasoError, OSError.
        """
        from sync import journal, province_keys, receipt
        from sync.handoff import folder
        from sync.importer import Importer

        office = self.office
        keys = province_keys.load(self.workspace.keys)
        importer = Importer(office.store, keys, self.workspace, now=self.clock.now)
        result = importer.release(case, by=self.who, why=why)
        with suppress(XasoError):  # what happened waits in the store for the next command
            journal.catch_up(office.store, keys, self.workspace.archive)
        if result.unit is None:
            return result.status, []
        issued = receipt.issue(office.store, keys, unit=result.unit, now=self.clock.now())
        place = self.workspace.root / RECEIPTS
        return result.status, [folder.write(place, each.name, each.data) for each in issued]

    def story(self, unit: str) -> tuple[Story, list[Case]]:
        """Return a unit's story and what lies in quarantine of it."""
        return self.office.story(unit), [case for case in self.cases() if case.unit == unit]

    def unit_name(self, code: str) -> str:
        """Return a unit's name, its code when the catalogue does not know it."""
        units = self.office.catalogue.units
        return units[code].name if code in units else code

    @cached_property
    def titles(self) -> dict[str, dict[str, str]]:
        """The titles of all forms by id."""
        return {form.form_id: form.title for form in self.office.catalogue.forms}

    def tasks(self, language: str) -> tuple[list[Task], dict[str, str]]:
        """Return the register of tasks and the names of programmes."""
        return self.office.tasks(), self.office.programmes(language)

    def records(self, unit: str, form: str, language: str) -> RegisterPage:
        """Return the records of one unit's register as a table."""
        from models.forms.definition import definition_from_json
        from models.registers import record_of
        from tui.registry import columns_of, is_overdue

        office, today = self.office, self.clock.today()
        wanted = office.catalogue.form(form)
        with office.store.reading() as reading:
            definition = definition_from_json(reading.catalogues.definition(wanted.sha256))
        columns = columns_of(definition, language)
        views = []
        for head, values in office.records(unit, form):
            record = record_of(head.id, head.unit, values)
            texts = tuple(
                column.choices.get(value, value)
                for column in columns
                for value in [record.fields.get(column.name, "")]
            )
            views.append(
                RecordView(head.id, head.state.value, texts, overdue=is_overdue(form, record, today))
            )
        title = f"{wanted.title.get(language) or form} · {self.unit_name(unit)}"
        return RegisterPage(form, title, tuple(column.label for column in columns), tuple(views))

    # -- review --------------------------------------------------------------------------------------

    def review(self, entry: str, language: str) -> Review:
        """Open an entry for review. Raises EntryNotFoundError."""
        return self.office.review(entry, language)

    def keep_comments(self, entry: str, comments: Sequence[Comment]) -> None:
        """Keep comments that are being written."""
        self.office.keep_comments(entry, comments)

    def decide(self, entry: str, state: EntryState, comments: Sequence[Comment]) -> list[Path]:
        """Accept or return an entry and write the receipt that says so; the receipt's files.

        The decision and the receipt are one transaction; a folder that cannot be written leaves both in the
        store, and the receipt goes out again with the next one. Raises XasoError, OSError.
        """
        from sync import journal, province_keys, receipt
        from sync.handoff import folder

        office = self.office
        keys = province_keys.load(self.workspace.keys)
        with office.store.transaction() as writing:
            head = office.decide(writing, entry, state, comments, self.who)
            issued = receipt.issue_within(
                writing, keys, unit=head.unit, entries=[head.id], now=self.clock.now()
            )
        with suppress(XasoError):  # the decision stands; its event waits in the store for the next command
            journal.catch_up(office.store, keys, self.workspace.archive)
        place = self.workspace.root / RECEIPTS
        return [folder.write(place, each.name, each.data) for each in issued]


def _row(row: MatrixRow) -> RowView:
    return RowView(
        row.unit.code,
        row.unit.name,
        tuple(
            CellView(cell.mark.value, cell.entry or "", cell.days_late, cell.records) for cell in row.cells
        ),
        row.missing,
        row.refused,
    )


def _standing(index: Fraction | None, rank: int | None, quality: Quality) -> StandingView:
    four = [_percent(figure.share) for figure in quality.figures]
    return StandingView(
        _text(index, _INDEX_PLACES), rank or 0, _percent(quality.whole), (four[0], four[1], four[2], four[3])
    )


def _percent(share: Fraction | None) -> str:
    """A share as whole percent; 100 only when nothing is wrong."""
    return "" if share is None else str(min(int(share * 100 + Fraction(1, 2)), 99) if share < 1 else 100)


def _text(value: Fraction | None, places: int) -> str:
    from models.indicators import rounded

    return "" if value is None else str(rounded(value, places))
