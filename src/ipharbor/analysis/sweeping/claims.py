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

from ipharbor.warning.comparing import EQUIVALENT, Weights, learned
from ipharbor.warning.features import of_abstract, of_claim, units

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]

LEARNED_FROM = 8000  # claims that weights are learned from, evenly spaced
FEW = 500  # claims known before a year from which nothing is learned
STOCK_LEAST = 200  # parts in a subclass from which its share of stock wording is told
_LEAST = EQUIVALENT - 0.06  # pairs are not looked at here: a little less than what is needed
_PLANE = 0x10000
_PUNCTUATION = "[；;。，,：:\n]"
# Up to the first comma, unless it says before what the thing comprises; 包 may be a bag.
_SUBJECT = r"^\s*1\s*[.、．]?(?:[^，,：:；;。包]|包[^括含，,：:；;。包])*包?[，,：:]"


@dataclass(frozen=True)
class Sieve:
    """Claims that texts are tried against; ``claims`` are their places among all."""

    claims: Ints
    _tokens: Ints
    _weights: Floats
    _whole: Floats
    _starts: Ints
    _parts: Ints
    _ends: Ints

    def passing(self, text: str) -> Ints:
        """The places of the claims that the text may have all features of."""
        if not len(self.claims):
            return self.claims
        present = np.zeros(_PLANE, np.bool_)
        present[_codes(text.casefold())] = True
        found = np.add.reduceat(self._weights * present[self._tokens], self._starts)
        near = np.where(self._whole > 0, found / np.maximum(self._whole, 1e-6), 1.0)
        least = np.minimum.reduceat(near[self._parts], self._ends)
        return self.claims[least >= _LEAST]


