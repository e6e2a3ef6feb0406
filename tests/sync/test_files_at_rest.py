"""Files on which opening failed again and again rest for a day; none is damned for ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.entries import EntrySnapshot
from sync import at_rest, payload_checks
from sync.errors import ExaminationError, ExaminedBeforeError
from sync.quarantine import Case, Quarantine
from tests.sync.simulator import Commune, World

FAILED, RESTS = ExaminationError.code, ExaminedBeforeError.code


def faulty(entry: EntrySnapshot, definition: str) -> str | None:
    """Fail, and leave a line where the remark says, so that it shows how often a file was opened."""
    opened = entry.values.get("/data/remark", "")
    if not opened:
        return payload_checks.validate(entry, definition)
    with Path(opened).open("a") as file:
        file.write("opened\n")
    raise ZeroDivisionError("nobody expected that")


class Trial:
    """A stick with a good file and one on which opening fails."""

    def __init__(self, world: World, laptop: Commune) -> None:
        self.world = world
        self.opened = world.root / "opened"
        laptop.send(period="2026M09")
        laptop.fill(1, 2, **{"/data/remark": str(self.opened)})
        self.bad = laptop.export().file
        self.stick = laptop.stick

    @property
    def times(self) -> int:
        """How often the file was opened."""
        return len(self.opened.read_text().splitlines())

    def take(self, *, dry_run: bool = False) -> str | None:
        """Take the stick in; what is said of the file."""
        importer = self.world.importer(validate=faulty)
        good, bad = importer.import_paths([self.stick], dry_run=dry_run).files
        assert (good.code, bad.status) == (None, "quarantined")
        return bad.code

    def case(self) -> Case:
        [case] = Quarantine(self.world.workspace.quarantine).list()
        return case


@pytest.fixture
def trial(world: World, laptop: Commune) -> Trial:
    return Trial(world, laptop)


def test_a_file_rests_from_the_second_import_on_that_refused_it(trial: Trial) -> None:
    assert [trial.take(), trial.take(), trial.take(), trial.take()] == [FAILED, FAILED, RESTS, RESTS]
    assert trial.times == 2
    assert (trial.case().code, trial.case().tries, trial.case().kept) == (FAILED, 2, True)


def test_it_is_opened_once_more_a_day_after_the_last_time(trial: Trial) -> None:
    trial.take()
    trial.take()
    trial.world.clock.forward(hours=23)
    assert trial.take() == RESTS
    trial.world.clock.forward(hours=1)
    assert [trial.take(), trial.take()] == [FAILED, RESTS]
    assert (trial.times, trial.case().tries) == (3, 3)


def test_a_clock_that_was_put_back_lets_it_be_opened(trial: Trial) -> None:
    trial.take()
    trial.take()
    trial.world.clock.forward(hours=-1)
    assert trial.take() == FAILED


def test_another_program_opens_it_at_once(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    trial.take()
    trial.take()
    monkeypatch.setattr(at_rest, "APP", "xaso 99.0.0")
    assert [trial.take(), trial.take(), trial.take()] == [FAILED, FAILED, RESTS]
    assert trial.case().opener.startswith("xaso 99.0.0, Python 3.")


def test_once_it_can_be_opened_it_is_taken_in_and_forgotten(trial: Trial) -> None:
    trial.take()
    trial.take()
    trial.world.clock.forward(days=1)
    assert [one.status for one in trial.world.take_all(trial.stick).files] == ["duplicate", "accepted"]
    assert Quarantine(trial.world.workspace.quarantine).list() == []


def test_what_was_taken_out_of_the_quarantine_is_opened_again(trial: Trial) -> None:
    trial.take()
    trial.take()
    (trial.world.workspace.quarantine / f"{trial.case().id}.json").unlink()
    assert trial.take() == FAILED


def test_a_rehearsal_does_not_open_it_and_counts_nothing(trial: Trial) -> None:
    trial.world.importer().take(min(trial.stick.iterdir()))
    assert trial.take(dry_run=True) == FAILED
    assert [trial.take(), trial.take()] == [FAILED, FAILED]
    assert trial.take(dry_run=True) == RESTS
    assert (trial.times, trial.case().tries) == (3, 2)


def test_the_same_bytes_rest_under_every_name(trial: Trial) -> None:
    trial.take()
    trial.take()
    again = trial.world.root / "again.age"
    again.write_bytes(trial.bad.read_bytes())
    assert trial.world.importer(validate=faulty).take(again).code == RESTS
    again.write_bytes(trial.bad.read_bytes() + b"x")
    assert trial.world.importer(validate=faulty).take(again).code == "E_DAMAGED"


def test_a_note_from_before_files_rested_is_read(trial: Trial) -> None:
    trial.take()
    note = trial.world.workspace.quarantine / f"{trial.case().id}.json"
    text = note.read_text().replace(f',"tries":1,"opener":"{at_rest.opener()}"', "")
    assert "tries" not in text
    note.write_text(text)
    assert trial.case().tries == 0
    assert [trial.take(), trial.take(), trial.take()] == [FAILED, FAILED, RESTS]
