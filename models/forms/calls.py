"""Functions that look at nodes: each makes a closure of its arguments' trees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from models.forms.compiling import Closure, value_of
from models.forms.errors import DefinitionError, EvaluationError
from models.forms.expressions.coding import Tree
from models.forms.functions import greatest, least, whole
from models.forms.geometry import area, distance
from models.forms.instance import Cell, Rows
from models.forms.paths import PathCompiler
from models.forms.routes import Place, Route
from models.forms.values import Value, to_boolean, to_number, to_text

Maker: TypeAlias = Callable[[PathCompiler, list[Tree], Place], Closure]
Numeric: TypeAlias = Callable[[Any], float]


def _if(compiler: PathCompiler, arguments: list[Tree], place: Place) -> Closure:
    test = compiler.boolean(arguments[0], place)
    then, otherwise = compiler.value(arguments[1], place), compiler.value(arguments[2], place)
    return lambda context: then(context) if test(context) else otherwise(context)


def _coalesce(compiler: PathCompiler, arguments: list[Tree], place: Place) -> Closure:
    first, second = compiler.value(arguments[0], place), compiler.value(arguments[1], place)

    def coalesce(context: Any) -> Value:
        found = first(context)
        return second(context) if found == "" or found != found else found

    return coalesce


def _once(compiler: PathCompiler, arguments: list[Tree], place: Place) -> Closure:
    own, value = compiler.path_value(["/", ".", "."], place), compiler.value(arguments[0], place)

    def once(context: Any) -> Value:
        held = own(context)
        return value(context) if held == "" else held

    return once


def _sum(compiler: PathCompiler, arguments: list[Tree], place: Place) -> Closure:
    members = compiler.members(arguments[0], place)

    def total(context: Any) -> Value:
        result = 0.0
        for member in members(context):
            value = member.typed if member.__class__ is Cell else member
            if value.__class__ is not float:
                if value == "":
                    continue
                value = to_number(value)
                if value != value:
                    continue
            result += value
        return result

    return total


def _count(compiler: PathCompiler, arguments: list[Tree], place: Place) -> Closure:
    members = compiler.members(arguments[0], place)
    return lambda context: float(len(members(context)))


def _count_non_empty(compiler: PathCompiler, arguments: list[Tree], place: Place) -> Closure:
    members = compiler.members(arguments[0], place)
    return lambda context: float(sum(1 for member in members(context) if _holds(member)))


def _holds(member: Any) -> bool:
    if member.__class__ is Cell and member.children:
        return any(_holds(child) for child in member.children if child.__class__ is not Rows)
    return value_of(member) != ""


def _extreme(choose: Callable[[list[Value]], Value]) -> Maker:
    def make(compiler: PathCompiler, arguments: list[Tree], place: Place) -> Closure:
        values = compiler.values(arguments, place)
        return lambda context: choose(values(context))

    return make


def _concat(compiler: PathCompiler, arguments: list[Tree], place: Place) -> Closure:
    if len(arguments) == 1:
        values = compiler.values(arguments, place)
        return lambda context: "".join(map(to_text, values(context)))
    parts = [compiler.text(tree, place) for tree in arguments]
    return lambda context: "".join([part(context) for part in parts])


def _join(compiler: PathCompiler, arguments: list[Tree], place: Place) -> Closure:
    separator, values = compiler.text(arguments[0], place), compiler.values(arguments[1:], place)
    return lambda context: separator(context).join(map(to_text, values(context)))


def _checklist(compiler: PathCompiler, arguments: list[Tree], place: Place) -> Closure:
    low, high = compiler.number(arguments[0], place), compiler.number(arguments[1], place)
    values = compiler.values(arguments[2:], place)

    def checklist(context: Any) -> Value:
        least_wanted, most_wanted = whole(low(context)), whole(high(context))
        count = sum(map(to_boolean, values(context)))
        return (least_wanted < 0 or count >= least_wanted) and (most_wanted < 0 or count <= most_wanted)

    return checklist


def _weighted_checklist(compiler: PathCompiler, arguments: list[Tree], place: Place) -> Closure:
    low, high = compiler.number(arguments[0], place), compiler.number(arguments[1], place)
    if len(arguments) == 4:
        flags, weights = compiler.values(arguments[2:3], place), compiler.values(arguments[3:], place)
    else:
        flags, weights = compiler.values(arguments[2::2], place), compiler.values(arguments[3::2], place)

    def weighted(context: Any) -> Value:
        chosen, weighing = flags(context), weights(context)
        if len(chosen) != len(weighing):
            raise EvaluationError(reason="weighted-checklist")
        pairs = zip(chosen, weighing, strict=True)
        total = sum(to_number(weight) for flag, weight in pairs if to_boolean(flag))
        return low(context) <= total <= high(context)

    return weighted


def _position(compiler: PathCompiler, arguments: list[Tree], place: Place) -> Closure:
    if arguments:
        members = compiler.nodes(arguments[0], place)

        def of_first(context: Any) -> Value:
            found = members(context)
            return float(_number_of(found[0])) if found else 0.0

        return of_first
    if place.framed:
        return lambda frame: float(frame.position)
    return lambda cell: float(_number_of(cell))


def _number_of(member: Any) -> int:
    return member.position + 1 if member.__class__ is Cell else 1


def _last(_compiler: PathCompiler, _arguments: list[Tree], place: Place) -> Closure:
    if place.framed:
        return lambda frame: float(frame.size)
    return lambda cell: float(len(cell.parent.children) if isinstance(cell.parent, Rows) else 1)


def _indexed_repeat(compiler: PathCompiler, arguments: list[Tree], place: Place) -> Closure:
    """``indexed-repeat(x, r, n)`` is ``r[n]/…/x``; an index below 1 counts as 1."""
    if place.template is None:
        raise DefinitionError(reason="expression", problem="indexed-repeat in a table")
    target = compiler.route_of(_listed(arguments[0]), place)
    if not isinstance(target, Route) or target.target is None:
        raise EvaluationError(reason="not_nodes")
    lineage = target.target.above
    indexes: dict[int, Numeric] = {}
    for repeat, index in zip(arguments[1::2], arguments[2::2], strict=True):
        found = compiler.route_of(_listed(repeat), place)
        if not isinstance(found, Route) or found.target not in lineage:
            raise EvaluationError(reason="indexed-repeat")
        indexes[found.target.number] = compiler.number(index, place)
    own = place.template.above

    def reach(context: Any) -> Value:
        here = context.here if place.framed else context
        rows = _rows_above(here)
        cell: Any = compiler.world.root
        for step, template in enumerate(lineage[1:], 1):
            cell = cell.children[template.slot]
            if not template.is_repeat:
                continue
            index = indexes.get(template.number)
            if index is not None:
                wanted = max(whole(index(context)), 1) - 1
            elif step < len(own) and own[step] is template:
                wanted = rows[template.number]
            elif len(cell.children) > 1:
                raise EvaluationError(reason="several_nodes", count=len(cell.children))
            else:
                wanted = 0
            if wanted >= len(cell.children):
                return ""
            cell = cell.children[wanted]
        return value_of(cell)

    return reach


def _listed(tree: Tree) -> list[Tree]:
    if not isinstance(tree, list) or tree[0] != "/":
        raise EvaluationError(reason="not_nodes")
    return tree


def _rows_above(cell: Any) -> dict[int, int]:
    rows: dict[int, int] = {}
    while cell is not None:
        if cell.__class__ is Cell and cell.template.is_repeat:
            rows[cell.template.number] = cell.position
        cell = cell.parent
    return rows


def _distance(compiler: PathCompiler, arguments: list[Tree], place: Place) -> Closure:
    values = compiler.values(arguments, place)
    return lambda context: distance(list(map(to_text, values(context))))


def _area(compiler: PathCompiler, arguments: list[Tree], place: Place) -> Closure:
    values = compiler.values(arguments, place)
    return lambda context: area(list(map(to_text, values(context))))


def _own_text(name: str) -> Maker:
    def make(compiler: PathCompiler, arguments: list[Tree], place: Place) -> Closure:
        return compiler.simple(name, arguments or [["/", ".", "."]], place)

    return make


MAKERS: dict[str, Maker] = {
    "if()": _if,
    "coalesce()": _coalesce,
    "once()": _once,
    "sum()": _sum,
    "count()": _count,
    "count-non-empty()": _count_non_empty,
    "max()": _extreme(greatest),
    "min()": _extreme(least),
    "concat()": _concat,
    "join()": _join,
    "checklist()": _checklist,
    "weighted-checklist()": _weighted_checklist,
    "position()": _position,
    "last()": _last,
    "indexed-repeat()": _indexed_repeat,
    "distance()": _distance,
    "area()": _area,
    "enclosed-area()": _area,
    "string-length()": _own_text("string-length"),
    "normalize-space()": _own_text("normalize-space"),
}
