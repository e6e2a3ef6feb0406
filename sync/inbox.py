"""What a laptop takes in: kits and receipts, told apart by their content alone.

Whatever comes is opened by a helper first (sync.opening): what would end this program ends the helper.
"""

from __future__ import annotations

from datetime import datetime

from models.store import Store
from models.workspace import CommuneWorkspace
from sync import kit, receipt
from sync.envelope import read_letter, unwrap
from sync.errors import WrongRecipientError
from sync.kit import KitTaken
from sync.manifest import Kind
from sync.opening import survive
from sync.receipt import Taken


def take_in(
    store: Store,
    workspace: CommuneWorkspace,
    data: bytes,
    *,
    confirmed: str | None = None,
    now: datetime,
) -> KitTaken | Taken:
    """Take in a kit or a receipt. Raises what ``kit.receive`` and ``receipt.take`` raise.

    A bundle or an enrolment is for the province: it is encrypted, so NotForUsError says so; a bare one
    gives WrongRecipientError.

    Raises:
        ExaminationError: opening it ends whoever does it.
        HelperError: no process can be started to try.
    """
    survive(data, now)
    letter = read_letter(unwrap(data, ()))
    if letter.manifest.kind is Kind.KIT:
        return kit.receive(store, data, confirmed=confirmed, now=now)
    if letter.manifest.kind is Kind.RECEIPT:
        return receipt.take(store, workspace, data, now=now)
    raise WrongRecipientError(to=letter.manifest.to)
