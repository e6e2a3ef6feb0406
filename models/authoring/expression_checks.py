"""Expressions of a form, parsed and judged: every fault becomes a complaint at its cell."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from models.authoring.complaints import Complaint, complain
from models.authoring.expression_refusals import refusal
from models.authoring.hints import did_you_mean
from models.authoring.location import Locator
from models.forms.errors import ExpressionError
from models.forms.expressions import (
    Call,
    Expr,
    Number,
    Path,
    Text,
    Tree,
    dependencies,
    parse,
    to_tree,
)
from models.forms.expressions.walking import depth, predicates, value_paths, walk

# The engine and JSON nest their calls as deeply as the tree; a laptop's stack must not be the limit.
MAX_DEPTH = 200
_TOTALS = frozenset({"sum", "min", "max"})


@dataclass(slots=True)
class Surroundings:
    """What an expression may name: node refs (and which are text calculates), instances and their columns.

    ``refs`` are in document order.
    ``columns`` holds None for an instance whose file is not at hand.
    """

    refs: Mapping[str, None]
    text_calculates: frozenset[str]
    columns: Mapping[str, frozenset[str] | None]


@dataclass(slots=True)
class ExpressionChecker:
    """Parses expressions at their nodes and gathers what is wrong with them."""

    surroundings: Surroundings
    locator: Locator
    complaints: list[Complaint] = field(default_factory=list)

    def tree(self, text: str, ref: str, what: str, *, list_name: str = "") -> Tree | None:
        """The tree of `text` standing at the generic `ref`, or None when it is refused."""
        expr = self.parsed(text, ref, what)
        if expr is None:
            return None
        before = len(self.complaints)
        self._check(expr, ref, what, list_name)
        refused = any(one.severity == "error" for one in self.complaints[before:])
        return None if refused else to_tree(expr)

    def parsed(self, text: str, ref: str, what: str) -> Expr | None:
        """The expression, or None and a complaint."""
        try:
            expr = parse(text)
            if depth(expr) > MAX_DEPTH:
                self.add("EXPRESSION_TOO_DEEP", ref, what)
            elif any(isinstance(one, Number) and math.isinf(one.value) for one in walk(expr)):
                self.add("NUMBER_TOO_LARGE", ref, what)
            else:
                return expr
        except ExpressionError as error:
            code, fields = refusal(error, text, self.locator.written(ref, what) or text)
            self.add(code, ref, what, **fields)
        except RecursionError:
            self.add("EXPRESSION_TOO_DEEP", ref, what)
        return None

    def add(self, code: str, ref: str, what: str, /, **fields: object) -> None:
        """Complain about ``what`` of the node at `ref`; what pyxform makes of entities is said to be so."""
        sheet, cell = self.locator.at(ref, what)
        if "/meta/entity" in ref:
            code = "ENTITIES"
        self.complaints.append(complain(code, sheet, cell, **fields))

    def _check(self, expr: Expr, ref: str, what: str, list_name: str) -> None:
        for dependency in dependencies(expr, ref):
            if not self._known(dependency.ref):
                word = dependency.ref.removeprefix(f"{ref}/")
                bare = word != dependency.ref and "/" not in word
                vi = f" Nếu là chữ, hãy đặt trong dấu nháy: '{word}'." if bare else ""
                en = f" If it is a text, put it in quotes: '{word}'." if bare else ""
                path = word if bare else dependency.ref
                self.add("PATH_UNKNOWN", ref, what, path=path, hint_vi=vi, hint_en=en)
        for part in walk(expr):
            match part:
                case Call(name, arguments):
                    self._check_call(name, arguments, ref, what)
                case Path():
                    self._check_path(part, ref, what, list_name)
                    for predicate in predicates(part):
                        if isinstance(predicate, Number):
                            self.add("POSITION_SHORT", ref, what, text=f"{predicate.value:g}")
                    in_list = isinstance(part.base, Call) and part.base.name == "instance"
                    if not in_list and any(step.name == "*" for step in part.steps):
                        self.add("STAR", ref, what)
                case _:
                    pass

    def _known(self, ref: str) -> bool:
        refs = self.surroundings.refs
        if "*" not in ref:
            return ref in refs
        pattern = re.compile(re.escape(ref).replace(r"\*", "[^/]+"))
        return any(pattern.fullmatch(known) for known in refs)

    def _check_call(self, name: str, arguments: tuple[Expr, ...], ref: str, what: str) -> None:
        if name == "regex" and isinstance(arguments[1], Text):
            self._check_regex(arguments[1].value, ref, what)
        elif (
            name == "not"
            and isinstance(arguments[0], Path)
            and what in ("constraint", "relevant", "required")
        ):
            path = arguments[0]
            shown = "." if not path.steps else "${…}"
            if path.base == "." and all(step.axis == "self" for step in path.steps):
                self.add("NOT_FOR_BLANK", ref, what, text=shown)
        elif name in ("instance", "pulldata") and isinstance(arguments[0], Text):
            self._check_instance(arguments[0].value, ref, what)
        elif name in _TOTALS and len(arguments) == 1 and isinstance(arguments[0], Path):
            for dependency in dependencies(arguments[0], ref):
                if dependency.ref in self.surroundings.text_calculates and self._is_target(
                    arguments[0], dependency.ref
                ):
                    _, other = self.locator.at(dependency.ref, "calculate")
                    column = dependency.ref.rpartition("/")[2]
                    self.add("TOTAL_OF_TEXT", ref, what, function=name, name=column, other=other)

    @staticmethod
    def _is_target(path: Path, ref: str) -> bool:
        return bool(path.steps) and path.steps[-1].name == ref.rpartition("/")[2]

    def _check_regex(self, pattern: str, ref: str, what: str) -> None:
        try:
            re.compile(pattern)
        except (re.error, OverflowError, RecursionError) as error:
            if not re.search(r"\\p\{|\[\[|&&|\\h|\(\?<[a-zA-Z]|[*+?}]\+", pattern):  # right in Java alone
                self.add("REGEX_INVALID", ref, what, text=error)
            return
        if not (pattern.startswith("^") and pattern.endswith("$")):
            self.add("REGEX_UNANCHORED", ref, what)

    def _check_instance(self, name: str, ref: str, what: str) -> None:
        if name in self.surroundings.columns:
            return
        hints = did_you_mean(name, self.surroundings.columns)
        self.add("INSTANCE_UNKNOWN", ref, what, name=name, **hints)

    def _check_path(self, path: Path, ref: str, what: str, list_name: str) -> None:
        """Columns named in the predicates of instance('x')/root/item[…]."""
        base = path.base
        if not (isinstance(base, Call) and base.name == "instance" and isinstance(base.arguments[0], Text)):
            return
        instance = base.arguments[0].value
        columns = self.surroundings.columns.get(instance)
        if columns is None:
            return
        named = [name for predicate in predicates(path) for name in _columns(predicate)]
        if len(path.steps) > 2 and path.steps[2].axis == "child":
            named.append(path.steps[2].name)
        for name in dict.fromkeys(named):
            if name not in columns and name != "*":
                hints = did_you_mean(name, columns)
                self.add("FILTER_COLUMN", ref, what, name=name, list=list_name or instance, **hints)


def _columns(predicate: Expr) -> Iterator[str]:
    """Names that a predicate over a list's items reads from the item itself."""
    for path in value_paths(predicate):
        if path.base == "." and path.steps and path.steps[0].axis == "child":
            yield path.steps[0].name
