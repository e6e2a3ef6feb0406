"""A definition's rules and actions hung on the templates of one session."""

from __future__ import annotations

from collections.abc import Iterator

from models.forms.definition import FormDefinition
from models.forms.errors import DefinitionError
from models.forms.graph import AT_ROWS, PROPERTIES, Change, Reader, Rule, way_down
from models.forms.world import World


def load_rules(definition: FormDefinition, world: World) -> list[Rule]:
    """The rules in the order of calculation; the index in the list is a rule's rank.

    Raises DefinitionError when a rule names a node that has no such expression.
    """
    rules: list[Rule] = []
    for number, what, reads in definition.rules:
        template = world.templates[number]
        if what == "choices":
            world.filtered.add(number)
            tree = template.spec.itemset.nodeset if template.spec.itemset else None
        else:
            tree = getattr(template.spec, PROPERTIES[what])
        if tree is None:
            raise DefinitionError(reason="rules", node=template.ref, what=what)
        rules.append(Rule(len(rules), template, what, tree, reads))
        if what == "relevant" and template.is_repeat:
            rules.append(Rule(len(rules), template, "shown", tree, reads))
    rules.extend(_default_choices(len(rules), {action.target for action in definition.actions}, world))
    for rule in rules:
        rule.template.rules.append(rule)
    return rules


def _default_choices(rank: int, set_by_actions: set[str], world: World) -> Iterator[Rule]:
    """What nobody chose (a default, a calculated or set value) goes when it is not among the choices."""
    for template in world.templates:
        itemset, spec = template.spec.itemset, template.spec
        given = spec.default or spec.calculate is not None or template.ref in set_by_actions
        if given and itemset is not None and template.number not in world.filtered:
            yield Rule(rank, template, "choices", itemset.nodeset or "")
            rank += 1


def load_readers(rules: list[Rule], world: World) -> None:
    """Tell every template who reads it; nothing needs it before the first change."""
    for rule in rules:
        for place, shared in rule.reads:
            source, common = world.templates[place], world.templates[shared]
            if rule.work in AT_ROWS and common is rule.template and common.parent is not None:
                common = common.parent  # the rule stands above its own rows
            source.readers.append(Reader(rule, source.depth - common.depth, way_down(common, rule)))


def load_actions(definition: FormDefinition, world: World) -> tuple[list[Change], list[Change]]:
    """The actions of a new entry and those of every opening; the others wait at their templates.

    Raises DefinitionError when an action's target is no node of the form.
    """
    first_load: list[Change] = []
    load: list[Change] = []
    for action in definition.actions:
        target, source = world.find(action.target), world.find(action.source)
        if target is None:
            raise DefinitionError(reason="action", target=action.target)
        change = Change(action, target)
        if action.event == "first-load":
            first_load.append(change)
        elif action.event == "load":
            load.append(change)
        elif action.event == "new-row":
            for above in target.above:
                if above.is_repeat:
                    above.row_actions.append(change)
        elif source is not None:
            source.actions.append(change)
    return first_load, load
