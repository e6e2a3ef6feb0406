"""The commune's own house behind the screens: desk, measures, export and receipts, loaded when first used.

Importing this module is quick; its methods run in threads and load the store, the form engine and, for export
and receipts, the cryptography. Hence the imports inside functions: rule 7 of the design, paint first.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from locales.words import Words, choose_language
from models.errors import NotSetUpError
from models.workspace import CommuneWorkspace
from tui.ports import (
    Clock,
    Destination,
    DueView,
    HistoryView,
    HomeView,
    IndicatorView,
    RegisterPage,
    RegisterView,
    Written,
)
from tui.services import CommuneServices

if TYPE_CHECKING:
    from models.catalogue import Catalogue, Indicator
    from models.desk import Desk, Sitting
    from models.indicators import Measurement
    from models.store import Store
    from models.store.lock import WorkspaceLock

STICKS = ("/media/", "/run/media/", "/Volumes/")  # where Linux and macOS mount them
OFFICER, UNIT = "officer", "unit"  # settings of this computer in the store


class CommuneHouse:
    """One commune's workspace. ``demo`` fills an empty workspace with a demo, None where there is none."""

    def __init__(
        self,
        workspace: CommuneWorkspace,
        language: str | None = None,
        *,
        clock: Clock | None = None,
        demo: Callable[[CommuneWorkspace], None] | None = None,
    ) -> None:
        self.workspace = workspace
        self.clock = clock or Clock(lambda: datetime.now().astimezone())
        self._words = Words(choose_language(language))
        self._demo = demo
        self._lock: WorkspaceLock | None = None
        self._store: Store | None = None
        self._desk: Desk | None = None

    # -- opening -------------------------------------------------------------------------------------

    def load(self) -> HomeView:
        """Open store, catalogue and desk. Raises NotSetUpError, StoreError (another program is here, too)."""
        if not self.workspace.database.exists():
            raise NotSetUpError(path=str(self.workspace.root))
        self._open_store()
        self._open_desk()
        return self._view()

    def _open_store(self) -> Store:
        from models.store import Store
        from models.store.lock import WorkspaceLock

        if self._store is None:
            self.workspace.create()
            if self._lock is None:
                self._lock = WorkspaceLock.take(self.workspace.root)
            self._store = Store.open(self.workspace.database)
        return self._store

    def _open_desk(self) -> Desk:
        from models.catalogue import catalogue_from_json
        from models.desk import Desk

        store = self._open_store()
        with store.reading() as reading:
            installed = reading.catalogues.current()
            unit = reading.meta.get(UNIT)
            officer = reading.meta.get(OFFICER)
        if installed is None:
            raise NotSetUpError(path=str(self.workspace.root))
        catalogue = catalogue_from_json(installed.content)
        self._desk = Desk(
            store,
            catalogue,
            unit or _only_commune(catalogue),
            who=officer or _account(),
            clock=self.clock.now,
            language=self._words.language,
        )
        return self._desk

    @property
    def desk(self) -> Desk:
        """The desk. Raises NotSetUpError before the first kit."""
        return self._desk or self._open_desk()

    def close(self) -> None:
        """Close the store and let go of the folder."""
        if self._store is not None:
            self._store.close()
            self._store = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    # -- home ----------------------------------------------------------------------------------------

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
        return sum(
            1 for record in records_of(self._open_store(), self.desk, form) if is_overdue(form, record, today)
        )

    def _last_word(self) -> str:
        """What is worth saying of the hand-off: bundles without a receipt."""
        with self._open_store().reading() as reading:
            waiting = [r for r in reading.exchange.outbox.all() if r.status == "written"]
        if not waiting:
            return ""
        last = waiting[-1]
        return self._words.text("Bundle {seq} has no receipt yet: F10.", seq=f"{last.seq:06d}")

    # -- what the further pages stand on ---------------------------------------------------------------

    @cached_property
    def services(self) -> CommuneServices:
        """Hand-off, enrolment, second keying, trends."""
        return CommuneServices(self)

    @property
    def store(self) -> Store:
        """The store, open."""
        return self._open_store()

    @property
    def officer(self) -> str:
        """Who works here: as enrolled, else the account's name."""
        with self._open_store().reading() as reading:
            return reading.meta.get(OFFICER) or _account()

    def renew(self) -> None:
        """Make the desk anew when it is next asked for."""
        self._desk = None

    # -- entries ---------------------------------------------------------------------------------------

    def open(self, form: str, period: str) -> Sitting:
        """Open the entry of a period."""
        return self.desk.open(form, period)

    def open_record(self, form: str, entry: str | None) -> Sitting:
        """Open a record of a register."""
        return self.desk.open_record(form, entry)

    def register(self, form: str, language: str) -> RegisterPage:
        """Open a register."""
        from tui.registry import register_page

        return register_page(self._open_store(), self.desk, form, language, self.clock.today())

    def complete(self, sitting: Sitting) -> None:
        """Declare the entry complete and keep its measurements."""
        sitting.complete()
        self._measure(sitting)

    def _measure(self, sitting: Sitting) -> None:
        """Keep the indicators of a completed entry; home and trends read them."""
        from models.measures import measure_entry

        head = sitting.head
        if head.period is not None:
            found = measure_entry(
                self.desk.catalogue, sitting.session, unit=head.unit, period=head.period, entry_id=head.id
            )
            with self._open_store().transaction() as writing:
                writing.measurements.replace(head.id, found)

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

        with self._open_store().reading() as reading:
            found = reading.history.of(sitting.head.id, path)
        first = [HistoryView(change.at, change.by, change.old, change.new, change.why) for change in found]
        keyed = [line for line in self.services.second.lines(sitting) if line.path == path]
        return sorted([*first, *keyings_as_history(keyed, self._words)], key=lambda line: line.at)

    def indicators(self, sitting: Sitting) -> Sequence[IndicatorView]:
        """Measure the entry as it stands, beside what was measured for the previous period."""
        from models.measures import measure_entry
        from models.periods import parse_period

        head, catalogue = sitting.head, self.desk.catalogue
        if head.period is None:
            return []
        found = measure_entry(
            catalogue, sitting.session, unit=head.unit, period=head.period, entry_id=head.id
        )
        before = str(parse_period(head.period).previous)
        with self._open_store().reading() as reading:
            previous = {m.indicator: m for m in reading.measurements.of(before, unit=head.unit)}
        return [
            _indicator_view(catalogue, catalogue.indicator(m.indicator), m, previous.get(m.indicator))
            for m in sorted(found, key=lambda m: m.numerator is None)  # what was measured comes first
        ]

    # -- exchange --------------------------------------------------------------------------------------

    def destinations(self) -> Sequence[Destination]:
        """Sticks that are plugged in."""
        return sticks()

    def export(self, folder: Path) -> Written:
        """Seal, write, read back. Raises XasoError, OSError."""
        from sync import commune_keys
        from sync.exporter import export

        with self._open_store().reading() as reading:
            officer = reading.meta.get(OFFICER) or _account()
        done = export(
            self._open_store(),
            commune_keys.load(self.workspace.keys, os.environ.get("XASO_PASSPHRASE")),
            self.workspace,
            destination=folder,
            now=self.clock.now(),
            who=officer,
        )
        last = done.further[-1] if done.further else done
        entries = done.entries + sum(each.entries for each in done.further)
        return Written(file=last.file, seq=last.seq, size=last.size, entries=entries)

    def receive(self, path: Path, *, digits: str | None = None) -> str:
        """Take in a kit, a receipt, or all of a folder. Raises XasoError, OSError."""
        from sync.inbox import take_in

        store = self._open_store()
        files = (
            sorted(path.glob("*.tar"), key=lambda f: not f.name.upper().startswith("K-"))
            if path.is_dir()
            else [path]
        )
        for file in files:
            take_in(store, self.workspace, file.read_bytes(), confirmed=digits, now=self.clock.now())
        self._desk = None
        return self._words.text("{count} files taken in.", count=len(files))

    def communes(self) -> Sequence[tuple[str, str]]:
        """The catalogue's communes (code, name) while this computer does not know its own; else none."""
        from models.catalogue import catalogue_from_json

        with self._open_store().reading() as reading:
            installed, unit = reading.catalogues.current(), reading.meta.get(UNIT)
        if installed is None or unit:
            return ()
        return [(each.code, each.name) for each in catalogue_from_json(installed.content).communes()]

    def settle(self, unit: str) -> None:
        """Say which commune this computer belongs to."""
        with self._open_store().transaction() as writing:
            writing.meta.set(UNIT, unit)
        self._desk = None

    @property
    def offers_demo(self) -> bool:
        """Whether there is a demo to look at."""
        return self._demo is not None

    def demo(self) -> None:
        """Fill the empty workspace with the demo."""
        if self._demo is not None:
            self.close()
            self._demo(self.workspace)


