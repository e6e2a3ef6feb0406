"""The commune's own double entry: pure rules over the sitting, the record in the store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from models import verification
from models.store.stamps import stamp
from models.verification import Keying
from tui.services import Footing

if TYPE_CHECKING:
    from models.desk import Sitting
    from models.forms.nodes import NodeState
    from models.forms.outcomes import Refusal


class CommuneSecondKeying:
    """Double entry over the commune's store."""

    def __init__(self, footing: Footing) -> None:
        self._footing = footing

    def cells(self, sitting: Sitting, *, marked: bool) -> Sequence[NodeState]:
        """The cells that are keyed twice."""
        session = sitting.session
        if marked:
            return verification.demanded(session, whole=sitting.keyed_twice_whole)
        return verification.inputs(session)

    def read(self, sitting: Sitting, path: str, raw: str) -> str | Refusal:
        """Read what was typed blind."""
        session = sitting.session
        local = self._footing.clock.now().astimezone().replace(tzinfo=None)
        return verification.read_second(session, session.node(path), raw, local)

    def first_by(self, sitting: Sitting) -> str:
        """Who keyed the entry: who declared it complete, else who works on this computer."""
        return sitting.head.completed_by or self._footing.officer

    def lines(self, sitting: Sitting) -> Sequence[Keying]:
        """The record so far, of this revision and of those before it."""
        with self._footing.store.reading() as t:
            return t.second_keyings.of_lineage(sitting.head.lineage)

    def append(self, sitting: Sitting, line: Keying) -> None:
        """Add a line to the record, after everything of the sitting that still waited for the disk."""
        sitting.flush()
        with self._footing.store.transaction() as t:
            t.second_keyings.append(sitting.head.id, [line])

    def now(self) -> str:
        """This instant, as the store writes it."""
        return stamp(self._footing.clock.now())
