"""The province's report of one period as a book: the one place that decides what it says, in which order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from locales.words import Words
from models.catalogue import Catalogue
from models.indicators import Measurement
from reports.course import Step
from reports.documents.book import Book, Letterhead
from reports.documents.contents import course, figures, indicators, scores, status, tasks
from reports.documents.contents.definitions import definitions_table
from reports.documents.contents.letter import province_letterhead
from reports.documents.contents.quality import quality_section
from reports.documents.contents.source import Source
from reports.quality import Quality
from reports.scoreboard import Scoreboard
from reports.status import Completeness
from reports.tasks import TaskReport


def province_book(
    catalogue: Catalogue,
    board: Scoreboard,
    completeness: Completeness,
    task_report: TaskReport | None,
    measurements: Iterable[Measurement],
    *,
    day: date,
    words: Words,
    letterhead: Letterhead | None = None,
    programmes: Mapping[str, str] | None = None,
    qualities: Mapping[str, Quality] | None = None,
    steps: Sequence[Step] = (),
    questions: Mapping[str, Mapping[str, str]] | None = None,
) -> Book:
    """Make the report of a period. Pure: the same values give the same book.

    ``measurements`` are those that the scoreboard was made from, ``day`` is the day of the document,
    ``programmes`` names the programmes of tasks by code, ``qualities`` are those of units by code,
    ``steps`` are the last periods up to this one (reports.course), for the lines; ``questions`` names the
    forms' questions by form and path, for the definitions.
    """
    province = catalogue.units[catalogue.province_code]
    known = tuple(measurements)
    named = dict(programmes or {})
    asked = dict(questions or {})
    source = Source(catalogue, board, completeness, task_report, known, day, words, named, asked)
    said = (
        status.received_sentence(source) if completeness.forms else None,
        indicators.targets_sentence(source),
        indicators.index_sentence(source),
        tasks.tasks_sentence(source),
    )
    sections = (
        status.status_section(source),
        indicators.indicators_section(source),
        course.course_section(source, steps),
        scores.scores_section(source),
        tasks.tasks_section(source),
        status.units_section(source) if completeness.forms else None,
        *figures.figures_sections(source),
        course.lines_section(source, steps),
        tasks.units_section(source),
        quality_section(source, qualities or {}),
    )
    return Book(
        title=words.text("Report"),
        subject=words.text(
            "Results of digital transformation, {period}", period=words.period_title(board.period)
        ),
        province=province.name,
        period=str(board.period),
        period_title=words.period_title(board.period),
        day=day,
        language=words.language,
        letterhead=letterhead or province_letterhead(province, words),
        opening=tuple(sentence for sentence in said if sentence),
        sections=tuple(section for section in sections if section is not None),
        definitions=definitions_table(source),
        missing=status.missing_table(source),
        units={code: unit.name for code, unit in catalogue.units.items()},
        measured=_measured(board, known),
        ratios=frozenset(row.indicator.code for row in board.province_rows if row.indicator.is_ratio),
    )


def _measured(board: Scoreboard, measurements: tuple[Measurement, ...]) -> tuple[Measurement, ...]:
    """Return the communes' figures of the period's indicators, by unit, in the catalogue's order.

    What a unit carries on is added to its own, under its code.
    """
    order = {row.indicator.code: number for number, row in enumerate(board.province_rows)}
    units = {row.unit.code for row in board.units}
    carried = {(row.indicator.code, row.unit.code): row for row in board.rows if row.behind}
    known = [
        one
        for one in measurements
        if one.indicator in order
        and one.unit in units
        and one.period == str(board.period)
        and (one.indicator, one.unit) not in carried
    ]
    known += [
        Measurement(
            indicator=code,
            unit=unit,
            period=str(board.period),
            numerator=row.ratio.numerator,
            denominator=row.ratio.denominator,
            applicable=row.ratio.applicable,
        )
        for (code, unit), row in carried.items()
    ]
    return tuple(sorted(known, key=lambda one: (one.unit, order[one.indicator])))
