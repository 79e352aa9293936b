"""The life of a concern from night to night: opened, graver, cured, breached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pyarrow as pa

from ipharbor.pledge.covenants import GRAVITIES


class Stage(StrEnum):
    """Where a concern stands. ``OPEN``: it can still be cured, or it is a notice; ``BREACHED``:
    the time to cure is over and it still is so; ``CURED``: it was seen no more; ``WAIVED``: the
    lender will not act on it, and it is not raised again while it lasts."""

    OPEN = "open"
    BREACHED = "breached"
    CURED = "cured"
    WAIVED = "waived"


STANDING = (Stage.OPEN, Stage.BREACHED, Stage.WAIVED)


@dataclass(frozen=True)
class Concern:
    """One concern as a night's look found it, a row of ``watched.CONCERNS``."""

    mark: str
    loan: str
    right: str
    demand: str
    gravity: str
    since: date
    known_on: date
    fact: str
    cure_by: date | None


@dataclass(frozen=True)
class Kept:
    """A concern as it is kept: what was last found of it, its stage, and when it was opened.

    ``cure_by`` is that of the first night: what is found later gives no longer time.
    """

    seen: Concern
    stage: Stage
    opened_on: date
    closed_on: date | None = None


@dataclass(frozen=True)
class Settled:
    """What a night changes: concerns that are new, that changed (graver, or another fact), that
    were seen no more, and those whose time to cure ran out. Each change is in one list only;
    ``unchanged`` counts the rest."""

    opened: tuple[Kept, ...]
    changed: tuple[Kept, ...]
    breached: tuple[Kept, ...]
    cured: tuple[Kept, ...]
    unchanged: int


def concerns(table: pa.Table) -> list[Concern]:
    """The rows of a table after ``watched.CONCERNS``."""
    return [Concern(**row) for row in table.to_pylist()]


def settle(kept: Iterable[Kept], found: Iterable[Concern], *, on: date) -> Settled:
    """What changes on ``on``, given the standing concerns ``kept`` and those ``found``.

    Asked again with its own result it changes nothing. A concern that was cured and is seen
    again is opened anew.
    """
    before: Mapping[str, Kept] = {one.seen.mark: one for one in kept if one.stage in STANDING}
    now = {one.mark: one for one in found}
    opened, changed, breached, unchanged = [], [], [], 0
    for mark, seen in now.items():
        past = before.get(mark)
        if past is None:
            opened.append(Kept(seen, _stage(seen.cure_by, on), on))
            continue
        told = _again(past.seen, seen)
        if past.stage is Stage.OPEN and _stage(told.cure_by, on) is Stage.BREACHED:
            breached.append(Kept(told, Stage.BREACHED, past.opened_on))
        elif told != past.seen:
            changed.append(Kept(told, past.stage, past.opened_on))
        else:
            unchanged += 1
    cured = tuple(
        Kept(one.seen, Stage.CURED, one.opened_on, on)
        for mark, one in before.items()
        if mark not in now
    )
    return Settled(tuple(opened), tuple(changed), tuple(breached), cured, unchanged)


def graver(before: str, now: str) -> bool:
    """Whether the colour ``now`` is graver than ``before``."""
    return GRAVITIES.index(now) > GRAVITIES.index(before)


def _stage(cure_by: date | None, on: date) -> Stage:
    return Stage.BREACHED if cure_by is not None and on > cure_by else Stage.OPEN


def _again(past: Concern, seen: Concern) -> Concern:
    """``seen`` with the days on which ``past`` was first seen; never more time to cure."""
    earliest = min((one for one in (past.cure_by, seen.cure_by) if one is not None), default=None)
    return Concern(
        seen.mark, seen.loan, seen.right, seen.demand, seen.gravity, past.since, past.known_on,
        seen.fact, earliest,
    )  # fmt: skip
