"""Filings in columns: who files what and when, before they have numbers and ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from ipharbor.samples._days import Days, Ints, Lots, Mask
from ipharbor.samples._drawing import Dated
from ipharbor.samples._seeds import Words, mixed, unit

NOTHING = -1
ON_ITS_OWN = -2  # the line of what belongs to none and keeps its picks
PICKS = ("base", "first", "second", "details")
_SHARED = 0.7  # of a line's filings say the same of a part as the line does


@dataclass(frozen=True)
class Filings:
    """Columns of equal length, one place for each filing.

    ``kind`` is a place in PATENT_TYPES, ``shop`` and ``partner`` are places among the
    workshops, ``thing``, ``first``, ``second`` and ``shape`` places in the trade's lists; -1 is
    none. ``line`` numbers lines of work. ``mark`` tells a design apart, ``classes`` replaces
    the classes that would follow. ``words`` seeds a text, ``picks`` (four columns, by PICKS)
    choose among the forms of its parts: filings with the same picks have the same features.
    ``voice`` 1 says the same in other words. ``twin`` is the place of the other of a pair filed
    on one day; ``plant`` the number of what was planted with it, -1 for most.
    """

    kind: Ints
    filed: Days
    opened: Days
    granted: Days
    shop: Ints
    partner: Ints
    thing: Ints
    first: Ints
    second: Ints
    shape: Ints
    line: Ints
    words: Words
    picks: np.ndarray
    mark: np.ndarray
    classes: np.ndarray
    voice: Ints
    twin: Ints
    plant: Ints

    def __len__(self) -> int:
        return len(self.kind)

    def take(self, rows: Ints | Mask) -> Filings:
        """Some of them; twins are not looked after."""
        return Filings(**{each.name: getattr(self, each.name)[rows] for each in fields(self)})


def bare(kind: Ints, dated: Dated, shop: Ints, rng: Lots) -> Filings:
    """Filings of which nothing is known yet but who, when and of which type."""
    count = len(kind)

    def none() -> Ints:
        return np.full(count, NOTHING)

    words = rng.integers(0, 2**64, count, dtype=np.uint64)
    return Filings(
        kind=kind,
        filed=dated.filed,
        opened=dated.opened,
        granted=dated.granted,
        shop=shop,
        partner=none(),
        thing=none(),
        first=none(),
        second=none(),
        shape=none(),
        line=none(),
        words=words,
        picks=own_picks(words),
        mark=np.full(count, "", object),
        classes=np.full(count, "", object),
        voice=np.zeros(count, np.int64),
        twin=none(),
        plant=none(),
    )


def joined(parts: Sequence[Filings]) -> Filings:
    """All filings of ``parts``, none of which has twins yet."""
    return Filings(
        **{
            each.name: np.concatenate([getattr(part, each.name) for part in parts])
            for each in fields(Filings)
        }
    )


def own_picks(words: Words) -> np.ndarray:
    """Picks that follow from each filing's words alone."""
    return np.stack([mixed(words, salt) for salt in range(1, len(PICKS) + 1)], axis=1)


def with_shared_picks(filings: Filings, seed: int) -> Filings:
    """The filings of a line say the same of most parts."""
    lines = mixed((filings.line + 2).astype(np.uint64), 1000 + seed % 1000)
    picks = filings.picks.copy()
    for at in range(len(PICKS)):
        shared = (filings.line >= 0) & (unit(filings.words, 20 + at) < _SHARED)
        picks[shared, at] = mixed(lines[shared], at + 1)
    return replace(filings, picks=picks)
