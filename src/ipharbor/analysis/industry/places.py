"""Where an industry sits: the region beside other districts, cities or provinces."""

from __future__ import annotations

import numpy as np

from ipharbor.analysis.answers import Answer, Coverage
from ipharbor.analysis.industry.figures import PlaceRow
from ipharbor.analysis.industry.subset import Subset, growth, share
from ipharbor.analysis.roll import NONE, Codes
from ipharbor.vocabulary.localities import Locality, own_place
from ipharbor.vocabulary.places import Region

LEVELS = ("county", "city", "province")


def places(of: Subset, home: Region, level: str) -> Answer[PlaceRow]:
    """Regions by documents. Documents whose address is not told down to ``level`` are not
    answered; cities without districts stand among the districts."""
    names, code = _codes(of, home, level)
    told = code != NONE
    counts = np.bincount(code[told], minlength=len(names))
    recent = np.bincount(code[told & of.recent], minlength=len(names))
    before = np.bincount(code[told & of.before], minlength=len(names))
    inventions = np.bincount(code[told & of.invention], minlength=len(names))
    typed = np.bincount(code[told & of.typed], minlength=len(names))
    applicants = _applicants(of, code, len(names))
    total = int(counts.sum())
    own = _name(own_place(home), level)
    rows = []
    for at in sorted(np.flatnonzero(counts).tolist(), key=lambda at: (-counts[at], names[at])):
        rows.append(
            PlaceRow(
                rank=1 + int((counts > counts[at]).sum()),
                name=names[at],
                home=names[at] == own,
                count=int(counts[at]),
                share=int(counts[at]) / total,
                applicants=int(applicants[at]),
                invention_share=share(int(inventions[at]), int(typed[at])),
                recent=int(recent[at]),
                before=int(before[at]),
                growth=growth(int(recent[at]), int(before[at]), based=of.based),
            )
        )
    note = "" if total == of.documents else "without_place"
    return Answer(tuple(rows), "position", of.roll.vintage, Coverage(of.documents, total, note))


def _codes(of: Subset, home: Region, level: str) -> tuple[tuple[str, ...], Codes]:
    """The places of that level, and each document's; the region's own even where only its town
    is told."""
    found: dict[str, int] = {}
    of_place = np.full(len(of.roll.places) + 1, NONE, np.int32)  # the last one answers for NONE
    for number, one in enumerate(of.roll.places):
        name = _name(one, level)
        if name:
            of_place[number] = found.setdefault(name, len(found))
    own = _name(own_place(home), level)
    code = of_place[of.roll.place[of.at]]
    if of.home.any():
        code = np.where(of.home, found.setdefault(own, len(found)), code)
    return tuple(found), code.astype(np.int32)


def _name(place: Locality, level: str) -> str:
    if level == "province":
        return place.province
    if level == "city":
        return place.city_name
    return place.name if place.whole else ""


def _applicants(of: Subset, code: Codes, width: int) -> np.ndarray:
    known = (code != NONE) & (of.applicant != NONE)
    pairs = np.unique(code[known].astype(np.int64) * len(of.roll.names) + of.applicant[known])
    return np.bincount(pairs // max(len(of.roll.names), 1), minlength=width)
