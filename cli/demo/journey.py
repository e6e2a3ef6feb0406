"""The whole journey, headless: kit → enrol → entries → export → import → receipts → table.

Each step does only what is not done yet, so a demo that was interrupted goes on where it stopped. All of it
goes through the same doors as the commands: desk, exporter, importer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from cli.call import Call
from cli.demo.entering import Entering
from cli.demo.made import Maker
from cli.demo.past import Past, Watch, rounds_of
from cli.demo.places import DemoPlace
from cli.demo.scenario import Scenario
from cli.demo.setting import prepare_province
from cli.province.following import scores_of, status_of, tasks_now
from cli.province.importing import importer_of
from cli.province.publishing import publish_kit
from cli.workspace import OFFICER_KEY, UNIT_KEY, commune, province
from models.catalogue import Catalogue
from models.periods import Period
from models.workspace import CommuneWorkspace
from reports.scoreboard import Scoreboard
from reports.scores_json import scores_document
from reports.status import Completeness, status_document
from reports.tasks import TaskReport, tasks_document
from sync import commune_keys, enrolment, exporter, inbox, kit, province_keys
from sync.errors import NothingToExportError
from sync.handoff import folder

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Told:
    """What the journey found at its end."""

    period: Period
    summary: dict[str, Any]
    scores: Scoreboard
    tasks: TaskReport
    status: Completeness
    units: Any
    journey: list[dict[str, object]]

    def document(self) -> dict[str, object]:
        """Return the document of ``xaso demo --json``."""
        return {
            "period": str(self.period),
            "summary": self.summary,
            "scores": scores_document(self.scores),
            "tasks": tasks_document(self.tasks, self.units),
            "status": status_document(self.status),
            "journey": self.journey,
        }


@dataclass
class Journey:
    """One demo: a scenario played in a place. ``tell`` hears which step begins (a message key)."""

    call: Call
    place: DemoPlace
    scenario: Scenario
    tell: Tell = field(default=lambda _step: None)
    _noted: dict[str, Any] = field(default_factory=dict)

    def run(self) -> Told:
        """Play the demo to its end, or go on with it. Raises DemoFolderError, XasoError, OSError."""
        self._noted = self.place.claim()
        self._noted.setdefault("today", self._today().isoformat())
        self.place.note(self._noted)
        if not self._noted.get("done"):
            self._play()
            self._noted["done"] = True
            self.place.note(self._noted)
        return self._told()

    def _play(self) -> None:
        kit_file = self._publish()
        for code in self.scenario.communes:
            self._enrol(code, kit_file)
        self._live_through()
        for code in self.scenario.communes:
            self._enter(code)
        for code in self.scenario.communes:
            self._export(code)
        self._import()
        for code in self.scenario.communes:
            self._receive(code)

    def _today(self) -> date:
        """Return the day on which the demo began: its figures stay those of that day."""
        noted = self._noted.get("today")
        return date.fromisoformat(noted) if noted else self.call.clock().astimezone().date()

    def _founding(self) -> Callable[[], datetime]:
        """Return the clock of the days when catalogue and keys were made: today's, or one that stands."""
        if not self.scenario.founded:
            return self.call.clock
        day = self.scenario.founded_on(self._today())
        return Watch(datetime.combine(day, time(1), UTC))

    def _live_through(self) -> None:
        """Play the periods before today's."""
        if not self.scenario.past:
            return
        self.tell("Living through the periods before")
        with province(self._province_call()) as opened:
            catalogue = opened.catalogue
        rounds = rounds_of(catalogue, self.scenario, lambda form: self._due(catalogue, form), self._today())
        Past(self.call, self.place, self.scenario).play(rounds)
        self._step("past", days=[each.day.isoformat() for each in rounds])

    def _step(self, step: str, **details: object) -> None:
        self._noted.setdefault("journey", []).append({"step": step, **details})
        self.place.note(self._noted)

    # the province

    def _publish(self) -> Path:
        self.tell("Publishing the catalogue")
        said = replace(self._province_call(), clock=self._founding())
        kits = self.place.stick / "kits"
        if not (self.place.province / "province.toml").exists():
            made = prepare_province(said, self.place.province, self.scenario, self._today())
            self._step("init", province=made["code"], communes=made["communes"], digits=made["digits"])
        kits.mkdir(parents=True, exist_ok=True)
        found = sorted(kits.glob("K-*.tar"))
        if not found:
            publication, _published, file = publish_kit(said, kits)
            assert file is not None, publication.errors  # noqa: S101 - the starter is tested to be free of errors
            found = [file]
        self._step("publish", kit=str(found[-1]))
        return found[-1]

    def _province_call(self) -> Call:
        return replace(self.call, province=self.place.province)

    def _import(self) -> None:
        self.tell("Importing at the province")
        with province(self._province_call()) as opened:
            receipts = self.place.stick / "receipts"
            receipts.mkdir(parents=True, exist_ok=True)
            report = importer_of(opened).import_paths([self.place.stick / "bundles"], receipts=receipts)
        document = report.to_json()
        self._noted["summary"] = document["summary"]
        self._step("import", files=document["files"], summary=document["summary"])

    # the communes

    def _at(self, code: str) -> Call:
        return replace(self.call, data=self.place.commune(code))

    def _enrol(self, code: str, kit_file: Path) -> None:
        """Take the kit in, make a key, and have it certified with the digits read over."""
        self.tell("Enrolling the communes")
        with commune(self._at(code), create=True) as laptop, province(self._province_call()) as opened:
            if commune_keys.certified(laptop.workspace.keys):
                return
            keys = province_keys.load(opened.workspace.keys)
            now = self._founding()()
            kit.receive(laptop.store, kit_file.read_bytes(), confirmed=keys.ca_digits, now=now)
            laptop.keep(UNIT_KEY, code)
            laptop.keep(OFFICER_KEY, self.scenario.officer)
            officer = self.scenario.officer
            asked = enrolment.enrol(laptop.store, laptop.workspace, unit=code, officer=officer, now=now)
            letter = self._write("enrolments", asked.name, asked.data)
            given = enrolment.certify(opened.store, keys, letter.read_bytes(), told=asked.digits, now=now)
            answer = self._write("receipts", given.receipt.name, given.receipt.data)
            taken = inbox.take_in(laptop.store, laptop.workspace, answer.read_bytes(), now=now)
        certified = bool(getattr(taken, "certified", False))
        self._step("enrol", unit=code, digits=asked.digits, certified=certified)

    def _write(self, kind: str, name: str, data: bytes) -> Path:
        place = self.place.stick / kind
        place.mkdir(parents=True, exist_ok=True)
        return folder.write(place, name, data)

    def _enter(self, code: str) -> None:
        self.tell("Entering the figures")
        with commune(self._at(code), writing=True) as laptop:
            desk = laptop.desk()
            entering = Entering(Maker(self.scenario, self._today()), self.call.words)
            values = sum(
                entering.form(desk, form, self._due(laptop.catalogue, form), share=self._share(code, form))
                for form in self.scenario.forms
            )
            records = sum(entering.register(desk, register) for register in self.scenario.registers)
        self._step("enter", unit=code, values=values, records=records)

    def _due(self, catalogue: Catalogue, form: str) -> Period:
        return due_period(catalogue, form, self._today())

    def _share(self, unit: str, form: str) -> int:
        """Return how many percent of a form the commune enters; all of it unless it stays unfinished."""
        return self.scenario.unfinished.get(form, 100) if unit == self.scenario.screen else 100

    def _export(self, code: str) -> None:
        self.tell("Exporting")
        with commune(self._at(code), writing=True) as laptop:
            keys = commune_keys.load(laptop.workspace.keys)
            bundles = self.place.stick / "bundles"
            bundles.mkdir(parents=True, exist_ok=True)
            try:
                done = exporter.export(
                    laptop.store,
                    keys,
                    laptop.workspace,
                    destination=bundles,
                    now=self.call.clock(),
                    who=laptop.officer(),
                )
            except NothingToExportError:
                return
        for each in (done, *done.further):
            self._step(
                "export", unit=code, seq=each.seq, file=str(each.file), size=each.size, entries=each.entries
            )

    def _receive(self, code: str) -> None:
        self.tell("Taking the receipts back")
        workspace = CommuneWorkspace(self.place.commune(code))
        received = 0
        with commune(self._at(code), writing=True) as laptop:
            for file in self._receipts(code):
                taken = inbox.take_in(laptop.store, workspace, file.read_bytes(), now=self.call.clock())
                received += len(getattr(taken, "entries", ()))
        self._step("receive", unit=code, entries=received)

    def _receipts(self, code: str) -> Iterator[Path]:
        yield from sorted((self.place.stick / "receipts").glob(f"R-{self.scenario.province}-{code}-*.tar"))

    # the end

    def _told(self) -> Told:
        with province(self._province_call()) as opened:
            period = due_period(opened.catalogue, self.scenario.forms[0], self._today())
            return Told(
                period=period,
                summary=self._noted["summary"],
                scores=scores_of(opened, period),
                tasks=tasks_now(opened),
                status=status_of(opened, period),
                units=opened.catalogue.units,
                journey=self._noted["journey"],
            )


def due_period(catalogue: Catalogue, form_id: str, today: date) -> Period:
    """Return the period to report now: the first whose deadline has not passed. Raises UnknownPeriodError."""
    form = catalogue.form(form_id)
    running = [
        period
        for period in catalogue.calendar.periods_due(form, today)
        if catalogue.calendar.deadline(period, form) >= today
    ]
    return running[0] if running else catalogue.calendar.current(form.period, today)
