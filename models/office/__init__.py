"""The province's office: what came, what is missing, what it says, and what the province decides.

The headless core of the province's screen and commands, as models.desk is the officer's. Everything is read
through the store's transactions and the catalogue; nothing here knows of files, keys or screens.
"""

from models.measured import Measured
from models.office.arrivals import Arrival, RegisterCount, arrivals, day_of, register_counts
from models.office.deciding import decide, find_entry
from models.office.facts import Facts
from models.office.gaps import gaps
from models.office.matrix import Column, Mark, Matrix, MatrixCell, MatrixRow
from models.office.measuring import register_records
from models.office.office import Office
from models.office.reviewing import Review
from models.office.revisions import Difference, differences
from models.office.story import Story

__all__ = [
    "Arrival",
    "Column",
    "Difference",
    "Facts",
    "Mark",
    "Matrix",
    "MatrixCell",
    "MatrixRow",
    "Measured",
    "Office",
    "RegisterCount",
    "Review",
    "Story",
    "arrivals",
    "day_of",
    "decide",
    "differences",
    "find_entry",
    "gaps",
    "register_counts",
    "register_records",
]
