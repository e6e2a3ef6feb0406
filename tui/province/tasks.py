"""The register of tasks: counts by programme and by unit, and the tasks behind each count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from locales.words import mark as _
from models.registers import Clear, Task, TaskStatus
from tui.keys import Place
from tui.province.listing import Listing
from tui.province.listing_page import ListingPage
from tui.screens.page import bindings
from tui.widgets.line import Piece
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Cell, Column, Tone

if TYPE_CHECKING:
    from reports.tasks import TaskCounts

STATUS = {
    TaskStatus.NEW: _("just given"),
    TaskStatus.IN_PROGRESS: _("in progress"),
    TaskStatus.REGULAR: _("regular"),
    TaskStatus.DONE: _("done"),
    TaskStatus.CANCELLED: _("cancelled"),
    TaskStatus.UNCLASSIFIED: _("unclassified"),
}
CLEARS = {
    Clear.PERSON: _("person"),
    Clear.WORK: _("work"),
    Clear.TIME: _("time"),
    Clear.RESULT: _("result"),
    Clear.RESPONSIBILITY: _("responsibility"),
}


class TasksScreen(ListingPage[tuple[str, str]]):
    """Counts; Enter shows the tasks of a programme or a unit, the latest first."""

    PLACE = Place.TASKS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.TASKS)]
    ENTER_LABEL = _("tasks")

    def __init__(self, tasks: Sequence[Task], programmes: Mapping[str, str]) -> None:
        super().__init__()
        self.tasks = tasks
        self.programmes = programmes

    def _listing(self) -> Listing[tuple[str, str]]:
        from reports.tasks import task_report

        text = self.words.text
        counts = (
            (text("given"), 0),
            (text("done"), 0),
            (text("share"), 0),
            (text("overdue"), 0),
            (text("going on"), 60),
            (text("unclas."), 68),
            (text("regular"), 76),
            (text("just given"), 84),
            (text("unclear"), 92),
        )
        listing: Listing[tuple[str, str]] = Listing(
            (
                Column("", 50, grows=True, least=16),
                *(Column(title, 7, "right", needs=needs) for title, needs in counts),
            ),
            header=True,
        )
        report = task_report(self.tasks, self.house.clock.today())
        listing.line([Cell(text("The whole province"), Tone.STRONG), *self._counts(report.total)], ("", ""))
        if not self.tasks:
            listing.note(text("No task came yet."))
            return listing
        listing.heading(text("BY PROGRAMME"))
        for group in report.programmes:
            name = self.programmes.get(group.key, group.key) or text("without programme")
            listing.line([Cell(name), *self._counts(group.counts)], ("programme", group.key))
        listing.heading(text("BY UNIT"))
        for group in report.units:
            name = self.province.office.unit_name(group.key)
            listing.line([Cell(f"{group.key} {name}"), *self._counts(group.counts)], ("unit", group.key))
        return listing

    def _counts(self, counts: TaskCounts) -> list[Cell]:
        number = self.words.number

        def some(count: int, tone: Tone, mark: str = "") -> Cell:
            return Cell(mark + number(count) if count else "", tone)

        return [
            Cell(number(counts.assigned)),
            Cell(number(counts.done), Tone.GOOD if counts.done else Tone.QUIET),
            Cell(self.words.percent(counts.percent), Tone.STRONG),
            some(counts.overdue, Tone.HARD, self.marks.soft),
            some(counts.in_progress, Tone.QUIET),
            some(counts.unclassified, Tone.SOFT),
            some(counts.regular, Tone.QUIET),
            some(counts.new, Tone.QUIET),
            some(counts.unclear, Tone.SOFT),
        ]

    def _tell(self) -> None:
        told = self.words.text("Overdue: open after the due day. Unclear: one of the five clears is missing.")
        self.say(told, Tone.QUIET)

    def title_line(self) -> tuple[str, tuple[Piece, ...]]:
        """How many tasks, on which day."""
        day = self.words.date(self.house.clock.today())
        return self.words.text("Assigned tasks on {day}", day=day), ()

    def on_sheet_opened(self, event: Sheet.Opened) -> None:
        """Show the tasks behind a line."""
        group = self.listing.opens(event.row)
        if group is None:
            return
        kind, key = group
        chosen = [
            task
            for task in self.tasks
            if not kind or (task.programme if kind == "programme" else task.unit) == key
        ]
        cells = self.query_one(Sheet).model.cell(event.row, 0)
        self.app.push_screen(TaskListScreen(cells.text, chosen))

    def cell_help(self) -> list[str]:
        """What this screen is."""
        return [
            self.words.text("The register of tasks of all units as it stands today. Enter shows the tasks.")
        ]


class TaskListScreen(ListingPage[Task]):
    """Tasks of one programme or unit: those that slipped most first."""

    PLACE = Place.TASK_LIST
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.TASK_LIST)]
    ENTER_LABEL = _("open")

    def __init__(self, title: str, tasks: Sequence[Task]) -> None:
        super().__init__()
        self.title_text = title
        self._tasks = tasks

    def _listing(self) -> Listing[Task]:
        text, today = self.words.text, self.house.clock.today()
        listing: Listing[Task] = Listing(
            (
                Column("", 1),
                Column(text("task"), 60, grows=True, least=20),
                Column(text("unit"), 18, needs=70),
                Column(text("person"), 18, needs=112),
                Column(text("due"), 10),
                Column(text("days late"), 6, "right"),
                Column(text("state"), 14),
            ),
            header=True,
        )
        ordered = sorted(
            self._tasks, key=lambda task: (not task.overdue(today), -task.slip(today), task.unit, task.title)
        )
        for task in ordered:
            listing.line(self._cells(task), task)
        if not ordered:
            listing.note(text("No task came yet."))
        return listing

    def _cells(self, task: Task) -> list[Cell]:
        words, marks, today = self.words, self.marks, self.house.clock.today()
        late, slip = task.overdue(today), task.slip(today)
        unclear = task.unclear()
        sign = marks.soft if late else marks.note if unclear else ""
        return [
            Cell(sign, Tone.HARD if late else Tone.SOFT),
            Cell(" ".join(task.title.split()) or marks.dash, Tone.STRONG if late else Tone.PLAIN),
            Cell(self.province.office.unit_name(task.unit), Tone.QUIET),
            Cell(task.responsible or task.owner or marks.dash, Tone.QUIET),
            Cell(words.date(task.due) or marks.dash),
            Cell(words.number(slip) if slip else "", Tone.HARD if late else Tone.QUIET),
            Cell(words.text(STATUS[task.status]), Tone.QUIET),
        ]

    def title_line(self) -> tuple[str, tuple[Piece, ...]]:
        """Whose tasks, how many are overdue."""
        today = self.house.clock.today()
        overdue = sum(task.overdue(today) for task in self._tasks)
        count = self.words.counted("{count} task", "{count} tasks", len(self._tasks))
        pieces: list[Piece] = [(f"{count} ", Tone.QUIET)]
        if overdue:
            late = self.words.text("{count} overdue", count=self.words.number(overdue))
            pieces.append((f"{self.marks.soft} {late} ", Tone.HARD))
        return self.title_text, tuple(pieces)

    def on_sheet_moved(self) -> None:
        """Say what is unclear about the task."""
        self._tell()

    def _tell(self) -> None:
        task = self.listing.opens(self.query_one(Sheet).row)
        if task is None:
            self.say("")
            return
        text, today = self.words.text, self.house.clock.today()
        parts = [task.owner, task.responsible]
        unclear = [text(CLEARS[clear]) for clear in task.unclear()]
        if unclear:
            parts.append(text("not clear: {what}", what=", ".join(unclear)))
        if task.lacks_remedy(today):
            parts.append(
                self.words.counted(
                    "slipped {count} day without a remedy",
                    "slipped {count} days without a remedy",
                    task.slip(today),
                )
            )
        elif task.remedy:
            parts.append(text("remedy: {what}", what=task.remedy))
        self.say(" · ".join(part for part in parts if part), Tone.QUIET)

    def on_sheet_opened(self, event: Sheet.Opened) -> None:
        """Open the task's entry."""
        task = self.listing.opens(event.row)
        if task is not None:
            self.province.open_review(task.entry_id)

    def cell_help(self) -> list[str]:
        """What this screen is."""
        return [
            self.words.text("The tasks behind the count, those that slipped most first. Enter opens one.")
        ]
