"""Entries as CSV, laid out and named as ODK Central does, so that scripts made for it go on working.

One file a form (``monthly.csv``) and one a repeat (``monthly-villages.csv``), groups flattened with ``-``,
rows tied by KEY and PARENT_KEY. UTF-8 with a byte order mark, because Excel needs it. Sensitive
questions have no column at all.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from models.entries import EntrySnapshot
from models.forms.definition import FormDefinition, Node
from models.forms.places import places
from reports.documents.atomic import whole_file, whole_folder
from reports.documents.entries import EntryRow, FormEntries
from reports.documents.text import clean

BOM = "\ufeff"
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_RISKY = ("=", "+", "-", "@", "\t", "\n")
_ROW = re.compile(r"\[(\d+)\]")
_BEFORE = ("SubmissionDate",)
_AFTER = ("KEY", "SubmitterID", "SubmitterName", "ReviewState", "Edits", "FormVersion", "Period")
_REPEAT = ("PARENT_KEY", "KEY")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file: its repeat (generic ref; "/data" for the form itself) and its columns, ref → heading."""

    ref: str
    name: str
    columns: dict[str, str] = field(default_factory=dict)


def write(forms: Sequence[FormEntries], out: Path) -> list[Path]:
    """Write every form's files into ``out`` (a zip when it ends in .zip, else a folder); return the files.

    Raises:
        DocumentNotWrittenError: the disk refused.
    """
    if out.suffix.lower() == ".zip":
        with whole_file(out) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, lines in _files(forms):
                archive.writestr(zipfile.ZipInfo(name), _text(lines).encode("utf-8"), zipfile.ZIP_DEFLATED)
        return [out]
    written = []
    with whole_folder(out) as folder:
        for name, lines in _files(forms):
            (folder / name).write_text(_text(lines), encoding="utf-8", newline="")
            written.append(out / name)
    return written


def guarded(value: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; numbers, negative ones too, stay as they are."""
    text = clean(value)
    if text.startswith(_RISKY) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def sheets(form_id: str, definitions: Sequence[FormDefinition]) -> list[Sheet]:
    """Return the files of a form, itself first, with the columns of all its versions in document order.

    What one version calls sensitive is left out in every version.
    """
    newest_first = sorted(definitions, key=lambda one: one.version, reverse=True)
    hidden = {place.ref for one in newest_first for place in places(one.root) if place.node.sensitive}
    found: dict[str, Sheet] = {}
    for definition in newest_first:  # the newest decides the order, older ones add what it dropped
        _walk(definition.root, f"/{definition.root.name}", "", found, hidden)
    names = _names(form_id, list(found))
    return [Sheet(ref, names[ref], sheet.columns) for ref, sheet in found.items()]


def _walk(
    node: Node, ref: str, heading: str, found: dict[str, Sheet], hidden: set[str], inside: str | None = None
) -> None:
    owner = inside
    if owner is None or node.kind == "repeat":
        owner, heading = ref, ""
        found.setdefault(ref, Sheet(ref, ""))
    for child in node.children:
        below = f"{ref}/{child.name}"
        if below in hidden:
            continue
        title = f"{heading}-{child.name}" if heading else child.name
        if child.kind != "question":
            _walk(child, below, title, found, hidden, owner)
        elif child.type != "note":
            found[owner].columns.setdefault(below, title)


def _names(form_id: str, refs: list[str]) -> dict[str, str]:
    """Name the files; repeats of one name in different groups are told apart by ~1, ~2."""
    ends = [ref.rsplit("/", 1)[-1] for ref in refs]
    names, seen = {}, dict.fromkeys(ends, 0)
    for number, (ref, end) in enumerate(zip(refs, ends, strict=True)):
        if number == 0:
            names[ref] = f"{form_id}.csv"
            continue
        seen[end] += 1
        mark = f"~{seen[end]}" if ends[1:].count(end) > 1 else ""
        names[ref] = f"{form_id}-{end}{mark}.csv"
    return names


def _files(forms: Sequence[FormEntries]) -> Iterator[tuple[str, list[list[str]]]]:
    for form in forms:
        layout = sheets(form.form_id, list(form.definitions.values()))
        if not layout:
            continue
        lines: dict[str, list[list[str]]] = {sheet.ref: [_heading(sheet, layout[0].ref)] for sheet in layout}
        for entry in form.entries:
            _spread(entry, layout, lines)
        for sheet in layout:
            yield sheet.name, lines[sheet.ref]


def _heading(sheet: Sheet, root: str) -> list[str]:
    columns = list(sheet.columns.values())
    return [*_BEFORE, *columns, *_AFTER] if sheet.ref == root else [*columns, *_REPEAT]


def _spread(entry: EntryRow, layout: list[Sheet], lines: dict[str, list[list[str]]]) -> None:
    """Append one entry's row to the form's file and its repeat rows to theirs."""
    snapshot = entry.snapshot
    key = _key(snapshot)
    for sheet in layout:
        rows = _rows(snapshot, sheet)
        if sheet is layout[0]:
            values = rows.get("", {})
            fields = [guarded(values.get(ref, "")) for ref in sheet.columns]
            before = [entry.received_at]
            after = [key, snapshot.unit, entry.unit_name, entry.state.value, str(snapshot.revision - 1)]
            after += [snapshot.form_version, snapshot.period or ""]
            lines[sheet.ref].append([*before, *fields, *(guarded(one) for one in after)])
            continue
        for row, values in rows.items():
            fields = [guarded(values.get(ref, "")) for ref in sheet.columns]
            lines[sheet.ref].append([*fields, _parent(key, row), f"{key}/{row}"])


def _rows(snapshot: EntrySnapshot, sheet: Sheet) -> dict[str, dict[str, str]]:
    """Return the values of one file by row ("" for the form's own, "villages[3]") and generic ref."""
    rows: dict[str, dict[str, str]] = {}
    depth = sheet.ref.count("/") + 1
    for path, value in snapshot.values.items():
        ref = _ROW.sub("", path)
        if ref.startswith(f"{sheet.ref}/"):
            row = rows.setdefault("/".join(path.split("/")[2:depth]), {})
            if ref in sheet.columns:
                row[ref] = value
    return dict(sorted(rows.items(), key=lambda item: _order(item[0])))


def _order(row: str) -> tuple[int, ...]:
    return tuple(int(number) for number in _ROW.findall(row))


def _parent(key: str, row: str) -> str:
    """Return the key of the nearest row above: the enclosing repeat's, else the entry's."""
    steps = row.split("/")[:-1]
    while steps and not steps[-1].endswith("]"):
        steps.pop()
    return "/".join([key, *steps])


def _key(snapshot: EntrySnapshot) -> str:
    """Write the entry's id as OpenRosa writes instance ids: uuid:8-4-4-4-12."""
    plain = snapshot.id
    if re.fullmatch(r"[0-9a-f]{32}", plain):
        plain = "-".join((plain[:8], plain[8:12], plain[12:16], plain[16:20], plain[20:]))
    return f"uuid:{plain}"


def _text(lines: list[list[str]]) -> str:
    written = _Text()
    csv.writer(written, lineterminator="\r\n").writerows(lines)
    return BOM + "".join(written.parts)


class _Text:
    """The least a csv writer needs to write to."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def write(self, part: str) -> int:
        self.parts.append(part)
        return len(part)
