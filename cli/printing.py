"""What goes to stdout: one JSON document, or plain tables that fit a narrow terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec


def print_json(document: object) -> None:
    """Print one JSON document: UTF-8, keys in the order given, decimals as strings."""
    sys.stdout.flush()
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None or not _is_utf8(sys.stdout):
        print(json_bytes(document).decode(), flush=True)
        return
    buffer.write(json_bytes(document))  # a nation's scoreboard is not made text first, to be bytes again
    buffer.write(b"\n")
    buffer.flush()


def json_bytes(document: object) -> bytes:
    """Return a document as ``print_json`` prints it, in UTF-8.

    msgspec writes a scoreboard of a nation in a tenth of the time; what it cannot hold (numbers beyond 64
    bits, half characters of damaged file names) the standard library writes, the same way.
    """
    try:
        return msgspec.json.format(msgspec.json.encode(document, enc_hook=_plain), indent=1)
    except (OverflowError, ValueError, TypeError):
        text = json.dumps(document, ensure_ascii=False, indent=1, default=_plain)
        return text.encode(errors="backslashreplace")  # a half character as JSON writes it


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)


def print_table(headers: Sequence[str], rows: Sequence[Sequence[str]], right: str = "") -> None:
    """Print a table with two blanks between columns.

    ``right`` names the columns whose text is aligned right, by letter per column: "lrl".
    """
    print("\n".join(table_lines(headers, rows, right)))


def table_lines(headers: Sequence[str], rows: Sequence[Sequence[str]], right: str = "") -> list[str]:
    """Return the lines of ``print_table``."""
    every = [list(headers), *[list(row) for row in rows]]
    widths = [max(len(row[column]) for row in every) for column in range(len(headers))]
    sides = right.ljust(len(headers), "l")
    lines = []
    for row in every:
        cells = [
            cell.rjust(width) if side == "r" else cell.ljust(width)
            for cell, width, side in zip(row, widths, sides, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    return lines


def _is_utf8(stream: object) -> bool:
    encoding = getattr(stream, "encoding", "") or ""
    return encoding.lower().replace("-", "") == "utf8"


def speak_utf8() -> None:
    """Make stdout and stderr UTF-8 whatever the console's code page, so that JSON and tones survive."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and not _is_utf8(stream):
            reconfigure(encoding="utf-8", errors="replace")
