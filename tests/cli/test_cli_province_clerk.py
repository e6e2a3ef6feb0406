"""What a clerk of a province is told who calls a command wrongly, too early, or of what is not there."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

House = Run = Any  # fixtures of conftest.py


@pytest.fixture
def unpublished(run: Run, tmp_path: Path) -> tuple[str, ...]:
    """A province that was made and has published nothing."""
    place = tmp_path / "province"
    assert run("province", "init", place, "--code", "56").code == 0
    return ("--workspace", str(place))


@pytest.fixture
def sent(run: Run, house: House, month: str, figures: Path) -> Path:
    """A bundle with the completed monthly form."""
    assert run("enter", "monthly", month, "--from", figures, "--complete", *house.here).code == 0
    return Path(run("export", "--to", house.stick, *house.here, "--json").json["file"])


@pytest.mark.parametrize("words", [("status", "--period", "10/2026"), ("tasks",), ("archive", "verify")])
def test_before_anything_is_published_the_province_is_told_to_publish(
    run: Run, unpublished: tuple[str, ...], words: tuple[str, ...]
) -> None:
    said = run("province", *words, *unpublished)
    assert said.code == 3
    assert "xaso province publish" in said.err
    assert "xaso receive" not in said.err


def test_an_empty_archive_of_a_province_that_published_is_still_wrong(run: Run, house: House) -> None:
    archive = house.province / "archive"
    shutil.rmtree(archive)
    archive.mkdir()
    assert run("province", "archive", "verify", *house.there).code == 1


def test_a_comment_at_a_cell_that_the_form_does_not_have_is_refused_with_those_close_to_it(
    run: Run, house: House, sent: Path, month: str
) -> None:
    run("province", "import", sent, *house.there)
    entry = ("22810", "monthly", month)
    for wrong in ("gov_edocs_num=sai", "/data/p6/gov_edoc_num=sai"):
        said = run("province", "return", *entry, "--comment", wrong, *house.there)
        assert said.code == 2
        assert "/data/p6/gov_edocs_num" in said.err
    right = ("/data/p6/gov_edocs_num=xem lại", "/data/villages[2]/soc_eid_active_num=xem lại", "=cả phiếu")
    words = [word for each in right for word in ("--comment", each)]
    said = run("province", "return", *entry, *words, *house.there, "--json")
    assert said.code == 0
    assert [each["path"] for each in said.json["comments"]] == [
        "/data/p6/gov_edocs_num",
        "/data/villages[2]/soc_eid_active_num",
        "",
    ]


def test_what_never_came_cannot_be_decided_and_nobody_is_told_to_enter_it(
    run: Run, house: House, month: str
) -> None:
    said = run("province", "accept", "22813", "monthly", month, *house.there, "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "E_NOT_RECEIVED")
    assert "22813" in said.err


def test_a_path_that_is_not_there_is_named_before_anything_is_taken_in(
    run: Run, house: House, sent: Path, month: str
) -> None:
    said = run("province", "import", sent, house.root / "E", *house.there)
    assert said.code == 2
    assert str(house.root / "E") in said.err
    status = run("province", "status", "--period", month, *house.there, "--json").json
    assert status["summary"]["received"] == 0


def test_the_bar_counts_the_files_that_are_taken_in_and_not_our_own_beside_them(
    house: House, sent: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    totals: list[int | None] = []
    done: list[int] = []

    @contextmanager
    def counter(said: object, what: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
        totals.append(total)
        yield done.append

    monkeypatch.setattr("cli.progress.counter", counter)
    monkeypatch.setattr("cli.call.Call.on_terminal", True)
    run("province", "import", sent, *house.there, "--receipts", house.stick)
    run("province", "import", house.stick, *house.there)
    assert len(list(house.stick.glob("K-*.tar"))) == 1
    assert totals[-1] == done[-1]


def test_an_empty_folder_is_told_as_such(run: Run, house: House, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    said = run("province", "import", tmp_path / "stick", *house.there)
    assert said.code == 0
    assert "Không tìm thấy tệp nào ở đó." in said.out
    assert "Tệp  " not in said.out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("status", "--period", "10/2026", "--units", "x"), "“x” không phải một trong: then, today"),
        (("import", "--jobs", "0", "x"), "phải từ 1 trở lên"),
        (("import", "--jobs", "hai", "x"), "phải là số nguyên"),
    ],
)
def test_a_value_that_cannot_be_taken_is_told_in_the_callers_language(
    run: Run, house: House, words: tuple[str, ...], sentence: str
) -> None:
    said = run("province", *words, *house.there)
    assert said.code == 2
    assert sentence in said.err
    assert "Input should" not in said.err
    assert "Value error" not in said.err
