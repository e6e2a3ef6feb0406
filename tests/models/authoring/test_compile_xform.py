from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.authoring.compiler import compile_workbook, compile_xform
from models.authoring.xform import NotAnXFormError, parts_of, read_xform, resolve

FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>T</h:title><model><instance>
 <data id="f" version="2"><a/><g><b/></g><r jr:template=""><x>1</x></r><p/></data></instance>
 <bind id="a" nodeset="/data/a" type="int"/>
 <bind nodeset="/data/g/b" type="string" relevant="/data/a &gt; 1"/>%s</model></h:head><h:body>
 <input bind="a"><label>A</label></input>
 <group ref="/data/g"><label>G</label>
 <input ref="b"><label>B <output value="../../a"/></label></input></group>
 <group ref="/data/r"><label>R</label>
 <repeat nodeset="/data/r"><input ref="x"><label>X</label></input></repeat></group>%s</h:body></h:html>"""


def test_relative_and_bound_refs_are_resolved() -> None:
    definition = compile_xform(FORM % ("", "")).definition
    assert definition is not None
    names = [(node.name, node.kind, node.type) for node in definition.root.children]
    assert names == [
        ("a", "question", "integer"),
        ("g", "group", ""),
        ("r", "repeat", ""),
        ("p", "question", "hidden"),
    ]
    assert definition.root.children[1].children[0].relevant is not None


def test_a_complaint_about_an_xform_names_the_node() -> None:
    compiled = compile_xform(FORM % ('<bind nodeset="/data/p" calculate="nope(1)"/>', ""))
    assert [(one.sheet, one.cell, one.code) for one in compiled.errors] == [
        (None, "/data/p@calculate", "FUNCTION_UNKNOWN")
    ]


def test_a_control_without_a_node_is_refused() -> None:
    compiled = compile_xform(FORM % ("", '<input ref="/data/zzz"><label>Z</label></input>'))
    assert [one.code for one in compiled.errors] == ["CONTROL_WITHOUT_NODE"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no xml",
        "<a/>",
        '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]><lolz>&lol2;</lolz>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        "<a>" * 500 + "</a>" * 500,
    ],
)
def test_hostile_or_foreign_xml_is_refused_with_a_reason(text: str, tmp_path: Path) -> None:
    with pytest.raises(NotAnXFormError):
        read_xform(text)
    path = tmp_path / "form.xml"
    path.write_text(text, encoding="utf-8")
    assert [one.code for one in compile_workbook(path).errors] == ["XFORM_UNREADABLE"]


def test_blank_text_between_outputs_is_dropped_as_javarosa_drops_it() -> None:
    import xml.etree.ElementTree as ET

    label = ET.fromstring('<label> <output value="a"/> <output value="b"/> - <output value="c"/> </label>')
    assert parts_of(label) == (("a",), ("b",), " - ", ("c",))


@pytest.mark.parametrize(
    ("ref", "context", "absolute"),
    [
        ("../x", "/data/r/y", "/data/r/x"),
        ("x", "/data/r", "/data/r/x"),
        ("/data/a/", "", "/data/a"),
        (".", "/data/a", "/data/a"),
    ],
)
def test_references_become_absolute(ref: str, context: str, absolute: str) -> None:
    assert resolve(ref, context) == absolute


EXPRESSION = st.text(alphabet="abc/.()[]'\"=<>!+-*,0123456789 ${}divmodandorcountsum:@|", max_size=40)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EXPRESSION)
def test_no_expression_crashes_the_compiler(text: str) -> None:
    from xml.sax.saxutils import quoteattr

    compiled = compile_xform(FORM % (f'<bind nodeset="/data/p" calculate={quoteattr(text)}/>', ""))
    assert compiled.definition is not None or compiled.errors
