"""What the screens need of the house, as protocols: tests give them fakes, tui.house the real thing.

Nothing here loads the store, the form engine or any cryptography.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from models.desk import Sitting
    from tui.services import Services


class DueView(NamedTuple):
    """A periodic form that is due: what one line of home says. Dates are ISO text, so that it can be kept."""

    form: str
    title: Mapping[str, str]
    period: str
    deadline: str
    state: str  # models.entries.EntryState, or "" when nothing was typed yet
    done: int = 0
    total: int = 0
    hard: int = 0
    soft: int = 0
    overdue: bool = False


class RegisterView(NamedTuple):
    """A register and what is worth knowing of it without opening it."""

    form: str
    title: Mapping[str, str]
    records: int
    overdue: int = 0
    drafts: int = 0


class HomeView(NamedTuple):
    """Everything that home shows; kept in a small file so that the next start paints it at once."""

    unit: str
    unit_name: str
    due: tuple[DueView, ...] = ()
    registers: tuple[RegisterView, ...] = ()
    met: int = 0
    measured: int = 0
    score: str = ""  # the index 0..1 as decimal text, "" when there is none
    score_target: str = ""
    message: str = ""


class LeftView(NamedTuple):
    """The entry that was open when the program was left, and the cell in it ("" for none)."""

    form: str
    period: str | None
    entry: str
    path: str = ""


class RecordView(NamedTuple):
    """A record of a register: its entry, its state and the texts of the columns that the register shows."""

    entry: str
    state: str
    texts: tuple[str, ...]
    overdue: bool = False
    done: int = 0
    total: int = 0
    hard: int = 0
    soft: int = 0


class RegisterPage(NamedTuple):
    """A register opened: titles of its columns and its records, overdue first."""

    form: str
    title: str
    columns: tuple[str, ...]
    records: tuple[RecordView, ...]


class IndicatorView(NamedTuple):
    """An indicator of one entry. Percentages are decimal text or None when undefined."""

    code: str
    label: Mapping[str, str]
    previous: str | None
    current: str | None
    target: str | None
    percent: bool  # whether the figures are percentages
    share: float  # how much of the target (or of 100 %) is reached, 0..1, for the bar only
    met: bool | None


class HistoryView(NamedTuple):
    """One change of a cell."""

    at: str
    by: str
    old: str
    new: str
    why: str = ""


class Destination(NamedTuple):
    """A place for files, a stick or a folder. ``free`` in bytes, None when unknown.

    A stick that is not ``writable`` still gives receipts and kits.
    """

    label: str
    folder: Path
    free: int | None = None
    stick: bool = False
    writable: bool = True


class Written(NamedTuple):
    """A bundle that was written and read back."""

    file: Path
    seq: int
    size: int
    entries: int


class House(Protocol):
    """The commune's side of the house, behind the screens. Every method may be slow: call it in a thread."""

    def load(self) -> HomeView:
        """Open store and catalogue and say what is due. Raises XasoError, NotSetUpError on a first run."""
        ...

    def home(self) -> HomeView:
        """Say anew what is due."""
        ...

    def copy(self) -> None:
        """Copy what is kept, unless there is a copy of this day. Raises XasoError."""
        ...

    def at_once(self) -> bool:
        """Whether an entry can be opened before the store is: quick, and nothing is raised."""
        ...

    def reopen_left(self, left: LeftView) -> Sitting | None:
        """Open the entry that was open last; None when it is not there any more, or was sent meanwhile."""
        ...

    def open(self, form: str, period: str) -> Sitting:
        """Open the entry of a period, a new one when there is none."""
        ...

    def open_record(self, form: str, entry: str | None) -> Sitting:
        """Open a record of a register, None for a new one."""
        ...

    def register(self, form: str, language: str) -> RegisterPage:
        """Open a register."""
        ...

    def indicators(self, sitting: Sitting) -> Sequence[IndicatorView]:
        """Measure the entry as it stands."""
        ...

    def history(self, sitting: Sitting, path: str) -> Sequence[HistoryView]:
        """What a cell has been, oldest first."""
        ...

    def complete(self, sitting: Sitting) -> None:
        """Declare the entry complete. Raises ViolationsRemainError."""
        ...

    def reopen(self, sitting: Sitting) -> Sitting:
        """Make a completed entry a draft again, or a new revision of one that was sent."""
        ...

    def destinations(self) -> Sequence[Destination]:
        """Sticks that are plugged in, the emptiest first; also those that are write-protected."""
        ...

    def receive(self, path: Path, *, digits: str | None = None) -> str:
        """Take in a kit or a receipt; returns one sentence about it. Raises XasoError, OSError.

        The first kit raises AuthorityUnconfirmedError with the province's ``digits``; a person compares them
        with the paper letter and the same call with them takes the kit in.
        """
        ...

    def communes(self) -> Sequence[tuple[str, str]]:
        """The catalogue's communes (code, name) while this computer does not know its own; else none."""
        ...

    def settle(self, unit: str) -> None:
        """Say which commune this computer belongs to."""
        ...

    @property
    def offers_demo(self) -> bool:
        """Whether there is a demo to look at."""
        ...

    def demo(self) -> None:
        """Make the workspace a demo with the starter catalogue. Raises XasoError."""
        ...

    @property
    def services(self) -> Services:
        """What the further pages need: hand-off, enrolment, second keying, trends."""
        ...

    def close(self) -> None:
        """Close the store."""
        ...


class Clock(NamedTuple):
    """Now and today, so that tests can stop them."""

    now: Callable[[], datetime]

    def today(self) -> date:
        """The day on the officer's calendar."""
        return self.now().date()
