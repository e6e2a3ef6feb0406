from __future__ import annotations

from models.forms.expressions import Call, Number, Path, parse
from models.forms.expressions.walking import depth, value_paths, walk

FIGURE = "sum(/data/r[../kind = 'a']/x) + -(/data/y) div instance('t')/root/item[code = current()/../z]/n"


def refs(paths: list[Path]) -> list[str]:
    return ["/".join(step.name for step in path.steps) for path in paths]


def test_a_walk_meets_everything_in_the_order_in_which_it_is_written() -> None:
    paths = [one for one in walk(parse(FIGURE)) if isinstance(one, Path)]
    assert refs(paths) == ["data/r/x", "/kind", "data/y", "root/item/n", "code", "/z"]
    assert [one.name for one in walk(parse(FIGURE)) if isinstance(one, Call)] == [
        "sum",
        "instance",
        "current",
    ]


def test_a_value_is_made_of_paths_and_not_of_what_picks_their_nodes() -> None:
    assert refs(list(value_paths(parse(FIGURE)))) == ["data/r/x", "data/y", "root/item/n"]


def test_depth_counts_the_longest_way_down() -> None:
    assert depth(Number(1)) == 1
    assert depth(parse("1 + 2")) == 2
    assert depth(parse("/data/r[x = 1 + 2]")) == 4


def test_a_sum_of_thousands_of_terms_is_walked_without_the_stack() -> None:
    tree = parse("1")
    for _ in range(5000):
        tree = Call("abs", (tree,))
    assert depth(tree) == 5001
    assert sum(1 for _ in walk(tree)) == 5001
