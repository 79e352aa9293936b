"""Replay watches on documents month by month over a corpus, and see what the next year confirmed.

    python experiments/warnings/replaying.py HOME [--first 2012-01] [--last 2016-06] [--write]

Watches are chosen by what was known before the first month: every first applicant with at least
20 documents, every IPC main group with at least 100. Each looks at the end of each month by
``warning.replaying``, as a back-test of one's own watches does: it is shown what was known then
(a grant from the grant's day), decides as a round does (no reader of its own, raised at yellow
and above), and is judged by what became known in the 365 days after.

Beside it stand how often the same happened after months without a warning of that signal (the
rate of chance), and the simple rule "the count doubled" (at least 5, twice the usual number).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import judging

RESULT = Path(__file__).with_name("replay.json")
OF_APPLICANT, OF_GROUP = 20, 100


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


def watches_of(documents: Any, before: date) -> Iterator[Any]:
    """The watches: what was settled before the day ``before``, with all that came of it."""
    from ipharbor.warning.replaying import Filed, Watched

    names = ("known_on", "granted_on", "applicants", "ipc")
    rows = documents.select(names).sort_by("known_on").to_pylist()
    held: dict[tuple[str, str], list[Filed]] = defaultdict(list)
    for row in rows:
        symbols = [symbol[:4] for symbol in row["ipc"] if len(symbol) >= 4]
        party = row["applicants"][0] if row["applicants"] else ""
        one = Filed(row["known_on"], row["granted_on"], party, tuple(dict.fromkeys(symbols)))
        if party:
            held["applicant", party].append(one)
        if row["ipc"] and (group := row["ipc"][0].partition("/")[0]):
            held["query", group].append(one)
    for (kind, _name), filed in held.items():
        settled = sum(one.known_on < before for one in filed)
        if settled >= (OF_APPLICANT if kind == "applicant" else OF_GROUP):
            yield Watched(kind, "yellow", filed, rows[0]["known_on"])


def replay(documents: Any, first: date, last: date) -> Replayed:
    from ipharbor.warning.replaying import replay as replayed

    out = Replayed()
    ends = [first - timedelta(days=1), *judging.months(first, last)]
    out.months = len(ends) - 1
    for watch in watches_of(documents, first):
        out.watches[watch.kind] += 1
        for month in replayed(watch, ends):
            if month.decision is not None:
                (out.raised if month.decision.raised else out.held)[watch.kind] += 1
            for came in month.came:
                _count(out.tallies[watch.kind, came.signal.removeprefix("signal.")], came)
    return out


def _count(tally: Tally, came: Any) -> None:
    happened = came.days is not None
    if came.warned:
        tally.warned += 1
        tally.confirmed += happened
    else:
        tally.quiet += 1
        tally.quiet_confirmed += happened
    if came.doubled:
        tally.doubled += 1
        tally.doubled_confirmed += happened


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
