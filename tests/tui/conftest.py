"""A house of cardboard behind the screens: a session of whole numbers, a desk that keeps in memory.

Only what the screens ask is here; the real session has its own tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from models.desk.shares import ColumnShare
from models.entries import SENT, EntryHead, EntryState
from models.errors import NotSetUpError, ViolationsRemainError, XasoError
from models.verification import Unverified
from tests.tui.driving import drawn
from tui.app import XasoApp
from tui.marks import UNICODE
from tui.ports import (
    Clock,
    Destination,
    DueView,
    HistoryView,
    HomeView,
    IndicatorView,
    RecordView,
    RegisterPage,
    RegisterView,
)

ROOT = SimpleNamespace(name="data", type="group", calculate=None, children=())
NOW = datetime(2026, 10, 18, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True)
class Question:
    """A node of the cardboard form."""

    path: str
    label: str = ""
    kind: str = "question"
    type: str = "integer"
    choices: tuple[Choice, ...] = ()
    unit: str | None = None
    layout: str | None = None
    hint: str | None = None
    guidance: str | None = None
    required: bool = False
    readonly: bool = False
    children: tuple[str, ...] = ()
    only_if: str = ""  # a path that must hold something


@dataclass(frozen=True)
class Change:
    path: str
    old: str
    new: str


@dataclass(frozen=True)
class Violation:
    path: str
    severity: str
    kind: str
    message: str
    explained: bool = False
    usual: None = None


@dataclass(frozen=True)
class Refusal:
    code: str
    details: Mapping[str, object]


@dataclass(frozen=True)
class Outcome:
    path: str
    value: str
    refusal: Refusal | None
    changes: tuple[Change, ...]
    relevance: tuple[tuple[str, bool], ...] = ()
    violations: tuple[Violation, ...] = ()
    structure_changed: bool = False


@dataclass(frozen=True)
class Progress:
    done: int
    total: int
    hard: int
    soft: int


@dataclass(frozen=True)
class Section:
    path: str
    label: str
    progress: Progress


@dataclass
class FakeSession:
    """Whole numbers, one constraint (numerator not above denominator), one warning, undo and redo."""

    nodes_by_path: dict[str, Question]
    order: list[str]
    pairs: tuple[tuple[str, str], ...] = ()
    previous: dict[str, str] = field(default_factory=dict)
    warned: dict[str, str] = field(default_factory=dict)  # path → message when the value is above 1000
    data: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    explanations: dict[str, str] = field(default_factory=dict)
    language: str = "vi"
    definition: Any = field(default_factory=lambda: SimpleNamespace(root=ROOT))

    def __post_init__(self) -> None:
        self._done: list[Outcome] = []
        self._undone: list[Outcome] = []

    def node(self, path: str) -> Any:
        question = self.nodes_by_path[path]
        return SimpleNamespace(
            **{name: getattr(question, name) for name in question.__dataclass_fields__},
            value=self.data.get(path, ""),
            relevant=not question.only_if or bool(self.data.get(question.only_if)),
            ref=re.sub(r"\[\d+\]", "", path),
            valid=True,
            message=None,
            appearance="",
            sensitive=False,
        )

    def nodes(self) -> Iterator[Any]:
        for path in self.order:
            yield self.node(path)

    def children(self, path: str) -> list[str]:
        return list(self.nodes_by_path[path].children)

    def value(self, path: str) -> str:
        return self.data.get(path, "")

    def previous_value(self, path: str) -> str:
        return self.previous.get(path, "")

    def record(self, path: str, raw: str) -> Outcome:
        node = self.nodes_by_path[path]
        if node.type == "integer" and raw:
            text = raw.replace(".", "").removeprefix("=")
            if not all(part.isdigit() for part in text.split("+")):
                return Outcome(path, self.value(path), Refusal("E_NOT_A_NUMBER", {"raw": raw}), ())
            raw = str(sum(int(part) for part in text.split("+")))
        if node.choices and raw:
            found = [c.value for n, c in enumerate(node.choices, 1) if raw in {c.value, str(n)}]
            if not found:
                return Outcome(path, self.value(path), Refusal("E_NOT_A_NUMBER", {"raw": raw}), ())
            raw = found[0]
        return self.set(path, raw)

    def set(self, path: str, value: str) -> Outcome:
        outcome = self._change(path, value)
        if outcome.changes:
            self._done.append(outcome)
            self._undone.clear()
        return outcome

    def _change(self, path: str, value: str) -> Outcome:
        old = self.value(path)
        self.data[path] = value
        changes = (Change(path, old, value),) if old != value else ()
        return Outcome(path, value, None, changes)

    def undo(self) -> Outcome | None:
        if not self._done:
            return None
        last = self._done.pop()
        self._undone.append(last)
        return self._change(last.path, last.changes[0].old)

    def redo(self) -> Outcome | None:
        if not self._undone:
            return None
        last = self._undone.pop()
        self._done.append(last)
        return self._change(last.path, last.changes[0].new)

    def note(self, path: str, text: str) -> None:
        self.notes[path] = text

    def explain(self, path: str, text: str) -> None:
        self.explanations[path] = text

    def cell_violations(self, path: str) -> tuple[Violation, ...]:
        found = []
        node = self.nodes_by_path[path]
        assert node.kind == "question", path
        if node.required and not self.value(path):
            found.append(Violation(path, "hard", "required", "Phải trả lời câu này."))
        for numerator, denominator in self.pairs:
            high, low = self.value(numerator), self.value(denominator)
            if path == numerator and high and low and int(high) > int(low):
                found.append(Violation(path, "hard", "constraint", f"Tử số ({high}) lớn hơn mẫu số ({low})."))
        if path in self.warned and int(self.value(path) or 0) > 1000:
            found.append(Violation(path, "soft", "warning", self.warned[path], path in self.explanations))
        return tuple(found)

    def violations(self) -> list[Violation]:
        questions = [path for path in self.order if self.nodes_by_path[path].kind == "question"]
        return [v for path in questions for v in self.cell_violations(path)]

    def _progress(self, root: str) -> Progress:
        cells = [
            path
            for path in self.order
            if path.startswith(root)
            and self.nodes_by_path[path].kind == "question"
            and not self.nodes_by_path[path].readonly
            and self.nodes_by_path[path].type not in {"calculate", "note"}
        ]
        wrong = [v for path in cells for v in self.cell_violations(path)]
        return Progress(
            sum(1 for path in cells if self.value(path)),
            len(cells),
            sum(1 for v in wrong if v.severity == "hard"),
            sum(1 for v in wrong if v.severity == "soft" and not v.explained),
        )

    def progress(self) -> Progress:
        return self._progress("/data/")

    def sections(self) -> list[Section]:
        tops = self.nodes_by_path["/data"].children
        return [Section(p, self.nodes_by_path[p].label, self._progress(p + "/")) for p in tops]


def form(villages: int = 17) -> FakeSession:
    """A form of three sections: questions, a grid of villages, texts."""
    nodes: list[Question] = []

    def add(question: Question) -> None:
        nodes.append(question)

    names = ["La Vang 1", "La Vang 2", "Triệu Phong 1", "Triệu Phong 2", "Lương Cang", "Hạnh Trí"]
    gov = (
        Question("/data/gov/docs", "Văn bản đi, đến", required=True, unit="văn bản"),
        Question("/data/gov/edocs", "… xử lý trên môi trường mạng", unit="văn bản"),
        Question("/data/gov/staff", "Cán bộ, công chức", unit="người"),
        Question(
            "/data/gov/signed", "… có chữ ký số cá nhân", unit="người", hint="Tính cả chữ ký số trên SIM"
        ),
        Question(
            "/data/gov/green",
            "Đạt “xanh hóa”",
            type="select_one",
            choices=(Choice("yes", "có"), Choice("no", "không")),
        ),
        Question("/data/gov/why", "Vì sao chưa đạt", type="text", only_if="/data/gov/green"),
    )
    rows = []
    cells: list[Question] = []
    for number in range(1, villages + 1):
        row = f"/data/soc/v[{number}]"
        leaves = (
            Question(f"{row}/village_name", "Thôn", type="calculate", readonly=True),
            Question(f"{row}/eligible", "Đủ điều kiện", unit="người"),
            Question(f"{row}/active", "Đã kích hoạt", unit="người"),
            Question(f"{row}/records", "Hồ sơ sức khỏe", unit="hồ sơ"),
        )
        cells += leaves
        rows.append(Question(row, "", "row", children=tuple(leaf.path for leaf in leaves)))
    text = Question("/data/txt/difficulties", "Khó khăn, vướng mắc", type="text")
    add(Question("/data", "", "group", children=("/data/gov", "/data/soc", "/data/txt")))
    add(Question("/data/gov", "Chính quyền số", "group", children=tuple(q.path for q in gov)))
    nodes += gov
    add(Question("/data/soc", "Xã hội số", "group", children=("/data/soc/v",)))
    add(
        Question(
            "/data/soc/v",
            "Định danh điện tử theo thôn",
            "repeat",
            layout="grid",
            children=tuple(r.path for r in rows),
        )
    )
    nodes += [*rows, *cells]
    add(Question("/data/txt", "Nội dung khác", "group", children=(text.path,)))
    add(text)
    session = FakeSession(
        {node.path: node for node in nodes},
        [node.path for node in nodes],
        pairs=(
            ("/data/gov/edocs", "/data/gov/docs"),
            ("/data/gov/signed", "/data/gov/staff"),
            *((f"{r.path}/active", f"{r.path}/eligible") for r in rows),
        ),
        previous={
            "/data/gov/docs": "412",
            "/data/gov/edocs": "391",
            "/data/gov/staff": "36",
            "/data/gov/signed": "35",
        },
        warned={"/data/gov/docs": "Tăng bất thường so với kỳ trước."},
    )
    for number in range(1, villages + 1):
        session.data[f"/data/soc/v[{number}]/village_name"] = f"Thôn {names[(number - 1) % 6]}"
        session.previous[f"/data/soc/v[{number}]/eligible"] = str(700 + number)
    return session


class FakeSitting:
    """A sitting whose disk can be broken."""

    def __init__(self, session: FakeSession, state: EntryState = EntryState.DRAFT) -> None:
        self.session: Any = session
        self.head = EntryHead(
            id="0" * 32,
            lineage="0" * 32,
            form="monthly",
            form_version="1",
            form_sha256="0" * 64,
            unit="22810",
            period="2026M10",
            revision=1,
            replaces=None,
            state=state,
            created_at="2026-10-18T02:30:00Z",
            updated_at="2026-10-18T02:30:00Z",
        )
        self.disk: dict[str, str] = {}
        self.saved: list[Any] = []
        self.flushes = 0
        self.broken: Exception | None = None
        self.before_save: Callable[[], object] = lambda: None

    def apply(self, path: str, raw: str) -> Any:
        return self.session.record(path, raw)

    comments: tuple[Any, ...] = ()
    keyed_twice_whole = False
    known_shares: tuple[ColumnShare, ...] = ()

    def shares(self, repeat: str) -> tuple[ColumnShare, ...]:
        del repeat
        return self.known_shares

    def unverified(self) -> Unverified:
        return Unverified()

    @property
    def can_revise(self) -> bool:
        return self.head.state in SENT

    @property
    def read_only(self) -> bool:
        return self.head.state is not EntryState.DRAFT

    def apply_value(self, path: str, value: str) -> Any:
        return self.session.set(path, value)

    def undo(self) -> Any:
        return self.session.undo()

    def redo(self) -> Any:
        return self.session.redo()

    def apply_note(self, path: str, text: str) -> None:
        self.session.note(path, text)

    def apply_explanation(self, path: str, text: str) -> None:
        self.session.explain(path, text)

    def flush(self) -> None:
        self.before_save()
        if self.broken is not None:
            raise self.broken
        self.flushes += 1
        self.disk = {path: value for path, value in self.session.data.items() if value}

    def save(self, outcome: Any) -> None:
        self.before_save()
        if self.broken is not None:
            raise self.broken
        self.saved.append(outcome)
        self.disk.update({change.path: change.new for change in outcome.changes})


TITLE = {"vi": "Chuyển đổi số hằng tháng", "en": "Monthly digital transformation"}
QUARTER = {"vi": "Chuyển đổi số hằng quý", "en": "Quarterly digital transformation"}
TASKS = {"vi": "Nhiệm vụ được giao", "en": "Assigned tasks"}
TEAMS = {"vi": "Tổ công nghệ số cộng đồng", "en": "Community digital technology teams"}


class UnconfirmedError(XasoError):
    code = "E_CA_UNCONFIRMED"


class FakeHouse:
    """A house that answers at once."""

    def __init__(self) -> None:
        self.sitting = FakeSitting(form())
        self.set_up = True
        self.received: list[Path] = []
        self.closed = False
        self.digits = ""
        self.unit = "22810"

    def view(self) -> HomeView:
        progress = self.sitting.session.progress()
        return HomeView(
            unit="22810",
            unit_name="Xã Ninh Sơn",
            due=(
                DueView(
                    "monthly",
                    TITLE,
                    "2026M10",
                    "2026-10-22",
                    self.sitting.head.state if self.sitting.session._done else "",
                    progress.done,
                    progress.total,
                    0,
                    progress.soft,
                ),
                DueView("monthly", TITLE, "2026M09", "2026-09-22", "returned", 61, 61),
                DueView("quarterly", QUARTER, "2026Q3", "2026-09-22", "received", 40, 40),
            ),
            registers=(RegisterView("tasks", TASKS, 48, overdue=5), RegisterView("teams", TEAMS, 17)),
            met=14,
            measured=17,
        )

    def load(self) -> HomeView:
        if not self.set_up:
            raise NotSetUpError
        return self.view()

    def home(self) -> HomeView:
        return self.view()

    def open(self, form: str, period: str) -> Any:
        return self.sitting

    quick, gone = True, False  # whether an entry opens before the store does; whether what was open is gone

    copies, copy_trouble = 0, None  # how often what is kept was copied; what goes wrong then

    def copy(self) -> None:
        if self.copy_trouble is not None:
            raise self.copy_trouble
        self.copies += 1

    def at_once(self) -> bool:
        return self.quick

    def reopen_left(self, left: Any) -> Any:
        return None if self.gone else self.open(left.form, left.period)

    def open_record(self, form: str, entry: str | None) -> Any:
        return self.sitting

    def register(self, form: str, language: str) -> RegisterPage:
        return RegisterPage(
            "tasks",
            TASKS[language],
            ("Tiêu đề", "Người phụ trách", "Hạn"),
            (
                RecordView(
                    "1" * 32,
                    "complete",
                    ("Cấp chữ ký số cho cán bộ", "Nguyễn Văn An", "2026-09-30"),
                    overdue=True,
                ),
                RecordView("2" * 32, "draft", ("Lập Tổ công nghệ số", "Trần Thị Bình", "2026-12-31")),
            ),
        )

    def indicators(self, sitting: Any) -> list[IndicatorView]:
        return [
            IndicatorView(
                "soc_health_record",
                {"vi": "Hồ sơ sức khỏe điện tử", "en": "Electronic health records"},
                "74.10",
                "76.44",
                "80",
                True,
                0.7644,
                False,
            ),
            IndicatorView(
                "soc_eid",
                {"vi": "Định danh điện tử", "en": "e-ID"},
                "93.80",
                "94.23",
                "70",
                True,
                0.9423,
                True,
            ),
            IndicatorView(
                "gov_edocs", {"vi": "Văn bản điện tử", "en": "E-documents"}, None, None, None, True, 0.0, None
            ),
        ]

    def history(self, sitting: Any, path: str) -> list[HistoryView]:
        return [
            HistoryView("2026-10-18T02:30:00Z", "Lan", change.old, change.new)
            for outcome in sitting.saved
            for change in outcome.changes
            if change.path == path
        ]

    def complete(self, sitting: Any) -> None:
        if any(not v.explained for v in sitting.session.violations()):
            raise ViolationsRemainError
        sitting.head = _with_state(sitting.head, EntryState.COMPLETE)

    def reopen(self, sitting: Any) -> Any:
        sitting.head = _with_state(sitting.head, EntryState.DRAFT)
        return sitting

    def destinations(self) -> list[Destination]:
        return [Destination("KINGSTON", Path("/media/usb"), 3_435_973_836, stick=True)]

    def receive(self, path: Path, *, digits: str | None = None) -> str:
        if self.digits and digits != self.digits:
            raise UnconfirmedError(digits=self.digits)
        self.received.append(path)
        self.set_up = True
        return "Đã nhận gói danh mục."

    def communes(self) -> list[tuple[str, str]]:
        return [] if self.unit else [("22810", "Xã Ninh Sơn"), ("22813", "Xã Lâm Sơn")]

    def settle(self, unit: str) -> None:
        self.unit = unit

    offers_demo = True

    def demo(self) -> None:
        self.set_up = True

    def close(self) -> None:
        self.closed = True


def _with_state(head: EntryHead, state: EntryState) -> EntryHead:
    import msgspec

    return msgspec.structs.replace(head, state=state)


@pytest.fixture(autouse=True)
def _look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual's pilot looks every 20 ms whether a key was dealt with; here it looks every 4 ms."""
    monkeypatch.setattr("textual._wait.SLEEP_GRANULARITY", 0.004)
    monkeypatch.setattr("textual._wait.SLEEP_IDLE", 0.0004)


@pytest.fixture
def house() -> FakeHouse:
    return FakeHouse()


@pytest.fixture
def app(house: FakeHouse) -> XasoApp:
    return make_app(house)


def make_app(house: FakeHouse, language: str = "vi", front: Path | None = None) -> XasoApp:
    return XasoApp(house, language=language, clock=Clock(lambda: NOW), the_marks=UNICODE, front=front)


@pytest.fixture
def screen_text() -> Callable[[Any], list[str]]:
    return drawn


@pytest.fixture
def app_maker() -> Callable[..., XasoApp]:
    return make_app
