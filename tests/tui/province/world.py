"""A province in a store: real units, small real forms, and whatever the communes are made to send."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from sqlalchemy import insert
from sqlmodel import SQLModel

from models.authoring.compiler import compile_workbook
from models.calendar import Calendar, PeriodRule, parse_day_rule
from models.catalogue import (
    Catalogue,
    CatalogueForm,
    Direction,
    FormKind,
    Formula,
    Indicator,
    Method,
    Target,
    catalogue_to_json,
)
from models.entries import Change, EntrySnapshot, EntryState
from models.exchange_tables import ExchangeReceivedEntryRow, ExchangeReceivedRow
from models.forms.definition import definition_to_json
from models.indicators import Measurement
from models.national import province_units
from models.office import Office
from models.office.facts import CLEAN, FULL, RIGHT
from models.periods import PeriodKind
from models.store import Store, Transaction
from models.store.records import CertificateRecord
from models.tables import EntryRow, EntryValueRow, MeasurementRow
from models.units import Units
from models.workspace import ProvinceWorkspace

NOW = datetime(2026, 10, 25, 2, 0, tzinfo=UTC)  # three days after the deadline of October
VI, EN = "label::Tiếng Việt (vi)", "label::English (en)"
COLUMNS = (
    "type",
    "name",
    VI,
    EN,
    "required",
    "constraint",
    "calculation",
    "bind::xaso:warning",
    "bind::xaso:unit",
)
MONTHLY = """
begin_group|gov|Chính quyền số|Digital government
integer|docs|Văn bản đi, đến|Documents|yes|. >= 0
integer|edocs|… xử lý trên môi trường mạng|… handled online||. <= ${docs}
calculate|rate|Tỷ lệ văn bản điện tử|Share of e-documents|||round(100 * ${edocs} div ${docs}, 2)||%
integer|big|Hồ sơ tiếp nhận|Dossiers||||. < 1000
end_group||
text|why|Khó khăn, vướng mắc|Difficulties
"""
QUARTERLY = """
integer|people|Dân số|People
"""
TASKS = """
text|title|Tên nhiệm vụ|Task|yes
select_one programme|programme|Chương trình|Programme
select_one status|status|Trạng thái|State
text|owner|Đơn vị chủ trì|Owner
text|responsible|Người chịu trách nhiệm|Responsible
text|product|Sản phẩm|Product
date|due_date|Hạn|Due
date|done_date|Ngày xong|Done on
"""
TEAMS = """
text|name|Tên tổ|Team|yes
"""
CHOICES = """
programme|da06|Đề án 06|Project 06
programme|nq57|Nghị quyết 57|Resolution 57
status|done|Hoàn thành|Done
status|in_progress|Đang thực hiện|In progress
"""
TITLES = {
    "monthly": {"vi": "Chuyển đổi số hằng tháng", "en": "Monthly digital transformation"},
    "quarterly": {"vi": "Chuyển đổi số hằng quý", "en": "Quarterly digital transformation"},
    "tasks": {"vi": "Sổ nhiệm vụ", "en": "Tasks"},
    "teams": {"vi": "Tổ công nghệ số", "en": "Digital teams"},
}
DOCS, EDOCS, BIG, WHY = "/data/gov/docs", "/data/gov/edocs", "/data/gov/big", "/data/why"


@dataclass(frozen=True)
class Form:
    """A compiled form."""

    form_id: str
    content: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content.encode()).hexdigest()


def _sheet(file: Path, columns: Sequence[str], text: str) -> None:
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows(
            [columns, *([*row, *[""] * len(columns)][: len(columns)] for row in rows)]
        )


@cache
def forms() -> dict[str, Form]:
    """The forms, compiled once a process."""
    found = {}
    for form_id, survey in (
        ("monthly", MONTHLY),
        ("quarterly", QUARTERLY),
        ("tasks", TASKS),
        ("teams", TEAMS),
    ):
        with TemporaryDirectory() as name:
            folder = Path(name)
            _sheet(folder / "survey.csv", COLUMNS, survey)
            _sheet(
                folder / "choices.csv",
                ("list_name", "name", VI, EN),
                CHOICES if form_id == "tasks" else "x|x|x|x",
            )
            head = ("form_title", "form_id", "version", "default_language", "namespaces")
            settings = f'{form_id}|{form_id}|1|Tiếng Việt (vi)|xaso="https://xaso.example/ns/1"'
            _sheet(folder / "settings.csv", head, settings)
            result = compile_workbook(folder)
        assert result.definition is not None, result.complaints
        found[form_id] = Form(form_id, definition_to_json(result.definition))
    return found


def catalogue(units: Units) -> Catalogue:
    """Monthly and quarterly forms, registers of tasks and teams, two indicators."""

    def form(form_id: str, kind: PeriodKind) -> CatalogueForm:
        return CatalogueForm(
            form_id=form_id,
            workbook=form_id,
            kind=FormKind.REGISTER if kind is PeriodKind.NONE else FormKind.PERIODIC,
            period=kind,
            title=TITLES[form_id],
            version="1",
            sha256=forms()[form_id].sha256,
        )

    def rule(kind: PeriodKind, start: str) -> PeriodRule:
        return PeriodRule(
            kind=kind,
            start=parse_day_rule(start),
            end=parse_day_rule("14 m"),
            deadline=parse_day_rule("22 m"),
        )

    def indicator(code: str, vi: str, en: str, numerator: str, denominator: str) -> Indicator:
        return Indicator(
            code=code,
            pillar="gov",
            label={"vi": vi, "en": en},
            form="monthly",
            period=PeriodKind.MONTH,
            numerator=Formula.of(numerator),
            denominator=Formula.of(denominator),
            direction=Direction.UP,
            method=Method.RATIO,
            max_points=Decimal(10),
        )

    return Catalogue(
        catalogue_id="xaso-56",
        version=1,
        province_code="56",
        title={"vi": "Danh mục"},
        default_language="vi",
        units=units,
        forms=(
            form("monthly", PeriodKind.MONTH),
            form("quarterly", PeriodKind.QUARTER),
            form("tasks", PeriodKind.NONE),
            form("teams", PeriodKind.NONE),
        ),
        calendar=Calendar(rules=(rule(PeriodKind.MONTH, "15 m-1"), rule(PeriodKind.QUARTER, "15 m-3"))),
        indicators=(
            indicator("edocs", "Văn bản điện tử", "E-documents", EDOCS, DOCS),
            indicator("big", "Hồ sơ trên văn bản", "Dossiers per document", BIG, DOCS),
        ),
        targets=(Target(indicator="edocs", value=Decimal(90)),),
    )


@dataclass
class Clock:
    """A clock that stands still."""

    moment: datetime = NOW

    def __call__(self) -> datetime:
        return self.moment


@dataclass
class World:
    """One province's store. ``send`` does what an import does with one accepted bundle."""

    workspace: ProvinceWorkspace
    store: Store
    catalogue: Catalogue
    clock: Clock = field(default_factory=Clock)
    seqs: dict[str, int] = field(default_factory=dict)
    made: int = 0

    @classmethod
    def make(cls, root: Path, units: Units | None = None, location: str | None = None) -> World:
        root.mkdir(parents=True, exist_ok=True)
        workspace = ProvinceWorkspace(root)
        workspace.settings_file.write_text('code = "56"\nlanguage = "vi"\n', encoding="utf-8")
        workspace.quarantine.mkdir(exist_ok=True)
        store = Store.open(location or workspace.database)
        found = catalogue(units or province_units("56"))
        definitions = {form_id: form.content for form_id, form in forms().items()}
        with store.transaction() as writing:
            content = catalogue_to_json(found)
            writing.catalogues.install(content, definitions, {}, kit_id="k" * 64, at="2026-01-01T00:00:00Z")
        return cls(workspace, store, found)

    @property
    def office(self) -> Office:
        return Office(self.store, self.catalogue, self.clock)

    def new_id(self) -> str:
        self.made += 1
        return hashlib.sha256(str(self.made).encode()).hexdigest()[:32]

    def snapshot(
        self,
        unit: str,
        form: str,
        period: str | None,
        values: Mapping[str, str],
        *,
        replaces: EntrySnapshot | None = None,
        by: str = "Nguyễn Lan",
        at: str = "2026-10-20T02:00:00Z",
        explanations: Mapping[str, str] | None = None,
    ) -> EntrySnapshot:
        entry = self.new_id()
        changes = [
            Change(path, replaces.values.get(path, ""), value, at, by, "sửa theo góp ý")
            for path, value in values.items()
            if replaces is not None and replaces.values.get(path, "") != value
        ]
        return EntrySnapshot(
            id=entry,
            lineage=replaces.lineage if replaces else entry,
            form=form,
            form_version="1",
            form_sha256=forms()[form].sha256,
            unit=unit,
            period=period,
            revision=replaces.revision + 1 if replaces else 1,
            replaces=replaces.id if replaces else None,
            completed_at=at,
            completed_by=by,
            values=dict(values),
            explanations=dict(explanations or {}),
            history=changes,
        )

    def send(
        self,
        entries: Iterable[EntrySnapshot],
        *,
        at: str = "2026-10-20T03:00:00Z",
        seq: int | None = None,
        chain: str = "c1",
        status: str = "accepted",
    ) -> None:
        """One bundle arrives with these entries."""
        known = list(entries)
        unit = known[0].unit
        number = seq or self.seqs.get(unit, 0) + 1
        self.seqs[unit] = number
        with self.store.transaction() as writing:
            bundle = self.received(writing, unit, number, known, at=at, chain=chain, status=status)
            for entry in known:
                writing.entries.absorb(entry, state=EntryState.RECEIVED, received_at=at, bundle_id=bundle)

    def received(
        self,
        writing: Transaction,
        unit: str,
        seq: int,
        entries: Sequence[EntrySnapshot],
        *,
        at: str,
        chain: str = "c1",
        status: str = "accepted",
        code: str | None = None,
    ) -> str:
        """Note a bundle; one that was refused takes no place."""
        self.made += 1
        bundle = hashlib.sha256(f"bundle {self.made}".encode()).hexdigest()
        row: dict[str, object] = {
            "id": bundle,
            "unit": unit,
            "chain": chain * 16,  # of the shape that the format asks for
            "seq": seq,
            "prev": None,
            "branch": None if status in {"quarantined", "held"} else 0,
            "status": status,
            "code": code,
            "entries": len(entries),
            "catalogue_version": 1,
            "created_at": at,
            "received_at": at,
            "receipt_id": None,
        }
        writing.connection.execute(insert(ExchangeReceivedRow), row)
        brought = [(bundle, entry.id, entry.revision) for entry in entries]
        if brought:
            _put(writing, ExchangeReceivedEntryRow, brought)
        return bundle

    def certify(self, unit: str, officer: str) -> None:
        with self.store.transaction() as writing:
            writing.exchange.certificates.add(
                CertificateRecord(
                    serial=unit,
                    unit=unit,
                    key_line=f"ssh-ed25519 {unit}",
                    certificate="-",
                    officer=officer,
                    machine="MAY-01",
                    issued_at="2026-09-01T01:00:00Z",
                )
            )

    def refuse(self, unit: str, code: str, *, at: str = "2026-10-21T03:00:00Z", seq: int = 1) -> str:
        """A file of a unit lands in quarantine."""
        case_id = hashlib.sha256(f"case {unit} {code}".encode()).hexdigest()
        case = {
            "id": case_id[:16],
            "sha256": case_id,
            "path": f"/media/usb/B-56-{unit}-000001.AGE",
            "size": 11264,
            "status": "quarantined",
            "code": code,
            "details": {"unit": unit},
            "received_at": at,
            "manifest_id": None,
            "kind": "bundle",
            "unit": unit,
            "chain": "c1",
            "seq": seq,
            "kept": True,
        }
        file = self.workspace.quarantine / f"{case_id[:16]}.json"
        file.write_bytes(msgspec.json.encode(case))
        return case_id[:16]

    def month(self, unit: str, docs: int, edocs: int, **more: str) -> EntrySnapshot:
        """An entry of October."""
        values = {DOCS: str(docs), EDOCS: str(edocs), BIG: more.pop("big", "208")}
        return self.snapshot(unit, "monthly", "2026M10", values, **more)  # type: ignore[arg-type]

    def task(self, unit: str, title: str, **fields: str) -> EntrySnapshot:
        """A record of the register of tasks."""
        values = {"/data/title": title, **{f"/data/{name}": value for name, value in fields.items()}}
        return self.snapshot(unit, "tasks", None, values)


