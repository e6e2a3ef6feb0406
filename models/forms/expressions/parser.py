"""From text to tree: recursive descent over the XPath 1.0 grammar as ODK uses it."""

from __future__ import annotations

import unicodedata
from typing import NoReturn

from models.forms.errors import ExpressionSyntaxError, UnsupportedExpressionError
from models.forms.expressions.lexer import Token, tokens
from models.forms.expressions.signatures import check_call
from models.forms.expressions.tree import Binary, Call, Expr, Negation, Number, Path, Step, Text

_LEVELS: tuple[tuple[str, ...], ...] = (
    ("or",),
    ("and",),
    ("=", "!="),
    ("<", "<=", ">", ">="),
    ("+", "-"),
    ("×", "div", "mod"),
)
_DEEPEST = 60
_NODE_TESTS = frozenset({"node", "text", "comment", "processing-instruction"})


def parse(text: str) -> Expr:
    """Read an expression.

    Raises ExpressionSyntaxError, UnknownFunctionError, ArgumentCountError, UnsupportedExpressionError.
    """
    normal = unicodedata.normalize("NFC", text)
    parser = _Parser(normal, tokens(normal))
    tree = parser.operation(0)
    parser.expect_end()
    return tree


class _Parser:
    def __init__(self, text: str, words: list[Token]) -> None:
        self._text = text
        self._words = words
        self._at = 0
        self._depth = 0

    @property
    def _word(self) -> Token:
        return self._words[self._at]

    def _sign(self, *signs: str) -> bool:
        word = self._word
        return word.kind == "sign" and word.text in signs

    def _take(self) -> Token:
        word = self._words[self._at]
        self._at += 1
        return word

    def _fail(self) -> NoReturn:
        word = self._word
        reason = "end" if word.kind == "end" else "syntax"
        if word.text == "," and self._at and self._words[self._at - 1].kind == "number":
            reason = "decimal_comma"
        raise ExpressionSyntaxError(text=self._text, position=word.position, found=word.text, reason=reason)

    def _expect(self, sign: str) -> None:
        if not self._sign(sign):
            self._fail()
        self._at += 1

    def expect_end(self) -> None:
        if self._word.kind != "end":
            self._fail()

    def operation(self, level: int) -> Expr:
        if level == len(_LEVELS):
            return self._negation()
        left = self.operation(level + 1)
        while self._sign(*_LEVELS[level]):
            operator = self._take().text
            right = self.operation(level + 1)
            left = Binary("*" if operator == "×" else operator, left, right)
        return left

    def _negation(self) -> Expr:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise UnsupportedExpressionError(what="depth", text=self._text)
        try:
            if self._sign("-"):
                self._at += 1
                return Negation(self._negation())
            operand = self._operand()
            if self._sign("|"):
                raise UnsupportedExpressionError(what="|", text=self._text)
            return operand
        finally:
            self._depth -= 1

    def _operand(self) -> Expr:
        word = self._word
        if word.kind == "number":
            self._at += 1
            return Number(float(word.text))
        if word.kind == "text":
            self._at += 1
            return Text(word.text[1:-1])
        if self._sign("$"):
            raise UnsupportedExpressionError(what="$", text=self._text)
        if self._sign("("):
            return self._parenthesis()
        if word.kind == "name" and self._next_is("(") and word.text not in _NODE_TESTS:
            return self._call()
        return self._path()

    def _next_is(self, sign: str) -> bool:
        following = self._words[self._at + 1]
        return following.kind == "sign" and following.text == sign

    def _parenthesis(self) -> Expr:
        self._expect("(")
        inner = self.operation(0)
        self._expect(")")
        if self._sign("/", "//", "["):
            raise UnsupportedExpressionError(what=self._word.text, text=self._text)
        return inner

    def _call(self) -> Expr:
        name = self._take()
        self._expect("(")
        arguments: list[Expr] = []
        if not self._sign(")"):
            arguments.append(self.operation(0))
            while self._sign(","):
                self._at += 1
                arguments.append(self.operation(0))
        self._expect(")")
        check_call(name.text, len(arguments), name.position)
        call = Call(name.text, tuple(arguments))
        if call.name not in ("instance", "current"):
            if self._sign("/", "//", "["):
                raise UnsupportedExpressionError(what=f"{name.text}(){self._word.text}", text=self._text)
            return call
        if call.name == "instance" and not isinstance(call.arguments[0], Text):
            raise UnsupportedExpressionError(what="instance()", text=self._text)
        steps: list[Step] = []
        while self._sign("/"):
            self._at += 1
            steps.append(self._step())
        return Path(call, tuple(steps))

    def _path(self) -> Path:
        if self._sign("/"):
            self._at += 1
            steps = [self._step()]
            absolute = True
        else:
            steps = [self._step()]
            absolute = False
        while self._sign("/"):
            self._at += 1
            steps.append(self._step())
        if self._sign("//"):
            raise UnsupportedExpressionError(what="//", text=self._text)
        return Path("/" if absolute else ".", tuple(steps))

    def _step(self) -> Step:
        word = self._word
        if self._sign("."):
            self._at += 1
            return Step("self", "", self._predicates())
        if self._sign(".."):
            self._at += 1
            return Step("parent", "", self._predicates())
        if self._sign("@", "//"):
            raise UnsupportedExpressionError(what=word.text, text=self._text)
        if self._sign("*"):
            self._at += 1
            return Step("child", "*", self._predicates())
        if word.kind != "name":
            self._fail()
        self._at += 1
        if self._sign("::"):
            return self._axis_step(word)
        if word.text in _NODE_TESTS and self._sign("("):
            raise UnsupportedExpressionError(what=f"{word.text}()", text=self._text)
        return Step("child", word.text, self._predicates())

    def _axis_step(self, axis: Token) -> Step:
        self._expect("::")
        if axis.text not in ("child", "self", "parent"):
            raise UnsupportedExpressionError(what=f"{axis.text}::", text=self._text)
        test = self._take()
        if axis.text != "child":
            if test.text != "node":
                raise UnsupportedExpressionError(what=f"{axis.text}::{test.text}", text=self._text)
            self._expect("(")
            self._expect(")")
            return Step("self" if axis.text == "self" else "parent", "", self._predicates())
        if test.kind != "name" and test.text != "*":
            self._at -= 1
            self._fail()
        return Step("child", test.text, self._predicates())

    def _predicates(self) -> tuple[Expr, ...]:
        found: list[Expr] = []
        while self._sign("["):
            self._at += 1
            found.append(self.operation(0))
            self._expect("]")
        return tuple(found)
