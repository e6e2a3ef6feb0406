"""What typer says of a wrong call, said in the caller's language."""

from __future__ import annotations

import re

import typer

from locales.words import Words


def sentence(problem: typer.TyperException, words: Words) -> str:
    """Return what is wrong with the call, without the final full stop."""
    kind = type(problem).__name__
    if kind == "NoSuchOption":
        return words.text("There is no option {option} here", option=getattr(problem, "option_name", "?"))
    if kind == "MissingParameter":
        return words.text("{name} is missing", name=_name(problem))
    if kind == "BadParameter":
        reason = _reason(problem.message, words)
        return words.text("{name} is not understood: {reason}", name=_name(problem), reason=reason)
    if kind == "BadOptionUsage":
        return words.text("{option} needs a value", option=getattr(problem, "option_name", "?"))
    if problem.message.startswith("No such command"):
        return words.text("There is no such command: {given}", given=_quoted(problem.message))
    if problem.message.startswith("Missing command"):
        return words.text("The command is missing")
    if problem.message.startswith("Got unexpected extra argument"):
        return words.text("There is a word too many: {given}", given=_bracketed(problem.message))
    return problem.format_message().rstrip(".")


_CHOICES = re.compile(r"(?:Value error, )?'(?P<given>.*)' is not one of (?P<choices>.*?)\.*$")
_LEAST = re.compile(r"Input should be greater than or equal to (?P<least>\S+)$")


def _reason(message: str, words: Words) -> str:
    """Return in the caller's language why a value cannot be taken; else what typer says."""
    found = _CHOICES.match(message)
    if found:
        choices = found["choices"].replace("'", "")
        return words.text("“{given}” is none of {choices}", given=found["given"], choices=choices)
    found = _LEAST.match(message)
    if found:
        return words.text("it is at least {least}", least=found["least"])
    if message.startswith("Input should be a valid integer"):
        return words.text("it is a whole number")
    return message.rstrip(".")


def _name(problem: typer.TyperException) -> str:
    param = getattr(problem, "param", None)
    if param is None:
        return "?"
    if getattr(param, "param_type_name", "") == "option":
        return str(max(param.opts, key=len))
    return str(param.metavar or param.name).upper()


def _quoted(message: str) -> str:
    return message.split("'")[1] if message.count("'") >= 2 else message


def _bracketed(message: str) -> str:
    return message[message.rfind("(") + 1 : message.rfind(")")] if "(" in message else message
