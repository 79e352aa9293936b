"""Tables and drawings with their numbers, in the order in which they come."""

from __future__ import annotations

from collections.abc import Sequence

from ipharbor.papers.report.charts import Spec
from ipharbor.papers.report.values import Chart, Grid
from ipharbor.queries.monthly_report._words import Words


class Paging:
    """Counts the tables and the drawings of one report."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self._tables = self._charts = 0

    def grid(
        self, caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], *,
        words: int = 1, total: bool = False, notes: Sequence[str] = (),
    ) -> Grid:  # fmt: skip
        """A table; ``caption`` and ``heads`` are names of sentences."""
        self._tables += 1
        told = self.words.say(
            "table", number=self._tables, caption=self.words.say(f"caption_{caption}")
        )
        return Grid(
            told, tuple(self.words.say(f"head_{one}") for one in heads),
            tuple(tuple(row) for row in rows), words, total, tuple(notes),
        )  # fmt: skip

    def chart(self, caption: str, told: str, spec: Spec) -> Chart:
        """A drawing; ``told`` says in words what it shows."""
        self._charts += 1
        named = self.words.say(f"caption_{caption}")
        return Chart(self.words.say("chart", number=self._charts, caption=named), told, spec)
