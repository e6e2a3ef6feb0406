"""Setting a draft aside and bringing it back: asked once, told what is kept, and a way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.aside.ports import AsideEntry
from tui.dialogs.choose import ChooseDialog
from tui.dialogs.write import WriteDialog
from tui.widgets.sheet_model import Tone

if TYPE_CHECKING:
    from tui.aside.page import AsidePage


def discard_of_period(page: AsidePage, form: str, period: str) -> None:
    """Ask whether the draft of a period is to be set aside."""
    aside, saver = page.house.backing.services.aside, page.house.saver

    def work() -> AsideEntry | None:
        saver.flush(5)
        return aside.draft(form, period)

    page.house.background(work, lambda found: _ask(page, found))


def discard_record(page: AsidePage, entry: str) -> None:
    """Ask whether a record of a register is to be set aside."""
    aside, saver = page.house.backing.services.aside, page.house.saver

    def work() -> AsideEntry | None:
        saver.flush(5)
        return aside.look(entry)

    page.house.background(work, lambda found: _ask(page, found))


def restore_one(page: AsidePage) -> None:
    """Let the officer choose what comes back of all that was set aside."""
    aside, text = page.house.backing.services.aside, page.words.text

    def show(found: Sequence[AsideEntry]) -> None:
        if not found:
            page.say(text("Nothing was set aside."), Tone.QUIET)
            return
        rows = [(each.entry, _line(page, each)) for each in found]
        hint = text("Enter makes it a draft again, Esc leaves it.")
        title = text("Bring back which draft?")
        page.asking = True
        page.house.push_screen(ChooseDialog(title, rows, page.marks, hint=hint), chosen)

    def chosen(keys: tuple[str, ...] | None) -> None:
        if keys:
            page.house.background(lambda: aside.restore(keys[0]), lambda _none: back(), failed)

    def back() -> None:
        page.anew(text("The draft is back."))

    def failed(error: Exception) -> None:
        if getattr(error, "code", "") == "E_ENTRY_STATE":
            said = text("Another entry took its place meanwhile; set that one aside first.")
        else:
            said = page.house.explained(error)
        page.say(f"{page.marks.hard} {said}", Tone.HARD)

    page.house.background(aside.all, show)


def _ask(page: AsidePage, found: AsideEntry | None) -> None:
    text = page.words.text
    if found is None:
        said = text("Only a draft can be set aside: what left stays, what is complete is reopened first.")
        page.say(said, Tone.SOFT)
        return
    entry = found.entry
    aside = page.house.backing.services.aside

    def asked(why: str | None) -> None:
        if why is not None:
            page.house.background(lambda: aside.discard(entry, why), lambda _none: gone())

    def gone() -> None:
        page.anew(text("Set aside; it counts nowhere and is never exported. Ctrl+Z brings it back."))

    title = text("Set aside {what}?", what=_called(page, found))
    about = page.words.counted(
        "{count} answer and its history stay here, and you can bring it back.",
        "{count} answers and their history stay here, and you can bring it back.",
        found.done,
    )
    hint = text("Why? Enter sets it aside, Esc keeps it.")
    page.asking = True
    page.house.push_screen(WriteDialog(title, about=about, hint=hint), asked)


def _called(page: AsidePage, entry: AsideEntry) -> str:
    of = page.words.period(entry.period) if entry.period else entry.name
    parts = [page.words.of(entry.title), of]
    if entry.revision > 1:
        parts.append(page.words.text("revision {number}", number=entry.revision))
    return f" {page.marks.dot} ".join(part for part in parts if part)


def _line(page: AsidePage, entry: AsideEntry) -> str:
    why = f"  ({entry.why})" if entry.why else ""
    return f"{_called(page, entry)}  {page.words.moment(entry.at)} {entry.by}{why}"
