"""The book as one self-contained HTML file: tables that sort, charts as SVG, nothing fetched from anywhere.

Every text is escaped; the only script is ours, named by its digest in the page's content security policy.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from decimal import Decimal
from html import escape
from pathlib import Path

from locales.words import Words
from reports.documents import palette, svg
from reports.documents.book import Book, Cell, Chart, Column, Kind, Row, RowRole, Section, Table, Tone
from reports.documents.text import NUMERIC, cell_text, clean, trace_text

_FOLDER = Path(__file__).parent


def write(book: Book, out: Path, words: Words) -> None:
    """Write the page (UTF-8)."""
    out.write_text(page(book, words), encoding="utf-8", newline="\n")


def page(book: Book, words: Words) -> str:
    """Return the whole page."""
    script = (_FOLDER / "page.js").read_text(encoding="utf-8")
    style = (_FOLDER / "page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'"
    title = _e(f"{book.title}: {book.subject}")
    return "\n".join(
        (
            "<!DOCTYPE html>",
            f'<html lang="{_e(book.language)}">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_e(policy)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>",
            f"<style>{_tones()}{style}</style>",
            "</head>",
            "<body>",
            *_top(book, words),
            "<main>",
            *(line for section in _sections(book, words) for line in _section(section, book, words)),
            "</main>",
            f"<script>{script}</script>",
            "</body>",
            "</html>",
            "",
        )
    )


def _e(text: str) -> str:
    return escape(clean(text), quote=True)


def _tones() -> str:
    """Return the style rules of the tones, from the one palette."""
    rules = [f".{tone.value}{{color:{palette.TEXT[tone]}}}" for tone in Tone if tone is not Tone.PLAIN]
    rules += [f"td.{tone.value}{{background:{colour}}}" for tone, colour in palette.BACK.items()]
    rules.append(f":root{{--ink:{palette.INK};--accent:{palette.ACCENT};--faint:{palette.FAINT};")
    rules.append(f"--head:{palette.HEAD};--group:{palette.GROUP}}}")
    return "".join(rules)


def _top(book: Book, words: Words) -> Iterator[str]:
    head = book.letterhead
    yield "<header>"
    yield f'<p class="who">{_e(head.body)} · {_e(book.province)}</p>'
    yield f"<h1>{_e(book.subject)}</h1>"
    written = words.text(
        "Period: {period} · written on {day}", period=book.period_title, day=words.date(book.day)
    )
    yield f'<p class="when">{_e(written)}</p>'
    yield "<nav>"
    for section in _sections(book, words):
        yield f'<a href="#{_e(section.key)}">{_e(section.title)}</a>'
    yield "</nav>"
    hint = words.text("Click a figure to see where it comes from; click a heading to sort.")
    yield f'<p class="hint screen">{_e(hint)}</p>'
    yield "</header>"


def _sections(book: Book, words: Words) -> Iterator[Section]:
    opening = Section(key="opening", title=words.text("In short"), paragraphs=book.opening)
    if book.opening:
        yield opening
    yield from book.sections
    yield Section(key="definitions", title=book.definitions.title, blocks=(book.definitions,), appendix=True)
    yield Section(key="missing", title=book.missing.title, blocks=(book.missing,), appendix=True)


def _section(section: Section, book: Book, words: Words) -> Iterator[str]:
    kind = ' class="appendix"' if section.appendix else ""
    yield f'<section id="{_e(section.key)}"{kind}>'
    yield f"<h2>{_e(section.title)}</h2>"
    for paragraph in section.paragraphs:
        yield f"<p>{_e(paragraph)}</p>"
    for block in section.blocks:
        if isinstance(block, Chart):
            yield from _chart(block, words)
        else:
            yield from _table(block, book, words, titled=block.title != section.title)
    yield "</section>"


def _chart(chart: Chart, words: Words) -> Iterator[str]:
    yield f'<figure id="{_e(chart.key)}">'
    yield f"<figcaption>{_e(chart.title)}</figcaption>"
    if len(chart.series) > 1:
        yield '<p class="legend">'
        for number, series in enumerate(chart.series):
            colour = palette.fill_of(series, number)
            patch = f'<rect width="10" height="10" fill="{colour}"/>'
            yield f'<span><svg viewBox="0 0 10 10">{patch}</svg>{_e(series.name)}</span>'
        yield "</p>"
    yield svg.draw(chart, words)
    yield "</figure>"


def _table(table: Table, book: Book, words: Words, *, titled: bool) -> Iterator[str]:
    if titled:
        yield f"<h3>{_e(table.title)}</h3>"
    yield f'<div class="wrap"><table id="{_e(table.key)}" data-fixed="{table.fixed}">'
    yield "<thead><tr>"
    for column in table.columns:
        number = ' class="n"' if column.kind in NUMERIC else ""
        yield f'<th scope="col"{number}><span role="button" tabindex="0">{_e(column.title)}</span></th>'
    yield "</tr></thead>"
    yield from _bodies(table, book, words)
    yield "</table></div>"
    if table.note:
        yield f'<p class="note">{_e(table.note)}</p>'


def _bodies(table: Table, book: Book, words: Words) -> Iterator[str]:
    """Write the rows: one ``tbody`` a group, so that sorting stays within it; totals stand in the foot."""
    totals = [row for row in table.rows if row.role is RowRole.TOTAL]
    yield "<tbody>"
    for row in table.rows:
        if row.role is RowRole.GROUP:
            yield "</tbody><tbody>"
            spread = f'colspan="{len(table.columns)}" scope="rowgroup"'
            yield f'<tr class="group"><th {spread}>{_group(row, words)}</th></tr>'
        elif row.role is RowRole.BODY:
            yield _row(table, row, book, words)
    yield "</tbody>"
    if totals:
        yield f"<tfoot>{''.join(_row(table, row, book, words) for row in totals)}</tfoot>"


def _group(row: Row, words: Words) -> str:
    value = row.cells[0].value
    return _e(value if isinstance(value, str) else words.number(str(value)))


def _row(table: Table, row: Row, book: Book, words: Words) -> str:
    cells = (_cell(table, number, cell, book, words) for number, cell in enumerate(row.cells))
    return f"<tr>{''.join(cells)}</tr>"


def _cell(table: Table, number: int, cell: Cell, book: Book, words: Words) -> str:
    kind = table.kind_of(number, cell)
    tone = table.tone_of(number, cell)
    names = [name for name, wanted in (("n", kind in NUMERIC), ("f", cell.trace is not None)) if wanted]
    names += [tone.value] if tone is not Tone.PLAIN else []
    attributes = f' class="{" ".join(names)}"' if names else ""
    if kind in NUMERIC or kind is Kind.DATE:
        attributes += f' data-v="{_e("" if cell.value is None else str(cell.value))}"'
    if cell.trace is not None:
        attributes += f' title="{_e(trace_text(cell.trace, book.units, words))}"'
    text = _e(cell_text(table, number, cell, words)).replace("\n", "<br>")
    return f"<td{attributes}>{_bar(table.columns[number], cell)}{text}</td>"


def _bar(column: Column, cell: Cell) -> str:
    """Return a thin bar of the cell's share for columns that ask for one."""
    if not column.bar or not isinstance(cell.value, (int, Decimal)):
        return ""
    whole = 1 if column.kind is Kind.SCORE else 100
    width = max(0.0, min(100.0, float(cell.value) / whole * 100))
    box = 'class="bar" viewBox="0 0 100 4" preserveAspectRatio="none"'
    return f'<svg {box}><rect width="{width:.1f}" height="4"/></svg>'
