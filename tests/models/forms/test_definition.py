"""Definitions as text: canonical, and refused when damaged."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from models.forms.definition import (
    FormDefinition,
    Instance,
    Item,
    Itemset,
    Node,
    definition_from_json,
    definition_to_json,
)
from models.forms.errors import DefinitionError


def test_the_same_form_gives_the_same_bytes_whatever_the_order_of_its_texts(
    form: Callable[..., FormDefinition],
) -> None:
    one = form(
        Node("a", label={"vi": "Số", "en": "Number"}), instances={"x": Instance(), "b": Instance(csv="c")}
    )
    two = form(
        Node("a", label={"en": "Number", "vi": "Số"}), instances={"b": Instance(csv="c"), "x": Instance()}
    )
    assert definition_to_json(one) == definition_to_json(two)


def test_defaults_are_left_out_of_the_text(form: Callable[..., FormDefinition]) -> None:
    document = json.loads(definition_to_json(form(Node("a", type="text", rows=1, fixed=False))))
    assert document["root"]["children"] == [{"name": "a", "type": "text"}]


def test_inline_choices_and_tables_survive(form: Callable[..., FormDefinition]) -> None:
    made = form(
        Node("s", itemset=Itemset(items=(Item("a", {"vi": ["A ", [["/", ".", "b"]]]}),))),
        instances={"t": Instance(({"name": "x"},))},
    )
    assert definition_from_json(definition_to_json(made)) == made
    assert definition_from_json(definition_to_json(made).encode()) == made


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"format":1}',
        '{"format":99}',
        "\x00",
        '{"format":1,"root":{"surprise":1}}',
        "[" * 100_000,
    ],
)
def test_damaged_text_is_refused(text: str) -> None:
    with pytest.raises(DefinitionError):
        definition_from_json(text)


def test_an_unknown_field_of_a_node_is_refused(form: Callable[..., FormDefinition]) -> None:
    document = json.loads(definition_to_json(form(Node("a"))))
    document["root"]["children"][0]["colour"] = "red"
    with pytest.raises(DefinitionError):
        definition_from_json(json.dumps(document))
