"""The office: one province's store and catalogue, and everything that its screen asks of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from models.calendar import period_of
from models.catalogue import Catalogue, FormKind
from models.entries import Comment, EntryHead, EntryState
from models.measured import Measured
from models.office.arrivals import Arrival, arrivals, register_counts
from models.office.deciding import decide, keep_waiting
from models.office.facts import Facts, facts_of, twins
from models.office.gaps import gaps
from models.office.matrix import Matrix, columns_of, matrix_of
from models.office.measuring import Measuring, Progress, register_records
from models.office.reviewing import Review, review_of
from models.office.story import Story, received, story_of
from models.periods import PER_YEAR, Period, PeriodKind
from models.registers import Task, tasks_of
from models.store import Store, Transaction
from models.store.records import ReceivedRecord
from models.store.stamps import stamp

TASKS = "tasks"
OFFERED = {
    PeriodKind.MONTH: 13,
    PeriodKind.QUARTER: 5,
    PeriodKind.HALF: 3,
}  # how far back periods are offered


class Office:
    """Where the province works. ``clock`` gives aware moments. Every method raises StoreError."""

    def __init__(self, store: Store, catalogue: Catalogue, clock: Callable[[], datetime]) -> None:
        self.store = store
        self.catalogue = catalogue
        self._clock = clock

    @property
    def today(self) -> date:
        """The day on this machine's calendar."""
        return self._clock().astimezone().date()

    # -- periods -------------------------------------------------------------------------------------

    def kinds(self) -> list[PeriodKind]:
        """Return the kinds of periods that forms report, most frequent first."""
        found = {form.period for form in self.catalogue.periodic_forms()}
        return sorted(found, key=lambda kind: -PER_YEAR[kind])

    def latest(self, kind: PeriodKind) -> Period:
        """Return the last period of a kind whose window has ended: the one that is being taken in."""
        period = period_of(kind, self.today).shifted(1)
        while self.catalogue.calendar.window(period)[1] >= self.today:
            period = period.previous
        return period

    def periods(self) -> list[Period]:
        """Return the periods worth looking at, newest first of each kind; the running one comes first."""
        found = []
        for kind in self.kinds():
            last = self.latest(kind)
            found += [last.shifted(1 - back) for back in range(OFFERED.get(kind, 2) + 1)]
        return found

    # -- what came -----------------------------------------------------------------------------------

    def arrivals(self, period: Period) -> list[Arrival]:
        """Return what came for one period."""
        with self.store.reading() as reading:
            return arrivals(reading, [str(period)])

    def matrix(self, period: Period, refused: Mapping[str, str] | None = None) -> Matrix:
        """Return communes × forms. ``refused`` is unit → code of what lies in quarantine."""
        asked = sorted({str(c.period) for c in columns_of(self.catalogue, period) if c.period is not None})
        with self.store.reading() as reading:
            return matrix_of(
                self.catalogue,
                period,
                arrivals(reading, asked),
                register_counts(reading),
                missing=gaps(reading),
                refused=refused or {},
                today=self.today,
            )

    def inbox(self, limit: int = 5000) -> list[ReceivedRecord]:
        """Return what was read, newest first, refused bundles too."""
        with self.store.reading() as reading:
            return received(reading, limit=limit)

    def story(self, unit: str) -> Story:
        """Return one unit's story. Raises UnknownUnitError."""
        known = self.catalogue.units.get(unit)
        with self.store.reading() as reading:
            return story_of(reading, known)

    # -- what it says --------------------------------------------------------------------------------

    def measured(
        self, period: Period, *, count_registers: bool = True, progress: Progress | None = None
    ) -> Measured:
        """Measure what arrived since the last time and return the period's measurements."""
        return self._measuring(period).run(count_registers=count_registers, progress=progress)

    def kept(self, period: Period) -> Measured:
        """Return the measurements kept of a period, without looking for new entries."""
        return self._measuring(period).kept()

    def _measuring(self, period: Period) -> Measuring:
        return Measuring(self.store, self.catalogue, period, self._clock(), self.today)

    def facts(self, matrix: Matrix, measured: Measured) -> dict[str, Facts]:
        """Return unit → what can be counted about the quality of its data."""
        with self.store.reading() as reading:
            double = twins(reading, str(matrix.period))
        return facts_of(matrix, measured.counts, double)

    def tasks(self) -> list[Task]:
        """Return the register of tasks as it stands; none where the catalogue has no such register."""
        if not any(form.form_id == TASKS for form in self.catalogue.registers()):
            return []
        with self.store.reading() as reading:
            by_unit = register_records(reading, self.catalogue, [TASKS])
        return tasks_of([record for registers in by_unit.values() for record in registers[TASKS]])

    def programmes(self, language: str) -> dict[str, str]:
        """Return the names of the programmes of tasks by code, in a language."""
        from models.forms.definition import definition_from_json  # the form engine is loaded when needed
        from models.office.programmes import programmes_of

        form = next((form for form in self.catalogue.registers() if form.form_id == TASKS), None)
        if form is None:
            return {}
        with self.store.reading() as reading:
            definition = definition_from_json(reading.catalogues.definition(form.sha256))
        return programmes_of(definition, self._clock(), language)

    # -- review --------------------------------------------------------------------------------------

    def records(self, unit: str, form: str) -> list[tuple[EntryHead, dict[str, str]]]:
        """Return the current records of one unit's register with their values."""
        with self.store.reading() as reading:
            heads = reading.entries.heads(unit=unit, form=form)
            values = reading.entries.values_of(form=form, unit=unit)
        return [(head, values.get(head.id, {})) for head in heads]

    def review(self, entry_id: str, language: str) -> Review:
        """Open an entry for review. Raises EntryNotFoundError."""
        from models.office.reader import Reader  # the form engine is loaded when it is needed

        with self.store.reading() as reading:
            return review_of(reading, Reader(self.catalogue, self._clock(), language), entry_id)

    def keep_comments(self, entry_id: str, comments: Sequence[Comment]) -> None:
        """Keep comments that are being written; no receipt carries them yet."""
        with self.store.transaction() as writing:
            keep_waiting(writing, entry_id, comments)

    def decide(
        self,
        writing: Transaction,
        entry_id: str,
        state: EntryState,
        comments: Sequence[Comment],
        by: str,
    ) -> EntryHead:
        """Accept or return an entry within the caller's transaction. Raises EntryStateError."""
        return decide(writing, entry_id, state, comments, stamp(self._clock()), by)

    def is_register(self, form: str) -> bool:
        """Whether a form is a register."""
        return self.catalogue.form(form).kind is FormKind.REGISTER
