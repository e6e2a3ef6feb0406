"""The demo's province: the starter catalogue with the scenario's villages, asked for from now on."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from cli.call import Call
from cli.demo.scenario import Scenario
from cli.province.publishing import make_workspace
from models.authoring.catalogue_book import WORKBOOK_NAME
from models.units import Unit, UnitKind
from models.workspace import ProvinceWorkspace


def prepare_province(said: Call, root: Path, scenario: Scenario, today: date) -> dict[str, object]:
    """Make the province's workspace and edit its catalogue as a person would, in the workbook.

    Returns what ``province init`` tells. Raises XasoError, OSError.
    """
    made = make_workspace(said, root, scenario.province, villages=tuple(_villages(scenario)))
    _edit(ProvinceWorkspace(root).catalogue / WORKBOOK_NAME, scenario, today)
    return made


def _villages(scenario: Scenario) -> list[Unit]:
    return [
        Unit(
            code=village.code,
            name=village.name,
            kind=UnitKind.VILLAGE,
            sort=village.sort,
            parent=village.parent,
        )
        for village in scenario.villages
    ]


def _edit(workbook: Path, scenario: Scenario, today: date) -> None:
    """Write titles and the day before which nothing is asked for into the sheet settings."""
    import openpyxl  # heavy, and only the first call of a demo needs it

    book = openpyxl.load_workbook(workbook)
    sheet = book["settings"]
    columns = {str(cell.value): cell.column for cell in sheet[1]}
    begins = scenario.founded_on(today) - timedelta(days=15)  # nothing that was due long before
    texts = {
        "title::vi": scenario.title["vi"],
        "title::en": scenario.title["en"],
        "begins": begins.isoformat(),
    }
    for name, text in texts.items():
        sheet.cell(2, columns[name]).value = text
    book.save(workbook)
