"""Keys sent to a program in a pseudo-terminal: how long until each is echoed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from benchmarks.measuring.terminal import Program


@dataclass
class Taken:
    """What was measured of one program."""

    seconds: list[float] = field(default_factory=list)
    bytes: int = 0
    keys: int = 0
    memory: int = 0


def type_digits(program: Program, keys: int) -> list[float]:
    """Type digits into the cell (or Input) under the cursor; seconds from key to echo."""
    took = []
    for number in range(keys):
        if number and number % 6 == 0:
            program.send("\x15" if program.sheet else "\x08" * 6)
            program.drain(0.02)
        digit = str(1 + number % 9)
        took.append(program.echo(digit, digit))
    return took


def move_and_type(program: Program, keys: int) -> list[float]:
    """Enter and the first digit of the next cell at once, again and again: seconds until that digit shows."""
    took = []
    program.echo("5", "5")
    for number in range(keys):
        digit = str(1 + number % 9)
        took.append(program.echo(f"\r{digit}", rf"\[ +{digit}"))
    return took


def type_after_commit(program: Program, keys: int) -> list[float]:
    """Commit, see the cursor move, type: seconds of that key, while the commit is on its way to the disk."""
    took = []
    program.echo("5", r"\[ +5")
    for number in range(keys):
        digit = str(1 + number % 9)
        program.send("\r")
        program.drain()
        took.append(program.echo(digit, rf"\[ +{digit}"))
    return took


def type_into(scenes: Mapping[str, Callable[[], Program]], keys: int, rounds: int) -> dict[str, Taken]:
    """Type digits into every scene in turn, ``rounds`` times, ``keys`` keys each time."""
    found = {name: Taken() for name in scenes}
    programs = {name: start() for name, start in scenes.items()}
    try:
        for program in programs.values():
            type_digits(program, 6)  # warm
        for _ in range(rounds):
            for name, program in programs.items():
                before = program.bytes
                taken = found[name]
                taken.seconds += type_digits(program, keys)
                taken.bytes += program.bytes - before
                taken.keys += keys
        for name, program in programs.items():
            found[name].memory = program.memory
    finally:
        for program in programs.values():
            program.end()
    return found


def in_program(program: Program, work: Callable[[Program, int], list[float]], keys: int) -> list[float]:
    """Do ``work`` in a program and end it."""
    try:
        return work(program, keys)
    finally:
        program.end()
