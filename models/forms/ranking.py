"""The order of calculation: every rule after all that it reads; a circle is an error that names its nodes."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heapify, heappop, heappush

from models.forms.definition import Node, Property, Reads, Rule
from models.forms.errors import CycleError
from models.forms.expressions.analysis import dependencies
from models.forms.expressions.coding import Tree, from_tree
from models.forms.places import Place, places

CONSTANT: tuple[Tree, Tree] = (["true()"], ["false()"])


def rank(root: Node) -> tuple[Rule, ...]:
    """Return the rules of a form in the order of calculation.

    Raises CycleError whose details name the refs on a circle, and DefinitionError for a bad expression.
    """
    try:
        return _rank(root, below=True)
    except CycleError:  # a cell may ask whether its own group holds anything: that alone is no circle
        return _rank(root, below=False)


def _rank(root: Node, *, below: bool) -> tuple[Rule, ...]:
    """``below``: what asks for a group as a whole reads everything in it."""
    numbered = places(root)
    refs = {place.ref: place.number for place in numbered}
    rules = [
        Rule(place.number, what, _reads(tree, place, refs, numbered, below=below))
        for place in numbered
        for what, tree in expressions_of(place.node)
    ]
    ordered = [rules[index] for index in _ranked(rules, numbered)]
    return (*ordered, *_choices(numbered, refs))


def _choices(numbered: list[Place], refs: dict[str, int]) -> Iterator[Rule]:
    """Selects whose choices follow the entry come last: clearing one may set earlier rules going again."""
    for place in numbered:
        itemset = place.node.itemset
        if itemset is None or itemset.nodeset is None:
            continue
        reads = _reads(itemset.nodeset, place, refs, numbered)
        if reads:
            yield Rule(place.number, "choices", reads)


def expressions_of(node: Node) -> Iterator[tuple[Property, Tree]]:
    """Yield the expressions of a node that are recalculated; true() and false() are known beforehand."""
    if node.repeat_count is not None:
        yield "count", node.repeat_count
    if node.relevant is not None and node.relevant not in CONSTANT:
        yield "relevant", node.relevant
    if node.required is not None and node.required not in CONSTANT:
        yield "required", node.required
    if node.readonly is not None and node.readonly not in CONSTANT:
        yield "readonly", node.readonly
    if node.calculate is not None:
        yield "calculate", node.calculate


def _reads(
    tree: Tree, reader: Place, refs: dict[str, int], numbered: list[Place], *, below: bool = False
) -> tuple[Reads, ...]:
    found = set()
    for dependency in dependencies(from_tree(tree), reader.ref):
        common = refs.get(dependency.common, 0)
        for number in _matching(dependency.ref, refs, numbered):
            found.add(Reads(number, common))
            if below and dependency.below:
                inside = range(number + 1, numbered[number].end)
                found.update(Reads(each, common) for each in inside if each != reader.number)
    return tuple(sorted(found))


def _matching(ref: str, refs: dict[str, int], numbered: list[Place]) -> list[int]:
    if "*" not in ref:
        return [refs[ref]] if ref in refs else []
    wanted = ref.split("/")
    return [
        place.number
        for place in numbered
        if len(parts := place.ref.split("/")) == len(wanted)
        and all(want in ("*", part) for want, part in zip(wanted, parts, strict=True))
    ]


def _edges(rules: list[Rule], numbered: list[Place]) -> list[set[int]]:
    """For each rule, the rules that must come after it."""
    readers = _readers(rules)
    after: list[set[int]] = []
    for rule in rules:
        followers: set[int] = set()
        if rule.property == "relevant":
            for number in range(rule.node, numbered[rule.node].end):  # a hidden group blanks all in it
                followers |= readers.get(number, set())
        elif rule.property == "calculate":
            followers |= readers.get(rule.node, set())
        after.append(followers)
    return after


def _row_edges(rules: list[Rule], numbered: list[Place]) -> list[set[int]]:
    """Better also: the relevance of a repeat before its number of rows, that before all in and about them.

    A form may turn this round ("one more row while the last one says so"): rows then settle step by step.
    """
    readers = _readers(rules)
    after: list[set[int]] = []
    for rule in rules:
        inside = range(rule.node, numbered[rule.node].end)
        if rule.property == "relevant":
            after.append(
                {
                    place
                    for place, other in enumerate(rules)
                    if other.property == "count" and other.node in inside
                }
            )
        elif rule.property == "count":
            cells = {place for place, other in enumerate(rules) if other.node in inside and other is not rule}
            after.append(cells.union(*(readers.get(number, set()) for number in inside)) - {-1})
        else:
            after.append(set())
    for place, rule in enumerate(rules):
        if rule.property == "count":
            after[place] -= {
                other
                for other, found in enumerate(rules)
                if found.property == "relevant" and found.node == rule.node
            }
    return after


def _readers(rules: list[Rule]) -> dict[int, set[int]]:
    readers: dict[int, set[int]] = {}
    for index, rule in enumerate(rules):
        for reads in rule.reads:
            readers.setdefault(reads.read, set()).add(index)
    return readers


def _ranked(rules: list[Rule], numbered: list[Place]) -> list[int]:
    """The rules' order; how rows come to be is minded as far as it makes no circle of its own."""
    after = _edges(rules, numbered)
    preferred = [must | may for must, may in zip(after, _row_edges(rules, numbered), strict=True)]
    try:
        return _sorted(rules, numbered, preferred)
    except CycleError:
        return _sorted(rules, numbered, after)


def _sorted(rules: list[Rule], numbered: list[Place], after: list[set[int]]) -> list[int]:
    waiting = [0] * len(rules)
    for followers in after:
        for follower in followers:
            waiting[follower] += 1
    ready = [index for index, count in enumerate(waiting) if not count]
    heapify(ready)  # document order among the ready ones: the same form always ranks the same
    order: list[int] = []
    while ready:
        index = heappop(ready)
        order.append(index)
        for follower in after[index]:
            waiting[follower] -= 1
            if not waiting[follower]:
                heappush(ready, follower)
    if len(order) < len(rules):
        left = {index for index, count in enumerate(waiting) if count}
        raise CycleError(refs=_circle(rules, numbered, after, left))
    return order


def _circle(
    rules: list[Rule], numbered: list[Place], after: list[set[int]], left: set[int]
) -> tuple[str, ...]:
    """Follow the rules that wait until one comes back; those behind a circle are not on it."""
    before: dict[int, int] = {}
    for index in sorted(left):
        for follower in after[index] & left:
            before.setdefault(follower, index)
    index, seen = min(left), list[int]()
    while index not in seen:
        seen.append(index)
        index = before[index]
    ring = seen[seen.index(index) :]
    ring.reverse()
    return tuple(dict.fromkeys(numbered[rules[one].node].ref for one in ring))
