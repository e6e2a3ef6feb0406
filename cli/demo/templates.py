"""Templates of made-up text: {n} {village} {commune} {pick:list} {int:5:11} {today:-90:-20}.

What varies is chosen by the scenario's seed, the template and a running number: always the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from cli.demo.spread import weight

_FIELD = re.compile(r"\{(\w+)(?::([^}]*))?\}")


@dataclass(frozen=True, slots=True)
class Context:
    """What a template may name: the day, the running number, names and lists of phrases."""

    seed: str
    number: int
    today: date
    names: Mapping[str, str]
    phrases: Mapping[str, tuple[str, ...]]


def fill(template: str, context: Context) -> str:
    """Return the template with its fields filled in. Raises KeyError for a field that nobody knows."""

    def field(match: re.Match[str]) -> str:
        name, rest = match[1], match[2] or ""
        chosen = weight(context.seed, f"{template}{context.number}{match.start()}")
        if name == "pick":
            texts = context.phrases[rest]
            return texts[(context.number + chosen) % len(texts)]
        if name in ("int", "today"):
            low, high = (int(bound) for bound in rest.split(":"))
            value = low + chosen * 7919 % (high - low + 1)
            return str(value) if name == "int" else (context.today + timedelta(days=value)).isoformat()
        return str(context.number) if name == "n" else context.names[name]

    return _FIELD.sub(field, template)
