"""Progress bars on a terminal (on stderr), silence elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from cli.call import Call

Item = TypeVar("Item")


def progress(items: Sequence[Item], said: Call, what: str) -> Iterator[Item]:
    """Yield the items; a person at a terminal sees how far it is. ``what`` is a message key."""
    if not said.on_terminal or len(items) < 2:
        yield from items
        return
    from rich.console import Console  # loaded only where somebody watches
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(items, description=said.words.text(what), console=console, transient=True)


@contextmanager
def counter(said: Call, what: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Give a function that is told how many are done, and show the number meanwhile.

    With ``total`` a bar shows how far that is, how many a second, and the time that is left.
    """
    from rich.console import Console  # loaded only where somebody watches
    from rich.progress import (
        BarColumn,
        Progress,
        ProgressColumn,
        SpinnerColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """Files a second."""

        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text(f"{said.words.number(round(speed))}/s" if speed else "")

    known: tuple[ProgressColumn, ...] = (BarColumn(), Rate(), TimeRemainingColumn()) if total else ()
    counted = "{task.description} {task.completed}" + ("/{task.total}" if total else "")
    columns = (SpinnerColumn(), TextColumn(counted), *known)
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(said.words.text(what), total=total)
        yield lambda done: bar.update(task, completed=done)


@contextmanager
def steps(said: Call, names: Sequence[str]) -> Iterator[Callable[[str], None]]:
    """Give a function that is told which of ``names`` (message keys) begins, and show how far that is."""
    if not said.on_terminal:
        yield lambda _name: None
        return
    from rich.console import Console  # loaded only where somebody watches
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=len(names))
        yield lambda name: bar.update(task, completed=names.index(name), description=said.words.text(name))
