"""Keep the message catalogues in step with the code.

    python scripts/messages.py            extract each room's messages into its .po, compile the .mo
    python scripts/messages.py cli errors only these domains
    python scripts/messages.py --list     what has no Vietnamese yet

A message is the first argument of ``words.text("…")`` or ``mark("…")``, or the first two of
``words.counted("… one", "… several", …)``. A text that another domain already translates is not asked for
twice.
"""

from __future__ import annotations

import argparse
import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from babel.messages.catalog import Catalog, Message
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
KEYWORDS = {"text": 1, "mark": 1, "_": 1, "counted": 2}  # how many of the arguments are messages
Key: TypeAlias = "str | tuple[str, str]"
"""A message, or the singular and the plural of one."""


def extracted(domain: str) -> Catalog:
    """Return the messages of ``domain``'s room, with the files that say them (no line numbers)."""
    catalogue = Catalog(locale="vi", domain=domain, project="xaso", charset="utf-8", fuzzy=False)
    for file in sorted((ROOT / DOMAINS[domain]).rglob("*.py")):
        for message in messages_of(file.read_text(encoding="utf-8")):
            catalogue.add(message, locations=[(file.relative_to(ROOT).as_posix(), 0)])
    return catalogue


def _key(message: object) -> Key:
    return (str(message[0]), str(message[1])) if isinstance(message, list | tuple) else str(message)


def messages_of(source: str) -> Iterator[Key]:
    """Yield the messages of a module: of every call by a keyword's name, wherever it stands.

    Babel's own extractor reads tokens: it passes over f-strings before Python 3.12, and takes an attribute
    that is called like a keyword for a call.
    """
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call):
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            wanted = KEYWORDS.get(name, 0)
            said = [each.value for each in call.args[:wanted] if isinstance(each, ast.Constant)]
            if wanted and len(said) == wanted and all(isinstance(each, str) and each for each in said):
                yield _key(said[0] if wanted == 1 else said)


def stored(domain: str) -> Catalog:
    """Return the .po of ``domain`` as it is on disk (empty when there is none)."""
    file = FOLDER / f"{domain}.po"
    if not file.exists():
        return Catalog(locale="vi", domain=domain)
    with file.open("rb") as opened:
        return read_po(opened, locale="vi", domain=domain)


def translations() -> dict[Key, str]:
    """Return every Vietnamese text of every domain by its English key."""
    return {
        _key(message.id): text
        for domain in DOMAINS
        for message in stored(domain)
        if message.id and (text := _text(message))
    }


def _text(message: Message) -> str:
    """The Vietnamese of a message: the language has no plurals, so there is one text of each."""
    return str(message.string[0] if isinstance(message.string, list | tuple) else message.string or "")


def missing(domain: str) -> list[str]:
    """Return the messages of the room that no domain translates."""
    known = translations()
    wanted = [_key(message.id) for message in extracted(domain) if message.id]
    return [key if isinstance(key, str) else key[1] for key in wanted if key not in known]


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
    for message in sorted(fresh, key=lambda each: str(each.id if isinstance(each.id, str) else each.id[0])):
        if not message.id:
            continue
        key = _key(message.id)
        # a message that is counted now keeps the text that it had when it was not
        known = old.get(key) or (old.get(key[1]) if isinstance(key, tuple) else None)
        text = _text(known) if known is not None else ""
        if not text and key in elsewhere:
            continue
        string = text if isinstance(key, str) else (text,)
        result.add(key, string, locations=sorted(set(message.locations)))
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
