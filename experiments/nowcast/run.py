"""How good the nowcast of the year is: every year forecast from every month's end, as known then.

    python experiments/nowcast/run.py [--region] [--real] [--table FILE] [--seed 2021]

For each series (a type, a town, a section, a field …), each year with at least three years
before it and each of the eleven month-ends, the counts are cut off where they stood then, the
year is nowcast, and what it reached is compared with the nowcast, with its intervals and with
both naive forecasts. Nothing behind the cut is passed in. Prints the tables of the README.

``--region`` is the invented region of the seed, ``--table`` any exchange table (CSV, gzipped
or not), ``--real`` the corpus in the folder that ``IPHARBOR_SHARED_DATA`` names; where it is
absent that part is skipped, with a message.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import os
import sys
import time
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ipharbor.forecasting.counts import from_months
from ipharbor.forecasting.nowcast import nowcasts
from ipharbor.samples.region import build
from ipharbor.vocabulary.classes import technology_field
from ipharbor.vocabulary.places import Town, town_of

LEAST_BEFORE = 3  # years before the first that is forecast
SMALL, LARGE = 20, 100  # of the yearly mean of a series
LEAST_IN_ALL = 60  # a series that counts fewer over all its years is left out
PLACES = {
    "北京": "北京", "上海": "上海", "天津": "天津", "重庆": "重庆", "深圳": "广东", "广州": "广东",
    "珠海": "广东", "佛山": "广东", "东莞": "广东", "中山": "广东", "惠州": "广东", "广东": "广东",
    "江苏": "江苏", "苏州": "江苏", "南京": "江苏", "无锡": "江苏", "常州": "江苏", "浙江": "浙江",
    "杭州": "浙江", "宁波": "浙江", "山东": "山东", "青岛": "山东", "济南": "山东", "四川": "四川",
    "成都": "四川", "湖北": "湖北", "武汉": "湖北", "湖南": "湖南", "长沙": "湖南", "福建": "福建",
    "厦门": "福建", "安徽": "安徽", "合肥": "安徽", "河南": "河南", "郑州": "河南", "陕西": "陕西",
    "西安": "陕西", "辽宁": "辽宁", "沈阳": "辽宁", "大连": "辽宁", "江西": "江西", "河北": "河北",
}  # fmt: skip

Table = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Series:
    """Monthly counts by name, (series, years, 12), of the years from ``first_year`` on."""

    first_year: int
    names: tuple[str, ...]
    counts: Table


@dataclass(frozen=True)
class Results:
    """One row for each series, year and month-end, by columns."""

    month: Table
    size: Table
    step: Table
    reached: Table
    ours: Table
    last: Table
    same: Table
    bounds: Table
    shown: npt.NDArray[np.bool_]


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    asked.add_argument("--region", action="store_true")
    asked.add_argument("--real", action="store_true")
    asked.add_argument("--table", type=Path, action="append", default=[])
    asked.add_argument("--seed", type=int, default=2021)
    asked.add_argument("--until", type=date.fromisoformat, default=date(2025, 12, 31))
    options = asked.parse_args()
    if options.region or not (options.real or options.table):
        rows = build(options.seed, 1.0, options.until)
        told(f"invented region, seed {options.seed}", gathered(granted(rows), options.until.year))
    for path in options.table:
        told(path.name, gathered(granted(read(path)), options.until.year))
    if options.real or not (options.region or options.table):
        shared = Path(os.environ.get("IPHARBOR_SHARED_DATA", "../shared/data"))
        path = shared / "cn-patents" / "patents.csv.gz"
        if not path.exists():
            print(
                f"no {path}: the real corpus is left out; name its folder by IPHARBOR_SHARED_DATA"
            )
            return 0
        as_it_stands = gathered(published(read(path)), 2014, first=2000)
        told("real corpus as it stands, to 2014", as_it_stands)
        whole = gathered(published(read(path)), 2016, first=2000)
        told("real corpus, thin months taken as missing, to 2016", without_thin_months(whole))
    return 0


def read(path: Path) -> Iterator[dict[str, str]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text)


@lru_cache(maxsize=100_000)
def town_at(address: str, district: str) -> Town | None:
    return town_of(address, district).clean


def granted(rows: Iterable[dict[str, str]]) -> Iterator[tuple[date, list[str]]]:
    """The grants of an exchange table in the region, each with the series to which it belongs."""
    for row in rows:
        number = row["publication_number"]
        kind = row["patent_type"]
        if row["country"] != "CN" or number[-1] not in "BUSCY":
            continue
        town = town_at(row["address"], row["district"])
        if town is None:
            continue
        names = ["all", f"type {kind}", f"section {row['ipc_main'][:1]}"]
        names += [f"town {town.code}", f"town {town.code} {kind}"]
        field = technology_field(row["ipc_main"])
        names += [f"field {field.number}"] if field else []
        yield date.fromisoformat(row["publication_date"]), names


def published(rows: Iterable[dict[str, str]]) -> Iterator[tuple[date, list[str]]]:
    """The Chinese publications of the real corpus: inventions (applications and grants
    cannot be told apart there) and grants of utility models."""
    kinds = {"1": "invention publications", "2": "utility model grants"}
    for row in rows:
        kind = kinds.get(row["publication_number"][:1])
        if row["country"] != "CN" or kind is None:
            continue
        names = [kind, f"{kind}, section {row['ipc_main'][:1]}"]
        field = technology_field(row["ipc_main"])
        names += [f"{kind}, field {field.number}"] if field else []
        place = next((p for word, p in PLACES.items() if word in row["applicant_first"]), "")
        names += [f"{kind}, {place}"] if place else []
        yield date.fromisoformat(row["publication_date"]), names


def gathered(told_of: Iterable[tuple[date, list[str]]], last: int, first: int = 0) -> Series:
    tables: defaultdict[str, Counter[tuple[int, int]]] = defaultdict(Counter)
    for day, names in told_of:
        if first <= day.year <= last:
            for name in names:
                tables[name][day.year, day.month] += 1
    start = first or min(year for table in tables.values() for year, _ in table)
    kept = sorted(name for name, table in tables.items() if table.total() >= LEAST_IN_ALL)
    counts = np.zeros((len(kept), last - start + 1, 12))
    for at, name in enumerate(kept):
        for (year, month), count in tables[name].items():
            counts[at, year - start, month - 1] = count
    return Series(start, tuple(kept), counts)


def without_thin_months(series: Series) -> Series:
    """Months in which a type as a whole has under a third of its usual count are missing.

    Usual is the median of the two years around. The source lacks whole weeks of the gazette
    there; that this is seen afterwards, not then, is said in the README.
    """
    counts = series.counts.copy()
    for at, name in enumerate(series.names):
        line = series.counts[series.names.index(name.split(",", maxsplit=1)[0])].reshape(-1)
        usual = [np.median(line[max(i - 12, 0) : i + 13]) for i in range(len(line))]
        thin = (line < np.array(usual) / 3).reshape(counts.shape[1:])
        counts[at][thin] = np.nan
    return Series(series.first_year, series.names, counts)


def tried(series: Series) -> Results:
    """Every year from every month's end, the future cut off before anything is asked."""
    columns: defaultdict[str, list[Table]] = defaultdict(list)
    totals = series.counts.sum(axis=2)
    mean = np.nanmean(totals, axis=1)
    step = np.nanmean(np.abs(np.diff(totals, axis=1))[:, LEAST_BEFORE - 1 :], axis=1)
    for year in range(LEAST_BEFORE, series.counts.shape[1]):
        for month in range(1, 12):
            past = series.counts[:, : year + 1].copy()
            past[:, year, month:] = np.nan
            on = date(
                series.first_year + year, month, monthrange(series.first_year + year, month)[1]
            )
            told_then = nowcasts(from_months(past, series.first_year, known_on=on))
            columns["month"].append(np.full(len(told_then), float(month)))
            columns["size"].append(mean)
            columns["step"].append(step)
            columns["reached"].append(totals[:, year])
            columns["ours"].append(np.array([t.expected for t in told_then]))
            for which, name in enumerate(("last", "same")):
                plain = [t.naive[which].expected for t in told_then]
                columns[name].append(np.array([np.nan if x is None else x for x in plain]))
            columns["bounds"].append(
                np.array([[b for i in t.intervals for b in (i.low, i.high)] for t in told_then])
            )
            columns["shown"].append(np.array([t.shown for t in told_then]))
    joined = {name: np.concatenate(parts) for name, parts in columns.items()}
    known = ~np.isnan(joined["reached"])
    return Results(**{name: column[known] for name, column in joined.items()})  # type: ignore[arg-type]


