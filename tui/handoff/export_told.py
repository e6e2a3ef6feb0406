"""What the export page says: the steps of the work, its result in plain words, what comes next, mails."""

from __future__ import annotations

from collections.abc import Sequence

from locales.explain import explain_code
from locales.words import Words
from locales.words import mark as _
from tui.handoff.last_word import old_kit
from tui.handoff.sending_ports import Mail, Sent, Target, Way
from tui.handoff.sizes import size_text
from tui.marks import Marks
from tui.widgets.line import Piece
from tui.widgets.sheet_model import Tone

STEPS = {  # sync.handoff.folder.Step, in order
    "seal": _("seal"),
    "write": _("write"),
    "read back": _("read back"),
    "match": _("the same"),
}
SUBJECT = _("Figures of {unit}")
LETTER = _("The attached file is signed and encrypted for the province. Please do not rename or repack it.")
RESULTS = {
    Way.STICK: _("THE BUNDLE IS ON THE STICK. You may pull it out."),
    Way.MAIL: _("THE BUNDLE WAS MAILED."),
    Way.DRAFT: _("THE DRAFT IS WRITTEN. It is not sent yet."),
    Way.FOLDER: _("THE BUNDLE IS IN THE FOLDER."),
}
NEXT = {
    Way.STICK: _("Next: carry the stick to the province, bring its receipt back, and take it in with F10."),
    Way.MAIL: _("Next: when the province's receipt comes by mail, save it and take it in with F10."),
    Way.DRAFT: _("Next: open the draft with your mail program, send it, and take the receipt in with F10."),
    Way.FOLDER: _("Next: see that the file reaches the province, and take its receipt in with F10."),
}


def progress(step: str, words: Words, marks: Marks, *, broken: bool = False) -> tuple[Piece, ...]:
    """Return the line of the steps: done, under way (or broken), to come."""
    names = list(STEPS)
    at = names.index(step) if step in names else -1
    pieces: list[Piece] = []
    for number, name in enumerate(names):
        arrow = " > " if pieces else "   "
        said = words.text(STEPS[name])
        if number < at or (number == at == len(names) - 1):
            pieces += [(arrow, Tone.QUIET), (f"{said} {marks.complete}", Tone.GOOD)]
        elif number == at:
            now = (f"{said} {marks.hard}", Tone.HARD) if broken else (f"{said} {marks.saving}", Tone.STRONG)
            pieces += [(arrow, Tone.QUIET), now]
        else:
            pieces.append((f"{arrow}{said}", Tone.QUIET))
    return tuple(pieces)


def result(sent: Sent, target: Target, words: Words, marks: Marks) -> tuple[str, Tone]:
    """Return the one sentence that must be understood."""
    if target.way is Way.MAIL and _still_waits(sent):
        said = words.text("THE BUNDLE IS SEALED AND WAITS TO BE MAILED. It goes out by itself.")
        return f" {marks.soft} {said}", Tone.SOFT
    return f" {marks.complete} {words.text(RESULTS[target.way])}", Tone.GOOD


def detail(sent: Sent, words: Words) -> str:
    """Return which bundles, how many entries, and that they were read back."""
    said = words.text(
        "Bundle {seq} · {entries} · written, read back, the same.",
        seq=", ".join(f"{each.seq:06d}" for each in sent.written),
        entries=words.counted("{count} entry", "{count} entries", sum(each.entries for each in sent.written)),
    )
    return f"   {said}"


def file_told(sent: Sent, words: Words) -> tuple[str, str]:
    """Return the name of the last file, and the size of all."""
    size = size_text(sum(each.size for each in sent.written), words)
    return f"   {sent.written[-1].file.name}", f"{size} "


def coming(target: Target, words: Words) -> str:
    """Return what the officer does next."""
    return f"   {words.text(NEXT[target.way])}"


def mails_told(mails: Sequence[Mail], words: Words, marks: Marks) -> str:
    """Return how it stands with the mails that wait, "" without any."""
    if not mails:
        return ""
    worst = max(mails, key=lambda mail: mail.attempts)
    text = words.text
    if not worst.attempts:
        said = text("Mails waiting to be sent: {count}. F6 sends them now.", count=len(mails))
        return f"{marks.soft} {said}"
    why = explain_code(worst.code, words).title if worst.code else worst.reason
    told = text(
        "Mails waiting: {count}. {why} ({reason}); tries: {attempts}, again from {due}. F6 sends now.",
        count=len(mails),
        why=why,
        reason=worst.reason,
        attempts=worst.attempts,
        due=words.moment(worst.due),
    )
    return f"{marks.soft} {told}"


def kit_told(day: str, words: Words, marks: Marks) -> str:
    """Return that the kit is old, "" when it is not."""
    return f"{marks.soft} {old_kit(day, words)}" if day else ""


def _still_waits(sent: Sent) -> bool:
    names = {each.file.stem for each in sent.written}
    return any(mail.name in names for mail in sent.mails)
