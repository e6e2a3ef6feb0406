"""Narrow appendices of the same units stand beside each other on paper."""

from __future__ import annotations

from decimal import Decimal

from reports.documents.book import Book, Cell, Column, Kind, Row, RowRole, Section, Table
from reports.documents.docx_joined import MOST, joined

UNITS = (("22810", "Xã Ninh Sơn"), ("22813", "Xã Lâm Sơn"))


def appendix(key: str, name: str, figures: int, units: tuple[tuple[str, str], ...] = UNITS) -> Section:
    columns = [Column("Mã", width=8), Column("Đơn vị", width=25)]
    columns += [Column(f"{key}{number}", Kind.COUNT, 14) for number in range(figures)]
    rows = [
        Row((Cell(code), Cell(unit), *(Cell(Decimal(number)) for number in range(figures))))
        for code, unit in units
    ]
    rows.append(Row((Cell(""), Cell("Tỉnh"), *(Cell(9) for _ in range(figures))), RowRole.TOTAL))
    title = f"Số liệu: {name}"
    table = Table(key=key, title=title, columns=tuple(columns), rows=tuple(rows), fixed=2)
    return Section(key=f"section_{key}", title=title, blocks=(table,), appendix=True)


def test_tables_of_the_same_units_are_joined_column_to_column() -> None:
    (one,) = joined([appendix("a", "1 Một", 1), appendix("b", "2 Hai", 2)])
    (table,) = one.tables
    assert [column.title for column in table.columns] == ["Mã", "Đơn vị", "a0", "b0", "b1"]
    assert [cell.value for cell in table.rows[0].cells] == ["22810", "Xã Ninh Sơn", 0, 0, 1]
    assert table.rows[-1].role is RowRole.TOTAL
    assert len(table.rows[-1].cells) == 5
    assert one.title == table.title == "Số liệu: 1 Một; 2 Hai"


def test_a_page_holds_only_so_many_columns() -> None:
    made = joined([appendix("a", "1 Một", MOST - 3), appendix("b", "2 Hai", 1), appendix("c", "3 Ba", 1)])
    assert [len(one.tables[0].columns) for one in made] == [MOST, 3]


def test_tables_of_other_units_and_other_kinds_of_appendix_stay_apart() -> None:
    other = appendix("b", "2 Hai", 1, (("22822", "Xã Mỹ Sơn"), UNITS[1]))
    words = Section(key="w", title="Số liệu: lời", paragraphs=("Lời.",), appendix=True)
    given = [appendix("a", "1 Một", 1), other, words, appendix("c", "3 Ba", 1)]
    assert joined(given) == given


def test_every_figure_of_the_book_is_still_there_once(book: Book) -> None:
    def cells(sections: object) -> list[object]:
        assert isinstance(sections, (list, tuple))
        return [
            cell.trace
            for section in sections
            for table in section.tables
            for row in table.rows
            for cell in row.cells
            if cell.trace is not None
        ]

    before, after = cells(book.appendices), cells(joined(book.appendices))
    assert sorted(map(repr, before)) == sorted(map(repr, after))
    assert len(joined(book.appendices)) < len(book.appendices)
