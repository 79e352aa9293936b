"""How long the losses of many rights can still be restored, as ``restoring`` tells it."""

from __future__ import annotations

import numpy as np

from ipharbor.register import _many as many
from ipharbor.register._columns import FAR, NEVER, Happened, Ints
from ipharbor.register.codes import RANK, Kind
from ipharbor.register.moves import RESTORABLE, STATES
from ipharbor.register.restoring import AFTER_EXPIRY, AFTER_NOTICE, AFTER_OBSTACLE, GRACE, MISSED
from ipharbor.statutes.book import Book
from ipharbor.statutes.counting import ends


def restorable(lives: many.Lives, events: Happened, book: Book) -> tuple[Ints, Ints]:
    """By right the last day for good cause, and the day after which nothing restores it.

    ``FAR`` where there is none or it is not known.
    """
    until, latest = np.full(len(lives.state), FAR), np.full(len(lives.state), FAR)
    lost = np.array([state in RESTORABLE for state in STATES])[lives.state] & (lives.loss >= 0)
    right = np.flatnonzero(lost)
    loss = lives.loss[right]
    by_period = many.among(frozenset(MISSED))[events.kind[loss]]
    right, loss = right[by_period], loss[by_period]
    until[right] = _end(events.notice[loss], AFTER_NOTICE, book)
    fee = (events.kind[loss] == RANK[Kind.LAPSE_FEE]) & (events.ended[loss] != FAR)
    grace = _end(lives.since[right], GRACE, book)
    missed = np.where(fee & (grace != FAR), grace, events.on[loss])
    outer = _end(missed, AFTER_EXPIRY, book)
    inner = _end(events.obstacle[loss], AFTER_OBSTACLE, book)
    latest[right] = np.where(outer == FAR, FAR, np.minimum(outer, inner))
    return until, latest


def _end(days: Ints, name: str, book: Book) -> Ints:
    """``days`` and the span of ``name`` under the law of each; ``FAR`` where either lacks."""
    found = np.full(len(days), FAR)
    for version in book.history(name):
        held = (days != FAR) & (days != NEVER)
        if version.since is not None:
            held &= days >= many.days_since_1970(version.since)
        if version.until is not None:
            held &= days <= many.days_since_1970(version.until)
        found[held] = ends(days[held].astype("datetime64[D]"), version.span).astype(np.int64)
    return found
