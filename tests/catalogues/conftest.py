"""A published starter catalogue of Khánh Hòa with a few villages, compiled once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.authoring.publication import Publication, read_publication
from models.authoring.starter import write_starter
from models.forms.definition import definition_from_json
from models.media import read_media
from models.session import EntrySession, SessionContext
from models.units import Unit, UnitKind

VILLAGES = tuple(
    Unit(code=f"22810-0{n}", name=f"Thôn {n}", kind=UnitKind.VILLAGE, sort="thôn", parent="22810")
    for n in (1, 2, 3)
)


@pytest.fixture(scope="session")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    folder: Path = tmp_path_factory.mktemp("province") / "catalogue"
    write_starter(folder, "56", villages=VILLAGES)
    return read_publication(folder)


Opener = Callable[..., EntrySession]


@pytest.fixture
def opened(publication: Publication) -> Opener:
    """Open a form of the starter: ``opened("monthly", unit="22810", period="2026M10")``."""

    def opener(form: str, unit: str = "22810", period: str = "2026M10", **more: object) -> EntrySession:
        definition = definition_from_json(publication.definitions[form])
        media = {name.removesuffix(".csv"): read_media(text) for name, text in publication.media.items()}
        context = SessionContext(
            now=lambda: datetime(2026, 10, 20, 9, 30, tzinfo=UTC), username="lan", instances=media
        )
        presets = {"/data/unit": unit, "/data/period": period}
        return EntrySession.open(definition, context, presets=presets, **more)  # type: ignore[arg-type]

    return opener
