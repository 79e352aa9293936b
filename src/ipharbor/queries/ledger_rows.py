"""Rows of the region's ledger for lists: cut lazily and sorted by column, so that a list of all
rights reads the page that is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Generic, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.analysis.region._arrays import Ints, Mask
from ipharbor.analysis.region.asking import INVENTION, Asked
from ipharbor.analysis.region.cuts import Cut, mask
from ipharbor.analysis.region.layout import FAMILIES, FAR, NONE, TYPES, day_of
from ipharbor.analysis.region.quality import holders_lacking
from ipharbor.register.moves import STATES

T = TypeVar("T")
TRANSFER = "transfer"  # beside the families of records


@dataclass(frozen=True)
class RightRow:
    """A right of the region, at a ``place`` of the ledger: ``holder`` as it stood on the day,
    ``applicant`` the first one."""

    place: int
    key: str
    number: str
    title: str
    type: str
    holder: str
    applicant: str
    town: str
    filed_on: date | None
    published_on: date | None
    granted_on: date | None
    state: str
    agency: str
    ipc: str
    cited_by: int | None
    docket: bool


@dataclass(frozen=True)
class HolderRow:
    """A holder with its rights on the day; ``id`` None for one who is not in the register."""

    id: int | None
    name: str
    kind: str
    town: str
    trade: str
    size: str
    grades: tuple[str, ...]
    in_force: int
    inventions: int
    granted: int


@dataclass(frozen=True)
class ActRow:
    """A transfer, or a record on a right with when it ended; ``family`` is ``transfer`` for the
    former."""

    family: str
    number: str
    key: str
    title: str
    type: str
    since: date | None
    known_on: date | None
    until: date | None
    giver: str
    taker: str
    running: bool | None


class Rows(Sequence[T], Generic[T]):
    """Rows at some places of the ledger, made when they are looked at."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    @cached_property
    def places(self) -> Ints:
        """Where the rows stand, in their order."""
        raise NotImplementedError

    def made(self, places: Ints) -> list[T]:
        """The rows at these places."""
        raise NotImplementedError

    def keys(self) -> Mapping[str, Callable[[], Ints]]:
        """What the rows can be sorted by: numbers over all places, ``FAR`` for none."""
        raise NotImplementedError

    def ordered(self, by: tuple[str, ...], falling: bool) -> Sequence[T]:
        """The same rows by a column; those that have nothing there stand last."""
        values = self.keys()[by[0]]()[self.places].astype(np.int64)
        lacking = values == FAR
        order = np.lexsort((np.where(falling, -values, values), lacking))
        return _Cut(self, self.places[order])

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return self.made(self.places[at])
        return self.made(self.places[[at]])[0]

    def __iter__(self) -> Iterator[T]:
        for start in range(0, len(self), 1000):
            yield from self[start : start + 1000]


class _Cut(Sequence[T], Generic[T]):
    """Rows in another order."""

    def __init__(self, rows: Rows[T], places: Ints) -> None:
        self._rows, self._places = rows, places

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return self._rows.made(self._places[at])
        return self._rows.made(self._places[[at]])[0]


