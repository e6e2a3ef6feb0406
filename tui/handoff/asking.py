"""Questions of the hand-off: where a file goes, and whether it goes where others' files lie."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from tui.dialogs.choose import ChooseDialog
from tui.dialogs.write import WriteDialog
from tui.handoff.sending_ports import Target
from tui.ports import Destination
from tui.screens.page import Page


def ask_place(
    page: Page,
    title: str,
    places: Sequence[Destination],
    folder_title: str,
    then: Callable[[Destination], object],
) -> None:
    """Have one of ``places`` chosen, or another folder typed."""
    text = page.words.text
    rows = [(str(number), f"{place.label}  {place.folder}") for number, place in enumerate(places)]
    rows.append(("", text("Another folder…")))

    def chosen(keys: tuple[str, ...] | None) -> None:
        if keys and keys[0]:
            then(places[int(keys[0])])
        elif keys:
            ask_folder(page, folder_title, lambda folder: then(Destination("", folder)))

    hint = text("Enter writes, Esc cancels.")
    page.house.push_screen(ChooseDialog(title, rows, page.marks, hint=hint), chosen)


def ask_folder(page: Page, title: str, then: Callable[[Path], object], start: str = "") -> None:
    """Have a folder typed."""
    hint = page.words.text("A path such as E:\\ or /media/usb. Enter writes, Esc cancels.")

    def typed(path: str | None) -> None:
        if path:
            then(Path(path.strip("\"'")).expanduser())

    page.house.push_screen(WriteDialog(title, start, hint=hint), typed)


def ask_strangers(page: Page, target: Target, then: Callable[[], object]) -> None:
    """Name whose files lie at a place, and go on only when the officer says so."""
    text = page.words.text
    rows = [
        ("no", text("Do not write; take another stick")),
        ("yes", text("Write all the same; I keep this stick in my hands")),
    ]

    def chosen(keys: tuple[str, ...] | None) -> None:
        if keys == ("yes",):
            then()

    title = text("Others' files lie there: {names}", names=", ".join(target.strangers))
    hint = text("Enter takes, Esc goes back.")
    page.house.push_screen(ChooseDialog(title, rows, page.marks, hint=hint), chosen)
