from __future__ import annotations

from datetime import date

import pytest

from models.errors import UnknownUnitError
from models.national import national_lineage, national_units, province_units
from models.units import Unit, UnitKind, Units


def commune(code: str, **more: object) -> Unit:
    return Unit(code=code, name=f"Xã {code}", kind=UnitKind.COMMUNE, parent="99", **more)  # type: ignore[arg-type]


def test_the_national_list_has_34_provinces_and_3321_communes() -> None:
    units = national_units()
    assert len(units.of_kind(UnitKind.PROVINCE)) == 34
    assert len(units.of_kind(UnitKind.COMMUNE)) == 3321


def test_codes_are_text_and_keep_their_leading_zeros() -> None:
    assert national_units().get("00004").name == "Phường Ba Đình"
    assert national_units().province("00004").code == "01"


def test_every_commune_lies_in_a_province_and_is_named_by_its_sort() -> None:
    units = national_units()
    for unit in units.of_kind(UnitKind.COMMUNE):
        assert unit.parent in units
        assert unit.sort in {"Xã", "Phường", "Đặc khu"}
        assert unit.name.startswith(unit.sort)


def test_the_communes_of_the_former_ninh_son_lie_in_khanh_hoa() -> None:
    units = province_units("56")
    assert units.province("22810").name == "Tỉnh Khánh Hòa"
    assert [units[code].name for code in ("22810", "22813", "22822", "22828", "22738")] == [
        "Xã Ninh Sơn",
        "Xã Lâm Sơn",
        "Xã Mỹ Sơn",
        "Xã Anh Dũng",
        "Phường Đô Vinh",
    ]
    assert len(units.children("56")) == 65


def test_thanh_hoa_works_the_same() -> None:
    units = province_units("38")
    assert units["38"].name == "Tỉnh Thanh Hóa"
    assert len(units.children("38")) == 166


def test_an_unknown_code_is_an_error_and_never_a_blank_unit() -> None:
    for ask in (national_units().get, province_units):
        with pytest.raises(UnknownUnitError):
            ask("00")
    with pytest.raises(UnknownUnitError):
        province_units("22810")


def test_a_whole_merger_carries_history_and_a_split_unit_does_not() -> None:
    lineage = national_lineage()
    assert set(lineage.summed("22810")) == {"22810", "22819"}
    split = {link.old_code for link in lineage.links if len(lineage.successors(link.old_code)) > 1}
    assert len(split) == 471
    for link in lineage.links:
        if link.old_code in split:
            assert link in lineage.for_a_person(link.new_code)
            assert link.old_code not in lineage.summed(link.new_code)


def test_most_codes_of_today_named_a_unit_before() -> None:
    lineage, units = national_lineage(), national_units()
    old = {link.old_code: link.old_name for link in lineage.links}
    kept = [unit for unit in units.of_kind(UnitKind.COMMUNE) if unit.code in old]
    assert len(kept) == 3316
    assert sum(old[unit.code] != unit.name for unit in kept) > 1000


def test_a_merged_unit_is_found_through_its_successors() -> None:
    units = Units(
        [
            commune("00001", valid_to=date(2027, 6, 30), successor="00002"),
            commune("00002", valid_to=date(2028, 6, 30), successor="00003"),
            commune("00003"),
        ]
    )
    assert units.today("00001").code == "00003"
    assert {unit.code for unit in units.carried("00003")} == {"00001", "00002"}
    assert [unit.code for unit in units.children("99", on=date(2028, 1, 1))] == ["00002", "00003"]


def test_a_ring_of_successors_ends() -> None:
    units = Units([commune("00001", successor="00002"), commune("00002", successor="00001")])
    assert units.today("00001").code == "00002"
