"""What the rights in dockets weigh, and how incidents name them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.analysis.sweeping.docketed import Docket
from ipharbor.analysis.sweeping.known import Known
from ipharbor.register.codes import Kind
from ipharbor.register.encumbrances import Encumbrance, Family
from ipharbor.warning.weight import Subject, Weight

_WEIGHING = (Family.PLEDGE, Family.LICENCE, Family.OPEN_LICENCE)


def main_group(symbol: str) -> str:
    """The main group of an IPC symbol: ``H01M 10`` of ``H01M 10/0525``; empty for none."""
    return symbol.partition("/")[0].strip()


@dataclass(frozen=True)
class Weighing:
    """Names and weighs rights as known on ``on``; of those at ``rows`` only, which are few."""

    known: Known
    on: date

    @property
    def docket(self) -> Docket:
        return self.known.docket

    @cached_property
    def owners(self) -> Mapping[int, tuple[str, ...]]:
        return self.docket.owners(self.on)

    def subjects(self, rows: Collection[int], *, over: bool = False) -> dict[int, Subject]:
        """The rights at ``rows`` as incidents tell of them, by row; with ``over`` also by what hung
        on those that are over, as if it still bore on them."""
        if not rows:
            return {}
        wanted = sorted(set(rows))
        told = self.docket.rights.take(pa.array(wanted)).to_pylist()
        cited = self._cited([one["key"] for one in told])
        found = {}
        for row, right in zip(wanted, told, strict=True):
            held = self._hanging(row, over)
            pledges = tuple(one for one in held if one.family is Family.PLEDGE)
            firms = self._firms(row, pledges)
            weight = Weight(
                invention=right["patent_type"] == "invention",
                pledged=bool(pledges),
                licensed=len(pledges) < len(held),
                product=self._sells(firms, right["ipc"] or ""),
                cited=cited.get(right["key"], 0),
            )
            found[row] = Subject(
                right["key"], right["application_number"], right["title"] or "",
                right["ipc"] or "", firms, weight,
                _once(one.parties[1] for one in pledges), _once(one.number for one in pledges),
                self._licensees(held),
            )  # fmt: skip
        return found

    def pledges(self, row: int) -> tuple[Encumbrance, ...]:
        """The pledges that bear on a right."""
        return tuple(one for one in self._hanging(row, False) if one.family is Family.PLEDGE)

    def _hanging(self, row: int, over: bool) -> tuple[Encumbrance, ...]:
        """The pledges and licences on a right."""
        if row not in self._burdened:
            return ()
        held = self.docket.standing(row, self.on).encumbrances
        return tuple(one for one in held if one.family in _WEIGHING and (over or one.bears))

    @cached_property
    def _burdened(self) -> frozenset[int]:
        return self.docket.with_events(
            self.on, Kind.PLEDGE_REGISTERED, Kind.LICENCE_RECORDED, Kind.OPEN_LICENCE_DECLARED
        )

    def pledged_known(self, row: int, pledges: Sequence[Encumbrance]) -> date:
        """The first day on which one of ``pledges`` was known."""
        numbers = {one.number for one in pledges}
        return min(
            event.known_on
            for event in self.docket.events_of(row, self.on)
            if event.kind is Kind.PLEDGE_REGISTERED and event.told("number") in numbers
        )

    def _firms(self, row: int, pledges: Sequence[Encumbrance]) -> tuple[str, ...]:
        holders = self.docket.held_by(row, self.owners)
        debtors = (one.parties[0] for one in pledges if one.parties[0] in self.docket.firms)
        return _once((*holders, *debtors))

    def _licensees(self, held: Sequence[Encumbrance]) -> tuple[str, ...]:
        takers = (one.parties[1] for one in held if one.family is Family.LICENCE)
        return _once(taker for taker in takers if taker in self.docket.firms)

    def _sells(self, firms: Iterable[str], symbol: str) -> bool:
        group = main_group(symbol)
        return bool(group) and any((firm, group) in self._sold for firm in firms)

    @cached_property
    def _sold(self) -> frozenset[tuple[str, str]]:
        """Firms with the main groups of products that they sell on the day and have told sales
        of."""
        rows = self.known.register.products.select(["firm", "ipc", "since", "ended_on", "share"])
        return frozenset(
            (one["firm"], main_group(symbol))
            for one in rows.to_pylist()
            if (one["since"] or 0) <= self.on.year
            and (one["ended_on"] is None or one["ended_on"] > self.on)
            and one["share"] is not None
            and one["share"] > 0
            for symbol in one["ipc"] or ()
        )

    def _cited(self, keys: list[str]) -> Counter[str]:
        """By how many documents of others known by the day each of ``keys`` is cited."""
        documents, citings = self.known.documents, self.known.citings
        at = pc.index_in(pa.array(keys), documents.column("key").combine_chunks())
        cited = documents.select(["key", "publication_numbers", "applicants"]).take(at.drop_null())
        of = {
            number: one for one in cited.to_pylist() for number in one["publication_numbers"] or ()
        }
        hits = citings.filter(pc.is_in(citings.column("number"), pa.array(list(of), pa.string())))
        place = hits.column("place").to_numpy()
        seen = np.flatnonzero(self.known.known_days[place] <= (self.on - date(1970, 1, 1)).days)
        hits = hits.take(pa.array(seen))
        citing = documents.column("applicants").take(hits.column("place")).to_pylist()
        found = {
            (of[number]["key"], where)
            for number, where, who in zip(
                hits.column("number").to_pylist(), hits.column("place").to_pylist(), citing,
                strict=True,
            )
            if set(of[number]["applicants"] or ()).isdisjoint(who or ())
        }  # fmt: skip
        return Counter(key for key, _place in found)


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
