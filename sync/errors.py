"""The errors of what travels: of the envelope format (sync.envelope_errors), of keys and of the hand-off."""

from __future__ import annotations

from models.errors import Family, XasoError
from sync.envelope_errors import ENVELOPE_ERRORS as ENVELOPE_ERRORS
from sync.envelope_errors import CertificateExpiredError as CertificateExpiredError
from sync.envelope_errors import CertificateNotYetValidError as CertificateNotYetValidError
from sync.envelope_errors import ChainUnconfirmedError as ChainUnconfirmedError
from sync.envelope_errors import ContainerError as ContainerError
from sync.envelope_errors import ContentError as ContentError
from sync.envelope_errors import DamagedError as DamagedError
from sync.envelope_errors import EnvelopeError as EnvelopeError
from sync.envelope_errors import ForkError as ForkError
from sync.envelope_errors import KitRollbackError as KitRollbackError
from sync.envelope_errors import ManifestError as ManifestError
from sync.envelope_errors import NotABundleError as NotABundleError
from sync.envelope_errors import NotForUsError as NotForUsError
from sync.envelope_errors import RevokedError as RevokedError
from sync.envelope_errors import SignatureError as SignatureError
from sync.envelope_errors import TooLargeError as TooLargeError
from sync.envelope_errors import UnenrolledError as UnenrolledError
from sync.envelope_errors import VersionError as VersionError
from sync.envelope_errors import WrongRecipientError as WrongRecipientError
from sync.envelope_errors import WrongSenderError as WrongSenderError


class ExaminationError(XasoError):
    """Examining the file ended the process that did it, or did not end within its time (``reason``)."""

    code = "E_EXAMINATION"


class ExaminedBeforeError(XasoError):
    """Examining these very bytes failed at several imports (``times``, ``reason``), the last one lately."""

    code = "E_EXAMINED_BEFORE"


class HelperError(XasoError):
    """No process can be started that examines files (``reason``)."""

    code = "E_HELPER"
    family = Family.STORE


class KeyMissingError(XasoError):
    """The key that this step needs is not there (``path``)."""

    code = "E_KEY_MISSING"
    family = Family.SETUP


class KeyFileError(XasoError):
    """A key file cannot be read as what it should be (``path``)."""

    code = "E_KEY_FILE"
    family = Family.TRUST


class PassphraseError(XasoError):
    """The key is under a passphrase, and none or a wrong one was given (``path``)."""

    code = "E_PASSPHRASE"
    family = Family.TRUST


class KeyExistsError(XasoError):
    """A key would be overwritten (``path``)."""

    code = "E_KEY_EXISTS"
    family = Family.TRUST


class WeakKeyError(XasoError):
    """The key is one of the low-order points: anybody could sign in its name."""

    code = "E_WEAK_KEY"
    family = Family.TRUST


class KeyKnownError(XasoError):
    """The key was certified before (``unit``)."""

    code = "E_KEY_KNOWN"
    family = Family.TRUST


class DigitsError(XasoError):
    """The digits read out differ from those of the key (``expected`` is never shown to the caller)."""

    code = "E_DIGITS"
    family = Family.TRUST


class AuthorityUnconfirmedError(XasoError):
    """Nobody compared the province's digits with the paper letter yet (``digits``, ``fingerprint``)."""

    code = "E_CA_UNCONFIRMED"
    family = Family.TRUST


class NotCertifiedError(XasoError):
    """The laptop's key has no certificate yet (``unit``)."""

    code = "E_NOT_CERTIFIED"
    family = Family.SETUP


class NothingToExportError(XasoError):
    """No complete entry waits to be exported."""

    code = "E_NOTHING_TO_EXPORT"


class DestinationError(XasoError):
    """The folder or drive cannot be written: absent, read-only, full or pulled out (``path``, ``reason``)."""

    code = "E_DESTINATION"
    family = Family.STORE


class ReadBackError(XasoError):
    """What was read back from the drive differs from what was written (``path``)."""

    code = "E_READ_BACK"
    family = Family.STORE


class UnreadableError(XasoError):
    """A file cannot be read from its drive (``path``, ``reason``)."""

    code = "E_UNREADABLE"
    family = Family.STORE


class BundleNotFoundError(XasoError):
    """The outbox holds no such bundle (``seq``)."""

    code = "E_NO_BUNDLE"
    family = Family.USAGE


class NotQuarantinedError(XasoError):
    """The quarantine holds nothing of this id, or it cannot be released (``id``)."""

    code = "E_NOT_QUARANTINED"
    family = Family.USAGE


class ArchiveError(XasoError):
    """A container of the archive is missing or no longer what was accepted (``id``, ``reason``)."""

    code = "E_ARCHIVE"
    family = Family.STORE


class NoDriveError(XasoError):
    """No removable drive with room for the file was found."""

    code = "E_NO_DRIVE"


class MailError(XasoError):
    """The mail server or mailbox refused or could not be reached (``reason``)."""

    code = "E_MAIL"


class MailTrustError(MailError):
    """The mail server's certificate is not to be trusted: another name, unknown authority (``reason``)."""

    code = "E_MAIL_TRUST"
    family = Family.TRUST


class BadSettingsError(XasoError):
    """province.toml or settings.toml is not understood. Details: path, problem."""

    code = "E_BAD_SETTINGS"
    family = Family.SETUP


class NoMailSettingsError(XasoError):
    """No mail server is named in the settings. Details: path."""

    code = "E_NO_MAIL_SETTINGS"
    family = Family.SETUP