def told(title: str, series: Series) -> None:
    began = time.perf_counter()
    found = tried(series)
    seconds = time.perf_counter() - began
    years = series.first_year + LEAST_BEFORE, series.first_year + series.counts.shape[1] - 1
    print(f"\n## {title}\n")
    print(f"{len(series.names)} series, years {years[0]} to {years[1]}, "
          f"{len(found.month):,} nowcasts in {seconds:.0f} s\n")  # fmt: skip
    heads = ("nowcast", "last year", "same share")
    print("| elapsed | n | MAPE " + " | MAPE ".join(heads) + " | MASE " + " | MASE ".join(heads)
          + " | in 80 % | in 95 % | width 80 % | shown | of these nearer |")  # fmt: skip
    print("|" + "---|" * 13)
    for month in range(1, 12):
        print(line(f"{month}", found, found.month == month))
    print(line("all", found, found.month > 0))
    for name, chosen in (
        (f"small (< {SMALL} a year)", found.size < SMALL),
        ("middling", (found.size >= SMALL) & (found.size < LARGE)),
        (f"large (>= {LARGE})", found.size >= LARGE),
    ):
        if chosen.any():
            print(line(name, found, chosen))
    for which in ("last year", "same share"):
        print(f"\nwhere {which} was nearer, by months elapsed: {losing(found, which)}")
    sys.stdout.flush()


