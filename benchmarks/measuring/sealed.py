"""A province in a folder with sealed bundles of its communes, each with one entry of 600 values."""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from models.entries import Change, EntrySnapshot
from models.forms.definition import FormDefinition, Node, definition_to_json
from models.forms.ranking import rank
from models.store import Store
from models.workspace import ProvinceWorkspace
from sync import keys, province_keys
from sync.bodies import CatalogueRef
from sync.bundle import line, seal_bundle
from sync.keys import SigningKey
from sync.manifest import Place

NOW = datetime(2026, 10, 20, 3, 4, 5, tzinfo=UTC)
STAMP = "2026-10-20T03:04:05Z"
VILLAGES, QUESTIONS = 60, 10  # 600 values


def form() -> str:
    """The definition of a form with a grid of ten whole numbers a village."""
    grid = tuple(Node(f"count_{n}", type="integer", datatype="int") for n in range(QUESTIONS))
    root = Node("data", "group", children=(Node("villages", "repeat", children=grid),))
    return definition_to_json(
        FormDefinition("monthly", "1", {"vi": "Tháng"}, ("vi",), "vi", root, rules=rank(root))
    )


def entry(number: int, unit: str, sha256: str) -> EntrySnapshot:
    """One completed entry with its history."""
    chance = random.Random(number)
    entry_id = f"{chance.getrandbits(128):032x}"
    values = {
        f"/data/villages[{row}]/count_{column}": str(chance.randrange(10_000))
        for row in range(1, VILLAGES + 1)
        for column in range(QUESTIONS)
    }
    return completed(entry_id, unit, "2026M10", sha256, values, "Nguyễn Thị Lan")


def completed(
    entry_id: str, unit: str, period: str, sha256: str, values: dict[str, str], officer: str
) -> EntrySnapshot:
    """A first revision of the form ``monthly``, each value with the line of its history."""
    return EntrySnapshot(
        id=entry_id,
        lineage=entry_id,
        form="monthly",
        form_version="1",
        form_sha256=sha256,
        unit=unit,
        period=period,
        revision=1,
        replaces=None,
        completed_at=STAMP,
        completed_by=officer,
        values=values,
        history=[Change(path, "", value, STAMP, officer) for path, value in values.items()],
    )


@dataclass(frozen=True)
class Province:
    """A province in a folder with sealed bundles of its communes."""

    root: Path
    form: str
    keys: province_keys.ProvinceKeys
    files: list[Path]

    @property
    def incoming(self) -> Path:
        """Where all files lie."""
        return self.root / "incoming"

    def workspace(self, name: str) -> ProvinceWorkspace:
        """An empty workspace."""
        shutil.rmtree(self.root / name, ignore_errors=True)
        workspace = ProvinceWorkspace(self.root / name)
        workspace.create()
        return workspace

    def store(self, location: Path | str) -> Store:
        """An empty store that knows the form."""
        store = Store.open(location)
        with store.transaction() as t:
            t.catalogues.install(b"{}", {"monthly": self.form}, {}, kit_id="k", at=STAMP)
        return store


def _seal(
    folder: Path, number: int, signer: SigningKey, unit: str, recipients: Sequence[str], sha256: str
) -> Path:
    snapshot = entry(number, unit, sha256)
    sealed = seal_bundle(
        [snapshot],
        [line(snapshot)],
        sender=f"unit/{unit}",
        to="prov/56",
        place=Place(f"{number:032x}", 1, None),
        created=NOW,
        catalogue=CatalogueRef("c56", 1),
        signer=signer,
        recipients=recipients,
    )
    path = folder / f"{number:06}.age"
    path.write_bytes(sealed.data)
    return path


def province(root: Path, count: int) -> Province:
    """Make keys, a form and ``count`` bundles, each of another unit; what a smaller call made stays."""
    again = (root / "keys").exists()
    held = province_keys.load(root / "keys") if again else province_keys.create(root / "keys", "56", NOW)
    content = form()
    (root / "form.json").write_text(content, encoding="utf-8")
    digest = hashlib.sha256(content.encode()).hexdigest()
    incoming = root / "incoming"
    incoming.mkdir(exist_ok=True)
    files = sorted(incoming.iterdir())
    for number in range(len(files) + 1, count + 1):
        unit = f"{10_000 + number:05}"
        key = keys.generate()
        signer = key.with_certificate(keys.certify(held.require_ca(), key.key, f"unit/{unit}", number, NOW))
        files.append(_seal(incoming, number, signer, unit, held.recipients, digest))
    return Province(root, content, held, files)
