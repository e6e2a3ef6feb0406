"""Catalogues as kits bring them: the catalogue itself, form definitions and media, kept by content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec
from sqlalchemy import Connection, text

from models.errors import UnknownFormError
from models.store.values import pairs


class InstalledCatalogue(msgspec.Struct, frozen=True, kw_only=True):
    """One catalogue: ``content`` is its JSON, ``forms`` maps form ids to the SHA-256 of their definitions."""

    kit_id: str
    content: bytes
    installed_at: str
    forms: dict[str, str]


class Catalogues:
    """The catalogues of one store, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def install(
        self,
        catalogue_json: bytes,
        definitions: Mapping[str, str],
        media: Mapping[str, str],
        *,
        kit_id: str,
        at: str,
    ) -> None:
        """Keep a catalogue with its definitions (form id → JSON) and media (name → text) and make it current.

        Installing the same kit again only makes it current again. Whether a kit may be installed is the
        caller's to judge.
        """
        run = self._connection.execute
        run(text("UPDATE catalogue SET is_current = :no WHERE is_current"), {"no": False})
        again = text("UPDATE catalogue SET is_current = :yes WHERE kit_id = :kit")
        if run(again, {"yes": True, "kit": kit_id}).rowcount:
            return
        row = {"kit": kit_id, "content": catalogue_json.decode(), "at": at, "yes": True}
        run(text("INSERT INTO catalogue VALUES (:kit, :content, :at, :yes)"), row)
        for form_id, content in definitions.items():
            self._keep_definition(kit_id, form_id, content)
        for name, content in media.items():
            self._keep_media(kit_id, name, content)

    def current(self) -> InstalledCatalogue | None:
        """Return the catalogue in force, None before the first kit."""
        query = "SELECT kit_id, content, installed_at FROM catalogue WHERE is_current"
        row = self._connection.execute(text(query)).one_or_none()
        if row is None:
            return None
        forms = text("SELECT form_id, sha256 FROM catalogue_form WHERE kit_id = :kit ORDER BY form_id")
        return InstalledCatalogue(
            kit_id=row.kit_id,
            content=row.content.encode(),
            installed_at=row.installed_at,
            forms=pairs(self._connection.execute(forms, {"kit": row.kit_id})),
        )

    def definition(self, form_sha256: str) -> str:
        """Return a form definition's JSON by its SHA-256. Raises UnknownFormError."""
        query = text("SELECT content FROM form_definition WHERE sha256 = :sha256")
        found = self._connection.execute(query, {"sha256": form_sha256}).scalar_one_or_none()
        if found is None:
            raise UnknownFormError(value=form_sha256)
        return str(found)

    def media(self) -> dict[str, str]:
        """Return name → text of the media that the catalogue in force brings."""
        query = text(
            "SELECT m.name, t.content FROM catalogue_media m JOIN media_text t ON t.sha256 = m.sha256 "
            "JOIN catalogue c ON c.kit_id = m.kit_id WHERE c.is_current ORDER BY m.name"
        )
        return pairs(self._connection.execute(query))

    def _keep_definition(self, kit_id: str, form_id: str, content: str) -> None:
        row = {"kit": kit_id, "form": form_id, "sha256": _sha256(content), "content": content}
        self._connection.execute(
            text("INSERT INTO form_definition VALUES (:sha256, :form, :content) ON CONFLICT DO NOTHING"), row
        )
        self._connection.execute(text("INSERT INTO catalogue_form VALUES (:kit, :form, :sha256)"), row)

    def _keep_media(self, kit_id: str, name: str, content: str) -> None:
        row = {"kit": kit_id, "name": name, "sha256": _sha256(content), "content": content}
        self._connection.execute(
            text("INSERT INTO media_text VALUES (:sha256, :content) ON CONFLICT DO NOTHING"), row
        )
        self._connection.execute(text("INSERT INTO catalogue_media VALUES (:kit, :name, :sha256)"), row)


def _sha256(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()
