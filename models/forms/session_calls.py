"""Functions that look at tables, words or the session around the entry."""

from __future__ import annotations

import uuid
from typing import Any

from models.forms.calls import Maker
from models.forms.compiling import Closure
from models.forms.errors import EvaluationError
from models.forms.expressions.coding import Tree
from models.forms.functions import whole
from models.forms.paths import PathCompiler
from models.forms.routes import Frame, Place
from models.forms.values import Value


def _random(compiler: PathCompiler, _arguments: list[Tree], _place: Place) -> Closure:
    return lambda _context: compiler.world.random.random()


def _uuid(compiler: PathCompiler, arguments: list[Tree], place: Place) -> Closure:
    bits = compiler.world.random.getrandbits
    if not arguments:
        return lambda _context: str(uuid.UUID(int=bits(128), version=4))
    length = compiler.number(arguments[0], place)
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

    def identifier(context: Any) -> Value:
        size = max(0, min(whole(length(context)), 1000))
        return "".join(letters[bits(16) % 36] for _ in range(size))

    return identifier


def _version(compiler: PathCompiler, _arguments: list[Tree], _place: Place) -> Closure:
    version = compiler.world.definition.version
    return lambda _context: version


def _property(compiler: PathCompiler, arguments: list[Tree], place: Place) -> Closure:
    name = compiler.text(arguments[0], place)
    return lambda context: compiler.world.properties.get(name(context), "")


def _pulldata(compiler: PathCompiler, arguments: list[Tree], place: Place) -> Closure:
    name, column, key, wanted = (compiler.text(tree, place) for tree in arguments)

    def pulled(context: Any) -> Value:
        table = compiler.world.table(name(context))
        if table is None:
            raise EvaluationError(reason="no_instance", name=name(context))
        rows = table.where(key(context), wanted(context))
        return rows[0].get(column(context), "") if rows else ""

    return pulled


def _itext(compiler: PathCompiler, arguments: list[Tree], place: Place) -> Closure:
    key = compiler.text(arguments[0], place)

    def written(context: Any) -> Value:
        message = compiler.world.definition.texts.get(key(context))
        cell = context.origin if context.__class__ is Frame else context
        return f"[itext:{key(context)}]" if message is None else compiler.world.write(message, cell)

    return written


def _choice_name(compiler: PathCompiler, arguments: list[Tree], place: Place) -> Closure:
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


MAKERS: dict[str, Maker] = {
    "random()": _random,
    "uuid()": _uuid,
    "version()": _version,
    "property()": _property,
    "pulldata()": _pulldata,
    "jr:itext()": _itext,
    "jr:choice-name()": _choice_name,
}
