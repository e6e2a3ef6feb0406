"""What a sheet tells its screen. Screens handle them as ``on_sheet_opened`` and so on."""

from __future__ import annotations

from textual.message import Message

from tui.widgets.sheet_model import Taken


class Opened(Message, namespace="sheet"):
    """Enter was pressed on a row that opens."""

    def __init__(self, row: int, column: int) -> None:
        super().__init__()
        self.row = row
        self.column = column


class Moved(Message, namespace="sheet"):
    """The cursor rests elsewhere, or the editor opened, changed or closed."""


class Committed(Message, namespace="sheet"):
    """A cell was typed and the model answered."""

    def __init__(self, row: int, column: int, raw: str, taken: Taken) -> None:
        super().__init__()
        self.row = row
        self.column = column
        self.raw = raw
        self.taken = taken


class Left(Message, namespace="sheet"):
    """The cursor wants to go beyond the first or the last row."""

    def __init__(self, *, forward: bool) -> None:
        super().__init__()
        self.forward = forward


class Pasted(Message, namespace="sheet"):
    """A block of text was pasted at the cursor."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class Erased(Message, namespace="sheet"):
    """Delete was pressed on a cell or a block."""


class Forbidden(Message, namespace="sheet"):
    """Someone typed or pasted where nothing may be typed."""


class Choosing(Message, namespace="sheet"):
    """F2 was pressed on a cell; ``editing`` it in place begins unless the screen offers a list."""
