"""A case and its run: what is done, what is expected, which figures come out."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

CASES = {}


class Skipped(Exception):
    """The machine at hand cannot do this case; the text says why."""


@dataclass(frozen=True)
class Case:
    name: str
    title: str
    body: Callable


def case(name, title):
    """Registers a function as a case; cases run in the order in which they are registered."""

    def register(body):
        CASES[name] = Case(name, title, body)
        return body

    return register


@dataclass
class Run:
    """One run of a case. `files` is how many files a process may have open."""

    case: Case
    program: Path
    root: Path
    folder: Path
    full: bool
    large: Path | None
    files: int
    done: str = ""
    figures: dict = field(default_factory=dict)
    broken: list = field(default_factory=list)
    skipped: str = ""
    seconds: float = 0.0

    def size(self, full, short):
        """A count or a time by profile."""
        return full if self.full else short

    def expect(self, holds, otherwise):
        """Notes a broken expectation and goes on."""
        if not holds:
            self.broken.append(otherwise)
        return holds
