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
    written = {_one(message.id): _one(message.string) for message in source if message.id and message.string}
    assert {_one(message.id): _one(message.string) for message in compiled if message.id} == written


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_translation_has_the_placeholders_of_its_message(domain: str) -> None:
    source = read_po(io.BytesIO((FOLDER / f"{domain}.po").read_bytes()), locale="vi")
    for message in source:
        if message.id and message.string:
            said = [message.string] if isinstance(message.string, str) else message.string
            keys = [message.id] if isinstance(message.id, str) else message.id
            for one in (*said, *keys):
                assert _fields(one) == _fields(keys[0]), message.id


def test_a_message_that_is_counted_keeps_the_text_that_it_had_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool, room = _tool(), tmp_path / "room"
    room.mkdir()
    (tmp_path / "vi").mkdir()
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    monkeypatch.setattr(tool, "FOLDER", tmp_path / "vi")
    monkeypatch.setattr(tool, "DOMAINS", {"room": "room"})
    (tmp_path / "vi" / "room.po").write_text(
        'msgid "{count} rows"\nmsgstr "{count} dòng"\n', encoding="utf-8"
    )
    code = 'words.counted("{count} row", "{count} rows", n)\nf"{words.counted(\'a\', \'as\', n)}"\n'
    (room / "said.py").write_text(code, encoding="utf-8")
    assert sorted(tool.missing("room")) == ["as", "{count} rows"]
    tool.update("room")
    assert tool.missing("room") == ["as"]
    kept = (tmp_path / "vi" / "room.po").read_text(encoding="utf-8")
    assert 'msgid_plural "{count} rows"\nmsgstr[0] "{count} dòng"' in kept


@pytest.mark.parametrize("domain", DOMAINS)
def test_vietnamese_texts_are_in_normal_form_c(domain: str) -> None:
    import unicodedata

    text = (FOLDER / f"{domain}.po").read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)


def _one(said: object) -> tuple[str, ...]:
    """A message and one that is counted alike."""
    return tuple(map(str, said)) if isinstance(said, list | tuple) else (str(said),)


def _fields(message: str) -> set[str]:
    try:
        return {name for _text, name, _spec, _conversion in string.Formatter().parse(message) if name}
    except ValueError:
        return set()
