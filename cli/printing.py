"""What goes to stdout: one JSON document, or plain tables that fit a narrow terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec


def print_json(document: object) -> None:
    """Print one JSON document: UTF-8, keys in the order given, decimals as strings."""
    print(json_text(document), flush=True)


def json_text(document: object) -> str:
    """Return a document as ``print_json`` prints it.

    msgspec writes a scoreboard of a nation in a tenth of the time; what it cannot hold (numbers beyond 64
    bits, half characters of damaged file names) the standard library writes, the same way.
    """
    try:
        return msgspec.json.format(msgspec.json.encode(document, enc_hook=_plain), indent=1).decode()
    except (OverflowError, ValueError, TypeError):
        return json.dumps(document, ensure_ascii=False, indent=1, default=_plain)


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


def speak_utf8() -> None:
    """Make stdout and stderr UTF-8 whatever the console's code page, so that JSON and tones survive."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        encoding = (getattr(stream, "encoding", "") or "").lower().replace("-", "")
        if reconfigure is not None and encoding != "utf8":
            reconfigure(encoding="utf-8", errors="replace")
