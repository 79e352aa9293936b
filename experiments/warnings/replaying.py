"""Replay watches on documents month by month over a corpus, and see what the next year confirmed.

    python experiments/warnings/replaying.py HOME [--first 2012-01] [--last 2016-06] [--write]

Watches are chosen by what was known before the first month: every first applicant with at least
20 documents, every IPC main group with at least 100. Each looks at the end of each month as the
round does (``warning.signals``, ``warning.grading``, no reader of its own). A warning raised at
yellow or above is *confirmed* by what became known in the 365 days after it:

- surge: more documents than the past rate lets expect (chance below 5 % by the same predictive
  distribution, over four windows of 91 days);
- newcomer: one of the newcomers named has at least two further documents in the field;
- new field: the applicant has at least two further documents in one of the new subclasses.

Beside it stand how often the same happened after months without a warning of that signal (the
rate of chance), and the simple rule "the count doubled" (at least 5, twice the usual number).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import judging

RESULT = Path(__file__).with_name("replay.json")
OF_APPLICANT, OF_GROUP = 20, 100
WINDOW, WINDOWS, YEAR = 91, 12, 365
EPOCH = date(1970, 1, 1)


@dataclass
class Series:
    """Documents of one watch by the day they became known: days, other party, subclasses."""

    kind: str
    name: str
    days: Any
    parties: list[str]
    subclasses: list[tuple[str, ...]]
    grants: Any


@dataclass
class Tally:
    """Of one signal: warnings, those confirmed, and the same of watch-months without one."""

    warned: int = 0
    confirmed: int = 0
    quiet: int = 0
    quiet_confirmed: int = 0
    doubled: int = 0
    doubled_confirmed: int = 0


@dataclass
class Replayed:
    tallies: dict[tuple[str, str], Tally] = field(default_factory=lambda: defaultdict(Tally))
    raised: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)
    months: int = 0
    watches: Counter[str] = field(default_factory=Counter)


def day(number: int) -> date:
    return EPOCH + timedelta(days=int(number))


def series_of(documents: Any, before: int) -> Iterator[Series]:
    """The watches: what was settled before day number ``before``."""
    days = np.asarray(documents.column("known_on").cast("int32"))
    grants = np.asarray(documents.column("granted_on").is_valid())
    applicants = [names[0] if names else "" for names in documents.column("applicants").to_pylist()]
    symbols = documents.column("ipc").to_pylist()
    groups = [one[0].partition("/")[0] if one else "" for one in symbols]
    subclasses = [tuple(dict.fromkeys(s[:4] for s in one if len(s) >= 4)) for one in symbols]
    for kind, keys, least in (
        ("applicant", applicants, OF_APPLICANT),
        ("query", groups, OF_GROUP),
    ):
        rows: dict[str, list[int]] = defaultdict(list)
        for at, key in enumerate(keys):
            if key:
                rows[key].append(at)
        for key, places in rows.items():
            places.sort(key=lambda at: days[at])
            known = days[places]
            if int((known < before).sum()) >= least:
                yield Series(
                    kind, key, known, [applicants[at] for at in places],
                    [subclasses[at] for at in places], grants[places],
                )  # fmt: skip


def seen(one: Series, since: int, on: int, start: int) -> Any:
    """What the watch is shown at the end of a month: as ``actions.warning._observe`` does."""
    from ipharbor.warning.observation import Before, NewDocument, Observation, Reader

    low, high = np.searchsorted(one.days, [since + 1, on + 1])
    quarters = []
    for step in range(WINDOWS, 0, -1):
        until = on - WINDOW * step
        if until - WINDOW >= start - 1:
            a, b = np.searchsorted(one.days, [until - WINDOW + 1, until + 1])
            quarters.append(int(b - a))
    new = tuple(
        NewDocument(
            str(at), "", one.parties[at], None, bool(one.grants[at]), day(one.days[at]),
            one.subclasses[at],
        )
        for at in range(low, high)
    )  # fmt: skip
    recent = int(high - np.searchsorted(one.days, on - WINDOW + 1))
    return Observation(
        subject=one.kind, on=day(on), new=new, recent=recent,
        before=Before(
            documents=int(low), quarters=tuple(quarters),
            subclasses=frozenset(code for some in one.subclasses[:low] for code in some),
            applicants=frozenset(one.parties[:low]),
        ),
        reader=Reader(frozenset()),
    )  # fmt: skip


def later(one: Series, on: int) -> range:
    low, high = np.searchsorted(one.days, [on + 1, on + YEAR + 1])
    return range(int(low), int(high))


def grew(one: Series, on: int, quarters: Iterable[int]) -> bool:
    """Whether the next year brings more than the past rate lets expect."""
    past = list(quarters)
    shape, rate = sum(past) + 0.5, float(len(past))
    count = len(later(one, on))
    # the predictive distribution over four windows is negative binomial with rate / 4
    below = sum(
        np.exp(
            _lgamma(shape + k) - _lgamma(shape) - _lgamma(k + 1)
            + shape * np.log(rate / (rate + 4)) + k * np.log(4 / (rate + 4))
        )
        for k in range(count)
    )  # fmt: skip
    return 1.0 - float(below) < 0.05


def _lgamma(x: float) -> float:
    import math

    return math.lgamma(x)


def newcomers(observation: Any) -> set[str]:
    counts = Counter(one.applicant for one in observation.new if one.applicant)
    return {n for n, c in counts.items() if c >= 2 and n not in observation.before.applicants}


def judge_month(one: Series, since: int, on: int, start: int, out: Replayed) -> None:
    from ipharbor.warning.grading import GRADES, grade
    from ipharbor.warning.signals import signals

    observation = seen(one, since, on, start)
    found = signals(observation)
    raised = bool(found) and GRADES.index(grade(observation, found).colour) >= 1
    (out.raised if raised else out.held)[one.kind] += bool(found)
    codes = {signal.code for signal in found} if raised else set()
    after = later(one, on)
    if len(observation.before.quarters) >= 4:
        _count(out, one.kind, "surge", "signal.surge" in codes,
               grew(one, on, observation.before.quarters), _doubled(observation))  # fmt: skip
    if one.kind == "query" and (fresh := newcomers(observation)):
        held = Counter(one.parties[at] for at in after)
        _count(out, one.kind, "newcomer", "signal.newcomer" in codes,
               any(held[name] >= 2 for name in fresh), False)  # fmt: skip
    if one.kind == "applicant" and observation.before.documents >= 20:
        new = {code for d in observation.new for code in d.subclasses}
        if fresh := new - observation.before.subclasses:
            held = Counter(code for at in after for code in one.subclasses[at])
            _count(out, one.kind, "new_field", "signal.new_field" in codes,
                   any(held[code] >= 2 for code in fresh), False)  # fmt: skip


def _doubled(observation: Any) -> bool:
    usual = sum(observation.before.quarters) / len(observation.before.quarters)
    return observation.recent >= 5 and observation.recent >= 2 * usual


def _count(
    out: Replayed, kind: str, name: str, warned: bool, happened: bool, doubled: bool
) -> None:
    tally = out.tallies[kind, name]
    if warned:
        tally.warned += 1
        tally.confirmed += happened
    else:
        tally.quiet += 1
        tally.quiet_confirmed += happened
    if doubled:
        tally.doubled += 1
        tally.doubled_confirmed += happened


def replay(documents: Any, first: date, last: date) -> Replayed:
    out = Replayed()
    before = (first - EPOCH).days
    start = int(np.asarray(documents.column("known_on").cast("int32")).min())
    watches = list(series_of(documents, before))
    out.watches = Counter(one.kind for one in watches)
    ends = [(end - EPOCH).days for end in judging.months(first, last)]
    out.months = len(ends)
    for one in watches:
        since = before - 1
        for on in ends:
            judge_month(one, since, on, start, out)
            since = on
    return out


def told(out: Replayed) -> dict[str, Any]:
    """The result as it is written down: counts alone."""
    return {
        "months": out.months,
        "watches": dict(out.watches),
        "raised": dict(out.raised),
        "held": dict(out.held),
        "signals": {
            f"{kind}.{name}": vars(tally) for (kind, name), tally in sorted(out.tallies.items())
        },
    }


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def table(result: dict[str, Any]) -> str:
    """The result as the README shows it."""
    lines = [
        "| watch | signal | warned | confirmed | share | without a warning | rule of doubling |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, one in result["signals"].items():
        kind, _, signal = name.partition(".")
        lines.append(
            f"| {kind} | {signal} | {one['warned']:,} | {one['confirmed']:,} "
            f"| {share(one['confirmed'], one['warned'])} "
            f"| {share(one['quiet_confirmed'], one['quiet'])} "
            f"| {share(one['doubled_confirmed'], one['doubled'])} |"
        )
    return "\n".join(lines)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("home", type=Path)
    asked.add_argument("--first", type=date.fromisoformat, default=date(2012, 1, 1))
    asked.add_argument("--last", type=date.fromisoformat, default=date(2016, 6, 30))
    asked.add_argument("--write", action="store_true")
    given = asked.parse_args()
    result = told(replay(judging.opened(given.home).documents, given.first, given.last))
    if given.write:
        RESULT.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    for kind, watches in result["watches"].items():
        raised = result["raised"].get(kind, 0)
        print(
            f"{kind}: {watches:,} watches, {result['months']} months, {raised:,} warnings raised "
            f"({raised / watches:.1f} a watch), {result['held'].get(kind, 0):,} held"
        )
    print(table(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
