"""The register of tasks, counted by programme and by unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

import msgspec

from locales.words import mark
from models.indicators import rounded
from models.registers import Task, TaskStatus
from models.units import Units
from reports.table import CellKind, Column, Table, table

COUNTED = (
    "assigned",
    "done",
    "regular",
    "in_progress",
    "new",
    "unclassified",
    "overdue",
    "unclear",
    "no_remedy",
)


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """Counts of some tasks; cancelled ones are not assigned.

    assigned = done + regular + in_progress + new + unclassified. ``overdue`` are open after their due
    date, ``unclear`` lack one of the five clears, ``no_remedy`` slipped five days or more without one.
    """

    assigned: int
    done: int
    regular: int
    in_progress: int
    new: int
    unclassified: int
    overdue: int
    unclear: int
    no_remedy: int

    @property
    def percent(self) -> Decimal | None:
        """Return done of assigned, two places; None when nothing was assigned."""
        return rounded(Fraction(100 * self.done, self.assigned)) if self.assigned else None


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """The counts under one programme or one unit; ``key`` is its code."""

    key: str
    counts: TaskCounts


@dataclass(frozen=True, slots=True)
class TaskReport:
    """The register on one day, as a whole, by programme and by unit."""

    day: date
    total: TaskCounts
    programmes: tuple[TaskGroup, ...]
    units: tuple[TaskGroup, ...]


def task_report(tasks: Iterable[Task], day: date, units: Units | None = None) -> TaskReport:
    """Count the tasks as they stand on a day; with ``units`` under the units that carry them on that day."""
    known = list(tasks)
    if units is not None:
        known = [msgspec.structs.replace(task, unit=_carried(task.unit, day, units)) for task in known]
    return TaskReport(
        day,
        counted(known, day),
        _grouped(known, day, lambda task: task.programme),
        _grouped(known, day, lambda task: task.unit),
    )


def _carried(code: str, day: date, units: Units) -> str:
    became = units.on(code, day) if code in units else None
    return code if became is None else became.code


def counted(tasks: Sequence[Task], day: date) -> TaskCounts:
    """Count some tasks."""
    assigned = [task for task in tasks if task.status is not TaskStatus.CANCELLED]

    def having(status: TaskStatus) -> int:
        return sum(task.status is status for task in assigned)

    return TaskCounts(
        assigned=len(assigned),
        done=having(TaskStatus.DONE),
        regular=having(TaskStatus.REGULAR),
        in_progress=having(TaskStatus.IN_PROGRESS),
        new=having(TaskStatus.NEW),
        unclassified=having(TaskStatus.UNCLASSIFIED),
        overdue=sum(task.overdue(day) for task in assigned),
        unclear=sum(bool(task.unclear()) for task in assigned),
        no_remedy=sum(task.lacks_remedy(day) for task in assigned),
    )


def _grouped(tasks: Sequence[Task], day: date, key: Callable[[Task], str]) -> tuple[TaskGroup, ...]:
    groups: dict[str, list[Task]] = {}
    for task in tasks:
        groups.setdefault(key(task), []).append(task)
    return tuple(TaskGroup(name, counted(groups[name], day)) for name in sorted(groups))


def tasks_document(report: TaskReport, units: Units) -> dict[str, object]:
    """Return the JSON document of ``xaso province tasks``."""
    return {
        "day": report.day.isoformat(),
        "total": _json(report.total),
        "programmes": [{"programme": group.key, **_json(group.counts)} for group in report.programmes],
        "units": [
            {
                "unit": group.key,
                "name": units[group.key].name if group.key in units else None,
                **_json(group.counts),
            }
            for group in report.units
        ],
    }


def _json(counts: TaskCounts) -> dict[str, object]:
    share = counts.percent
    return {
        **{name: getattr(counts, name) for name in COUNTED},
        "percent": None if share is None else format(share, "f"),
    }


_COUNT_COLUMNS = (
    Column("assigned", mark("Assigned"), CellKind.COUNT),
    Column("done", mark("Done"), CellKind.COUNT),
    Column("regular", mark("Regular"), CellKind.COUNT),
    Column("in_progress", mark("In progress"), CellKind.COUNT),
    Column("new", mark("New"), CellKind.COUNT),
    Column("unclassified", mark("Unclassified"), CellKind.COUNT),
    Column("overdue", mark("Overdue"), CellKind.COUNT),
    Column("percent", mark("Percent"), CellKind.PERCENT),
)


def programmes_table(report: TaskReport) -> Table:
    """Return the counts by programme, the whole register last."""
    rows = [(group.key, *_cells(group.counts)) for group in report.programmes]
    return table(
        "tasks_by_programme",
        mark("Tasks by programme"),
        (Column("programme", mark("Programme")), *_COUNT_COLUMNS),
        [*rows, ("", *_cells(report.total))],
    )


def task_units_table(report: TaskReport, units: Units) -> Table:
    """Return the counts by unit."""
    rows = [
        (group.key, units[group.key].name if group.key in units else "", *_cells(group.counts))
        for group in report.units
    ]
    return table(
        "tasks_by_unit",
        mark("Tasks by unit"),
        (Column("unit", mark("Code")), Column("name", mark("Unit")), *_COUNT_COLUMNS),
        rows,
    )


def _cells(counts: TaskCounts) -> tuple[int | Decimal | None, ...]:
    return (
        counts.assigned,
        counts.done,
        counts.regular,
        counts.in_progress,
        counts.new,
        counts.unclassified,
        counts.overdue,
        counts.percent,
    )
