"""The register of tasks: by programme in the report, by unit in the appendix."""

from __future__ import annotations

from decimal import Decimal

from locales.words import mark
from reports.documents.book import (
    Cell,
    Chart,
    Column,
    Kind,
    Row,
    RowRole,
    Section,
    Series,
    Shape,
    Table,
    Tone,
    Trace,
)
from reports.documents.contents.source import Source
from reports.tasks import TaskCounts, TaskReport

_SHOWN = ("assigned", "done", "regular", "in_progress", "new", "unclassified", "overdue")
_TITLES = (
    mark("Assigned"),
    mark("Done"),
    mark("Regular"),
    mark("In progress"),
    mark("New"),
    mark("Unclassified"),
    mark("Overdue"),
)
_SHARE = mark("Done, %")
_DRAWN = (
    (mark("Done"), "done", Tone.GOOD),
    (mark("Regular"), "regular", Tone.PLAIN),
    (mark("In progress"), "in_progress", Tone.FAIR),
    (mark("New"), "new", Tone.QUIET),
    (mark("Unclassified"), "unclassified", Tone.BAD),
)


def tasks_section(source: Source) -> Section | None:
    """Return the section of the report; None when nobody keeps the register."""
    report = source.tasks
    if report is None or not report.total.assigned:
        return None
    text = source.words.text
    rows = [_row(source, _programme(source, group.key), group.counts) for group in report.programmes]
    rows.append(_row(source, text("All programmes"), report.total, RowRole.TOTAL))
    table = Table(
        key="task_table",
        title=text("Tasks by programme"),
        columns=(Column(text("Programme"), width=26), *_columns(source)),
        rows=tuple(rows),
        note=text("Overdue: not done after the due date, as of {day}.", day=source.words.date(report.day)),
    )
    return Section(
        key="tasks",
        title=text("Tasks assigned"),
        paragraphs=_sentences(source, report),
        blocks=(table, _chart(source, report)),
    )


def units_section(source: Source) -> Section | None:
    """Return the appendix by unit; None when nobody keeps the register."""
    report = source.tasks
    if report is None or not report.units:
        return None
    text = source.words.text
    rows = [
        _row(source, source.name(group.key), group.counts, code=group.key)
        for group in report.units
        if group.counts.assigned
    ]
    rows.append(
        _row(source, source.name(source.catalogue.province_code), report.total, RowRole.TOTAL, code="")
    )
    title = text("Tasks by unit")
    columns = (Column(text("Code"), width=8), Column(text("Unit"), width=28), *_columns(source))
    table = Table(key="task_units", title=title, columns=columns, rows=tuple(rows), fixed=2)
    return Section(key="task_units_section", title=title, blocks=(table,), appendix=True)


def tasks_sentence(source: Source) -> str | None:
    """Say how the tasks stand; None when there are none."""
    report, words = source.tasks, source.words
    if report is None or not report.total.assigned:
        return None
    counts = report.total
    return words.text(
        "Tasks assigned: {assigned}, of them done {done} ({share}), regular {regular}, in progress "
        "{in_progress}, new {new}, unclassified {unclassified}; overdue: {overdue}.",
        share=words.percent(counts.percent),
        **{name: words.number(getattr(counts, name)) for name in _SHOWN},
    )


def _sentences(source: Source, report: TaskReport) -> tuple[str, ...]:
    words, counts = source.words, report.total
    said = []
    if counts.unclear:
        said.append(
            words.counted(
                "{count} task lacks one of the five clears (person, work, time, result, responsibility).",
                "{count} tasks lack one of the five clears (person, work, time, result, responsibility).",
                counts.unclear,
            )
        )
    if counts.no_remedy:
        said.append(
            words.counted(
                "{count} task slipped five days or more without a remedy.",
                "{count} tasks slipped five days or more without a remedy.",
                counts.no_remedy,
            )
        )
    return tuple(said)


def _columns(source: Source) -> tuple[Column, ...]:
    counts = [Column(source.words.text(title), Kind.COUNT, 10) for title in _TITLES]
    return (*counts, Column(source.words.text(_SHARE), Kind.PERCENT, 11))


def _programme(source: Source, code: str) -> str:
    return source.programmes.get(code) or code or source.words.text("no programme")


def _row(
    source: Source, name: str, counts: TaskCounts, role: RowRole = RowRole.BODY, *, code: str | None = None
) -> Row:
    """Return one row; ``code`` adds the unit's code in front."""
    cells = []
    for shown, title in zip(_SHOWN, _TITLES, strict=True):
        value = getattr(counts, shown)
        tone = Tone.BAD if shown == "overdue" and value else Tone.PLAIN
        cells.append(Cell(value, _trace(source, title, name, (value, counts.assigned), code), tone=tone))
    done = Cell(counts.percent, _trace(source, _SHARE, name, (counts.done, counts.assigned), code))
    front = () if code is None else (Cell(code),)
    return Row((*front, Cell(name), *cells, done), role)


def _trace(source: Source, title: str, name: str, figure: tuple[int, int], code: str | None) -> Trace:
    """Return where a count of tasks comes from: which count of whose tasks on which day, of all assigned.

    Counted are the units that keep the register, missing those that do not; of one unit only itself.
    """
    keeping = {group.key for group in source.tasks.units} if source.tasks else set()
    asked = [row.unit.code for row in source.board.units]
    day = source.words.date(source.tasks.day if source.tasks else source.day)
    some, assigned = figure
    return Trace(
        figure=f"{source.words.text('Tasks')}: {source.words.text(title)} · {name} · {day}",
        numerator=Decimal(some),
        denominator=Decimal(assigned),
        period=source.period,
        counted=(code,) if code else tuple(sorted(keeping)),
        missing=() if code else tuple(unit for unit in asked if unit not in keeping),
    )


def _chart(source: Source, report: TaskReport) -> Chart:
    text = source.words.text
    groups = report.programmes
    return Chart(
        key="task_chart",
        title=text("Tasks by programme and standing"),
        shape=Shape.STACKED,
        categories=tuple(_programme(source, group.key) for group in groups),
        series=tuple(
            Series(text(title), tuple(int(getattr(group.counts, name)) for group in groups), tone)
            for title, name, tone in _DRAWN
        ),
    )