def october(world: World) -> World:
    """The October that screens.md draws: received, returned, late, missing with a gap, revoked, corrected."""
    units = [unit.code for unit in world.catalogue.communes()]
    for number, unit in enumerate(units):
        if unit in {"22813", "22822", "22828"}:
            continue
        world.certify(unit, "Nguyễn Lan")
        docs = 400 + 7 * number
        late = number % 17 == 5
        at = "2026-10-24T03:00:00Z" if late else "2026-10-20T03:00:00Z"
        sent = [world.month(unit, docs, docs - 3 * (number % 19))]
        if number % 3:
            sent.append(world.snapshot(unit, "quarterly", "2026Q4", {"/data/people": str(9000 + number)}))
        sent.append(world.snapshot(unit, "teams", None, {"/data/name": f"Tổ {unit}"}))
        world.send(sent, at=at)
        with world.store.transaction() as writing:
            if number % 4 == 1:
                head = writing.entries.find("monthly", unit, "2026M10")
                assert head is not None
                writing.entries.set_state(head.id, EntryState.ACCEPTED, "2026-10-23T03:00:00Z", "Phạm Hà")
    _ninh_son(world)
    for number in range(1, 14):
        world.send([world.snapshot("22813", "teams", None, {"/data/name": f"Tổ {number}"})])
    world.send(
        [world.snapshot("22813", "teams", None, {"/data/name": "Tổ 14"})], seq=16, status="accepted_with_gap"
    )
    world.refuse("22822", "E_REVOKED")
    world.send(
        [
            world.task(
                "22738",
                "Cấp chữ ký số cho cán bộ",
                programme="da06",
                status="in_progress",
                owner="Phòng VH-XH",
                responsible="Trần Thị Bình",
                product="Chữ ký số",
                due_date="2026-09-30",
            ),
            world.task(
                "22738",
                "Lập tổ công nghệ số",
                programme="nq57",
                status="done",
                owner="UBND",
                responsible="Lê Minh",
                product="Quyết định",
                due_date="2026-08-31",
                done_date="2026-08-30",
            ),
            world.task("22738", "Rà soát điểm lõm sóng", programme="da06"),
        ]
    )
    return world


