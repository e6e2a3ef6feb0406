"""A certified laptop whose bundle unfolds to whatever an attacker likes: time and memory stay bounded.

Each file is imported by a process of its own, so that its peak of memory can be told.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from models.entries import EntryState
from sync import bundle, manifest
from tests.sync.forge import Forger
from tests.sync.simulator import World

MOST = 250 * 1024 * 1024  # bytes that unfold: just below the limit of the format
MEGABYTES = 600
SECONDS = 10.0  # of the processor: one on a quiet machine; tests run on slower ones, beside others

IMPORT = """
import json, sys, time
import os
from datetime import UTC, datetime
from multiprocessing import active_children
from pathlib import Path
from models.store import Store
from models.workspace import ProvinceWorkspace
from sync import crew, province_keys
from sync.importer import Importer
workspace = ProvinceWorkspace(Path(sys.argv[1]))
now = datetime(2026, 10, 20, 3, 4, 5, tzinfo=UTC)
with Store.open(workspace.database) as store:
    importer = Importer(store, province_keys.load(workspace.keys), workspace, now=lambda: now)
    importer.take(Path(sys.argv[3]))  # so that the helper has begun
    def spent():
        ticks = sum(map(int, Path(f"/proc/{helper}/stat").read_text().rsplit(")")[1].split()[11:13]))
        return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")
    helper = active_children()[0].pid
    begun = spent()
    result = importer.take(Path(sys.argv[2]))
    assert active_children()[0].pid == helper
    seconds = spent() - begun
# The kernel's ru_maxrss begins with the peak of the process that started this one.
status = Path("/proc/self/status").read_text() + Path(f"/proc/{helper}/status").read_text()
peak = sum(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) // 1024
print(json.dumps({"status": result.status, "code": result.code, "reason": str(result.details.get("reason")),
                  "seconds": seconds, "peak": peak}))
"""


def line(forger: Forger, values: bytes = b"", **changes: object) -> bytes:
    """One entry's line; ``values`` goes in place of the only value."""
    whole = msgspec.to_builtins(forger.snapshot()) | changes
    text = msgspec.json.encode(whole)
    return text.replace(b'"/data/numerator":"1"', values) if values else text


def many(count: int, name: bytes = b"/data/v%d", start: int = 0) -> bytes:
    return b",".join(b'"%b":"1"' % (name % number) for number in range(start, start + count))


CHANGE = dict.fromkeys(("path", "old", "new", "at", "by", "why"), "") | {"at": "2026-10-20T03:04:05Z"}

CASES: dict[str, tuple[Callable[[Forger], bytes], int, str]] = {
    "one value of all that unfolds": (
        lambda f: line(f, b'"/data/remark":"' + b"a" * MOST + b'"') + b"\n",
        *(1, "too much content"),
    ),
    "one value at the limit": (
        lambda f: line(f, b'"/data/remark":"' + b"a" * (63 << 20) + b'"') + b"\n",
        *(1, "monthly: type of /data/remark"),
    ),
    "text beyond ASCII at the limit": (
        lambda f: line(f, b'"/data/remark":"' + "ế".encode() * (21 << 20) + b'"') + b"\n",
        *(1, "monthly: type of /data/remark"),
    ),
    "nothing but brackets": (lambda _: b"[" * MOST, 1, "too much content"),
    "deep nesting in one line": (lambda _: b"[" * (60 << 20) + b"\n", 1, "payload"),
    "nothing but line feeds": (lambda _: b"\n" * (60 << 20), 1, "other entries than announced"),
    "a million tiny values": (lambda f: line(f, many(1_000_000)) + b"\n", 1_000_000, "too many values"),
    "more values than announced": (
        lambda f: line(f, many(1_300_000)) + b"\n",
        *(1, "other entries than announced"),
    ),
    "as many values as may be": (
        lambda f: line(f, many(249_000, b"/data/villages[%d]/teams", 1)) + b"\n",
        *(249_000, "None"),
    ),
    "as much history as may be": (
        lambda f: line(f, history=[CHANGE] * 228_000) + b"\n",
        *(1, "None"),
    ),
    "the same id over and over": (
        lambda f: (line(f) + b"\n") * 150_000,
        *(1, "too much content"),
    ),
    "a member that nobody knows": (
        lambda f: line(f)[:-1] + b',"x":[' + b"[]," * (20 << 20) + b"1]}\n",
        *(1, "unknown field"),
    ),
}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no peak of memory to ask for")
@pytest.mark.parametrize("name", CASES)
def test_time_and_memory_stay_bounded(world: World, tmp_path: Path, name: str) -> None:
    forger = Forger(world)
    make, rows, reason = CASES[name]
    raw = make(forger)
    stored = gzip.compress(raw, 1, mtime=0)
    body = forger.body([forger.snapshot()])
    body["entries"][0]["rows"] = rows
    whole = forger.manifest({}, body=body)
    file = {"name": bundle.ENTRIES, "type": "application/gzip", "size": len(stored), "raw": len(raw)}
    whole["files"] = [file | {"sha256": hashlib.sha256(stored).hexdigest()}]
    path = tmp_path / "b.age"
    path.write_bytes(forger.seal(forger.container(forger.text(whole), {bundle.ENTRIES: stored})))
    del raw, stored
    world.store.close()
    rubbish = tmp_path / "rubbish"
    rubbish.write_bytes(b"rubbish")
    words = [sys.executable, "-c", IMPORT, str(world.workspace.root), str(path), str(rubbish)]
    done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    told = json.loads(done.stdout)
    assert reason in told["reason"]
    accepted = reason == "None"
    assert (told["status"], told["code"]) == (
        ("accepted", None) if accepted else ("quarantined", "E_CONTENT")
    )
    assert told["peak"] < MEGABYTES
    assert told["seconds"] < SECONDS


def test_what_the_exporter_writes_stays_below_what_is_read(world: World) -> None:
    laptop = world.enrolled()
    entry = laptop.fill(1, 2)
    with laptop.store.reading() as t:
        whole = bundle.line(t.entries.snapshot(entry))
    # The densest honest line: short paths and names, and a history line for every value.
    per_byte = whole.count(b'"') / len(whole)
    assert per_byte * bundle.MAX_LINES < bundle.MAX_MARKS
    assert bundle.MAX_LINES < bundle.MAX_CONTENT < manifest.MAX_RAW


def test_many_large_entries_go_out_in_bundles_that_the_province_takes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "MAX_VALUES", 5)
    laptop = world.enrolled()
    for month in range(1, 6):
        laptop.fill(1, 2, f"2026M{month:02}")
    while True:
        laptop.export()
        with laptop.store.reading() as t:
            if not t.entries.heads(states={EntryState.COMPLETE}):
                break
    report = world.take_all(laptop.stick)
    assert sorted(one.entries for one in report.files) == [1, 2, 2]
    assert report.missing == []
