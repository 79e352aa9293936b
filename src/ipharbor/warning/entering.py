"""Who enters a field: an applicant that had filed nothing and publishes one document after another.

The pace is judged by the first waits: of a homogeneous applicant's documents the time from the
first to the third has a gamma distribution, and the few that begin as fast as ``QUICK`` are set
apart from those that merely begin. What makes it an entry *into a field* is that the documents
agree, each two of them, in a main group of the IPC. The thresholds are this product's own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

TELLING = 3  # documents by which an entry can be known
WITHIN = 365  # days from the first to the one that tells
QUICK = 92  # days within which they come one after another
SETTLED = 730  # days of the corpus before which everybody seems new


@dataclass(frozen=True)
class Entries:
    """One value for each entry. ``rows`` (E, 3) are the documents that tell, by day; ``known``
    the day on which the last became known; ``pace`` the days from the first to the last."""

    subject: Ints
    rows: Ints
    known: Ints
    pace: Ints


def entries(subject: Ints, row: Ints, day: Ints, since: int, until: int, begin: int) -> Entries:
    """The subjects whose third document became known after ``since``, up to ``until``, within a
    year of the first. ``subject``, ``row`` and ``day`` stand side by side, in any order; a
    subject is whatever is new: an applicant, or an applicant in one field.

    Nothing is told of who came in the first two years after ``begin``, the first day of the
    corpus: then everybody seems new.
    """
    if not len(day):
        none = np.zeros(0, np.int64)
        return Entries(none, np.zeros((0, TELLING), np.int64), none, none)
    order = np.lexsort((row, day, subject))
    who, what, when = subject[order], row[order], day[order]
    starts = np.flatnonzero(np.r_[True, who[1:] != who[:-1]])
    lengths = np.diff(np.r_[starts, len(who)])
    starts = starts[lengths >= TELLING]
    ends = starts + TELLING - 1
    pace = when[ends] - when[starts]
    told = (
        (when[ends] > since)
        & (when[ends] <= until)
        & (pace <= WITHIN)
        & (when[starts] >= begin + SETTLED)
    )
    first = starts[told]
    rows = what[first[:, np.newaxis] + np.arange(TELLING)]
    return Entries(who[first], rows, when[first + TELLING - 1], pace[told])


def agreed(rows: Ints, row: Ints, code: Ints) -> Ints:
    """The codes in which ``rows`` agree, where ``row`` and ``code`` tell who has which: those that
    all have; where there are none, those that some share, if each two of them share one. A
    document names some of the classes of what it is about, seldom all."""
    mine = np.isin(row, rows)
    codes, place = np.unique(code[mine], return_inverse=True)
    which, at = np.unique(row[mine], return_inverse=True)
    has = np.zeros((len(np.unique(rows)), len(codes)), np.int64)
    has[at, place] = 1
    if len(which) < len(has):
        return codes[:0]
    often = has.sum(axis=0)
    if (often == len(has)).any():
        return codes[often == len(has)]
    return codes[often > 1] if (has @ has.T > 0).all() else codes[:0]
