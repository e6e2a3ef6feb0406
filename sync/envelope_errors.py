"""The errors of an envelope, one class a code, declared in the order in which they are checked.

``ENVELOPE_ERRORS`` lists them so (docs/bundle-format.md).
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
