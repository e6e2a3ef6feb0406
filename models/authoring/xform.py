"""An XForm's XML taken apart, safely: what stands where, still in the words of the file.

Nothing is judged here beyond "this is an XForm"; models.authoring.compiler turns it into a definition.
"""

from __future__ import annotations

import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field

from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from models.authoring.languages import language_code

XFORMS = "{http://www.w3.org/2002/xforms}"
HTML = "{http://www.w3.org/1999/xhtml}"
JAVAROSA = "{http://openrosa.org/javarosa}"
XASO = "{https://xaso.example/ns/1}"
CONTROLS = ("input", "select1", "select", "range", "trigger", "upload", "secret", "rank")
MAX_XML_BYTES = 60_000_000
MAX_DEPTH = 60

# What Java's trim() takes away; a no-break space stays.
_JAVA_BLANKS = "".join(map(chr, range(33)))
# Words of a label in one language: text, and ("value", expression) for an <output>.
Part = str | tuple[str]


class NotAnXFormError(Exception):
    """The XML is damaged, hostile or no XForm; the compiler makes a complaint of it."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(slots=True)
class Words:
    """A label, hint or message: inline parts, or the id of an itext entry."""

    parts: tuple[Part, ...] = ()
    itext: str | None = None


@dataclass(slots=True)
class Control:
    """A body control, group or repeat standing on a node of the primary instance."""

    tag: str
    ref: str
    element: ET.Element
    label: Words | None = None
    hint: Words | None = None


@dataclass(slots=True)
class SetValue:
    """A setvalue action; ``source`` is the ref of the control it sits in ("" in the model)."""

    events: tuple[str, ...]
    target: str
    value: str | None
    text: str
    source: str


@dataclass(slots=True)
class XForm:
    """All parts of an XForm by what they are for."""

    title: str
    primary: ET.Element
    binds: dict[str, dict[str, str]]
    controls: dict[str, Control]
    repeats: dict[str, ET.Element]
    order: list[str]
    setvalues: list[SetValue]
    instances: dict[str, ET.Element]
    languages: list[tuple[str, str]]
    default_language: str
    # itext: id → language code → form ("" for the plain one) → parts
    itext: dict[str, dict[str, dict[str, tuple[Part, ...]]]] = field(default_factory=dict)


def local(element: ET.Element) -> str:
    """The element's name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: ET.Element) -> list[ET.Element]:
    """Child elements; comments and processing instructions are not."""
    return [child for child in element if isinstance(child.tag, str)]


def read_xform(text: str | bytes) -> XForm:
    """Take an XForm apart. Raises: NotAnXFormError."""
    root = _parse(text)
    head, body = root.find(f"{HTML}head"), root.find(f"{HTML}body")
    model = head.find(f"{XFORMS}model") if head is not None else None
    if head is None or body is None or model is None:
        raise NotAnXFormError(reason="there is no head, model or body of an XForm")
    instances = model.findall(f"{XFORMS}instance")
    if not instances or not children(instances[0]):
        raise NotAnXFormError(reason="there is no primary instance")
    title = head.findtext(f"{HTML}title") or ""
    names = {
        bind.get("id", ""): bind.get("nodeset", "") for bind in model.iter(f"{XFORMS}bind") if bind.get("id")
    }
    languages, default, itext = _itext(model)
    form = XForm(
        title=unicodedata.normalize("NFC", title.strip()),
        primary=children(instances[0])[0],
        binds=_binds(model),
        controls={},
        repeats={},
        order=[],
        setvalues=[],
        instances={element.get("id", ""): element for element in instances[1:] if element.get("id")},
        languages=languages,
        default_language=default,
        itext=itext,
    )
    root_ref = "/" + local(form.primary)
    form.setvalues.extend(_setvalues(model, root_ref, "", names))
    _walk(body, root_ref, form, names)
    return form


def _parse(text: str | bytes) -> ET.Element:
    data = text.encode() if isinstance(text, str) else text
    if len(data) > MAX_XML_BYTES:
        raise NotAnXFormError(reason="the file is larger than 60 MB")
    try:
        root: ET.Element = fromstring(data, forbid_dtd=True)
    except RecursionError as error:
        raise NotAnXFormError(reason="the elements are nested too deeply") from error
    except Exception as error:  # ParseError, and defusedxml's own for entities and DTDs
        raise NotAnXFormError(reason=f"{type(error).__name__}: {error}") from error
    if _depth(root) > MAX_DEPTH:
        raise NotAnXFormError(reason="the elements are nested too deeply")
    return root


def _depth(root: ET.Element) -> int:
    level, depth = [root], 0
    while level and depth <= MAX_DEPTH:
        level = [child for element in level for child in element]
        depth += 1
    return depth


