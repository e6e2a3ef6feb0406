"""Writing kept bundles once more, byte for byte: where to, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from tui.handoff.asking import ask_place
from tui.handoff.ports import SentBundle
from tui.ports import Destination
from tui.screens.page import Page

AGAIN = 3  # folders that were used before and are offered again


def ask_where(
    page: Page,
    places: Sequence[Destination],
    bundles: Iterable[SentBundle],
    seqs: tuple[int, ...],
    then: Callable[[Destination], object],
) -> None:
    """Call ``then`` with the only stick that can be written, else with the place that the officer chooses."""
    places = [place for place in places if place.writable]
    sticks = [place for place in places if place.stick]
    if len(sticks) == 1:
        then(sticks[0])
        return
    text = page.words.text
    found = [*places, *_last_places(places, bundles, text("as before"))]
    title = text("Write {numbers} where?", numbers=", ".join(f"{seq:06d}" for seq in seqs))
    ask_place(page, title, found, text("Write the bundle to which folder?"), then)


def _last_places(
    places: Sequence[Destination], bundles: Iterable[SentBundle], label: str
) -> list[Destination]:
    """The folders to which bundles went before."""
    known = {place.folder for place in places}
    folders = dict.fromkeys(Path(each.written_to).parent for each in bundles if each.written_to)
    return [Destination(label, folder) for folder in folders if folder not in known][:AGAIN]
