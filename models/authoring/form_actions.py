"""What happens on events: dynamic defaults, triggers, new rows."""

from __future__ import annotations

from typing import Literal

from models.authoring.expression_checks import ExpressionChecker
from models.authoring.xform import SetValue, XForm
from models.forms.definition import Action
from models.forms.expressions import Tree

Event = Literal["first-load", "load", "new-row", "changed"]
EVENTS: dict[str, Event] = {
    "odk-instance-first-load": "first-load",
    "odk-instance-load": "load",
    "xforms-ready": "load",
    "odk-new-repeat": "new-row",
    "xforms-value-changed": "changed",
}


def actions_of(form: XForm, checker: ExpressionChecker) -> tuple[Action, ...]:
    """Every setvalue of the form, one action an event."""
    return tuple(action for setvalue in form.setvalues for action in _actions(setvalue, checker))


def _actions(setvalue: SetValue, checker: ExpressionChecker) -> list[Action]:
    if setvalue.target not in checker.surroundings.refs:
        checker.add(
            "CONTROL_WITHOUT_NODE", setvalue.source or setvalue.target, "trigger", ref=setvalue.target
        )
        return []
    value: Tree | None = setvalue.text.strip()
    if setvalue.value is not None and setvalue.value.strip():
        what = "calculate" if setvalue.source else "default"
        value = checker.tree(setvalue.value, setvalue.target, what)
    if value is None:
        return []
    found = []
    for event in setvalue.events:
        kind = EVENTS.get(event)
        if kind is None:
            checker.add("EVENT_UNSUPPORTED", setvalue.target, "default", event=event)
        elif kind != "changed" or setvalue.source:
            source = setvalue.source if kind == "changed" else ""
            found.append(Action(kind, setvalue.target, value, source))
    return found
