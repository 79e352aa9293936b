"""Words that nobody had before, found without a dictionary.

A text is cut into all its runs of three and of four characters, for the words of a technology
that emerges stand in no dictionary. A run is *new* while it is not older than two years. A new
run that several take up is judged by a permutation argument: if its uses had fallen anywhere
among the documents, the chance that all k of them fall into the last share f of these is f**k.
Uses of one applicant in one month count once. All runs that are used often enough are tried at
once, so the level is controlled by the procedure of Y. Benjamini and Y. Hochberg, *Controlling
the False Discovery Rate*, JRSS B 57 (1995) 289-300. Runs that stand in the same documents are
one technology.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ipharbor.warning.chances import passing
from ipharbor.warning.rings import bound

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

SIZES = (3, 4)
NEW = 24  # months for which a run is new
USES = 5  # uses from which a run is tried at all
LEVEL = 0.01  # of false discoveries among the runs found
SAMPLE = 64  # of so many runs one is counted, to know how many are tried
_BITS = 26
_ODD = np.uint64(0x9E3779B97F4A7C15)
_NONE = np.iinfo(np.int16).max


@dataclass(frozen=True)
class Runs:
    """Runs of characters: ``text[i]`` is the place of the text in which run ``value[i]`` stands.
    Each run stands once for each time that it is used."""

    text: Ints
    value: Ints


def runs(texts: Sequence[str]) -> Runs:
    """All runs of the texts. Only Chinese characters and Latin letters, made small, make runs;
    anything else parts them. Values are hashes of 26 bits: two runs rarely share one."""
    found = list(_hashed(texts))
    if not found:
        return Runs(np.zeros(0, np.int64), np.zeros(0, np.int64))
    return Runs(
        np.concatenate([one.text for one in found]), np.concatenate([one.value for one in found])
    )


def _hashed(texts: Sequence[str]) -> Iterator[Runs]:
    """The runs of each size."""
    joined = "\n".join(texts).lower().encode("utf-32-le", "replace")
    codes = np.frombuffer(joined, np.uint32).astype(np.uint64)
    whole = ((codes >= 0x4E00) & (codes <= 0x9FFF)) | ((codes >= 97) & (codes <= 122))
    text = np.cumsum(codes == 10).astype(np.int64)
    for size in SIZES:
        if len(codes) < size:
            continue
        ends = len(codes) - size + 1
        value, able = np.full(ends, np.uint64(size)), np.ones(ends, bool)
        for at in range(size):
            value = (value + codes[at : at + ends]) * _ODD
            value ^= value >> np.uint64(29)
            able &= whole[at : at + ends]
        yield Runs(text[:ends][able], (value[able] >> np.uint64(64 - _BITS)).astype(np.int64))


class FirstUses:
    """The month in which each run was first used, of all texts shown; 128 MB."""

    def __init__(self) -> None:
        self._month = np.full(1 << _BITS, _NONE, np.int16)
        self._sampled: list[tuple[Ints, Ints]] = []

    def show(self, told: Runs, month: Ints, use: Ints) -> None:
        """Show the runs of some texts, with each text's month and the code of its use: texts of
        one code count once."""
        order = np.argsort(-month[told.text], kind="stable")  # the earliest is written last
        value, when = told.value[order], month[told.text[order]].astype(np.int16)
        earlier = when < self._month[value]
        self._month[value[earlier]] = when[earlier]
        some = told.value % SAMPLE == 0
        self._sampled.append((told.value[some], use[told.text[some]]))

    def of(self, value: Ints) -> Ints:
        """The months of those runs."""
        return self._month[value].astype(np.int64)

    def tried(self, last_use: int) -> int:
        """About how many runs have enough uses, of uses up to that code, to be tried."""
        values = np.concatenate([one for one, _ in self._sampled] or [np.zeros(0, np.int64)])
        uses = np.concatenate([one for _, one in self._sampled] or [np.zeros(0, np.int64)])
        near = uses <= last_use
        pairs = np.unique(values[near] * (last_use + 1) + uses[near])
        _, counts = np.unique(pairs // (last_use + 1), return_counts=True)
        return max(1, int((counts >= USES).sum())) * SAMPLE


def significant(
    uses: Ints, share: Floats, tried: int, level: float = LEVEL
) -> npt.NDArray[np.bool_]:
    """Which runs are found, of ``uses`` k in the last ``share`` f of the documents, when so many
    were tried: Benjamini and Hochberg's procedure on f**k. Runs that are not given have chances
    of 1."""
    return passing(share ** uses.astype(np.float64), tried, level)


def together(run: Ints, text: Ints, overlap: float = 0.5) -> Ints:
    """The set of each run, where runs that share at least ``overlap`` of the texts of the rarer
    are in one set. ``run`` counts from 0 and stands with ``text`` side by side, pairs once."""
    size = int(run.max(initial=-1)) + 1
    texts = np.unique(text, return_inverse=True)[1]
    stands = np.zeros((size, int(texts.max(initial=-1)) + 1), np.float32)
    stands[run, texts] = 1
    common = stands @ stands.T
    many = np.diagonal(common)
    near = common >= overlap * np.minimum(many[:, np.newaxis], many[np.newaxis, :])
    left, right = np.nonzero(np.triu(near & (common >= 2)))
    return bound(left, right, size)
