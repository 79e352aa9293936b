"""How good the forecast of the next quarters and months is: every series from every quarter's end.

    python experiments/forecasting/run.py [--peer] [--write]

Counts the Chinese publications of the real corpus (the folder that ``IPHARBOR_SHARED_DATA``
names) by IPC class and subclass, technology field, province and first applicant; forecasts each
series from every quarter's end between 2008 and 2016, a year ahead, from what came before;
lays growth curves through their years; and prints the tables of the README. ``--write`` keeps
them in ``results.json`` beside this file. ``--peer`` sets statsforecast beside it, where it is
installed, on a part of the points; without it the peers' figures of ``results.json`` are kept.
Without the corpus nothing is done.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import importlib.util
import json
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ipharbor.forecasting._members import MEMBERS, members
from ipharbor.forecasting.ensemble import LEVELS, PLAIN, Verdict, backtest, record
from ipharbor.forecasting.growth import AHEAD, CURVES, growth
from ipharbor.vocabulary.classes import technology_field

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
FIRST_YEAR, YEARS = 1996, 21
MONTHS = YEARS * 12 + 4  # to April 2017; the source breaks off in May
LEAST_IN_ALL = 24  # a series that counts fewer over all its years is left out
LEAST_BEFORE, LEAST_LATELY = 12, 3  # documents before a point, and in the three years before it
SPARSE, DENSE = 1.0, 5.0  # a quarter, on average over the three years before
FROM_YEAR = 2009  # the first year that is forecast
BLOCK = 250  # series reckoned together, for the memory
PLACES = (
    "北京 上海 天津 重庆 深圳=广东 广州=广东 珠海=广东 佛山=广东 东莞=广东 中山=广东 "
    "惠州=广东 广东 江苏 苏州=江苏 南京=江苏 无锡=江苏 常州=江苏 浙江 杭州=浙江 宁波=浙江 "
    "山东 青岛=山东 济南=山东 四川 成都=四川 湖北 武汉=湖北 湖南 长沙=湖南 福建 厦门=福建 "
    "安徽 合肥=安徽 河南 郑州=河南 陕西 西安=陕西 辽宁 沈阳=辽宁 大连=辽宁 江西 河北"
)

Floats = npt.NDArray[np.float64]
Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Unit:
    """The periods that are counted, how many a year has, and how many are forecast."""

    name: str
    months: int
    season: int
    horizon: int


UNITS = (Unit("quarters", 3, 4, 4), Unit("months", 1, 12, 12))


@dataclass(frozen=True)
class Points:
    """One row for each series and point, by columns; ``off`` and ``squared`` by method."""

    series: npt.NDArray[np.int64]
    year: npt.NDArray[np.int64]
    kind: npt.NDArray[np.str_]
    rate: Floats
    step: Floats
    off: dict[str, Floats]
    squared: dict[str, Floats]
    held: Floats
    verdict: npt.NDArray[np.str_]

    def some(self, chosen: Marks) -> Points:
        return Points(
            self.series[chosen], self.year[chosen], self.kind[chosen], self.rate[chosen],
            self.step[chosen], {k: v[chosen] for k, v in self.off.items()},
            {k: v[chosen] for k, v in self.squared.items()}, self.held[chosen],
            self.verdict[chosen],
        )  # fmt: skip


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    asked.add_argument("--peer", action="store_true")
    asked.add_argument("--write", action="store_true")
    options = asked.parse_args()
    path = Path(os.environ.get("IPHARBOR_SHARED_DATA", "../shared/data"))
    path = path / "cn-patents" / "patents.csv.gz"
    if not path.exists():
        print(f"no {path}: nothing is measured; name its folder by IPHARBOR_SHARED_DATA")
        return 0
    if options.peer and importlib.util.find_spec("statsforecast") is None:
        print("statsforecast is not installed; its part is left out")
        options.peer = False
    names, counts = gathered(read(path))
    found: dict[str, Any] = {"series": len(names), "units": {}}
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    found["peer"] = kept.get("peer", {})
    for unit in UNITS:
        whole = counts[:, : MONTHS // unit.months * unit.months]
        table = whole.reshape(len(counts), -1, unit.months).sum(axis=2)
        began = time.process_time()
        points = tried(names, table, unit)
        seconds = time.process_time() - began
        found["units"][unit.name] = told(points) | {"seconds": round(seconds)}
        if options.peer:
            found["peer"][unit.name] = beside(names, table, unit)
    years = counts[:, : MONTHS // 12 * 12].reshape(len(counts), -1, 12).sum(axis=2)
    found["growth"] = grown([name.split()[0] for name in names], years)
    if options.write:
        RESULTS.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")
    print(tables(found))
    return 0


def read(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text)


def gathered(rows: Iterable[dict[str, str]]) -> tuple[list[str], Floats]:
    """Series by name, and their counts by month, (S, ``MONTHS``)."""
    places = dict((one.split("=") * 2)[:2] for one in PLACES.split())
    counted: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for row in rows:
        if row["country"] != "CN":
            continue
        year, month = int(row["publication_date"][:4]), int(row["publication_date"][5:7])
        at = (year - FIRST_YEAR) * 12 + month - 1
        if not 0 <= at < MONTHS:
            continue
        symbol, applicant = row["ipc_main"], row["applicant_first"]
        named = [f"class {symbol[:3]}", f"subclass {symbol[:4]}", f"applicant {applicant}"]
        field = technology_field(symbol)
        named += [f"field {field.number}"] if field else []
        place = next((where for word, where in places.items() if word in applicant), "")
        named += [f"province {place}"] if place else []
        for name in named:
            counted[name][at] += 1
    names = sorted(name for name, some in counted.items() if some.total() >= LEAST_IN_ALL)
    table = np.zeros((len(names), MONTHS))
    for row_at, name in enumerate(names):
        for at, count in counted[name].items():
            table[row_at, at] = count
    return names, table


def eligible(counts: Floats, unit: Unit) -> Iterator[tuple[int, npt.NDArray[np.int64]]]:
    """The points of the past, and the series that could be forecast there as known then."""
    first = (FROM_YEAR - FIRST_YEAR) * unit.season
    some = counts > 0
    begun = np.where(some.any(axis=1), some.argmax(axis=1), counts.shape[1])
    for point in range(first, counts.shape[1] - unit.horizon + 1, unit.season // 4):
        before = counts[:, :point]
        old = point - begun >= 3 * unit.season
        lately = before[:, -3 * unit.season :].sum(axis=1) >= LEAST_LATELY
        yield point, np.flatnonzero(old & lately & (before.sum(axis=1) >= LEAST_BEFORE))


def tried(names: list[str], counts: Floats, unit: Unit) -> Points:
    """Every forecast that the product would have made, by blocks of series."""
    blocks = [
        _tried(names, counts[at : at + BLOCK], unit, at) for at in range(0, len(names), BLOCK)
    ]
    return Points(
        *(np.concatenate([getattr(one, part) for one in blocks])
          for part in ("series", "year", "kind", "rate", "step")),
        *({key: np.concatenate([getattr(one, part)[key] for one in blocks])
           for key in getattr(blocks[0], part)} for part in ("off", "squared")),
        *(np.concatenate([getattr(one, part) for one in blocks]) for part in ("held", "verdict")),
    )  # fmt: skip


def _tried(names: list[str], counts: Floats, unit: Unit, offset: int) -> Points:
    whole = backtest(
        counts, season=unit.season, horizon=unit.horizon,
        since=(FROM_YEAR - FIRST_YEAR - 1) * unit.season,
    )  # fmt: skip
    looks = members(np.where(_alive(counts), counts, np.nan), unit.season, unit.horizon)
    at: list[tuple[int, int]] = []
    verdicts: list[str] = []
    for point, rows in eligible(counts, unit):
        told_then = record(whole, point).verdict
        at += [(int(row), point) for row in rows]
        verdicts += [told_then[row].value for row in rows]
    series, point = np.array(at, np.int64).reshape(-1, 2).T
    made = {"ensemble": whole.expected[series, point]}
    made |= {name: whole.naive[series, point, :, i] for i, name in enumerate(PLAIN)}
    made |= {name: looks.of(name)[series, point] for name in MEMBERS}
    reached = whole.reached[series, point]
    bounds = reached[..., np.newaxis]
    inside = (whole.low[series, point] <= bounds) & (bounds <= whole.high[series, point])
    return Points(
        series + offset,
        FIRST_YEAR + point // unit.season,
        np.array([names[one + offset].split()[0] for one in series], dtype=np.str_),
        *_sizes(counts, series, point, unit),
        {name: np.abs(one - reached).mean(axis=1) for name, one in made.items()},
        {name: ((one - reached) ** 2).mean(axis=1) for name, one in made.items()},
        inside.mean(axis=1),
        np.array(verdicts, dtype=np.str_),
    )


def _alive(counts: Floats) -> Marks:
    return np.cumsum(counts, axis=1) > 0


def _sizes(
    counts: Floats, series: npt.NDArray[np.int64], point: npt.NDArray[np.int64], unit: Unit
) -> tuple[Floats, Floats]:
    """Documents a quarter lately, and the mean change from year to year since it began."""
    begun = (counts > 0).argmax(axis=1)
    rate, step = np.zeros(len(series)), np.zeros(len(series))
    for at, (row, end) in enumerate(zip(series.tolist(), point.tolist(), strict=True)):
        known = counts[row, begun[row] : end]
        rate[at] = counts[row, max(end - 3 * unit.season, 0) : end].mean() * unit.season / 4
        step[at] = np.abs(known[unit.season :] - known[: -unit.season]).mean()
    return rate, step


CUTS = (
    ("all", lambda p: p.rate >= 0),
    ("sparse (< 1 a quarter)", lambda p: p.rate < SPARSE),
    ("medium (1 to 5)", lambda p: (p.rate >= SPARSE) & (p.rate < DENSE)),
    ("dense (>= 5)", lambda p: p.rate >= DENSE),
    ("IPC subclasses", lambda p: p.kind == "subclass"),
    ("IPC classes", lambda p: p.kind == "class"),
    ("technology fields", lambda p: p.kind == "field"),
    ("provinces", lambda p: p.kind == "province"),
    ("applicants", lambda p: p.kind == "applicant"),
    ("from 2009 to 2013", lambda p: p.year <= 2013),
    ("from 2014 to 2016", lambda p: p.year > 2013),
    ("said: shown", lambda p: p.verdict == Verdict.SHOWN.value),
    ("said: not better", lambda p: p.verdict == Verdict.NOT_BETTER.value),
    ("said: too few trials", lambda p: p.verdict == Verdict.FEW.value),
)


def told(points: Points) -> dict[str, Any]:
    cuts = {name: _cut(points.some(choose(points) & (points.step > 0))) for name, choose in CUTS}
    return {"cuts": cuts, "methods": _methods(points.some(points.step > 0))}


def _cut(points: Points) -> dict[str, Any]:
    """Figures of one row of the table; shares of series are of means over each one's points."""
    if not len(points.series):
        return {"points": 0}
    plain = np.minimum(points.off[PLAIN[0]], points.off[PLAIN[1]])
    by_series = {
        name: np.bincount(points.series, points.off[name])[np.unique(points.series)]
        for name in ("ensemble", *PLAIN)
    }
    won = [by_series["ensemble"] < by_series[name] for name in PLAIN]
    mase = {name: _mean(points.off[name] / points.step) for name in ("ensemble", *PLAIN)}
    shown = points.verdict == Verdict.SHOWN.value
    return {
        "points": len(points.series),
        "series": len(won[0]),
        "mase": mase,
        "held": [round(float(one), 3) for one in points.held.mean(axis=0)],
        "series_won": [_mean(won[0]), _mean(won[1]), _mean(won[0] & won[1])],
        "points_won": _mean(points.off["ensemble"] < plain),
        "shown": _mean(shown),
    }


