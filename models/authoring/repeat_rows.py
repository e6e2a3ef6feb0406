"""How many rows of a repeat an entry starts with, as the XForm's primary instance tells."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from models.authoring.xform import JAVAROSA, children, local


def initial_rows(primary: ET.Element, ref: str) -> int:
    """How many rows of a repeat the primary instance holds in the first rows above it; templates left out."""
    here = [primary]
    for name in ref.split("/")[2:]:
        same = [child for child in children(here[0]) if local(child) == name] if here else []
        here = [child for child in same if child.get(f"{JAVAROSA}template") is None]
    return len(here)


def template_rows(primary: ET.Element, ref: str) -> int:
    """How many rows of a repeat the template of the repeat above it holds; 0 where none is above."""
    here, inside = primary, False
    names = ref.split("/")[2:]
    for name in names[:-1]:
        same = [child for child in children(here) if local(child) == name]
        templates = [child for child in same if child.get(f"{JAVAROSA}template") is not None]
        inside = inside or bool(templates)
        if not same:
            return 0
        here = (templates or same)[0]
    if not inside:
        return 0
    same = [child for child in children(here) if local(child) == names[-1]]
    return sum(child.get(f"{JAVAROSA}template") is None for child in same)
