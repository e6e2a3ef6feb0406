from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest

Rows = Sequence[Mapping[str, object]]
Make = Callable[..., Path]


@pytest.fixture
def make_workbook(tmp_path: Path) -> Make:
    """Write an .xlsx with the given rows; headers are the keys in order of appearance."""

    def make(survey: Rows, choices: Rows = (), settings: Rows = (), **more: Rows) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in {"survey": survey, "choices": choices, "settings": settings, **more}.items():
            if not rows:
                continue
            sheet = book.create_sheet(title)
            headers = list(dict.fromkeys(key for row in rows for key in row))
            sheet.append(headers)
            for row in rows:
                sheet.append([row.get(header) for header in headers])
        path = tmp_path / "form.xlsx"
        book.save(path)
        return path

    return make
