"""Column headers of XLSForm: what each one means, and which ones nobody knows."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Literal

Use = Literal["known", "ignored", "unknown"]

ALIASES = {
    "relevance": "relevant",
    "calculate": "calculation",
    "readonly": "read_only",
    "caption": "label",
    "command": "type",
    "tag": "name",
    "value": "name",
    "constraining_message": "constraint_message",
    "requiredmsg": "required_message",
    "count": "repeat_count",
    "big-image": "image",
    "noapperrorstring": "no_app_error_string",
    "set_form_title": "form_title",
    "title": "form_title",
    "set_form_id": "form_id",
    "id_string": "form_id",
}
BIND_ALIASES = {
    "relevant": "relevant",
    "required": "required",
    "readonly": "read_only",
    "constraint": "constraint",
    "calculate": "calculation",
    "jr:constraintmsg": "constraint_message",
    "jr:requiredmsg": "required_message",
}
BODY_ALIASES = {"appearance": "appearance", "jr:count": "repeat_count", "rows": "rows"}


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


SURVEY = _names(
    """type name label hint guidance_hint required required_message relevant constraint constraint_message
    calculation default appearance parameters choice_filter read_only repeat_count trigger image
    audio video rows disabled list_name no_app_error_string save_to"""
)
# Right in stock tools, without effect on a keyboard.
SURVEY_IGNORED = _names(
    """autoplay intent query compact_tag sms_field sms_option sms_separator sms_allow_media sms_date_format
    sms_datetime_format sms_response hxl publishable minimum_seconds response_note"""
)
SETTINGS = _names(
    """form_title form_id version default_language namespaces instance_name name style
    allow_choice_duplicates clean_text_values omit_instanceid instance_id instance_xmlns
    add_none_option xml_root"""
)
SETTINGS_IGNORED = _names(
    """public_key submission_url auto_send auto_delete client_editable sms_keyword sms_separator
    sms_allow_media sms_date_format sms_datetime_format sms_response prefix delimiter attribute id"""
)
CHOICES_TRANSLATED = frozenset({"label", "image", "audio", "video"})
MEDIA = ("image", "audio", "video")


@dataclass(frozen=True, slots=True)
class Column:
    """A header read: the canonical name ("label", "bind::xaso:unit"), the language as written, its place."""

    name: str
    language: str
    index: int
    header: str


def read_header(header: str, index: int) -> Column:
    """ "Label::Tiếng Việt (vi)" → label in that language; "bind:relevant" → relevant."""
    parts = [part.strip() for part in (header.split("::") if "::" in header else _single(header))]
    first = "_".join(parts[0].lower().split())
    rest = parts[1:]
    if first == "media" and rest:
        first, rest = rest[0].lower(), rest[1:]
        return Column(ALIASES.get(first, first), "::".join(rest), index, header)
    if first in ("bind", "body", "control", "instance", "attribute") and rest:
        aliases = BIND_ALIASES if first == "bind" else BODY_ALIASES if first in ("body", "control") else {}
        known = aliases.get(rest[0].lower())
        first = "body" if first == "control" else first
        return Column(known or f"{first}::{rest[0]}", "::".join(rest[1:]), index, header)
    if first == "jr" and rest:
        return Column({"count": "repeat_count"}.get(rest[0].lower(), header.lower()), "", index, header)
    return Column(ALIASES.get(first, first), "::".join(rest), index, header)


def _single(header: str) -> list[str]:
    """The old style parts by one colon; "jr:…" keeps its prefix."""
    parts = header.split(":")
    joined: list[str] = []
    for part in parts:
        if joined and joined[-1].strip().lower() in ("jr", "xaso", "orx", "odk") and len(joined) > 1:
            joined[-1] = f"{joined[-1].strip()}:{part}"
        else:
            joined.append(part)
    return joined


def use_of(column: Column, sheet: str) -> Use:
    """Whether the compiler knows the column, knows that it does nothing here, or does not know it."""
    name = column.name
    if name.startswith(("_", "#", "kobo--", "$", "kuid")):
        return "ignored"
    if sheet == "choices":
        return "known"
    if sheet == "settings":
        name = name.lower()
        if name in SETTINGS:
            return "known"
        return "ignored" if name in SETTINGS_IGNORED or name.startswith("attribute::") else "unknown"
    if name in SURVEY or name.startswith(("bind::", "body::", "instance::")):
        return "known"
    return "ignored" if name in SURVEY_IGNORED else "unknown"


def nearest(column: Column, sheet: str) -> str | None:
    """The known name that the author may have meant."""
    known = SETTINGS if sheet == "settings" else SURVEY
    found = difflib.get_close_matches(column.name.replace("-", "_"), known, 1, 0.75)
    return found[0] if found else None
