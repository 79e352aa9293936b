"""What a replay of watches came to: counted, written down, and told with how sure it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from ipharbor.warning.replaying import JUDGED, Month, Tally
from ipharbor.warning.track_record import FEW, Share, share


@dataclass
class OfKind:
    """Of watches of one kind: how many, their months, and what they raised and held."""

    watches: int = 0
    months: int = 0
    raised: int = 0
    held: int = 0


@dataclass
class Counted:
    """Counts of a replay by ``among`` (running or drawn) and kind of watch, and by signal. It can
    be written down and gone on with. ``watches`` has ``raised``, ``judged`` and ``confirmed`` of
    each running watch, by its number."""

    kinds: dict[tuple[str, str], OfKind] = field(default_factory=dict)
    signals: dict[tuple[str, str, str], Tally] = field(default_factory=dict)
    watches: dict[int, tuple[int, int, int]] = field(default_factory=dict)

    def count(self, among: str, kind: str, number: int, months: Iterable[Month]) -> None:
        """Count one watch."""
        told = self.kinds.setdefault((among, kind), OfKind())
        told.watches += 1
        raised = judged = confirmed = 0
        for month in months:
            told.months += 1
            if month.decision is not None:
                told.raised += month.decision.raised
                told.held += not month.decision.raised
                raised += month.decision.raised
            for came in month.came:
                self.signals.setdefault((among, kind, came.signal), Tally()).count(came)
            warned = [came for came in month.came if came.warned]
            judged += bool(warned)
            confirmed += any(came.days is not None for came in warned)
        if number:
            self.watches[number] = (raised, judged, confirmed)

    def written(self) -> dict[str, Any]:
        """As plain JSON."""
        return {
            "kinds": [[*key, vars(one)] for key, one in sorted(self.kinds.items())],
            "signals": [[*key, vars(one)] for key, one in sorted(self.signals.items())],
            "watches": {str(number): list(one) for number, one in sorted(self.watches.items())},
        }

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Counted:
        """From what ``written`` gave. Raises KeyError, TypeError or ValueError for anything
        else."""
        return cls(
            {(str(among), str(kind)): OfKind(**one) for among, kind, one in told["kinds"]},
            {
                (str(among), str(kind), str(signal)): Tally(**one)
                for among, kind, signal, one in told["signals"]
            },
            {int(number): (one[0], one[1], one[2]) for number, one in told["watches"].items()},
        )


@dataclass(frozen=True)
class KindReplayed:
    """What watches of a kind did; ``a_year`` is the mean number of warnings a watch and year."""

    among: str
    kind: str
    watches: int
    raised: int
    held: int
    a_year: float


@dataclass(frozen=True)
class SignalReplayed:
    """How a signal fared: ``confirmed`` of ``warned`` months; ``recall``, the share of what came
    that had been warned of; ``chance``, how often it came after months without a warning;
    ``doubling``, after months in which the count had doubled; ``days`` until it came, median.
    None where there is too little to tell."""

    among: str
    kind: str
    signal: str
    warned: int
    confirmed: int
    precision: Share | None
    recall: float | None
    chance: float | None
    doubling: float | None
    days: float | None


def kinds(told: Counted) -> tuple[KindReplayed, ...]:
    """The kinds of watches, running ones first."""
    rows = (
        KindReplayed(
            among, kind, one.watches, one.raised, one.held,
            12 * one.raised / one.months if one.months else 0.0,
        )
        for (among, kind), one in told.kinds.items()
    )  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (row.among != "running", row.kind)))


def signals(told: Counted) -> tuple[SignalReplayed, ...]:
    """The signals by kind of watch, running ones first."""
    rows = (_row(*key, one) for key, one in told.signals.items())
    return tuple(
        sorted(rows, key=lambda row: (row.among != "running", row.kind, JUDGED.index(row.signal)))
    )


def _row(among: str, kind: str, signal: str, one: Tally) -> SignalReplayed:
    enough = one.warned >= FEW
    return SignalReplayed(
        among, kind, signal, one.warned, one.confirmed,
        precision=share(one.confirmed, one.warned) if enough else None,
        recall=_part(one.confirmed, one.confirmed + one.missed),
        chance=_part(one.missed, one.quiet),
        doubling=_part(one.doubled_confirmed, one.doubled),
        days=float(median(one.days)) if one.days else None,
    )  # fmt: skip


def _part(part: int, whole: int) -> float | None:
    return part / whole if whole >= FEW else None
