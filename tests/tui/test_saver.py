"""The writer thread: order, failure, retry, and nothing lost."""

from __future__ import annotations

import threading
import time

from tui.saver import Keeping, Saver


def wait(condition: object, seconds: float = 5.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.005)
    return False


def test_writes_happen_in_the_order_in_which_cells_were_typed() -> None:
    written: list[int] = []
    saver = Saver(lambda: None)
    for number in range(50):
        saver.submit(lambda n=number: written.append(n), "e", [f"/data/q{number}"])
    assert saver.flush(5)
    assert written == list(range(50))
    assert saver.keeping is Keeping.SAVED
    saver.stop()


def test_a_cell_waits_until_its_write_returned() -> None:
    gate = threading.Event()
    saver = Saver(lambda: None)
    saver.submit(gate.wait, "e", ["/data/a"])
    assert saver.waits("e", "/data/a")
    assert not saver.waits("e", "/data/b")
    assert saver.keeping is Keeping.SAVING
    gate.set()
    assert saver.flush(5)
    assert not saver.waits("e", "/data/a")
    saver.stop()


def test_a_failing_save_is_not_overtaken_and_is_tried_again() -> None:
    broken = threading.Event()
    broken.set()
    written: list[str] = []

    def first() -> None:
        if broken.is_set():
            raise OSError(28, "No space left on device")
        written.append("first")

    saver = Saver(lambda: None, pause=0.01)
    saver.submit(first, "e", ["/data/a"])
    saver.submit(lambda: written.append("second"), "e", ["/data/b"])
    assert wait(lambda: saver.keeping is Keeping.NOT_SAVED)
    assert saver.waits("e", "/data/a")
    assert not saver.flush(0.1)
    assert written == []
    broken.clear()
    assert saver.flush(5)
    assert written == ["first", "second"]
    assert saver.keeping is Keeping.SAVED
    saver.stop()


def test_the_screen_is_told_of_every_change_of_state() -> None:
    told: list[Keeping] = []
    saver = Saver(lambda: told.append(saver.keeping))
    saver.submit(lambda: None, "e", ["/data/a"])
    assert wait(lambda: Keeping.SAVED in told)
    assert told[0] is Keeping.SAVING
    saver.stop()
