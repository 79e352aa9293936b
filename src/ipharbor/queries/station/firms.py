"""The firms of a town: what they hold, what is due for them, when a station served them last."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from django.db.models import TextField
from django.db.models.functions import Cast

from ipharbor.analysis.region.asking import INVENTION, Asked
from ipharbor.analysis.region.layout import NONE
from ipharbor.queries.station.dues import NOTHING_DUE, Due
from ipharbor.queries.station.served import Contact, months_before
from ipharbor.records.models import Firm

_COLUMNS = ("pk", "name", "credit_code", "kind", "trade", "size", "written", "town")
# Most firms have no grade, and the others one of few lists: none is worth reading by itself.
_WRITTEN, _NO_GRADE = Cast("grades", TextField()), "[]"


@dataclass(frozen=True)
class Held:
    """Rights that a firm held on a day."""

    in_force: int = 0
    inventions: int = 0


@dataclass(frozen=True)
class FirmRow:
    """A firm of a town. ``due`` counts annuities to pay within ``dues.SOON`` days, ``late`` those
    that run a surcharge, ``first_due`` is the next day; ``last`` is the last contact with a
    station, None for none."""

    id: int
    name: str
    credit_code: str
    kind: str
    trade: str
    size: str
    grades: tuple[str, ...]
    town: str
    in_force: int
    inventions: int
    due: int
    late: int
    first_due: date | None
    last: Contact | None

    @property
    def counts(self) -> bool:
        """Whether a station is to have seen it: it has rights in force, or a grade."""
        return self.in_force > 0 or bool(self.grades)

    def unserved(self, since: date) -> bool:
        """Whether it is to have been seen and was not, from ``since`` on."""
        return self.counts and (self.last is None or self.last.on < since)

    @property
    def last_on(self) -> date | None:
        return self.last.on if self.last else None


@dataclass(frozen=True)
class Unserved:
    """How many firms of a town a station is to have seen, and how many it has not seen in
    ``months`` up to ``on``; ``never`` counts those of whom no contact is told at all."""

    town: str
    on: date
    months: int
    firms: int
    unserved: int
    never: int


def held_by_firm(asked: Asked | None) -> dict[int, Held]:
    """By firm of the register what it holds in force in the frame; nothing without a ledger."""
    if asked is None:
        return {}
    ids = asked.ledger.column("holders", "id")
    holder = asked.holder
    standing = asked.in_force & (holder >= 0)
    invention = standing & (asked.ledger.column("rights", "type") == INVENTION)
    count = np.bincount(holder[standing], minlength=len(ids))
    inventions = np.bincount(holder[invention], minlength=len(ids))
    places = np.flatnonzero((ids != NONE) & (count > 0))
    return {int(ids[at]): Held(int(count[at]), int(inventions[at])) for at in places}


def outside_register(asked: Asked | None, town: str) -> int:
    """How many holders of a town with rights in force are not in the register."""
    if asked is None:
        return 0
    ledger = asked.ledger
    holder = asked.holder
    count = np.bincount(holder[asked.in_force & (holder >= 0)], minlength=len(ledger.holder_names))
    mine = ledger.column("holders", "town") == ledger.town_place(town)
    return int(np.count_nonzero(mine & (ledger.column("holders", "id") == NONE) & (count > 0)))


def rows(
    town: str,
    *,
    held: Mapping[int, Held],
    due: Mapping[int, Due],
    served: Mapping[int, Contact],
    among: Collection[int] | None = None,
) -> tuple[FirmRow, ...]:
    """The firms of ``town``, or of all towns without one, or those ``among`` the numbers
    wherever they sit: those with most rights first."""
    firms = Firm.objects.filter(town=town) if town else Firm.objects.exclude(town="")
    if among is not None:
        firms = Firm.objects.filter(pk__in=among)
    found = []
    nothing = Held()
    told = firms.annotate(written=_WRITTEN).values_list(*_COLUMNS)
    for pk, name, code, kind, trade, size, written, of in told:
        holds, owes = held.get(pk, nothing), due.get(pk, NOTHING_DUE)
        found.append(
            FirmRow(
                pk, name, code or "", kind, trade, size, _grades(written), of, holds.in_force,
                holds.inventions, owes.soon, owes.late, owes.first, served.get(pk),
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-one.in_force, one.name)))


def unserved(
    towns: Collection[str],
    *,
    held: Mapping[int, Held],
    served: Mapping[int, Contact],
    on: date,
    months: int,
) -> tuple[Unserved, ...]:
    """By town how many firms no station has seen; towns without a firm have nothing."""
    since = months_before(on, months)
    firms, late, never = (dict.fromkeys(towns, 0) for _ in range(3))
    told = Firm.objects.filter(town__in=towns).annotate(written=_WRITTEN)
    for pk, town, written in told.values_list("pk", "town", "written"):
        if written == _NO_GRADE and pk not in held:
            continue
        last = served.get(pk)
        firms[town] += 1
        late[town] += last is None or last.on < since
        never[town] += last is None
    return tuple(Unserved(town, on, months, firms[town], late[town], never[town]) for town in towns)


@lru_cache(maxsize=1024)
def _grades(written: str) -> tuple[str, ...]:
    return tuple(json.loads(written))
