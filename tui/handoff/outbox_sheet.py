"""The history of exports as a sheet: what came back, then bundles, newest first; one opens to its entries."""

from __future__ import annotations

from collections.abc import Iterator

from locales.explain import explain_code
from locales.words import Words
from locales.words import mark as _
from tui.handoff.ports import Ledger, SentBundle, SentEntry
from tui.marks import Marks
from tui.widgets.sheet_model import Cell, Column, Span, StillModel, Tone

NUMBER, WHEN, FILE, ENTRIES, ROOM, PROVINCE = range(6)
STATUSES = {
    "sealed": (_("sealed, not handed off yet"), Tone.SOFT),
    "written": (_("handed off, no receipt yet"), Tone.PLAIN),
    "accepted": (_("received by the province"), Tone.GOOD),
    "accepted_with_gap": (_("received; earlier bundles are missing"), Tone.SOFT),
    "quarantined": (_("refused by the province"), Tone.HARD),
    "held": (_("held by the province"), Tone.SOFT),
}
STATES = {
    "draft": (_("being corrected"), Tone.PLAIN),
    "complete": (_("complete, not sent"), Tone.PLAIN),
    "exported": (_("exported"), Tone.PLAIN),
    "received": (_("received"), Tone.GOOD),
    "accepted": (_("accepted"), Tone.GOOD),
    "returned": (_("returned"), Tone.SOFT),
    "superseded": (_("replaced by a correction"), Tone.QUIET),
    "discarded": (_("set aside"), Tone.QUIET),
}
WHOLE = (Span(NUMBER, PROVINCE, NUMBER),)
ENTRY_ROW = (Span(NUMBER, ROOM, NUMBER), Span(PROVINCE, PROVINCE, PROVINCE))
BUNDLE_ROW = (
    Span(NUMBER, NUMBER, NUMBER),
    Span(WHEN, WHEN, WHEN),
    Span(FILE, FILE, FILE),
    Span(ENTRIES, ENTRIES, ENTRIES),
    Span(ROOM, PROVINCE, PROVINCE),
)

Row = str | SentBundle | SentEntry
COUNT = 5  # cells of the number of entries; the province may begin with a number, too


class OutboxSheet(StillModel):
    """The model of the page. ``opened`` are the ids of the bundles whose entries show."""

    def __init__(self, ledger: Ledger, opened: frozenset[str], words: Words, marks: Marks) -> None:
        self.ledger = ledger
        self.words = words
        self.marks = marks
        text = words.text
        self.columns = (
            Column(text("bundle"), 8),
            Column(text("sealed"), 17),
            Column(text("file"), 42, needs=124),
            Column(text("entries"), COUNT + 2),
            Column("", 16),
            Column(text("province"), 60, grows=True, least=25),
        )
        self.rows: list[Row] = list(self._rows(opened))

    def _rows(self, opened: frozenset[str]) -> Iterator[Row]:
        ledger = self.ledger
        if ledger.returned:
            yield self.words.text("RETURNED: Enter opens at the comments and begins a correction")
            yield from ledger.returned
            yield ""
        for bundle in ledger.bundles:
            yield bundle
            if bundle.id in opened:
                yield from bundle.entries
        if not ledger.bundles:
            yield self.words.text("Nothing was exported yet.")

    def row_count(self) -> int:
        """How many lines there are."""
        return len(self.rows)

    def at(self, row: int) -> SentBundle | SentEntry | None:
        """What a row opens."""
        found = self.rows[row] if 0 <= row < len(self.rows) else ""
        return None if isinstance(found, str) else found

    def bundle_at(self, row: int) -> SentBundle | None:
        """The bundle of a row, or the one above an entry of its."""
        for line in reversed(self.rows[: row + 1]):
            if isinstance(line, SentBundle):
                return line
            if isinstance(line, str):
                return None
        return None

    def row_of(self, key: str) -> int:
        """The row of a bundle or an entry by its id; 0 when it does not show."""
        ids = [row.id if isinstance(row, SentBundle) else getattr(row, "entry", "") for row in self.rows]
        return ids.index(key) if key in ids else 0

    def rests(self, row: int, column: int) -> bool:
        """The cursor stands on bundles and entries, on the only line when there are none."""
        del column
        return not isinstance(self.rows[row], str) or len(self.rows) == 1

    def spans(self, row: int) -> tuple[Span, ...] | None:
        """Entries say their title where bundles say number and time."""
        if row < 0 or isinstance(self.rows[row], SentBundle):
            return BUNDLE_ROW
        return WHOLE if isinstance(self.rows[row], str) else ENTRY_ROW

    def cell(self, row: int, column: int) -> Cell:
        """What stands in a cell."""
        line = self.rows[row]
        if isinstance(line, str):
            return Cell(line, Tone.SOFT if self.ledger.returned else Tone.QUIET)
        if isinstance(line, SentEntry):
            return self._entry(line, column)
        return self._bundle(line, column)

    def _bundle(self, bundle: SentBundle, column: int) -> Cell:
        if column == NUMBER:
            lost = bundle.seq in self.ledger.missing and not bundle.earlier_chain
            mark = f" {self.marks.hard}" if lost else ""
            return Cell(f"{bundle.seq:06d}{mark}", Tone.HARD if lost else Tone.STRONG)
        if column == WHEN:
            return Cell(self.words.moment(bundle.sealed_at))
        if column == FILE:
            return Cell(bundle.name, Tone.QUIET)
        if column == ENTRIES:
            return Cell(self.words.number(len(bundle.entries)).rjust(COUNT))
        return self._province(bundle)

    def _province(self, bundle: SentBundle) -> Cell:
        if bundle.seq in self.ledger.missing and not bundle.earlier_chain:
            return Cell(self.words.text("never arrived: F9 writes it again"), Tone.HARD)
        if bundle.code:
            return Cell(f"{bundle.code}: {explain_code(bundle.code, self.words).title}", Tone.HARD)
        said, tone = STATUSES.get(bundle.status, (bundle.status, Tone.PLAIN))
        told = self._tally(bundle) if bundle.status in {"accepted", "accepted_with_gap"} else ""
        return Cell(told or self.words.text(said), Tone.SOFT if self._came_back(bundle) else tone)

    def _tally(self, bundle: SentBundle) -> str:
        """What became of its entries, as far as the province has said: 3 received, 1 returned."""
        counts = {state: sum(1 for e in bundle.entries if e.state == state) for state in STATES}
        said = [
            f"{self.words.number(counts[state])} {self.words.text(STATES[state][0])}"
            for state in ("received", "accepted", "returned")
            if counts[state]
        ]
        return f" {self.marks.dot} ".join(said)

    def _came_back(self, bundle: SentBundle) -> bool:
        return any(entry.state == "returned" for entry in bundle.entries)

    def _entry(self, entry: SentEntry, column: int) -> Cell:
        words = self.words
        if column == NUMBER:
            of = words.period(entry.period) if entry.period else entry.name
            period = f" {self.marks.dot} {of}" if of else ""
            revision = (
                f" {self.marks.dot} {words.text('revision {number}', number=entry.revision)}"
                if entry.revision > 1
                else ""
            )
            return Cell(f"   {words.of(entry.title)}{period}{revision}")
        said, tone = STATES.get(entry.state, (entry.state, Tone.PLAIN))
        mark = f"{self.marks.returned} " if entry.state == "returned" else ""
        comments = (
            f" {self.marks.dot} {words.text('{count} comments', count=entry.comments)}"
            if entry.comments
            else ""
        )
        return Cell(f"{mark}{words.text(said)}{comments}", tone)
