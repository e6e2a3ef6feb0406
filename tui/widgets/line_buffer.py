"""The text being typed and its caret, without a screen.

Backspace takes away one code point, never a whole cluster: Vietnamese input methods send one
Backspace for each code point they sent, whether they compose letters (é) or not (e + U+0301).
The caret moves by whole clusters. What comes out is NFC.
"""

from __future__ import annotations

import unicodedata


def _combines(character: str) -> bool:
    return unicodedata.combining(character) != 0


class LineBuffer:
    """An editable line: ``text`` as it was typed and ``caret``, an index into it (0..len)."""

    __slots__ = ("caret", "text")

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.caret = len(text)

    @property
    def composed(self) -> str:
        """The text in NFC: what is committed."""
        return unicodedata.normalize("NFC", self.text)

    @property
    def before(self) -> str:
        """What stands before the caret, in NFC."""
        return unicodedata.normalize("NFC", self.text[: self.caret])

    @property
    def after(self) -> str:
        """What stands behind the caret, in NFC."""
        return unicodedata.normalize("NFC", self.text[self.caret :])

    def insert(self, text: str) -> None:
        """Put ``text`` at the caret; line breaks and tabs become spaces."""
        clean = "".join(
            " " if c in "\t\r\n\v\f\x85\u2028\u2029" else c
            for c in text.replace("\r\n", "\n")
            if c.isprintable() or c.isspace() or _combines(c) or unicodedata.category(c) == "Cf"
        )
        self.text = self.text[: self.caret] + clean + self.text[self.caret :]
        self.caret += len(clean)

    def backspace(self) -> None:
        """Take away the code point before the caret."""
        if self.caret:
            self.text = self.text[: self.caret - 1] + self.text[self.caret :]
            self.caret -= 1

    def delete(self) -> None:
        """Take away the cluster behind the caret."""
        end = self._after(self.caret)
        self.text = self.text[: self.caret] + self.text[end:]

    def delete_word(self) -> None:
        """Take away everything back to the beginning of the word before the caret."""
        start = self.caret
        while start and self.text[start - 1].isspace():
            start -= 1
        while start and not self.text[start - 1].isspace():
            start -= 1
        self.text = self.text[:start] + self.text[self.caret :]
        self.caret = start

    def clear(self) -> None:
        """Take away everything."""
        self.text = ""
        self.caret = 0

    def left(self) -> None:
        """Move the caret one cluster back."""
        if self.caret:
            self.caret -= 1
            while self.caret and _combines(self.text[self.caret]):
                self.caret -= 1

    def right(self) -> None:
        """Move the caret one cluster on."""
        self.caret = self._after(self.caret)

    def home(self) -> None:
        """Move the caret to the beginning."""
        self.caret = 0

    def end(self) -> None:
        """Move the caret to the end."""
        self.caret = len(self.text)

    def _after(self, index: int) -> int:
        if index < len(self.text):
            index += 1
            while index < len(self.text) and _combines(self.text[index]):
                index += 1
        return index
