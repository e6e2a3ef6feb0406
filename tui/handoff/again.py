"""Writing kept bundles once more, byte for byte: where to, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from tui.dialogs.choose import ChooseDialog
from tui.dialogs.write import WriteDialog
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
    """Call ``then`` with the only stick that is plugged in, else with the place that the officer chooses."""
    sticks = [place for place in places if place.stick]
    if len(sticks) == 1:
        then(sticks[0])
        return
    text = page.words.text
    found = [*places, *_last_places(places, bundles, text("as before"))]
    rows = [(str(number), f"{place.label}  {place.folder}") for number, place in enumerate(found)]
    rows.append(("", text("Another folder…")))

    def chosen(keys: tuple[str, ...] | None) -> None:
        if keys and keys[0]:
            then(found[int(keys[0])])
        elif keys:
            hint = text("A path such as E:\\ or /media/usb. Enter writes, Esc cancels.")
            title = text("Write the bundle to which folder?")
            page.house.push_screen(WriteDialog(title, hint=hint), asked)

    def asked(path: str | None) -> None:
        if path:
            then(Destination("", Path(path.strip("\"'")).expanduser()))

    title = text("Write {numbers} where?", numbers=", ".join(f"{seq:06d}" for seq in seqs))
    hint = text("Enter writes, Esc cancels.")
    page.house.push_screen(ChooseDialog(title, rows, page.marks, hint=hint), chosen)


def _last_places(
    places: Sequence[Destination], bundles: Iterable[SentBundle], label: str
) -> list[Destination]:
    """The folders to which bundles went before."""
    known = {place.folder for place in places}
    folders = dict.fromkeys(Path(each.written_to).parent for each in bundles if each.written_to)
    return [Destination(label, folder) for folder in folders if folder not in known][:AGAIN]
