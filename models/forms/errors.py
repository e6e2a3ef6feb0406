"""What can go wrong with a form: bad expressions, bad definitions, failed evaluations."""

from __future__ import annotations

from models.errors import Family, XasoError


class FormError(XasoError):
    """Base of every error of the form engine."""

    code = "E_FORM"


class ExpressionError(FormError):
    """An expression that the engine cannot take; ``details`` say where and why."""

    code = "E_EXPRESSION"


class ExpressionSyntaxError(ExpressionError):
    """The text is not an expression.

    details: ``text``; ``position`` (from 0); ``found``; ``reason`` ("syntax", "end", "character",
    "decimal_comma", "quote").
    """

    code = "E_EXPRESSION_SYNTAX"


class UnknownFunctionError(ExpressionError):
    """The function is not one of the ODK XForms specification. details: ``name``, ``position``."""

    code = "E_UNKNOWN_FUNCTION"


class ArgumentCountError(ExpressionError):
    """A function has too few or too many arguments. details: ``name``, ``given``, ``least``, ``most``."""

    code = "E_ARGUMENT_COUNT"


class UnsupportedExpressionError(ExpressionError):
    """Right XPath, but nothing the engine evaluates: another axis, a union, a variable. details: ``what``."""

    code = "E_EXPRESSION_UNSUPPORTED"


class DefinitionError(FormError):
    """A definition's text is damaged or not of this version. details: ``reason``."""

    code = "E_DEFINITION"


class CycleError(FormError):
    """Expressions depend on one another in a circle. details: ``refs``, the nodes on it in order."""

    code = "E_CYCLE"


class EvaluationError(FormError):
    """An expression met values that it cannot work with (for example several nodes where one is needed).

    details: ``reason`` and what belongs to it.
    """

    code = "E_EVALUATION"


class UnknownNodeError(FormError):
    """The entry has no node at this path. details: ``path``."""

    code = "E_UNKNOWN_NODE"
    family = Family.USAGE
