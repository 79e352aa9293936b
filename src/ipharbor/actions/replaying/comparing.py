"""The replayed register beside the real one, table by table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from django.db.models import Model, Q

from ipharbor.records.models import (
    FeeReduction,
    Firm,
    ImportRun,
    IssuedWarning,
    KeptPaper,
    LawCorrection,
    MailChoice,
    OwnerStatement,
    Payment,
    RenewalDecision,
    Right,
    RightEvent,
    Schedule,
    Sighting,
    Task,
    WarningRound,
    Watch,
)

Row = tuple[object, ...]
_PASSING = "tells how far work that is going on has come"


@dataclass(frozen=True)
class Compared:
    """A table that a replay must give again.

    ``left_out`` are the columns that are not compared, with the reason; ``only`` the rows that
    are, ``why`` those alone. Rows are told apart by ``key``.
    """

    model: type[Model]
    key: tuple[str, ...] = ("pk",)
    left_out: Mapping[str, str] = field(default_factory=dict)
    only: Q = field(default_factory=Q)
    why: str = ""

    @property
    def name(self) -> str:
        return self.model._meta.model_name or ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns compared, in the table's order."""
        return tuple(
            one.attname
            for one in self.model._meta.concrete_fields
            if one.attname not in self.left_out and one.name not in self.left_out
        )

    def rows(self, store: str) -> dict[Row, Row]:
        """The rows compared: by their key, their columns."""
        held = self.model._default_manager.using(store).filter(self.only).order_by(*self.key)
        told = held.values_list(*self.key, *self.columns).iterator(chunk_size=2000)
        return {row[: len(self.key)]: row[len(self.key) :] for row in told}


COMPARED: tuple[Compared, ...] = (
    Compared(Firm),
    Compared(Watch),
    Compared(
        WarningRound,
        only=Q(raised__gt=0) | Q(held__gt=0) | Q(documents__gt=0) | Q(watches__gt=0),
        why="a round that was broken off before it came to anything has no line",
    ),
    Compared(IssuedWarning),
    Compared(Sighting, left_out={"id": "numbered as they come"}, key=("watch_id", "document")),
    Compared(Right),
    Compared(RightEvent),
    Compared(Payment),
    Compared(FeeReduction),
    Compared(RenewalDecision),
    Compared(OwnerStatement),
    Compared(KeptPaper),
    Compared(Task, left_out={"told_as": "tells what the mails have said already"}),
    Compared(LawCorrection),
    Compared(
        ImportRun,
        only=Q(state=ImportRun.State.DONE),
        why="an import that failed or is going on has changed nothing",
        left_out={
            "phase": _PASSING, "done_units": _PASSING, "total_units": _PASSING,
            "process": _PASSING, "machine": _PASSING, "born": _PASSING, "seen_at": _PASSING,
        },
    ),
    Compared(
        MailChoice, key=("person_id", "kind"), left_out={"id": "numbered as they come"}
    ),
    Compared(
        Schedule,
        key=("kind",),
        only=~Q(changed_by=""),
        why="a schedule that nobody changed is the one the program comes with",
        left_out={
            "id": "numbered as they come",
            "argument": "comes with the program",
            "next_at": "reckoned anew by the worker",
            "last_at": "tells when the worker last came by",
        },
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One column of one row that is not the same: ``here`` in the register, ``replayed``."""

    table: str
    row: str
    column: str
    here: str
    replayed: str


@dataclass(frozen=True)
class Tally:
    """One table compared: rows in the register, rows after the replay, differences."""

    table: str
    here: int
    replayed: int
    differences: tuple[Difference, ...]


def compare(*, into: str, given: str = "default", most: int = 20) -> list[Tally]:
    """All tables of ``COMPARED`` in both stores; of the differences the first ``most`` a table."""
    return [_tally(one, given, into, most) for one in COMPARED]


def _tally(one: Compared, given: str, into: str, most: int) -> Tally:
    here, there = one.rows(given), one.rows(into)
    found = tuple(islice(_differences(one, here, there), most))
    return Tally(one.name, len(here), len(there), found)


def _differences(
    one: Compared, here: Mapping[Row, Row], there: Mapping[Row, Row]
) -> Iterator[Difference]:
    for key in sorted({*here, *there}, key=str):
        mine, its = here.get(key), there.get(key)
        if mine == its:
            continue
        if mine is None or its is None:
            yield Difference(one.name, _named(key), "", _there(mine), _there(its))
            continue
        for column, was, now in zip(one.columns, mine, its, strict=True):
            if was != now:
                yield Difference(one.name, _named(key), column, str(was)[:80], str(now)[:80])


def _named(key: Row) -> str:
    return " ".join(map(str, key))


def _there(row: Row | None) -> str:
    return "–" if row is None else "✓"
