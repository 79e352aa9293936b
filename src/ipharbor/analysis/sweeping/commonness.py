"""How many other documents of a field have all features of a claim.

Where others of an IPC subclass say all of a claim as well, one more that does is no news: its words
are those of the field. The claims known before the year are looked through, so that the answer is
the same for all days of a year and nothing later changes it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np

from ipharbor.analysis.sweeping.claims import NEARLY, TOLD, Claims, Flags, Looked, shared
from ipharbor.analysis.sweeping.parted import PLANE, Codes, Ints
from ipharbor.warning.comparing import Passages, Weights, coverage
from ipharbor.warning.features import units
from ipharbor.warning.incident import Element
from ipharbor.warning.overlap import comparable, in_other_words

MOST = 4000  # claims of a subclass that are looked through, evenly spaced
MOST_CHARTED = 40  # of those that may have all features
DRAWN, FEWEST = 40, 10  # claims of a subclass that tell its habit, and from how many it is told


@dataclass
class Field:
    """Claims of a subclass, by place: ``places`` drawn evenly from ``size``."""

    claims: Claims
    places: Ints
    size: int
    weights: Weights
    _texts: dict[int, Looked] = field(default_factory=dict)
    _near: dict[str, Flags] = field(default_factory=dict)

    def having(self, chart: Sequence[Element], besides: Collection[str]) -> float:
        """How many claims of the field that are not of ``besides`` have all features of a chart; of
        a chart in other words only those that say them in other words too. Where not all could be
        looked at, what follows for all from those that were."""
        near = np.ones(len(self.places), np.bool_)
        for one in chart:
            near &= self._nearly(one.claimed)
        able = [at for at in self.places[near].tolist() if not self._of(at, besides)]
        step = max(1, -(-len(able) // MOST_CHARTED))
        features = tuple(one.claimed for one in chart)
        own = in_other_words(chart)
        found = 0
        for at in able[::step]:
            other = self._looked(at).chart(features)
            found += coverage(other) in TOLD and (not own or in_other_words(other))
        return found * step * self.size / max(1, len(self.places))

    @cached_property
    def habit(self) -> float:
        """The share of the field's claims that a document of somebody else has all of: how much one
        more such document says where a claim has none yet."""
        asked, found = 0, 0
        for at in self.places[:: max(1, -(-len(self.places) // DRAWN))].tolist():
            features = self.claims.features(at)
            if comparable(features):
                itself = tuple(Element(one, one, "literal", 1.0) for one in features)
                asked += 1
                found += self.having(itself, self.claims.applicants(at)) > 0
        return found / asked if asked >= FEWEST else 0.0

    def _of(self, place: int, names: Collection[str]) -> bool:
        return shared(self.claims.applicants(place), list(names))

    def _looked(self, place: int) -> Looked:
        if place not in self._texts:
            text = Passages(self.claims.features(place))
            self._texts[place] = Looked(text, self.weights)
        return self._texts[place]

    def _nearly(self, feature: str) -> Flags:
        """Which claims have enough of a feature's characters."""
        if feature not in self._near:
            told = frozenset("".join(units(feature)))
            weighs = np.zeros(PLANE, np.float32)
            for one in told:
                if ord(one) < PLANE:
                    weighs[ord(one)] = self.weights.of(one)
            tokens, starts = self._characters
            whole = float(weighs.sum())
            found = np.add.reduceat(weighs[tokens], starts) if len(starts) else weighs[:0]
            self._near[feature] = found >= NEARLY * whole
        return self._near[feature]

    @cached_property
    def _characters(self) -> tuple[Codes, Ints]:
        return self.claims.characters(self.places)


@dataclass
class Commonness:
    """The fields of all subclasses, of the claims known by a day."""

    claims: Claims
    on: date
    weights: Weights
    _fields: dict[str, Field] = field(default_factory=dict)

    def of(self, subclass: str) -> Field:
        """The field of a subclass."""
        if subclass not in self._fields:
            known = self.claims.of_subclass(subclass, self.on)
            places = known[:: max(1, -(-len(known) // MOST))]
            self._fields[subclass] = Field(self.claims, places, len(known), self.weights)
        return self._fields[subclass]