def _ninh_son(world: World) -> None:
    """22810 sends a corrected entry, which the province returns."""
    with world.store.reading() as reading:
        head = reading.entries.find("monthly", "22810", "2026M10")
        assert head is not None
        first = reading.entries.snapshot(head.id)
    better = world.snapshot(
        "22810",
        "monthly",
        "2026M10",
        {DOCS: "431", EDOCS: "450", BIG: "1204", WHY: "Thiếu máy quét"},
        replaces=first,
        at="2026-10-22T02:30:00Z",
        explanations={BIG: "Đợt cao điểm cấp lại sổ"},
    )
    world.send([better], at="2026-10-22T03:00:00Z")
    with world.store.transaction() as writing:
        writing.entries.set_state(better.id, EntryState.RETURNED, "2026-10-23T03:00:00Z", "Phạm Hà")


def whole_country(world: World, period: str = "2026M10") -> None:
    """Every commune of the catalogue sent its month, measured already: rows put in by the thousand."""
    units = world.catalogue.communes()
    sha = forms()["monthly"].sha256
    at = "2026-10-20T03:00:00Z"
    heads, values, bundles, kept = [], [], [], []
    for number, unit in enumerate(units):
        entry = hashlib.sha256(f"big {number}".encode()).hexdigest()[:32]
        head = (
            entry,
            entry,
            "monthly",
            "1",
            sha,
            unit.code,
            period,
            1,
            None,
            "received",
            True,
            at,
            at,
            at,
            "Lan",
            3,
            3,
            0,
            0,
            at,
            None,
        )
        heads.append(head)
        values += [(entry, DOCS, str(400 + number)), (entry, EDOCS, str(300 + number))]
        came = (f"{number:064x}", unit.code, "c1", 1, None, 0, "accepted", None, 1, 1, at, at, None, None)
        bundles.append(came)
        counts = ((RIGHT, 3, 3), (FULL, 3, 3), (CLEAN, 0, 0), ("edocs", 300 + number, 400 + number))
        kept += [
            Measurement(
                indicator=name,
                unit=unit.code,
                period=period,
                numerator=Decimal(top),
                denominator=Decimal(bottom),
                entry_id=entry,
            )
            for name, top, bottom in counts
        ]
    rows = [
        (m.entry_id, m.indicator, m.unit, m.period, str(m.numerator), str(m.denominator), True) for m in kept
    ]
    with world.store.transaction() as writing:
        _put(writing, EntryRow, heads)
        _put(writing, EntryValueRow, values)
        _put(writing, ExchangeReceivedRow, [(number, *row) for number, row in enumerate(bundles, start=1)])
        _put(writing, MeasurementRow, [(number, *row) for number, row in enumerate(rows, start=1)])
        writing.meta.set(f"measured.kit.2.{period}", "k" * 64)


def _put(writing: Transaction, table: type[SQLModel], rows: Sequence[tuple[object, ...]]) -> None:
    names = list(table.model_fields)
    writing.connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])


def deadline() -> date:
    """The deadline of October."""
    return date(2026, 10, 22)
