"""The files of a kit, written and read; no store is loaded for them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec

from models.catalogue import Catalogue, CatalogueError, catalogue_from_json
from models.forms.definition import definition_from_json
from models.forms.errors import FormError
from sync.bodies import KitBody
from sync.envelope import GZIP, Opened, Payload
from sync.errors import ContentError
from sync.keys import read_public_line
from sync.trust import revoked_keys

CATALOGUE = "catalogue.json.gz"
FORMS = "forms.ndjson.gz"
MEDIA = "media.ndjson.gz"
REVOKED = "revoked_keys"


class MediaLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One media file of a kit."""

    name: str
    text: str


def write_files(
    catalogue: bytes, definitions: Mapping[str, str], media: Mapping[str, str], body: KitBody
) -> list[Payload]:
    """Return the files of a kit: catalogue, definitions by form id, media by name, keys that are revoked."""
    forms = b"".join(text.encode() + b"\n" for _, text in sorted(definitions.items()))
    lines = [msgspec.json.encode(MediaLine(name, text)) + b"\n" for name, text in sorted(media.items())]
    revoked = revoked_keys(read_public_line(key.key) for key in body.revoked)
    return [
        Payload(CATALOGUE, GZIP, catalogue, packed=True),
        Payload(FORMS, GZIP, forms, packed=True),
        Payload(MEDIA, GZIP, b"".join(lines), packed=True),
        Payload(REVOKED, "text/plain", revoked.encode()),
    ]


def read_files(opened: Opened) -> tuple[Catalogue, dict[str, str], dict[str, str]]:
    """Return a kit's catalogue, definitions by form id and media by name, held together by their digests.

    Raises:
        ContentError: a file is missing or bent, or a form is not the one that the catalogue names.
    """
    try:
        catalogue = catalogue_from_json(bytes(opened.contents[CATALOGUE]))
        lines = opened.contents[FORMS].decode("utf-8").split("\n")[:-1]
        media_lines = msgspec.json.Decoder(MediaLine).decode_lines(opened.contents[MEDIA])
        for line in lines:
            definition_from_json(line)
    except (KeyError, CatalogueError, FormError, UnicodeDecodeError, msgspec.DecodeError) as error:
        raise ContentError(reason=f"kit: {error}") from error
    by_digest = {hashlib.sha256(line.encode()).hexdigest(): line for line in lines}
    forms = {form.form_id: form.sha256 for form in catalogue.forms}
    if set(forms.values()) != set(by_digest) or len(lines) != len(by_digest):
        raise ContentError(reason="other forms than the catalogue names")
    definitions = {form_id: by_digest[digest] for form_id, digest in forms.items()}
    return catalogue, definitions, {line.name: line.text for line in media_lines}
