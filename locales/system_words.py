"""What operating systems say when they refuse, told in the caller's language like the sentence around it.

Linux and macOS say it by the number of the error, Windows in sentences of its own; what is not known here
stays as the system said it.
"""

from __future__ import annotations

import errno
import os

from locales.words import Words, mark

_NOT_THERE = mark("it is not there")
_FORBIDDEN = mark("access is denied")
_FULL = mark("no room is left on the disk")
_FOLDER = mark("it is a folder")
_NO_FOLDER = mark("a folder was expected and there is none")
_READ_ONLY = mark("it can only be read")
_FAILED = mark("the disk or stick failed")
_BUSY = mark("another program holds it")
_LONG = mark("the name is too long")

_BY_NUMBER = {
    errno.ENOENT: _NOT_THERE,
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.ENOSPC: _FULL,
    getattr(errno, "EDQUOT", errno.ENOSPC): _FULL,
    errno.EISDIR: _FOLDER,
    errno.ENOTDIR: _NO_FOLDER,
    errno.EROFS: _READ_ONLY,
    errno.EIO: _FAILED,
    errno.EBUSY: _BUSY,
    errno.ENAMETOOLONG: _LONG,
}
_BY_SENTENCE = {
    "Access is denied": _FORBIDDEN,
    "The system cannot find the file specified": _NOT_THERE,
    "The system cannot find the path specified": _NOT_THERE,
    "The device is not ready": _FAILED,
    "There is not enough space on the disk": _FULL,
    "The media is write protected": _READ_ONLY,
    "The process cannot access the file because it is being used by another process": _BUSY,
}
_KNOWN = {os.strerror(number): said for number, said in _BY_NUMBER.items()} | _BY_SENTENCE


def told(reason: str, words: Words) -> str:
    """Return what the system said in the language of ``words``; any other text as it is."""
    known = _KNOWN.get(reason.rstrip("."))
    return reason if known is None else words.text(known)
