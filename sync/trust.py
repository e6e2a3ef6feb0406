"""Who may say what: a pure judgement of authorities, certificates, revocations and time.

Nothing here reads a file or asks a clock. Validity is judged at the moment the file was received,
which the caller gives and the province stores, so a judgement can be repeated years later.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from sync.errors import (
    CertificateExpiredError,
    CertificateNotYetValidError,
    EnvelopeError,
    RevokedError,
    SignatureError,
    UnenrolledError,
    WrongSenderError,
)
from sync.keys import LOW_ORDER_KEYS, public_line
from sync.manifest import Kind, Manifest, namespace
from sync.signature import Certificate, Signed

TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
_ROLE_OF_KIND = {Kind.ENROL: "unit/", Kind.BUNDLE: "unit/", Kind.RECEIPT: "prov/", Kind.KIT: "prov/"}


def stamp(moment: datetime) -> str:
    """Return RFC 3339 UTC text, as stored and as it travels."""
    return moment.astimezone(UTC).strftime(TIME_FORMAT)


def moment(text: str) -> datetime:
    """Read RFC 3339 UTC text. Raises ValueError."""
    return datetime.strptime(text, TIME_FORMAT).replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Trust:
    """The authorities that we know and the keys that were revoked (wire form → since when)."""

    authorities: frozenset[bytes] = frozenset()
    revoked: Mapping[bytes, datetime] = field(default_factory=dict)

    def with_revoked(self, revoked: Mapping[bytes, datetime]) -> Trust:
        """Return a trust with more revoked keys; of two times for one key the earlier stands."""
        merged = dict(self.revoked)
        for key, since in revoked.items():
            merged[key] = min(since, merged.get(key, since))
        return replace(self, revoked=merged)

    def judge(
        self, signed: Signed, manifest: Manifest, at: datetime, forgive: Container[str] = frozenset()
    ) -> None:
        """Judge a signature that holds over ``manifest``, received ``at``, in the order of the format.

        Of its moment (validity, revocation) whatever has a code in ``forgive`` passes: a person said so.

        Raises:
            UnenrolledError, WrongSenderError, CertificateNotYetValidError, CertificateExpiredError,
            RevokedError: as their names say.
        """
        if manifest.kind is Kind.ENROL:
            self._role(manifest)
            return
        certificate = self.authority(signed)
        self.sender(certificate, manifest)
        for check in (self.validity, self.revocation):
            try:
                check(certificate, at)
            except EnvelopeError as error:
                if error.code not in forgive:
                    raise

    def authority(self, signed: Signed) -> Certificate:
        """Return the certificate if one of our authorities made it. Raises UnenrolledError."""
        certificate = signed.certificate
        if certificate is None or certificate.authority not in self.authorities:
            raise UnenrolledError
        if not certificate.is_genuine():
            raise UnenrolledError(reason="the certificate's own signature does not hold")
        return certificate

    def sender(self, certificate: Certificate, manifest: Manifest) -> None:
        """Demand that the certified principal sends, in a role for this kind. Raises WrongSenderError."""
        if certificate.principal != manifest.sender:
            raise WrongSenderError(sender=manifest.sender, principal=certificate.principal)
        self._role(manifest)

    def validity(self, certificate: Certificate, at: datetime) -> None:
        """Judge the certificate's time. Raises CertificateNotYetValidError or CertificateExpiredError."""
        seconds = at.timestamp()
        if seconds < certificate.valid_after:
            raise CertificateNotYetValidError(since=certificate.valid_after)
        if seconds >= certificate.valid_before:
            raise CertificateExpiredError(until=certificate.valid_before)

    def revocation(self, certificate: Certificate, at: datetime) -> None:
        """Judge revocations of the key and of its authority. Raises RevokedError."""
        for key in (certificate.key, certificate.authority):
            since = self.revoked.get(key)
            if since is not None and at >= since:
                raise RevokedError(since=stamp(since))

    @staticmethod
    def _role(manifest: Manifest) -> None:
        if not manifest.sender.startswith(_ROLE_OF_KIND[manifest.kind]):
            raise WrongSenderError(sender=manifest.sender, kind=str(manifest.kind))


def check_signed_kind(signed: Signed, manifest: Manifest) -> None:
    """Demand the namespace of the manifest's kind and a key of full strength. Raises SignatureError."""
    if signed.namespace != namespace(manifest.kind):
        raise SignatureError(reason="namespace", namespace=signed.namespace)
    if signed.key[-32:] in LOW_ORDER_KEYS:
        raise SignatureError(reason="low-order key")


def allowed_signers(authorities: Iterable[bytes]) -> str:
    """Return the ``allowed_signers`` file with which ``ssh-keygen -Y verify`` checks our envelopes."""
    lines = []
    for key in sorted(authorities):
        lines += [
            f'unit/* cert-authority,namespaces="bundle.v1@xaso" {public_line(key)}',
            f'prov/* cert-authority,namespaces="receipt.v1@xaso,kit.v1@xaso" {public_line(key)}',
        ]
    return "\n".join(lines) + "\n"


def revoked_keys(keys: Iterable[bytes]) -> str:
    """Return the ``revoked_keys`` file that ``ssh-keygen -Y verify -r`` takes: one public key a line."""
    return "".join(public_line(key) + "\n" for key in sorted(keys))
