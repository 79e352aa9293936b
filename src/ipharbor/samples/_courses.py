"""The gazetted course of the region's rights: published, examined, granted, over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ipharbor.samples import _fates
from ipharbor.samples._days import Days, Ints, Mask, day64, days_from, gazetted
from ipharbor.samples._drawing import INVENTION
from ipharbor.samples._seeds import mixed, unit
from ipharbor.samples.parameters import parameters
from ipharbor.samples.plan import Plan

_FAR = np.datetime64("9999-01-01", "D")
_ENDINGS = ("RJ01", "WD01", "IW01", "CF01", "CX01", "AV01", "AV01")  # by place in HOWS


@dataclass(frozen=True)
class Entries:
    """Rows of the event table to be: ``right`` are places among the filings, ``details`` their
    text. Known on the day itself, as what the gazette says is."""

    right: Ints
    code: np.ndarray
    on: Days
    details: np.ndarray

    def __len__(self) -> int:
        return len(self.right)


@dataclass(frozen=True)
class Courses:
    """Rights of the region that are in its table one day, as places among the filings.

    ``sole`` are those that one holder has alone.
    """

    plan: Plan
    right: Ints

    @cached_property
    def sole(self) -> Mask:
        found: Mask = self.plan.filings.partner[self.right] < 0
        return found

    @cached_property
    def twin(self) -> Mask:
        found: Mask = self.plan.filings.twin[self.right] >= 0
        return found

    @cached_property
    def shop(self) -> Ints:
        return self.plan.filings.shop[self.right]

    @cached_property
    def granted(self) -> Days:
        return self.plan.filings.granted[self.right]

    @cached_property
    def over(self) -> Days:
        return self.plan.fates.over[self.right]

    def take(self, some: Mask | Ints) -> Courses:
        """Some of them."""
        return Courses(self.plan, self.right[some])


def courses(plan: Plan, until: np.datetime64 = _FAR) -> Courses:
    """The region's rights that have a row in the table of publications to ``until``."""
    about, first = plan.filings, day64(parameters().first_day)
    again = (about.kind == INVENTION) & (about.granted >= first) & (about.granted <= until)
    told = ((about.opened >= first) & (about.opened <= until)) | again
    return Courses(plan, np.flatnonzero(plan.home & told))


def course_of(made: Courses) -> list[Entries]:
    """What the gazette says of each right from its publication to its end."""
    about, right = made.plan.filings, made.right
    inventions = right[about.kind[right] == INVENTION]
    granted = right[~np.isnat(about.granted[right])]
    return [
        plain(inventions, "PB01", about.opened[inventions]),
        plain(inventions, "SE01", made.plan.examined[inventions]),
        plain(granted, "GR01", about.granted[granted]),
        _endings(made.plan, right),
    ]


def plain(right: Ints, code: str, on: Days, details: Sequence[str] | None = None) -> Entries:
    """Entries of one code, without details where none are given."""
    told = np.full(len(right), "", object)
    if details is not None:
        told[:] = details
    return Entries(right, np.full(len(right), code, object), on, told)


def told(details: Mapping[str, object]) -> str:
    """Details as the table writes them; empty ones are left out."""
    return "; ".join(f"{name}={value}" for name, value in details.items() if value)


def joined(parts: Sequence[Entries]) -> Entries:
    """All entries of ``parts``."""
    return Entries(
        np.concatenate([part.right for part in parts]),
        np.concatenate([part.code for part in parts]),
        np.concatenate([part.on for part in parts]),
        np.concatenate([part.details for part in parts]),
    )


def decision(place: int) -> str:
    """The number of a decision on invalidity, beyond what the office has given out."""
    return f"第9{place:05d}号"


def _endings(plan: Plan, right: Ints) -> Entries:
    ends, words = plan.fates, plan.filings.words[right]
    how, on = ends.how[right], ends.ended[right].copy()
    wait = (20 + 40 * unit(words, 50)).astype(np.int64)
    expired = how == _fates.EXPIRED
    on[expired] = gazetted(days_from(on[expired], wait[expired]))
    code = np.array(_ENDINGS, object)[how]
    over = np.datetime_as_string(ends.over[right])
    details = np.full(len(right), "", object)
    for name in (_fates.LAPSED, _fates.EXPIRED):
        some = how == name
        details[some] = np.char.add("ended_on=", over[some]).astype(object)
    number = (mixed(words, 51) % np.uint64(10_000)).astype(np.int64)
    decided = np.datetime_as_string(days_from(ends.ended[right], -wait))
    for at in np.flatnonzero(how == _fates.INVALIDATED).tolist():
        details[at] = told({"decision": decision(int(number[at])), "decided_on": decided[at]})
    for at in np.flatnonzero((how == _fates.DOUBLE) | (how == _fates.SURRENDERED)).tolist():
        details[at] = told({"ended_on": over[at], "text": _fates.HOWS[how[at]]})
    return Entries(right, code, on, details)
