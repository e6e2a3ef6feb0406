"""What the matrix says in words: in its title, of a cell, of a unit, and of its marks."""

from __future__ import annotations

from locales.words import Words
from locales.words import mark as _
from tui.marks import Marks
from tui.province.matrix_sheet import FOUR
from tui.province.views import CellView, ColumnView, MatrixView, RowView, StandingView

STATES = {
    "accepted": _("accepted"),
    "received": _("received, not looked at yet"),
    "returned": _("returned for correction"),
    "refused": _("nothing here; a file of this unit lies in quarantine"),
    "missing": _("missing"),
    "awaited": _("not here yet"),
    "not asked": _("not asked of this unit"),
}
QUALITY = _(
    "Quality: correct = filled cells without an error; full = filled cells, a missing form "
    "counts nothing; clean = sent once, warnings explained; alive = came on time."
)


def title_sentence(view: MatrixView, words: Words) -> str:
    """Say which province and period; before anything was ever seen only the program's name."""
    if not view.period:
        return "xaso"
    parts = [
        f"{_short(view.province_name)} ({view.province})",
        words.text("period {period}", period=words.period(view.period)),
    ]
    if view.deadline:
        parts.append(words.text("due {day}", day=words.day_month(view.deadline)))
    return " · ".join(parts)


def _short(name: str) -> str:
    """“Tỉnh Khánh Hòa” is Khánh Hòa on its own screen."""
    return name.removeprefix("Tỉnh ").removeprefix("Thành phố ")


def count_sentence(view: MatrixView, words: Words) -> str:
    """Say how many forms came, and how many of them on time."""
    return words.text(
        "received {received}/{expected} · on time {on_time}",
        received=words.number(view.received),
        expected=words.number(view.expected),
        on_time=words.number(view.on_time),
    )


def cell_sentence(cell: CellView, column: ColumnView, words: Words) -> str:
    """Say how a unit stands with a form."""
    at = f" {words.period(column.period)}" if column.period else ""
    return f"{words.of(column.title)}{at}: {_state(cell, column, words)}"


def _state(cell: CellView, column: ColumnView, words: Words) -> str:
    text = words.text
    if not column.period:
        state = words.counted("{count} record", "{count} records", cell.records)
        return f"{state} · {text(STATES['returned'])}" if cell.mark == "returned" else state
    state = text(STATES[cell.mark])
    if cell.late:
        return state + " · " + words.counted("{count} day late", "{count} days late", cell.late)
    if cell.mark == "awaited" and column.deadline:
        return state + " · " + text("due {day}", day=words.day_month(column.deadline))
    return state


def unit_sentence(unit: RowView, standing: StandingView | None, words: Words, marks: Marks) -> str:
    """Say what is wrong with a unit, and the four figures of its quality."""
    text = words.text
    parts = [unit.name]
    if unit.refused:
        parts.append(text("refused: {code}", code=unit.refused))
    if unit.missing:
        parts.append(text("no bundle {numbers}", numbers=", ".join(map(str, unit.missing))))
    if standing is not None:
        four = zip(FOUR, standing.four, strict=True)
        figures = ", ".join(f"{text(name)} {value or marks.dash}" for name, value in four)
        parts.append(text("quality") + ": " + figures)
    return " · ".join(parts)


def legend(words: Words, marks: Marks) -> tuple[str, str]:
    """Say what the matrix is, and what its marks mean."""
    signs = {
        "accepted": marks.complete,
        "received": marks.saved,
        "returned": marks.returned,
        "refused": marks.hard,
        "missing": marks.off,
    }
    return (
        words.text("Who has sent what: a row a unit, a column a form. +3 means three days late."),
        " · ".join(f"{sign} {words.text(STATES[name])}" for name, sign in signs.items()),
    )


def quality_help(words: Words, asked: bool) -> tuple[str, ...]:
    """Say what the four figures are, where somebody looks at them."""
    return (words.text(QUALITY),) if asked else ()