def _methods(points: Points) -> dict[str, Any]:
    """MASE and the root mean square error in the same unit, of every method, by density."""
    found: dict[str, Any] = {}
    for name in ("ensemble", *MEMBERS, *PLAIN):
        found[name] = {}
        for cut, choose in CUTS[:4]:
            chosen = choose(points)
            step = points.step[chosen]
            found[name][cut] = [
                _mean(points.off[name][chosen] / step),
                _mean(np.sqrt(points.squared[name][chosen]) / step),
            ]
    return found


def _mean(values: npt.NDArray[Any]) -> float:
    return round(float(values.mean()), 3) if len(values) else float("nan")


def beside(names: list[str], counts: Floats, unit: Unit) -> dict[str, Any]:
    """statsforecast on a part of the points: every second quarter; of months every December
    and every third series."""
    from statsforecast import models  # type: ignore[import-not-found]

    season = unit.season
    peers = {
        "AutoETS": models.AutoETS(season_length=season),
        "DynamicOptimizedTheta": models.DynamicOptimizedTheta(season_length=season),
        "AutoTheta": models.AutoTheta(season_length=season),
        "AutoCES": models.AutoCES(season_length=season),
        "CrostonSBA": models.CrostonSBA(),
        "TSB": models.TSB(0.1, 0.1),
        "ADIDA": models.ADIDA(),
        "IMAPA": models.IMAPA(),
    }
    every = slice(None, None, 1 if season == 4 else 3)
    chosen = [
        (int(row), point)
        for point, rows in list(eligible(counts, unit))[:: 2 if season == 4 else 4]
        for row in rows[every]
    ]
    made: dict[str, list[Floats]] = {name: [] for name in peers}
    seconds = dict.fromkeys(peers, 0.0)
    for row, point in chosen:
        run = counts[row, (counts[row] > 0).argmax() : point]
        for name, peer in peers.items():
            began = time.process_time()
            ahead = peer.forecast(y=run, h=unit.horizon)["mean"]
            seconds[name] += time.process_time() - began
            made[name].append(np.maximum(ahead, 0.0))
    series, point = np.array(chosen, np.int64).T
    began = time.process_time()
    ours = backtest(counts, season=season, horizon=unit.horizon, since=counts.shape[1])
    spent = time.process_time() - began
    all_made = {"ensemble": ours.expected[series, point]}
    all_made |= {name: ours.naive[series, point, :, i] for i, name in enumerate(PLAIN)}
    peer_made = {name: np.stack(one) for name, one in made.items()}
    for name, some in ENSEMBLES.items():
        all_made[name] = np.median(np.stack([peer_made[one] for one in some]), axis=0)
    all_made |= peer_made
    reached = ours.reached[series, point]
    rate, step = _sizes(counts, series, point, unit)
    rows = {
        name: {
            cut: _mean((np.abs(one - reached).mean(axis=1) / step)[chosen_ & (step > 0)])
            for cut, chosen_ in (
                ("all", rate >= 0),
                ("sparse", rate < SPARSE),
                ("medium", (rate >= SPARSE) & (rate < DENSE)),
                ("dense", rate >= DENSE),
            )
        }
        for name, one in all_made.items()
    }
    for name, some in ENSEMBLES.items():
        rows[name]["seconds"] = round(sum(seconds[one] for one in some), 1)
    for name in peers:
        rows[name]["seconds"] = round(seconds[name], 1)
    rows["ensemble"]["seconds"] = round(spent, 1)
    return {"points": len(chosen), "series": len(set(series.tolist())), "mase": rows}


