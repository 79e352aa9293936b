"""Claims taken apart, in columns of numbers: which parts each has, and which characters each part.

Texts are taken a piece at a time and their strings let go, so that the claims of a corpus need the
memory of numbers. A part is known by the hash of its units.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.warning.features import units

Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]
Codes = npt.NDArray[np.uint16]

PLANE = 0x10000
_AT_ONCE = 10_000  # claims
_LEAST_UNITS = 3  # a shorter part is none of its own
_PUNCTUATION = "[；;。，,：:\n]"
# Up to the first comma, unless it says before what the thing comprises; 包 may be a bag.
_SUBJECT = r"^\s*1\s*[.、．]?(?:[^，,：:；;。包]|包[^括含，,：:；;。包])*包?[，,：:]"


@dataclass(frozen=True)
class Parted:
    """``first`` is where each claim's parts begin in ``part``, which holds the number of each;
    ``token_first`` where each part's characters begin in ``tokens``. Both end with their sum."""

    first: Ints
    part: Small
    token_first: Ints
    tokens: Codes

    def characters(self, parts: Ints | Small) -> tuple[Codes, Ints]:
        """The characters of some parts, one part after the other, and where each part's begin."""
        sizes = self.token_first[parts + 1] - self.token_first[parts]
        return self.tokens[runs(self.token_first[parts], sizes)], np.cumsum(sizes) - sizes

    @cached_property
    def having(self) -> tuple[Small, Ints]:
        """The claims that have each part, by part, and where each part's begin."""
        owner = np.repeat(np.arange(len(self.first) - 1, dtype=np.int32), np.diff(self.first))
        order = np.argsort(self.part, kind="stable")
        starts = np.searchsorted(self.part[order], np.arange(len(self.token_first)))
        return owner[order], starts.astype(np.int64)


@dataclass(frozen=True)
class _Piece:
    """Some claims: how many parts each has, the name of each part, and the characters of names."""

    sizes: Ints
    names: npt.NDArray[np.uint64]
    distinct: npt.NDArray[np.uint64]
    counts: Ints
    tokens: Codes


def parted(texts: pa.Array) -> Parted:
    """First claims (of pa.string) taken apart, in their order."""
    pieces = list(_pieces(texts))
    if not pieces:
        none = np.zeros(1, np.int64)
        return Parted(none, np.empty(0, np.int32), none, np.empty(0, np.uint16))
    told = np.concatenate([one.distinct for one in pieces])
    names, chosen = np.unique(told, return_index=True)
    counts = np.concatenate([one.counts for one in pieces])
    starts = np.cumsum(counts) - counts
    tokens = np.concatenate([one.tokens for one in pieces])
    kept = counts[chosen]
    sizes = np.concatenate([one.sizes for one in pieces])
    part = [np.searchsorted(names, one.names).astype(np.int32) for one in pieces]
    return Parted(
        np.concatenate(([0], np.cumsum(sizes))),
        np.concatenate(part),
        np.concatenate(([0], np.cumsum(kept))),
        tokens[runs(starts[chosen], kept)],
    )


def runs(starts: Ints, sizes: Ints) -> Ints:
    """The numbers ``start, start + 1, …`` of each run, one run after the other."""
    ends = np.cumsum(sizes)
    shift = np.repeat(starts - (ends - sizes), sizes)
    found: Ints = np.arange(int(ends[-1]) if len(ends) else 0) + shift
    return found


def _pieces(texts: pa.Array) -> Iterator[_Piece]:
    for begin in range(0, len(texts), _AT_ONCE):
        yield _piece(texts.slice(begin, _AT_ONCE))


def _piece(texts: pa.Array) -> _Piece:
    told = pc.replace_substring_regex(texts, _SUBJECT, "")
    lists = pc.split_pattern_regex(told, _PUNCTUATION)
    owner = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False)
    coded = pc.list_flatten(lists).dictionary_encode()
    code = coded.indices.to_numpy(zero_copy_only=False)
    # Past its cache: each part comes once, and would only push out what is asked for again.
    apart = [units.__wrapped__(one) if one else () for one in coded.dictionary.to_pylist()]
    long = np.array([len(one) >= _LEAST_UNITS for one in apart], np.bool_)
    said = [" ".join(one) for one in apart]
    named = np.array([_name(one) for one in said], np.uint64)
    keep = long[code]
    names = named[code[keep]]
    distinct, at = np.unique(named[long], return_index=True)
    places = np.flatnonzero(long)[at]
    tokens = [_characters(said[place]) for place in places.tolist()]
    return _Piece(
        np.bincount(owner[keep], minlength=len(texts)).astype(np.int64),
        names,
        distinct,
        np.array([len(one) for one in tokens], np.int64),
        np.concatenate(tokens) if tokens else np.empty(0, np.uint16),
    )


def _name(said: str) -> int:
    return int.from_bytes(hashlib.blake2b(said.encode(), digest_size=8).digest(), "little")


def _characters(said: str) -> Codes:
    return np.unique(codes(said.replace(" ", "")))


def codes(text: str) -> Codes:
    """The characters of a text as numbers, those of the first plane."""
    found = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    return found[found < PLANE].astype(np.uint16)
