"""Keep the message catalogues in step with the code.

    python scripts/messages.py            extract each room's messages into its .po, compile the .mo
    python scripts/messages.py cli errors only these domains
    python scripts/messages.py --list     what has no Vietnamese yet

A message is the first argument of ``words.text("…")`` or ``mark("…")``. A text that another domain
already translates is not asked for twice.
"""

from __future__ import annotations

import argparse
import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "locales" / "vi" / "LC_MESSAGES"
DOMAINS = {
    "errors": "locales",
    "cli": "cli",
    "reports": "reports",
    "tui": "tui",
    "province": "tui/province",
    "documents": "reports/documents",
}
KEYWORDS = {"text": None, "mark": None, "_": None}


def extracted(domain: str) -> Catalog:
    """Return the messages of ``domain``'s room, with the files that say them (no line numbers)."""
    catalogue = Catalog(locale="vi", domain=domain, project="xaso", charset="utf-8", fuzzy=False)
    room = ROOT / DOMAINS[domain]
    for name, _line, message, comments, _context in extract_from_dir(room, keywords=KEYWORDS):
        if isinstance(message, str) and message:
            where = f"{DOMAINS[domain]}/{Path(name).as_posix()}"
            catalogue.add(message, locations=[(where, 0)], auto_comments=comments)
    for file in sorted(room.rglob("*.py")):
        for message in inside_f_strings(file.read_text(encoding="utf-8")):
            catalogue.add(message, locations=[(file.relative_to(ROOT).as_posix(), 0)])
    return catalogue


def inside_f_strings(source: str) -> Iterator[str]:
    """Yield the messages of calls within f-strings, which the extractor passes over before Python 3.12."""
    for joined in ast.walk(ast.parse(source)):
        if not isinstance(joined, ast.JoinedStr):
            continue
        for call in ast.walk(joined):
            if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant):
                name = getattr(call.func, "attr", getattr(call.func, "id", ""))
                if name in KEYWORDS and isinstance(call.args[0].value, str):
                    yield call.args[0].value


def stored(domain: str) -> Catalog:
    """Return the .po of ``domain`` as it is on disk (empty when there is none)."""
    file = FOLDER / f"{domain}.po"
    if not file.exists():
        return Catalog(locale="vi", domain=domain)
    with file.open("rb") as opened:
        return read_po(opened, locale="vi", domain=domain)


def translations() -> dict[str, str]:
    """Return every Vietnamese text of every domain by its English key."""
    return {
        str(message.id): str(message.string)
        for domain in DOMAINS
        for message in stored(domain)
        if message.id and message.string
    }


def missing(domain: str) -> list[str]:
    """Return the messages of the room that no domain translates."""
    known = translations()
    return [str(message.id) for message in extracted(domain) if message.id and str(message.id) not in known]


def update(domain: str) -> None:
    """Write the .po with the room's messages (known translations kept) and its .mo."""
    fresh, old = extracted(domain), stored(domain)
    elsewhere = translations()
    result = Catalog(
        locale="vi",
        domain=domain,
        project="xaso",
        version="1",
        charset="utf-8",
        fuzzy=False,
        creation_date=old.creation_date,
        revision_date=old.creation_date,
        last_translator="xaso",
        language_team="vi",
        header_comment="# Vietnamese words of xaso.",
    )
    for message in sorted(fresh, key=lambda each: str(each.id)):
        if not message.id:
            continue
        known = old.get(message.id)
        text = known.string if known is not None else ""
        if not text and str(message.id) in elsewhere:
            continue
        result.add(message.id, text, locations=sorted(set(message.locations)))
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{domain}.po").open("wb") as opened:
        write_po(opened, result, width=110, omit_header=False, include_lineno=False, ignore_obsolete=True)
    with (FOLDER / f"{domain}.mo").open("wb") as opened:
        write_mo(opened, result)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("domains", nargs="*", choices=[[], *DOMAINS], default=[])
    parser.add_argument("--list", action="store_true", help="print what has no Vietnamese")
    asked = parser.parse_args()
    for domain in asked.domains or DOMAINS:
        if not asked.list:
            update(domain)
        for message in missing(domain):
            print(f"{domain}: {message}")


if __name__ == "__main__":
    main()
