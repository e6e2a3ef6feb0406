"""From trees to closures: every expression is compiled once for a session and then only called.

A closure takes the cell at which the expression stands (or a Frame inside a predicate) and answers a Value;
nothing in here is ever handed to ``eval`` or ``exec``.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias

from models.forms.dates import format_moment, fractional_days, from_days, midnight, parse_moment
from models.forms.errors import DefinitionError, EvaluationError
from models.forms.expressions.coding import Tree
from models.forms.functions import (
    SIMPLE,
    area,
    distance,
    greatest,
    least,
    quotient,
    remainder,
    shuffled,
    whole,
)
from models.forms.instance import Cell, Rows, Template
from models.forms.paths import Closure, NodeSet, PathCompiler, value_of
from models.forms.routes import Frame, Place, Route, route
from models.forms.values import Value, equal, to_boolean, to_number, to_text

Numeric: TypeAlias = Callable[[Any], float]
Textual: TypeAlias = Callable[[Any], str]
Logical: TypeAlias = Callable[[Any], bool]
_CONSTANTS: dict[str, Value] = {"true()": True, "false()": False}


def _is_path(tree: Tree) -> bool:
    return isinstance(tree, list) and bool(tree) and tree[0] in ("/", "randomize()")


class Compiler(PathCompiler):
    """Compiles the trees of one session."""

    def value(self, tree: Tree, place: Place) -> Closure:
        """Compile an expression. Raises DefinitionError for a tree that is none."""
        try:
            if not isinstance(tree, list):
                constant: Value = tree if isinstance(tree, str) else float(tree)
                return lambda _context: constant
            head = tree[0]
            if head == "/":
                return self.path_value(tree, place)
            if not isinstance(head, str):
                raise DefinitionError(reason="expression", problem="no kind")
            if head.endswith("()"):
                return self._call(head, tree[1:], place)
            return self._operation(head, tree, place)
        except (IndexError, TypeError, ValueError, AttributeError, RecursionError) as trouble:
            raise DefinitionError(reason="expression", problem=repr(trouble)) from trouble

    def number(self, tree: Tree, place: Place) -> Numeric:
        """Compile an expression whose number is wanted."""
        if tree.__class__ in (int, float):
            constant = float(tree)
            return lambda _context: constant
        value = self.value(tree, place)

        def number(context: Any) -> float:
            found = value(context)
            return found if found.__class__ is float else to_number(found)

        return number

    def text(self, tree: Tree, place: Place) -> Textual:
        """Compile an expression whose text is wanted."""
        if isinstance(tree, str):
            constant = tree
            return lambda _context: constant
        value = self.value(tree, place)
        return lambda context: to_text(value(context))

    def boolean(self, tree: Tree, place: Place) -> Logical:
        """Compile an expression whose truth is wanted."""
        value = self.value(tree, place)

        def truth(context: Any) -> bool:
            found = value(context)
            return found if found.__class__ is bool else to_boolean(found)

        return truth

    def members(self, tree: Tree, place: Place) -> NodeSet:
        """Compile a node set, a shuffled one too."""
        if isinstance(tree, list) and tree and tree[0] == "randomize()":
            return self._randomized(tree, place)
        return self.nodes(tree, place)

    # operators

    def _operation(self, head: str, tree: list[Tree], place: Place) -> Closure:
        if head == "neg":
            operand = self.number(tree[1], place)
            return lambda context: -operand(context)
        _, first, second = tree
        if head in ("and", "or"):
            return self._logical(head, first, second, place)
        if head in ("=", "!="):
            return self._equality(head, first, second, place)
        return self._numeric(head, self.number(first, place), self.number(second, place))

    def _logical(self, head: str, first: Tree, second: Tree, place: Place) -> Closure:
        left, right = self.boolean(first, place), self.boolean(second, place)
        if head == "and":
            return lambda context: left(context) and right(context)
        return lambda context: left(context) or right(context)

    def _equality(self, head: str, first: Tree, second: Tree, place: Place) -> Closure:
        left, right = self.value(first, place), self.value(second, place)
        if head == "=":
            return lambda context: equal(left(context), right(context))
        return lambda context: not equal(left(context), right(context))

    def _numeric(self, head: str, left: Numeric, right: Numeric) -> Closure:
        table: dict[str, Closure] = {
            "+": lambda context: left(context) + right(context),
            "-": lambda context: left(context) - right(context),
            "*": lambda context: left(context) * right(context),
            "div": lambda context: quotient(left(context), right(context)),
            "mod": lambda context: remainder(left(context), right(context)),
            "<": lambda context: left(context) < right(context),
            "<=": lambda context: left(context) <= right(context),
            ">": lambda context: left(context) > right(context),
            ">=": lambda context: left(context) >= right(context),
        }
        if head not in table:
            raise DefinitionError(reason="expression", problem=f"unknown kind {head!r}")
        return table[head]

    def referred(self, text: str, place: Place) -> Template | None:
        """The template that a path written as text means, as jr:choice-name's second argument does."""
        base: Tree = "/" if text.startswith("/") else "."
        steps: list[Tree] = [name for name in text.split("/") if name]
        found = route(base, steps, place, self.world.templates[0])
        return found.target if found is not None else None

    # functions

    def _call(self, head: str, arguments: list[Tree], place: Place) -> Closure:
        constant = _CONSTANTS.get(head)
        if constant is not None:
            return lambda _context: constant
        maker = _MAKERS.get(head)
        if maker is not None:
            return maker(self, arguments, place)
        simple = SIMPLE.get(head[:-2])
        if simple is None:
            raise DefinitionError(reason="expression", problem=f"unknown function {head}")
        return self._simple(simple[0], simple[1], arguments, place)

    def _simple(
        self, kinds: str, function: Callable[..., Value], arguments: list[Tree], place: Place
    ) -> Closure:
        compiled = [self._argument(kind, tree, place) for kind, tree in zip(kinds, arguments, strict=False)]
        if len(compiled) == 1:
            only = compiled[0]
            return lambda context: function(only(context))
        if len(compiled) == 2:
            first, second = compiled
            return lambda context: function(first(context), second(context))
        return lambda context: function(*[argument(context) for argument in compiled])

    def _argument(self, kind: str, tree: Tree, place: Place) -> Callable[[Any], Any]:
        if kind == "n":
            return self.number(tree, place)
        if kind == "t":
            return self.text(tree, place)
        if kind == "b":
            return self.boolean(tree, place)
        value = self.value(tree, place)
        if kind == "d":
            return lambda context: _exact(value(context))
        return value

    def _values(self, arguments: list[Tree], place: Place) -> Callable[[Any], list[Value]]:
        """The values of several arguments, or of the members of a single node set."""
        if len(arguments) == 1 and _is_path(arguments[0]):
            members = self.members(arguments[0], place)
            return lambda context: [value_of(member) for member in members(context)]
        compiled = [self.value(tree, place) for tree in arguments]
        return lambda context: [value(context) for value in compiled]

    def _own(self, place: Place) -> Closure:
        """What the node that an expression stands at holds now."""
        return self.path_value(["/", ".", "."], place)

    def _randomized(self, tree: list[Tree], place: Place) -> NodeSet:
        members = self.nodes(tree[1], place)
        if len(tree) == 2:
            world = self.world
            return lambda context: shuffled(list(members(context)), world.random.getrandbits(31))
        seed = self.number(tree[2], place)

        def seeded(context: Any) -> list[Any]:
            number = seed(context)
            return shuffled(list(members(context)), 0 if number != number else int(number))

        return seeded


