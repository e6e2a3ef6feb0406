"""Review of one entry: its values, errors, comments; accept it or send it back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from locales.words import mark as _
from models.entries import Comment, EntryState
from models.store.stamps import stamp
from tui.dialogs.write import WriteDialog
from tui.keys import Place
from tui.province.page import ProvincePage
from tui.province.told import state_cell
from tui.province.verdict_sheet import WHOLE, VerdictSheet
from tui.screens.page import bindings
from tui.widgets.line import Piece
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Tone

if TYPE_CHECKING:
    from models.office import Review

OPEN = frozenset({EntryState.RECEIVED, EntryState.ACCEPTED, EntryState.RETURNED})


class VerdictScreen(ProvincePage):
    """One revision of one entry. Comments are kept as they are written; a decision sends them."""

    PLACE = Place.VERDICT
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.VERDICT)]
    ENTER_LABEL = _("comment")

    def __init__(self, review: Review) -> None:
        super().__init__()
        self.review = review
        self.comments = _by_path(review.comments)
        self.busy = False
        self._told = ""  # what came of the last decision, until the cursor moves

    def body(self) -> Iterator[Widget]:
        """One sheet."""
        yield Sheet(self._model(), screen_place=Place.VERDICT, marks=self.marks, id="verdict")

    def on_mount(self) -> None:
        """Stand on the first cell that has something to say, else on the first."""
        self.focus_sheet()
        model = self.model
        marked = (row for row in range(1, model.row_count()) if model.marked(row))
        self.sheet.go(next(marked, 0))
        self._tell()

    def _model(self) -> VerdictSheet:
        return VerdictSheet(self.review, self.comments, self.words, self.marks)

    @property
    def sheet(self) -> Sheet:
        """The values."""
        return self.query_one("#verdict", Sheet)

    @property
    def model(self) -> VerdictSheet:
        """What the sheet shows."""
        model = self.sheet.model
        assert isinstance(model, VerdictSheet)  # noqa: S101 - this screen put it there
        return model

    def relabel(self) -> None:
        """Say everything in the present language."""
        session = self.review.session
        if self.words.language in session.definition.languages:
            session.language = self.words.language
        self.sheet.show(self._model(), self.sheet.row)
        super().relabel()
        self._tell()

    def title_line(self) -> tuple[str, tuple[Piece, ...]]:
        """Which entry of which unit and revision; where it stands."""
        head, words = self.review.head, self.words
        office = self.province.office
        parts = [
            self.title_of(office.titles, head.form),
            words.period(head.period),
            office.unit_name(head.unit),
        ]
        if head.revision > 1:
            parts.append(words.text("revision {number}", number=head.revision))
        state = state_cell(head.state.value, words, self.marks)
        return " · ".join(part for part in parts if part), ((f"{state.text} ", state.tone),)

    def on_sheet_moved(self) -> None:
        """Say what there is to say of the cell."""
        self._told = ""
        self._tell()

    def _tell(self) -> None:
        if self._told:
            self.say(self._told, Tone.GOOD)
            return
        path = self.model.path_at(self.sheet.row)
        said, tone = self.model.remark(path)
        if not said:
            said = self.model.whole(self.sheet.row, self.app.size.width) or self._summary()
        self.say(said, tone)

    def _summary(self) -> str:
        text, head = self.words.text, self.review.head
        if head.state is EntryState.SUPERSEDED:
            return text("A later revision took the place of this one; only that one can be decided.")
        when = self.words.moment(head.completed_at)
        told = text("Completed by {name}, {when}.", name=head.completed_by or self.marks.dash, when=when)
        if self.review.keyed:
            cells, by = {line.path for line in self.review.keyed}, self.review.keyed[-1].by
            told += " " + self.words.counted(
                "{count} cell was keyed twice, by {name}.",
                "{count} cells were keyed twice, by {name}.",
                len(cells),
                name=by,
            )
        if self.comments and not self.review.said:
            told += " " + self.words.counted(
                "{count} comment waits for the decision.",
                "{count} comments wait for the decision.",
                len(self.comments),
            )
        return told

    # -- comments ------------------------------------------------------------------------------------

    def on_sheet_opened(self) -> None:
        """Enter comments, too."""
        self.action_comment()

    def action_comment(self) -> None:
        """Write a comment at the cell."""
        if self._refused():
            return
        path = self.model.path_at(self.sheet.row)
        self._ask(path, self.words.text("Comment"), lambda: None)

    def _ask(self, path: str, title: str, then: object) -> None:
        known = self.comments.get(path)

        def asked(said: str | None) -> None:
            if said is None:
                return
            self._keep(path, said)
            if callable(then):
                then()

        hint = self.words.text("The commune reads it at this cell. Enter keeps it, Esc leaves it as it was.")
        about = self.model.label_of(path)
        self.app.push_screen(WriteDialog(title, known.text if known else "", about=about, hint=hint), asked)

    def _keep(self, path: str, said: str) -> None:
        office, entry = self.province.office, self.review.head.id
        if said:
            self.comments[path] = Comment(path, said, office.who, stamp(office.clock.now()))
        else:
            self.comments.pop(path, None)
        comments = list(self.comments.values())
        self.review = _unsaid(self.review)
        self.house.saver.submit(lambda: office.keep_comments(entry, comments), entry, [path])
        self.sheet.show(self._model(), self.sheet.row)
        self._told = ""
        self._tell()

    # -- deciding ------------------------------------------------------------------------------------

    def _refused(self) -> bool:
        if self.busy or self.review.head.state not in OPEN:
            self.app.bell()
            self._told = ""
            self.say(self._summary(), Tone.SOFT)
            return True
        return False

    def action_accept(self) -> None:
        """Accept the entry."""
        if not self._refused():
            self._decide(EntryState.ACCEPTED)

    def action_send_back(self) -> None:
        """Send the entry back; without any comment one is asked for first."""
        if self._refused():
            return
        if self.comments:
            self._decide(EntryState.RETURNED)
            return
        title = self.words.text("What is to be corrected?")
        self._ask(WHOLE, title, lambda: self._decide(EntryState.RETURNED) if self.comments else None)

    def _decide(self, state: EntryState) -> None:
        self.busy = True
        self.say(self.words.text("Keeping the decision, writing the receipt…"), Tone.QUIET)
        entry = self.review.head.id
        comments = list(self.comments.values())
        self.province.decide(entry, state, comments, lambda files: self._decided(state, files), self._failed)

    def _decided(self, state: EntryState, files: list[Path]) -> None:
        text = self.words.text
        done = text("Accepted.") if state is EntryState.ACCEPTED else text("Returned.")
        names = ", ".join(file.name for file in files)
        place = files[0].parent.name if files else ""  # below the workspace; the whole path is cut
        self._told = f"{done} " + self.words.counted(
            "Receipt {names} in {place}: give it to the commune.",
            "Receipts {names} in {place}: give them to the commune.",
            len(files),
            names=names,
            place=place,
        )
        self._reread()

    def _failed(self, error: Exception) -> None:
        self.busy = False
        self.say(f"{self.marks.hard} {self.house.explained(error)}", Tone.HARD)
        self._reread()

    def _reread(self) -> None:
        office, entry, language = self.province.office, self.review.head.id, self.words.language
        self.house.background(lambda: office.review(entry, language), self._reshow)

    def _reshow(self, review: Review) -> None:
        self.busy = False
        self.review = review
        self.comments = _by_path(review.comments)
        self.sheet.show(self._model(), self.sheet.row)
        self.retitle()
        if self._told:
            self._tell()

    # -- looking -------------------------------------------------------------------------------------

    def action_problem(self) -> None:
        """Go to the next cell with something to see."""
        model, here = self.model, self.sheet.row
        count = model.row_count()
        for row in [*range(here + 1, count), *range(here + 1)]:
            if model.marked(row):
                self.sheet.go(row)
                self._tell()
                return
        self.say(self.words.text("No error, warning, comment or change in this entry."), Tone.GOOD)

    def action_search(self) -> None:
        """Find a question."""
        rows = [(row, line.label) for row, line in enumerate(self.model.rows) if not line.heading]
        self.find_row(self.sheet, rows)

    def action_changes(self) -> None:
        """Show who changed what since the revision before."""
        from tui.province.changes import ChangesDialog  # not needed for the first frame

        if self.review.replaced is None:
            told = self.words.text("This is the first revision that came; there is nothing to compare.")
            self.say(told, Tone.QUIET)
            return
        self.app.push_screen(ChangesDialog(self.review, self.model), self._go_to)

    def _go_to(self, path: str | None) -> None:
        """Stand on the cell of a path, where the sheet shows it."""
        place = self.model.place_of(path) if path else self.model.row_count()
        if place < self.model.row_count():
            self.sheet.go(place)

    def cell_help(self) -> list[str]:
        """What this screen is, and what the cell has to say."""
        said = self.model.remark(self.model.path_at(self.sheet.row))[0]
        told = self.words.text(
            "The entry as the unit sent it. Comments (F6) wait here until F9 accepts or F10 returns it."
        )
        return [told, *([said] if said else [])]


def _by_path(comments: tuple[Comment, ...]) -> dict[str, Comment]:
    found: dict[str, Comment] = {}
    for comment in comments:
        before = found.get(comment.path)
        text = f"{before.text} / {comment.text}" if before else comment.text
        found[comment.path] = Comment(comment.path, text, comment.by, comment.at)
    return found


def _unsaid(review: Review) -> Review:
    """The comments are new ones now, not those of the last decision."""
    from dataclasses import replace

    return replace(review, said=False)
