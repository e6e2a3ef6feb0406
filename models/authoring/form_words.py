"""The words of a form: labels, hints and messages with the values that stand in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from models.authoring.expression_checks import ExpressionChecker
from models.authoring.xform import XASO, Control, Part, Words, XForm
from models.forms.definition import Message
from models.forms.expressions import Tree

_SOFT_REFERENCE = re.compile(r"\$\{([^{}]*)\}")


@dataclass(slots=True)
class FormWords:
    """Makes messages of the XForm's labels and itext; outputs are parsed at the node that says them."""

    form: XForm
    checker: ExpressionChecker
    soft_messages: Mapping[str, Mapping[str, str]]

    def message(self, words: Words | None, ref: str, what: str) -> Message | None:
        """What a label says, by language code; None when it says nothing."""
        if words is None:
            return None
        if words.itext is not None:
            return self.itext(words.itext, ref, what)
        spoken = self.spoken(words.parts, ref, what)
        return {"": spoken} if spoken else None

    def itext(self, key: str, ref: str, what: str, form: str = "") -> Message | None:
        """One itext entry; without a plain form, its long or short one."""
        message: dict[str, str | list[str | list[Tree]]] = {}
        for code, forms in self.form.itext.get(key, {}).items():
            parts = forms.get(form)
            if parts is None and not form:
                parts = forms.get("long") or forms.get("short")
            if parts:
                message[code] = self.spoken(parts, ref, what)
        return message or None

    def spoken(self, parts: tuple[Part, ...], ref: str, what: str) -> str | list[str | list[Tree]]:
        """Text, or parts with the trees of their outputs."""
        if all(isinstance(part, str) for part in parts):
            return "".join(part for part in parts if isinstance(part, str))
        spoken: list[str | list[Tree]] = []
        for part in parts:
            if isinstance(part, str):
                spoken.append(part)
            else:
                tree = self.checker.tree(part[0], ref, what)
                spoken.append([tree] if tree is not None else "")
        return spoken

    def hints(self, control: Control | None, ref: str) -> tuple[Message | None, Message | None]:
        """The hint and the guidance behind it."""
        if control is None or control.hint is None:
            return None, None
        if control.hint.itext is None:
            return self.message(control.hint, ref, "hint"), None
        hint = _without_dashes(self.itext(control.hint.itext, ref, "hint"))
        return hint, _without_dashes(self.itext(control.hint.itext, ref, "guidance_hint", "guidance"))

    def bind_message(self, bind: Mapping[str, str], name: str, ref: str, what: str) -> Message | None:
        """A constraint or required message: plain words, or an itext entry."""
        text = bind.get(name, "").strip()
        if not text:
            return None
        if text.startswith("jr:itext("):
            return self.itext(text[len("jr:itext(") : text.rfind(")")].strip().strip("'\""), ref, what)
        return {"": text}

    def soft_message(self, bind: Mapping[str, str], ref: str) -> Message | None:
        """The warning's words: from the sheet where there is one, else from the bind."""
        written = self.soft_messages.get(ref)
        if not written:
            return self.bind_message(bind, f"{XASO}warningMsg", ref, "warning_message")
        message: dict[str, str | list[str | list[Tree]]] = {}
        for code, text in written.items():
            parts: list[Part] = []
            for order, piece in enumerate(_SOFT_REFERENCE.split(text)):
                if piece:
                    parts.append((piece,) if order % 2 else piece)
            message[code] = self.spoken(tuple(parts), ref, "warning_message")
        return message or None


def _without_dashes(message: Message | None) -> Message | None:
    """pyxform writes "-" where a translation is missing; a hint that says "-" helps nobody."""
    if message is None:
        return None
    return {code: text for code, text in message.items() if text != "-"} or None