def _exact(value: Value) -> float:
    return fractional_days(value) if value.__class__ is datetime else to_number(value)


def _if(compiler: Compiler, arguments: list[Tree], place: Place) -> Closure:
    test = compiler.boolean(arguments[0], place)
    then, otherwise = compiler.value(arguments[1], place), compiler.value(arguments[2], place)
    return lambda context: then(context) if test(context) else otherwise(context)


def _coalesce(compiler: Compiler, arguments: list[Tree], place: Place) -> Closure:
    first, second = compiler.value(arguments[0], place), compiler.value(arguments[1], place)

    def coalesce(context: Any) -> Value:
        found = first(context)
        return second(context) if found == "" or found != found else found

    return coalesce


def _once(compiler: Compiler, arguments: list[Tree], place: Place) -> Closure:
    own, value = compiler._own(place), compiler.value(arguments[0], place)

    def once(context: Any) -> Value:
        held = own(context)
        return value(context) if held == "" else held

    return once


def _sum(compiler: Compiler, arguments: list[Tree], place: Place) -> Closure:
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


def _count(compiler: Compiler, arguments: list[Tree], place: Place) -> Closure:
    members = compiler.members(arguments[0], place)
    return lambda context: float(len(members(context)))


def _count_non_empty(compiler: Compiler, arguments: list[Tree], place: Place) -> Closure:
    members = compiler.members(arguments[0], place)
    return lambda context: float(sum(1 for member in members(context) if _holds(member)))


def _holds(member: Any) -> bool:
    if member.__class__ is Cell and member.children:
        return any(_holds(child) for child in member.children if child.__class__ is not Rows)
    return value_of(member) != ""


def _extreme(choose: Callable[[list[Value]], Value]) -> Callable[[Compiler, list[Tree], Place], Closure]:
    def make(compiler: Compiler, arguments: list[Tree], place: Place) -> Closure:
        values = compiler._values(arguments, place)
        return lambda context: choose(values(context))

    return make


