"""Write the national unit list from the PyPI package vietnamadminunits.

Makes catalogues/units/provinces.csv, communes.csv and predecessors.csv.gz. The package is a
development dependency and is read here only; its data file is opened directly, so that nothing of its
parser is loaded. ``--check FILE`` compares the communes with a reference list (columns commune_code,
commune_name, province_code, province_name) and prints what differs.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import importlib.metadata
import importlib.util
import io
import json
import sqlite3
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

PACKAGE = "vietnamadminunits"
VALID_FROM = "2025-07-01"
OUT = Path(__file__).resolve().parent.parent / "catalogues" / "units"
SORTS = ("Thành phố", "Tỉnh", "Phường", "Đặc khu", "Xã", "Thị trấn")
Row = Sequence[str]


def package_folder() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{PACKAGE} is not installed (it belongs to the extra 'dev')")
    return Path(spec.origin).parent


def header(what: str, made_on: str) -> str:
    version = importlib.metadata.version(PACKAGE)
    return (
        f"# {what}\n"
        f"# source: PyPI {PACKAGE} {version} (MIT licence, Hieu Tran),"
        " which cites danhmuchanhchinh.gso.gov.vn\n"
        f"# made: {made_on} by scripts/make_units.py; valid from {VALID_FROM};"
        " codes are text, leading zeros count\n"
    )


def sort_of(name: str) -> str:
    """Return the Vietnamese sort of unit, which leads its name."""
    for sort in SORTS:
        if name.startswith(sort + " "):
            return sort
    raise SystemExit(f"no known sort of unit leads {name!r}")


def written(columns: Row, rows: Iterable[Row]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return unicodedata.normalize("NFC", text.getvalue())


def read_units(database: sqlite3.Connection) -> tuple[list[Row], list[Row]]:
    provinces = sorted(database.execute("select distinct provinceCode, province from admin_units"))
    communes = sorted(database.execute("select wardCode, ward, provinceCode from admin_units"))
    return (
        [(code, name, sort_of(name), VALID_FROM) for code, name in provinces],
        [(code, name, sort_of(name), parent, VALID_FROM) for code, name, parent in communes],
    )


def read_predecessors(
    database: sqlite3.Connection, mapping: dict[str, dict[str, dict[str, object]]]
) -> list[Row]:
    """Return old code, name, district, province, new code, extent; old units without a code are left out."""
    new = {
        (province, ward): code
        for province, ward, code in database.execute("select provinceKey, wardKey, wardCode from admin_units")
    }
    old = {
        "_".join(part or "" for part in row[:3]): row[3:]
        for row in database.execute(
            "select provinceKey, districtKey, wardKey, wardCode, ward, district, province"
            " from admin_units_legacy"
        )
    }
    rows: set[tuple[str, ...]] = set()
    for province, wards in mapping["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, predecessors in wards.items():
            for key in predecessors:  # type: ignore[attr-defined]
                if old[key][0]:
                    rows.add((*old[key], new[province, ward], "whole"))
    for province, wards in mapping["DICT_PROVINCE_WARD_DIVIDED"].items():
        for key, parts in wards.items():
            for part in parts:  # type: ignore[attr-defined]
                rows.add((*old[key], new[province, part["newWardKey"]], "part"))
    return sorted(rows)


def compare(communes: list[Row], reference: Path) -> None:
    with reference.open(encoding="utf-8-sig", newline="") as file:
        wanted = {row["commune_code"]: row for row in csv.DictReader(file)}
    ours = {row[0]: row for row in communes}
    print("only here:", sorted(set(ours) - set(wanted)), "only there:", sorted(set(wanted) - set(ours)))
    moved = [code for code in ours.keys() & wanted.keys() if ours[code][3] != wanted[code]["province_code"]]
    names = [code for code in ours.keys() & wanted.keys() if ours[code][1] != wanted[code]["commune_name"]]
    print(f"{len(ours)} communes, other province: {sorted(moved)}, other spelling or sort: {len(names)}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--date", required=True, help="the day to write into the headers, YYYY-MM-DD")
    arguments.add_argument("--check", type=Path, help="a reference list of communes to compare with")
    options = arguments.parse_args()
    data = package_folder() / "data"
    database = sqlite3.connect(f"{(data / 'dataset.db').as_uri()}?mode=ro", uri=True)
    provinces, communes = read_units(database)
    mapping = json.loads((data / "converter_2025.json").read_text(encoding="utf-8"))
    predecessors = read_predecessors(database, mapping)
    OUT.mkdir(parents=True, exist_ok=True)
    lists = {
        "provinces.csv": header("The provinces of Viet Nam", options.date)
        + written(("code", "name", "sort", "valid_from"), provinces),
        "communes.csv": header("The communes of Viet Nam (xã, phường, đặc khu)", options.date)
        + written(("code", "name", "sort", "parent", "valid_from"), communes),
    }
    for name, text in lists.items():
        (OUT / name).write_text(text, encoding="utf-8", newline="\n")
    columns = ("old_code", "old_name", "old_district", "old_province", "new_code", "extent")
    old_list = header(
        "Communes before the reform and what became of them; extent: whole or part", options.date
    )
    packed = gzip.compress((old_list + written(columns, predecessors)).encode("utf-8"), 9, mtime=0)
    (OUT / "predecessors.csv.gz").write_bytes(packed)
    print(f"{len(provinces)} provinces, {len(communes)} communes, {len(predecessors)} links")
    if options.check:
        compare(communes, options.check)


if __name__ == "__main__":
    main()
