"""A house of cardboard for the officer's further pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from models.errors import XasoError
from tui.aside.ports import AsideEntry
from tui.enrolment.ports import EnrolmentView, Stage, WrittenEnrolment
from tui.handoff.ports import Ledger, OpenedEntry, SentBundle, SentEntry, TakenFile
from tui.handoff.sending_ports import Mail, Offer, Order, Sent, Target, Tell, Waiting, Way
from tui.ports import Destination, Written
from tui.trends.ports import PillarView, SummaryView, TrendsView, TrendView

MONTHLY = {"vi": "Chuyển đổi số hằng tháng", "en": "Monthly digital transformation"}
TASKS = {"vi": "Nhiệm vụ được giao", "en": "Assigned tasks"}
OWN = "40713 28856 11920 07345 66218 90137"
PROVINCE = "81502 46697 30418 22075 95360 71846"


def ledger() -> Ledger:
    returned = SentEntry("e" * 32, MONTHLY, "2026M09", "returned", comments=2)
    return Ledger(
        bundles=(
            SentBundle(
                "4f1c" * 16,
                17,
                "B-56-22810-2026M10-000017-4F1C9A2B.AGE",
                "written",
                "2026-10-12T02:10:00Z",
                (SentEntry("a" * 32, MONTHLY, "2026M10", "exported"),),
                written_to="/media/KINGSTON/xaso/B.AGE",
            ),
            SentBundle(
                "3b2a" * 16,
                16,
                "B-56-22810-ALL-000016-3B2A1C0D.AGE",
                "accepted",
                "2026-09-21T07:45:00Z",
                (
                    returned,
                    SentEntry("b" * 32, TASKS, None, "accepted"),
                    SentEntry("c" * 32, TASKS, None, "accepted"),
                ),
            ),
            SentBundle(
                "2c2c" * 16, 15, "B-56-22810-ALL-000015-2C2C2C2C.AGE", "written", "2026-09-14T01:00:00Z"
            ),
            SentBundle(
                "1d1d" * 16,
                14,
                "B-56-22810-2026M08-000014-1D1D1D1D.AGE",
                "quarantined",
                "2026-08-20T01:00:00Z",
                code="E_REVOKED",
            ),
        ),
        missing=(15,),
        returned=(returned,),
    )


@dataclass
class FakeHandoff:
    sitting: Any
    known: Ledger = field(default_factory=ledger)
    taken: list[Path] = field(default_factory=list)
    results: list[TakenFile] = field(default_factory=list)
    wrote: list[tuple[Path, tuple[int, ...]]] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    paths: tuple[str, ...] = ("/data/gov/signed",)

    def ledger(self) -> Ledger:
        return self.known

    def take(self, files: Sequence[Path]) -> Sequence[TakenFile]:
        self.taken += files
        return self.results or [TakenFile(file, kind="receipt", seq=9, returned=1) for file in files]

    def again(self, place: Destination, seqs: Sequence[int]) -> Sequence[Written]:
        self.wrote.append((place.folder, tuple(seqs)))
        self.known = replace(self.known, missing=())
        return [Written(place.folder / f"B-{seq}.AGE", seq, 100, 1) for seq in seqs]

    def put_away(self) -> int:
        found, self.known = self.known.copies, replace(self.known, copies=0)
        return found

    def open(self, entry: str) -> OpenedEntry:
        self.opened.append(entry)
        return OpenedEntry(self.sitting, MONTHLY, "2026M09", self.paths)


def offer() -> Offer:
    return Offer(
        seq=18,
        unit_name="Xã Ninh Sơn",
        waiting=(
            Waiting("monthly", MONTHLY, "2026M10", ("a" * 32,)),
            Waiting("tasks", TASKS, None, ("b" * 32, "c" * 32)),
        ),
        targets=(
            Target(Way.STICK, Path("/media/usb"), "KINGSTON", 3_435_973_836),
            Target(Way.DRAFT),
            Target(Way.FOLDER),
        ),
    )


class WrongPassphraseError(XasoError):
    code = "E_PASSPHRASE"


@dataclass
class FakeSending:
    """Export that answers at once; under a ``passphrase`` it wants that one."""

    known: Offer = field(default_factory=offer)
    passphrase: str = ""
    error: Exception | None = None
    orders: list[Order] = field(default_factory=list)
    tried: list[str | None] = field(default_factory=list)
    mails: tuple[Mail, ...] = ()
    posted: list[bool] = field(default_factory=list)

    def offer(self) -> Offer:
        return replace(self.known, mails=self.mails)

    def export(self, order: Order, passphrase: str | None, tell: Tell) -> Sent:
        self.tried.append(passphrase)
        if self.passphrase and passphrase != self.passphrase:
            raise WrongPassphraseError
        for step in ("seal", "write", "read back"):
            tell(step)  # type: ignore[arg-type]
        if self.error is not None:
            raise self.error
        tell("match")  # type: ignore[arg-type]
        self.orders.append(order)
        self.known = replace(self.known, seq=19, waiting=())
        folder = order.target.folder or Path("/mail")
        file = folder / "B-56-22810-2026M10-000018-4F1C9A2B.age"
        return Sent((Written(file, 18, 11_264, len(order.entries)),), self.mails)

    def post(self, *, now: bool = False) -> Sequence[Mail]:
        self.posted.append(now)
        self.mails = ()
        return ()

    def pending(self) -> bool:
        return bool(self.mails)


@dataclass
class FakeAside:
    """A desk on which one draft lies."""

    drafts: dict[str, AsideEntry] = field(default_factory=dict)
    gone: dict[str, AsideEntry] = field(default_factory=dict)
    error: Exception | None = None

    def __post_init__(self) -> None:
        entry = AsideEntry("a" * 32, MONTHLY, "2026M10", done=12, at="2026-10-18T02:30:00Z", by="Lan")
        self.drafts[entry.entry] = entry

    def draft(self, form: str, period: str) -> AsideEntry | None:
        return next((each for each in self.drafts.values() if each.period == period), None)

    def look(self, entry: str) -> AsideEntry | None:
        return self.drafts.get(entry)

    def discard(self, entry: str, why: str) -> None:
        if self.error is not None:
            raise self.error
        self.gone[entry] = replace(self.drafts.pop(entry), why=why)

    def all(self) -> Sequence[AsideEntry]:
        return list(self.gone.values())

    def restore(self, entry: str) -> None:
        if self.error is not None:
            raise self.error
        self.drafts[entry] = self.gone.pop(entry)


@dataclass
class FakeEnrolment:
    stage: Stage = Stage.NO_KEY
    officer: str = "Nguyễn Thị Lan"
    unit: str = "22810"
    passphrase: str = ""
    renewing: bool = False
    resumes: int = 0
    written: list[tuple[Path, str, str]] = field(default_factory=list)

    def view(self) -> EnrolmentView:
        return EnrolmentView(
            stage=self.stage,
            unit=self.unit,
            unit_name="Xã Ninh Sơn" if self.unit else "",
            officer=self.officer,
            province=PROVINCE,
            province_name="Tỉnh Khánh Hòa",
            digits="" if self.stage is Stage.NO_KEY else OWN,
            until="2027-10-18" if self.stage is Stage.CERTIFIED else "",
            renewing=self.renewing,
            protected=bool(self.passphrase),
            resumes=self.resumes,
        )

    def communes(self) -> Sequence[tuple[str, str]]:
        return () if self.unit else (("22810", "Xã Ninh Sơn"), ("22813", "Xã Lâm Sơn"))

    def write(
        self, place: Destination, *, unit: str, officer: str, passphrase: str | None = None
    ) -> WrittenEnrolment:
        if self.stage is not Stage.WAITING:
            self.passphrase = passphrase or ""
        elif self.passphrase and passphrase != self.passphrase:
            raise WrongPassphraseError
        self.written.append((place.folder, unit, officer))
        self.stage = Stage.WAITING
        return WrittenEnrolment(place.folder / "E-56-22810-000001-0A1B2C3D.age", OWN)

    def change_passphrase(self, old: str | None, new: str) -> None:
        if self.passphrase and old != self.passphrase:
            raise WrongPassphraseError
        self.passphrase = new

    def renew(self, passphrase: str | None) -> None:
        if self.passphrase and passphrase != self.passphrase:
            raise WrongPassphraseError
        self.renewing = True


class FakeTrends:
    def __init__(self) -> None:
        self.pillars: list[PillarView] = [
            PillarView("6 Chính quyền số", "16.20", "20.00", "0.81", 1, 2, (edocs(), signature())),
            PillarView("8 Xã hội số", None, "10.00", None, 0, 0, (never(),)),
        ]

    def summary(self, *, fresh: bool = True) -> SummaryView:
        return SummaryView(14, 17, "0.78", "0.75")

    def view(self) -> TrendsView:
        return TrendsView(self.summary(), self.pillars)


MONTHS = ("2025M11", "2025M12", *(f"2026M{number:02d}" for number in range(1, 11)))


def edocs() -> TrendView:
    values = ("81.20", "82.00", "85.40", None, "88.10", "87.90", "90.00", "91.30", "93.70", "92.10", "94.50",
              "94.90")  # fmt: skip
    label = {"vi": "Tỷ lệ văn bản điện tử", "en": "Share of electronic documents"}
    return TrendView("gov_edocs", label, "%", True, MONTHS, values, "2026M10", "94.90", "90", ">=", True)


def signature() -> TrendView:
    label = {"vi": "Cán bộ có chữ ký số", "en": "Staff with a digital signature"}
    values: tuple[str | None, ...] = (None,) * 9 + ("60.00", "71.43", "97.22")
    return TrendView(
        "gov_signature", label, "%", True, MONTHS, values, "2026M10", "97.22", "100", ">=", False
    )


def never() -> TrendView:
    label = {"vi": "Hồ sơ sức khỏe điện tử", "en": "Electronic health records"}
    return TrendView("soc", label, "%", True, MONTHS, (None,) * 12, None, None, None, "", None)


class FakeServices:
    def __init__(self, house: Any) -> None:
        self.handoff = FakeHandoff(house.sitting)
        self.sending = FakeSending()
        self.aside = FakeAside()
        self.enrolment = FakeEnrolment()
        self.second: Any = None
        self.trends = FakeTrends()