ENSEMBLES = {
    "median of ETS, Theta, CES": ("AutoETS", "DynamicOptimizedTheta", "AutoCES"),
    "median of these, TSB, IMAPA": (
        "AutoETS", "DynamicOptimizedTheta", "AutoCES", "TSB", "IMAPA",
    ),
}  # fmt: skip


GROWTH_KINDS = ("subclass", "class", "field")
GROWTH_ENDS = (2010, 2011, 2012, 2013)
FAR = 3.0


def grown(kinds: list[str], years: Floats) -> dict[str, Any]:
    """Growth curves at the end of some years, and what came in the next three.

    Errors are medians of |said - came| / came over the series in which anything came.
    """
    reasons: Counter[str] = Counter()
    off: defaultdict[str, list[float]] = defaultdict(list)
    far: Counter[str] = Counter()
    told_rows = []
    for end in GROWTH_ENDS:
        at = end - FIRST_YEAR + 1
        for kind, run in zip(kinds, years, strict=True):
            if kind not in GROWTH_KINDS or not run[:at].any():
                continue
            found = growth(run[:at], FIRST_YEAR, lots=np.random.default_rng(0))
            reasons[found.phase.value if found.why is None else found.why.value] += 1
            came = float(run[at : at + AHEAD].sum())
            if found.endless is None or not came:
                continue
            said = {one.name: sum(one.ahead) for one in found.curves}
            said |= {"steady rate": sum(found.endless.ahead), "last year": AHEAD * run[at - 1]}
            for name, count in said.items():
                off[name].append(abs(count - came) / came)
                far[name] += count > FAR * came or count * FAR < came
            if found.why is None:
                highest = max(one.high for one in found.curves)
                told_rows.append(run[:at].sum() + came > highest)
    many = len(off["last year"])
    return {
        "looked_at": sum(reasons.values()),
        "said": dict(sorted(reasons.items())),
        "tried": many,
        "off": {name: round(float(np.median(one)), 3) for name, one in off.items()},
        "far": {name: round(far[name] / many, 3) for name in off},
        "told": len(told_rows),
        "outgrown": int(np.sum(told_rows)),
    }


