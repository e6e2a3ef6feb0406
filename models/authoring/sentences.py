"""What each complaint says: code → severity, Vietnamese, English."""

from __future__ import annotations

from models.authoring.complaint_kind import Sentence
from models.authoring.sentences_expressions import OF_EXPRESSIONS
from models.authoring.sentences_sheets import OF_SHEETS

SENTENCES: dict[str, Sentence] = {**OF_SHEETS, **OF_EXPRESSIONS}