def _concat(compiler: Compiler, arguments: list[Tree], place: Place) -> Closure:
    if len(arguments) == 1:
        values = compiler._values(arguments, place)
        return lambda context: "".join(map(to_text, values(context)))
    parts = [compiler.text(tree, place) for tree in arguments]
    return lambda context: "".join([part(context) for part in parts])


def _join(compiler: Compiler, arguments: list[Tree], place: Place) -> Closure:
    separator, values = compiler.text(arguments[0], place), compiler._values(arguments[1:], place)
    return lambda context: separator(context).join(map(to_text, values(context)))


def _checklist(compiler: Compiler, arguments: list[Tree], place: Place) -> Closure:
    low, high = compiler.number(arguments[0], place), compiler.number(arguments[1], place)
    values = compiler._values(arguments[2:], place)

    def checklist(context: Any) -> Value:
        least_wanted, most_wanted = whole(low(context)), whole(high(context))
        count = sum(map(to_boolean, values(context)))
        return (least_wanted < 0 or count >= least_wanted) and (most_wanted < 0 or count <= most_wanted)

    return checklist


def _weighted_checklist(compiler: Compiler, arguments: list[Tree], place: Place) -> Closure:
    low, high = compiler.number(arguments[0], place), compiler.number(arguments[1], place)
    if len(arguments) == 4:
        flags, weights = compiler._values(arguments[2:3], place), compiler._values(arguments[3:], place)
    else:
        flags, weights = compiler._values(arguments[2::2], place), compiler._values(arguments[3::2], place)

    def weighted(context: Any) -> Value:
        chosen, weighing = flags(context), weights(context)
        if len(chosen) != len(weighing):
            raise EvaluationError(reason="weighted-checklist")
        pairs = zip(chosen, weighing, strict=True)
        total = sum(to_number(weight) for flag, weight in pairs if to_boolean(flag))
        return low(context) <= total <= high(context)

    return weighted


def _position(compiler: Compiler, arguments: list[Tree], place: Place) -> Closure:
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


def _last(_compiler: Compiler, _arguments: list[Tree], place: Place) -> Closure:
    if place.framed:
        return lambda frame: float(frame.size)
    return lambda cell: float(len(cell.parent.children) if isinstance(cell.parent, Rows) else 1)


def _indexed_repeat(compiler: Compiler, arguments: list[Tree], place: Place) -> Closure:
    """``indexed-repeat(x, r, n)`` is ``r[n]/…/x``; an index below 1 counts as 1."""
    if place.template is None:
        raise DefinitionError(reason="expression", problem="indexed-repeat in a table")
    target = compiler._route(_listed(arguments[0]), place)
    if not isinstance(target, Route) or target.target is None:
        raise EvaluationError(reason="not_nodes")
    lineage = target.target.above
    indexes: dict[int, Numeric] = {}
    for repeat, index in zip(arguments[1::2], arguments[2::2], strict=True):
        found = compiler._route(_listed(repeat), place)
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


def _today(compiler: Compiler, _arguments: list[Tree], _place: Place) -> Closure:
    world = compiler.world
    return lambda _context: midnight(world.now())


def _now(compiler: Compiler, _arguments: list[Tree], _place: Place) -> Closure:
    world = compiler.world
    return lambda _context: world.now()


def _date(keep_time: bool) -> Callable[[Compiler, list[Tree], Place], Closure]:
    def make(compiler: Compiler, arguments: list[Tree], place: Place) -> Closure:
        value = compiler.value(arguments[0], place)
        return lambda context: _to_moment(value(context), keep_time, compiler)

    return make


def _to_moment(value: Value, keep_time: bool, compiler: Compiler) -> Value:
    if isinstance(value, datetime):
        return value if keep_time else midnight(value)
    if isinstance(value, bool):
        raise EvaluationError(reason="date", value=to_text(value))
    if isinstance(value, str):
        if not value:
            return value
        moment = parse_moment(value, compiler.world.zone)
    else:
        if value != value:
            return value
        moment = from_days(value, keep_time) if abs(value) < 2**31 else None
    if moment is None:
        raise EvaluationError(reason="date", value=to_text(value))
    return moment


def _format_date(compiler: Compiler, arguments: list[Tree], place: Place) -> Closure:
    value, pattern = compiler.value(arguments[0], place), compiler.text(arguments[1], place)

    def written(context: Any) -> Value:
        moment = _to_moment(value(context), True, compiler)
        if not isinstance(moment, datetime):
            return ""
        text = format_moment(moment, pattern(context), compiler.world.language)
        if text is None:
            raise EvaluationError(reason="format", pattern=pattern(context))
        return text

    return written


