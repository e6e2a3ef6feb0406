"""The figures for DHIS2."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from locales.words import Words
from reports.documents import Book, Format, write
from reports.documents.dhis2 import iso_period
from reports.documents.errors import PeriodNotInDhis2Error

Values = dict[tuple[str, str], dict[str, str]]


@pytest.fixture(scope="module")
def values(
    book: Book, vi: Words, tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str], dict[str, str]]:
    out = tmp_path_factory.mktemp("dhis2") / "values.json"
    write(book, [], Format.DHIS2, out, vi)
    document = json.loads(out.read_text(encoding="utf-8"))
    assert list(document) == ["dataValues"]
    return {(one["dataElement"], one["orgUnit"]): one for one in document["dataValues"]}


def test_a_share_is_two_elements_and_a_count_one(values: Values) -> None:
    assert values["soc_health_NUM", "22810"] == {
        "dataElement": "soc_health_NUM",
        "period": "202610",
        "orgUnit": "22810",
        "value": "60000",
    }
    assert values["soc_health_DEN", "22810"]["value"] == "80000"
    assert values["awa_media", "22810"]["value"] == "1204"
    assert ("awa_media_NUM", "22810") not in values


def test_blank_and_inapplicable_are_left_out_and_nought_is_sent(
    values: Values,
) -> None:
    assert not [key for key in values if key[0].startswith("soc_health") and key[1] in ("22822", "22828")]
    assert values["awa_media", "22813"]["value"] == "0"
    assert values["gov_edocs_DEN", "22828"]["value"] == "0"


@pytest.mark.parametrize(
    ("period", "written"),
    [("2026M10", "202610"), ("2026Q3", "2026Q3"), ("2026H1", "2026S1"), ("2026", "2026")],
)
def test_periods_are_written_as_dhis2_reads_them(period: str, written: str) -> None:
    assert iso_period(period) == written


def test_nine_months_are_refused_and_no_file_is_left(book: Book, vi: Words, tmp_path: Path) -> None:
    measured = tuple(msgspec.structs.replace(one, period="2026N9") for one in book.measured)
    with pytest.raises(PeriodNotInDhis2Error):
        write(msgspec.structs.replace(book, measured=measured), [], Format.DHIS2, tmp_path / "x.json", vi)
    assert list(tmp_path.iterdir()) == []
