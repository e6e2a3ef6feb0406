"""Rows of a catalogue sheet, cell by cell; what cannot be read becomes a complaint at its cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from models.authoring.complaints import Complaint
from models.authoring.sheets import Row, Sheet, column_letters

_Choice = TypeVar("_Choice", bound=StrEnum)
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


class SheetReader:
    """One sheet with its required and optional columns; gathers complaints."""

    def __init__(
        self, name: str, sheet: Sheet | None, required: Sequence[str], optional: Sequence[str]
    ) -> None:
        self.name = name
        self.complaints: list[Complaint] = []
        self._sheet = sheet
        self._columns: dict[str, int] = {}
        if sheet is None:
            self.complain(
                None,
                "E_SHEET_MISSING",
                f"Thiếu trang tính “{name}”. Hãy thêm trang tính này.",
                f"The sheet “{name}” is missing. Add it.",
            )
            return
        for index, header in sheet.headers.items():
            self._columns.setdefault(header, index)
        self._check_headers(sheet, (*required, *optional), required)

    def _check_headers(self, sheet: Sheet, known: Sequence[str], required: Sequence[str]) -> None:
        for header in required:
            if header not in self._columns:
                self.complain(
                    None,
                    "E_COLUMN_MISSING",
                    f"Trang “{self.name}” thiếu cột “{header}”.",
                    f"Sheet “{self.name}” lacks the column “{header}”.",
                )
        for index, header in sheet.headers.items():
            if header not in known:
                self.complain(
                    sheet.cell(index, sheet.header_row),
                    "W_COLUMN_UNKNOWN",
                    f"Không có cột nào tên là “{header}”; cột này bị bỏ qua.",
                    f"There is no column named “{header}”; it is ignored.",
                    severity="warning",
                )

    def rows(self) -> Iterator[RowReader]:
        """Return the rows that hold anything."""
        if self._sheet is None:
            return
        for row in self._sheet.rows:
            if row.cells:
                yield RowReader(self, row, self._columns)

    def complain(
        self, cell: str | None, code: str, message_vi: str, message_en: str, severity: str = "error"
    ) -> None:
        """Add a complaint about this sheet."""
        self.complaints.append(
            Complaint(
                severity="warning" if severity == "warning" else "error",
                sheet=self.name,
                cell=cell,
                code=code,
                message_vi=message_vi,
                message_en=message_en,
            )
        )


class RowReader:
    """One row; every reading method complains at the cell and returns None when it cannot read."""

    def __init__(self, sheet: SheetReader, row: Row, columns: dict[str, int]) -> None:
        self._sheet = sheet
        self._row = row
        self._columns = columns

    def cell(self, column: str) -> str:
        """Return the name of the row's cell in a column, "C12"."""
        index = self._columns.get(column)
        return f"{column_letters(index)}{self._row.number}" if index is not None else f"{self._row.number}"

    def text(self, column: str) -> str:
        """Return the cell's text, "" when it is blank or the column is not there."""
        index = self._columns.get(column)
        return "" if index is None else self._row.cells.get(index, "")

    def need(self, column: str) -> str:
        """Return the cell's text and complain when it is blank."""
        text = self.text(column)
        if not text:
            self.complain(
                column,
                "E_CELL_BLANK",
                f"Ô này không được để trống (cột “{column}”).",
                f"This cell must not be blank (column “{column}”).",
            )
        return text

    def complain(self, column: str, code: str, message_vi: str, message_en: str) -> None:
        """Add an error at the row's cell in a column."""
        self._sheet.complain(self.cell(column), code, message_vi, message_en)

    def choice(self, column: str, choices: type[_Choice], default: _Choice | None = None) -> _Choice | None:
        """Return which of ``choices`` the cell names; blank gives the default."""
        text = self.text(column).lower()
        if not text:
            if default is None:
                self.need(column)
            return default
        try:
            return choices(text)
        except ValueError:
            listed = ", ".join(choice.value for choice in choices)
            self.complain(
                column,
                "E_CELL_VALUE",
                f"“{text}” không dùng được. Hãy ghi một trong các giá trị: {listed}.",
                f"“{text}” cannot be used. Write one of: {listed}.",
            )
            return None

    def matched(self, column: str, pattern: re.Pattern[str], example: str) -> str | None:
        """Return the cell's text when it has the wanted shape; a blank cell is complained about."""
        text = self.need(column)
        if not text or pattern.fullmatch(text):
            return text or None
        self.complain(
            column,
            "E_CELL_VALUE",
            f"“{text}” không đúng dạng, ví dụ đúng: {example}. Mã số phải là dạng chữ để giữ số 0 ở đầu.",
            f"“{text}” has not the right shape, for example: {example}. Codes are text and keep their zeros.",
        )
        return None

    def day(self, column: str) -> date | None:
        """Return the cell's day (YYYY-MM-DD or dd/mm/yyyy); None when blank."""
        text = self.text(column)
        if not text:
            return None
        written = _DAY.fullmatch(text)
        try:
            if written:
                return date(int(written[3]), int(written[2]), int(written[1]))
            return date.fromisoformat(text)
        except ValueError:
            self.complain(
                column,
                "E_CELL_DATE",
                f"“{text}” không phải là ngày. Hãy ghi như 2026-10-22 hoặc 22/10/2026.",
                f"“{text}” is not a day. Write 2026-10-22 or 22/10/2026.",
            )
            return None

    def number(self, column: str, text: str | None = None) -> Decimal | None:
        """Return the cell's number (or that of ``text``, a part of it); None when blank."""
        written = self.text(column) if text is None else text
        if not written:
            return None
        try:
            value = Decimal(written)
        except InvalidOperation:
            value = Decimal("NaN")
        if value.is_finite():
            return value
        self.complain(
            column,
            "E_CELL_NUMBER",
            f"“{written}” không phải là số. Hãy viết dấu chấm cho phần thập phân, ví dụ 76.44.",
            f"“{written}” is not a number. Write a decimal point, for example 76.44.",
        )
        return None

    def codes(self, column: str) -> tuple[str, ...]:
        """Return the codes that the cell lists, blanks or commas between; () for blank or "all"."""
        text = self.text(column)
        if text.lower() in ("", "all", "communes"):
            return ()
        return tuple(part for part in re.split(r"[\s,;]+", text) if part)
