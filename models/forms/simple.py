"""Functions over single values by name, and how their arguments are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from models.forms.values import Value

F = TypeVar("F", bound=Callable[..., Value])


class Simple(dict[str, tuple[str, Callable[..., Value]]]):
    """Functions by name.

    The letters say how each argument is converted first: n number, d number (a moment as its days), t text,
    b yes-no, v as it is.
    """

    def named(self, kinds: str, *names: str) -> Callable[[F], F]:
        """Enter the decorated function under these names."""

        def enter(function: F) -> F:
            self.update(dict.fromkeys(names, (kinds, function)))
            return function

        return enter
