"""What every analysis gives: a table, how it was reckoned, on what, and for how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True)
class Coverage:
    """Of ``asked`` documents, ``answered`` held what the question needs.

    ``note`` is a short id of what the others lack (one of ``NOTES``), empty when none do.
    """

    asked: int
    answered: int
    note: str = ""

    @property
    def share(self) -> float | None:
        """Answered as a share of asked, 0 to 1; None when nothing was asked."""
        return self.answered / self.asked if self.asked else None


@dataclass(frozen=True)
class Answer(Generic[Row]):
    """Rows in the order they are to be read.

    ``method`` is the id of the section of ``landscape-method.md`` that explains the figure;
    ``vintage`` names the state of the corpus it was reckoned on.
    """

    table: tuple[Row, ...]
    method: str
    vintage: str
    coverage: Coverage


NOTES = (
    "without_filing_year",
    "without_publication_day",
    "without_grant_stage",
    "without_type",
    "without_applicant",
    "without_ipc",
    "without_field",
    "without_town",
)
