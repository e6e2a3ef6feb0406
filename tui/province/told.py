"""Small texts of the province's screens: states, results of imports, sizes of bundles."""

from __future__ import annotations

from locales.words import Words
from locales.words import mark as _
from tui.marks import Marks
from tui.widgets.sheet_model import Cell, Tone

STATES = {
    "received": _("received"),
    "accepted": _("accepted"),
    "returned": _("returned"),
    "superseded": _("replaced"),
    "discarded": _("set aside"),
}
RESULTS = {
    "accepted": _("taken in"),
    "accepted_with_gap": _("accepted, earlier ones are missing"),
    "duplicate": _("known already"),
    "quarantined": _("refused"),
    "held": _("held for a decision"),
}


def renewals_told(count: int, words: Words) -> str:
    """Say that renewed keys wait for their certificate, and what to do: as the import says it."""
    return words.counted(
        "{count} renewed key waits for the authority's key: xaso province enrol --ca FILE",
        "{count} renewed keys wait for the authority's key: xaso province enrol --ca FILE",
        count,
    )


def state_cell(state: str, words: Words, marks: Marks) -> Cell:
    """An entry's state with its mark."""
    said = words.text(STATES.get(state, state))
    signs = {
        "accepted": (marks.complete, Tone.GOOD),
        "received": (marks.saved, Tone.PLAIN),
        "returned": (marks.returned, Tone.SOFT),
    }
    sign, tone = signs.get(state, (marks.dash, Tone.OFF))
    return Cell(f"{sign} {said}", tone)


def result_cell(status: str, code: str | None, words: Words, marks: Marks) -> Cell:
    """What became of a bundle, with its mark."""
    said = words.text(RESULTS.get(status, status))
    if status == "quarantined":
        return Cell(f"{marks.hard} {said}", Tone.HARD)
    if status in {"held", "accepted_with_gap"} or code:
        return Cell(f"{marks.soft} {said}", Tone.SOFT)
    return Cell(f"{marks.complete} {said}", Tone.PLAIN)