def _decimal_date(keep_date: bool) -> Callable[[Compiler, list[Tree], Place], Closure]:
    def make(compiler: Compiler, arguments: list[Tree], place: Place) -> Closure:
        value = compiler.value(arguments[0], place)

        def days(context: Any) -> Value:
            found = value(context)
            if found == "" or found != found:
                return found
            if isinstance(found, float):
                return found if keep_date else found % 1
            moment = _to_moment(found, True, compiler)
            if not isinstance(moment, datetime):
                return moment
            if keep_date:
                return _instant_days(moment, compiler)
            return fractional_days(moment) % 1

        return days

    return make


def _instant_days(moment: datetime, compiler: Compiler) -> float:
    """Days since the epoch in UTC, as a clock counts them."""
    zone = compiler.world.zone
    aware = moment.replace(tzinfo=zone) if zone is not None else moment.astimezone()
    offset = aware.utcoffset()
    return fractional_days(moment - offset) if offset is not None else fractional_days(moment)


def _random(compiler: Compiler, _arguments: list[Tree], _place: Place) -> Closure:
    return lambda _context: compiler.world.random.random()


def _uuid(compiler: Compiler, arguments: list[Tree], place: Place) -> Closure:
    bits = compiler.world.random.getrandbits
    if not arguments:
        return lambda _context: str(uuid.UUID(int=bits(128), version=4))
    length = compiler.number(arguments[0], place)
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

    def identifier(context: Any) -> Value:
        size = max(0, min(whole(length(context)), 1000))
        return "".join(letters[bits(16) % 36] for _ in range(size))

    return identifier


def _version(compiler: Compiler, _arguments: list[Tree], _place: Place) -> Closure:
    version = compiler.world.definition.version
    return lambda _context: version


def _property(compiler: Compiler, arguments: list[Tree], place: Place) -> Closure:
    name = compiler.text(arguments[0], place)
    return lambda context: compiler.world.properties.get(name(context), "")


def _pulldata(compiler: Compiler, arguments: list[Tree], place: Place) -> Closure:
    name, column, key, wanted = (compiler.text(tree, place) for tree in arguments)

    def pulled(context: Any) -> Value:
        table = compiler.world.table(name(context))
        if table is None:
            raise EvaluationError(reason="no_instance", name=name(context))
        rows = table.where(key(context), wanted(context))
        return rows[0].get(column(context), "") if rows else ""

    return pulled


def _itext(compiler: Compiler, arguments: list[Tree], place: Place) -> Closure:
    key = compiler.text(arguments[0], place)

    def written(context: Any) -> Value:
        message = compiler.world.definition.texts.get(key(context))
        cell = context.origin if context.__class__ is Frame else context
        return f"[itext:{key(context)}]" if message is None else compiler.world.write(message, cell)

    return written


def _choice_name(compiler: Compiler, arguments: list[Tree], place: Place) -> Closure:
    value, ref = compiler.text(arguments[0], place), compiler.text(arguments[1], place)
    templates: dict[str, Any] = {}

    def named(context: Any) -> Value:
        wanted = ref(context)
        if wanted not in templates:
            templates[wanted] = compiler.referred(wanted.strip(), place)
        template = templates[wanted]
        if template is None:
            raise EvaluationError(reason="choice-name", ref=wanted)
        cell = context.origin if context.__class__ is Frame else context
        return compiler.world.choice_name(template, value(context), cell)

    return named


def _distance(compiler: Compiler, arguments: list[Tree], place: Place) -> Closure:
    values = compiler._values(arguments, place)
    return lambda context: distance(list(map(to_text, values(context))))


def _area(compiler: Compiler, arguments: list[Tree], place: Place) -> Closure:
    values = compiler._values(arguments, place)
    return lambda context: area(list(map(to_text, values(context))))


def _own_text(head: str) -> Callable[[Compiler, list[Tree], Place], Closure]:
    kinds, function = SIMPLE[head]

    def make(compiler: Compiler, arguments: list[Tree], place: Place) -> Closure:
        return compiler._simple(kinds, function, arguments or [["/", ".", "."]], place)

    return make


_MAKERS: dict[str, Callable[[Compiler, list[Tree], Place], Closure]] = {
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
    "today()": _today,
    "now()": _now,
    "date()": _date(keep_time=False),
    "date-time()": _date(keep_time=True),
    "format-date()": _format_date,
    "format-date-time()": _format_date,
    "decimal-date-time()": _decimal_date(keep_date=True),
    "decimal-time()": _decimal_date(keep_date=False),
    "random()": _random,
    "uuid()": _uuid,
    "version()": _version,
    "property()": _property,
    "pulldata()": _pulldata,
    "jr:itext()": _itext,
    "jr:choice-name()": _choice_name,
    "distance()": _distance,
    "area()": _area,
    "enclosed-area()": _area,
    "string-length()": _own_text("string-length"),
    "normalize-space()": _own_text("normalize-space"),
}