@dataclass
class Claims:
    """The first claims in the corpus: ``rows`` of ``documents``, and ``texts`` in that order."""

    documents: pa.Table
    rows: Ints
    texts: pa.Array
    _weights: dict[date, Weights] = field(default_factory=dict)
    _stock: dict[date, dict[str, float]] = field(default_factory=dict)

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

    def weights(self, on: date) -> Weights:
        """What units carry, learned from the claims known before the year began; in the first
        years, when these are few, from all known on the day."""
        begun = date(on.year, 1, 1)
        day = begun if int((self.known < _number(begun)).sum()) >= FEW else on
        if day not in self._weights:
            known = np.flatnonzero(self.known < _number(day) + (day == on))
            step = max(1, len(known) // LEARNED_FROM)
            self._weights[day] = learned(self.text(at) for at in known[::step].tolist())
        return self._weights[day]

    def stock(self, on: date, subclass: str) -> float:
        """How much of the claims of an IPC subclass is stock wording: the share of their parts that
        claims of another applicant have word for word. Of what was known before the year began;
        of all classes together where little is."""
        day = date(on.year, 1, 1)
        if day not in self._stock:
            self._stock[day] = self._stocked(_number(day))
        return self._stock[day].get(subclass, self._stock[day].get("", 0.0))

    def same(self, place: int, before: date) -> Ints:
        """The places of other claims known before a day that have every part of this one, word for
        word."""
        parts = self._part[self._first[place] : self._first[place + 1]]
        owners, starts = self._by_part
        found: Ints | None = None
        for part in np.unique(parts).tolist():
            have = owners[starts[part] : starts[part + 1]]
            found = have if found is None else np.intersect1d(found, have)
        if found is None:
            return np.empty(0, np.int64)
        earlier: Ints = found[(found != place) & (self.known[found] < _number(before))]
        return earlier

    def sieve(self, claims: Ints, on: date) -> Sieve:
        """A sieve of these claims (places) as units weigh on that day."""
        sizes = self._first[claims + 1] - self._first[claims]
        claims = claims[sizes > 0]
        sizes = sizes[sizes > 0]
        ends = np.cumsum(sizes) - sizes
        parts = self._part[_runs(self._first[claims], sizes)]
        used, local = np.unique(parts, return_inverse=True)
        counts = self._token_first[used + 1] - self._token_first[used]
        tokens = self._tokens[_runs(self._token_first[used], counts)]
        weighs = self._table(on)[tokens]
        starts = np.cumsum(counts) - counts
        whole = np.add.reduceat(weighs, starts) if len(starts) else weighs
        return Sieve(claims, tokens, weighs, whole, starts, local, ends)

    def _table(self, on: date) -> Floats:
        weights = self.weights(on)
        table = np.full(_PLANE, weights.of("\0"), np.float32)
        for unit in weights.counts:
            if len(unit) == 1 and ord(unit) < _PLANE:
                table[ord(unit)] = weights.of(unit)
        return table

    @cached_property
    def _split(self) -> tuple[Ints, Ints, pa.Array]:
        """Where each claim's parts begin, the number of each part, and the parts themselves."""
        told = pc.replace_substring_regex(self.texts, _SUBJECT, "")
        lists = pc.split_pattern_regex(told, _PUNCTUATION)
        owner = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False).astype(np.int64)
        coded = pc.list_flatten(lists).dictionary_encode()
        names = coded.dictionary
        apart = np.array([" ".join(units(one)) if one else "" for one in names.to_pylist()], object)
        long = np.array([one.count(" ") >= 2 for one in apart])
        same = pa.array(apart, pa.string()).dictionary_encode()
        number = same.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        code = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        keep = long[code]
        sizes = np.bincount(owner[keep], minlength=len(self.texts))
        first = np.concatenate(([0], np.cumsum(sizes)))
        return first, number[code[keep]], same.dictionary

    @property
    def _first(self) -> Ints:
        return self._split[0]

    @property
    def _part(self) -> Ints:
        return self._split[1]

    @cached_property
    def _by_part(self) -> tuple[Ints, Ints]:
        owner = np.repeat(np.arange(len(self.texts)), np.diff(self._first))
        order = np.argsort(self._part, kind="stable")
        starts = np.searchsorted(self._part[order], np.arange(len(self._split[2]) + 1))
        return owner[order], starts

    @cached_property
    def _lexicon(self) -> tuple[Ints, Ints]:
        told = "\n".join(self._split[2].to_pylist())
        codes = np.frombuffer(told.encode("utf-32-le"), np.uint32).astype(np.int64)
        part = np.cumsum(codes == ord("\n"))
        kept = (codes > ord(" ")) & (codes < _PLANE)
        pairs = np.unique(part[kept] * _PLANE + codes[kept])
        first = np.searchsorted(pairs, np.arange(len(self._split[2]) + 1) * _PLANE)
        return first, pairs % _PLANE

    @property
    def _token_first(self) -> Ints:
        return self._lexicon[0]

    @property
    def _tokens(self) -> Ints:
        return self._lexicon[1]

    def _stocked(self, before: int) -> dict[str, float]:
        owner = np.repeat(np.arange(len(self.texts)), np.diff(self._first))
        seen = self.known[owner] < before
        owner, part = owner[seen], self._part[seen]
        if not len(owner):
            return {}
        applicant = self._applicant[owner]
        pairs = np.unique(part * (int(self._applicant.max()) + 2) + applicant + 1)
        holders = np.bincount(pairs // (int(self._applicant.max()) + 2))
        shared = holders[part] > 1
        found = {"": float(shared.mean())}
        codes, names = self._subclass
        sizes = np.bincount(codes[owner], minlength=len(names))
        many = np.bincount(codes[owner], weights=shared, minlength=len(names))
        for code in np.flatnonzero(sizes >= STOCK_LEAST).tolist():
            found[names[code]] = float(many[code] / sizes[code])
        return found

    @cached_property
    def _applicant(self) -> Ints:
        return _coded(_firsts(self.documents.column("applicants")).take(pa.array(self.rows)))[0]

    @cached_property
    def _subclass(self) -> tuple[Ints, list[str]]:
        symbols = _firsts(self.documents.column("ipc")).take(pa.array(self.rows))
        return _coded(pc.utf8_slice_codeunits(pc.fill_null(symbols, ""), 0, 4))


def claims_of(documents: pa.Table, serial: pa.ChunkedArray, claim: pa.ChunkedArray) -> Claims:
    """The claims of the Chinese office's documents; ``serial`` and ``claim`` tell their texts."""
    at = pc.index_in(documents.column("serial"), value_set=serial.combine_chunks())
    texts = claim.combine_chunks().take(at.combine_chunks())
    told = pc.and_(
        pc.fill_null(pc.greater(pc.utf8_length(texts), 0), False),
        pc.equal(documents.column("office"), "CN").combine_chunks(),
    )
    rows = np.flatnonzero(told.to_numpy(zero_copy_only=False)).astype(np.int64)
    return Claims(documents, rows, texts.take(pa.array(rows)))


def passages(claim: str | None, abstract: str | None) -> tuple[str, ...]:
    """What a document says that it has, as far as its claim and abstract tell."""
    return of_claim(claim or "") + of_abstract(abstract or "")


def _codes(text: str) -> Ints:
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    return codes[codes < _PLANE].astype(np.int64)


def _runs(starts: Ints, sizes: Ints) -> Ints:
    """The numbers ``start, start + 1, …`` of each run, one run after the other."""
    ends = np.cumsum(sizes)
    shift = np.repeat(starts - (ends - sizes), sizes)
    found: Ints = np.arange(int(ends[-1]) if len(ends) else 0) + shift
    return found


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
