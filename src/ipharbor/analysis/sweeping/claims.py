"""The first claims of the corpus in columns: a night's news finds the few claims that a text may
have all features of.

A claim's parts are kept once each, for drafters of a trade repeat them. A text is tried against
all of them by the characters it has; only claims of which every part has most of its weight
there are compared part by part (``warning.comparing``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.analysis.sweeping.parted import PLANE, Codes, Ints, Parted, codes, parted, runs
from ipharbor.warning.comparing import EQUIVALENT, Passages, Weights, compared, learned
from ipharbor.warning.features import of_abstract, of_claim
from ipharbor.warning.incident import Element

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]

LEARNED_FROM = 8000  # claims that weights are learned from, evenly spaced
TOLD = ("literal", "equivalents")  # less is not told of
FEW = 500  # claims known before a year from which nothing is learned
NEARLY = EQUIVALENT - 0.06  # pairs are not looked at here: a little less than what is needed


@dataclass(frozen=True)
class Sieve:
    """Claims that texts are tried against; ``claims`` are their places among all.

    A text is tried against the rarest part of each first: few claims are left for the others.
    """

    claims: Ints
    _parted: Parted
    _table: Floats
    _rarest: Ints  # of each claim, among those that follow
    _tokens: Codes
    _starts: Ints
    _whole: Floats

    def passing(self, text: str) -> Ints:
        """The places of the claims that the text may have all features of."""
        if not len(self.claims):
            return self.claims
        there = np.zeros(PLANE, np.float32)
        found = codes(text.casefold())
        there[found] = self._table[found]
        near = _near(there[self._tokens], self._starts, self._whole)
        left = self.claims[near[self._rarest] >= NEARLY]
        if not len(left):
            return left
        told = self._parted
        sizes = told.first[left + 1] - told.first[left]
        tokens, starts = told.characters(told.part[runs(told.first[left], sizes)])
        near = _near(there[tokens], starts, np.add.reduceat(self._table[tokens], starts))
        least = np.minimum.reduceat(near, np.cumsum(sizes) - sizes)
        return left[least >= NEARLY]


def _near(there: Floats, starts: Ints, whole: Floats) -> Floats:
    """How much of the weight of each part is there; 1 where nothing weighs anything."""
    found = np.add.reduceat(there, starts)
    near: Floats = np.where(whole > 0, found / np.maximum(whole, 1e-6), 1.0)
    return near


@dataclass
class Claims:
    """The first claims in the corpus: ``rows`` of ``documents``, and ``texts`` in that order."""

    documents: pa.Table
    rows: Ints
    texts: pa.Array
    _weights: dict[date, Weights] = field(default_factory=dict)

    @cached_property
    def place(self) -> dict[int, int]:
        """The place of a claim by the row of its document."""
        return {row: at for at, row in enumerate(self.rows.tolist())}

    @cached_property
    def known(self) -> Ints:
        return _days(self.documents.column("known_on"))[self.rows]

    def text(self, place: int) -> str:
        return str(self.texts[place].as_py())

    def features(self, place: int) -> tuple[str, ...]:
        return of_claim(self.text(place))

    def basis(self, on: date) -> date:
        """The day up to which claims are known from which something is learned for a day: the last
        of the year before; in the first years, when these are few, the day itself."""
        ended = date(on.year - 1, 12, 31)
        return ended if int((self.known <= _number(ended)).sum()) >= FEW else on

    def weights(self, on: date) -> Weights:
        """What units carry, learned from the claims of the day's basis."""
        day = self.basis(on)
        if day not in self._weights:
            known = np.flatnonzero(self.known <= _number(day))
            step = max(1, len(known) // LEARNED_FROM)
            self._weights[day] = learned(self.text(at) for at in known[::step].tolist())
        return self._weights[day]

    def of_subclass(self, subclass: str, on: date) -> Ints:
        """The places of claims of an IPC subclass known by a day; of all where it is empty."""
        known = self.known <= _number(on)
        if subclass:
            codes, names = self._subclass
            at = names.index(subclass) if subclass in names else -1
            known = known & (codes == at)
        return np.flatnonzero(known)

    def same(self, place: int, before: date) -> Ints:
        """The places of other claims known before a day that have every part of this one, word for
        word."""
        told = self._parted
        parts = told.part[told.first[place] : told.first[place + 1]]
        owners, starts = told.having
        found: Ints | None = None
        for part in np.unique(parts).tolist():
            have = owners[starts[part] : starts[part + 1]].astype(np.int64)
            found = have if found is None else np.intersect1d(found, have)
        if found is None:
            return np.empty(0, np.int64)
        earlier: Ints = found[(found != place) & (self.known[found] < _number(before))]
        return earlier

    def applicants(self, place: int) -> tuple[str, ...]:
        told = self.documents.column("applicants")[int(self.rows[place])].as_py()
        return tuple(told or ())

    def characters(self, places: Ints) -> tuple[Codes, Ints]:
        """The characters of some claims, one claim after the other, each once; and where each
        claim's begin. Claims without parts have the character 0."""
        told = self._parted
        sizes = told.first[places + 1] - told.first[places]
        parts = told.part[runs(told.first[places], sizes)]
        tokens, _starts = told.characters(parts)
        owner = np.repeat(np.arange(len(places)), sizes)
        owner = np.repeat(owner, told.token_first[parts + 1] - told.token_first[parts])
        every = np.concatenate((owner * PLANE + tokens, np.arange(len(places)) * PLANE))
        pairs = np.unique(every)
        return (pairs % PLANE).astype(np.uint16), np.searchsorted(
            pairs // PLANE, np.arange(len(places))
        )

    def sieve(self, claims: Ints, on: date) -> Sieve:
        """A sieve of these claims (places) as units weigh on that day."""
        told, table = self._parted, self._table(on)
        sizes = told.first[claims + 1] - told.first[claims]
        claims, sizes = claims[sizes > 0], sizes[sizes > 0]
        parts = told.part[runs(told.first[claims], sizes)]
        often = np.diff(told.having[1])[parts]
        order = np.lexsort((often, np.repeat(np.arange(len(claims)), sizes)))
        used, local = np.unique(parts[order[np.cumsum(sizes) - sizes]], return_inverse=True)
        tokens, starts = told.characters(used)
        whole = np.add.reduceat(table[tokens], starts) if len(starts) else table[:0]
        return Sieve(claims, told, table, local, tokens, starts, whole)

    def _table(self, on: date) -> Floats:
        weights = self.weights(on)
        table = np.full(PLANE, weights.of("\0"), np.float32)
        for unit in weights.counts:
            if len(unit) == 1 and ord(unit) < PLANE:
                table[ord(unit)] = weights.of(unit)
        return table

    @cached_property
    def _parted(self) -> Parted:
        return parted(self.texts)

    @cached_property
    def _subclass(self) -> tuple[Ints, list[str]]:
        symbols = _firsts(self.documents.column("ipc")).take(pa.array(self.rows))
        return _coded(pc.utf8_slice_codeunits(pc.fill_null(symbols, ""), 0, 4))


@dataclass
class Looked:
    """A text that is looked through for features; each feature once."""

    text: Passages
    weights: Weights
    _found: dict[str, Element] = field(default_factory=dict)

    def chart(self, features: tuple[str, ...]) -> tuple[Element, ...]:
        """The chart, cut after the first feature that is not there."""
        found = []
        for one in features:
            if one not in self._found:
                self._found[one] = compared(one, self.text, self.weights)
            found.append(self._found[one])
            if found[-1].reading in ("missing", "unclear"):
                break
        return tuple(found)


def claims_of(documents: pa.Table, serial: pa.ChunkedArray, claim: pa.ChunkedArray) -> Claims:
    """The claims of documents; ``serial`` and ``claim`` tell their texts, in the order of the
    documents."""
    at = pc.index_in(serial, value_set=documents.column("serial").combine_chunks())
    told = pc.fill_null(pc.greater(pc.utf8_length(claim), 0), False)
    rows = at.filter(told).combine_chunks().to_numpy(zero_copy_only=False).astype(np.int64)
    return Claims(documents, rows, claim.filter(told).combine_chunks())


def passages(claim: str | None, abstract: str | None) -> Passages:
    """What a document says that it has, as far as its claim and abstract tell, either by itself."""
    return Passages.of(of_claim(claim or ""), of_abstract(abstract or ""))


def _firsts(lists: pa.ChunkedArray) -> pa.Array:
    column = lists.combine_chunks()
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    told = pc.greater(pc.list_value_length(column), 0)
    return pc.list_element(pc.if_else(told, column, pa.scalar([None], column.type)), 0)


def _coded(values: pa.Array) -> tuple[Ints, list[str]]:
    told = pc.dictionary_encode(pc.fill_null(values, ""))
    told = told.combine_chunks() if isinstance(told, pa.ChunkedArray) else told
    return told.indices.to_numpy(zero_copy_only=False).astype(np.int64), told.dictionary.to_pylist()


def _days(column: pa.ChunkedArray) -> Ints:
    return np.asarray(pc.fill_null(column.cast(pa.int32()), _FAR).to_numpy(), dtype=np.int64)


_FAR = 2**31 - 1


def _number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def days(documents: pa.Table, name: str) -> Ints:
    """A column of days as days since 1970-01-01, a far day where none is told."""
    return _days(documents.column(name))


def number(day: date) -> int:
    """A day as days since 1970-01-01."""
    return _number(day)


def shared(here: Sequence[str], there: Sequence[str]) -> bool:
    """Whether two lists of names have one in common."""
    return not set(here).isdisjoint(there)
