"""What an expression reads: generic refs and where each is tied to the reader's own rows, tables, columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from models.forms.expressions.tree import Call, Expr, Path, Step, Text
from models.forms.expressions.walking import operands, predicates, value_paths, walk


@dataclass(frozen=True, slots=True)
class Dependency:
    """One node set that an expression reads.

    ``ref`` is its generic ref ("/data/r/x"). ``common`` is the deepest generic ref that reader and read
    share in the same concrete row: when a node at ``ref`` changes, every reader below the same instance
    of ``common`` may change ("/data" when any row may matter). ``below`` says that what stands below a group
    matters, too: count-non-empty() asks whether it holds anything.
    """

    ref: str
    common: str
    below: bool = False


def dependencies(expr: Expr, context: str) -> frozenset[Dependency]:
    """Return what ``expr`` reads when it stands at the generic ref ``context``."""
    here = tuple(part for part in context.split("/") if part)
    return frozenset(_walk(expr, _Place(here, here), _Place(here, here), here))


def literal_instances(expr: Expr) -> frozenset[str]:
    """Return the names of secondary instances that the expression reads (``instance('x')``, pulldata)."""
    return frozenset(
        one.arguments[0].value
        for one in walk(expr)
        if isinstance(one, Call)
        and one.name in ("instance", "pulldata")
        and isinstance(one.arguments[0], Text)
    )


def columns_read(expr: Expr) -> set[str]:
    """Return the columns of ``instance('…')/root/item`` that an expression reads."""
    found: set[str] = set()
    for path in value_paths(expr):
        inside = isinstance(path.base, Call) and path.base.name == "instance"
        if inside:
            found |= _children(path.steps[2:])
        for predicate in predicates(path):
            found |= _columns_of_items(predicate) if inside else columns_read(predicate)
    return found


def _columns_of_items(predicate: Expr) -> set[str]:
    """Return the columns that a predicate over items reads: relative paths are columns in there."""
    found: set[str] = set()
    for path in value_paths(predicate):
        found |= _children(path.steps) if path.base == "." else columns_read(path)
    return found


def _children(steps: tuple[Step, ...]) -> set[str]:
    return {step.name for step in steps if step.axis == "child"}


@dataclass(frozen=True, slots=True)
class _Place:
    """A generic place: its names, and how many leading names are tied to the reader's own rows."""

    names: tuple[str, ...]
    tied: tuple[str, ...]
    foreign: bool = False  # inside a secondary instance: reads no node of the entry


def _walk(expr: Expr, context: _Place, original: _Place, reader: tuple[str, ...]) -> Iterator[Dependency]:
    match expr:
        case Path():
            yield from _walk_path(expr, context, original, reader)
        case Call(name, arguments):
            if name == "indexed-repeat":
                yield from _indexed_repeat(arguments, context, original, reader)
                return
            if name in ("once", "string-length", "normalize-space", "position") and not arguments:
                yield from _dependency(context, reader)
            if name == "pulldata" and len(arguments) > 1:
                arguments = arguments[1:]
            for argument in arguments:
                for found in _walk(argument, context, original, reader):
                    yield replace(found, below=True) if name == "count-non-empty" else found
        case _:
            for operand in operands(expr):
                yield from _walk(operand, context, original, reader)


def _walk_path(
    path: Path, context: _Place, original: _Place, reader: tuple[str, ...]
) -> Iterator[Dependency]:
    place = _start(path, context, original)
    for step in path.steps:
        place = _stepped(place, step, reader if path.base == "/" else ())
        for predicate in step.predicates:
            yield from _walk(predicate, place, original, reader)
    yield from _dependency(place, reader)


def _start(path: Path, context: _Place, original: _Place) -> _Place:
    if path.base == "/":
        return _Place((), ())
    if path.base == ".":
        return context
    if path.base.name == "current":
        return original
    return _Place((), (), foreign=True)


def _stepped(place: _Place, step: Step, reader: tuple[str, ...]) -> _Place:
    if place.foreign or step.axis == "self":
        if step.predicates and not place.foreign:
            return _Place(place.names, place.tied[: max(len(place.names) - 1, 0)])
        return place
    if step.axis == "parent":
        names = place.names[:-1]
        return _Place(names, place.tied[: len(names)])
    names = (*place.names, step.name)
    tied = place.tied
    # a name that the reader's own path shares is the reader's own row, unless a predicate picks rows anew;
    # a relative path has its own rows from where it starts, and no more when it comes down again
    if not step.predicates and len(tied) == len(place.names) and reader[: len(names)] == names:
        tied = names
    return _Place(names, tied)


def _dependency(place: _Place, reader: tuple[str, ...]) -> Iterator[Dependency]:
    if place.foreign or not place.names:
        return
    shared = place.tied
    if reader[: len(shared)] != shared or not shared:
        shared = place.names[:1]
    yield Dependency("/" + "/".join(place.names), "/" + "/".join(shared))


def _indexed_repeat(
    arguments: tuple[Expr, ...], context: _Place, original: _Place, reader: tuple[str, ...]
) -> Iterator[Dependency]:
    for number, argument in enumerate(arguments):
        for found in _walk(argument, context, original, reader):
            # the indexes are ordinary expressions; the paths may reach any row
            tied = number >= 2 and number % 2 == 0
            yield found if tied else Dependency(found.ref, "/" + found.ref.split("/")[1])
