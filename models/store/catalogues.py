"""Catalogues as kits bring them: the catalogue itself, form definitions and media, kept by content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, select, update

from models.errors import UnknownFormError
from models.store.dialect import Dialect
from models.store.installed import InstalledCatalogue
from models.store.schema import CATALOGUE, CATALOGUE_FORM, CATALOGUE_MEDIA, FORM_DEFINITION, MEDIA_TEXT
from models.store.values import pairs

_NONE_CURRENT = update(CATALOGUE).where(CATALOGUE.c.is_current).values(is_current=False)
_MAKE_CURRENT = update(CATALOGUE).where(CATALOGUE.c.kit_id == bindparam("kit")).values(is_current=True)
_CURRENT = select(CATALOGUE.c.kit_id, CATALOGUE.c.content, CATALOGUE.c.installed_at).where(
    CATALOGUE.c.is_current
)
_FORMS = (
    select(CATALOGUE_FORM.c.form_id, CATALOGUE_FORM.c.sha256)
    .where(CATALOGUE_FORM.c.kit_id == bindparam("kit"))
    .order_by(CATALOGUE_FORM.c.form_id)
)
_CONTENT = select(FORM_DEFINITION.c.content).where(FORM_DEFINITION.c.sha256 == bindparam("wanted"))
_CURRENT_MEDIA = (
    select(CATALOGUE_MEDIA.c.name, MEDIA_TEXT.c.content)
    .join(MEDIA_TEXT, MEDIA_TEXT.c.sha256 == CATALOGUE_MEDIA.c.sha256)
    .join(CATALOGUE, CATALOGUE.c.kit_id == CATALOGUE_MEDIA.c.kit_id)
    .where(CATALOGUE.c.is_current)
    .order_by(CATALOGUE_MEDIA.c.name)
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
        add(there, CATALOGUE, [(kit_id, catalogue_json.decode(), at, True)])
        forms = [(_sha256(content), form_id, content) for form_id, content in definitions.items()]
        keep(there, FORM_DEFINITION, forms)
        add(there, CATALOGUE_FORM, [(kit_id, form_id, sha256) for sha256, form_id, _ in forms])
        texts = [(name, _sha256(content), content) for name, content in media.items()]
        keep(there, MEDIA_TEXT, [(sha256, content) for _, sha256, content in texts])
        add(there, CATALOGUE_MEDIA, [(kit_id, name, sha256) for name, sha256, _ in texts])

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