def tables(found: dict[str, Any]) -> str:
    """The tables of the README, in Markdown."""
    parts = []
    for unit in UNITS:
        if unit.name in found["units"]:
            one = found["units"][unit.name]
            parts += [f"## {unit.name.capitalize()}, a year ahead", "", *_cut_table(one["cuts"])]
            parts += ["", f"### Members, {unit.name}", "", *_method_table(one["methods"]), ""]
    for name, one in sorted(found["peer"].items(), reverse=True):
        parts += [f"## Beside statsforecast, {name}", ""]
        parts += [f"{one['points']:,} points of {one['series']:,} series.", ""]
        parts += [*_peer_table(one["mase"]), ""]
    return "\n".join([*parts, *_growth_table(found["growth"])])


def _growth_table(one: dict[str, Any]) -> list[str]:
    said = ", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in one["said"].items())
    lines = ["## Growth curves", ""]
    lines += [f"{one['looked_at']:,} looks. Said: {said}.", ""]
    lines += [f"A phase was told {one['told']:,} times; within three years {one['outgrown']:,} of "
              "these had outgrown the highest saturation.", ""]  # fmt: skip
    lines += [f"| the next three years, {one['tried']:,} times | median error | off by more than "
              "three times |", "|---|---|---|"]  # fmt: skip
    for name in (*CURVES, "steady rate", "last year"):
        lines.append(f"| {name} | {one['off'][name]:.0%} | {one['far'][name]:.0%} |")
    return lines


