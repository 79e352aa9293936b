"""The feature chart: what of a claim is found in a text.

A claim covers what has all its features (全面覆盖), each literally or by an equivalent (等同). One
that is missing is enough that it does not. Texts are compared by the characters and words that
carry content in their field: the rarer among the claims of the corpus, the more they weigh. It
is a comparison of words and no opinion on the scope of a claim.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from ipharbor.warning.features import grams, numbers, opposed, units
from ipharbor.warning.incident import Element

LITERAL, EQUIVALENT, UNCLEAR = 0.88, 0.76, 0.55  # least nearness of each reading
ALIEN = 1.6  # a unit of this weight that is absent: not literal
WORD = 2.5  # a word of this weight that is absent: no equivalent
PAIRED = 2.0  # or one of two units that are no aliens, and so seldom stand together
COMMON = 1.0  # units in a third of all claims and more carry no content
PAIR_SHARE = 0.2  # how much a pair of units weighs beside single ones
WIDEST = 3  # parts of a text that one feature may be spread over
_LONGER = 1.02  # a wider passage has to be nearer by so much


@dataclass(frozen=True)
class Weights:
    """How much each unit and pair of units carries: ``counts`` of the ``total`` texts have it."""

    counts: Mapping[str, int]
    total: int

    def of(self, gram: str) -> float:
        """The logarithm of how rare it is, less what the commonest carry; 0 for common ones."""
        rare = math.log((self.total + 1) / (self.counts.get(gram, 0) + 1)) - COMMON
        if " " in gram:
            rare = (rare - COMMON) * PAIR_SHARE
        return max(0.0, rare)

    def together(self, one: str, other: str) -> float:
        """How rare it is that the one stands before the other, as a unit is weighed: 片 and 簧 are
        common, 片簧 is not."""
        count = self.counts.get(f"{one} {other}", 0)
        return max(0.0, math.log((self.total + 1) / (count + 1)) - COMMON)


def learned(texts: Iterable[str]) -> Weights:
    """Weights from texts, each counted once for what it has."""
    counts: Counter[str] = Counter()
    total = 0
    for text in texts:
        counts.update(grams(units(text)))
        total += 1
    return Weights(counts, total)


@dataclass(frozen=True)
class Passages:
    """A text in its parts, to be looked through for features.

    ``begins`` are the places of parts at which another text begins: a claim, then an abstract. A
    passage lies within one text, so that none is shown that nobody wrote.
    """

    parts: tuple[str, ...]
    begins: tuple[int, ...] = ()

    @classmethod
    def of(cls, *texts: tuple[str, ...]) -> Passages:
        """Texts one after another, each in its parts."""
        ends = tuple(accumulate(len(one) for one in texts))
        whole = tuple(part for one in texts for part in one)
        return cls(whole, tuple(sorted({end for end in ends[:-1] if 0 < end < len(whole)})))

    @cached_property
    def windows(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """Each part and each run of up to WIDEST parts, with its grams; shorter ones first."""
        found = []
        for width in range(1, WIDEST + 1):
            for first in range(len(self.parts) - width + 1):
                if any(first < begin < first + width for begin in self.begins):
                    continue
                run = self.parts[first : first + width]
                found.append(("，".join(run), frozenset().union(*(grams(units(p)) for p in run))))
        return tuple(found)

    @cached_property
    def verbatim(self) -> Mapping[tuple[str, ...], str]:
        """The parts by their units."""
        return {units(part): part for part in reversed(self.parts)}


def compared(feature: str, text: Passages, weights: Weights) -> Element:
    """One feature beside the passage that is nearest to it."""
    same = text.verbatim.get(units(feature))
    if same is not None and numbers(feature) <= numbers(same):
        return Element(feature, same, "literal", 1.0)
    weighed = {gram: weights.of(gram) for gram in grams(units(feature))}
    whole = sum(weighed.values())
    if whole <= 0:  # nothing but common words: they must stand together somewhere
        weighed = dict.fromkeys(weighed, 1.0)
        whole = float(len(weighed))
    best, passage, seen = 0.0, "", frozenset[str]()
    for told, has in text.windows:
        share = sum(weight for gram, weight in weighed.items() if gram in has) / whole
        if share > best * _LONGER:
            best, passage, seen = share, told, has
    if best < 1e-9:
        return Element(feature, "", "missing", 0.0)
    absent = _absent(units(feature), weighed, seen, weights)
    return Element(feature, passage, _reading(feature, passage, best, absent), round(best, 3))


def _absent(
    told: tuple[str, ...], weighed: Mapping[str, float], seen: frozenset[str], weights: Weights
) -> tuple[float, bool]:
    """The weight of the heaviest unit that is absent, and whether a word is: absent units in a row
    that together weigh much, or two common ones that seldom stand together elsewhere."""
    heaviest, word, run = 0.0, False, [0.0]
    for at, unit in enumerate(told):
        weight = 0.0 if unit in seen else weighed[unit]
        heaviest = max(heaviest, weight)
        if unit in seen:
            run = [0.0]
            continue
        run.append(weight)
        if sum(one > 0 for one in run) > 1 and sum(run) >= WORD:
            word = True
        if len(run) > 2 and max(run[-2:]) < ALIEN:
            word = word or weights.together(told[at - 1], unit) >= PAIRED
    return heaviest, word


def chart(features: Sequence[str], text: Passages, weights: Weights) -> tuple[Element, ...]:
    """Each feature beside what was found of it, in the order of the claim."""
    return tuple(compared(one, text, weights) for one in features)


def coverage(elements: Sequence[Element]) -> str:
    """What a chart comes to: ``literal``, ``equivalents``, ``one_unclear``, ``two_unclear`` or
    ``none``. A chart without features comes to none."""
    readings = Counter(one.reading for one in elements)
    if not elements or readings["missing"] or readings["unclear"] > 2:
        return "none"
    if readings["unclear"]:
        return "one_unclear" if readings["unclear"] == 1 else "two_unclear"
    return "equivalents" if readings["equivalent"] else "literal"


def reworded(elements: Sequence[Element]) -> int:
    """How many features are found in other words than the claim's."""
    return sum(
        one.reading in ("literal", "equivalent")
        and not _contains(units(one.found), units(one.claimed))
        for one in elements
    )


def _contains(found: tuple[str, ...], claimed: tuple[str, ...]) -> bool:
    return f" {' '.join(claimed)} " in f" {' '.join(found)} "


def _reading(feature: str, passage: str, near: float, absent: tuple[float, bool]) -> str:
    if near < UNCLEAR:
        return "missing"
    if (
        near < EQUIVALENT
        or absent[1]
        or opposed(feature, passage)
        or not numbers(feature) <= numbers(passage)
    ):
        return "unclear"
    return "literal" if near >= LITERAL and absent[0] < ALIEN else "equivalent"
