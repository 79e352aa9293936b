"""The journal's lines about an application, and the rows that they wrote."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, cast

from django.db.models import Model, Q

from ipharbor.gateways.sealing import Sealer, opened
from ipharbor.journal import chain
from ipharbor.journal.models import Line
from ipharbor.queries.decisions.concerns import concerns_of
from ipharbor.records.models import ApplicationRight, Loan, LoanApplication
from ipharbor.records.written import read

M = TypeVar("M", bound=Model)
WAIVED, SIGNED = "collateral.waive", "valuation.sign"
CHANGED = "financing.change_draft"


@dataclass(frozen=True)
class Rows:
    """The rows of an application as lines wrote them, the last word on each; ``unread`` are the
    lines whose rows could not be read."""

    held: Mapping[str, Mapping[int, Model]]
    unread: tuple[int, ...] = ()

    def of(self, model: type[M]) -> list[M]:
        """The rows of a table by number."""
        rows = self.held.get(model.__name__, {})
        return cast(list[M], [rows[pk] for pk in sorted(rows)])

    def one(self, model: type[M]) -> M | None:
        """The only row of a table, None where there is none."""
        return next(iter(self.of(model)), None)

    @property
    def keys(self) -> list[str]:
        """The rights offered or pledged."""
        return list(
            dict.fromkeys(
                key
                for name in ("ApplicationRight", "LoanRight")
                for key in (row.key for row in self.held.get(name, {}).values())  # type: ignore[attr-defined]
            )
        )


@dataclass(frozen=True)
class Told:
    """All lines about an application in their order, with the rows that each wrote; None for
    lines whose rows cannot be read."""

    lines: tuple[Line, ...]
    wrote: Mapping[int, tuple[Model, ...] | None] = field(repr=False)

    def until(self, seq: int) -> Rows:
        """The rows as they stood after the line ``seq``."""
        held: dict[str, dict[int, Model]] = {}
        unread = []
        for line in self.lines:
            if line.seq > seq:
                break
            rows = self.wrote[line.seq]
            if rows is None:
                unread.append(line.seq)
                continue
            if line.action == CHANGED:
                held.pop(ApplicationRight.__name__, None)
            for row in rows:
                held.setdefault(type(row).__name__, {})[cast(int, row.pk)] = row
        return Rows(held, tuple(unread))

    @cached_property
    def now(self) -> Rows:
        """The rows after the last line."""
        return self.until(self.lines[-1].seq if self.lines else 0)


def told(application: LoanApplication, seals: Sealer) -> Told:
    """The lines about an application: what was done to it, the signatures under the valuations
    that it rested on, the concerns about its loan that were waived."""
    own = list(Line.objects.filter(subject=f"financing:{application.pk}").order_by("seq"))
    wrote = {line.seq: _rows(line, seals) for line in own}
    valuations = {application.valuation} | {
        row.valuation
        for rows in wrote.values()
        for row in rows or ()
        if isinstance(row, LoanApplication)
    }
    beside = Q(action=SIGNED, subject__in=[f"valuation:{one}" for one in valuations if one])
    loan = Loan.objects.filter(application=application).select_related("lender").first()
    if loan is not None:
        marks = [f"concern:{one.pk}" for one in concerns_of(loan)]
        beside |= Q(action=WAIVED, subject__in=marks)
    others = list(Line.objects.filter(beside))
    wrote |= {line.seq: () for line in others}
    return Told(tuple(sorted([*own, *others], key=lambda line: line.seq)), wrote)


def _rows(line: Line, seals: Sealer) -> tuple[Model, ...] | None:
    try:
        enclosed = opened(chain.enclosure(line), seals)
    except (zlib.error, ValueError):
        return None
    return None if enclosed is None else tuple(read(one) for one in _told(enclosed))


def _told(enclosed: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    rows: Iterable[dict[str, Any]] = enclosed["rows"]
    return rows
