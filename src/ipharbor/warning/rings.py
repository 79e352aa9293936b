"""Rings of abnormal filers: young applicants bound together by what should not be common.

What the office looks for (CNIPA Order No. 77 of 2024, articles 3 and 4): several applications
that are plainly alike or are put together from simple changes, by one body or by bodies under
one control, and numbers out of proportion to what the applicant can do. Here: applicants whose
first document is young are bound where they share an inventor or a house; the sets so bound that
file enough within few weeks are rings. The thresholds are this product's own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

TELLING = 8  # documents by which a ring can be known
MEMBERS = 3  # applicants that make one
WITHIN = 150  # days from the first filing to the last that count


@dataclass(frozen=True)
class Ring:
    """``members`` are applicants' codes; ``rows`` the documents filed within the weeks, by the
    day they became known; ``known`` the day on which the eighth did."""

    members: tuple[int, ...]
    rows: Ints
    known: int


def bound(left: Ints, right: Ints, size: int) -> Ints:
    """The set each of ``size`` things belongs to, told by its smallest member, where ``left`` and
    ``right`` side by side are bound together."""
    label = np.arange(size)
    while True:
        low = np.minimum(label[left], label[right])
        new = label.copy()
        np.minimum.at(new, left, low)
        np.minimum.at(new, right, low)
        new = new[new]
        if np.array_equal(new, label):
            return label
        label = new


def rings(subject: Ints, row: Ints, tie: Ints, filed: Ints, known: Ints) -> list[Ring]:
    """Rings among documents of young applicants.

    ``subject`` and ``tie`` stand side by side with ``row``: who filed the document, and what it
    is bound by (the code of an inventor or of a house, -1 for nothing); a row stands as often as
    it has ties. ``filed`` and ``known`` are days by row.
    """
    told = tie >= 0
    people, codes = np.unique(subject, return_inverse=True)
    _, knots = np.unique(tie[told], return_inverse=True)
    both = bound(codes[told], len(people) + knots, len(people) + int(knots.max(initial=-1)) + 1)
    group = both[codes]
    found = []
    for one in np.unique(group).tolist():
        mine = group == one
        if len(np.unique(subject[mine])) >= MEMBERS:
            ring = _dense(subject[mine], row[mine], filed, known)
            if ring is not None:
                found.append(ring)
    return found


def _dense(subject: Ints, row: Ints, filed: Ints, known: Ints) -> Ring | None:
    """The weeks in which most was filed, if that is enough and by enough applicants."""
    rows = np.unique(row)
    rows = rows[np.lexsort((rows, filed[rows]))]
    ends = np.searchsorted(filed[rows], filed[rows] + WITHIN, side="right")
    start = int((ends - np.arange(len(rows))).argmax())
    inside = rows[start : ends[start]]
    members = np.unique(subject[np.isin(row, inside)])
    if len(inside) < TELLING or len(members) < MEMBERS:
        return None
    inside = inside[np.lexsort((inside, known[inside]))]
    return Ring(tuple(members.tolist()), inside, int(known[inside[TELLING - 1]]))


def alike(pieces: list[set[str]]) -> float:
    """How alike texts are: the mean over each text of its largest Jaccard index with another of
    them, 0 to 1; 0 for a single text. A. Broder, *On the Resemblance and Containment of
    Documents*, 1997."""
    if len(pieces) < 2:
        return 0.0
    best = []
    for at, one in enumerate(pieces):
        others = (two for place, two in enumerate(pieces) if place != at)
        best.append(max(len(one & two) / max(1, len(one | two)) for two in others))
    return float(np.mean(best))
