from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from models.authoring.compiler import compile_workbook
from models.forms.definition import FormDefinition, Node, definition_from_json, definition_to_json
from models.forms.earlier import NEVER
from models.forms.expressions import from_tree, to_text

VI, EN = "label::Tiếng Việt (vi)", "label::English (en)"
XASO = [
    {
        "namespaces": 'xaso="https://xaso.example/ns/1"',
        "form_id": "thu",
        "form_title": "Thử",
        "version": "7",
        "default_language": "Tiếng Việt (vi)",
    }
]
YN = [
    {"list_name": "yn", "name": "y", VI: "Có", EN: "Yes"},
    {"list_name": "yn", "name": "n", VI: "Không", EN: "No"},
]


@pytest.fixture
def definition_of(make_workbook):
    def make(
        survey: Sequence[Mapping[str, Any]],
        choices: Sequence[Mapping[str, Any]] = (),
        settings: Sequence[Mapping[str, Any]] = (),
    ) -> FormDefinition:
        compiled = compile_workbook(make_workbook(survey, choices, settings))
        assert compiled.definition is not None, compiled.errors
        return compiled.definition

    return make


def at(definition: FormDefinition, ref: str) -> Node:
    node = definition.root
    for name in ref.split("/")[2:]:
        node = next(child for child in node.children if child.name == name)
    return node


@pytest.mark.parametrize(
    ("written", "kind", "datatype"),
    [
        ("text", "text", "string"),
        ("integer", "integer", "int"),
        ("decimal", "decimal", "decimal"),
        ("date", "date", "date"),
        ("time", "time", "time"),
        ("dateTime", "dateTime", "dateTime"),
        ("note", "note", "string"),
        ("acknowledge", "acknowledge", "string"),
        ("select_one yn", "select_one", "string"),
        ("select_multiple yn", "select_multiple", "string"),
        ("rank yn", "rank", "string"),
        ("range", "range", "int"),
        ("today", "today", "date"),
        ("start", "start", "dateTime"),
        ("end", "end", "dateTime"),
        ("username", "username", "string"),
        ("hidden", "hidden", "string"),
    ],
)
def test_every_supported_type_keeps_its_kind_and_datatype(
    definition_of, written: str, kind: str, datatype: str
) -> None:
    node = at(definition_of([{"type": written, "name": "q", VI: "Hỏi"}], YN), "/data/q")
    assert (node.type, node.datatype) == (kind, datatype)


def test_labels_stand_by_language_code_with_outputs_as_trees(definition_of) -> None:
    definition = definition_of(
        [
            {"type": "integer", "name": "a", VI: "Số hộ", EN: "Households"},
            {"type": "note", "name": "n", VI: "Có ${a} hộ", EN: "${a} households"},
        ],
        [],
        XASO,
    )
    assert definition.languages == ("vi", "en")
    assert definition.default_language == "vi"
    label = at(definition, "/data/n").label
    assert label is not None
    assert label["vi"] == ["Có ", [["/", "/", "data", "a"]], " hộ"]
    assert [to_text(from_tree(part[0])) for part in label["en"] if isinstance(part, list)] == ["/data/a"]


def test_title_identity_and_version_come_from_the_settings(definition_of) -> None:
    definition = definition_of([{"type": "text", "name": "a", VI: "Chữ", EN: "Text"}], [], XASO)
    assert (definition.form_id, definition.version, definition.title["vi"]) == ("thu", "7", "Thử")


def test_a_repeat_is_one_node_with_its_count(definition_of) -> None:
    definition = definition_of(
        [
            {"type": "integer", "name": "so", VI: "Số"},
            {"type": "begin repeat", "name": "r", VI: "Dòng", "repeat_count": "${so} + 1"},
            {"type": "text", "name": "x", VI: "Ô"},
            {"type": "end repeat"},
        ]
    )
    node = at(definition, "/data/r")
    assert (node.kind, [child.name for child in node.children]) == ("repeat", ["x"])
    assert node.repeat_count is not None
    assert to_text(from_tree(node.repeat_count)) == "/data/r_count"
    assert at(definition, "/data/r_count").type == "calculate"


def test_our_own_columns_are_kept(definition_of) -> None:
    definition = definition_of(
        [
            {"type": "begin repeat", "name": "r", VI: "Thôn", "body::xaso:layout": "grid"},
            {
                "type": "integer",
                "name": "a",
                VI: "Số",
                "bind::xaso:unit": "người",
                "bind::xaso:warning": ". < ${b}",
                "bind::xaso:warningMsg": "Lớn hơn ${b}?",
                "bind::xaso:warningMsg::English (en)": "More than ${b}?",
                "bind::xaso:compare": "20",
                "bind::xaso:sensitive": "yes",
            },
            {"type": "integer", "name": "b", VI: "B"},
            {"type": "end repeat"},
        ],
        [],
        XASO,
    )
    node = at(definition, "/data/r/a")
    assert at(definition, "/data/r").layout == "grid"
    assert (node.unit, node.compare, node.sensitive) == ("người", 20.0, True)
    assert node.warning is not None
    assert node.warning_message is not None
    assert node.warning_message[""][0] == "Lớn hơn "
    assert node.warning_message["en"][0] == "More than "


