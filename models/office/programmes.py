"""The names of programmes of tasks: the choices of that question in the register's form."""

from __future__ import annotations

from datetime import datetime

from models.forms.definition import FormDefinition
from models.session import EntrySession, SessionContext

QUESTION = "programme"


def programmes_of(definition: FormDefinition, now: datetime, language: str) -> dict[str, str]:
    """Return value → label of the question that names the programme; none when there is no such question."""
    session = EntrySession.open(definition, SessionContext(now=lambda: now, language=language))
    for node in session.nodes():
        if node.ref.rsplit("/", 1)[-1] == QUESTION:
            return {choice.value: choice.label for choice in node.choices}
    return {}
