"""The invented region beside public figures and beside real records.

    python experiments/sample-region/run.py                          public figures
    IPHARBOR_SHARED_DATA=../shared/data python experiments/sample-region/run.py

Prints the tables of the README. Real records are no part of the project; where their folder is
absent that part is left out, with a message.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.samples import registers
from ipharbor.samples._days import day64, years_of
from ipharbor.samples._drawing import INVENTION
from ipharbor.samples._fates import LAPSED, REFUSED, SURRENDERED, WITHDRAWN
from ipharbor.samples.parameters import parameters
from ipharbor.samples.plan import Plan, plan
from ipharbor.samples.region import tables
from ipharbor.vocabulary.numbers import application_number

SHARED = Path(os.environ.get("IPHARBOR_SHARED_DATA", "../shared/data"))
KNOWN = date(2021, 11, 30)
# Patents granted in a coastal province, Fujian Statistical Yearbook 2022, table 16-5.
PROVINCE = {2012: 30497, 2013: 37511, 2014: 37857, 2015: 61621, 2016: 67142, 2017: 68304,
            2018: 102622, 2019: 98955, 2020: 145929, 2021: 153814}  # fmt: skip
# Grants of the whole country in 2021, CNIPA's table of grants, January to December 2021.
COUNTRY_2021 = {"invention": 695_946, "utility_model": 3_119_990, "design": 785_521}
CENSORED = date(2017, 8, 25)  # of the real lives
AGES = (5, 6, 8, 10, 12, 14)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seed", type=int, default=2021)
    asked.add_argument("--scale", type=float, default=1.0)
    told = asked.parse_args()
    made = plan(told.seed, told.scale)
    public_figures(made)
    if not SHARED.is_dir():
        print(f"\nno real records at {SHARED}: that part is left out")
        return
    documents(made)
    survival(made)


def public_figures(made: Plan) -> None:
    about, home = made.filings, made.home
    day = day64(KNOWN)
    granted = home & (years_of(about.granted) == 2021) & (about.granted <= day)
    filed = home & (years_of(about.filed) == 2021)
    out = filed & (about.opened <= day)
    cases = list(registers.rows("cases", made.seed, made.scale, KNOWN))
    holders = list(registers.rows("holders", made.seed, made.scale, parameters().last_day))
    show(
        "Public figures",
        ("figure", "public", "invented"),
        [
            ("rights granted in 2021, known on 2021-11-30", "26,167", f"{granted.sum():,}"),
            ("inventions among applications of 2021", "9 %", share(about.kind[filed], INVENTION)),
            ("the same among what was out on 2021-11-30", "9 %", share(about.kind[out], INVENTION)),
            ("cases accepted in 2021 up to then", "127", since(cases, 3)),
            ("cases closed in 2021 up to then", "127", since(cases, 4)),
            ("holders", "about 9,000", f"{len(holders):,}"),
            ("firms among them", "6,000", f"{sum(row[1] == 'firm' for row in holders):,}"),
        ],
    )
    years = Counter(years_of(about.granted[home]).tolist())
    show(
        "Grants by year, 2021 = 100",
        ("year", "province", "invented"),
        [
            (year, f"{100 * n / PROVINCE[2021]:.0f}", f"{100 * years[year] / years[2021]:.0f}")
            for year, n in PROVINCE.items()
        ],
    )
    kinds = Counter(about.kind[home & (years_of(about.granted) == 2021)].tolist())
    whole, country = sum(kinds.values()), sum(COUNTRY_2021.values())
    show(
        "Types among the grants of 2021",
        ("type", "country", "invented"),
        [
            (name, f"{100 * n / country:.1f} %", f"{100 * kinds[at] / whole:.1f} %")
            for at, (name, n) in enumerate(COUNTRY_2021.items())
        ],
    )


def documents(made: Plan) -> None:
    """Kinds, skew, classes and lengths of texts beside real publications of firms."""
    real = [one for one in real_documents() if one.country == "CN"]
    latest = {
        one.number: one
        for table in tables(made.seed, made.scale, LAST)
        for one in invented_documents(table)
        if one.country == "CN"
    }
    ours = [one for one in latest.values() if one.kind != "design"]
    kinds = Counter(one.kind for one in real)
    show(
        "Documents: inventions and utility models",
        ("", "real", "invented"),
        [
            ("documents", f"{len(real):,}", f"{len(ours):,}"),
            ("inventions", percent(kinds["invention"], len(real)),
             percent(sum(one.kind == "invention" for one in ours), len(ours))),
            *skew(real, ours),
            *lengths(real, ours),
            ("sections of the IPC apart (0 same, 1 nothing shared)", "",
             f"{apart(classes(real, 1), classes(ours, 1)):.2f}"),
            ("subclasses in use", len(classes(real, 4)), len(classes(ours, 4))),
            ("technology fields apart", "",
             f"{apart(fields(classes(real, 99)), fields(classes(ours, 99))):.2f}"),
        ],
    )  # fmt: skip
    mine, theirs = classes(ours, 1), classes(real, 1)
    show(
        "Sections of the IPC",
        ("section", "real", "invented"),
        [
            (each, percent(theirs[each], sum(theirs.values())),
             percent(mine[each], sum(mine.values())))
            for each in sorted(set(mine) | set(theirs))
            if each.isalpha()
        ],
    )  # fmt: skip


def survival(made: Plan) -> None:
    """How long inventions stand, beside real lives of section A published in 2002."""
    lives = [row for row in read(SHARED / "cn-survival/inventions_published_2002.csv")
             if day_of(row["app_date"])]  # fmt: skip
    about, ends = made.filings, made.fates
    own = (about.kind == INVENTION) & (years_of(about.filed) < 2018)
    own &= about.plant < 0
    granted = own & ~np.isnat(about.granted)
    last = day64(LAST)
    ended = np.isin(ends.how, (LAPSED, SURRENDERED)) & (ends.over <= last)
    until = np.where(ended, ends.over, last)
    age = ((until - about.filed).astype(int) / 365.25)[granted]
    mine = kaplan_meier(age, ended[granted])
    real = [row for row in lives if day_of(row["grant"])]
    real_end = [day_of(row["terminate"]) or day_of(row["waive"]) for row in real]
    real_age = np.array([
        ((end or CENSORED) - filed).days / 365.25
        for row, end in zip(real, real_end, strict=True)
        for filed in [day_of(row["app_date"])]
        if filed
    ])  # fmt: skip
    theirs = kaplan_meier(real_age, np.array([bool(end) for end in real_end]))
    waits = [
        (grant - out).days
        for row in real
        if (grant := day_of(row["grant"])) and (out := day_of(row["pub_date_c"]))
    ]
    wait = (about.granted - about.opened)[granted].astype(int)
    closed = own & np.isin(ends.how, (REFUSED, WITHDRAWN))
    show(
        "Inventions: courses and survival (Kaplan-Meier, age from filing)",
        ("", "real (section A, published 2002)", "invented"),
        [
            ("applications", f"{len(lives):,}", f"{own.sum():,}"),
            ("granted", percent(len(real), len(lives)), percent(granted.sum(), own.sum())),
            ("refused among those without a grant",
             percent(sum(bool(day_of(row["reject"])) for row in lives), len(lives) - len(real)),
             percent((ends.how[closed] == REFUSED).sum(), closed.sum())),
            ("days from publication to grant, median", f"{np.median(waits):.0f}",
             f"{np.median(wait):.0f}"),
            *((f"standing at {age} years", f"{100 * theirs(age):.0f} %", f"{100 * mine(age):.0f} %")
              for age in AGES),
        ],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    """What is compared of a document; lengths are 0 where it is told in English alone."""

    country: str
    number: str
    applicant: str
    ipc: str
    kind: str
    title: int
    abstract: int


def real_documents() -> Iterator[Document]:
    with gzip.open(SHARED / "cn-patents/patents.csv.gz", "rt", encoding="utf-8-sig") as opened:
        for row in csv.DictReader(opened):
            title, abstract = (
                0 if row[name].isascii() else len(row[name]) for name in ("title", "abstract")
            )
            yield Document(row["country"], row["application_number"], row["applicant_first"],
                           row["ipc_main"] or "", kind_of(row["application_number"]), title,
                           abstract)  # fmt: skip


def invented_documents(table: pa.Table) -> Iterator[Document]:
    lengths = (pc.utf8_length(table.column(name)) for name in ("title", "abstract"))
    names = ("country", "application_number", "applicant_first", "ipc_main", "patent_type")
    told = [table.column(name).cast(pa.string()).to_pylist() for name in names]
    for row in zip(*told, *(each.to_pylist() for each in lengths), strict=True):
        yield Document(*row)


def skew(real: Sequence[Document], ours: Sequence[Document]) -> Iterable[tuple[object, ...]]:
    held = [Counter(one.applicant for one in each) for each in (real, ours)]
    tops = [sum(n for _, n in each.most_common(10)) / sum(each.values()) for each in held]
    yield ("applicants", *(f"{len(each):,}" for each in held))
    yield ("share of the ten largest", *(f"{100 * top:.1f} %" for top in tops))
    yield ("Gini of documents an applicant", *(f"{gini(each.values()):.2f}" for each in held))
    yield ("documents of the middle applicant", *(int(np.median(list(e.values()))) for e in held))


def lengths(real: Sequence[Document], ours: Sequence[Document]) -> Iterable[tuple[object, ...]]:
    for name in ("title", "abstract"):
        cells = []
        for each in (real, ours):
            own = [length for one in each if (length := getattr(one, name))]
            low, middle, high = np.percentile(own, (10, 50, 90))
            cells.append(f"{middle:.0f} ({low:.0f} to {high:.0f})")
        yield (f"characters of a {name}, middle (tenths)", *cells)


def kaplan_meier(age: np.ndarray, ended: np.ndarray):  # type: ignore[no-untyped-def]
    """The share still standing as a function of age, from ages at the end or at censoring."""
    order = np.argsort(age)
    age, ended = age[order], ended[order]
    at_risk = len(age) - np.arange(len(age))
    steps = np.cumprod(1 - ended / at_risk)

    def standing(years: float) -> float:
        place = int(np.searchsorted(age, years, side="right"))
        return float(steps[place - 1]) if place else 1.0

    return standing


def classes(documents: Iterable[Document], signs: int) -> Counter[str]:
    """Documents by the first signs of their main class."""
    return Counter(one.ipc.replace(" ", "")[:signs] for one in documents if one.ipc)


def fields(symbols: Counter[str]) -> Counter[str]:
    """The same by WIPO's technology field, the longest prefix first."""
    told = read(SHARED / "technology-fields/ipc_technology.csv")
    prefixes = {row["IPC_code"].rstrip("%").replace(" ", ""): row["Field_number"] for row in told}
    found: Counter[str] = Counter()
    for symbol, count in symbols.items():
        ends = range(len(symbol), 0, -1)
        field = next((prefixes[symbol[:n]] for n in ends if symbol[:n] in prefixes), "")
        found[field] += count
    return found


