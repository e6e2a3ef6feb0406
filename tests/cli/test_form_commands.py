from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.main import main

MESSAGE = "constraint_message::Tiếng Việt (vi),constraint_message::English (en)"
SURVEY = f"""type,name,label::Tiếng Việt (vi),label::English (en),relevant,constraint,{MESSAGE}
integer,a,Số hộ,Households,,. < 10,Phải nhỏ hơn 10,Must be under 10
select_one yn,q,Có không,Yes or no,${{a}} > 3,,,
begin repeat,r,Dòng,Row,,,,
text,x,Ô,Cell,,,,
end repeat,,,,,,,
"""
CHOICES = "list_name,name,label::Tiếng Việt (vi),label::English (en)\nyn,y,Có,Yes\nyn,n,Không,No\n"
SETTINGS = "form_id,form_title,default_language\nthu,Thử,Tiếng Việt (vi)\n"


@pytest.fixture
def form(tmp_path: Path) -> Path:
    folder = tmp_path / "thu"
    folder.mkdir()
    for name, text in (("survey", SURVEY), ("choices", CHOICES), ("settings", SETTINGS)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def run(*words: object) -> int:
    return main([str(word) for word in words])


def spoil(form: Path) -> None:
    survey = form / "survey.csv"
    survey.write_text(survey.read_text(encoding="utf-8").replace(". < 10", '". < 2,5"'), encoding="utf-8")


def test_check_is_silent_about_a_good_form(form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("form", "check", form, "--json") == 0
    assert json.loads(capsys.readouterr().out) == []


def test_check_tells_sheet_cell_code_and_both_sentences(
    form: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(form)
    assert run("form", "check", form, "--json") == 1
    (complaint,) = json.loads(capsys.readouterr().out)
    assert list(complaint) == ["severity", "sheet", "cell", "code", "message_vi", "message_en"]
    assert (complaint["severity"], complaint["sheet"], complaint["cell"], complaint["code"]) == (
        "error",
        "survey",
        "F2",
        "DECIMAL_COMMA",
    )
    assert "2.5" in complaint["message_vi"]


def test_check_speaks_the_asked_language(form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(form)
    assert run("--lang", "vi", "form", "check", form) == 1
    assert "survey F2: Số thập phân" in capsys.readouterr().out
    assert run("--lang", "en", "form", "check", form) == 1
    assert "survey F2: Numbers" in capsys.readouterr().out


def test_a_file_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    assert run("form", "check", tmp_path / "không có.xlsx") == 2


def test_compile_writes_the_definition(form: Path, tmp_path: Path) -> None:
    out = tmp_path / "thu.json"
    assert run("form", "compile", form, "-o", out) == 0
    assert json.loads(out.read_text(encoding="utf-8"))["form_id"] == "thu"


def test_compile_writes_nothing_for_a_refused_form(
    form: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(form)
    out = tmp_path / "thu.json"
    assert run("form", "compile", form, "-o", out) == 1
    assert not out.exists()
    assert "survey F2" in capsys.readouterr().out


def test_trace_shows_one_state_before_and_one_after_each_operation(
    form: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ops = tmp_path / "ops.json"
    ops.write_text(
        json.dumps(
            [
                {"op": "set", "path": "/data/a", "value": "5"},
                {"op": "set", "path": "/data/a", "value": "50"},
                {"op": "add_row", "path": "/data/r"},
                {"op": "set", "path": "/data/r[2]/x", "value": "Ổi"},
                {"op": "remove_row", "path": "/data/r[1]"},
                {"op": "language", "value": "en"},
            ]
        ),
        encoding="utf-8",
    )
    assert run("form", "trace", form, "--ops", ops, "--now", "2026-10-20T08:00:00+07:00", "--json") == 0
    states = [
        {node["path"]: node for node in state["nodes"]}
        for state in json.loads(capsys.readouterr().out)["states"]
    ]
    assert len(states) == 7
    keys = ["path", "value", "relevant", "required", "readonly", "valid", "message", "label", "choices"]
    assert list(states[0]["/data/a"]) == keys
    assert [state["/data/q"]["relevant"] for state in states[:3]] == [False, True, True]
    assert (states[2]["/data/a"]["valid"], states[2]["/data/a"]["message"]) == (False, "Phải nhỏ hơn 10")
    assert states[1]["/data/q"]["choices"] == ["y", "n"]
    assert "/data/r[2]/x" not in states[2]
    assert states[4]["/data/r[2]/x"]["value"] == "Ổi"
    assert states[5]["/data/r[1]/x"]["value"] == "Ổi"
    assert (states[6]["/data/a"]["label"], states[6]["/data/a"]["message"]) == (
        "Households",
        "Must be under 10",
    )


def test_a_compiled_definition_traces_like_its_workbook(
    form: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "thu.json"
    run("form", "compile", form, "-o", out)
    capsys.readouterr()
    now = ("--now", "2026-10-20T08:00:00+07:00", "--json")
    run("form", "trace", form, *now)
    first = _without_identity(capsys.readouterr().out)
    run("form", "trace", out, *now)
    assert _without_identity(capsys.readouterr().out) == first


def test_trace_finds_the_lists_beside_the_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form = tmp_path / "f"
    form.mkdir()
    (form / "survey.csv").write_text(
        "type,name,label\nselect_one_from_file thon.csv,t,Thôn\n", encoding="utf-8"
    )
    (form / "thon.csv").write_text("name,label\n1,Thôn 1\n2,Thôn 2\n", encoding="utf-8")
    assert run("form", "trace", form, "--json") == 0
    (state,) = json.loads(capsys.readouterr().out)["states"]
    assert state["nodes"][0]["choices"] == ["1", "2"]


@pytest.mark.parametrize("text", ["{", '{"op": "set"}', '["set"]'])
def test_operations_that_are_none_are_a_usage_error(form: Path, tmp_path: Path, text: str) -> None:
    ops = tmp_path / "ops.json"
    ops.write_text(text, encoding="utf-8")
    assert run("form", "trace", form, "--ops", ops) == 2


def test_an_unknown_operation_is_a_usage_error(form: Path, tmp_path: Path) -> None:
    ops = tmp_path / "ops.json"
    ops.write_text('[{"op": "fly", "path": "/data/a"}]', encoding="utf-8")
    assert run("form", "trace", form, "--ops", ops) == 2


def _without_identity(text: str) -> list[object]:
    (state,) = json.loads(text)["states"]
    return [node for node in state["nodes"] if not node["path"].endswith("/instanceID")]