def _only_commune(catalogue: Catalogue) -> str:
    communes = catalogue.communes()
    if len(communes) == 1:
        return communes[0].code
    raise NotSetUpError(reason="unit")


def _account() -> str:
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return "-"


def _indicator_view(
    catalogue: Catalogue, indicator: Indicator, now: Measurement, before: Measurement | None
) -> IndicatorView:
    from models.indicators import is_met, target_for, total, value_for_target

    value = value_for_target(indicator, total(indicator, [now]))
    earlier = None if before is None else value_for_target(indicator, total(indicator, [before]))
    target = target_for(catalogue.targets, indicator.code, now.unit, now.period)
    whole = Decimal(100) if indicator.is_ratio else (target.value if target else None)
    share = float(value / whole) if value is not None and whole else 0.0
    return IndicatorView(
        code=indicator.code,
        label=indicator.label,
        previous=None if earlier is None else str(earlier),
        current=None if value is None else str(value),
        target=None if target is None else str(target.value),
        percent=indicator.is_ratio,
        share=min(max(share, 0.0), 1.0),
        met=None if target is None else is_met(target, value),
    )


def sticks() -> list[Destination]:
    """Return the removable drives that are mounted and writable, with the room they have."""
    import shutil

    import psutil

    found = []
    for part in psutil.disk_partitions(all=False):
        removable = "removable" in part.opts or part.mountpoint.startswith(
            ("/media/", "/run/media/", "/Volumes/")
        )
        if not removable or not os.access(part.mountpoint, os.W_OK):
            continue
        with suppress(OSError):
            folder = Path(part.mountpoint)
            label = folder.name or part.mountpoint
            found.append(Destination(f"USB {label}", folder, shutil.disk_usage(folder).free, stick=True))
    return found
