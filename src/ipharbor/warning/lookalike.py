"""Designs of an outsider that follow a firm's line: same products and motifs, told by their titles.

Whether three such designs mean anything depends on how common the motifs are: the chance is that
of so many by accident when somebody else's designs of the same products have them as often as
all others' do.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ipharbor.warning.incident import Element, Incident
from ipharbor.warning.overlap import marked
from ipharbor.warning.reasons import COMPARED, given
from ipharbor.warning.signals import LEAST_CHANCE, Signal, percent

LEAST = 3  # designs that make a following
PERIOD = timedelta(days=366)  # within which they become known
CHANCE = 0.001  # so many by accident: rarer is a following
MANY, LONG_LINE, LONG_LIFE = 4, 10, 3  # designs of the outsider and of the line; years
_TITLE = re.compile(r"^(?P<product>[^()]{1,60}?)\s*\((?P<motif>[^()]{2,30})\)$")
_RUNNING = re.compile(r"[\s\-—_]*(?:\d+|[一二三四五六七八九十]{1,3}|[IVX]{1,4}|[A-Za-z])$")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]{2,}")


@dataclass(frozen=True)
class Design:
    """A design with its product and its motif, the day it became known and was filed."""

    key: str
    title: str
    product: str
    motif: str
    known_on: date
    filed_on: date | None = None


@dataclass(frozen=True)
class Following:
    """Designs of an outsider (``theirs``) and those of the line that each follows (``line``), in
    one order; ``chance`` of so many by accident, ``day`` on which it could be seen."""

    theirs: tuple[Design, ...]
    line: tuple[Design, ...]
    chance: float
    day: date


def product_and_motif(title: str) -> tuple[str, str] | None:
    """Product and motif of a title such as 手镯（木棉3）; None where it names no motif in Chinese
    but, say, a model number."""
    found = _TITLE.match(unicodedata.normalize("NFKC", title).strip())
    if found is None:
        return None
    motif = _RUNNING.sub("", found["motif"])
    return (found["product"].strip(), motif) if _HAN.fullmatch(motif) else None


def stems(motifs: Iterable[str]) -> dict[str, str]:
    """For each motif the shortest one that it begins with: 木棉 for 木棉系列, where some design is
    named 木棉 alone."""
    told = set(motifs)
    found = {}
    for motif in told:
        starts = (motif[:size] for size in range(2, len(motif)))
        found[motif] = next((one for one in starts if one in told), motif)
    return found


def by_accident(count: int, expected: float) -> float:
    """The chance of ``count`` or more where ``expected`` are expected (Poisson)."""
    below = math.fsum(
        math.exp(-expected + k * math.log(expected) - math.lgamma(k + 1))
        if expected
        else float(k == 0)
        for k in range(count)
    )
    return min(1.0, max(0.0, 1.0 - below))


def following(
    theirs: Sequence[Design],
    line: Sequence[Design],
    rates: Sequence[float],
) -> Following | None:
    """The first day on which the outsider's designs follow the line, None where they never do.

    ``rates`` tell of each of ``theirs`` how often others' designs of the product have one of the
    line's motifs for it. A design follows one that was known before it was filed.
    """
    ordered = sorted(
        zip(theirs, rates, strict=True), key=lambda pair: (pair[0].known_on, pair[0].key)
    )
    for end in range(LEAST, len(ordered) + 1):
        day = ordered[end - 1][0].known_on
        window = [pair for pair in ordered[:end] if pair[0].known_on > day - PERIOD]
        pairs = [
            (one, earlier) for one, _rate in window if (earlier := _followed(one, line)) is not None
        ]
        if len({one.key for one, _earlier in pairs}) < LEAST:
            continue
        chance = by_accident(len(pairs), math.fsum(rate for _one, rate in window))
        if chance < CHANCE:
            return Following(
                tuple(one for one, _earlier in pairs),
                tuple(old for _one, old in pairs),
                chance,
                day,
            )
    return None


def lookalike(
    firm: str, outsider: str, found: Following, *, line: int, rights: Sequence[str], years_left: int
) -> Incident:
    """The incident; ``line`` designs are the firm's with those motifs, ``rights`` those in force,
    the youngest for ``years_left`` years yet."""
    reasons = ["grade.same_motifs", "grade.own_right"]
    if found.chance < LEAST_CHANCE:
        reasons.append("grade.rare_motifs")
    if len(found.theirs) >= MANY:
        reasons.append("grade.several_designs")
    if rights:
        reasons.append("grade.years_many" if years_left >= LONG_LIFE else "grade.years_few")
    if line >= LONG_LINE:
        reasons.append("grade.long_line")
    motifs = tuple(dict.fromkeys(one.motif for one in found.theirs))
    products = tuple(dict.fromkeys(one.product for one in found.theirs))
    return Incident(
        mark=marked("lookalike", firm, outsider),
        signal=Signal(
            "signal.lookalike",
            (
                ("other", outsider),
                ("count", str(len(found.theirs))),
                ("products", "、".join(products[:5])),
                ("motifs", "、".join(motifs[:5])),
                ("line", str(line)),
                ("chance", percent(found.chance)),
            ),
        ),
        on=found.day,
        known_on=found.day,
        points=given(COMPARED, *reasons),
        firms=(firm,),
        others=(outsider,),
        rights=tuple(rights),
        documents=tuple(one.key for one in found.theirs),
        chart=tuple(
            Element(old.title, one.title, "literal", 1.0)
            for one, old in zip(found.theirs, found.line, strict=True)
        ),
    )


def _followed(one: Design, line: Sequence[Design]) -> Design | None:
    begun = one.filed_on or one.known_on
    return next(
        (
            old
            for old in reversed(line)
            if (old.product, old.motif) == (one.product, one.motif) and old.known_on < begun
        ),
        None,
    )
