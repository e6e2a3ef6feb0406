from __future__ import annotations

from pathlib import Path

from scripts.complaint_table import page

PAGE = Path(__file__).resolve().parents[3] / "docs" / "form-authoring.md"


def test_the_authors_page_lists_every_complaint_as_it_is_said() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert page(text) == text, "run scripts/complaint_table.py"
