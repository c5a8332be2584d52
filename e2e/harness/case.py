"""Test cases: how one is registered, and the record of one run."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

CASES = {}


class Skipped(Exception):
    """Raised by a case that cannot run on this machine; the message says why."""


@dataclass(frozen=True)
class Case:
    name: str
    title: str
    body: Callable


def case(name, title):
    """Registers a function as a case. Cases run in the order of registration."""

    def register(body):
        CASES[name] = Case(name, title, body)
        return body

    return register


@dataclass
class Run:
    """One run of a case."""

    case: Case
    program: Path
    root: Path
    folder: Path
    full: bool
    large_database: Path | None
    max_open_files: int
    description: str = ""
    measurements: dict = field(default_factory=dict)
    failures: list = field(default_factory=list)
    skipped: str = ""
    seconds: float = 0.0

    def scaled(self, full, short):
        """Selects a count or a duration by profile."""
        return full if self.full else short

    def expect(self, condition, failure):
        """Records a failed expectation and continues. Returns the condition."""
        if not condition:
            self.failures.append(failure)
        return condition
