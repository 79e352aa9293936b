"""Outsiders whose designs follow a line of a firm of the region."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.analysis.sweeping.claims import number
from ipharbor.analysis.sweeping.known import Known, Span
from ipharbor.analysis.sweeping.parted import Ints
from ipharbor.warning.incident import Incident
from ipharbor.warning.lookalike import (
    LEAST,
    PERIOD,
    Design,
    following,
    lookalike,
    product_and_motif,
    stems,
)

Pair = tuple[str, str]


@dataclass(frozen=True)
class _Drawn:
    """Designs known on a day: ``pairs`` of product and motif where the title tells one, by row."""

    rows: Ints
    pairs: Mapping[int, Pair]
    holders: Mapping[int, tuple[str, ...]]
    products: Counter[str]
    by_pair: Mapping[Pair, tuple[int, ...]]


def lookalikes(known: Known, span: Span) -> Iterator[Incident]:
    """Outsiders of whom three designs or more, within a year, have products and motifs that designs
    of a firm had before, beyond what accident lets expect; seen in the span for the first time."""
    drawn = _drawn(known, span)
    region = set(known.register.firms.column("name").to_pylist())
    news = [row for row in drawn.rows.tolist() if known.known_days[row] > number(span.since)]
    since = number(span.on) - PERIOD.days - (span.on - span.since).days
    of: dict[str, list[int]] = defaultdict(list)
    for row in drawn.rows.tolist():
        if known.known_days[row] > since:
            for name in drawn.holders[row]:
                of[name].append(row)
    outsiders = {name for row in news if row in drawn.pairs for name in drawn.holders[row]} - region
    for outsider in sorted(outsiders):
        rows = of[outsider]
        for firm in sorted(_lines(drawn, rows, region)):
            yield from _of_pair(known, span, drawn, outsider, firm, rows)


def _of_pair(
    known: Known, span: Span, drawn: _Drawn, outsider: str, firm: str, rows: Sequence[int]
) -> Iterator[Incident]:
    pairs = {drawn.pairs[row] for row in rows if row in drawn.pairs}
    line = [
        row for pair in pairs for row in drawn.by_pair[pair]
        if firm in drawn.holders[row] and outsider not in drawn.holders[row]
    ]  # fmt: skip
    theirs = [row for row in rows if firm not in drawn.holders[row]]
    if len(theirs) < LEAST:
        return
    rates = [
        _rate(drawn, row, {drawn.pairs[one] for one in line}, (firm, outsider)) for row in theirs
    ]
    mine = sorted((_design(known, drawn, row) for row in line), key=lambda one: one.known_on)
    found = following([_design(known, drawn, row) for row in theirs], mine, rates)
    if found is None or not span.since < found.day <= span.on:
        return
    keys = [one.key for one in mine if one.known_on <= found.day]
    left = {key: _left(known, key, span) for key in keys}
    force = [key for key in keys if left[key] is not None]
    yield lookalike(
        firm, outsider, found,
        line=len(keys), rights=force, years_left=max((left[key] or 0 for key in force), default=0),
    )  # fmt: skip


def _lines(drawn: _Drawn, rows: Sequence[int], region: set[str]) -> set[str]:
    """The firms of the region that have designs of three of these or more."""
    found: Counter[str] = Counter()
    for row in rows:
        if row in drawn.pairs:
            found.update(
                {name for one in drawn.by_pair[drawn.pairs[row]] for name in drawn.holders[one]}
                & region
            )
    return {name for name, count in found.items() if count >= LEAST}


def _rate(drawn: _Drawn, row: int, line: set[Pair], besides: tuple[str, str]) -> float:
    """How often others' designs of the product have one of the line's motifs for it."""
    product = _product(drawn, row)
    motifs = [pair for pair in line if pair[0] == product]
    if not motifs:
        return 0.0

    def others(rows: Sequence[int]) -> int:
        return sum(not set(drawn.holders[one]) & set(besides) for one in rows)

    having = sum(others(drawn.by_pair[pair]) for pair in motifs)
    return (having + 0.5) / (drawn.products[product] + 1.0)


def _product(drawn: _Drawn, row: int) -> str:
    return drawn.pairs[row][0] if row in drawn.pairs else ""


def _drawn(known: Known, span: Span) -> _Drawn:
    table = known.documents
    wanted = pc.equal(table.column("patent_type"), "design").combine_chunks()
    flags = pc.fill_null(wanted, False).to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(flags & (known.known_days <= number(span.on)))
    titles = table.column("title").take(pa.array(rows)).to_pylist()
    holders = table.column("applicants").take(pa.array(rows)).to_pylist()
    pairs: dict[int, Pair] = {}
    by_pair: dict[Pair, list[int]] = defaultdict(list)
    products: Counter[str] = Counter()
    read = [product_and_motif(title or "") for title in titles]
    stem = stems(one[1] for one in read if one)
    for row, title, whole in zip(rows.tolist(), titles, read, strict=True):
        told = (whole[0], stem[whole[1]]) if whole else None
        products[told[0] if told else (title or "").partition("（")[0]] += 1
        if told:
            pairs[row] = told
            by_pair[told].append(row)
    named = {row: tuple(some) for row, some in zip(rows.tolist(), holders, strict=True)}
    return _Drawn(
        rows, pairs, named, products, {pair: tuple(some) for pair, some in by_pair.items()}
    )


def _design(known: Known, drawn: _Drawn, row: int) -> Design:
    told = known.documents.slice(row, 1).to_pylist()[0]
    product, motif = drawn.pairs.get(row, ("", ""))
    return Design(
        told["key"], told["title"] or "", product, motif, told["known_on"], told["filed_on"]
    )


def _left(known: Known, key: str, span: Span) -> int | None:
    return known.years_left(pc.index(known.documents.column("key"), key).as_py(), span.on)
