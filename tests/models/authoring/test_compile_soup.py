from __future__ import annotations

import csv
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.authoring.compiler import compile_workbook

HEADERS = [
    "type",
    "name",
    "label",
    "label::Tiếng Việt (vi)",
    "relevant",
    "constraint",
    "calculation",
    "choice_filter",
    "default",
    "repeat_count",
    "appearance",
    "trigger",
    "parameters",
    "required",
    "bind::type",
    "wat",
]
WORDS = [
    "text",
    "integer",
    "select_one yn",
    "select_multiple yn",
    "begin group",
    "begin repeat",
    "end group",
    "end repeat",
    "calculate",
    "note",
    "range",
    "rank yn",
    "a",
    "b",
    "a b",
    "${a}",
    "${b} > 1",
    "${",
    "sum(${a})",
    "1,5",
    "yes",
    "today()",
    "start=1 end=5",
    "randomize=true",
    "table-list",
    "search('x')",
    "",
    "",
    "data",
    "int",
    "số",
]
ROWS = st.lists(st.dictionaries(st.sampled_from(HEADERS), st.sampled_from(WORDS), max_size=7), max_size=9)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ROWS)
def test_whatever_stands_in_the_cells_there_is_a_definition_or_a_complaint_with_a_cell(
    rows: list[dict[str, str]],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (folder / "survey.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, HEADERS)
            writer.writeheader()
            writer.writerows(rows)
        (folder / "choices.csv").write_text("list_name,name,label\nyn,y,Có\nyn,n,Không\n", encoding="utf-8")
        compiled = compile_workbook(folder)
    assert (compiled.definition is None) == bool(compiled.errors)
    for complaint in compiled.errors:
        assert complaint.code != "INTERNAL", complaint
        assert complaint.cell, complaint
