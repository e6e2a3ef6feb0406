"""What the officer's further pages need of the house, each behind a protocol of its own.

``Services`` is what screens see; tests give fakes. ``Footing`` is what the real ones stand on: the open
store, the desk, the folder. Nothing here loads the store or any cryptography.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from models.workspace import CommuneWorkspace
from tui.ports import Clock

if TYPE_CHECKING:
    from models.desk import Desk
    from models.store import Store
    from tui.aside.ports import Aside
    from tui.enrolment.ports import Enrolment
    from tui.handoff.ports import Handoff
    from tui.handoff.sending_ports import Sending
    from tui.second.ports import SecondKeying
    from tui.trends.ports import Trends


class Services(Protocol):
    """Hand-off, what was set aside, enrolment, second keying and trends."""

    @property
    def handoff(self) -> Handoff:
        """What was exported and what came back."""
        ...

    @property
    def sending(self) -> Sending:
        """Export, and the mails that wait."""
        ...

    @property
    def aside(self) -> Aside:
        """Drafts that were begun by mistake."""
        ...

    @property
    def enrolment(self) -> Enrolment:
        """This computer's key and its certificate."""
        ...

    @property
    def second(self) -> SecondKeying:
        """Double entry."""
        ...

    @property
    def trends(self) -> Trends:
        """Indicators over time."""
        ...


class Footing(Protocol):
    """What the commune's own services stand on."""

    @property
    def workspace(self) -> CommuneWorkspace:
        """The officer's folder."""
        ...

    @property
    def clock(self) -> Clock:
        """The clock."""
        ...

    @property
    def store(self) -> Store:
        """The store, open."""
        ...

    @property
    def desk(self) -> Desk:
        """The desk. Raises NotSetUpError before the first kit."""
        ...

    @property
    def officer(self) -> str:
        """Who works here: as enrolled, else the account's name."""
        ...

    def renew(self) -> None:
        """Make the desk anew when next asked: a kit came, or the unit was said."""
        ...


class CommuneServices:
    """The commune's own services, each made when it is first used."""

    def __init__(self, footing: Footing) -> None:
        self._footing = footing

    @cached_property
    def handoff(self) -> Handoff:
        """What was exported and what came back."""
        from tui.handoff.house import CommuneHandoff  # rule 7: paint first

        return CommuneHandoff(self._footing)

    @cached_property
    def sending(self) -> Sending:
        """Export, and the mails that wait."""
        from tui.handoff.sending import CommuneSending  # rule 7: paint first

        return CommuneSending(self._footing)

    @cached_property
    def aside(self) -> Aside:
        """Drafts that were begun by mistake."""
        from tui.aside.house import CommuneAside  # rule 7: paint first

        return CommuneAside(self._footing)

    @cached_property
    def enrolment(self) -> Enrolment:
        """This computer's key and its certificate."""
        from tui.enrolment.house import CommuneEnrolment  # rule 7: paint first

        return CommuneEnrolment(self._footing)

    @cached_property
    def second(self) -> SecondKeying:
        """Double entry."""
        from tui.second.house import CommuneSecondKeying  # rule 7: paint first

        return CommuneSecondKeying(self._footing)

    @cached_property
    def trends(self) -> Trends:
        """Indicators over time."""
        from tui.trends.house import CommuneTrends  # rule 7: paint first

        return CommuneTrends(self._footing)