def _binds(model: ET.Element) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for bind in model.iter(f"{XFORMS}bind"):
        attributes = {name: unicodedata.normalize("NFC", value) for name, value in bind.attrib.items()}
        found.setdefault(resolve(attributes.get("nodeset", ""), ""), {}).update(attributes)
    return found


def _itext(
    model: ET.Element,
) -> tuple[list[tuple[str, str]], str, dict[str, dict[str, dict[str, tuple[Part, ...]]]]]:
    languages: list[tuple[str, str]] = []
    default = ""
    texts: dict[str, dict[str, dict[str, tuple[Part, ...]]]] = {}
    for translation in model.iter(f"{XFORMS}translation"):
        name = unicodedata.normalize("NFC", translation.get("lang", ""))
        code = language_code(name)
        if code in [known for known, _ in languages]:
            code = name
        languages.append((code, name))
        if not default or translation.get("default") is not None:
            default = code
        for text in translation.iter(f"{XFORMS}text"):
            forms = texts.setdefault(text.get("id", ""), {}).setdefault(code, {})
            for value in text.findall(f"{XFORMS}value"):
                forms[value.get("form", "")] = parts_of(value)
    return languages, default, texts


def parts_of(element: ET.Element) -> tuple[Part, ...]:
    """Text and outputs in order, as JavaRosa reads them: blank text between outputs dropped, all trimmed."""
    parts = [part for part in _parts(element) if not isinstance(part, str) or part.strip(_JAVA_BLANKS)]
    merged: list[Part] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    if merged and isinstance(merged[0], str):
        merged[0] = merged[0].lstrip(_JAVA_BLANKS)
    if merged and isinstance(merged[-1], str):
        merged[-1] = merged[-1].rstrip(_JAVA_BLANKS)
    return tuple(part for part in merged if part != "")


def _parts(element: ET.Element) -> Iterator[Part]:
    if element.text:
        yield unicodedata.normalize("NFC", element.text)
    for child in element:
        if isinstance(child.tag, str):
            if local(child) == "output":
                yield (unicodedata.normalize("NFC", child.get("value") or child.get("ref") or ""),)
            else:
                yield from _parts(child)
        if child.tail:
            yield unicodedata.normalize("NFC", child.tail)


def words_of(element: ET.Element | None) -> Words | None:
    """What a label or hint element says."""
    if element is None:
        return None
    ref = (element.get("ref") or "").strip()
    if ref.startswith("jr:itext("):
        return Words(
            itext=unicodedata.normalize("NFC", ref[len("jr:itext(") : ref.rfind(")")].strip().strip("'\""))
        )
    return Words(parts_of(element))


def resolve(ref: str, context: str) -> str:
    """A reference made absolute: "../x" against "/data/r/y" is "/data/r/x"."""
    ref = ref.strip()
    if ref.startswith("/"):
        return ref.rstrip("/")
    names = [name for name in context.split("/") if name]
    for step in ref.split("/"):
        if step == "..":
            names = names[:-1]
        elif step not in ("", "."):
            names.append(step)
    return "/" + "/".join(names)


def _setvalues(parent: ET.Element, context: str, source: str, names: dict[str, str]) -> Iterator[SetValue]:
    for element in parent.findall(f"{XFORMS}setvalue"):
        target = element.get("ref") or names.get(element.get("bind", ""), "")
        yield SetValue(
            events=tuple((element.get("event") or "").split()),
            target=resolve(target, context),
            value=element.get("value"),
            text=unicodedata.normalize("NFC", element.text or ""),
            source=source,
        )


def _walk(parent: ET.Element, context: str, form: XForm, names: dict[str, str]) -> None:
    """Controls in document order; what a ref is relative to is the group or repeat around it."""
    for element in children(parent):
        tag = local(element)
        if tag not in ("group", "repeat", *CONTROLS):
            continue
        raw = element.get("nodeset") if tag == "repeat" else element.get("ref")
        if raw is None and element.get("bind"):
            raw = names.get(element.get("bind", ""))
        ref = resolve(raw, context) if raw else context
        form.setvalues.extend(_setvalues(element, ref, ref if tag in CONTROLS else "", names))
        if tag == "repeat":
            form.repeats[ref] = element
        elif raw:
            form.order.append(ref)
            form.controls.setdefault(
                ref,
                Control(
                    tag,
                    ref,
                    element,
                    words_of(element.find(f"{XFORMS}label")),
                    words_of(element.find(f"{XFORMS}hint")),
                ),
            )
        if tag in ("group", "repeat"):
            _walk(element, ref, form, names)