def apart(one: Mapping[str, int], other: Mapping[str, int]) -> float:
    """Half the sum of the differences of shares."""
    whole, rest = sum(one.values()), sum(other.values())
    names = set(one) | set(other)
    return sum(abs(one.get(n, 0) / whole - other.get(n, 0) / rest) for n in names) / 2


def gini(values: Iterable[int]) -> float:
    ranked = np.sort(np.array(list(values)))
    count = len(ranked)
    weights = 2 * np.arange(1, count + 1) - count - 1
    return float((weights * ranked).sum() / (count * ranked.sum()))


def kind_of(number: str) -> str:
    read_as = application_number(number).clean
    return (read_as.patent_type or "") if read_as else ""


def since(cases: Sequence[Sequence[object]], column: int) -> int:
    return sum(str(row[column]) >= "2021-01-01" for row in cases if row[column])


def share(kinds: np.ndarray, kind: int) -> str:
    return f"{100 * (kinds == kind).mean():.2f} %"


def percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.1f} %"


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text.replace(".", "-"))
    except ValueError:
        return None


def read(path: Path) -> list[Row]:
    plain = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(io.StringIO(plain.decode("utf-8-sig"))))


def show(title: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    print(f"\n### {title}\n")
    print(f"| {' | '.join(headings)} |")
    print("|" + "---|" * len(headings))
    for row in rows:
        print(f"| {' | '.join(map(str, row))} |")


Row = Mapping[str, str]
LAST = parameters().last_day

if __name__ == "__main__":
    main()
