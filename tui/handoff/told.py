"""What came of the files that were taken in, in a sentence or two."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from locales.words import Words
from tui.handoff.ports import TakenFile
from tui.widgets.sheet_model import Tone


def told_of(
    taken: Sequence[TakenFile], words: Words, explained: Callable[[Exception], str]
) -> tuple[str, Tone]:
    """Return what to say of all files, and in which tone; trouble is said first."""
    said: list[str] = []
    tone = Tone.GOOD
    for each in taken:
        if each.error is not None:
            said.insert(0, f"{each.file.name}: {explained(each.error)}")
            tone = Tone.HARD
            continue
        said += _sentences(each, words)
        if (each.returned or each.missing or each.forked or each.stale) and tone is Tone.GOOD:
            tone = Tone.SOFT
    return " ".join(said), tone


def _sentences(taken: TakenFile, words: Words) -> list[str]:
    text = words.text
    if taken.kind == "kit":
        said = [text("The kit is in force.")]
        if taken.stale:
            said.append(text("It is more than a year old: ask the province for a newer one."))
        return said
    if taken.again:
        return [text("Receipt {seq} was taken in before; nothing changed.", seq=taken.seq)]
    said = [text("Receipt {seq}: taken in.", seq=taken.seq)]
    if taken.certified:
        said.append(text("The province certified this computer's key: it can export now."))
    if taken.returned:
        said.append(
            words.counted(
                "{count} entry was returned with comments.",
                "{count} entries were returned with comments.",
                taken.returned,
            )
        )
    if taken.missing:
        numbers = ", ".join(f"{seq:06d}" for seq in taken.missing)
        said.append(text("The province misses bundles {numbers}: export them again.", numbers=numbers))
    if taken.forked:
        said.append(text("This computer was copied or restored: it began a new chain. Export again."))
    return said
