"""Completeness: what was expected and came, by form; what each unit sent; who is missing what."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from locales.words import mark
from models.entries import EntryState
from reports.documents.book import (
    Cell,
    Chart,
    Colour,
    Column,
    Kind,
    Row,
    Section,
    Series,
    Shape,
    Table,
    Tone,
    Trace,
)
from reports.documents.contents.source import Source, share
from reports.status import FormStatus, StatusCell

_NAMED = 12  # units that a sentence names before it says how many more
Wanted = Callable[[StatusCell], bool]


def status_section(source: Source) -> Section:
    """Return the section of the report: counts by form, a chart, and who is missing, in words."""
    title = source.words.text("Reports received")
    return Section(
        key="completeness",
        title=title,
        paragraphs=_sentences(source),
        blocks=(_forms(source), _chart(source)) if source.status.forms else (),
    )


def received_sentence(source: Source) -> str:
    """Say how many reports came, and when."""
    forms = source.status.forms
    words = source.words
    expected, received = sum(form.expected for form in forms), sum(form.received for form in forms)
    return words.text(
        "Reports due for {period}, received by {day}: {received} of {expected} ({share}), {on_time} on time "
        "and {late} late; missing: {missing}; returned for correction: {returned}.",
        day=words.date(source.day),
        received=words.number(received),
        expected=words.number(expected),
        period=words.period_title(source.board.period),
        share=words.percent(share(received, expected)),
        on_time=words.number(sum(form.on_time for form in forms)),
        late=words.number(sum(form.late for form in forms)),
        missing=words.number(sum(form.missing for form in forms)),
        returned=words.number(sum(form.returned for form in forms)),
    )


def _sentences(source: Source) -> tuple[str, ...]:
    missing = list(source.status.missing())
    if not missing:
        return (source.words.text("Every unit has sent every report."),)
    names = ", ".join(unit.name for unit in missing[:_NAMED])
    if len(missing) <= _NAMED:
        return (source.words.text("Units with a missing report: {names}.", names=names),)
    more = source.words.number(len(missing) - _NAMED)
    said = mark("Units with a missing report: {names} and {more} more (all in the appendix).")
    return (source.words.text(said, names=names, more=more),)


def _forms(source: Source) -> Table:
    text = source.words.text
    return Table(
        key="forms",
        title=text("Reports received, by form"),
        columns=(
            Column(text("Form"), width=30),
            Column(text("Deadline"), Kind.DATE, 13),
            Column(text("Expected"), Kind.COUNT, 10),
            Column(text("Received"), Kind.COUNT, 10),
            Column(text("On time"), Kind.COUNT, 10),
            Column(text("Late"), Kind.COUNT, 9),
            Column(text("Missing"), Kind.COUNT, 9),
            Column(text("Returned"), Kind.COUNT, 9),
        ),
        rows=tuple(_form_row(source, form) for form in source.status.forms),
    )


def _form_row(source: Source, form: FormStatus) -> Row:
    cells = [cell for cell in source.status.cells if cell.form.form_id == form.form.form_id]
    title = source.words.of(form.form.title)
    missing = tuple(cell.unit.code for cell in cells if not cell.received)

    def counted(name: str, value: int, wanted: Wanted, bad: Tone = Tone.PLAIN) -> Cell:
        trace = Trace(
            figure=f"{title} · {source.words.text(name)}",
            numerator=Decimal(value),
            denominator=Decimal(form.expected),
            period=source.period,
            counted=tuple(cell.unit.code for cell in cells if wanted(cell)),
            missing=() if name == "Expected" else missing,
        )
        return Cell(value, trace, tone=bad if value else Tone.PLAIN)

    return Row(
        (
            Cell(title),
            Cell(form.deadline),
            counted("Expected", form.expected, lambda _: True),
            counted("Received", form.received, lambda cell: cell.received),
            counted("On time", form.on_time, lambda cell: cell.on_time),
            counted("Late", form.late, lambda cell: cell.received and not cell.on_time, Tone.FAIR),
            counted("Missing", form.missing, lambda cell: not cell.received, Tone.BAD),
            counted("Returned", form.returned, lambda cell: cell.returned, Tone.FAIR),
        )
    )


def _chart(source: Source) -> Chart:
    forms, text = source.status.forms, source.words.text
    return Chart(
        key="forms_chart",
        title=text("Reports on time, late and missing"),
        shape=Shape.STACKED,
        categories=tuple(source.words.of(form.form.title) for form in forms),
        series=(
            Series(text("On time"), tuple(form.on_time for form in forms), Tone.GOOD),
            Series(text("Late"), tuple(form.late for form in forms), Tone.FAIR),
            Series(text("Missing"), tuple(form.missing for form in forms), Tone.QUIET),
        ),
    )


def units_section(source: Source) -> Section:
    """Return the appendix: every unit and form, on time, late, missing or returned."""
    text = source.words.text
    forms = [form.form for form in source.status.forms]
    said = {
        text("on time"): Tone.GOOD,
        text("missing"): Tone.BAD,
        text("returned"): Tone.FAIR,
    }
    by_unit: dict[str, dict[str, StatusCell]] = {}
    for cell in source.status.cells:
        by_unit.setdefault(cell.unit.code, {})[cell.form.form_id] = cell
    columns = [Column(text("Code"), width=8), Column(text("Unit"), width=26)]
    for form in forms:
        columns.append(Column(source.words.of(form.title), width=22))
        columns.append(Column(text("Received on"), Kind.DATE, 13))
    rows = []
    for code, cells in by_unit.items():
        shown = [Cell(code), Cell(source.name(code))]
        for form in forms:
            one = cells.get(form.form_id)
            shown.append(_standing(source, one))
            shown.append(Cell(one.arrived if one else None))
        rows.append(Row(tuple(shown)))
    title = text("What each unit sent")
    colours = tuple(
        Colour(2 + 2 * number, word, tone) for number in range(len(forms)) for word, tone in said.items()
    )
    table = Table(key="sent", title=title, columns=tuple(columns), rows=tuple(rows), colours=colours, fixed=2)
    return Section(key="sent_section", title=title, blocks=(table,), appendix=True)


def _standing(source: Source, cell: StatusCell | None) -> Cell:
    text = source.words.text
    if cell is None:
        return Cell(text("not asked"), tone=Tone.QUIET)
    if not cell.received:
        return Cell(text("missing"))
    if cell.state is EntryState.RETURNED:
        return Cell(text("returned"))
    if cell.on_time:
        return Cell(text("on time"))
    late = source.words.counted("{count} day late", "{count} days late", cell.days_late)
    return Cell(late, tone=Tone.FAIR)


def missing_table(source: Source) -> Table:
    """Return who is missing what, with the deadline and the days gone since."""
    text = source.words.text
    deadlines = {form.form.form_id: form.deadline for form in source.status.forms}
    rows = [
        Row(
            (
                Cell(cell.unit.code),
                Cell(cell.unit.name),
                Cell(source.words.of(cell.form.title)),
                Cell(deadlines[cell.form.form_id]),
                Cell(cell.days_late, tone=Tone.BAD if cell.days_late else Tone.PLAIN),
            )
        )
        for cell in source.status.cells
        if not cell.received
    ]
    return Table(
        key="missing_units",
        title=text("Missing units"),
        columns=(
            Column(text("Code"), width=8),
            Column(text("Unit"), width=28),
            Column(text("Missing report"), width=34),
            Column(text("Deadline"), Kind.DATE, 13),
            Column(text("Days overdue"), Kind.COUNT, 12),
        ),
        rows=tuple(rows),
        fixed=2,
        note="" if rows else text("Every unit has sent every report."),
    )
