"""Signals: what there is to see in an observation. Each is a pure function."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ipharbor.warning.observation import NewDocument, Observation

WINDOW_DAYS = 91
SURGE_CHANCE = 0.01  # a count this unlikely under the past rate is a surge
SURGE_LEAST = 5  # fewer documents are never a surge
SETTLED = 20  # documents before which "a field it never was in" means little
LEAST_CHANCE = 1e-4  # smaller ones are told as below it: the difference means nothing
_NARROW = "\N{NO-BREAK SPACE}"  # between a number and its sign, where a line must not end
ENTRANT_LEAST = 2  # new documents that make a newcomer worth a word


@dataclass(frozen=True)
class Signal:
    """One thing seen. ``code`` is listed in the catalogue of messages with its advice;
    ``facts`` fill its sentence and are shown as they are."""

    code: str
    facts: tuple[tuple[str, str], ...]

    @property
    def params(self) -> dict[str, str]:
        return dict(self.facts)


def signals(seen: Observation) -> tuple[Signal, ...]:
    """All signals in an observation, strongest kind first; empty without new documents."""
    if not seen.new:
        return ()
    found = [surge(seen), new_fields(seen), newcomers(seen), own_field(seen), new_documents(seen)]
    return tuple(signal for signal in found if signal is not None)


def new_documents(seen: Observation) -> Signal | None:
    """There are new documents at all."""
    granted = sum(document.granted for document in seen.new)
    return Signal(
        "signal.new_documents", (("count", str(len(seen.new))), ("granted", str(granted)))
    )


def surge(seen: Observation) -> Signal | None:
    """More documents in the last 91 days than the three years before let expect.

    The past rate has the gamma posterior of Poisson counts under Jeffreys' prior; the
    count is judged by its negative-binomial predictive distribution (Gelman et al.,
    Bayesian Data Analysis, 3rd ed., section 2.6). Needs four quarters of past.
    """
    quarters = seen.before.quarters
    if len(quarters) < 4 or seen.recent < SURGE_LEAST:
        return None
    chance = at_least(seen.recent, sum(quarters), len(quarters))
    usual = sum(quarters) / len(quarters)
    if chance >= SURGE_CHANCE:
        return None
    return Signal(
        "signal.surge",
        (
            ("count", str(seen.recent)),
            ("usual", f"{usual:.1f}"),
            ("windows", str(len(quarters))),
            ("chance", percent(chance)),
        ),
    )


def new_fields(seen: Observation) -> Signal | None:
    """An applicant with a settled past files in IPC subclasses it never was in."""
    if seen.subject != "applicant" or seen.before.documents < SETTLED:
        return None
    fresh = _subclasses(seen.new) - seen.before.subclasses
    if not fresh:
        return None
    return Signal("signal.new_field", (("fields", _listed(fresh)), ("count", str(len(fresh)))))


def newcomers(seen: Observation) -> Signal | None:
    """In a watched field: applicants not seen there before, with two or more documents."""
    if seen.subject != "query" or seen.before.documents < SETTLED:
        return None
    counts = Counter(document.applicant for document in seen.new if document.applicant)
    fresh = {
        name: count
        for name, count in counts.items()
        if count >= ENTRANT_LEAST and name not in seen.before.applicants
    }
    if not fresh:
        return None
    told = sorted(fresh, key=lambda name: (-fresh[name], name))
    return Signal(
        "signal.newcomer", (("applicants", "、".join(told[:5])), ("count", str(len(fresh))))
    )


def own_field(seen: Observation) -> Signal | None:
    """New documents in IPC subclasses in which the reader's firm has rights itself."""
    shared = _subclasses(seen.new) & seen.reader.subclasses
    if not shared:
        return None
    count = sum(bool(set(document.subclasses) & shared) for document in seen.new)
    return Signal("signal.own_field", (("fields", _listed(shared)), ("count", str(count))))


def at_least(count: int, past: int, windows: int) -> float:
    """Chance of ``count`` or more in one window after ``past`` in ``windows`` windows."""
    return at_least_within(count, past, windows, 1)


def at_least_within(count: int, past: int, windows: int, ahead: int) -> float:
    """Chance of ``count`` or more in the next ``ahead`` windows together, after ``past`` in
    ``windows`` windows."""
    shape, rate, span = past + 0.5, float(windows), float(ahead)
    below = math.fsum(
        math.exp(
            math.lgamma(shape + k)
            - math.lgamma(shape)
            - math.lgamma(k + 1)
            + shape * math.log(rate / (rate + span))
            + k * math.log(span / (rate + span))
        )
        for k in range(count)
    )
    return min(1.0, max(0.0, 1.0 - below))


def percent(chance: float) -> str:
    """A chance as people read it: ``0.34 %``, or ``<0.01 %``."""
    if chance < LEAST_CHANCE:
        return f"<{LEAST_CHANCE:.2%}".replace("%", f"{_NARROW}%")
    return f"{chance:.2%}".replace("%", f"{_NARROW}%")


def _subclasses(documents: Iterable[NewDocument]) -> frozenset[str]:
    return frozenset(subclass for document in documents for subclass in document.subclasses)


def _listed(names: Iterable[str]) -> str:
    ordered = sorted(names)
    return "、".join(ordered[:6]) + ("…" if len(ordered) > 6 else "")
