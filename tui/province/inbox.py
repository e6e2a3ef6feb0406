"""The inbox: what came in with its result, and what lies in quarantine with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from locales.explain import explain_code
from locales.words import mark as _
from tui.dialogs.write import WriteDialog
from tui.keys import Place
from tui.province.listing import Listing
from tui.province.listing_page import ListingPage
from tui.province.told import RESULTS, renewals_told, result_cell
from tui.screens.page import bindings
from tui.widgets.line import Piece
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Cell, Column, Tone

if TYPE_CHECKING:
    from pathlib import Path

    from models.store.records import ReceivedRecord, RequestRecord
    from sync.quarantine import Case


@dataclass(frozen=True, slots=True)
class Line:
    """What a line is about: the unit it opens, and what it says."""

    unit: str
    told: str
    case: Case | None = None
    tone: Tone = Tone.QUIET


class InboxScreen(ListingPage[Line]):
    """Renewed keys that wait, refused and held files, then the bundles that were read, newest first."""

    PLACE = Place.INBOX
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.INBOX)]
    ENTER_LABEL = _("the unit")

    def __init__(
        self,
        records: Sequence[ReceivedRecord],
        cases: Sequence[Case],
        renewals: Sequence[RequestRecord] = (),
    ) -> None:
        super().__init__()
        self.records = records
        self.cases = cases
        self.renewals = renewals
        self.only_refused = False

    def _listing(self) -> Listing[Line]:
        text = self.words.text
        listing: Listing[Line] = Listing(
            (
                Column(text("unit"), 40, grows=True, least=18),
                Column(text("number"), 7),
                Column(text("entr."), 6, "right"),
                Column(text("result"), 24),
                Column(text("came"), 16),
            ),
            header=True,
        )
        if not self.only_refused:
            for request in self.renewals:
                self._renewal(listing, request)
        for case in reversed(self.cases):
            self._case(listing, case)
        if not self.only_refused:
            for record in self.records:
                self._record(listing, record)
        if not len(listing):
            listing.note(
                text("Nothing is refused or held.") if self.only_refused else text("Nothing came yet.")
            )
        return listing

    def _renewal(self, listing: Listing[Line], request: RequestRecord) -> None:
        words, marks = self.words, self.marks
        whose = self._unit(request.unit)
        listing.line(
            [
                Cell(whose),
                Cell(marks.dash, Tone.QUIET),
                Cell(marks.dash, Tone.QUIET),
                Cell(f"{marks.soft} {words.text('renewed key waits')}", Tone.SOFT),
                Cell(words.moment(request.asked_at), Tone.QUIET),
            ],
            Line(
                request.unit,
                f"{whose} · {request.officer} · {request.machine}: {renewals_told(1, words)}",
                tone=Tone.SOFT,
            ),
        )

    def _case(self, listing: Listing[Line], case: Case) -> None:
        words, marks = self.words, self.marks
        told = explain_code(case.code, words, case.details)
        held = case.status == "held"
        sign, tone = (marks.soft, Tone.SOFT) if held else (marks.hard, Tone.HARD)
        remedy = told.remedy
        if case.releasable:
            remedy = words.text("F9 lets it in, once you made sure that it is genuine.")
        listing.line(
            [
                Cell(self._unit(case.unit) if case.unit else case.path.replace("\\", "/").rsplit("/", 1)[-1]),
                Cell(f"{case.seq:06d}" if case.seq else marks.dash, Tone.QUIET),
                Cell(marks.dash, Tone.QUIET),
                Cell(f"{sign} {told.title}", tone),
                Cell(words.moment(case.received_at), Tone.QUIET),
            ],
            Line(
                case.unit or "",
                " ".join(part for part in (self._hint(case), f"{told.title}. {told.body}", remedy) if part),
                case,
                Tone.SOFT,
            ),
        )

    def _hint(self, case: Case) -> str:
        """From whom a file comes that could not be read: only its name tells, and a name proves nothing."""
        code = self.province.office.hinted(case)
        if not code:
            return ""
        return self.words.text("The name says: {unit} (only a hint).", unit=self._unit(code))

    def _record(self, listing: Listing[Line], record: ReceivedRecord) -> None:
        words = self.words
        if record.status in {"quarantined", "held"} and self.cases:
            return  # it stands above, with its reason
        why = (
            str(explain_code(record.code, words))
            if record.code
            else words.text(RESULTS.get(record.status, record.status))
        )
        answered = words.text("answered") if record.receipt_id else words.text("no receipt yet")
        listing.line(
            [
                Cell(self._unit(record.unit)),
                Cell(f"{record.seq:06d}"),
                Cell(words.number(record.entries)),
                result_cell(record.status, record.code, words, self.marks),
                Cell(words.moment(record.received_at), Tone.QUIET),
            ],
            Line(record.unit, f"{self._unit(record.unit)}: {why} · {answered}"),
        )

    def _unit(self, code: str) -> str:
        name = self.province.office.unit_name(code)
        return f"{code} {name}" if name != code else code

    def title_line(self) -> tuple[str, tuple[Piece, ...]]:
        """How much came, how much is refused."""
        words = self.words
        came = sum(record.status.startswith("accepted") for record in self.records)
        bundles = words.counted("{count} bundle", "{count} bundles", came)
        pieces: list[Piece] = [(f"{bundles} ", Tone.QUIET)]
        if self.cases:
            refused = words.text("{count} refused or held", count=words.number(len(self.cases)))
            pieces.append((f"{self.marks.hard} {refused} ", Tone.HARD))
        return words.text("Inbox"), tuple(pieces)

    def on_sheet_moved(self) -> None:
        """Say why."""
        self._tell()

    def _tell(self) -> None:
        line = self.listing.opens(self.query_one(Sheet).row)
        self.say(line.told if line else "", line.tone if line else Tone.QUIET)

    def on_sheet_opened(self, event: Sheet.Opened) -> None:
        """Open the unit's story."""
        line = self.listing.opens(event.row)
        if line is not None and line.unit:
            self.province.open_story(line.unit)

    def action_refused(self) -> None:
        """Show only what was refused, or everything again."""
        self.only_refused = not self.only_refused
        self.reshow(0)

    def action_release(self) -> None:
        """Ask why the bundle under the cursor may come in, and let it in."""
        line = self.listing.opens(self.query_one(Sheet).row)
        case = line.case if line else None
        text = self.words.text
        if case is None or not case.releasable:
            self.say(text("Only what is held, or refused for its time, can be let in."), Tone.SOFT)
            return
        found = case

        def asked(why: str | None) -> None:
            if why is None:
                return
            if not why.strip():
                self.say(text("Nothing was let in: it needs a reason."), Tone.SOFT)
                return
            self.say(text("Letting it in") + self.marks.cut, Tone.QUIET)
            self.province.release(found.id, why.strip(), self._released, self._not_released)

        whose = self._unit(found.unit) if found.unit else found.path
        about = f"{whose}: {explain_code(found.code, self.words, found.details).title}"
        hint = text("Say what made you sure; it is kept. Enter lets it in, Esc leaves it where it is.")
        self.app.push_screen(WriteDialog(text("Let this bundle in?"), about=about, hint=hint), asked)

    def _released(self, status: str, receipts: list[Path]) -> None:
        words = self.words
        told = words.text(RESULTS.get(status, status))
        if receipts:
            told = words.text(
                "{result}; the receipt for the commune: {file}", result=told, file=receipts[-1].name
            )

        def show(found: tuple[list[ReceivedRecord], list[Case], list[RequestRecord]]) -> None:
            self.records, self.cases, self.renewals = found
            self.reshow(0)
            self.retitle()
            self.say(told, Tone.GOOD)

        office = self.province.office
        self.province.background(lambda: (office.inbox(), office.cases(), office.renewals()), show)

    def _not_released(self, error: Exception) -> None:
        self.say(self.province.explained(error), Tone.HARD)

    def cell_help(self) -> list[str]:
        """What this screen is."""
        return [
            self.words.text(
                "What was imported, newest first; above it the renewed keys that wait, and what was refused "
                "or is held, with the reason."
            )
        ]
