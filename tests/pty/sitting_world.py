"""A province whose monthly form has 17 villages for 22810, a decimal column, and cells that are keyed twice.

Set up by the product's own commands; only the workbooks are edited, as the province's people edit them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

VILLAGES = 17
NAMES = ("La Vang 1", "La Vang 2", "Triệu Phong 1", "Triệu Phong 2", "Lương Cang", "Hạnh Trí")
TWICE = ("gen_eid_eligible", "gov_staff_signature_den", "gov_staff_signature_num")
KILOMETRES = "inf_fiber_km"


def edit_workbooks(catalogue: Path) -> None:
    """Add the villages of 22810, a decimal column to the village grid, and the marks for double entry."""
    book = openpyxl.load_workbook(catalogue / "catalogue.xlsx")
    units = book["units"]
    for number in range(1, VILLAGES + 1):
        name = f"Thôn {NAMES[(number - 1) % len(NAMES)]} số {number}"
        units.append([f"22810-{number:02d}", name, "village", "Thôn", "22810", "2025-07-01", None, None])
    book.save(catalogue / "catalogue.xlsx")

    book = openpyxl.load_workbook(catalogue / "monthly.xlsx")
    survey = book["survey"]
    columns = {cell.value: cell.column for cell in survey[1]}
    rows = {survey.cell(row, columns["name"]).value: row for row in range(2, survey.max_row + 1)}
    for name in TWICE:
        cell = survey.cell(rows[name], columns["appearance"])
        cell.value = " ".join(filter(None, (cell.value, "verify")))
    new = rows["gov_pop_clean_den"] + 1
    survey.insert_rows(new)
    for column, value in {
        "type": "decimal",
        "name": KILOMETRES,
        "label::Tiếng Việt (vi)": "Km cáp quang",
        "label::English (en)": "Fibre, km",
    }.items():
        survey.cell(new, columns[column]).value = value
    book.save(catalogue / "monthly.xlsx")


def establish(root: Path, xaso: Callable[..., Any]) -> None:
    """Province, kit, key, certificate: below ``root``, as the fixture ``set_up`` makes them."""
    province, commune = root / "province", root / "commune"
    (root / "stick").mkdir()
    begun = xaso("province", "init", province, "--code", "56")
    edit_workbooks(province / "catalogue")
    kits = root / "kits"
    kits.mkdir()
    kit = xaso("--workspace", province, "province", "publish", "--out", kits)["kit"]["file"]
    xaso("--data", commune, "receive", kit, "--unit", "22810", "--digits", begun["digits"])
    asked = xaso("--data", commune, "enrol", "--officer", "Lan", "--out", root)
    answered = xaso(
        "--workspace", province, "province", "enrol", asked["file"],
        "--digits", asked["digits"], "--receipts", root / "receipts",
    )  # fmt: skip
    xaso("--data", commune, "receive", answered["receipt"])
