"""The gazetted course of rights: published, examined, granted, over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ipharbor.fees.days import anniversary
from ipharbor.samples import _rights, region
from ipharbor.samples._gazette import gazette_day
from ipharbor.samples._rights import YEAR, Right
from ipharbor.samples._seeds import seeded
from ipharbor.samples.firms import firms

_EXAMINED_AFTER = timedelta(21)  # from the publication of the application
_ENDINGS = {
    _rights.REFUSED: "RJ01",
    _rights.WITHDRAWN: "WD01",
    _rights.LAPSED: "CF01",
    _rights.EXPIRED: "CX01",
    _rights.INVALIDATED: "IW01",
    _rights.DOUBLE: "AV01",
    _rights.SURRENDERED: "AV01",
}


@dataclass(frozen=True)
class Entry:
    """A row of the table to be: ``details`` are (name, value) in the order of writing."""

    number: str
    code: str
    on: date
    known_on: date
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Course:
    """A right of which a regional firm is an applicant.

    ``firm`` is its sole holder, empty for a right held with others. ``over`` is the first day
    on which it no longer stands, for a lapse the due day; ``gazetted`` the day on which the
    table of rights says so, in the words ``how``. ``missed`` is as in ``Right``.
    """

    number: str
    kind: str
    filed: date
    opened: date
    granted: date | None
    firm: str
    twin: bool
    over: date
    gazetted: date
    how: str
    missed: int


def courses(seed: int, scale: float, until: date) -> list[Course]:
    """The rights of regional firms in the region's table to ``until``, by application number."""
    local = {firm.name for firm in firms(seed, scale)}
    found = []
    for right in region.published(seed, scale, until):
        draft = right.draft
        names = [draft.shop.holder.name]
        names += [draft.partner.holder.name] if draft.partner else []
        if not local.isdisjoint(names):
            found.append(_course(right, names[0] if len(names) == 1 else ""))
    return found


def _course(right: Right, firm: str) -> Course:
    assert right.ended is not None
    draft, over = right.draft, right.ended
    if right.missed:
        over = anniversary(draft.filed, right.missed - 1, YEAR)
    return Course(
        right.number,
        draft.kind,
        draft.filed,
        right.opened,
        right.granted,
        firm,
        draft.twin,
        over,
        right.ended,
        right.how,
        right.missed,
    )


def gazetted(course: Course) -> Iterator[Entry]:
    """What the gazette says of a right from its publication to its end."""
    if course.kind == "invention":
        yield shown(course, "PB01", course.opened)
        yield shown(course, "SE01", course.opened + _EXAMINED_AFTER)
    if course.granted:
        yield shown(course, "GR01", course.granted)
    yield _ending(course)


def shown(course: Course, code: str, on: date, **details: str | date) -> Entry:
    """What the gazette of ``on`` says, which everybody knows on that day."""
    told = tuple((name, str(value)) for name, value in details.items() if value)
    return Entry(course.number, code, on, on, told)


def _ending(course: Course) -> Entry:
    code, on = _ENDINGS[course.how], course.gazetted
    rng = seeded(f"ending {course.number}")
    if code == "IW01":
        decided = on - timedelta(rng.randrange(20, 60))
        return shown(course, code, on, decision=decision(rng.randrange(10**4)), decided_on=decided)
    if code == "CX01":
        noticed = gazette_day(on + timedelta(rng.randrange(20, 60)))
        return shown(course, code, noticed, ended_on=course.over)
    if code == "AV01":
        return shown(course, code, on, ended_on=course.over, text=course.how)
    if code == "CF01":
        return shown(course, code, on, ended_on=course.over)
    return shown(course, code, on)


def decision(place: int) -> str:
    """The number of a decision on invalidity, beyond what the office has given out."""
    return f"第9{place:05d}号"
