"""The options that may stand anywhere, and what the operating system's errors become."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from cli.errors import from_os_error
from cli.hoist import hoist


def test_shared_options_are_taken_out_wherever_they_stand() -> None:
    for words in (
        ["--data", "d", "due", "--json"],
        ["due", "--json", "--data=d"],
        ["due", "--data", "d", "--json"],
    ):
        said = hoist(words)
        assert said.data == Path("d")
        assert said.rest == ["due", "--json"]
        assert said.as_json


def test_without_a_command_nothing_remains() -> None:
    said = hoist(["--data", "d", "--lang", "en"])
    assert (said.rest, said.language, said.problem) == ([], "en", None)


def test_what_follows_two_dashes_is_left_alone() -> None:
    assert hoist(["show", "--", "--data", "x"]).rest == ["show", "--", "--data", "x"]


def test_an_option_without_its_value_is_named() -> None:
    assert hoist(["due", "--data"]).problem == "--data"
    assert hoist(["--lang="]).problem == "--lang"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (PermissionError(errno.EACCES, "no", "a"), "E_NOT_WRITABLE"),
        (OSError(errno.EROFS, "ro", "a"), "E_NOT_WRITABLE"),
        (OSError(errno.ENOSPC, "full", "a"), "E_DISK_FULL"),
        (FileNotFoundError(errno.ENOENT, "none", "a"), "E_NO_FILE"),
        (FileExistsError(errno.EEXIST, "there", "a"), "E_FILE_EXISTS"),
        (OSError(errno.EIO, "io", "a"), "E_DISK"),
    ],
)
def test_the_systems_errors_become_errors_of_the_house(error: OSError, code: str) -> None:
    told = from_os_error(error)
    assert told.code == code
    assert told.details["path"] == "a"
