"""Registers: records that live across periods (tasks, teams, products, dead zones, predecessor units).

A record is an entry without a period. Whatever can be derived from it is derived when it is asked for and
never stored: overdue, days of slip, which of the five "clears" are clear.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

import msgspec

ADDED_COLUMNS = frozenset({"unit", "entry_id", "as_of"})
SLIP_NEEDS_REMEDY = 5  # days
_ROW = re.compile(r"\[\d+\]")


class Record(msgspec.Struct, frozen=True):
    """One record: its entry, its unit, and its values by field name (blank ones left out)."""

    entry_id: str
    unit: str
    fields: dict[str, str]


def record_of(entry_id: str, unit: str, values: Mapping[str, str]) -> Record:
    """Make a record of an entry's values by path; fields inside repeats are no columns and left out."""
    fields = {path.rsplit("/", 1)[-1]: value for path, value in values.items() if not _ROW.search(path)}
    return Record(entry_id, unit, fields)


def rows(
    records: Iterable[Record], *, as_of: date | None = None, columns: Iterable[str] = ()
) -> list[dict[str, str]]:
    """Return records as the rows of an instance: every row has every column, blank where nothing was written.

    Added columns: ``unit``, ``entry_id`` and ``as_of``, the day on which the register is looked at.
    """
    known = list(records)
    names = {name for record in known for name in record.fields} | set(columns)
    day = as_of.isoformat() if as_of else ""
    return [
        {
            **dict.fromkeys(names, ""),
            **record.fields,
            "unit": record.unit,
            "entry_id": record.entry_id,
            "as_of": day,
        }
        for record in known
    ]


class TaskStatus(StrEnum):
    """Where a task stands; blank is a status of its own: nobody has said."""

    NEW = "new"
    IN_PROGRESS = "in_progress"
    REGULAR = "regular"
    DONE = "done"
    CANCELLED = "cancelled"
    UNCLASSIFIED = ""


OPEN = frozenset({TaskStatus.NEW, TaskStatus.IN_PROGRESS, TaskStatus.UNCLASSIFIED})


class Clear(StrEnum):
    """The five things that a task must make clear."""

    PERSON = "person"
    WORK = "work"
    TIME = "time"
    RESULT = "result"
    RESPONSIBILITY = "responsibility"


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One record of the register tasks."""

    entry_id: str
    unit: str
    programme: str
    title: str
    owner: str
    responsible: str
    product: str
    status: TaskStatus
    due: date | None
    done_on: date | None
    evidence: str
    remedy: str

    def overdue(self, on: date) -> bool:
        """Tell whether the task is open after its due date."""
        return self.status in OPEN and self.due is not None and self.due < on

    def slip(self, on: date) -> int:
        """Return by how many days the task missed, or is missing, its due date; 0 when it does not."""
        if self.due is None or self.status in (TaskStatus.REGULAR, TaskStatus.CANCELLED):
            return 0
        end = self.done_on if self.status is TaskStatus.DONE else on
        return 0 if end is None else max((end - self.due).days, 0)

    def lacks_remedy(self, on: date) -> bool:
        """Tell whether the task slipped five days or more without a remedy."""
        return self.slip(on) >= SLIP_NEEDS_REMEDY and not self.remedy

    def unclear(self) -> tuple[Clear, ...]:
        """Return which of the five clears are missing."""
        found = {
            Clear.PERSON: self.owner,
            Clear.WORK: self.title,
            Clear.TIME: self.due is not None or self.status is TaskStatus.REGULAR,
            Clear.RESULT: self.product,
            Clear.RESPONSIBILITY: self.responsible,
        }
        return tuple(clear for clear, given in found.items() if not given)


def task_of(record: Record) -> Task:
    """Read a record of the register tasks; an unknown status counts as unclassified, a bad date as none."""
    fields = record.fields
    status = fields.get("status", "")
    return Task(
        entry_id=record.entry_id,
        unit=record.unit,
        programme=fields.get("programme", ""),
        title=fields.get("title", ""),
        owner=fields.get("owner", ""),
        responsible=fields.get("responsible", ""),
        product=fields.get("product", ""),
        status=TaskStatus(status) if status in set(TaskStatus) else TaskStatus.UNCLASSIFIED,
        due=_day(fields.get("due_date", "")),
        done_on=_day(fields.get("done_date", "")),
        evidence=fields.get("evidence", ""),
        remedy=fields.get("remedy", ""),
    )


def tasks_of(records: Sequence[Record]) -> list[Task]:
    """Read all records of the register tasks."""
    return [task_of(record) for record in records]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
