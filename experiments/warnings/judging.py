"""Judge what the sweeps find in an invented region by its truth file.

    python experiments/warnings/judging.py HOME [--sweeps a,b] [--from 2015-01-01] [--until DAY]
                                           [--show] [--write]

Replays the region month by month as it was known then, each sweep as a round would ask it, and
compares the incidents with what was planted. Prints recall, precision and delay by kind, at
every colour. ``--show`` lists what was missed and what was told without being planted,
``--write`` keeps the figures in ``planted.json``.
"""

from __future__ import annotations

import argparse
import calendar
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

EARLY = timedelta(days=31)  # before it can be known: allowed, for a month's end is coarse
LATE = timedelta(days=92)  # told later than this it was no warning
RESULT = Path(__file__).with_name("planted.json")
COLOURS = ("blue", "yellow", "orange", "red")
Thing = Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """An incident on the day on which it was first told."""

    day: date
    incident: Any


def names(thing: Thing, *roles: str) -> set[str]:
    return {thing["facts"][role]["name"] for role in roles if role in thing["facts"]}


def keys(thing: Thing, *roles: str) -> set[str]:
    found = [one for one in thing["documents"] if not roles or one["role"] in roles]
    return {f"CN{one['application_number']}" for one in found}


def parties(seen: Any) -> set[str]:
    return {*seen.firms, *seen.others}


def rests_on(seen: Any) -> set[str]:
    return {*seen.documents, *seen.rights}


def _ring(thing: Thing, seen: Any) -> bool:
    return len({one["name"] for one in thing["facts"]["members"]} & parties(seen)) >= 2


def _missed(thing: Thing, seen: Any) -> bool:
    rights = {f"CN{one}" for one in thing["facts"].get("rights", ())} | keys(thing, "missed")
    return bool(rights & rests_on(seen))


MATCHES: dict[str, tuple[str, Callable[[Thing, Any], bool]]] = {
    "emerging_technology": (
        "signal.emerging",
        lambda thing, seen: len(keys(thing) & rests_on(seen)) >= 3,
    ),
    "competitor_enters": (
        "signal.entrant",
        lambda thing, seen: names(thing, "competitor") <= parties(seen),
    ),
    "competitor_surges": (
        "signal.surge",
        lambda thing, seen: names(thing, "firm") <= parties(seen),
    ),
    "lookalike_designs": (
        "signal.lookalike",
        lambda thing, seen: names(thing, "firm", "competitor") <= parties(seen),
    ),
    "infringed_by_later_right": (
        "signal.claim_overlap",
        lambda thing, seen: keys(thing, "earlier", "later") <= rests_on(seen),
    ),
    "product_reads_on_right": (
        "signal.product_reads_on",
        lambda thing, seen: (
            keys(thing, "right") <= rests_on(seen) and names(thing, "firm") <= parties(seen)
        ),
    ),
    "export_market_right": (
        "signal.export_market_right",
        lambda thing, seen: names(thing, "firm", "competitor") <= parties(seen),
    ),
    "annuity_missed_under_pledge": ("signal.pledge_annuity_missed", _missed),
    "abnormal_filing_ring": ("signal.abnormal_filings", _ring),
    "transfer_to_litigious_buyer": (
        "signal.litigious_buyer",
        lambda thing, seen: (
            keys(thing, "transferred") <= rests_on(seen) and names(thing, "buyer") <= parties(seen)
        ),
    ),
    "key_inventor_moves": (
        "signal.inventor_moved",
        lambda thing, seen: (
            names(thing, "firm", "competitor") <= parties(seen)
            and thing["facts"]["inventor"] in dict(seen.signal.facts).values()
        ),
    ),
}
"""Of each kind of planted thing: the signal that ought to find it, and whether an incident does."""


