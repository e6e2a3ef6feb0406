"""The message catalogues keep step with the code."""

from __future__ import annotations

import importlib.util
import io
import string
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "locales" / "vi" / "LC_MESSAGES"
DOMAINS = sorted(path.stem for path in FOLDER.glob("*.po"))


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages_tool", ROOT / "scripts" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("domain", ["errors", "cli", "reports", "tui"])
def test_every_message_that_the_code_says_has_a_vietnamese_text(domain: str) -> None:
    assert _tool().missing(domain) == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_compiled_catalogue_says_what_the_source_says(domain: str) -> None:
    source = read_po(io.BytesIO((FOLDER / f"{domain}.po").read_bytes()), locale="vi")
    compiled = read_mo(io.BytesIO((FOLDER / f"{domain}.mo").read_bytes()))
    written = {message.id: message.string for message in source if message.id and message.string}
    assert {message.id: message.string for message in compiled if message.id} == written


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_translation_has_the_placeholders_of_its_message(domain: str) -> None:
    source = read_po(io.BytesIO((FOLDER / f"{domain}.po").read_bytes()), locale="vi")
    for message in source:
        if message.id and message.string:
            assert _fields(str(message.string)) == _fields(str(message.id)), message.id


@pytest.mark.parametrize("domain", DOMAINS)
def test_vietnamese_texts_are_in_normal_form_c(domain: str) -> None:
    import unicodedata

    text = (FOLDER / f"{domain}.po").read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)


def _fields(message: str) -> set[str]:
    try:
        return {name for _text, name, _spec, _conversion in string.Formatter().parse(message) if name}
    except ValueError:
        return set()
