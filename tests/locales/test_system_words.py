"""What the operating system says stands in the language of the sentence around it."""

from __future__ import annotations

import errno
import os

import pytest

from locales.explain import explain
from locales.words import Words
from reports.documents.errors import DocumentNotWrittenError


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (os.strerror(errno.EACCES), "không được phép truy cập"),
        (os.strerror(errno.ENOENT), "không có ở đó"),
        (os.strerror(errno.ENOSPC), "đĩa hết chỗ"),
        (
            "The process cannot access the file because it is being used by another process.",
            "chương trình khác",
        ),
    ],
)
def test_a_refusal_of_the_system_is_told_in_the_language_of_the_sentence(reason: str, said: str) -> None:
    error = DocumentNotWrittenError(file="bao-cao.xlsx", reason=reason)
    assert said in explain(error, Words("vi")).body
    assert reason.rstrip(".") not in explain(error, Words("vi")).body


def test_what_is_not_known_stays_as_the_system_said_it() -> None:
    error = DocumentNotWrittenError(file="bao-cao.xlsx", reason="Quota of the moon exceeded")
    assert "Quota of the moon exceeded" in explain(error, Words("vi")).body
