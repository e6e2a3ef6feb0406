"""The province's keys: an authority that certifies, a key that signs, an identity that decrypts.

The authority's secret and the recovery identity lie in ``offline/``, made to be moved to a stick; the
rest works without them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sync import encryption, keys
from sync.encryption import Identity
from sync.errors import KeyExistsError, KeyFileError, KeyMissingError
from sync.keys import SigningKey
from sync.trust import Trust

AUTHORITY = "ca_ed25519"
SIGNING = "signing_ed25519"
IDENTITY = "age_identity.txt"
RECOVERY_RECIPIENT = "recovery_recipient.txt"
RECOVERY_IDENTITY = "recovery_identity.txt"
OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class ProvinceKeys:
    """What the province works with; ``ca`` is None while the authority's secret is not at hand."""

    code: str
    authority: bytes  # wire form of the authority's public key
    signing: SigningKey
    identities: Sequence[Identity]
    recipients: Sequence[str]
    ca: SigningKey | None

    @property
    def name(self) -> str:
        """The province as a sender: ``prov/56``."""
        return f"prov/{self.code}"

    @property
    def ca_digits(self) -> str:
        """The authority's 30 digits, for the paper letter to the communes."""
        return keys.digits(self.authority)

    @property
    def ca_fingerprint(self) -> str:
        """The authority's ``SHA256:…``."""
        return keys.fingerprint(self.authority)

    @property
    def trust(self) -> Trust:
        """A trust that knows this authority and no revocation."""
        return Trust(frozenset({self.authority}))

    def require_ca(self) -> SigningKey:
        """Return the authority's key. Raises KeyMissingError while it is away."""
        if self.ca is None:
            raise KeyMissingError(path=AUTHORITY)
        return self.ca


def create(folder: Path, code: str, now: datetime, passphrase: str | None = None) -> ProvinceKeys:
    """Make all keys of a new province; ``passphrase`` protects the authority's secret.

    Raises:
        KeyExistsError: there are keys already.
        OSError: the folder cannot be written.
    """
    offline = folder / OFFLINE
    offline.mkdir(parents=True, exist_ok=True)
    if (folder / SIGNING).exists():
        raise KeyExistsError(path=str(folder / SIGNING))
    ca, signing = keys.generate(), keys.generate()
    certificate = keys.certify(ca, signing.key, f"prov/{code}", keys.new_serial(now), now)
    identity, recovery = encryption.new_identity(), encryption.new_identity()
    keys.write_secret(offline / RECOVERY_IDENTITY, f"{recovery}\n".encode())
    keys.save(ca, offline / AUTHORITY, passphrase, f"xaso ca {code}")
    _write(folder / f"{AUTHORITY}.pub", f"{keys.public_line(ca.key)} xaso ca {code}")
    _write(folder / RECOVERY_RECIPIENT, encryption.recipient_of(recovery))
    keys.write_secret(folder / IDENTITY, f"{identity}\n".encode())
    keys.save(signing.with_certificate(certificate), folder / SIGNING, None, f"xaso prov {code}")
    return load(folder, passphrase)


def load(folder: Path, passphrase: str | None = None, ca: Path | None = None) -> ProvinceKeys:
    """Read the province's keys; ``ca`` names the authority's key file where it is on a stick.

    Without ``ca`` it is looked for in ``offline/`` and may be absent.

    Raises:
        KeyMissingError, KeyFileError, PassphraseError: as their names say.
    """
    signing = keys.load(folder / SIGNING)
    if signing.certificate is None or not signing.certificate.principal.startswith("prov/"):
        raise KeyFileError(path=str(folder / SIGNING))
    authority = keys.read_public_line(_read(folder / f"{AUTHORITY}.pub"))
    identities = [encryption.identity(line) for line in _read(folder / IDENTITY).split()]
    recipients = [encryption.recipient_of(identities[0])]
    if (folder / RECOVERY_RECIPIENT).exists():
        recipients += _read(folder / RECOVERY_RECIPIENT).split()
    place = ca or folder / OFFLINE / AUTHORITY
    secret = keys.load(place, passphrase) if ca or place.exists() else None
    if secret is not None and secret.key != authority:
        raise KeyFileError(path=str(place), reason="another authority")
    code = signing.certificate.principal.removeprefix("prov/")
    return ProvinceKeys(code, authority, signing, identities, recipients, secret)


def _write(path: Path, text: str) -> None:
    path.write_text(text + "\n", encoding="utf-8")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise KeyMissingError(path=str(path)) from error


def renew(folder: Path, now: datetime, passphrase: str | None = None, ca: Path | None = None) -> ProvinceKeys:
    """Certify the province's signing key anew, for the next 25 months.

    Raises:
        KeyMissingError: the authority's key is not at hand.
        OSError: the folder cannot be written.
    """
    present = load(folder, passphrase, ca)
    certificate = keys.certify(
        present.require_ca(), present.signing.key, present.name, keys.new_serial(now), now
    )
    keys.save_certificate(certificate, folder / SIGNING)
    return load(folder, passphrase, ca)
