"""Opening what comes to a laptop in a process of its own first: a file that ends it ends nothing else."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from models.errors import XasoError
from sync.bodies import ReceiptBody
from sync.crew import apart
from sync.envelope import read_letter, unfold, unwrap
from sync.errors import ExaminationError
from sync.examination import Refused
from sync.examiner import Definition
from sync.keys import read_certificate_line
from sync.manifest import Kind


@dataclass(frozen=True, slots=True)
class Opener:
    """Goes through all of a kit or a receipt, and finds nothing out: it is there to survive it."""

    def examine(
        self, data: bytes, _at: datetime, _definition: Definition, _forgive: frozenset[str] = frozenset()
    ) -> None:
        """Read everything that a laptop reads; what is refused in order the laptop itself will tell."""
        with suppress(XasoError):
            opened = unfold(read_letter(unwrap(data, ())))
            if opened.manifest.kind is Kind.KIT:
                from sync.kit_files import read_files  # a receipt needs no catalogue

                read_files(opened)
            elif isinstance(opened.body, ReceiptBody) and opened.body.certificate is not None:
                read_certificate_line(opened.body.certificate)


def survive(data: bytes, at: datetime) -> None:
    """Have a helper open a file that came in; nothing is said of what it holds.

    Raises:
        ExaminationError: it ended the helper, or did not end within its time.
        HelperError: no process can be started to open it.
    """
    found = apart(Opener(), data, at)
    if isinstance(found, Refused) and found.code == ExaminationError.code:
        raise ExaminationError(**found.details)
