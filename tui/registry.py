"""Records of a register as its table shows them: which columns, in which words, what is overdue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from models.desk import Desk
from models.desk.bench import Lists
from models.entries import EntryHead
from models.forms.definition import FormDefinition, Node, definition_from_json
from models.registers import Record, record_of
from models.store import Store
from tui.ports import RecordView, RegisterPage

RowsByList = Mapping[str, Sequence[Mapping[str, str]]]
NO_LISTS: RowsByList = {}
SHOWN = 4  # columns


class Shown(NamedTuple):
    """A column of the register's table: a question's name, its label, and labels of its choices by value."""

    name: str
    label: str
    choices: dict[str, str]


def records_of(store: Store, desk: Desk, form: str) -> list[Record]:
    """Return the current records of a register."""
    with store.reading() as reading:
        found = reading.entries.values_of(form=form, unit=desk.unit)
    return [record_of(head.id, head.unit, found.get(head.id, {})) for head in desk.records(form)]


def is_overdue(form: str, record: Record, today: date) -> bool:
    """Whether a record of this register is overdue: only tasks can be."""
    if form != "tasks":
        return False
    from models.registers import task_of

    return task_of(record).overdue(today)


def register_page(store: Store, desk: Desk, form: str, language: str, today: date) -> RegisterPage:
    """Return a register opened."""
    catalogue_form = desk.catalogue.form(form)
    with store.reading() as reading:
        definition = definition_from_json(reading.catalogues.definition(catalogue_form.sha256))
        lists = Lists(reading.catalogues.media())
    columns = columns_of(definition, language, lists)
    heads = {head.id: head for head in desk.records(form)}
    records = [_view(form, heads[r.entry_id], r, columns, today) for r in records_of(store, desk, form)]
    title = catalogue_form.title.get(language) or form
    return RegisterPage(form, title, tuple(column.label for column in columns), tuple(records))


def _view(form: str, head: EntryHead, record: Record, columns: list[Shown], today: date) -> RecordView:
    texts = []
    for column in columns:
        value = record.fields.get(column.name, "")
        texts.append(column.choices.get(value, value))
    return RecordView(
        entry=head.id,
        state=head.state.value,
        texts=tuple(texts),
        overdue=is_overdue(form, record, today),
        done=head.done,
        total=head.total,
        hard=head.hard,
        soft=head.soft,
    )


def columns_of(definition: FormDefinition, language: str, lists: RowsByList = NO_LISTS) -> list[Shown]:
    """Choose the columns: what names the record first, then its person, its dates and its state.

    The first text that must be answered names a record; then come other texts that must be answered, dates
    that come after it, and the last select. Nothing here knows a register by its name. ``lists`` are the
    kit's lists, from which some choices have their labels.
    """
    leaves = [node for node in _leaves(definition.root) if node.label is not None and node.calculate is None]
    texts = [n for n in leaves if n.type == "text"]
    naming = next((n for n in texts if n.required is not None), texts[0] if texts else None)
    chosen: list[Node] = [naming] if naming else []
    start = leaves.index(naming) if naming else 0
    after = leaves[start + 1 :]
    chosen += [n for n in after if n.type == "text" and n.required is not None][:1]
    chosen += [n for n in after if n.type == "date"][:1]
    chosen += [n for n in leaves if n.type == "select_one" and n not in chosen][-1:]
    chosen += [n for n in leaves if n not in chosen and n.type in {"integer", "decimal", "select_one"}]
    order = {id(node): number for number, node in enumerate(leaves)}
    kept = chosen[:1] + sorted(chosen[1:SHOWN], key=lambda n: order[id(n)])
    return [Shown(n.name, _short(_text(n, language)), _choices(definition, n, language, lists)) for n in kept]


def _leaves(node: Node) -> Iterator[Node]:
    for child in node.children:
        if child.kind == "question":
            yield child
        elif child.kind == "group":
            yield from _leaves(child)


def _text(node: Node, language: str) -> str:
    return _plain(node.label, language) or node.name


def _plain(message: object, language: str) -> str:
    if not isinstance(message, dict):
        return ""
    said = message.get(language) or next(iter(message.values()), "")
    return said if isinstance(said, str) else "".join(part for part in said if isinstance(part, str))


def _short(label: str) -> str:
    """“Rõ việc: tên nhiệm vụ” heads its column as “tên nhiệm vụ”, and no column begins with a capital."""
    short = label.rsplit(":", 1)[-1].strip()
    return short[:1].lower() + short[1:] if short[1:2].islower() else short


def _choices(definition: FormDefinition, node: Node, language: str, lists: RowsByList) -> dict[str, str]:
    if node.itemset is None:
        return {}
    found = {item.value: _plain(item.label, language) for item in node.itemset.items}
    if found:
        return found
    for name, instance in definition.instances.items():
        for row in instance.rows or lists.get(name, ()):
            value, key = row.get(node.itemset.value), row.get(node.itemset.label, "")
            if value is not None and value not in found:
                found[value] = _plain(definition.texts.get(key), language) or key
    return found