class RightRows(Rows[RightRow]):
    """The rights of a cut, the latest grants first."""

    def __init__(self, asked: Asked, cut: Cut | None = None) -> None:
        super().__init__(asked)
        self.cut = cut or Cut()

    def narrowed(self, **changes: str | date | None) -> RightRows:
        """Those of them that fit further words of the cut."""
        return RightRows(self.asked, self.cut.narrowed(**changes))

    def at(self, place: int) -> RightRow:
        """The right at a place of the ledger, whether in the cut or not."""
        return self.made(np.array([place]))[0]

    @cached_property
    def places(self) -> Ints:
        found = np.flatnonzero(mask(self.asked, self.cut))
        granted = self.asked.ledger.column("rights", "granted")[found].astype(np.int64)
        return found[np.argsort(np.where(granted == FAR, FAR, -granted), kind="stable")]

    def keys(self) -> Mapping[str, Callable[[], Ints]]:
        ledger = self.asked.ledger

        def column(name: str) -> Callable[[], Ints]:
            return lambda: ledger.column("rights", name)

        return {
            "number": lambda: np.arange(ledger.rights),
            "filed": column("filed"),
            "published": column("published"),
            "granted": column("granted"),
            "type": column("type"),
            "cited_by": lambda: _lacking(ledger.column("rights", "cited_by")),
            "town": lambda: _lacking(self.asked.town),
            "holder": lambda: _of_names(ledger.holder_order, self.asked.holder),
            "state": lambda: self.asked.states,
        }

    def made(self, places: Ints) -> list[RightRow]:
        asked, ledger = self.asked, self.asked.ledger
        some = ledger.tables["rights"].take(pa.array(places)).to_pylist()
        known = np.asarray(ledger.column("rights", "granted_known")[places]) <= asked.known_day
        names, agencies = ledger.holder_names, ledger.text("agencies", "name")
        symbols = ledger.text("symbols", "name")
        towns = ledger.manifest.towns
        rows = []
        for at, row, granted in zip(places.tolist(), some, known.tolist(), strict=True):
            holder, town = int(asked.holder[at]), int(asked.town[at])
            applicant = names[row["holder"]].as_py() if row["holder"] >= 0 else ""
            main = row["symbols"][0] if row["symbols"] else NONE
            rows.append(
                RightRow(
                    place=at,
                    key=row["key"],
                    number=row["application_number"] or row["key"],
                    title=row["title"],
                    type=TYPES[row["type"]] if row["type"] >= 0 else "",
                    holder=names[holder].as_py() if holder >= 0 else "",
                    applicant=applicant,
                    town=towns[town] if town >= 0 else "",
                    filed_on=day_of(row["filed"]),
                    published_on=day_of(row["published"]),
                    granted_on=day_of(row["granted"]) if granted else None,
                    state=str(STATES[int(asked.states[at])]),
                    agency=agencies[row["agency"]].as_py() if row["agency"] >= 0 else "",
                    ipc=symbols[main].as_py() if main >= 0 else "",
                    cited_by=row["cited_by"] if row["cited_by"] >= 0 else None,
                    docket=row["docket"],
                )
            )
        return rows


class HolderRows(Rows[HolderRow]):
    """Holders with a right in force or a grant of the year, those with most in force first."""

    def __init__(self, asked: Asked, keep: Mask | None = None) -> None:
        super().__init__(asked)
        self._keep = keep

    def narrowed(self, keep: Mask) -> HolderRows:
        """Those of them that ``keep`` marks."""
        return HolderRows(self.asked, keep if self._keep is None else self._keep & keep)

    def with_attribute(self, name: str, value: str) -> HolderRows:
        """Those whose ``kind``, ``trade``, ``size`` or ``grade`` is ``value``."""
        ledger = self.asked.ledger
        return self.narrowed(
            ledger.holders_graded(value) if name == "grade" else ledger.holders_with(name, value)
        )

    def of_town(self) -> HolderRows:
        """Those who sit in the frame's town; all where it has none."""
        town = self.asked.frame.town
        if not town:
            return self
        ledger = self.asked.ledger
        return self.narrowed(ledger.column("holders", "town") == ledger.town_place(town))

    def lacking(self, name: str) -> HolderRows:
        """Those who lack one of ``quality.HOLDER_LACKS`` though they should have it."""
        return self.narrowed(holders_lacking(self.asked.ledger, name))

    def named(self, text: str) -> HolderRows:
        """Those whose name or credit code holds every word."""
        ledger = self.asked.ledger
        keep = np.ones(len(ledger.holder_names), dtype=np.bool_)
        for word in text.split():
            hit = np.asarray(pc.match_substring(ledger.holder_names, word, ignore_case=True))
            codes = ledger.text("holders", "credit_code")
            keep &= hit | np.asarray(pc.match_substring(codes, word, ignore_case=True))
        return self.narrowed(keep)

    @cached_property
    def _counts(self) -> Mapping[str, Ints]:
        asked = self.asked
        n = len(asked.ledger.holder_names)
        invention = asked.ledger.column("rights", "type") == INVENTION
        origin = asked.ledger.column("rights", "holder").astype(np.int64)
        granted = asked.granted(*asked.frame.year_so_far)
        return {
            "in_force": _tally(asked.holder, asked.in_force, n),
            "inventions": _tally(asked.holder, asked.in_force & invention, n),
            "granted": _tally(origin, granted, n),
        }

    @cached_property
    def active(self) -> Mask:
        """Which holders of the ledger are among the rows."""
        counts = self._counts
        there = np.asarray((counts["in_force"] > 0) | (counts["granted"] > 0))
        return there if self._keep is None else there & self._keep

    @cached_property
    def places(self) -> Ints:
        counts = self._counts
        found = np.flatnonzero(self.active)
        order = np.lexsort((self.asked.ledger.holder_order[found], -counts["in_force"][found]))
        return found[order]

    def keys(self) -> Mapping[str, Callable[[], Ints]]:
        ledger = self.asked.ledger

        def column(name: str) -> Callable[[], Ints]:
            return lambda: self._counts[name]

        return {
            "name": lambda: ledger.holder_order,
            "town": lambda: _lacking(ledger.column("holders", "town")),
            **{name: column(name) for name in ("in_force", "inventions", "granted")},
        }

    def made(self, places: Ints) -> list[HolderRow]:
        ledger, counts = self.asked.ledger, self._counts
        towns = ledger.manifest.towns
        return [
            HolderRow(
                id=row["id"] if row["id"] != NONE else None,
                name=row["name"],
                kind=row["kind"],
                town=towns[row["town"]] if row["town"] >= 0 else "",
                trade=row["trade"],
                size=row["size"],
                grades=tuple(row["grades"]),
                in_force=int(counts["in_force"][at]),
                inventions=int(counts["inventions"][at]),
                granted=int(counts["granted"][at]),
            )
            for at, row in zip(
                places.tolist(), ledger.tables["holders"].take(pa.array(places)).to_pylist(),
                strict=True,
            )
        ]  # fmt: skip


