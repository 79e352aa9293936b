"""A ledger as readers have it: columns of numbers mapped from its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.analysis.region import keeping
from ipharbor.analysis.region._arrays import Ints, Mask, codes_in, filled
from ipharbor.analysis.region.layout import NONE, TABLES, Manifest
from ipharbor.register.moves import IN_FORCE, STATES


@dataclass(frozen=True)
class Ledger:
    """The tables of one ledger. Columns come as arrays that must not be written to."""

    manifest: Manifest
    tables: Mapping[str, pa.Table]

    def column(self, table: str, name: str) -> Ints:
        """A column of numbers, of the width in which it lies on disk."""
        held = self._numbers.get((table, name))
        if held is None:
            held = filled(self.tables[table].column(name)).to_numpy(zero_copy_only=True)
            self._numbers[table, name] = held
        return held

    def flags(self, table: str, name: str) -> Mask:
        """A column of yes and no."""
        held = self._flags.get((table, name))
        if held is None:
            held = filled(self.tables[table].column(name)).to_numpy(zero_copy_only=False)
            self._flags[table, name] = held
        return held

    def text(self, table: str, name: str) -> pa.Array:
        """A column of texts."""
        return filled(self.tables[table].column(name))

    @property
    def rights(self) -> int:
        return int(self.tables["rights"].num_rows)

    @cached_property
    def _numbers(self) -> dict[tuple[str, str], Ints]:
        return {}

    @cached_property
    def _flags(self) -> dict[tuple[str, str], Mask]:
        return {}

    @cached_property
    def by_standards(self) -> dict[str, dict[str, Mask]]:
        """What was reckoned of it by further standards, by their stamp."""
        return {}

    @cached_property
    def _classified(self) -> dict[tuple[str, ...], Mask]:
        return {}

    @cached_property
    def in_force_spans(self) -> slice:
        """The rows of spans in which a right is in force; they stand first."""
        state = self.column("spans", "state")
        living = np.isin(state, [STATES.index(one) for one in IN_FORCE])
        return slice(0, int(living.sum()))

    @cached_property
    def symbol_of(self) -> tuple[Ints, Ints]:
        """Right and symbol of every symbol of every right, by right."""
        lists = filled(self.tables["rights"].column("symbols"))
        counts = np.asarray(pc.fill_null(pc.list_value_length(lists), 0))
        return np.repeat(np.arange(len(counts)), counts), np.asarray(lists.flatten())

    @cached_property
    def main_symbol(self) -> Ints:
        """The main symbol of each right, -1 for none."""
        lists = filled(self.tables["rights"].column("symbols"))
        main = np.full(len(lists), NONE, dtype=np.int64)
        counts = np.asarray(pc.fill_null(pc.list_value_length(lists), 0))
        begins = np.cumsum(counts) - counts
        values = np.asarray(lists.flatten())
        main[counts > 0] = values[begins[counts > 0]]
        return main

    def with_symbols(self, prefixes: tuple[str, ...]) -> Mask:
        """The rights with a symbol that begins with one of ``prefixes`` (``H01M``, ``H04N 21``).

        A prefix down to the main group ends there: ``F21V 2`` does not find ``F21V 29/00``.
        """
        kept = self._classified.get(prefixes)
        if kept is None:
            kept = self._classified[prefixes] = self._with_symbols(frozenset(prefixes))
        return kept

    def _with_symbols(self, prefixes: frozenset[str]) -> Mask:
        names = self.text("symbols", "name").to_pylist()
        fits = np.array([not prefixes.isdisjoint(levels(one)) for one in names], dtype=np.bool_)
        found = np.zeros(self.rights, dtype=np.bool_)
        right, symbol = self.symbol_of
        if len(names):
            found[right[fits[symbol]]] = True
        return found

    def holders_with(self, name: str, value: str) -> Mask:
        """Which holders have ``value`` in a column of texts."""
        return np.asarray(pc.equal(self.text("holders", name), value))

    def holders_graded(self, grade: str) -> Mask:
        """Which holders have a grade."""
        lists = filled(self.tables["holders"].column("grades"))
        found = np.zeros(len(lists), dtype=np.bool_)
        fits = np.asarray(pc.equal(lists.flatten(), grade))
        found[np.asarray(pc.list_parent_indices(lists))[fits]] = True
        return found

    @cached_property
    def agency_places(self) -> Mapping[str, int]:
        """The place of each agency by its name."""
        return {one: at for at, one in enumerate(self.text("agencies", "name").to_pylist())}

    @cached_property
    def holder_names(self) -> pa.Array:
        return self.text("holders", "name")

    @cached_property
    def holder_order(self) -> Ints:
        """The place of each holder's name in alphabetical order."""
        order = np.empty(len(self.holder_names), dtype=np.int64)
        order[np.asarray(pc.sort_indices(self.holder_names))] = np.arange(len(order))
        return order

    @cached_property
    def holder_places(self) -> Mapping[int, int]:
        """The place of each holder of the register by its number there."""
        ids = self.column("holders", "id")
        return {int(one): at for at, one in enumerate(ids) if one != NONE}

    def town_place(self, code: str) -> int:
        """The place of a town among the manifest's, -1 for one that is not there."""
        return int(codes_in(pa.array([code]), self.manifest.towns)[0])


def load(folder: Path) -> Ledger | None:
    """The current ledger of ``folder``; None where there is none."""
    found = keeping.current(folder)
    if found is None:
        return None
    place, manifest = found
    return Ledger(manifest, {name: keeping.read(place, name) for name in TABLES})


def levels(symbol: str) -> tuple[str, ...]:
    """A symbol and all it lies under: ``F21V 29/83``, ``F21V 29``, ``F21V``, ``F21``, ``F``."""
    return (symbol, symbol.partition("/")[0], symbol[:4], symbol[:3], symbol[:1])