def line(name: str, found: Results, chosen: npt.NDArray[np.bool_]) -> str:
    """A row of the table: errors over the rows in which all three forecasts can be made."""
    off = {key: np.abs(getattr(found, key) - found.reached) for key in ("ours", "last", "same")}
    all_made = chosen & ~np.isnan(off["last"]) & ~np.isnan(off["same"])
    some = all_made & (found.reached > 0)
    moving = all_made & (found.step > 0)
    cells = [name, f"{int(all_made.sum())}"]
    cells += [f"{np.mean(off[key][some] / found.reached[some]):.1%}" for key in off]
    cells += [f"{np.mean(off[key][moving] / found.step[moving]):.2f}" for key in off]
    reached, bounds = found.reached[chosen], found.bounds[chosen]
    for low, high in ((0, 1), (2, 3)):
        inside = (bounds[:, low] <= reached) & (reached <= bounds[:, high])
        cells.append(f"{inside.mean():.1%}")
    width = (bounds[:, 1] - bounds[:, 0])[reached > 0] / reached[reached > 0]
    shown = chosen & found.shown & all_made
    nearer = off["ours"] <= np.minimum(off["last"], off["same"])
    cells += [f"{np.median(width):.1%}", f"{found.shown[chosen].mean():.0%}"]
    cells.append(f"{nearer[shown].mean():.0%}" if shown.any() else "")
    return "| " + " | ".join(cells) + " |"


def losing(found: Results, which: str) -> str:
    """The share of nowcasts, by month, that a naive forecast was strictly nearer than."""
    plain = found.last if which == "last year" else found.same
    nearer = np.abs(plain - found.reached) < np.abs(found.ours - found.reached)
    return ", ".join(
        f"{month}: {nearer[found.month == month].mean():.0%}" for month in range(1, 12)
    )


if __name__ == "__main__":
    sys.exit(main())
