"""The options that stand anywhere in a call: --data, --lang, --workspace. No typer here."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

_SHARED = {"--data": "data", "--lang": "language", "--workspace": "province"}


@dataclass(slots=True)
class Hoisted:
    """The shared options and what remains: the command and its own words."""

    data: Path | None = None
    province: Path | None = None
    language: str | None = None
    rest: list[str] = field(default_factory=list)
    problem: str | None = None  # the option that came without its value

    @property
    def as_json(self) -> bool:
        """True when the command was asked for JSON."""
        return "--json" in self.rest


def hoist(arguments: list[str]) -> Hoisted:
    """Take the shared options out of ``arguments``, wherever they stand before ``--``."""
    said = Hoisted()
    waiting = iter(arguments)
    for word in waiting:
        if word == "--":
            said.rest += [word, *waiting]
            break
        name, equals, value = word.partition("=")
        if name not in _SHARED:
            said.rest.append(word)
            continue
        given = value if equals else next(waiting, None)
        if not given:
            said.problem = name
            break
        _keep(said, _SHARED[name], given)
    return said


def _keep(said: Hoisted, what: str, value: str) -> None:
    if what == "language":
        said.language = value
    elif what == "data":
        said.data = Path(value)
    else:
        said.province = Path(value)
