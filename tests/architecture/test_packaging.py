"""What is shipped: the wheel's top level, the lock, and the shape of the tests folder."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = {"cli", "tui", "reports", "locales", "sync", "models", "catalogues"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built)


def test_the_wheels_top_level_is_exactly_our_packages(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == ROOMS


def test_the_wheel_carries_words_styles_and_catalogues(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    for suffix in (".mo", ".tcss", ".csv"):
        on_disk = {
            path.relative_to(ROOT).as_posix() for room in ROOMS for path in (ROOT / room).rglob(f"*{suffix}")
        }
        assert on_disk, f"the house has no {suffix} file at all"
        assert on_disk <= set(names)


def test_the_lock_pins_every_dependency_with_hashes_and_names_no_host() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert "--find-links" not in text
    pinned = {
        re.sub(r"[-_.]+", "-", name).lower()
        for name in re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==\S+.*\\$", text, re.MULTILINE)
    }
    entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in entry for entry in entries)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = list(project["project"]["dependencies"]) + project["build-system"]["requires"]
    for extra in project["project"]["optional-dependencies"].values():
        wanted += extra
    for requirement in wanted:
        name = re.match(r"[A-Za-z0-9._-]+", requirement)
        assert name is not None
        assert re.sub(r"[-_.]+", "-", name[0]).lower() in pinned, requirement


def test_no_package_marker_lies_below_tests() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_the_console_script_is_the_only_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert list(project["project"]["scripts"]) == ["xaso"]