def _cut_table(cuts: dict[str, Any]) -> list[str]:
    lines = [
        "| | forecasts | series | MASE | Naive | seasonal Naive | in 80 % | in 95 % "
        "| series nearer than Naive | than seasonal | than both | shown "
        "| forecasts nearer than both |",
        "|" + "---|" * 13,
    ]  # fmt: skip
    for name, _ in CUTS:
        one = cuts[name]
        if one["points"]:
            mase, won = one["mase"], one["series_won"]
            cells = [name, f"{one['points']:,}", f"{one['series']:,}"]
            cells += [f"{mase[key]:.3f}" for key in ("ensemble", *PLAIN)]
            cells += [f"{one['held'][at]:.1%}" for at in range(len(LEVELS))]
            cells += [f"{share:.0%}" for share in won]
            cells += [f"{one['shown']:.0%}", f"{one['points_won']:.0%}"]
            lines.append("| " + " | ".join(cells) + " |")
    return lines


def _method_table(methods: dict[str, Any]) -> list[str]:
    cuts = [name for name, _ in CUTS[:4]]
    lines = ["| MASE / RMSSE | " + " | ".join(cuts) + " |", "|" + "---|" * 5]
    for name in ("ensemble", *MEMBERS, *PLAIN):
        one = methods[name]
        cells = [f"{one[cut][0]:.3f} / {one[cut][1]:.3f}" for cut in cuts]
        lines.append(f"| {name.replace('_', ' ')} | " + " | ".join(cells) + " |")
    return lines


def _peer_table(rows: dict[str, Any]) -> list[str]:
    cuts = ("all", "sparse", "medium", "dense")
    lines = ["| MASE | " + " | ".join(cuts) + " | processor seconds |", "|" + "---|" * 6]
    for name in sorted(rows, key=lambda name: rows[name]["all"]):
        one = rows[name]
        cells = [f"{one[cut]:.3f}" for cut in cuts] + [f"{one.get('seconds', '')}"]
        lines.append(f"| {name.replace('_', ' ')} | " + " | ".join(cells) + " |")
    return lines


if __name__ == "__main__":
    sys.exit(main())
