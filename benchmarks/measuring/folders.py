"""Folders of a commune to measure in: one form with many questions and a grid of whole numbers."""

from __future__ import annotations

import hashlib
from pathlib import Path

from models.calendar import Calendar, PeriodRule, parse_day_rule
from models.catalogue import Catalogue, CatalogueForm, FormKind, catalogue_to_json
from models.forms.definition import FormDefinition, Node, definition_to_json
from models.periods import PeriodKind
from models.store import Store
from models.units import Unit, UnitKind, Units
from models.workspace import CommuneWorkspace


def grid_form(questions: int, rows: int, columns: int) -> str:
    """A form with one grid of whole numbers, and a group of questions before it, as definition JSON."""

    def question(name: str, label: str) -> Node:
        return Node(name, type="integer", datatype="int", label={"vi": label, "en": label})

    single = Node(
        "one",
        "group",
        children=tuple(question(f"q{n}", f"Câu {n}") for n in range(1, questions + 1)),
        label={"vi": "1 Câu hỏi"},
    )
    grid = Node(
        "rows",
        "repeat",
        children=tuple(question(f"c{n}", f"Cột {n}") for n in range(1, columns + 1)),
        label={"vi": "2 Bảng"},
        rows=rows,
        layout="grid",
    )
    hidden = (Node("unit", type="hidden"), Node("period", type="hidden"))
    root = Node("data", "group", children=(*hidden, single, *([grid] if rows else [])))
    return definition_to_json(FormDefinition("monthly", "1", {"vi": "Phiếu đo"}, ("vi", "en"), "vi", root))


def make_folder(folder: Path, rows: int, columns: int, questions: int = 300) -> Path:
    """A commune's folder whose only form has ``questions`` and a grid of ``rows`` × ``columns`` (0: none)."""
    definition = grid_form(questions, rows, columns)
    title = {"vi": "Phiếu đo", "en": "Bench form"}
    days = {"start": "15 m-1", "end": "14 m", "deadline": "22 m"}
    rule = PeriodRule(kind=PeriodKind.MONTH, **{name: parse_day_rule(day) for name, day in days.items()})
    province = Unit(code="56", name="Tỉnh Khánh Hòa", kind=UnitKind.PROVINCE)
    commune = Unit(code="22810", name="Xã Ninh Sơn", kind=UnitKind.COMMUNE, parent="56")
    form = CatalogueForm(
        form_id="monthly",
        workbook="monthly",
        kind=FormKind.PERIODIC,
        period=PeriodKind.MONTH,
        title=title,
        version="1",
        sha256=hashlib.sha256(definition.encode()).hexdigest(),
    )
    catalogue = Catalogue(
        catalogue_id="bench",
        version=1,
        province_code="56",
        title=title,
        default_language="vi",
        units=Units([province, commune]),
        forms=(form,),
        calendar=Calendar(rules=(rule,)),
    )
    workspace = CommuneWorkspace(folder)
    workspace.create()
    with Store.open(workspace.database) as store, store.transaction() as writing:
        writing.catalogues.install(
            catalogue_to_json(catalogue),
            {"monthly": definition},
            {},
            kit_id="0" * 32,
            at="2026-10-01T00:00:00Z",
        )
        writing.meta.set("unit", "22810")
        writing.meta.set("officer", "Lan")
    return folder