def months(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        end = date(day.year, day.month, calendar.monthrange(day.year, day.month)[1])
        yield min(end, last)
        day = end + timedelta(days=1)


def replay(
    known: Any, sweeps: Mapping[str, Any], first: date, last: date, watch: bool = False
) -> list[Told]:
    """Every incident on the month's end on which it was first told; by mark told once."""
    from ipharbor.analysis.sweeping.known import Span

    told: dict[str, Told] = {}
    since = first - timedelta(days=1)
    spent = dict.fromkeys(sweeps, 0.0)
    for on in months(first, last):
        for name, sweep in sweeps.items():
            started = time.process_time()
            for incident in sweep(known, Span(since, on)):
                if not since < incident.known_on <= on:
                    raise ValueError(f"{incident.mark}: known {incident.known_on} is not in span")
                told.setdefault(incident.mark, Told(on, incident))
            spent[name] += time.process_time() - started
        since = on
    if watch:
        for name, seconds in spent.items():
            print(f"{name:<28}{seconds:8.1f} s of processor time", file=sys.stderr)
    return list(told.values())


@dataclass(frozen=True)
class Verdict:
    """How one kind of thing was found: ``found`` of ``planted``; ``right`` of ``told``;
    ``delays`` are days from when it could be known to when it was told."""

    kind: str
    planted: int
    found: int
    told: int
    right: int
    delays: tuple[int, ...]
    missed: tuple[str, ...]
    wrong: tuple[Told, ...]


def judge(
    truth: Thing, told: Sequence[Told], first: date, last: date, colour: str
) -> list[Verdict]:
    """The verdict on each kind, of what was told with at least ``colour``.

    Things known before ``first`` or in the month before ``last`` are left out: they could not
    be told, or not in time.
    """
    least = COLOURS.index(colour)
    loud = [one for one in told if COLOURS.index(one.incident.grade.colour) >= least]
    verdicts = []
    for kind, (code, match) in MATCHES.items():
        things = [one for one in truth["planted"] if one["kind"] == kind]
        of_kind = [one for one in loud if one.incident.code == code]
        hits = {id(one) for one in of_kind for thing in things if match(thing, one.incident)}
        found, delays, missed, due = 0, [], [], 0
        for thing in things:
            known_from = date.fromisoformat(thing["known_from"])
            if not first <= known_from <= last:
                continue
            due += 1
            days = [
                one.day
                for one in of_kind
                if match(thing, one.incident) and known_from - EARLY <= one.day <= known_from + LATE
            ]
            if days:
                found += 1
                delays.append((min(days) - known_from).days)
            else:
                missed.append(thing["id"])
        wrong = tuple(one for one in of_kind if id(one) not in hits)
        verdicts.append(
            Verdict(kind, due, found, len(of_kind), len(of_kind) - len(wrong), tuple(delays),
                    tuple(missed), wrong)
        )  # fmt: skip
    return verdicts


def table(verdicts: Sequence[Verdict]) -> str:
    lines = [f"{'kind':<30}{'planted':>8}{'found':>7}{'told':>7}{'right':>7}{'delay':>7}"]
    for one in verdicts:
        delay = f"{statistics.median(one.delays):.0f}" if one.delays else "-"
        lines.append(
            f"{one.kind:<30}{one.planted:>8}{one.found:>7}{one.told:>7}{one.right:>7}{delay:>7}"
        )
    planted, found = sum(v.planted for v in verdicts), sum(v.found for v in verdicts)
    told, right = sum(v.told for v in verdicts), sum(v.right for v in verdicts)
    if planted and told:
        lines.append(f"recall {found / planted:.3f}  precision {right / told:.3f}")
    return "\n".join(lines)


def write(truth: Thing, told: Sequence[Told], first: date, last: date) -> None:
    """Keep the figures of a seed beside those of the others: by colour and kind how many were
    planted, found, told and right, and the delays in days."""
    held = json.loads(RESULT.read_text("utf-8")) if RESULT.exists() else {}
    held[str(truth["seed"])] = {
        "scale": truth["scale"],
        "from": first.isoformat(),
        "until": last.isoformat(),
        "colours": {
            colour: {
                one.kind: [one.planted, one.found, one.told, one.right, sorted(one.delays)]
                for one in judge(truth, told, first, last, colour)
            }
            for colour in COLOURS
        },
    }
    ordered = dict(sorted(held.items(), key=lambda one: int(one[0])))
    RESULT.write_text(json.dumps(ordered, indent=1) + "\n", "utf-8")


def opened(home: Path) -> Any:
    """What sweeps are shown, of an existing home."""
    os.environ["IPHARBOR_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ipharbor.settings.django")
    import django

    django.setup()
    from ipharbor import wiring
    from ipharbor.queries.swept import known
    from ipharbor.settings import current

    return known(wiring.corpus(), region=current().region)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("home", type=Path)
    asked.add_argument("--sweeps", default="")
    asked.add_argument("--from", dest="first", type=date.fromisoformat, default=date(2015, 1, 1))
    asked.add_argument("--until", type=date.fromisoformat, default=date(2026, 10, 31))
    asked.add_argument("--show", action="store_true")
    asked.add_argument("--write", action="store_true")
    given = asked.parse_args()
    known = opened(given.home)
    from ipharbor.analysis.sweeping.every import SWEEPS

    wanted = {
        name: sweep
        for name, sweep in SWEEPS.items()
        if not given.sweeps or name in given.sweeps.split(",")
    }
    told = replay(known, wanted, given.first, given.until, watch=True)
    truth = json.loads((given.home / "sample" / "truth.json").read_text("utf-8"))
    if given.write:
        write(truth, told, given.first, given.until)
    for colour in COLOURS:
        verdicts = judge(truth, told, given.first, given.until, colour)
        print(f"\n== {colour} and above: {len(told)} incidents in all")
        print(table(verdicts))
    if given.show:
        for one in judge(truth, told, given.first, given.until, "blue"):
            for missed in one.missed:
                print("missed", missed)
            for wrong in one.wrong[:20]:
                print(
                    "not planted", wrong.day, wrong.incident.mark, dict(wrong.incident.signal.facts)
                )
    return 0


if __name__ == "__main__":
    sys.exit(main())
