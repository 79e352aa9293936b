"""How periods run and when papers count as received, with every step told.

Source of the method: Implementing Rules of the Patent Law, articles 4 and 5. The rules
themselves (is the first day counted, does the end roll) are provisions of the book, one set for
each family of periods: ``patent``, ``civil``, ``administrative``, ``term``.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from ipharbor.statutes.book import Law
from ipharbor.statutes.calendar import Days, WorkingCalendar
from ipharbor.statutes.provision import Provision, Source
from ipharbor.statutes.values import Span, Unit
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.messages import message

MEANS = ("electronic", "post", "hand", "public_notice")
FAMILIES = ("patent", "civil", "administrative", "term")


@dataclass(frozen=True)
class Step:
    """One step of a reckoning: from a day to a day, under a provision.

    ``code`` is a message of the catalogue; ``provision`` and ``source`` are empty where no
    provision decides. ``span`` is the length of time that the sentence names.
    """

    code: str
    begins: date
    ends: date
    provision: str = ""
    source: Source | None = None
    certain: bool = True
    span: Span | None = None
    params: tuple[tuple[str, str], ...] = ()

    def told(self, lang: str) -> str:
        """The step as a sentence in ``lang``, with the article where there is one."""
        known: dict[str, object] = dict(self.params)
        known |= {"begins": _shown(self.begins), "ends": _shown(self.ends)}
        known["span"] = self.span.text(lang) if self.span else ""
        known["article"] = self.source.cited(lang) if self.source else "—"
        return message(self.code, lang, known).what


@dataclass(frozen=True)
class Deadline:
    """The last day of a period, whether it is certain, and how it was found.

    ``moment`` is set for periods of hours. ``certain`` is that of all steps together: every
    provision read or verified, and the calendar announced.
    """

    day: date
    steps: tuple[Step, ...]
    moment: datetime | None = None

    @property
    def certain(self) -> bool:
        """Whether nothing in the reckoning is assumed."""
        return all(step.certain for step in self.steps)

    @property
    def articles(self) -> tuple[str, ...]:
        """The articles applied, each once, in the order of the steps (``IR 5``)."""
        told = [step.source.short for step in self.steps if step.source is not None]
        return tuple(dict.fromkeys(told))


@dataclass(frozen=True)
class Ground:
    """The three rules by which a family of periods is counted."""

    first_day: Provision
    month_end: Provision
    rolling: Provision


def ground(law: Law, family: str) -> Ground:
    """The counting rules of ``family`` (one of ``FAMILIES``) under ``law``."""
    return Ground(
        law[f"counting.{family}.first_day_counted"],
        law[f"counting.{family}.month_end"],
        law[f"counting.{family}.rolls"],
    )


def count(
    start: date,
    span: Span,
    calendar: WorkingCalendar,
    *,
    rolls: bool,
    period: Provision | None = None,
    under: Ground | None = None,
) -> Deadline:
    """The end of ``span`` counted from ``start``.

    The day of ``start`` is not counted. Months and years end on the corresponding day, or on
    the last day of the month that has none. With ``rolls`` an end on a rest day moves to the
    next working day; working days and hours never need to. Hours run from the moment
    ``start`` (a ``datetime``); a bare day raises ``statutes.count.hours``. ``period`` and
    ``under`` only lend the steps their articles.
    """
    if span.unit is Unit.HOUR:
        return _hours(start, span, period)
    start = _bare(start)
    steps = []
    counted_from = start
    if under is not None:
        if under.first_day.flag:
            counted_from = start - timedelta(days=1)
        first = counted_from + timedelta(days=1)
        steps.append(_step("statutes.step.first_day", start, first, under.first_day))
    if span.unit is Unit.WORKING_DAY:
        end, known = calendar.forward(counted_from, span.n)
        steps.append(_step("statutes.step.working_days", start, end, period, known, span))
        return Deadline(end, tuple(steps))
    end, clipped = after(counted_from, span)
    steps.append(_step("statutes.step.period", start, end, period, True, span))
    if clipped:
        ruled = under.month_end if under else None
        steps.append(_step("statutes.step.month_end", end, end, ruled))
    return _rolled(end, calendar, rolls, under, steps)


def _rolled(
    end: date, calendar: WorkingCalendar, rolls: bool, under: Ground | None, steps: list[Step]
) -> Deadline:
    ruled = under.rolling if under else None
    moved, known = calendar.rolled_day(end)
    if not rolls:
        if moved != end:
            steps.append(_step("statutes.step.stays", end, end, ruled))
        return Deadline(end, tuple(steps))
    if moved != end:
        steps.append(_step("statutes.step.rolled", end, moved, ruled))
    if not known:
        until = (("until", calendar.announced_until.isoformat()),)
        steps.append(Step("statutes.step.unannounced", end, moved, certain=False, params=until))
    return Deadline(moved, tuple(steps))


def _hours(start: date, span: Span, period: Provision | None) -> Deadline:
    if not isinstance(start, datetime):
        raise HarborError("statutes.count.hours", span=span.text("en"), start=start.isoformat())
    end = start + timedelta(hours=span.n)
    return Deadline(
        end.date(), (_step("statutes.step.hours", start, end, period, True, span),), end
    )


def served(dispatch: date, means: str, law: Law, *, received: date | None = None) -> Deadline:
    """The day on which an office's paper sent on ``dispatch`` counts as received.

    ``means`` is one of ``MEANS``: ``electronic`` (``dispatch`` is the day of entry into the
    system the party accepted), ``post``, ``hand``, ``public_notice``. ``law`` is that of the
    day of dispatch. ``received`` is a proven day of receipt; it sets the presumption of the
    post aside (``statutes.service.received`` for the other means, and for a day before the
    dispatch). Service days do not roll. Raises ``statutes.service.means`` for other means.
    """
    if means not in MEANS:
        raise HarborError("statutes.service.means", means=means, known=", ".join(MEANS))
    ruled = law[f"service.{means}"]
    if received is not None:
        if means != "post" or received < dispatch:
            raise HarborError(
                "statutes.service.received", means=means, received=received.isoformat()
            )
        proof = law["service.post.rebuttable"]
        return Deadline(
            received, (_step("statutes.step.served.proven", dispatch, received, proof),)
        )
    span = ruled.span
    day, _ = after(_bare(dispatch), span)
    return Deadline(
        day, (_step(f"statutes.step.served.{means}", dispatch, day, ruled, True, span),)
    )


def after(start: date, span: Span) -> tuple[date, bool]:
    """The day ``span`` (days, months, years) after ``start``; and whether the month was short.

    Working days and hours raise ``ValueError``: they need a calendar, or a clock time.
    """
    if span.unit is Unit.DAY:
        return start + timedelta(days=span.n), False
    if span.unit is Unit.MONTH:
        months = span.n
    elif span.unit is Unit.YEAR:
        months = 12 * span.n
    else:
        raise ValueError(span.unit)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last)), start.day > last


def ends(days: Days, span: Span, calendar: WorkingCalendar | None = None) -> Days:
    """The column form of ``after``: the end of ``span`` from each of ``days``, not rolled.

    ``days`` is ``datetime64[D]``, ``NaT`` stays. Working days need ``calendar``.
    """
    if span.unit is Unit.DAY:
        return days + np.timedelta64(span.n, "D")
    if span.unit is Unit.WORKING_DAY and calendar is not None:
        return calendar.forwarded(days, span.n)
    if span.unit not in (Unit.MONTH, Unit.YEAR):
        raise ValueError(span.unit)
    months = days.astype("datetime64[M]")
    of_month = days - months.astype("datetime64[D]")
    target = months + np.timedelta64(span.n * (12 if span.unit is Unit.YEAR else 1), "M")
    first = target.astype("datetime64[D]")
    last = (target + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    return np.minimum(first + of_month, last)


def _step(
    code: str,
    begins: date,
    ends: date,
    ruled: Provision | None,
    known: bool = True,
    span: Span | None = None,
) -> Step:
    if ruled is None:
        return Step(code, begins, ends, certain=known, span=span)
    certain = known and ruled.certain
    return Step(code, begins, ends, ruled.name, ruled.source, certain, span)


def _bare(day: date) -> date:
    return day.date() if isinstance(day, datetime) else day


def _shown(day: date) -> str:
    return day.isoformat(" ", "minutes") if isinstance(day, datetime) else day.isoformat()
