"""Mails that anybody may have written: bounded in memory and time, and none of them stops the others."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sync.handoff import email, mailfile
from sync.sources import find
from tests.sync.simulator import Commune, World

ROOT = Path(__file__).parents[2]
MEGABYTES = 600
MIXED = b"Content-Type: multipart/mixed; boundary=x\n\n"


def draft(laptop: Commune, period: str = "2026M10") -> bytes:
    file = laptop.send(period=period).file
    return email.draft(file.name, file.read_bytes(), sender="xa@x.vn", to="so@x.vn", subject="xaso", text="")


def deep(levels: int) -> bytes:
    return b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(levels))


BOMBS: dict[str, Callable[[], bytes]] = {
    "nothing but line ends": lambda: b"Subject: x\n\n" + b"\n" * 20_000_000,
    "nothing but carriage returns": lambda: b"Subject: x\r\r" + b"\r" * 20_000_000,
    "a million parts": lambda: MIXED + b"--x\n\n" * 1_000_000,
    "five thousand levels": lambda: deep(5000),
    "levels and lines": lambda: deep(40) + b"\n" + b"x\n" * 1_000_000,
    "mails in mails": lambda: b"Content-Type: message/rfc822\n\n" * 50_000 + b"x",
    "a header of two million signs": lambda: b'Content-Type: a/b; name="' + b";" * 2_000_000 + b"\n\nx",
    "a folded header of a million lines": lambda: (
        b'Content-Type: multipart/mixed; boundary="' + b"\n ;" * 700_000 + b"\n\nx"
    ),
    "many long headers": lambda: (b'Content-Type: a/b; name="' + b";" * 4000 + b"\n") * 2000 + b"\n\nx",
    "a name in pieces": lambda: (
        b"Content-Type: a/b;" + b"".join(b"name*%d=a;" % n for n in range(100_000)) + b"\n\nx"
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_mail_that_is_a_bomb_is_put_aside_quickly(world: World, laptop: Commune, name: str) -> None:
    inbox = world.root / "inbox"
    inbox.mkdir()
    (inbox / "1.eml").write_bytes(BOMBS[name]())
    (inbox / "2.eml").write_bytes(draft(laptop))
    begun = time.process_time()
    found = list(find([inbox]))
    assert time.process_time() - begun < 15  # some two seconds on a quiet machine; without a bound, minutes
    assert [len(one.content or b"") > 0 for one in found] == [False, True]
    assert [one.status for one in world.take_all(inbox).files] == ["quarantined", "accepted"]


PEAK = """
import sys
from pathlib import Path
from typing import Any
from sync.sources import find
print([(one.size, one.too_large) for one in find([Path(sys.argv[1])])])
status = Path("/proc/self/status").read_text().splitlines()
print(next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) // 1024)
"""


def peak(path: Path) -> tuple[str, int]:
    """What is found in a file, and the megabytes that finding it took."""
    words = [sys.executable, "-c", PEAK, str(path)]
    done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT)
    told, most = done.stdout.splitlines()
    return told, int(most)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no peak of memory to ask for")
@pytest.mark.parametrize("line", [b"", b"\n"], ids=["one line", "lines"])
def test_an_mbox_of_a_gigabyte_takes_no_more_memory_than_its_largest_mail_may(
    tmp_path: Path, line: bytes
) -> None:
    path = tmp_path / "box.mbox"
    block = (b"a" * 1023 + (line or b"a")) * 1024
    with path.open("wb") as file:
        file.write(b"From x\n")
        file.truncate(512 << 20)  # a hole: zeros, and no line ends
        file.seek(512 << 20)
        for _ in range(256 if line else 64):
            file.write(block)
    size = path.stat().st_size - len(b"From x\n")
    told, most = peak(path)
    assert told == f"[({size}, True)]"
    assert most < 150


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no peak of memory to ask for")
@pytest.mark.parametrize("kind", ["one line", "lines", "quoted-printable"])
def test_the_largest_mail_that_is_read_stays_within_bounds(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "large.eml"
    head = b"Content-Transfer-Encoding: quoted-printable\n" if kind == "quoted-printable" else b""
    body = {"one line": b"a", "lines": b"a" * 997 + b"\r\n", "quoted-printable": b"=41" * 25 + b"=\n"}[kind]
    head += b"Content-Type: text/plain; name=a.age\n\n"
    path.write_bytes(head + body * ((mailfile.MAX_MAIL - len(head)) // len(body)))
    assert peak(path)[1] < MEGABYTES


def test_a_mail_too_large_is_told_and_the_others_of_the_box_are_read(
    world: World, laptop: Commune, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailfile, "MAX_MAIL", 100_000)
    place = tmp_path / "inbox"
    place.mkdir()
    huge = b"Subject: x\n\n" + b"a" * 120_000 + b"\n"
    box = place / "box.mbox"
    box.write_bytes(
        b"From a\n"
        + draft(laptop, "2026M01")
        + b"\nFrom b\n"
        + huge
        + b"\nFrom c\n"
        + draft(laptop, "2026M02")
    )
    (place / "huge.eml").write_bytes(huge)
    report = world.take_all(place)
    assert [(Path(one.path).name.rpartition("!")[0], one.status, one.code) for one in report.files] == [
        ("box.mbox", "accepted", None),
        ("box.mbox", "quarantined", "E_TOO_LARGE"),
        ("box.mbox", "accepted", None),
        ("huge.eml", "quarantined", "E_TOO_LARGE"),
    ]


def test_the_same_mails_are_found_as_the_standard_library_finds(tmp_path: Path) -> None:
    """Line ends of both kinds, lines that only look like a beginning, no line end at the end."""
    import mailbox

    path = tmp_path / "box.mbox"
    path.write_bytes(
        b"before the first\nFrom a b\r\nSubject: 1\r\n\r\n>From here\r\n From there\r\n\r\n"
        b"From c d\nSubject: 2\n\nx\n\nFrom e\nSubject: 3\n\nlast"
    )
    ours = [email_of(one.data or b"") for one in mailfile.mails(path)]
    theirs = mailbox.mbox(path, create=False)
    expected = [(one["Subject"], str(one.get_payload()).split()) for one in theirs]
    theirs.close()
    assert ours == expected


def email_of(data: bytes) -> tuple[str, list[str]]:
    from email.parser import BytesParser

    found = BytesParser().parsebytes(data)
    return found["Subject"], str(found.get_payload()).split()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_pipes_links_and_what_may_not_be_read_stop_nothing(world: World, laptop: Commune) -> None:
    inbox = world.root / "inbox"
    (inbox / "box" / "cur").mkdir(parents=True)
    (inbox / "box" / "new").mkdir()
    secret = world.root / "elsewhere.eml"
    secret.write_bytes(draft(laptop, "2026M01"))
    (inbox / "box" / "new" / "link").symlink_to(secret)
    os.mkfifo(inbox / "box" / "new" / "pipe")
    os.mkfifo(inbox / "pipe.eml")
    os.mkfifo(inbox / "pipe.age")
    (inbox / "link.age").symlink_to(secret)
    (inbox / "dangling.age").symlink_to(world.root / "nothing")
    (inbox / "linked").symlink_to(world.root)
    (inbox / "box" / "cur" / "1").write_bytes(draft(laptop, "2026M02"))
    report = world.take_all(inbox)
    assert [one.status for one in report.files] == ["accepted_with_gap"]
    named = world.take_all(inbox / "pipe.eml", inbox / "pipe.age", Path(os.devnull))
    assert [one.code for one in named.files] == ["E_UNREADABLE"] * 3
    assert "regular" in str(named.files[0].details["reason"])


def test_a_folder_that_nobody_may_look_into_is_named_and_stops_nothing(
    world: World, laptop: Commune, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = world.root / "inbox"
    (inbox / "closed").mkdir(parents=True)
    (inbox / "System Volume Information").mkdir()
    (inbox / "z.age").write_bytes(laptop.send(period="2026M02").file.read_bytes())
    shut = [str(inbox / "closed"), str(inbox / "System Volume Information")]
    look, ask = os.scandir, os.stat

    def scandir(path: str) -> Any:
        if str(path) in shut:
            raise PermissionError(13, "Permission denied", path)
        return look(path)

    def stat(path: Any, **named: Any) -> Any:
        if any(str(path).startswith(place + os.sep) for place in shut):
            raise PermissionError(13, "Permission denied", str(path))
        return ask(path, **named)

    # As root nothing is closed to the test, so the system is made to say it.
    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr(os, "stat", stat)
    report = world.take_all(inbox)
    told = {Path(one.path).name: getattr(one, "code", None) or one.status for one in report.files}
    assert told == {"z.age": "accepted", "closed": "E_UNREADABLE"}
