"""Catalogues as kits bring them: the catalogue itself, form definitions and media, kept by content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, select, update

from models.errors import UnknownFormError
from models.store.dialect import Dialect
from models.store.installed import InstalledCatalogue
from models.store.rows import table
from models.store.values import pairs
from models.tables import (
    CatalogueFormRow,
    CatalogueMediaRow,
    CatalogueRow,
    FormDefinitionRow,
    MediaTextRow,
)

_CATALOGUE, _FORM, _MEDIA = table(CatalogueRow), table(CatalogueFormRow), table(CatalogueMediaRow)
_DEFINITION, _MEDIA_TEXT = table(FormDefinitionRow), table(MediaTextRow)

_NONE_CURRENT = update(_CATALOGUE).where(_CATALOGUE.c.is_current).values(is_current=False)
_MAKE_CURRENT = update(_CATALOGUE).where(_CATALOGUE.c.kit_id == bindparam("kit")).values(is_current=True)
_CURRENT = select(_CATALOGUE.c.kit_id, _CATALOGUE.c.content, _CATALOGUE.c.installed_at).where(
    _CATALOGUE.c.is_current
)
_FORMS = (
    select(_FORM.c.form_id, _FORM.c.sha256)
    .where(_FORM.c.kit_id == bindparam("kit"))
    .order_by(_FORM.c.form_id)
)
_CONTENT = select(_DEFINITION.c.content).where(_DEFINITION.c.sha256 == bindparam("wanted"))
_CURRENT_MEDIA = (
    select(_MEDIA.c.name, _MEDIA_TEXT.c.content)
    .join(_MEDIA_TEXT, _MEDIA_TEXT.c.sha256 == _MEDIA.c.sha256)
    .join(_CATALOGUE, _CATALOGUE.c.kit_id == _MEDIA.c.kit_id)
    .where(_CATALOGUE.c.is_current)
    .order_by(_MEDIA.c.name)
)


class Catalogues:
    """The catalogues of one store, within one transaction."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

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
        self._connection.execute(_NONE_CURRENT)
        if self._connection.execute(_MAKE_CURRENT, {"kit": kit_id}).rowcount:
            return
        add, keep, there = self._dialect.insert, self._dialect.keep, self._connection
        add(there, _CATALOGUE, [(kit_id, catalogue_json.decode(), at, True)])
        forms = [(_sha256(content), form_id, content) for form_id, content in definitions.items()]
        keep(there, _DEFINITION, forms)
        add(there, _FORM, [(kit_id, form_id, sha256) for sha256, form_id, _ in forms])
        texts = [(name, _sha256(content), content) for name, content in media.items()]
        keep(there, _MEDIA_TEXT, [(sha256, content) for _, sha256, content in texts])
        add(there, _MEDIA, [(kit_id, name, sha256) for name, sha256, _ in texts])

    def current(self) -> InstalledCatalogue | None:
        """Return the catalogue in force, None before the first kit."""
        row = self._connection.execute(_CURRENT).one_or_none()
        if row is None:
            return None
        return InstalledCatalogue(
            kit_id=row.kit_id,
            content=row.content.encode(),
            installed_at=row.installed_at,
            forms=pairs(self._connection.execute(_FORMS, {"kit": row.kit_id})),
        )

    def definition(self, form_sha256: str) -> str:
        """Return a form definition's JSON by its SHA-256. Raises UnknownFormError."""
        found = self._connection.execute(_CONTENT, {"wanted": form_sha256}).scalar_one_or_none()
        if found is None:
            raise UnknownFormError(value=form_sha256)
        return str(found)

    def media(self) -> dict[str, str]:
        """Return name → text of the media that the catalogue in force brings."""
        return pairs(self._connection.execute(_CURRENT_MEDIA))


def _sha256(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()
