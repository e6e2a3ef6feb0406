"""The errors of the house: every class has a code and a family, words come from locales.explain."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import ClassVar


class Family(StrEnum):
    """What kind of trouble an error is; cli alone turns it into an exit code."""

    REFUSED = "refused"  # something was refused and is explained, the rest was done
    USAGE = "usage"  # the call's words are wrong
    SETUP = "setup"  # not set up yet: no kit, no key, no workspace
    STORE = "store"  # disk or database failure
    TRUST = "trust"  # key, certificate or signature


class XasoError(Exception):
    """Base of every error that a person may be shown.

    ``code`` names the explanation in locales; ``details`` fill its placeholders.
    """

    code: ClassVar[str] = "E_INTERNAL"
    family: ClassVar[Family] = Family.REFUSED

    def __init__(self, **details: object) -> None:
        self.details = details
        words = ", ".join(f"{name}={value!r}" for name, value in details.items())
        super().__init__(f"{self.code}({words})")

    def __reduce__(self) -> tuple[Callable[..., XasoError], tuple[type[XasoError], dict[str, object]]]:
        """Go to another process with the details."""
        return _again, (type(self), self.details)


def _again(kind: type[XasoError], details: dict[str, object]) -> XasoError:
    return kind(**details)


class UnknownUnitError(XasoError):
    """No unit of the catalogue has this code."""

    code = "E_UNKNOWN_UNIT"
    family = Family.USAGE


class UnknownFormError(XasoError):
    """No form of the catalogue has this identifier."""

    code = "E_UNKNOWN_FORM"
    family = Family.USAGE


class UnknownPeriodError(XasoError):
    """The text names no period, or one that the form does not report."""

    code = "E_UNKNOWN_PERIOD"
    family = Family.USAGE


class BadIdentifierError(XasoError):
    """A code or identifier does not have the shape it must have."""

    code = "E_BAD_IDENTIFIER"
    family = Family.USAGE


class EntryStateError(XasoError):
    """The entry's state does not allow this step (for example: it has left the laptop)."""

    code = "E_ENTRY_STATE"


class EntryNotFoundError(XasoError):
    """There is no such entry."""

    code = "E_NO_ENTRY"
    family = Family.USAGE


class ViolationsRemainError(XasoError):
    """An entry with hard violations cannot be completed."""

    code = "E_VIOLATIONS"


class NotVerifiedError(XasoError):
    """Cells that the catalogue wants keyed twice were not, or the two keyings still differ."""

    code = "E_NOT_VERIFIED"


class NotSetUpError(XasoError):
    """The workspace has no catalogue yet."""

    code = "E_NOT_SET_UP"
    family = Family.SETUP


class NotPublishedError(NotSetUpError):
    """The province has published no catalogue yet. Details: path."""

    code = "E_NOT_PUBLISHED"
