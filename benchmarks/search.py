"""Search measured beside SQLite FTS5 and bm25s on the same records and the same queries.

    python benchmarks/search.py [--data TABLE] [--queries N] [--seed N] [--keep FOLDER]

The table is a gzipped exchange table. Words, phrases and filters are drawn from its records
with a fixed seed, so every query has at least one hit. Times include reading the shown
fields of the best twenty hits and the total. Ground truth is a scan of the folded texts.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from _exchange_reader import batches
from _search_peers import Bm25s, Built, Fts5, build, fts_phrase

from ipharbor.corpus.query import Node, parse
from ipharbor.corpus.search import TantivyIndex
from ipharbor.corpus.search.units import IDEOGRAPHS, folded

SHARED = Path(os.environ.get("IPHARBOR_SHARED_DATA", "../shared/data"))
ENGINES = ("ipharbor", "fts5", "bm25s")
BANDS = (("rare", 1, 100), ("middling", 100, 2_000), ("frequent", 2_000, 1_000_000))
CHECKED = 40


@dataclass(frozen=True)
class Record:
    """What queries are drawn from, folded."""

    serial: int
    title: str
    abstract: str
    applicant: str
    subclass: str
    year: int


@dataclass(frozen=True)
class Drawn:
    """One query in the languages of the engines; None where one cannot ask it."""

    ours: str
    match: str
    where: str = ""
    values: tuple[str, ...] = ()
    ranked: str | None = None
    truth: tuple[str, ...] = ()


def main() -> None:
    parser = argparse.ArgumentParser(description="Search measured beside FTS5 and bm25s.")
    parser.add_argument("--data", type=Path, default=SHARED / "cn-patents/patents.csv.gz")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--keep", type=Path, help="keep the indexes here and reuse them")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.keep or Path(temporary)
        _builds(asked.data, folder)
        index = TantivyIndex.open(folder / "ipharbor")
        records = list(_records(asked.data))
        drawn = _drawn(records, index, asked.queries, random.Random(asked.seed))
        _ask_all(drawn, index, Fts5(folder / "fts5"), Bm25s(folder / "bm25s"))
        _extras(drawn, index)
        _agreement(drawn, records, index, Fts5(folder / "fts5"))


def _builds(table: Path, folder: Path) -> None:
    print(f"{'build':28}{'seconds':>10}{'disk MB':>10}{'peak MB':>10}")
    fresh = multiprocessing.get_context("spawn")
    for engine in ENGINES:
        place = folder / engine
        if place.exists():
            print(f"{engine:28}{'kept':>10}")
            continue
        with fresh.Pool(1) as pool:
            built: Built = pool.apply(build, (engine, table, place))
        print(f"{engine:28}{built.seconds:10.1f}{built.disk:10.0f}{built.memory:10.0f}")
    print()


def _records(table: Path) -> Iterator[Record]:
    for batch in batches(table):
        for row in batch.to_pylist():
            yield Record(
                row["serial"],
                folded(row["title"] or row["title_en"] or ""),
                folded(row["abstract"] or row["abstract_en"] or ""),
                folded(" ".join(row["applicants"])),
                (row["ipc"] or [""])[0][:4],
                row["published_on"].year if row["published_on"] else 0,
            )


def _drawn(
    records: list[Record], index: TantivyIndex, count: int, rng: random.Random
) -> dict[str, list[Drawn]]:
    chinese = [
        one
        for one in records
        if one.subclass and one.year and re.search(f"[{IDEOGRAPHS}]{{6}}", one.abstract)
    ]
    drawn: dict[str, list[Drawn]] = {
        "two words": [_two_words(rng.choice(chinese), rng) for _ in range(count)],
        "phrase of 4-8": [_phrase(rng.choice(chinese), rng) for _ in range(count)],
        "word, ipc, years": [_fielded(rng.choice(chinese), rng) for _ in range(count)],
    }
    for name, _, _ in BANDS:
        drawn[f"word, {name}"] = []
    for _ in range(count * 40):
        word = _word(rng.choice(chinese).abstract, rng)
        found = index.count(parse(word))
        for name, least, most in BANDS:
            queries = drawn[f"word, {name}"]
            if least <= found < most and len(queries) < count:
                queries.append(Drawn(word, fts_phrase(word), ranked=word, truth=(word,)))
    return drawn


def _word(text: str, rng: random.Random) -> str:
    """A word of two to four ideographs as the segmenter of the peers cuts it."""
    cut = [w for w in fts_phrase(text)[1:-1].split() if re.fullmatch(f"[{IDEOGRAPHS}]{{2,4}}", w)]
    return rng.choice(cut or ["装置"])


def _two_words(record: Record, rng: random.Random) -> Drawn:
    first, second = _word(record.abstract, rng), _word(record.abstract, rng)
    both = f"{fts_phrase(first)} AND {fts_phrase(second)}"
    text = f"{first} {second}"
    return Drawn(text, both, ranked=text, truth=(first, second))


def _phrase(record: Record, rng: random.Random) -> Drawn:
    runs = re.findall(f"[{IDEOGRAPHS}]{{4,}}", record.abstract)
    run = rng.choice(runs)
    length = min(len(run), rng.randint(4, 8))
    start = rng.randrange(len(run) - length + 1)
    text = run[start : start + length]
    return Drawn(f'"{text}"', fts_phrase(text), truth=(text,))


def _fielded(record: Record, rng: random.Random) -> Drawn:
    word = _word(record.title, rng)
    since, until = record.year - 2, record.year + 2
    return Drawn(
        f"title:{word} ipc:{record.subclass} published:{since}..{until}",
        f"title : {fts_phrase(word)}",
        "AND subclass = ? AND published BETWEEN ? AND ?",
        (record.subclass, f"{since}-01-01", f"{until}-12-31"),
    )


def _times(ask: Callable[[Drawn], object], queries: list[Drawn]) -> list[float]:
    for one in queries[:5]:
        ask(one)
    spent = []
    for one in queries:
        begun = time.perf_counter()
        ask(one)
        spent.append((time.perf_counter() - begun) * 1000)
    return sorted(spent)


def _line(name: str, engine: str, spent: list[float], ours: float | None) -> float:
    cuts = statistics.quantiles(spent, n=100)
    ratio = "" if ours is None else f"{cuts[94] / ours:9.1f} x"
    print(f"{name:28}{engine:12}{cuts[49]:9.2f}{cuts[94]:9.2f}{cuts[98]:9.2f}{ratio}")
    return cuts[94]


def _ask_all(drawn: dict[str, list[Drawn]], index: TantivyIndex, fts5: Fts5, bm25s: Bm25s) -> None:
    print(f"{'ms, top 20 with fields':28}{'':12}{'p50':>9}{'p95':>9}{'p99':>9}{'p95 ratio':>11}")
    for name, queries in drawn.items():
        ours = _line(
            name, "ipharbor", _times(lambda one: index.search(parse(one.ours)), queries), None
        )
        spent = _times(lambda one: fts5.ask(one.match, one.where, one.values), queries)
        _line("", "fts5", spent, ours)
        if all(one.ranked for one in queries):
            _line("", "bm25s", _times(lambda one: bm25s.ask(one.ranked or ""), queries), ours)
    print()


def _extras(drawn: dict[str, list[Drawn]], index: TantivyIndex) -> None:
    print(f"{'ms, ipharbor alone':28}{'':12}{'p50':>9}{'p95':>9}{'p99':>9}")
    for name, queries in drawn.items():
        _line(name, "facets", _times(lambda one: index.facets(parse(one.ours)), queries), None)
    for text in ("*", "type:utility_model", "的", "title:装置 OR title:方法 OR title:系统"):
        node: Node = parse(text)
        total = index.count(node)
        repeated = [Drawn(text, "")] * 10
        _line(
            f"{text[:16]} ({total:,})",
            "facets",
            _times(lambda _, n=node: index.facets(n), repeated),
            None,
        )
        _line(
            "",
            "newest 20",
            _times(lambda _, n=node: index.search(n, sort="newest"), repeated),
            None,
        )
        _line("", "serials", _times(lambda _, n=node: index.serials(n), repeated), None)
    print()


def _agreement(
    drawn: dict[str, list[Drawn]], records: list[Record], index: TantivyIndex, fts5: Fts5
) -> None:
    print(f"{'against a scan of all texts':28}{'':12}{'recall':>9}{'precision':>11}")
    for name, queries in drawn.items():
        checked = [one for one in queries if one.truth][:CHECKED]
        if not checked:
            continue
        truth = [_scanned(one.truth, records) for one in checked]
        ours = [{int(serial) for serial in index.serials(parse(one.ours))} for one in checked]
        theirs = [fts5.serials(one.match) for one in checked]
        for engine, found in (("ipharbor", ours), ("fts5", theirs)):
            common = sum(len(a & b) for a, b in zip(truth, found, strict=True))
            recall = common / sum(map(len, truth))
            precision = common / max(1, sum(map(len, found)))
            print(
                f"{name if engine == 'ipharbor' else '':28}{engine:12}"
                f"{recall:9.4f}{precision:11.4f}"
            )


def _scanned(wanted: tuple[str, ...], records: list[Record]) -> set[int]:
    return {
        one.serial
        for one in records
        if all(w in one.title or w in one.abstract or w in one.applicant for w in wanted)
    }


if __name__ == "__main__":
    main()
