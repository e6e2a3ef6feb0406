"""Small forms written in the test itself: ``opened(Node(...), Node(...))`` gives a session."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from models.forms.definition import FormDefinition, Node, definition_from_json, definition_to_json
from models.forms.ranking import rank
from models.session import EntrySession, SessionContext

NOW = datetime(2026, 10, 5, 9, 30, 15, 250_000, tzinfo=timezone(timedelta(hours=7)))


def made(*children: Node, **parts: Any) -> FormDefinition:
    """A form of these nodes, through its JSON as a kit carries it."""
    root = Node("data", "group", children=children)
    languages = parts.pop("languages", ("vi", "en"))
    form = FormDefinition(
        "f", "2", {"vi": "Phiếu", "en": "Form"}, languages, "vi", root, rules=rank(root), **parts
    )
    return definition_from_json(definition_to_json(form))


def surroundings(tables: Mapping[str, Any] | None = None, **parts: Any) -> SessionContext:
    return SessionContext(
        now=lambda: NOW, username="an", device="máy 1", instances=tables or {}, seed=1, **parts
    )


@pytest.fixture
def form() -> Callable[..., FormDefinition]:
    return made


@pytest.fixture
def context() -> Callable[..., SessionContext]:
    return surroundings


@pytest.fixture
def opened() -> Callable[..., EntrySession]:
    def open_session(*children: Node, values: Any = None, tables: Any = None, **parts: Any) -> EntrySession:
        given = {name: parts.pop(name) for name in ("presets", "previous", "explanations") if name in parts}
        return EntrySession.open(made(*children, **parts), surroundings(tables), values=values, **given)

    return open_session
