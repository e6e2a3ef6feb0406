"""The commune's own house behind the screens: home, entries, measures, the first run.

Importing this module is quick; its methods run in threads and load the store, the form engine and, for export
and receipts, the cryptography. Hence the imports inside functions: rule 7 of the design, paint first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import NotSetUpError
from models.workspace import CommuneWorkspace
from tui.ground import UNIT, Ground
from tui.ports import (
    Clock,
    Destination,
    DueView,
    HistoryView,
    HomeView,
    IndicatorView,
    LeftView,
    RegisterPage,
    RegisterView,
)
from tui.services import CommuneServices

if TYPE_CHECKING:
    from models.desk import Sitting


class CommuneHouse(Ground):
    """One commune's workspace. ``demo`` fills an empty workspace with a demo, None where there is none."""

    def __init__(
        self,
        workspace: CommuneWorkspace,
        language: str | None = None,
        *,
        clock: Clock | None = None,
        demo: Callable[[CommuneWorkspace], None] | None = None,
    ) -> None:
        super().__init__(workspace, language, clock or Clock(lambda: datetime.now().astimezone()))
        self._demo = demo

    @cached_property
    def services(self) -> CommuneServices:
        """Hand-off, enrolment, second keying, trends."""
        return CommuneServices(self)

    # -- home ----------------------------------------------------------------------------------------

    def load(self) -> HomeView:
        """Open store, catalogue and desk. Raises NotSetUpError, StoreError (another program is here, too)."""
        if not self.workspace.database.exists():
            raise NotSetUpError(path=str(self.workspace.root))
        if self.at_once():
            _ = self.desk  # first: somebody may have chosen an entry already
        _ = self.store  # migrated and checked before anything is said of it
        return self._view()

    def home(self) -> HomeView:
        """Say anew what is due, with what was completed elsewhere (commands, another screen) measured too."""
        return self._view(fresh=True)

    def _view(self, *, fresh: bool = False) -> HomeView:
        desk = self.desk
        today = self.clock.today()
        catalogue = desk.catalogue
        unit = catalogue.units.get(desk.unit)
        due = tuple(
            DueView(
                form=item.form_id,
                title=catalogue.form(item.form_id).title,
                period=str(item.period),
                deadline=item.deadline.isoformat(),
                state=item.state.value if item.state else "",
                done=item.progress.done,
                total=item.progress.total,
                hard=item.progress.hard,
                soft=item.progress.soft,
                overdue=item.late,
            )
            for item in desk.due(today)
        )
        registers = tuple(
            RegisterView(
                form=item.form_id,
                title=catalogue.form(item.form_id).title,
                records=item.records,
                overdue=self._overdue(item.form_id) if item.records else 0,
                drafts=item.drafts,
            )
            for item in desk.registers()
        )
        line = self.services.trends.summary(fresh=fresh)
        return HomeView(
            unit=unit.code,
            unit_name=unit.name,
            due=due,
            registers=registers,
            met=line.met,
            measured=line.judged,
            score=line.index or "",
            score_target=line.target or "",
            message=self._last_word(),
        )

    def _overdue(self, form: str) -> int:
        from tui.registry import is_overdue, records_of

        today = self.clock.today()
        return sum(1 for record in records_of(self.store, self.desk, form) if is_overdue(form, record, today))

    def _last_word(self) -> str:
        """What is worth saying of the hand-off."""
        from tui.handoff.last_word import last_word

        with self.store.reading() as reading:
            return last_word(reading, self._words, self.clock.now())

    # -- entries ---------------------------------------------------------------------------------------

    def copy(self) -> None:
        """Copy the store into the folder of backups, unless there is a copy of this day."""
        from models.store.backup import daily_backup  # once a day

        daily_backup(self.workspace.database, self.workspace.backups, self.clock.now())

    def open(self, form: str, period: str) -> Sitting:
        """Open the entry of a period."""
        return self.desk.open(form, period)

    def open_record(self, form: str, entry: str | None) -> Sitting:
        """Open a record of a register."""
        return self.desk.open_record(form, entry)

    def reopen_left(self, left: LeftView) -> Sitting | None:
        """Open the entry that was open last; None when it is not there any more, or was sent meanwhile."""
        from models.entries import EntryState
        from models.errors import EntryNotFoundError, UnknownFormError, UnknownPeriodError

        try:
            if left.period is None:
                sitting = self.desk.open_record(left.form, left.entry)
            else:
                sitting = self.desk.open(left.form, left.period)
        except (EntryNotFoundError, UnknownFormError, UnknownPeriodError):
            return None
        head = sitting.head
        replaced = head.id != left.entry and head.revision > 1
        at_home = head.state in (EntryState.DRAFT, EntryState.COMPLETE)
        return sitting if at_home and not replaced else None

    def register(self, form: str, language: str) -> RegisterPage:
        """Open a register."""
        from tui.registry import register_page

        return register_page(self.store, self.desk, form, language, self.clock.today())

    def complete(self, sitting: Sitting) -> None:
        """Declare the entry complete and keep its measurements."""
        from tui import measured

        sitting.complete()
        measured.keep(self.store, self.desk, sitting)

    def reopen(self, sitting: Sitting) -> Sitting:
        """Make a completed entry a draft again, or begin a correction of one that was sent."""
        if sitting.can_revise:
            sitting.revise()
        else:
            sitting.reopen()
        return sitting

    def history(self, sitting: Sitting, path: str) -> Sequence[HistoryView]:
        """What a cell has been."""
        from tui.second.told import keyings_as_history

        with self.store.reading() as reading:
            found = reading.history.of(sitting.head.id, path)
        first = [HistoryView(change.at, change.by, change.old, change.new, change.why) for change in found]
        keyed = [line for line in self.services.second.lines(sitting) if line.path == path]
        return sorted([*first, *keyings_as_history(keyed, self._words)], key=lambda line: line.at)

    def indicators(self, sitting: Sitting) -> Sequence[IndicatorView]:
        """Measure the entry as it stands, beside what was measured for the previous period."""
        from tui import measured

        return measured.as_it_stands(self.store, self.desk, sitting)

    # -- exchange --------------------------------------------------------------------------------------

    def destinations(self) -> Sequence[Destination]:
        """Sticks that are plugged in, the emptiest first; also those that are write-protected."""
        from sync.handoff import usb  # psutil: only for who hands something over

        return [
            Destination(f"USB {drive.label}", drive.path, drive.free, stick=True, writable=drive.writable)
            for drive in usb.drives()
        ]

    def receive(self, path: Path, *, digits: str | None = None) -> str:
        """Take in a kit, a receipt, or all of a folder. Raises XasoError, OSError."""
        from sync.handoff import folder
        from sync.inbox import take_in

        store = self.store
        files = (
            sorted(path.glob("*.tar"), key=lambda f: not f.name.upper().startswith("K-"))
            if path.is_dir()
            else [path]
        )
        for file in files:
            take_in(store, self.workspace, folder.read(file), confirmed=digits, now=self.clock.now())
        self.renew()
        return self._words.counted("{count} file taken in.", "{count} files taken in.", len(files))

    # -- the first run ---------------------------------------------------------------------------------

    def communes(self) -> Sequence[tuple[str, str]]:
        """The catalogue's communes (code, name) while this computer does not know its own; else none."""
        from models.catalogue import catalogue_from_json

        with self.store.reading() as reading:
            installed, unit = reading.catalogues.current(), reading.meta.get(UNIT)
        if installed is None or unit:
            return ()
        return [(each.code, each.name) for each in catalogue_from_json(installed.content).communes()]

    def settle(self, unit: str) -> None:
        """Say which commune this computer belongs to."""
        with self.store.transaction() as writing:
            writing.meta.set(UNIT, unit)
        self.renew()

    @property
    def offers_demo(self) -> bool:
        """Whether there is a demo to look at."""
        return self._demo is not None

    def demo(self) -> None:
        """Fill the empty workspace with the demo."""
        if self._demo is not None:
            self.close()
            self._demo(self.workspace)
