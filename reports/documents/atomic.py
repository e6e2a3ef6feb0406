"""Files that appear whole or not at all: written under a temporary name, then renamed."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reports.documents.errors import DocumentNotWrittenError


@contextmanager
def whole_file(out: Path) -> Iterator[Path]:
    """Give the path to write to; it takes the place of ``out`` when the block ends well.

    Raises:
        DocumentNotWrittenError: the disk refused; what stood at ``out`` before still does.
    """
    temporary = out.with_name(f".{uuid.uuid4().hex[:12]}.tmp")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
        temporary.replace(out)
    except OSError as error:
        raise DocumentNotWrittenError(file=str(out), reason=error.strerror or str(error)) from error
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """Give a fresh folder to write files to; when the block ends well they move into ``out`` one by one.

    Nothing moves unless all were written. Files of other names that ``out`` holds stay.

    Raises:
        DocumentNotWrittenError: the disk refused.
    """
    temporary = out.with_name(f".{uuid.uuid4().hex[:12]}.tmp")
    try:
        temporary.mkdir(parents=True)
        yield temporary
        out.mkdir(parents=True, exist_ok=True)
        for file in sorted(temporary.iterdir()):
            file.replace(out / file.name)
    except OSError as error:
        raise DocumentNotWrittenError(file=str(out), reason=error.strerror or str(error)) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
