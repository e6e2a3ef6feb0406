"""What a session may know of the world around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SessionContext:
    """What a session may know of the world.

    ``now`` gives the aware local time; ``instances`` the rows of the kit's CSV files by name without ".csv";
    ``seed`` makes random() and randomize() repeatable.
    """

    now: Callable[[], datetime]
    username: str = ""
    device: str = ""
    instances: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    language: str = "vi"
    seed: int | None = None
