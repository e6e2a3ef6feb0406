"""JavaRosa as an oracle: compile the harness against pyxform's ODK_Validate.jar, talk to it line by line."""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType

HERE = Path(__file__).resolve().parent
CLOCK_CLASSES = (
    "org/javarosa/xpath/expr/XPathFuncExpr",
    "org/javarosa/core/model/utils/QuestionPreloader",
    "org/javarosa/core/model/utils/DateUtils",
)


class OracleError(Exception):
    """JavaRosa refused the form or an operation; the words are its own."""


@dataclass(frozen=True, slots=True)
class OracleNode:
    """One node of JavaRosa's tree; ``question`` is true where a control stands on it."""

    path: str
    leaf: bool
    question: bool
    value: str
    relevant: bool
    required: bool
    readonly: bool
    valid: bool
    message: str | None
    label: str | None
    choices: tuple[str, ...]
    choice_labels: tuple[str | None, ...]


def jar_path() -> Path | None:
    """The jar in pyxform's wheel, or None where pyxform is not installed."""
    import pyxform

    jar = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
    return jar if jar.is_file() else None


def available() -> bool:
    """Whether a JDK and the jar are at hand."""
    return shutil.which("java") is not None and shutil.which("javac") is not None and jar_path() is not None


def build(folder: Path) -> str:
    """Compile the harness into `folder`; returns the class path to run it with."""
    jar = jar_path()
    if jar is None:
        raise OracleError("pyxform's ODK_Validate.jar is not installed")
    with zipfile.ZipFile(jar) as archive:
        for name in CLOCK_CLASSES:
            target = folder / f"{name}.class"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(pin_clock(archive.read(f"{name}.class")))
    sources = [str(path) for path in sorted(HERE.glob("*.java"))]
    command = ["javac", "-nowarn", "-encoding", "UTF-8", "-d", str(folder), "-cp", str(jar), *sources]
    subprocess.run(command, check=True, capture_output=True)
    return os.pathsep.join([str(folder), str(jar)])


def pin_clock(code: bytes) -> bytes:
    """The class with every ``new Date()`` turned into ``new Pinned()``, so that the clock can be set."""
    pool, end = _constants(code)
    date_class = next(
        i for i, entry in pool.items() if entry[0] == 7 and pool[entry[1]] == (1, b"java/util/Date")
    )
    constructor = None
    for index, entry in pool.items():
        if entry[0] == 10 and entry[1] == date_class:
            name_type = pool[entry[2]]
            if pool[name_type[1]] == (1, b"<init>") and pool[name_type[2]] == (1, b"()V"):
                constructor = index
    if constructor is None:
        raise OracleError("this JavaRosa reads the clock in another way")
    count = struct.unpack(">H", code[8:10])[0]
    pinned = count + 1
    extra = b"\x01" + struct.pack(">H", 6) + b"Pinned" + b"\x07" + struct.pack(">H", count)
    offset = pool[constructor][3]
    patched = bytearray(code)
    patched[offset + 1 : offset + 3] = struct.pack(">H", pinned)
    rest = bytes(patched[end:])
    old = b"\xbb" + struct.pack(">H", date_class) + b"\x59\xb7" + struct.pack(">H", constructor)
    new = b"\xbb" + struct.pack(">H", pinned) + b"\x59\xb7" + struct.pack(">H", constructor)
    return (
        bytes(patched[:8])
        + struct.pack(">H", count + 2)
        + bytes(patched[10:end])
        + extra
        + rest.replace(old, new)
    )


def _constants(code: bytes) -> tuple[dict[int, tuple], int]:
    """The constant pool of a class file (index → tag and operands, offset last for Methodref) and its end."""
    sizes = {
        3: 4,
        4: 4,
        5: 8,
        6: 8,
        7: 2,
        8: 2,
        9: 4,
        10: 4,
        11: 4,
        12: 4,
        15: 3,
        16: 2,
        17: 4,
        18: 4,
        19: 2,
        20: 2,
    }
    pool: dict[int, tuple] = {}
    at, index, count = 10, 1, struct.unpack(">H", code[8:10])[0]
    while index < count:
        tag = code[at]
        if tag == 1:
            length = struct.unpack(">H", code[at + 1 : at + 3])[0]
            pool[index] = (1, code[at + 3 : at + 3 + length])
            at += 3 + length
        else:
            body = code[at + 1 : at + 1 + sizes[tag]]
            words = struct.unpack(f">{len(body) // 2}H", body[: len(body) // 2 * 2])
            pool[index] = (tag, *words, at) if tag == 10 else (tag, *words)
            at += 1 + sizes[tag]
        index += 2 if tag in (5, 6) else 1
    return pool, at


class Oracle:
    """One running JavaRosa; use as a context manager."""

    def __init__(self, class_path: str | None = None, *, time_zone: str = "UTC") -> None:
        self._temporary = None if class_path else tempfile.TemporaryDirectory()
        self.class_path = class_path or build(Path(self._temporary.name if self._temporary else "."))
        command = [
            "java",
            "-XX:TieredStopAtLevel=1",
            "-Xss8m",
            f"-Duser.timezone={time_zone}",
            "-Duser.language=en",
        ]
        command += [
            "-Duser.country=US",
            "-Dfile.encoding=UTF-8",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
        ]
        self._process = subprocess.Popen(
            [*command, "-cp", self.class_path, "Oracle"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> Oracle:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process that this object started."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
        if self._temporary is not None:
            self._temporary.cleanup()

    def load(self, xform: Path, media: Path, now: datetime) -> None:
        """Open a form for a new entry. Raises: OracleError when JavaRosa refuses it."""
        self._ask("now", str(round(now.timestamp() * 1000)))
        self._ask("load", str(xform), str(media))

    def apply(self, operation: Mapping[str, str]) -> None:
        """One operation in the words of `xaso form trace`. Raises: OracleError."""
        match operation["op"]:
            case "set":
                self._ask("set", operation["path"], operation["value"])
            case "language":
                self._ask("language", operation["value"])
            case name:
                self._ask(name, operation["path"])

    def refresh(self) -> None:
        """Have JavaRosa calculate all from scratch: it leaves some values stale. Raises: OracleError."""
        self._ask("refresh")

    def state(self) -> list[OracleNode]:
        """The whole tree as it is now, in document order."""
        return [
            OracleNode(
                path=node["path"],
                leaf=node["leaf"],
                question=node["question"],
                value=node["value"],
                relevant=node["relevant"],
                required=node["required"],
                readonly=node["readonly"],
                valid=node["valid"],
                message=node["message"],
                label=node["label"],
                choices=tuple(node["choices"]),
                choice_labels=tuple(node["choice_labels"]),
            )
            for node in self._ask("dump")["nodes"]
        ]

    def _ask(self, *words: str) -> dict:
        process = self._process
        if process.stdin is None or process.stdout is None:
            raise OracleError("the oracle has no pipes")
        process.stdin.write("\t".join(_escape(words)) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        if not line:
            raise OracleError("JavaRosa ended")
        answer: dict = json.loads(line)
        if "error" in answer:
            raise OracleError(answer["error"])
        return answer


def _escape(words: Sequence[str]) -> list[str]:
    table = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
    return [word.translate(table) for word in words]
