"""A form of 300 questions with a grid of 30 villages × 30 indicators, as the starter catalogue mixes them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from models.forms.definition import FormDefinition, Instance, Itemset, Node
from models.forms.expressions import parse, to_tree
from models.forms.expressions.coding import Tree
from models.forms.ranking import rank
from models.session import EntrySession, SessionContext

VILLAGES, INDICATORS, GROUPS, PER_GROUP = 30, 30, 12, 25


def tree(text: str) -> Tree:
    return to_tree(parse(text))


def label(vietnamese: str, english: str) -> dict[str, str]:
    return {"vi": vietnamese, "en": english}


# Words of the length that the starter catalogue's forms have (450 bytes of definition a node, measured).
AT_LEAST_0 = label("Phải là số nguyên từ 0 trở lên.", "Must be a whole number, 0 or more.")
NOT_MORE = label("Không được lớn hơn số đã ghi ở ô trên.", "Must not be more than the number above.")
NEEDED = label("Cần có số này để tính chỉ tiêu của kỳ.", "This number is needed for the period's indicators.")


def question(group: int, number: int) -> Node:
    """One of 25 questions of a group, in the mix that the starter catalogue has."""
    name, before = f"g{group}q{number}", f"g{group}q{number - 1}"
    words = label(
        f"Số hồ sơ tiếp nhận trong kỳ, chỉ tiêu {group}.{number}", f"Files received, {group}.{number}"
    )
    hint = label("Ghi số lũy kế đến hết ngày cuối kỳ báo cáo", "Cumulative to the last day of the period")
    match number % 5:
        case 0:
            return Node(
                name, type="integer", datatype="int", label=words, hint=hint, required=["true()"],
                constraint=tree(". >= 0 and . <= 1000000"), constraint_message=AT_LEAST_0,
                required_message=NEEDED, unit="hồ sơ",
            )  # fmt: skip
        case 1:
            return Node(
                name, type="integer", datatype="int", label=words, required=["true()"],
                constraint=tree(f". >= 0 and . <= ../{before}"),
                constraint_message={**NOT_MORE, "vi": ["Không lớn hơn ", [tree(f"../{before}")]]},
                required_message=NEEDED, hint=hint, relevant=tree(f"../{before} > 0"), compare=50.0,
            )  # fmt: skip
        case 2:
            two = f"g{group}q{number - 2}"
            formula = f"if(../{two} > 0, round(../{before} div ../{two} * 100, 2), '')"
            return Node(name, type="calculate", label=words, calculate=tree(formula), unit="%")
        case 3:
            return Node(
                name, type="select_one", label=words, hint=hint, required=["true()"], required_message=NEEDED,
                itemset=Itemset(tree("instance('yn')/root/item"), itext=True, label="itextId"),
            )  # fmt: skip
        case _:
            return Node(name, type="text", label=words, hint=hint, relevant=tree(f"../{before} = 'yes'"))


def column(number: int) -> Node:
    """One of 30 columns of the grid; every third is calculated."""
    words = label(f"Chỉ tiêu thôn {number}", f"Village indicator {number}")
    if number % 3 == 2:
        formula = f"if(../c{number - 2} > 0, round(../c{number - 1} div ../c{number - 2} * 100, 2), '')"
        return Node(f"c{number}", type="calculate", label=words, calculate=tree(formula))
    limit = ". >= 0" if number % 3 == 0 else f". >= 0 and . <= ../c{number - 1}"
    return Node(
        f"c{number}", type="integer", datatype="int", label=words, hint=NEEDED, required=["true()"],
        required_message=NEEDED, constraint=tree(limit), constraint_message=AT_LEAST_0, unit="người",
    )  # fmt: skip


def form() -> FormDefinition:
    groups = [
        Node(
            f"g{group}",
            "group",
            label=label(f"Nhóm {group}", f"Group {group}"),
            children=tuple(question(group, number) for number in range(PER_GROUP)),
        )
        for group in range(GROUPS)
    ]
    code = "once(instance('villages')/root/item[parent = /data/unit and order = current()/../number]/name)"
    name = "instance('villages')/root/item[name = current()/../village_code]/label"
    cells = (
        Node("number", type="calculate", datatype="int", calculate=tree("position(..)")),
        Node("village_code", type="calculate", calculate=tree(code)),
        Node("village_name", type="calculate", calculate=tree(name)),
        *map(column, range(INDICATORS)),
    )  # fmt: skip
    grid = Node(
        "grid",
        "repeat",
        label=label("Theo thôn", "By village"),
        repeat_count=tree("count(instance('villages')/root/item[parent = /data/unit])"),
        layout="grid",
        children=cells,
    )
    sums = Node(
        "sums",
        "group",
        children=tuple(
            Node(f"s{number}", type="calculate", calculate=tree(f"sum(/data/grid/c{number})"))
            for number in range(INDICATORS)
            if number % 3 != 2
        ),
    )
    top = (Node("unit", type="hidden"), Node("period", type="hidden"))
    root = Node("data", "group", children=(*top, *groups, grid, sums))
    return FormDefinition(
        "bench",
        "1",
        label("Phiếu đo", "Benchmark"),
        ("vi", "en"),
        "vi",
        root,
        instances={
            "yn": Instance(({"name": "yes", "itextId": "yn-0"}, {"name": "no", "itextId": "yn-1"})),
            "villages": Instance(csv="villages"),
        },
        texts={"yn-0": label("Có", "Yes"), "yn-1": label("Không", "No")},
        rules=rank(root),
    )


def context() -> SessionContext:
    rows = [
        {"name": f"22810-{n:02d}", "label": f"Thôn {n}", "parent": "22810", "order": str(n)}
        for n in range(1, VILLAGES + 1)
    ]
    zone = timezone(timedelta(hours=7))
    moment = datetime(2026, 10, 20, 9, 30, tzinfo=zone)
    return SessionContext(now=lambda: moment, username="bench", instances={"villages": rows}, seed=1)


def filled(definition: FormDefinition) -> EntrySession:
    """A whole entry with every question answered."""
    session = EntrySession.open(
        definition, context(), presets={"/data/unit": "22810", "/data/period": "2026M10"}
    )
    for group in range(GROUPS):
        for number in range(PER_GROUP):
            path = f"/data/g{group}/g{group}q{number}"
            answers = {0: str(1000 + number), 1: str(900 - number), 3: "yes", 4: "đã làm"}
            if number % 5 in answers:
                session.set(path, answers[number % 5])
    for row in range(1, VILLAGES + 1):
        for number in range(INDICATORS):
            if number % 3 != 2:
                session.set(f"/data/grid[{row}]/c{number}", str(500 + row - number))
    return session
