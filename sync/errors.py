"""The errors of what travels: one class a code of the envelope format, and those of keys and hand-off.

The codes of the format are declared in the order in which they are checked (docs/bundle-format.md);
``ENVELOPE_ERRORS`` lists them so.
"""

from __future__ import annotations

from typing import ClassVar

from models.errors import Family, XasoError


class EnvelopeError(XasoError):
    """A file that came in was refused; base of every code of the envelope format."""

    code: ClassVar[str] = "E_ENVELOPE"


class TooLargeError(EnvelopeError):
    """The file, or what it unfolds to, is larger than the format allows."""

    code = "E_TOO_LARGE"


class NotABundleError(EnvelopeError):
    """The content is neither an age file nor a container, whatever the file's name says."""

    code = "E_NOT_A_BUNDLE"


class DamagedError(EnvelopeError):
    """The encrypted file is cut off or altered; copying it again usually helps."""

    code = "E_DAMAGED"


class NotForUsError(EnvelopeError):
    """The file is encrypted to other keys than ours."""

    code = "E_NOT_FOR_US"
    family = Family.TRUST


class ContainerError(EnvelopeError):
    """The container is not the one canonical tar that the format knows."""

    code = "E_CONTAINER"


class SignatureError(EnvelopeError):
    """The signature is missing, malformed, of another kind, or does not fit the manifest."""

    code = "E_SIGNATURE"
    family = Family.TRUST


class VersionError(EnvelopeError):
    """The envelope follows a version of the format that this program does not know."""

    code = "E_VERSION"


class ManifestError(EnvelopeError):
    """The manifest is not canonical JSON of the shape that the format demands."""

    code = "E_MANIFEST"


class UnenrolledError(EnvelopeError):
    """The key that signed was not certified by an authority that we know."""

    code = "E_UNENROLLED"
    family = Family.TRUST


class WrongSenderError(EnvelopeError):
    """The certificate is for another sender, or for a role that may not send this kind."""

    code = "E_WRONG_SENDER"
    family = Family.TRUST


class CertificateNotYetValidError(EnvelopeError):
    """The certificate's time begins after the moment the file was received."""

    code = "E_CERT_NOT_YET_VALID"
    family = Family.TRUST


class CertificateExpiredError(EnvelopeError):
    """The certificate's time ended before the file was received."""

    code = "E_CERT_EXPIRED"
    family = Family.TRUST


class RevokedError(EnvelopeError):
    """The key had been revoked when the file was received."""

    code = "E_REVOKED"
    family = Family.TRUST


class WrongRecipientError(EnvelopeError):
    """The manifest names another recipient."""

    code = "E_WRONG_RECIPIENT"


class ContentError(EnvelopeError):
    """The files inside do not match the manifest, or their content is not what their kind demands."""

    code = "E_CONTENT"


class ForkError(EnvelopeError):
    """Two different bundles claim the same place in one chain."""

    code = "E_FORK"


class ChainUnconfirmedError(EnvelopeError):
    """A second chain of a unit does not continue a chain that we know; a person must decide."""

    code = "E_CHAIN_UNCONFIRMED"


class KitRollbackError(EnvelopeError):
    """The kit is older than the installed one, or of a chain that does not continue it."""

    code = "E_KIT_ROLLBACK"


ENVELOPE_ERRORS: tuple[type[EnvelopeError], ...] = (
    TooLargeError,
    NotABundleError,
    DamagedError,
    NotForUsError,
    ContainerError,
    SignatureError,
    VersionError,
    ManifestError,
    UnenrolledError,
    WrongSenderError,
    CertificateNotYetValidError,
    CertificateExpiredError,
    RevokedError,
    WrongRecipientError,
    ContentError,
    ForkError,
    ChainUnconfirmedError,
    KitRollbackError,
)


class ExaminationError(XasoError):
    """Examining the file ended the process that did it, or did not end within its time (``reason``)."""

    code = "E_EXAMINATION"


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