class ActRows(Rows[ActRow]):
    """Records of one family, or transfers, made in some days; the latest first."""

    def __init__(
        self, asked: Asked, family: str, first: date | None = None, last: date | None = None
    ) -> None:
        super().__init__(asked)
        self.family, self.first, self.last = family, first, last
        self._table = "transferred" if family == TRANSFER else "burdens"

    @cached_property
    def places(self) -> Ints:
        first, last = self.first or date.min, self.last or self.asked.frame.on
        found = (
            self.asked.transfers(first, last)
            if self.family == TRANSFER
            else self.asked.recorded(self.family, first, last)
        )
        places = np.flatnonzero(found)
        since = self.asked.ledger.column(self._table, "since")[places]
        return places[np.argsort(-since.astype(np.int64), kind="stable")]

    def keys(self) -> Mapping[str, Callable[[], Ints]]:
        ledger = self.asked.ledger

        def column(name: str) -> Callable[[], Ints]:
            return lambda: ledger.column(self._table, name)

        return {"since": column("since"), "known": column("known"), "number": column("right")}

    def made(self, places: Ints) -> list[ActRow]:
        ledger = self.asked.ledger
        some = ledger.tables[self._table].take(pa.array(places)).to_pylist()
        rights = ledger.tables["rights"].select(["key", "title", "type"])
        told = rights.take(pa.array([row["right"] for row in some], pa.int64())).to_pylist()
        running = None if self.family == TRANSFER else self.asked.running(self.family)
        return [
            ActRow(
                family=self.family,
                number=row.get("number", ""),
                key=right["key"],
                title=right["title"],
                type=TYPES[right["type"]] if right["type"] >= 0 else "",
                since=day_of(row["since"]),
                known_on=day_of(row["known"]),
                until=day_of(row.get("until", FAR)),
                giver=row["giver_name"],
                taker=row["taker_name"],
                running=None if running is None else bool(running[at]),
            )
            for at, row, right in zip(places.tolist(), some, told, strict=True)
        ]


FAMILY_LISTS = (*FAMILIES, TRANSFER)


def _tally(place: Ints, kept: Mask, n: int) -> Ints:
    held = place[kept]
    return np.bincount(held[held >= 0], minlength=n)


def _lacking(places: Ints) -> Ints:
    return np.where(places == NONE, FAR, places)


def _of_names(order: Ints, holder: Ints) -> Ints:
    return np.where(holder >= 0, np.r_[order, 0, 0][holder], FAR)
