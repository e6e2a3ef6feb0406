"""What the commands themselves refuse: how they were called, and what the disk says."""

from __future__ import annotations

import errno
from pathlib import Path

from models.errors import Family, XasoError
from sync.errors import BadSettingsError as BadSettingsError  # of both rooms, and light to load


class UsageError(XasoError):
    """The words of the call make no sense. Details: problem (a sentence in the caller's language)."""

    code = "E_USAGE"
    family = Family.USAGE


class NoFileError(XasoError):
    """A file or folder that was named is not there. Details: path."""

    code = "E_NO_FILE"
    family = Family.USAGE


class AlreadyThereError(XasoError):
    """Something stands where something new was to be made. Details: path."""

    code = "E_FILE_EXISTS"
    family = Family.USAGE


class BadInputFileError(XasoError):
    """A file of figures cannot be read as such. Details: path, problem."""

    code = "E_BAD_INPUT_FILE"
    family = Family.USAGE


class ReadOnlyError(XasoError):
    """The system forbids reading or writing. Details: path."""

    code = "E_NOT_WRITABLE"
    family = Family.STORE


class DiskFullError(XasoError):
    """No room is left. Details: path."""

    code = "E_DISK_FULL"
    family = Family.STORE


class DiskError(XasoError):
    """Reading or writing failed otherwise. Details: path, reason."""

    code = "E_DISK"
    family = Family.STORE


class NoScreenError(XasoError):
    """The terminal cannot show the screen. Details: terminal."""

    code = "E_NO_SCREEN"
    family = Family.USAGE


class NoProvinceError(XasoError):
    """The folder is no province workspace. Details: path."""

    code = "E_NO_PROVINCE"
    family = Family.SETUP


class NotReceivedError(XasoError):
    """The province has no such entry. Details: unit, form, period."""

    code = "E_NOT_RECEIVED"
    family = Family.USAGE


class UnitUnknownYetError(XasoError):
    """This computer does not know yet which unit it belongs to. Details: choices."""

    code = "E_WHICH_UNIT"
    family = Family.SETUP


class MissingPartError(XasoError):
    """A library that this step needs is not installed: a laptop lacks the province's. Details: library."""

    code = "E_MISSING_PART"
    family = Family.SETUP


class DemoFolderError(XasoError):
    """The demo was pointed at a folder with something else in it. Details: path."""

    code = "E_DEMO_FOLDER"
    family = Family.USAGE


_FULL = {errno.ENOSPC, errno.EDQUOT}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


def from_os_error(error: OSError) -> XasoError:
    """Return the error of the house that says what the operating system refused."""
    path = str(error.filename or error.filename2 or _named(error) or Path.cwd())
    if error.errno in _FULL:
        return DiskFullError(path=path)
    if isinstance(error, PermissionError) or error.errno in _FORBIDDEN:
        return ReadOnlyError(path=path)
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return NoFileError(path=path)
    if isinstance(error, (FileExistsError, IsADirectoryError)):
        return AlreadyThereError(path=path)
    return DiskError(path=path, reason=error.strerror or str(error))


def _named(error: OSError) -> Path | None:
    """Return the path of an error that was raised with nothing but a path."""
    first = error.args[0] if error.args else None
    return first if isinstance(first, Path) else None
