"""What was said beside what we understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Stated(Generic[T]):
    """A piece of text and its meaning.

    ``raw`` is kept as it was said and never edited; ``clean`` is what was understood, or
    None; ``why`` is the code of the finding that tells why not, or what is doubtful.
    """

    raw: str
    clean: T | None
    why: str = ""
