"""Explanations of what the form engine refuses: code → wording."""

from __future__ import annotations

from locales.wording import Wording
from locales.words import mark

_ASK_PROVINCE = mark("Tell the province which form and version it is; the entry itself is safe.")
_CHECK_FORM = mark("Correct the cell in the workbook; “xaso form check” names it.")

FORM_WORDINGS: dict[str, Wording] = {
    "E_FORM": Wording(
        mark("The form cannot be used"), mark("Something in the form's definition is wrong."), _ASK_PROVINCE
    ),
    "E_EXPRESSION": Wording(
        mark("The expression is wrong"),
        mark("The form holds an expression that is not understood."),
        _CHECK_FORM,
    ),
    "E_EXPRESSION_SYNTAX": Wording(
        mark("The expression cannot be read"),
        mark("“{text}” is not an expression: look near “{found}”."),
        _CHECK_FORM,
    ),
    "E_UNKNOWN_FUNCTION": Wording(
        mark("No such function"), mark("Forms have no function named “{name}”."), _CHECK_FORM
    ),
    "E_ARGUMENT_COUNT": Wording(
        mark("Wrong number of arguments"),
        mark("“{name}” was given {given} arguments."),
        _CHECK_FORM,
    ),
    "E_EXPRESSION_UNSUPPORTED": Wording(
        mark("The expression uses something that xaso does not calculate"),
        mark("“{what}” is not supported."),
        _CHECK_FORM,
    ),
    "E_DEFINITION": Wording(
        mark("The form's definition is damaged"),
        mark("The form cannot be opened: {reason}."),
        mark("Take in the province's newest kit again; what was entered is safe."),
    ),
    "E_CYCLE": Wording(
        mark("Calculations go round in a circle"),
        mark("These questions depend on one another: {refs}."),
        mark("Change one of them in the workbook so that it no longer needs the others."),
    ),
    "E_EVALUATION": Wording(
        mark("A calculation failed"), mark("The form could not calculate: {reason}."), _ASK_PROVINCE
    ),
    "E_UNKNOWN_NODE": Wording(
        mark("No such question"),
        mark("The form has no question or row “{path}”."),
        mark("“xaso show FORM PERIOD --json” lists every question with its path."),
    ),
}
