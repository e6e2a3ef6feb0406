"""From an error to what a person reads: title, body, remedy. Every error class of the house has one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from locales.explain_cli import CLI_WORDINGS
from locales.explain_forms import FORM_WORDINGS
from locales.explain_inputs import INPUT_WORDINGS
from locales.explain_models import MODEL_WORDINGS
from locales.explain_reports import REPORT_WORDINGS
from locales.explain_store import STORE_WORDINGS
from locales.explain_sync import HANDOFF_WORDINGS, KEY_WORDINGS, SYNC_WORDINGS
from locales.system_words import told
from locales.wording import Wording
from locales.words import Words
from models.errors import XasoError

WORDINGS: Mapping[str, Wording] = {
    **MODEL_WORDINGS,
    **STORE_WORDINGS,
    **FORM_WORDINGS,
    **INPUT_WORDINGS,
    **REPORT_WORDINGS,
    **SYNC_WORDINGS,
    **KEY_WORDINGS,
    **HANDOFF_WORDINGS,
    **CLI_WORDINGS,
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """An error in one language: stable ``code``, and three sentences without line breaks."""

    code: str
    title: str
    body: str
    remedy: str

    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.title}.", self.body, self.remedy) if part)


class _Details(dict[str, object]):
    """Details of an error; one that was not given is written …, because an explanation must not fail.

    ``value`` stands for whatever the error is about: its first detail when none has that name.
    """

    def __missing__(self, key: str) -> object:
        return next(iter(self.values()), "…") if key == "value" else "…"


def explain(error: XasoError, words: Words) -> Explanation:
    """Return the explanation of ``error`` in the language of ``words``."""
    return explain_code(error.code, words, error.details)


def explain_code(code: str, words: Words, details: Mapping[str, object] | None = None) -> Explanation:
    """Return the explanation of a code that came as data (a refusal, a quarantine list, a receipt)."""
    wording = WORDINGS.get(code, WORDINGS["E_INTERNAL"])
    filled = _Details({name: _plain(value, words) for name, value in (details or {}).items()})
    title, body, remedy = (
        words.text(message).format_map(filled) for message in (wording.title, wording.body, wording.remedy)
    )
    return Explanation(code, title, body, remedy)


def _plain(value: object, words: Words) -> str:
    """Write one detail for people: lists with commas, numbers and what the system said in this language."""
    if isinstance(value, bool) or value is None:
        return words.text("yes") if value else words.text("no")
    if isinstance(value, int):
        return words.number(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(_plain(item, words) for item in value)
    return told(str(value), words)
