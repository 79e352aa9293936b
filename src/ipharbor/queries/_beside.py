"""Documents of others that cite a firm's rights or stand near them, by the days of a window."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import count
from threading import Lock
from typing import Any

import ibis
import pyarrow as pa

from ipharbor.corpus.reading import Corpus
from ipharbor.queries.docket import Docket
from ipharbor.register.changes import Window
from ipharbor.vocabulary.numbers import publication_number

CITES, NEAR = "cites", "near"
_COLUMNS = ("key", "title", "title_en", "applicants", "known_on", "granted_on", "ipc", "cites")
_KEPT = 32  # firms and windows whose documents stay in memory
_NUMBER = count(1)
_lock = Lock()
_kept: OrderedDict[tuple[object, ...], tuple[Beside, ...]] = OrderedDict()


@dataclass(frozen=True)
class Beside:
    """A document that became known, or was ``granted``, ``on`` a day: it ``cites`` the right, or
    stands ``near`` it, in the very group that the right has as its first symbol ``ipc``."""

    sort: str
    key: str
    title: str
    applicant: str
    on: date
    granted: bool
    right: str
    ipc: str


def beside(told: Docket, window: Window, corpus: Corpus) -> tuple[Beside, ...]:
    """What others' documents the window brought beside the rights of a docket, the latest first.

    What cites any right of the docket, and what has among its own symbols the first symbol of
    one that is alive; a document is told once, by what it cites before where it stands. Kept in
    memory for the vintage, since nothing else changes it.
    """
    rights = tuple(
        (one.record.key, str(one.record), one.record.ipc, one.alive) for one in told.lines
    )
    question = (
        corpus.folder, corpus.manifest.number, corpus.vintage, told.firm.name, window, hash(rights)
    )  # fmt: skip
    with _lock:
        if question in _kept:
            _kept.move_to_end(question)
            return _kept[question]
    found = _found(told, window, corpus)
    with _lock:
        _kept[question] = found
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    return found


def _found(told: Docket, window: Window, corpus: Corpus) -> tuple[Beside, ...]:
    if not told.lines:
        return ()
    named = {line.record.key: str(line.record) for line in told.lines}
    symbols: dict[str, str] = {}
    for line in told.lines:
        if line.alive and line.record.ipc:
            symbols.setdefault(_bare(line.record.ipc), str(line.record))
    published, others = corpus.ask(lambda documents: _asked(documents, list(named), window))
    numbers = {_serial(number): named[key] for key, some in published for number in some}
    made = (
        _one(row, told.firm.name, numbers, symbols, window) for row in others
    )  # fmt: skip
    kept = [one for one in made if one is not None]
    return tuple(sorted(kept, key=lambda one: (-one.on.toordinal(), one.sort, one.key)))


def _asked(
    documents: ibis.Table, keys: list[str], window: Window
) -> tuple[list[tuple[str, list[str]]], list[dict[str, Any]]]:
    """The publication numbers of the rights; and what of others fell into the window."""
    with _held(documents, keys) as mine:
        published = documents.semi_join(mine, "key").select("key", "publication_numbers")
        since, until = ibis.literal(window.since), ibis.literal(window.until)
        fell = (
            (documents.known_on > since) & (documents.known_on <= until)
        ) | ((documents.granted_on > since) & (documents.granted_on <= until))  # fmt: skip
        others = documents.filter(fell).anti_join(mine, "key").select(*_COLUMNS)
        told = published.to_pyarrow().to_pydict()
        numbers = list(zip(told["key"], told["publication_numbers"], strict=True))
        rows: list[dict[str, Any]] = others.to_pyarrow().to_pylist()
        return numbers, rows


@contextmanager
def _held(documents: ibis.Table, keys: list[str]) -> Iterator[ibis.Table]:
    """The keys as a table beside the documents, for as long as the block lasts; see
    ``analysis.choosing``."""
    rows = pa.table({"key": pa.array(keys, pa.string())})
    engine = documents.get_backend()
    if engine.name != "duckdb":
        yield ibis.memtable(rows)
        return
    name = f"held_{next(_NUMBER)}"
    engine.con.register(name, rows)
    try:
        yield engine.table(name)
    finally:
        engine.con.unregister(name)


def _one(
    row: Mapping[str, Any],
    own: str,
    numbers: Mapping[str, str],
    symbols: Mapping[str, str],
    window: Window,
) -> Beside | None:
    if own in row["applicants"]:
        return None
    cited = next((numbers[n] for n in map(_serial, row["cites"]) if n in numbers), "")
    symbol = next((one for one in map(_bare, row["ipc"]) if one in symbols), "")
    if not cited and not symbol:
        return None
    known, granted_on = row["known_on"], row["granted_on"]
    granted = granted_on == known or not window.holds(known)
    return Beside(
        sort=CITES if cited else NEAR,
        key=row["key"],
        title=row["title"] or row["title_en"] or "",
        applicant=row["applicants"][0] if row["applicants"] else "",
        on=granted_on if granted else known,
        granted=granted,
        right=cited or symbols[symbol],
        ipc=symbol,
    )


def _serial(number: str) -> str:
    """A publication number without its kind: what one document is cited by as application and
    as grant."""
    read = publication_number(number).clean
    return f"{read.office}{read.serial}" if read is not None else number


def _bare(symbol: str) -> str:
    return symbol.replace(" ", "").upper()
