"""One sitting at one entry: typing, checks, undo, sections, notes, indicators."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from models.forms.definition import FormDefinition, Instance, Item, Itemset, Node
from models.forms.expressions import parse, to_tree
from models.forms.ranking import rank
from models.session import CellChange, EntrySession, Progress, Section, SessionContext, Violation

NOW = datetime(2026, 10, 5, 9, 30, tzinfo=timezone(timedelta(hours=7)))
YES_NO = Itemset(items=(Item("yes", {"vi": "Có", "en": "Yes"}), Item("no", {"vi": "Không", "en": "No"})))


def tree(text: str) -> Any:
    return to_tree(parse(text))


def definition() -> FormDefinition:
    """A small monthly form: loose questions, a group, a grid of villages, something hidden."""
    children = (
        Node("unit", type="hidden"),
        Node("period", type="hidden"),
        Node(
            "intro",
            type="note",
            label={"vi": ["Đơn vị ", [tree("/data/unit")]], "en": "Unit"},
            readonly=["true()"],
        ),
        Node(
            "sent",
            type="integer",
            datatype="int",
            label={"vi": "Văn bản đi", "en": "Sent"},
            required=["true()"],
            required_message={"vi": "Cần số này", "en": "Needed"},
            unit="văn bản",
            compare=50.0,
        ),
        Node(
            "g",
            "group",
            label={"vi": "Nhóm", "en": "Group"},
            children=(
                Node(
                    "online",
                    type="integer",
                    datatype="int",
                    label={"vi": "Trực tuyến"},
                    constraint=tree(". <= /data/sent"),
                    constraint_message={"vi": ["Không quá ", [tree("/data/sent")]], "en": "Too many"},
                    warning=tree(". > 10"),
                    warning_message={"vi": "Ít quá", "en": "Very few"},
                ),
                Node("ok", type="select_one", itemset=YES_NO, label={"vi": "Đạt"}),
                Node("why", type="text", relevant=tree("../ok = 'no'"), required=["true()"], sensitive=True),
            ),
        ),
        Node(
            "villages",
            "repeat",
            repeat_count=tree("count(instance('villages')/root/item)"),
            layout="grid",
            label={"vi": "Theo thôn", "en": "By village"},
            children=(
                Node(
                    "code",
                    type="calculate",
                    calculate=tree(
                        "instance('villages')/root/item[position() = position(current()/..)]/name"
                    ),
                ),
                Node("people", type="integer", datatype="int", constraint=tree(". >= 0")),
            ),
        ),
        Node(
            "total",
            type="integer",
            datatype="int",
            calculate=tree("sum(/data/villages/people)"),
            readonly=["true()"],
            label={"vi": "Tổng", "en": "Total"},
        ),
        Node("meta", "group", children=(Node("instanceID", preload="uid"),)),
    )
    root = Node("data", "group", children=children)
    return FormDefinition(
        "monthly",
        "1",
        {"vi": "Phiếu tháng", "en": "Monthly"},
        ("vi", "en"),
        "vi",
        root,
        {"villages": Instance(csv="villages")},
        {},
        (),
        rank(root),
    )


def context(language: str = "vi") -> SessionContext:
    tables = {"villages": [{"name": "22810-01"}, {"name": "22810-02"}]}
    return SessionContext(now=lambda: NOW, username="an", instances=tables, language=language, seed=1)


def fresh(**parts: Any) -> EntrySession:
    parts.setdefault("presets", {"/data/unit": "22810", "/data/period": "2026M10", "/data/elsewhere": "x"})
    return EntrySession.open(definition(), context(), **parts)


def test_a_new_entry_holds_its_presets_and_calculations_as_initial_changes() -> None:
    session = fresh()
    changes = {change.path: change.new for change in session.initial_changes()}
    assert changes["/data/unit"] == "22810"
    assert changes["/data/villages[2]/code"] == "22810-02"
    assert "/data/elsewhere" not in changes
    assert changes == session.values()


def test_a_resumed_entry_is_the_entry_that_was_left() -> None:
    session = fresh()
    session.record("/data/sent", "1.204")
    session.record("/data/villages[2]/people", "30")
    again = fresh(values=session.values(), presets=None)
    assert again.initial_changes() == ()
    assert again.values() == session.values()
    assert [state.path for state in again.nodes()] == [state.path for state in session.nodes()]


def test_stored_values_that_the_form_does_not_have_are_told_as_gone() -> None:
    session = fresh(values={"/data/old": "1", "/data/sent": "2"}, presets=None)
    assert CellChange("/data/old", "1", "") in session.initial_changes()
    assert session.value("/data/old") == ""


def test_what_is_typed_is_read_in_the_language_of_the_session() -> None:
    session = fresh()
    assert session.record("/data/sent", "1.204").value == "1204"
    assert session.record("/data/sent", "=1.000+35*2").value == "1070"
    assert session.record("/data/g/ok", "k").value == "no"
    session.language = "en"
    assert session.record("/data/sent", "1,204").value == "1204"
    assert session.record("/data/g/ok", "1").value == "yes"


def test_a_refused_value_changes_nothing() -> None:
    session = fresh()
    session.record("/data/sent", "5")
    before = session.values()
    for path, raw, code in [
        ("/data/sent", "nhiều", "E_NOT_A_NUMBER"),
        ("/data/sent", "1,5", "E_NOT_AN_INTEGER"),
        ("/data/g/ok", "có lẽ", "E_NOT_A_CHOICE"),
        ("/data/total", "5", "E_READ_ONLY"),
        ("/data/villages[1]/code", "5", "E_READ_ONLY"),
    ]:
        outcome = session.record(path, raw)
        assert outcome.refusal is not None
        assert outcome.refusal.code == code
        assert outcome.changes == ()
        assert outcome.value == before.get(path, "")
    assert session.set("/data/g/ok", "maybe").refusal is not None
    assert session.set("/data/sent", "x").refusal is not None
    assert session.values() == before


def test_an_outcome_begins_with_the_touched_cell() -> None:
    outcome = fresh().record("/data/villages[2]/people", "7")
    assert outcome.changes == (
        CellChange("/data/villages[2]/people", "", "7"),
        CellChange("/data/total", "0", "7"),
    )
    assert not outcome.structure_changed


def test_a_blank_clears_a_cell() -> None:
    session = fresh()
    session.record("/data/sent", "5")
    assert session.record("/data/sent", "  ").changes == (CellChange("/data/sent", "5", ""),)
    session.record("/data/sent", "6")
    assert session.clear("/data/sent").changes == (CellChange("/data/sent", "6", ""),)


def test_violations_speak_the_forms_own_words_in_the_language_of_the_session() -> None:
    session = fresh()
    (missing,) = session.violations()
    assert missing == Violation("/data/sent", "hard", "required", "Cần số này", explained=False)
    session.record("/data/sent", "20")
    assert session.record("/data/g/online", "31").violations[0].message == "Không quá 20"
    session.language = "en"
    assert session.node("/data/g/online").message == "Too many"
    assert not session.node("/data/g/online").valid
    assert session.cell_violations("/data/sent") == ()


def test_a_violation_goes_when_the_other_number_is_mended() -> None:
    session = fresh()
    session.record("/data/sent", "20")
    session.record("/data/g/online", "31")
    session.record("/data/sent", "40")
    assert session.violations() == []


def test_a_soft_violation_may_stand_once_it_is_explained() -> None:
    session = fresh()
    session.record("/data/sent", "20")
    (warning,) = session.record("/data/g/online", "3").violations
    assert (warning.severity, warning.kind, warning.message, warning.explained) == (
        "soft",
        "warning",
        "Ít quá",
        False,
    )
    assert session.progress().soft == 1
    session.explain("/data/g/online", " mất mạng cả tháng ")
    assert session.explanations == {"/data/g/online": "mất mạng cả tháng"}
    assert session.cell_violations("/data/g/online")[0].explained
    assert session.progress().soft == 0
    session.explain("/data/g/online", "")
    assert session.explanations == {}


@pytest.mark.parametrize(
    ("before", "now", "jumped"),
    [("100", "151", True), ("100", "150", False), ("100", "49", True), ("0", "9", False), ("", "9", False)],
)
def test_a_jump_against_the_period_before_asks_for_an_explanation(
    before: str, now: str, jumped: bool
) -> None:
    session = fresh(previous={"/data/sent": before})
    assert session.previous_value("/data/sent") == before
    found = [violation.kind for violation in session.record("/data/sent", now).violations]
    assert found == (["compare"] if jumped else [])


def test_a_node_that_is_not_relevant_breaks_no_rule() -> None:
    session = fresh()
    session.record("/data/sent", "1")
    session.record("/data/g/ok", "không")
    assert [violation.path for violation in session.violations()] == ["/data/g/why"]
    session.record("/data/g/ok", "có")
    assert session.violations() == []


def test_a_number_beyond_an_integers_range_is_a_violation() -> None:
    session = fresh()
    assert session.record("/data/sent", "99.999.999.999").violations[0].kind == "type"


def test_progress_counts_the_cells_that_a_person_can_fill_now() -> None:
    session = fresh()
    assert session.progress() == Progress(done=0, total=5, hard=1, soft=0)
    session.record("/data/sent", "30")
    session.record("/data/g/ok", "no")
    assert session.progress() == Progress(done=2, total=6, hard=1, soft=0)


def test_sections_are_the_parts_that_a_screen_lists() -> None:
    session = fresh()
    session.record("/data/sent", "30")
    assert session.sections() == [
        Section("/data", "Phiếu tháng", Progress(1, 1, 0, 0)),
        Section("/data/g", "Nhóm", Progress(0, 2, 0, 0)),
        Section("/data/villages", "Theo thôn", Progress(0, 2, 0, 0)),
    ]


def test_a_node_tells_all_that_a_screen_needs() -> None:
    session = fresh()
    sent = session.node("/data/sent")
    assert (sent.type, sent.unit, sent.required, sent.readonly, sent.label) == (
        "integer",
        "văn bản",
        True,
        False,
        "Văn bản đi",
    )
    assert session.node("/data/intro").label == "Đơn vị 22810"
    assert session.node("/data/g/why").sensitive
    assert session.node("/data/total").readonly
    grid = session.node("/data/villages")
    assert (grid.kind, grid.layout, grid.label) == ("repeat", "grid", "Theo thôn")
    assert session.node("/data/villages[1]").kind == "row"
    assert session.node("/data").kind == "group"
    session.language = "en"
    assert session.node("/data/g/ok").label == "Đạt"  # no English words: the form's own language


def test_children_and_nodes_come_in_document_order() -> None:
    session = fresh()
    assert session.children("/data/villages") == ["/data/villages[1]", "/data/villages[2]"]
    assert session.children("/data/villages[1]") == ["/data/villages[1]/code", "/data/villages[1]/people"]
    paths = [state.path for state in session.nodes()]
    assert paths[:3] == ["/data", "/data/unit", "/data/period"]
    assert paths.index("/data/villages") + 1 == paths.index("/data/villages[1]")


def test_undo_takes_back_everything_that_a_step_brought() -> None:
    session = fresh()
    start = session.values()
    session.record("/data/sent", "9")
    session.record("/data/villages[1]/people", "7")
    outcome = session.undo()
    assert outcome is not None
    assert set(outcome.changes) == {
        CellChange("/data/villages[1]/people", "7", ""),
        CellChange("/data/total", "7", "0"),
    }
    session.undo()
    assert session.values() == start
    assert session.undo() is None
    session.redo()
    session.redo()
    assert session.value("/data/total") == "7"
    assert session.redo() is None


def test_a_new_step_forgets_what_could_be_redone() -> None:
    session = fresh()
    session.record("/data/sent", "9")
    session.undo()
    session.record("/data/sent", "8")
    assert session.redo() is None


def test_notes_are_kept_by_path() -> None:
    session = fresh(notes={"/data/sent": "cũ"})
    session.note("/data/g/online", "hỏi lại")
    assert session.notes == {"/data/sent": "cũ", "/data/g/online": "hỏi lại"}


def test_text_is_kept_in_normal_form_c() -> None:
    session = fresh()
    session.set("/data/g/ok", "no")
    session.set("/data/g/why", "kho\u0302ng ro\u0303")
    assert session.value("/data/g/why") == "kh\u00f4ng r\u00f5"


def test_indicators_are_evaluated_over_the_entry_and_over_given_tables() -> None:
    session = fresh()
    session.record("/data/villages[1]/people", "30")
    assert session.evaluate(parse("sum(/data/villages/people)")) == 30.0
    assert session.evaluate(parse("/data/unit")) == "22810"
    assert session.evaluate(parse("today()")) == "2026-10-05"
    tasks = [{"status": "done"}, {"status": "open"}, {"status": "done"}]
    assert (
        session.evaluate(parse("count(instance('tasks')/root/item[status = 'done'])"), {"tasks": tasks})
        == 2.0
    )
    assert session.evaluate(parse("count(instance('tasks')/root/item)"), {"tasks": []}) == 0.0


def test_recalculating_from_scratch_finds_nothing_to_mend() -> None:
    session = fresh()
    session.record("/data/sent", "9")
    assert session.recalculate().changes == ()


def test_the_end_of_an_entry_is_filled_in_when_it_is_finished_and_what_reads_it_follows() -> None:
    children = (
        Node("over", type="end", datatype="dateTime", preload="timestamp:end"),
        Node("day", type="calculate", calculate=tree("substr(../over, 0, 10)")),
    )
    root = Node("data", "group", children=children)
    form = FormDefinition("f", "1", {"": "F"}, (), "", root, rules=rank(root))
    session = EntrySession.open(form, context())
    assert session.value("/data/over") == ""
    outcome = session.finish()
    assert {change.path for change in outcome.changes} == {"/data/over", "/data/day"}
    assert session.value("/data/over").startswith(session.value("/data/day"))
    assert len(session.value("/data/day")) == 10


def test_the_outline_names_the_same_nodes_as_their_states() -> None:
    session = fresh()
    session.record("/data/g/ok", "không")
    states = [(node.kind, node.ref, node.path, node.value) for node in session.nodes()]
    assert [tuple(node) for node in session.outline()] == states
    assert all(session.is_relevant(node.path) == node.relevant for node in session.nodes())


def villages(codes: str) -> EntrySession:
    """An entry with a row a village, and what three periods with the villages a, b, c held."""
    rows = [{"name": code, "order": str(number)} for number, code in enumerate(codes.split(), start=1)]
    code = "instance('v')/root/item[order = current()/../n]/name"
    grid = Node(
        "grid",
        "repeat",
        repeat_count=tree("count(instance('v')/root/item)"),
        rows=0,
        children=(
            Node("n", type="calculate", datatype="int", calculate=tree("position(..)")),
            Node("village_code", type="calculate", calculate=tree(code)),
            Node("x", type="integer", datatype="int"),
        ),
    )
    root = Node("data", "group", children=(grid,))
    form = FormDefinition(
        "f", "1", {"vi": "F"}, ("vi",), "vi", root, instances={"v": Instance(csv="v")}, rules=rank(root)
    )
    before = {
        path: text
        for number, (name, x) in enumerate((("a", "100"), ("b", "2000"), ("c", "30000")), start=1)
        for path, text in ((f"/data/grid[{number}]/village_code", name), (f"/data/grid[{number}]/x", x))
    }
    return EntrySession.open(
        form,
        SessionContext(now=lambda: NOW, instances={"v": rows}),
        previous=before,
        earlier=lambda: [before] * 3,
    )


def test_a_village_keeps_its_past_when_another_comes_in_before_it() -> None:
    session = villages("a new b c")
    assert [session.previous_value(f"/data/grid[{row}]/x") for row in (1, 2, 3, 4)] == [
        "100", "", "2000", "30000",
    ]  # fmt: skip
    assert session.record("/data/grid[3]/x", "2100").violations == ()
    assert session.record("/data/grid[2]/x", "77777").violations == ()
    (violation,) = session.record("/data/grid[4]/x", "3000").violations
    assert (violation.kind, violation.usual and violation.usual.low) == ("compare", 15000)


def test_a_village_keeps_its_past_when_one_before_it_is_gone() -> None:
    session = villages("b c")
    assert [session.previous_value(f"/data/grid[{row}]/x") for row in (1, 2)] == ["2000", "30000"]
