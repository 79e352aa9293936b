"""Whose share of a field shifts, which classes begin to be used together, what is cited at once.

All for many subjects at once; every level is corrected for how many are tried.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ipharbor.warning.chances import (
    Flags,
    Floats,
    Ints,
    above_mean,
    above_rate,
    above_scattered,
    above_share,
    passing,
)

LEVEL = 0.01  # of false ones among those told, at each look
POINTS = 0.10  # of the field that a share has to gain
SHARE_LEAST = 8  # documents of the applicant in the window
FIELD_LEAST = 30  # documents of the field in the window, and before it
PAIR_LEAST = 6  # documents that have both classes
CLASS_LEAST = 20  # documents of each class in the window: rarer ones are not tried
CITED_LEAST = 5  # citations in the window


@dataclass(frozen=True)
class Found:
    """One value for each subject: the ``chance`` of so much, and whether it is told."""

    chance: Floats
    told: Flags


def gained(now: Ints, field_now: Ints, before: Ints, field_before: Ints) -> Found:
    """Applicants whose share of a field grew: ``now`` of ``field_now`` documents after ``before``
    of ``field_before``. Given the sum of both, the chance of so many now is binomial."""
    share = now / np.maximum(field_now, 1) - before / np.maximum(field_before, 1)
    tried = (field_now >= FIELD_LEAST) & (field_before >= FIELD_LEAST) & (now + before > 0)
    able = tried & (now >= SHARE_LEAST) & (share >= POINTS)
    whole = now + before
    odds = field_now / np.maximum(field_now + field_before, 1)
    chance = np.ones(len(now))
    chance[able] = above_share(now[able], whole[able], odds[able])
    return Found(chance, _told(chance, able, int(tried.sum())))


def index(counts: Floats) -> Floats:
    """Herfindahl and Hirschman's index of each row of counts, 10,000 for one alone."""
    whole = np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return np.asarray(1e4 * np.square(counts / whole).sum(axis=1))


@dataclass(frozen=True)
class Pairs:
    """Of pairs of classes among ``whole`` documents: how many have both, and each class alone."""

    both: Ints
    one: Ints
    other: Ints
    whole: int

    @property
    def expected(self) -> Floats:
        """How many would have both if the classes had nothing to do with one another."""
        return np.asarray(self.one * self.other / max(self.whole, 1))


def joined(now: Pairs, before: Pairs) -> Found:
    """Pairs of classes that begin to be used together, of pairs whose classes have enough
    documents.

    Told is what is more than chance twice over: more than independent classes would have in common
    (Poisson), and more than their association in the past lets expect (Poisson with Jeffreys'
    prior, the exposure being what independence expects). Of two chances the larger counts: an
    intersection-union test (R. L. Berger, Technometrics 24, 1982, 295-300).
    """
    able = now.both >= PAIR_LEAST
    able &= (now.one >= CLASS_LEAST) & (now.other >= CLASS_LEAST)
    able &= (before.one >= CLASS_LEAST) & (before.other >= CLASS_LEAST)
    chance = np.ones(len(now.both))
    mean = now.expected[able]
    chance[able] = np.maximum(
        above_mean(now.both[able], mean),
        above_rate(now.both[able], before.both[able], before.expected[able] / mean),
    )
    return Found(chance, _told(chance, able, len(now.both)))


def cited(count: Ints, usual: Floats, everybody: Ints) -> Found:
    """Rights that are cited more than ``usual``. How far the rates of rights scatter is taken
    from ``everybody``, the counts of all rights tried, by the method of moments."""
    mean, variance = float(everybody.mean()), float(everybody.var())
    shape = mean * mean / max(variance - mean, 1e-3 * mean * mean + 1e-9)
    able = count >= CITED_LEAST
    chance = np.ones(len(count))
    chance[able] = above_scattered(count[able], usual[able], max(shape, 0.05))
    return Found(chance, _told(chance, able, len(everybody)))


def _told(chance: Floats, able: Flags, tried: int) -> Flags:
    told = np.zeros(len(chance), bool)
    told[able] = passing(chance[able], tried, LEVEL)
    return told
