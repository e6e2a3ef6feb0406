from __future__ import annotations

import pytest

from models.store.partitions import Part


@pytest.mark.parametrize(
    ("province", "year", "name"),
    [("56", 2026, "t_56_2026"), ("", 0, "t___registers"), ("Ở'", 2026, "t__e1bb9e27_2026")],
)
def test_names_of_partitions_are_plain_whatever_a_province_is_called(
    province: str, year: int, name: str
) -> None:
    assert Part(province, year).table("t") == name
    assert Part(province, year).province_table("t") == name.rpartition("_")[0]
