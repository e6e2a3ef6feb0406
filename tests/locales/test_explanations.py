"""Every error of the house is explained in both languages, with a remedy and an exit code."""

from __future__ import annotations

import ast
import importlib
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.outcome import EXIT_CODES
from locales.explain import WORDINGS, explain, explain_code
from locales.words import Words
from models.errors import Family, UnknownUnitError, XasoError
from models.national import province_units
from models.units import Units

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("models", "sync", "locales", "reports", "tui", "cli")


def _everything_is_imported() -> None:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if parts[-1] == "__main__":
                continue
            importlib.import_module(".".join(parts[:-1] if parts[-1] == "__init__" else parts))


def _subclasses(of: type[XasoError]) -> Iterator[type[XasoError]]:
    for child in of.__subclasses__():
        if child.__module__.split(".")[0] in ROOMS:
            yield child
        yield from _subclasses(child)


@pytest.fixture(scope="module")
def errors() -> set[type[XasoError]]:
    """Every error class of the house."""
    _everything_is_imported()
    return {XasoError, *_subclasses(XasoError)}


def test_every_error_class_has_an_explanation_with_a_remedy(errors: set[type[XasoError]]) -> None:
    assert len(errors) > 20
    assert sorted({error.code for error in errors} - set(WORDINGS)) == []


def test_every_error_class_has_an_exit_code(errors: set[type[XasoError]]) -> None:
    assert {error.family for error in errors} <= set(EXIT_CODES)
    assert set(EXIT_CODES) == set(Family)


@pytest.mark.parametrize("code", sorted(WORDINGS))
def test_an_explanation_is_three_full_texts_in_each_language(code: str) -> None:
    vi, en = explain_code(code, Words("vi")), explain_code(code, Words("en"))
    assert vi.code == en.code == code
    for explanation in (vi, en):
        assert explanation.title
        assert explanation.body
        assert explanation.remedy
        assert "\n" not in str(explanation)
    if code != "E_USAGE":  # its body is the problem itself
        assert vi.body != en.body
    assert vi.title != en.title
    assert vi.remedy != en.remedy


@pytest.mark.parametrize("code", sorted(WORDINGS))
def test_both_languages_name_the_same_details(code: str) -> None:
    wording = WORDINGS[code]
    for message in (wording.title, wording.body, wording.remedy):
        assert _fields(message) == _fields(Words("vi").text(message))


def test_every_refusal_of_a_cell_is_explained() -> None:
    codes = set()
    for path in (ROOT / "models").rglob("*.py"):
        for call in re.findall(r"Refusal\(([^)]*)", path.read_text(encoding="utf-8")):
            codes |= set(re.findall(r'"(E_[A-Z0-9_]+)"', call))
    assert len(codes) > 5
    assert codes <= set(WORDINGS)


def test_the_details_of_an_error_are_named_in_its_explanation() -> None:
    told = explain(UnknownUnitError(value="99999"), Words("vi"))
    assert "99999" in told.body


def test_an_unknown_unit_is_shown_to_the_person_who_gave_its_code() -> None:
    with pytest.raises(UnknownUnitError) as unit:
        Units([]).get("99999")
    with pytest.raises(UnknownUnitError) as province:
        province_units("22810")
    assert "99999" in explain(unit.value, Words("vi")).body
    assert "22810" in explain(province.value, Words("vi")).body


@pytest.mark.parametrize("error", ["UnknownUnitError", "UnknownFormError"])
def test_who_asks_for_what_the_catalogue_does_not_know_is_told_what_it_was(error: str) -> None:
    calls = [
        (path.name, {keyword.arg for keyword in node.keywords})
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == error
    ]
    assert calls
    assert [where for where, given in calls if "value" not in given] == []


def test_an_unforeseen_code_is_still_explained_under_its_own_name() -> None:
    told = explain_code("E_FROM_THE_FUTURE", Words("vi"))
    assert told.code == "E_FROM_THE_FUTURE"
    assert told.body


def test_a_detail_that_was_not_given_does_not_break_the_explanation() -> None:
    assert "…" in explain_code("E_UNKNOWN_UNIT", Words("vi")).body


def _fields(message: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(message) if name}
