"""Made-up figures of one commune and month: the same words always give the same numbers."""

from __future__ import annotations

import hashlib

from cli.figures import Figure, RowKey, Sheet

VILLAGE_PAIRS = ("gov_pop_clean", "soc_health_record", "soc_citizen_signature")
VILLAGE_COUNTS = ("awa_outreach_people", "hr_people_guided")
COMMUNE_PAIRS = (
    "gov_edocs",
    "gov_staff_signature",
    "gov_online_dossiers",
    "gov_ontime_dossiers",
    "gov_essential53",
    "gov_1022_ontime",
    "eco_fee_online",
)
STATUSES = (
    "done",
    "done",
    "done",
    "done",
    "done",
    "regular",
    "regular",
    "in_progress",
    "in_progress",
    "new",
    "",
)


def number(low: int, high: int, *words: object) -> int:
    """Return a whole number from ``low`` to ``high`` that depends on nothing but the words."""
    digest = hashlib.sha256("\0".join(str(word) for word in words).encode()).digest()
    return low + int.from_bytes(digest[:6], "big") % (high - low + 1)


def villages(commune: str) -> list[str]:
    """Return the codes of a commune's made-up villages: five to fourteen of them."""
    return [f"{commune}-{at:02d}" for at in range(1, number(5, 14, commune, "villages") + 1)]


def month(commune: str, period: str, turn: int = 0) -> Sheet:
    """Return what a commune enters for a month; another ``turn`` is a correction with other numbers."""
    figures = [Figure("awa_media_items", str(number(0, 40, commune, period, "media"))), *_teams(commune)]
    figures.append(Figure("sec_incidents", "0"))
    for pair in COMMUNE_PAIRS:
        figures += _pair(pair, None, 20, 900, commune, period, turn)
    for code in villages(commune):
        row = RowKey("", code=code)
        eligible = number(300, 1500, code, "eligible")
        figures.append(Figure("gen_eid_eligible", str(eligible), row))
        figures.append(Figure("soc_eid_active_num", str(number(0, eligible, code, period, turn)), row))
        for count in VILLAGE_COUNTS:
            figures.append(Figure(count, str(number(0, 90, code, period, count)), row))
        for pair in VILLAGE_PAIRS:
            figures += _pair(pair, row, 300, 1800, code, period, turn)
    return Sheet(figures)


def task(commune: str, at: int) -> Sheet:
    """Return one task of a commune; eleven of them run through every status, the blank one too.

    In some communes one that is in progress slips: it was due at the end of September.
    """
    status = STATUSES[at % len(STATUSES)]
    values = {
        "programme": ("da06", "nq57", "plan")[at % 3],
        "source_document": f"{number(1, 400, commune, at)}/KH-UBND",
        "source_date": "2026-03-02",
        "title": f"Nhiệm vụ {at + 1}",
        "owner": f"Công chức {at % 4 + 1}",
        "responsible": "Văn phòng HĐND và UBND",
        "product": "Báo cáo kết quả",
        "status": status,
    }
    if status != "regular":
        slips = status == "in_progress" and at % 2 and not number(0, 3, commune, "slips")
        values["due_date"] = "2026-09-30" if slips else "2026-12-20"
    if status == "done":
        values |= {"done_date": "2026-07-30", "evidence": f"{number(1, 900, commune, at, 'e')}/BC-UBND"}
    return Sheet([Figure(name, value) for name, value in values.items() if value])


def _teams(commune: str) -> list[Figure]:
    count = len(villages(commune))
    return [Figure("hr_cdt_villages_num", str(count - number(0, 2, commune, "teams")))]


def _pair(name: str, row: RowKey | None, low: int, high: int, *words: object) -> list[Figure]:
    whole = number(low, high, name, *words[:-1], "den")
    part = number(whole // 2, whole, name, *words, "num")
    return [Figure(f"{name}_num", str(part), row), Figure(f"{name}_den", str(whole), row)]
