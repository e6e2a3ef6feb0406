"""Write every document from made-up figures of the starter catalogue, and pictures of their pages to look at.

    python scripts/view_documents.py FOLDER [--lang vi|en] [--province 56] [--pictures]

Pictures need LibreOffice, poppler-utils and Chromium; what is not installed is left out and said.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from locales.words import Words
from models.authoring.publication import Publication, read_publication
from models.authoring.starter import write_starter
from models.catalogue import Catalogue
from models.entries import EntrySnapshot, EntryState
from models.forms.definition import definition_from_json
from models.indicators import Measurement
from models.periods import Period, parse_period
from models.registers import Task, TaskStatus
from reports.documents import Book, Format, FormEntries, write
from reports.documents.contents.province import province_book
from reports.documents.entries import EntryRow
from reports.scoreboard import scoreboard
from reports.status import Submission, completeness
from reports.tasks import task_report

DAY = date(2026, 10, 25)
PROGRAMMES = {"da06": "Đề án 06", "nq57": "Nghị quyết 57", "plan": "Kế hoạch năm"}


def publication(province: str) -> Publication:
    """Compile the starter catalogue for a province."""
    with tempfile.TemporaryDirectory() as folder:
        write_starter(Path(folder) / "catalogue", province)
        return read_publication(Path(folder) / "catalogue")


def measurements(catalogue: Catalogue, period: Period, silent: set[str], seed: int) -> list[Measurement]:
    """Make up figures for every commune but the silent ones."""
    luck = random.Random(seed)
    found = []
    for unit in catalogue.communes():
        for indicator in catalogue.indicators:
            if indicator.period is not period.kind or indicator.numerator is None or unit.code in silent:
                continue
            whole = luck.randint(40, 9000)
            part = min(whole, int(whole * luck.betavariate(7, 2.2)))
            blank, excluded = luck.random() < 0.03, luck.random() < 0.02
            found.append(
                Measurement(
                    indicator=indicator.code,
                    unit=unit.code,
                    period=str(period),
                    numerator=None if blank else Decimal(part),
                    denominator=None if blank or not indicator.is_ratio else Decimal(whole),
                    entry_id=f"{luck.getrandbits(128):032x}",
                    applicable=not excluded,
                )
            )
    return found


def tasks(catalogue: Catalogue, seed: int) -> list[Task]:
    """Make up a register of tasks."""
    luck = random.Random(seed)
    statuses = [TaskStatus.DONE] * 10 + [TaskStatus.REGULAR] * 3 + [TaskStatus.IN_PROGRESS] * 5
    statuses += [TaskStatus.NEW, TaskStatus.UNCLASSIFIED]
    return [
        Task(
            entry_id=f"{number:032x}",
            unit=luck.choice(catalogue.communes()).code,
            programme=luck.choice([*PROGRAMMES]),
            title="Việc",
            owner="Người",
            responsible="Đơn vị" if number % 9 else "",
            product="Kết quả",
            status=luck.choice(statuses),
            due=DAY + timedelta(days=luck.randint(-40, 90)),
            done_on=DAY - timedelta(days=50),
            evidence="",
            remedy="",
        )
        for number in range(690)
    ]


def book(catalogue: Catalogue, period: Period, words: Words) -> Book:
    """Make the report of the made-up figures."""
    luck = random.Random(1)
    communes = catalogue.communes()
    silent = {unit.code for unit in luck.sample(communes, len(communes) // 9)}
    known = measurements(catalogue, period, silent, 2)
    submissions = [
        Submission(
            unit.code,
            form.form_id,
            EntryState.RETURNED if luck.random() < 0.06 else EntryState.RECEIVED,
            date(2026, 10, 16) + timedelta(days=min(luck.randint(0, 7), 9)),
        )
        for form in catalogue.periodic_forms()
        if form.period is period.kind
        for unit in communes
        if unit.code not in silent
    ]
    return province_book(
        catalogue,
        scoreboard(
            catalogue,
            period,
            known,
            before=measurements(catalogue, period, set(), 3),
        ),
        completeness(catalogue, period, submissions, today=DAY),
        task_report(tasks(catalogue, 4), DAY),
        known,
        day=DAY,
        words=words,
        programmes=PROGRAMMES,
    )


def entries(published: Publication, period: Period) -> list[FormEntries]:
    """Make up a few entries of the monthly form."""
    definition = definition_from_json(published.definitions["monthly"])
    values = {"/data/unit": "22810", "/data/period": str(period), "/data/p1/awa_media_items": "12"}
    values["/data/p2/ins_difficulties"] = '=Thiếu máy, "mạng" yếu\nvà thiếu người'
    for row in (1, 2):
        values[f"/data/villages[{row}]/village_code"] = f"22810-0{row}"
        values[f"/data/villages[{row}]/gen_eid_eligible"] = str(700 * row)
    snapshot = EntrySnapshot(
        id="0123456789abcdef0123456789abcdef",
        lineage="0123456789abcdef0123456789abcdef",
        form="monthly",
        form_version="1",
        form_sha256="0" * 64,
        unit="22810",
        period=str(period),
        revision=2,
        replaces=None,
        completed_at="2026-10-20T03:04:05Z",
        completed_by="lan",
        values=values,
    )
    row = EntryRow(snapshot=snapshot, state=EntryState.ACCEPTED, unit_name="Xã Ninh Sơn")
    return [FormEntries(form_id="monthly", definitions={"0" * 64: definition}, entries=(row,))]


def pictures(folder: Path) -> None:
    """Turn the workbook, the document and the page into PNG pages."""
    if shutil.which("soffice"):
        for name in ("report.xlsx", "report.docx"):
            call("soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, folder / name)
            pdf = (folder / name).with_suffix(".pdf").rename(folder / f"{name}.pdf")
            call("pdftoppm", "-r", "60", "-png", pdf, folder / name)
    else:
        print("no LibreOffice: workbook and document are not drawn")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("no Chromium: the page is not drawn")
        return
    with tempfile.TemporaryDirectory() as profile:
        flags = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
        flags += ("--disable-background-networking", "--disable-component-update", "--disable-sync")
        flags += (f"--user-data-dir={profile}",)
        page = (folder / "report.html").resolve().as_uri()
        call(chromium, *flags, "--window-size=1280,2400", f"--screenshot={folder / 'report.html.png'}", page)
        call(chromium, *flags, f"--print-to-pdf={folder / 'report.html.pdf'}", page)
        if shutil.which("pdftoppm"):
            call("pdftoppm", "-r", "60", "-png", folder / "report.html.pdf", folder / "report.html")


def call(*words: object) -> None:
    """Run a program quietly; its failure is ours."""
    subprocess.run([str(word) for word in words], check=True, capture_output=True)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lang", default="vi", choices=["vi", "en"])
    parser.add_argument("--province", default="56")
    parser.add_argument("--period", default="2026M10")
    parser.add_argument("--pictures", action="store_true")
    asked = parser.parse_args()
    words, period = Words(asked.lang), parse_period(asked.period)
    published = publication(asked.province)
    if published.catalogue is None:
        raise SystemExit("\n".join(str(complaint) for complaint in published.errors))
    made = book(published.catalogue, period, words)
    outs = {Format.XLSX: "report.xlsx", Format.DOCX: "report.docx", Format.HTML: "report.html"}
    outs |= {Format.CSV: "csv", Format.DHIS2: "dhis2.json"}
    for wanted, name in outs.items():
        for file in write(made, entries(published, period), wanted, asked.folder / name, words):
            print(file)
    if asked.pictures:
        pictures(asked.folder)


if __name__ == "__main__":
    main()