@pytest.mark.parametrize("word", ["no", "Không"])
def test_a_question_may_ask_never_to_be_compared(definition_of, word: str) -> None:
    definition = definition_of(
        [{"type": "integer", "name": "a", VI: "Số", "bind::xaso:compare": word}], [], XASO
    )
    assert at(definition, "/data/a").compare == NEVER


def test_choices_stand_in_instances_with_their_filter_columns(definition_of) -> None:
    definition = definition_of(
        [
            {"type": "text", "name": "loc", VI: "Lọc"},
            {"type": "select_one yn", "name": "s", VI: "Chọn", "choice_filter": "nhom = ${loc}"},
        ],
        [dict(row, nhom=number) for number, row in enumerate(YN)],
    )
    itemset = at(definition, "/data/s").itemset
    assert itemset is not None
    assert (itemset.value, itemset.itext) == ("name", True)
    rows = definition.instances["yn"].rows
    assert [(row["name"], row["nhom"]) for row in rows] == [("y", "0"), ("n", "1")]
    assert definition.texts[rows[0]["itextId"]] == {"vi": "Có", "en": "Yes"}


def test_lists_in_csv_files_are_named_without_their_ending(definition_of) -> None:
    definition = definition_of(
        [
            {"type": "select_one_from_file thon.csv", "name": "t", VI: "Thôn"},
            {"type": "calculate", "name": "d", "calculation": "pulldata('dan_so', 'n', 'name', ${t})"},
        ]
    )
    assert {name: instance.csv for name, instance in definition.instances.items()} == {
        "thon": "thon",
        "dan_so": "dan_so",
    }


def test_defaults_triggers_and_new_rows_become_actions(definition_of) -> None:
    definition = definition_of(
        [
            {"type": "text", "name": "a", VI: "A", "default": "today()"},
            {"type": "text", "name": "b", VI: "B", "trigger": "${a}", "calculation": "concat(${a}, '!')"},
            {"type": "text", "name": "s", VI: "S", "default": "xã"},
            {"type": "begin repeat", "name": "r", VI: "R"},
            {"type": "date", "name": "x", VI: "X", "default": "today()"},
            {"type": "end repeat"},
        ]
    )
    events = sorted((action.event, action.target, action.source) for action in definition.actions)
    assert ("changed", "/data/b", "/data/a") in events
    assert ("first-load", "/data/a", "") in events
    assert ("new-row", "/data/r/x", "") in events
    assert at(definition, "/data/s").default == "xã"


def test_a_definition_survives_its_own_json(definition_of) -> None:
    definition = definition_of(
        [{"type": "integer", "name": "a", VI: "Số", "constraint": ". > 0", "required": "yes"}], [], XASO
    )
    text = definition_to_json(definition)
    assert definition_to_json(definition_from_json(text)) == text


def test_the_same_workbook_gives_the_same_bytes(make_workbook) -> None:
    path = make_workbook([{"type": "select_one yn", "name": "s", VI: "Chọn"}], YN, XASO)
    first, second = compile_workbook(path).definition, compile_workbook(path).definition
    assert first is not None
    assert second is not None
    assert definition_to_json(first) == definition_to_json(second)


def test_the_three_file_kinds_of_one_form_compile_to_the_same_definition(
    make_workbook, tmp_path: Path
) -> None:
    rows = [
        {"type": "integer", "name": "a", VI: "Số hộ"},
        {"type": "calculate", "name": "c", "calculation": "${a} * 2"},
    ]
    excel = compile_workbook(make_workbook(rows, [], [{"form_id": "f", "form_title": "F"}]))
    folder = tmp_path / "sheets"
    folder.mkdir()
    (folder / "survey.csv").write_text(
        f"type,name,{VI},calculation\ninteger,a,Số hộ,\ncalculate,c,,${{a}} * 2\n", encoding="utf-8"
    )
    (folder / "settings.csv").write_text("form_id,form_title\nf,F\n", encoding="utf-8")
    xform = tmp_path / "form.xml"
    assert excel.xform is not None
    xform.write_text(excel.xform, encoding="utf-8")
    definitions = [one.definition for one in (excel, compile_workbook(folder), compile_workbook(xform))]
    texts = [definition_to_json(one) for one in definitions if one is not None]
    assert len(texts) == 3
    assert len(set(texts)) == 1


def test_rows_of_nested_repeats_are_counted_in_their_own_row(definition_of) -> None:
    definition = definition_of(
        [
            {"type": "begin repeat", "name": "ho", VI: "Hộ"},
            {"type": "begin repeat", "name": "a", VI: "A"},
            {"type": "text", "name": "x", VI: "X"},
            {"type": "end repeat"},
            {"type": "begin group", "name": "g", VI: "G"},
            {"type": "begin repeat", "name": "b", VI: "B"},
            {"type": "text", "name": "y", VI: "Y"},
            {"type": "end repeat"},
            {"type": "end group"},
            {"type": "end repeat"},
        ]
    )
    rows = {
        ref: (at(definition, ref).rows, at(definition, ref).new_rows)
        for ref in ("/data/ho", "/data/ho/a", "/data/ho/g/b")
    }
    assert rows == {"/data/ho": (1, 0), "/data/ho/a": (1, 0), "/data/ho/g/b": (1, 1)}
