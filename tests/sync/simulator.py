"""A province and its communes in a folder, with real keys and stores: what travels is handed over in memory.

Everything that an attacker could change is reachable: parts of an envelope, keys, clocks, order of arrival.
"""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from models.calendar import Calendar, DayRule, PeriodRule
from models.catalogue import Catalogue, CatalogueForm, FormKind, catalogue_to_json
from models.entries import Change, EntryHead, EntrySnapshot, EntryState
from models.forms.definition import FormDefinition, Node, definition_to_json
from models.forms.ranking import rank
from models.periods import PeriodKind
from models.store import Store
from models.units import Unit, UnitKind, Units
from models.workspace import CommuneWorkspace, ProvinceWorkspace
from sync import commune_keys, enrolment, kit, province_keys, receipt
from sync.commune_keys import CommuneKeys
from sync.exporter import Exported, export
from sync.importer import Importer
from sync.outcomes import ImportReport, Result
from sync.province_keys import ProvinceKeys
from sync.trust import stamp

START = datetime(2026, 10, 20, 3, 4, 5, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


@dataclass(frozen=True)
class Counted:
    done: int = 2
    total: int = 2
    hard: int = 0
    soft: int = 0


def definition(version: str = "1") -> str:
    """The JSON of a small form: two integers, a text, and a repeat over villages with one integer."""
    root = Node(
        "data",
        "group",
        children=(
            Node("unit", type="hidden"),
            Node("period", type="hidden"),
            Node("numerator", type="integer", datatype="int", label={"vi": "Tử số"}),
            Node("denominator", type="integer", datatype="int", label={"vi": "Mẫu số"}),
            Node("remark", type="text", label={"vi": "Ghi chú"}),
            Node(
                "villages",
                "repeat",
                children=(Node("teams", type="integer", datatype="int", label={"vi": "Tổ"}),),
            ),
        ),
    )
    form = FormDefinition("monthly", version, {"vi": "Tháng"}, ("vi",), "vi", root, rules=rank(root))
    return definition_to_json(form)


def catalogue(province: str, communes: tuple[str, ...], version: int, form_version: str = "1") -> Catalogue:
    units = [Unit(code=province, name="Tỉnh", kind=UnitKind.PROVINCE)]
    units += [
        Unit(code=code, name=f"Xã {code}", kind=UnitKind.COMMUNE, sort="xã", parent=province)
        for code in communes
    ]
    form = CatalogueForm(
        form_id="monthly",
        workbook="monthly.xlsx",
        kind=FormKind.PERIODIC,
        period=PeriodKind.MONTH,
        title={"vi": "Tháng"},
        version=form_version,
        sha256=hashlib.sha256(definition(form_version).encode()).hexdigest(),
    )
    rule = PeriodRule(kind=PeriodKind.MONTH, start=DayRule(15, -1), end=DayRule(14), deadline=DayRule(20))
    return Catalogue(
        catalogue_id=f"c{province}",
        version=version,
        province_code=province,
        title={"vi": "Danh mục"},
        default_language="vi",
        units=Units(units),
        forms=(form,),
        calendar=Calendar(rules=(rule,)),
    )


@dataclass
class Commune:
    """One laptop."""

    world: World
    unit: str
    workspace: CommuneWorkspace
    store: Store
    passphrase: str | None = None
    stick: Path = field(default_factory=Path)

    @property
    def keys(self) -> CommuneKeys:
        return commune_keys.load(self.workspace.keys, self.passphrase)

    def fill(self, numerator: int, denominator: int, period: str = "2026M10", **more: str) -> str:
        """Complete an entry and return its id."""
        entry_id = f"{next(self.world.numbers):032x}"
        at = stamp(self.world.clock())
        with self.store.transaction() as t:
            form = catalogue_form(t.catalogues.current().content)  # type: ignore[union-attr]
            head = EntryHead(
                id=entry_id,
                lineage=entry_id,
                form="monthly",
                form_version=form.version,
                form_sha256=form.sha256,
                unit=self.unit,
                period=period,
                revision=1,
                replaces=None,
                state=EntryState.DRAFT,
                created_at=at,
                updated_at=at,
            )
            t.entries.add(head, by="Lan")
            values = {"/data/numerator": str(numerator), "/data/denominator": str(denominator), **more}
            changes = [Change(path, "", value, at, "Lan") for path, value in values.items()]
            t.entries.record(entry_id, changes, Counted(), at)
            t.entries.set_state(entry_id, EntryState.COMPLETE, at, "Lan")
        return entry_id

    def correct(self, entry_id: str, numerator: int) -> str:
        """Complete a correction of what was sent and return its id."""
        new = f"{next(self.world.numbers):032x}"
        at = stamp(self.world.clock())
        with self.store.transaction() as t:
            t.entries.revise(entry_id, new, at, "Lan")
            old = t.entries.values(new)["/data/numerator"]
            t.entries.record(new, [Change("/data/numerator", old, str(numerator), at, "Lan")], Counted(), at)
            t.entries.set_state(new, EntryState.COMPLETE, at, "Lan")
        return new

    def export(self, **more: object) -> Exported:
        more.setdefault("destination", self.stick)
        return export(self.store, self.keys, self.workspace, now=self.world.clock(), **more)  # type: ignore[arg-type]

    def send(self, numerator: int = 1, denominator: int = 2, period: str = "2026M10") -> Exported:
        """Fill one entry and export it."""
        self.fill(numerator, denominator, period)
        return self.export()

    def take(self, data: bytes) -> receipt.Taken:
        return receipt.take(self.store, self.workspace, data, now=self.world.clock())

    def state(self, entry_id: str) -> EntryState:
        with self.store.reading() as t:
            return t.entries.head(entry_id).state


def catalogue_form(content: bytes) -> CatalogueForm:
    from models.catalogue import catalogue_from_json

    return catalogue_from_json(content).forms[0]


@dataclass
class World:
    """A province and its communes."""

    root: Path
    code: str = "56"
    communes: tuple[str, ...] = ("22810", "22813")
    location: str | None = None  # the province's store, where it is not the file in its workspace
    clock: Clock = field(default_factory=Clock)
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.workspace = ProvinceWorkspace(self.root / f"province-{self.code}")
        self.workspace.create()
        self.keys: ProvinceKeys = province_keys.create(self.workspace.keys, self.code, self.clock())
        self.store = Store.open(self.location or self.workspace.database)
        self.kit = self.publish(1)

    def publish(self, version: int, form_version: str = "1") -> kit.Published:
        content = catalogue(self.code, self.communes, version, form_version)
        return kit.publish(
            self.store,
            self.keys,
            catalogue=catalogue_to_json(content),
            definitions={"monthly": definition(form_version)},
            media={"villages.csv": "name,label\n1,Thôn 1\n"},
            now=self.clock(),
        )

    def commune(self, unit: str = "22810", name: str = "laptop", passphrase: str | None = None) -> Commune:
        """A laptop that took the kit in."""
        workspace = CommuneWorkspace(self.root / f"{name}-{unit}")
        workspace.create()
        stick = self.root / f"stick-{name}-{unit}"
        stick.mkdir()
        laptop = Commune(self, unit, workspace, Store.open(workspace.database), passphrase, stick)
        kit.receive(laptop.store, self.kit.data, confirmed=self.keys.ca_digits, now=self.clock())
        return laptop

    def request(self, laptop: Commune) -> enrolment.Enrolled:
        return enrolment.enrol(
            laptop.store,
            laptop.workspace,
            unit=laptop.unit,
            officer="Lan",
            passphrase=laptop.passphrase,
            now=self.clock(),
        )

    def enrolled(self, unit: str = "22810", name: str = "laptop", passphrase: str | None = None) -> Commune:
        """A laptop whose key is certified."""
        laptop = self.commune(unit, name, passphrase)
        asked = self.request(laptop)
        done = enrolment.certify(self.store, self.keys, asked.data, told=asked.digits, now=self.clock())
        assert laptop.take(done.receipt.data).certified
        return laptop

    def importer(self, **more: object) -> Importer:
        return Importer(self.store, self.keys, self.workspace, now=self.clock, **more)  # type: ignore[arg-type]

    def take(self, path: Path) -> Result:
        return self.importer().take(path)

    def take_bytes(self, data: bytes, name: str = "incoming.age") -> Result:
        path = self.root / name
        path.write_bytes(data)
        return self.take(path)

    def take_all(self, *paths: Path, receipts: Path | None = None) -> ImportReport:
        return self.importer().import_paths(paths, receipts=receipts)

    def snapshots(self) -> list[EntrySnapshot]:
        with self.store.reading() as t:
            return [t.entries.snapshot(head.id) for head in t.entries.heads(current=False)]

    def receipts(self, unit: str = "22810") -> list[bytes]:
        """Every receipt to a unit, in order."""
        with self.store.reading() as t:
            found = [receipt.again(t, record.id) for record in t.exchange.receipts.all(unit)]
        return [one.data for one in found if one is not None]
