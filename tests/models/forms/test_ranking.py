"""The order of calculation."""

from __future__ import annotations

import pytest

from models.forms.definition import Itemset, Node
from models.forms.errors import CycleError
from models.forms.expressions import parse, to_tree
from models.forms.places import places
from models.forms.ranking import rank


def tree(text: str) -> object:
    return to_tree(parse(text))


def calculate(name: str, text: str) -> Node:
    return Node(name, type="calculate", calculate=tree(text))  # type: ignore[arg-type]


def order(*children: Node) -> list[tuple[str, str]]:
    root = Node("data", "group", children=children)
    numbered = places(root)
    return [(numbered[rule.node].ref, rule.property) for rule in rank(root)]


def test_a_rule_comes_after_everything_that_it_reads() -> None:
    found = order(calculate("c", "../b + 1"), calculate("b", "../a + 1"), calculate("a", "1"))
    assert [ref for ref, _ in found] == ["/data/a", "/data/b", "/data/c"]


def test_what_reads_a_node_comes_after_the_relevance_of_its_group() -> None:
    group = Node("g", "group", relevant=tree("../a > 1"), children=(Node("x"),))  # type: ignore[arg-type]
    found = order(calculate("s", "/data/g/x"), group, calculate("a", "3"))
    assert found == [("/data/a", "calculate"), ("/data/g", "relevant"), ("/data/s", "calculate")]


def test_the_same_form_always_ranks_the_same() -> None:
    children = [calculate(name, "1") for name in "dcba"]
    assert order(*children) == order(*children)
    assert [ref for ref, _ in order(*children)] == ["/data/d", "/data/c", "/data/b", "/data/a"]


def test_constant_conditions_are_no_rules() -> None:
    assert order(Node("a", required=["true()"], readonly=["false()"], relevant=["true()"])) == []


def test_filtered_choices_come_last_and_make_no_circle() -> None:
    filtered = Itemset(tree("instance('t')/root/item[k = /data/b]"))  # type: ignore[arg-type]
    found = order(Node("s", type="select_one", itemset=filtered), calculate("b", "/data/s"))
    assert found == [("/data/b", "calculate"), ("/data/s", "choices")]


@pytest.mark.parametrize(
    ("children", "refs"),
    [
        ((calculate("a", "../b"), calculate("b", "../a"), calculate("c", "../a")), {"/data/a", "/data/b"}),
        ((calculate("a", ". + 1"),), {"/data/a"}),
        ((calculate("z", "1"), calculate("a", "../b"), calculate("b", "../c"), calculate("c", "../a")),
         {"/data/a", "/data/b", "/data/c"}),
        ((Node("g", "group", relevant=tree("./x = 1"), children=(Node("x"),)),), {"/data/g"}),  # type: ignore[arg-type]
    ],
)  # fmt: skip
def test_a_circle_is_refused_and_names_the_nodes_on_it(children: tuple[Node, ...], refs: set[str]) -> None:
    with pytest.raises(CycleError) as caught:
        order(*children)
    assert set(caught.value.details["refs"]) == refs  # type: ignore[call-overload]
