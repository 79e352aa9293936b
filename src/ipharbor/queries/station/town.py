"""A town as its station sees it on a day; and all towns beside one another.

What rests on the ledger alone, rights in force and what is due, is reckoned once for each ledger
and day; what stations write down is asked of the register each time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ipharbor.analysis.region.asking import Asked, Frame
from ipharbor.journal.latest import latest
from ipharbor.queries import ledger
from ipharbor.queries.kept import Once
from ipharbor.queries.station import counters as counting
from ipharbor.queries.station import firms as holding
from ipharbor.queries.station import hand
from ipharbor.queries.station.dues import Due, due_by_firm
from ipharbor.queries.station.served import USUAL_MONTHS, last_served, months_before
from ipharbor.records.models import Firm, Matter
from ipharbor.statutes.book import Book

QUARTERS = 5
_DUES_REST_ON = ("rights.take_up", "rights.take_up_region", "rights.import_events", "law.correct")

_held: Once[dict[int, holding.Held]] = Once(8)
_due: Once[dict[int, Due]] = Once(64)


@dataclass(frozen=True)
class Asking:
    """What is asked: how stations stood on ``on``, with the ledger in ``folder`` and the law."""

    folder: Path
    on: date
    law: Book


@dataclass(frozen=True)
class Town:
    """A town on a day. ``firms`` are all of the register; ``unserved`` those that the station is
    to have seen and that none has seen in ``months``. ``outside`` counts holders that are not in
    the register. ``ledger_to`` is the last day the ledger knows, None where there is none: then
    rights and what is due are not told."""

    code: str
    on: date
    months: int
    firms: tuple[holding.FirmRow, ...]
    unserved: tuple[holding.FirmRow, ...]
    pressing: tuple[holding.FirmRow, ...]
    outside: int
    ledger_to: date | None
    matters: tuple[hand.MatterRow, ...]
    open_matters: int
    week: tuple[hand.AppointmentRow, ...]
    trainings: tuple[hand.TrainingRow, ...]
    quarters: tuple[counting.Counters, ...]

    @property
    def holders(self) -> int:
        """How many of its firms hold a right in force."""
        return sum(row.in_force > 0 for row in self.firms)

    @property
    def in_force(self) -> int:
        return sum(row.in_force for row in self.firms)

    @property
    def due(self) -> int:
        return sum(row.due for row in self.firms)

    @property
    def late(self) -> int:
        return sum(row.late for row in self.firms)


@dataclass(frozen=True)
class TownRow:
    """A town beside the others: whom its station has not seen, and its running quarter."""

    unserved: holding.Unserved
    open_matters: int
    quarter: counting.Counters

    @property
    def town(self) -> str:
        return self.unserved.town


def town(code: str, asking: Asking, *, months: int = USUAL_MONTHS, shown: int = 8) -> Town:
    """A town; of what is in hand the first ``shown``."""
    rows = firms_of(code, asking)
    since = months_before(asking.on, months)
    asked = asked_of(asking)
    open_ones = hand.matters(code).filter(state=Matter.State.OPEN, received_on__lte=asking.on)
    pressing = sorted(
        (row for row in rows if row.first_due is not None),
        key=lambda row: (not row.late, row.first_due, row.name),
    )
    return Town(
        code=code,
        on=asking.on,
        months=months,
        firms=rows,
        unserved=tuple(row for row in rows if row.unserved(since)),
        pressing=tuple(pressing),
        outside=holding.outside_register(asked, code),
        ledger_to=asked.ledger.manifest.last_day if asked is not None else None,
        matters=hand.matter_rows(open_ones.order_by("received_on", "pk")[:shown], on=asking.on),
        open_matters=open_ones.count(),
        week=hand.week(code, asking.on),
        trainings=tuple(
            map(hand.training_row, hand.trainings(code).filter(on__lte=asking.on)[:shown])
        ),
        quarters=quarters_of(code, asking),
    )


def firms_of(code: str, asking: Asking) -> tuple[holding.FirmRow, ...]:
    """The firms of a town, or of all towns without a code, those with most rights first."""
    return holding.rows(
        code,
        held=_held_in(asking),
        due=_due_in(code, asking),
        served=last_served(asking.on, town=code),
    )


def firms_with(code: str, asking: Asking) -> tuple[holding.FirmRow, ...]:
    """The same without what is due for them."""
    served = last_served(asking.on, town=code)
    return holding.rows(code, held=_held_in(asking), due={}, served=served)


def to_be_seen(code: str, asking: Asking) -> tuple[int, int]:
    """How many firms of a town, or of all towns without a code, a station is to have seen (those
    that ``FirmRow.counts``), and how many of them nobody ever has; read as numbers alone."""
    firms = Firm.objects.filter(town=code) if code else Firm.objects.exclude(town="")
    numbers = set(firms.values_list("pk", flat=True))
    graded = set(firms.exclude(grades=[]).values_list("pk", flat=True))
    holding_some = {firm for firm, one in _held_in(asking).items() if one.in_force}
    mine = numbers & holding_some | graded
    return len(mine), len(mine - last_served(asking.on, town=code).keys())


def firms_among(ids: Collection[int], code: str, asking: Asking) -> tuple[holding.FirmRow, ...]:
    """The firms of these numbers, wherever they sit; what is due for those of the town alone."""
    return holding.rows(
        "",
        held=_held_in(asking),
        due=_due_in(code, asking),
        served=last_served(asking.on),
        among=ids,
    )


def quarters_of(
    code: str, asking: Asking, count: int = QUARTERS
) -> tuple[counting.Counters, ...]:  # fmt: skip
    """What a station did in each of the last quarters, the running one first."""
    asked = counting.quarters(asking.on, count)
    return counting.counters([code], asked, law=asking.law, on=asking.on)


def towns(
    codes: Sequence[str], asking: Asking, *, months: int = USUAL_MONTHS
) -> tuple[TownRow, ...]:
    """All towns beside one another, in the order given."""
    unserved = unserved_in(codes, asking, months=months)
    quarter = counting.quarter_of(asking.on)
    told = counting.counters(codes, [quarter], law=asking.law, on=asking.on)
    waiting = _open_matters(asking.on)
    return tuple(
        TownRow(one, waiting.get(one.town, 0), counted)
        for one, counted in zip(unserved, told, strict=True)
    )


def unserved_in(
    codes: Sequence[str], asking: Asking, *, months: int = USUAL_MONTHS
) -> tuple[holding.Unserved, ...]:
    """By town how many firms that hold rights or a grade no station has seen."""
    served = last_served(asking.on)
    return holding.unserved(
        codes, held=_held_in(asking), served=served, on=asking.on, months=months
    )


def asked_of(asking: Asking) -> Asked | None:
    """The ledger as known on the day; None where there is none."""
    if ledger.ledger(asking.folder) is None:
        return None
    return ledger.asked(asking.folder, Frame(asking.on, asking.on))


def forget() -> None:
    """Forget what was reckoned."""
    _held.clear()
    _due.clear()


def _held_in(asking: Asking) -> Mapping[int, holding.Held]:
    asked = asked_of(asking)
    if asked is None:
        return {}
    key = (asking.folder, asked.ledger.manifest.made_at, asked.frame)
    return _held.get(key, lambda: holding.held_by_firm(asked))


def _due_in(code: str, asking: Asking) -> Mapping[int, Due]:
    asked = asked_of(asking)
    if asked is None or not code:
        return {}
    stamp = latest(_DUES_REST_ON)
    key = (asking.folder, asked.ledger.manifest.made_at, asked.frame, code, stamp)
    return _due.get(key, lambda: due_by_firm(asked, code, law=asking.law))


def _open_matters(on: date) -> dict[str, int]:
    rows = Matter.objects.filter(state=Matter.State.OPEN, received_on__lte=on)
    return counting.tally(rows)
