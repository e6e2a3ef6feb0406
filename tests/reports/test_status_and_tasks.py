from __future__ import annotations

from datetime import date

import pytest

from locales.words import Words
from models.entries import EntryState
from models.national import province_units
from models.periods import parse_period
from models.registers import Clear, Record, TaskStatus, record_of, task_of
from reports.plain import plain_text
from reports.status import Submission, completeness, missing_table, status_document, status_table
from reports.table import Column, table
from reports.tasks import programmes_table, task_report, task_units_table, tasks_document
from tests.small_catalogue import known_form, small_catalogue

TODAY = date(2026, 10, 25)
UNITS = province_units("56")


CATALOGUE = small_catalogue(UNITS, (known_form(), known_form("extra", units=("22810", "22813"))))


def status(*submissions: Submission):  # type: ignore[no-untyped-def]
    return completeness(CATALOGUE, parse_period("2026M10"), submissions, today=TODAY)


def test_expected_are_the_units_that_fill_the_form() -> None:
    assert [(f.form.form_id, f.expected, f.missing) for f in status().forms] == [
        ("monthly", 65, 65),
        ("extra", 2, 2),
    ]


def test_what_came_is_on_time_until_the_end_of_the_deadline() -> None:
    found = status(
        Submission("22810", "monthly", EntryState.RECEIVED, date(2026, 10, 22)),
        Submission("22813", "monthly", EntryState.ACCEPTED, date(2026, 10, 23)),
        Submission("22822", "monthly", EntryState.RETURNED, date(2026, 10, 20)),
    ).forms[0]
    assert (found.received, found.on_time, found.late, found.missing, found.returned) == (3, 2, 1, 62, 1)


def test_who_is_missing_what_is_named() -> None:
    document = status_document(
        status(Submission("22810", "monthly", EntryState.RECEIVED, date(2026, 10, 22)))
    )
    missing = {row["unit"]: row["forms"] for row in document["missing"]}  # type: ignore[attr-defined,index]
    assert missing["22810"] == ["extra"]
    assert missing["22813"] == ["monthly", "extra"]
    assert document["summary"] == {
        "expected": 67,
        "received": 1,
        "on_time": 1,
        "late": 0,
        "missing": 66,
        "returned": 0,
    }


def test_what_is_missing_after_the_deadline_counts_its_days() -> None:
    cell = next(c for c in status().cells if c.unit.code == "22810")
    assert (cell.days_late, cell.state) == (3, None)


def test_status_tables_can_be_read() -> None:
    found = status(Submission("22810", "extra", EntryState.RECEIVED, date(2026, 10, 22)))
    assert "22/10/2026" in plain_text(status_table(found, "vi"), Words("vi"))
    assert "Phiếu monthly" in plain_text(missing_table(found, "vi"), Words("vi"))


def tasks(count: int, status: str, unit: str = "22810", programme: str = "da06", **more: str) -> list[Record]:
    values = {f"/data/g/{name}": text for name, text in {"programme": programme, **more}.items()}
    if status:
        values["/data/g/status"] = status
    return [record_of(f"{status}{number}", unit, values) for number in range(count)]


RECORDS = [
    *tasks(348, "done"),
    *tasks(119, "regular", unit="22813"),
    *tasks(184, "in_progress", programme="nq57", due_date="2026-10-01"),
    *tasks(39, ""),
    *tasks(5, "cancelled"),
]


def test_the_published_register_comes_out_exactly() -> None:
    report = task_report(map(task_of, RECORDS), TODAY)
    whole = report.total
    assert (whole.assigned, whole.done, whole.regular, whole.in_progress, whole.unclassified) == (
        690,
        348,
        119,
        184,
        39,
    )
    assert str(whole.percent) == "50.43"
    assert whole.overdue == 184


def test_tasks_are_counted_by_programme_and_unit() -> None:
    document = tasks_document(task_report(map(task_of, RECORDS), TODAY), UNITS)
    programmes = {row["programme"]: row["assigned"] for row in document["programmes"]}  # type: ignore[attr-defined,index]
    assert programmes == {"da06": 506, "nq57": 184}
    units = {row["unit"]: (row["name"], row["assigned"]) for row in document["units"]}  # type: ignore[attr-defined,index]
    assert units == {"22810": ("Xã Ninh Sơn", 571), "22813": ("Xã Lâm Sơn", 119)}


def test_task_tables_can_be_read() -> None:
    report = task_report(map(task_of, RECORDS), TODAY)
    assert "50,43%" in plain_text(programmes_table(report), Words("vi"))
    assert "Xã Lâm Sơn" in plain_text(task_units_table(report, UNITS), Words("vi"))


def one(status: str, **fields: str):  # type: ignore[no-untyped-def]
    return task_of(tasks(1, status, **fields)[0])


def test_overdue_is_derived_for_open_tasks_only() -> None:
    assert one("in_progress", due_date="2026-10-24").overdue(TODAY)
    assert one("", due_date="2026-10-24").overdue(TODAY)
    assert not one("new", due_date="2026-10-25").overdue(TODAY)
    assert not one("done", due_date="2026-10-01", done_date="2026-10-20").overdue(TODAY)
    assert not one("regular", due_date="2026-10-01").overdue(TODAY)


def test_a_slip_of_five_days_needs_a_remedy() -> None:
    assert not one("new", due_date="2026-10-21").lacks_remedy(TODAY)
    assert one("new", due_date="2026-10-20").lacks_remedy(TODAY)
    assert not one("new", due_date="2026-10-20", remedy="bổ sung người").lacks_remedy(TODAY)
    assert one("done", due_date="2026-10-01", done_date="2026-10-06").lacks_remedy(TODAY)


def test_the_five_clears_name_what_is_not_clear() -> None:
    assert one("new").unclear() == tuple(Clear)
    assert one("regular", title="a", owner="b", responsible="c", product="d").unclear() == ()
    assert one("new", title="a", owner="b", responsible="c", product="d").unclear() == (Clear.TIME,)


def test_an_unknown_status_counts_as_unclassified_and_a_bad_date_as_none() -> None:
    task = one("lost", due_date="soon")
    assert (task.status, task.due) == (TaskStatus.UNCLASSIFIED, None)


def test_a_table_refuses_rows_of_another_width() -> None:
    with pytest.raises(ValueError, match="2 cells for 1 columns"):
        table("t", "T", [Column("a", "A")], [[1, 2]])
