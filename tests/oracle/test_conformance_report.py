from __future__ import annotations

from pathlib import Path

import pytest

from scripts.conformance import Report, softened, workbooks
from scripts.oracle.javarosa import available

FORMS = Path(__file__).resolve().parent / "forms"


def test_every_form_of_ours_is_found_and_compiled(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report()
    for path in workbooks(FORMS, ""):
        report.compile(path)
    report.print(as_json=False)
    assert report.faults == []
    assert len(report.compiled) == len([path for path in FORMS.iterdir() if (path / "survey.csv").is_file()])
    assert "refused   0" in capsys.readouterr().out


def test_a_refusal_is_counted_by_its_reason(tmp_path: Path) -> None:
    (tmp_path / "form.csv").write_text("survey,,,\n,type,name,label\n,geopoint,g,Nơi\n", encoding="utf-8")
    report = Report()
    for path in workbooks(tmp_path, ""):
        report.compile(path)
    assert report.reasons() == {"TYPE_UNSUPPORTED": 1}
    assert report.faults == []


def test_a_file_that_is_no_workbook_is_no_crash(tmp_path: Path) -> None:
    (tmp_path / "form.xlsx").write_bytes(b"PK\x03\x04 and then nothing")
    report = Report()
    report.compile(tmp_path / "form.xlsx")
    assert list(report.reasons()) == ["WORKBOOK_UNREADABLE"]


def test_softening_makes_pictures_and_places_texts() -> None:
    xform = '<bind nodeset="/d/g" type="geopoint"/><upload ref="/d/p" mediatype="image/*"></upload>'
    assert (
        softened(xform)
        == '<bind nodeset="/d/g" type="string"/><input ref="/d/p" mediatype="image/*"></input>'
    )


@pytest.mark.skipif(not available(), reason="no JDK or no ODK_Validate.jar here")
def test_the_two_engines_agree_on_a_form() -> None:
    report = Report()
    report.compile(FORMS / "relevance")
    report.match(1, 10, soften=False)
    total = report.total()
    assert total.states > 100
    assert total.equal + total.stale == total.states
