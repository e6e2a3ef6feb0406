"""Exit codes: the only place that knows them."""

from __future__ import annotations

from models.errors import Family

DONE = 0
REFUSED = 1
USAGE = 2
EXIT_CODES = {
    Family.REFUSED: REFUSED,
    Family.USAGE: USAGE,
    Family.SETUP: 3,
    Family.STORE: 4,
    Family.TRUST: 5,
}
