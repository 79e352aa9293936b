"""Landscape of a whole corpus: time and memory, beside the same figures in pandas.

    python benchmarks/landscape.py [--data ../shared/data/cn-patents/patents.csv.gz] [--warm 10]

Prints the seconds that imports and loading the engine take, the first landscape after them,
later ones, and those restricted to every second document; the same figures reckoned with
pandas; and whether the two agree. The peer is plain pandas code as an analyst would write
it: counts by year and type, the largest applicants and subclasses with growth, the 35
fields, CR4 and HHI overall and by year, entrants and leavers.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa

from ipharbor.corpus.documents import DOCUMENT
from ipharbor.vocabulary.numbers import application_number, publication_number

NARROW = pa.schema(
    [field for field in DOCUMENT if field.name not in ("abstract", "abstract_en", "first_claim")]
)
THREADS = 2


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    asked.add_argument("--data", type=Path, default="../shared/data/cn-patents/patents.csv.gz")
    asked.add_argument("--warm", type=int, default=10, help="landscapes after the first")
    options = asked.parse_args()
    if not options.data.exists():
        print(f"no such file: {options.data}", file=sys.stderr)
        return 2
    table = read(options.data)
    print(f"{table.num_rows} documents; memory after reading {rss():.0f} MB")
    ours, told = measure_ours(table, options.warm)
    peer, check = measure_pandas(table, options.warm)
    print(f"{'':34}{'IPHarbor':>10}{'pandas':>10}{'ratio':>8}")
    for name in peer:
        ratio = peer[name] / ours[name]
        print(f"{name:34}{ours[name]:10.3f}{peer[name]:10.3f}{ratio:7.1f}x")
    for name in ours.keys() - peer.keys():
        print(f"{name:34}{ours[name]:10.3f}")
    print(f"peak memory of the process {rss():.0f} MB")
    differing = check(told)
    print("figures agree" if not differing else f"figures differ: {', '.join(differing)}")
    return 1 if differing else 0


def measure_ours(table: pa.Table, warm: int) -> tuple[dict[str, float], object]:
    start = time.perf_counter()
    import ibis
    import numpy as np

    from ipharbor.analysis.landscape import landscape

    engine = ibis.duckdb.connect(threads=THREADS)
    engine.con.register("arrow", table)
    engine.raw_sql("CREATE TABLE documents AS SELECT * FROM arrow")
    documents = engine.table("documents")
    prepared = time.perf_counter() - start
    first, told = timed(lambda: landscape(documents, vintage="bench"))
    again = [timed(lambda: landscape(documents, vintage="bench"))[0] for _ in range(warm)]
    half = np.arange(0, table.num_rows, 2)
    chosen = [
        timed(lambda: landscape(documents, vintage="bench", serials=half))[0] for _ in range(warm)
    ]
    return {
        "imports and engine, s": prepared,
        "first landscape, s": first,
        "later landscapes, median s": statistics.median(again),
        "later landscapes, worst s": max(again),
        "half of the documents, median s": statistics.median(chosen),
    }, told


def measure_pandas(
    table: pa.Table, warm: int
) -> tuple[dict[str, float], Callable[[object], list[str]]]:
    import pandas as pd

    frame = pd.DataFrame(
        {
            "applicant": [names[0] if names else None for names in table["applicants"].to_pylist()],
            "symbol": [symbols[0] if symbols else None for symbols in table["ipc"].to_pylist()],
            "type": table["patent_type"].to_pandas(),
            "filing": table["filing_year"].to_pandas(),
            "published": pd.to_datetime(table["published_on"].to_pandas()),
        }
    )  # not timed: pandas has no cheap way into lists
    first, figures = timed(lambda: with_pandas(frame))
    again = [timed(lambda: with_pandas(frame))[0] for _ in range(warm)]

    def check(told: object) -> list[str]:
        found = flattened(told)
        return [name for name, value in figures.items() if not same(found[name], value)]

    return {
        "first landscape, s": first,
        "later landscapes, median s": statistics.median(again),
        "later landscapes, worst s": max(again),
    }, check


def with_pandas(frame: object) -> dict[str, object]:
    import pandas as pd

    from ipharbor.vocabulary.classes import technology_field

    assert isinstance(frame, pd.DataFrame)
    year = frame["published"].dt.year
    newest = frame["published"].max()
    whole = newest.year if newest.month == 12 else newest.year - 1
    recent, before = year.between(whole - 2, whole), year.between(whole - 5, whole - 3)
    kind = frame["type"].fillna("unknown")
    subclass = frame["symbol"].str[:4].where(frame["symbol"].str.len() >= 4)
    symbols = frame["symbol"].dropna()
    fields = {text: technology_field(text) for text in symbols.unique()}
    number = symbols.map({t: f.number for t, f in fields.items() if f is not None})
    counts = frame["applicant"].value_counts()
    by_year = frame.groupby([year, frame["applicant"]]).size()
    last = year.groupby(frame["applicant"]).max()
    return {
        "filings": pairs(frame.groupby([frame["filing"], kind]).size()),
        "publications": pairs(frame.groupby([year, kind]).size()),
        "applicants": ranked(frame["applicant"], recent, before),
        "subclasses": ranked(subclass, recent, before),
        "fields": {int(key): int(value) for key, value in number.value_counts().items()},
        "cr4": counts.nlargest(4).sum() / counts.sum(),
        "hhi": 10_000 * ((counts / counts.sum()) ** 2).sum(),
        "hhi by year": {
            int(y): 10_000 * ((of / of.sum()) ** 2).sum() for y, of in by_year.groupby(level=0)
        },
        "entrants": years(year.groupby(frame["applicant"]).min()),
        "leavers": years(last[last <= whole - 3]),
    }


def flattened(told: object) -> dict[str, object]:
    from ipharbor.analysis.landscape import Landscape

    assert isinstance(told, Landscape)
    overall = told.concentration.table[0]
    return {
        "filings": {(r.year, r.patent_type): r.count for r in told.filings.table if r.count},
        "publications": {
            (r.year, r.patent_type): r.count for r in told.publications.table if r.count
        },
        "applicants": {
            r.name: (r.count, r.recent, r.before, r.growth) for r in told.applicants.table
        },
        "subclasses": {
            r.code: (r.count, r.recent, r.before, r.growth) for r in told.subclasses.table
        },
        "fields": {r.number: r.count for r in told.fields.table if r.count},
        "cr4": overall.cr4,
        "hhi": overall.hhi,
        "hhi by year": {
            r.year: r.hhi for r in told.concentration_by_year.table if r.hhi is not None
        },
        "entrants": {r.year: r.entrants for r in told.turnover.table if r.entrants},
        "leavers": {r.year: r.leavers for r in told.turnover.table if r.leavers},
    }


def ranked(names: object, recent: object, before: object) -> dict[str, tuple[object, ...]]:
    import pandas as pd

    assert isinstance(names, pd.Series)
    table = pd.DataFrame({"n": names.value_counts()})
    table["recent"] = names[recent].value_counts()
    table["before"] = names[before].value_counts()
    table = table.fillna(0).astype(int).rename_axis("name").reset_index()
    table = table.sort_values(["n", "name"], ascending=[False, True]).head(15)
    return {
        name: (n, late, early, late / early - 1 if early else None)
        for name, n, late, early in table.itertuples(index=False)
    }


def pairs(sizes: object) -> dict[tuple[int, str], int]:
    return {(int(year), kind): int(n) for (year, kind), n in sizes.items()}  # type: ignore[attr-defined]


def years(of: object) -> dict[int, int]:
    return {int(year): int(n) for year, n in of.value_counts().items()}  # type: ignore[attr-defined]


def same(one: object, other: object) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return all(same(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, float) and other is not None:
        return abs(one - float(other)) <= 1e-9 * max(1.0, abs(one))  # type: ignore[arg-type]
    return bool(one == other)


def read(path: Path) -> pa.Table:
    """The file's rows as documents, one a row (it repeats no application)."""
    csv.field_size_limit(1 << 24)
    rows = []
    with gzip.open(path, "rt", encoding="utf-8", newline="") as opened:
        for serial, row in enumerate(csv.DictReader(opened)):
            home = row["country"] == "CN"
            filed = application_number(row["application_number"]).clean if home else None
            number = publication_number(row["publication_number"], row["country"]).clean
            day = date.fromisoformat(row["publication_date"]) if row["publication_date"] else None
            rows.append(
                {
                    "serial": serial,
                    "key": str(serial),
                    "patent_type": (filed and filed.patent_type) or (number and number.patent_type),
                    "stage": number.stage if number else None,
                    "filing_year": filed.year if filed else None,
                    "published_on": day,
                    "known_on": day,
                    "title": row["title"],
                    "applicants": [row["applicant_first"]] if row["applicant_first"] else [],
                    "ipc": [row["ipc_main"]] if row["ipc_main"] else [],
                }
            )
    return pa.Table.from_pylist(rows, schema=NARROW)


def timed(work: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def rss() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
