"""Sweep: technologies that emerge, by words that nobody had."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow.compute as pc

from ipharbor.analysis.sweeping.columns import Columns, Flags, Ints
from ipharbor.analysis.sweeping.known import Known, Span
from ipharbor.analysis.sweeping.looks import back, day_number, looks, month_of, months_of
from ipharbor.forecasting.bursts import of_batches
from ipharbor.warning.counted import counted
from ipharbor.warning.grading import Points
from ipharbor.warning.incident import Incident
from ipharbor.warning.novelty import NEW, FirstUses, runs, significant, together
from ipharbor.warning.signals import Signal
from ipharbor.warning.wording import things

LEAST = 6  # documents of a technology
APPLICANTS = 3  # that take it up
CONCENTRATED = 0.5  # share of its documents in its main class; a mode of speech is in all
FEW, SOME, WHOLE = 3, 6, 24  # new runs in half of its documents: a word, words, a vocabulary
TERMS = 3
BEFORE = 12  # looks back within which a technology was told already
SETTLED = 24  # months of the corpus before which every word seems new
MOST_RUNS = 2000  # that are grouped at once
MOST = 60  # documents that are listed
READ = 30  # documents in which the terms are looked up


def emerging(known: Known, span: Span) -> Iterator[Incident]:
    """One incident for each technology, at the first month-end at which its words are found to be
    more than chance. Texts in Chinese only."""
    for on in looks(span):
        words = _words(known, on)
        before = [set(one.tolist()) for n in range(1, BEFORE + 1)
                  for one, _ in words.found(back(on, n))]  # fmt: skip
        for rows, many in words.found(on):
            if not any(len(set(rows.tolist()) & old) >= 2 for old in before):
                yield _incident(known, words, on, rows, many)


def _words(known: Known, on: date) -> _Words:
    """The words' uses, read once and again only for days before those read."""
    floor = months_of(on) - BEFORE - NEW
    first: FirstUses = known.once("novelty.first", lambda: _first_uses(known))
    kept: dict[str, _Words] = known.once("novelty.words", dict)
    if "words" not in kept or kept["words"].floor > floor:
        kept["words"] = _Words(known, first, floor)
    return kept["words"]


def _texts(known: Known, wanted: Flags) -> Iterator[tuple[Ints, list[str]]]:
    """Rows and their titles with abstracts, some thousands at once."""
    serials = known.documents.column("serial").to_numpy()
    titles = known.columns.titles
    for batch in known.corpus.abstracts():
        rows = np.searchsorted(serials, batch.column("serial").to_numpy())
        mine = wanted[rows]
        told = zip(
            pc.take(titles, rows[mine]).to_pylist(),
            batch.column("abstract").filter(mine).to_pylist(),
            strict=True,
        )
        yield rows[mine], [f"{title}，{abstract}" for title, abstract in told]


def _uses(columns: Columns) -> Ints:
    """A code of the month and the first applicant of each row: later months have higher ones."""
    size = len(columns.applicants.names) + 1
    told = month_of(columns.known) * size + columns.applicants.first(len(columns)) + 1
    codes: Ints = np.unique(told, return_inverse=True)[1].astype(np.int64)
    return codes


def _first_uses(known: Known) -> FirstUses:
    columns, first = known.columns, FirstUses()
    months, uses = month_of(columns.known), _uses(columns)
    for rows, texts in _texts(known, columns.home):
        first.show(runs(texts), months[rows], uses[rows])
    return first


@dataclass(frozen=True)
class _Tried:
    value: Ints
    uses: Ints
    share: np.ndarray


class _Words:
    """Uses of runs that were new when they were used, in documents from month ``floor`` on."""

    def __init__(self, known: Known, first: FirstUses, floor: int) -> None:
        self.columns, self.first, self.floor = known.columns, first, floor
        self.month, self.use = month_of(known.columns.known), _uses(known.columns)
        self.at = known.columns.applicants.first(len(known.columns))
        self.start = int(self.month[known.columns.home].min(initial=10**6)) + SETTLED
        values, rows = [], []
        for row, texts in _texts(known, known.columns.home & (self.month >= floor)):
            told = runs(texts)
            since = first.of(told.value)
            new = (since >= self.start) & (since > self.month[row[told.text]] - NEW)
            pairs = np.unique(told.value[new] * len(self.columns) + row[told.text[new]])
            values.append(pairs // len(self.columns))
            rows.append(pairs % len(self.columns))
        none = [np.zeros(0, np.int64)]
        self.value, self.row = np.concatenate(values or none), np.concatenate(rows or none)
        self._often()
        self._found: dict[date, list[tuple[Ints, int]]] = {}

    def _often(self) -> None:
        """Leave runs that never come to the least number of documents."""
        _, codes, counts = np.unique(self.value, return_inverse=True, return_counts=True)
        often = counts[codes] >= LEAST
        self.value, self.row = self.value[often], self.row[often]
        self.since = self.first.of(self.value)
        self.day = self.columns.known[self.row]

    def found(self, on: date) -> list[tuple[Ints, int]]:
        """The technologies as of a month-end: their documents by day, and how many new runs half
        of these have at least."""
        if on not in self._found:
            self._found[on] = list(self._sought(on))
        return self._found[on]

    def _sought(self, on: date) -> Iterator[tuple[Ints, int]]:
        last = day_number(on)
        near = (self.day <= last) & (self.since > months_of(on) - NEW)
        value, row = self.value[near], self.row[near]
        if not len(value):
            return
        tried = self._tried(value, row, on)
        passing = significant(tried.uses, tried.share, self.first.tried(self._last_use(on)))
        chosen = tried.value[passing]
        if len(chosen) > MOST_RUNS:
            order = np.argsort(-tried.uses[passing], kind="stable")
            chosen = np.sort(chosen[order[:MOST_RUNS]])
        mine = np.isin(value, chosen)
        for rows, many in _sets(value[mine], row[mine]):
            if many >= FEW and self._technology(rows):
                yield rows[np.lexsort((rows, self.columns.known[rows]))], many

    def _last_use(self, on: date) -> int:
        seen = self.columns.known <= day_number(on)
        return int(self.use[seen].max(initial=0))

    def _tried(self, value: Ints, row: Ints, on: date) -> _Tried:
        """Runs with enough documents and applicants: their uses, and the share of all documents
        that came since their first."""
        size = len(self.columns)
        values, codes, documents = np.unique(value, return_inverse=True, return_counts=True)
        uses = np.bincount(np.unique(codes * size + self.use[row]) // size, minlength=len(values))
        who = np.bincount(np.unique(codes * size + self.at[row] + 1) // size, minlength=len(values))
        able = (documents >= LEAST) & (who >= APPLICANTS)
        seen = self.columns.home & (self.columns.known <= day_number(on))
        months = np.sort(self.month[seen])
        began = self.first.of(values[able])
        later = len(months) - np.searchsorted(months, began, side="left")
        return _Tried(values[able], uses[able], later / max(1, len(months)))

    def _technology(self, rows: Ints) -> bool:
        """Whether documents are of enough applicants and of one class of the IPC."""
        if len(rows) < LEAST or len(np.unique(self.at[rows])) < APPLICANTS:
            return False
        classes = Counter(
            name for row in rows.tolist()
            for name in {one[:3] for one in self.columns.subclasses.of(row)}
        )  # fmt: skip
        return bool(classes) and max(classes.values()) >= CONCENTRATED * len(rows)


def _sets(value: Ints, row: Ints) -> Iterator[tuple[Ints, int]]:
    """The documents in which two or more runs of one technology stand, and the median of how
    many do."""
    if not len(value):
        return
    codes = np.unique(value, return_inverse=True)[1]
    once = together(codes, row)
    pairs = np.unique(once[codes] * (int(row.max()) + 1) + row)
    labels, parts = np.unique(pairs // (int(row.max()) + 1), return_inverse=True)
    twice = together(parts, pairs % (int(row.max()) + 1))
    whole = twice[np.searchsorted(labels, once)]
    for one in np.unique(whole).tolist():
        mine = whole[codes] == one
        rows, counts = np.unique(row[mine], return_counts=True)
        if (counts >= 2).any():
            yield rows[counts >= 2], int(np.median(counts[counts >= 2]))


def _incident(known: Known, words: _Words, on: date, rows: Ints, many: int) -> Incident:
    columns = known.columns
    keys = pc.take(columns.keys, rows[:MOST]).to_pylist()
    applicants = list(dict.fromkeys(name for row in rows.tolist()
                                    for name in columns.applicants.of(row)))  # fmt: skip
    pioneers = list(dict.fromkeys(name for row in rows[:LEAST].tolist()
                                  for name in columns.applicants.of(row)))  # fmt: skip
    registered = set(known.register.firms.column("name").to_pylist())
    signal = Signal(
        "signal.emerging",
        (
            ("terms", "、".join(_terms(known, words, rows, on)) or "—"),
            ("count", str(len(rows))),
            ("applicants", str(len(applicants))),
            ("pioneers", "、".join(pioneers[:4])),
            ("since", columns.documents.column("known_on")[int(rows[0])].as_py().isoformat()),
            ("strength", f"{_burst(columns, rows, on):.1f}"),
        ),
    )
    return Incident(
        mark=f"emerging:{keys[0]}",
        signal=signal,
        on=on,
        known_on=on,
        points=_points(len(applicants), many),
        firms=tuple(name for name in applicants if name in registered),
        others=tuple(name for name in applicants if name not in registered)[:20],
        documents=tuple(keys),
        symbols=_symbols(columns, rows),
    )


def _terms(known: Known, words: _Words, rows: Ints, on: date) -> list[str]:
    """What is new in what the titles name, and then in what most abstracts say."""
    some = rows[:READ]
    oldest = months_of(on) - NEW

    def new(piece: str) -> bool:
        told = words.first.of(runs([piece]).value)
        return bool(len(told)) and int(told.max()) > oldest

    found: list[str] = []
    serials = known.documents.column("serial").to_numpy()[some]
    for titles in (True, False):
        texts = pc.take(known.columns.titles, some) if titles else known.texts(serials)["abstract"]
        least = 2 if titles else len(some) // 2 + 1
        for one in things([text or "" for text in texts.to_pylist()], least):
            if len(found) < TERMS and new(one) and not any(_overlap(one, each) for each in found):
                found.append(one)
        if len(found) == TERMS:
            break
    return found


def _overlap(one: str, other: str) -> bool:
    """Whether two pieces are cut from one longer word."""
    size = min(4, len(one), len(other))
    return any(one[at : at + size] in other for at in range(len(one) - size + 1))


def _burst(columns: Columns, rows: Ints, on: date) -> float:
    """The weight of the last burst of its documents among all, by quarter (Kleinberg)."""
    seen = columns.home & (columns.known <= day_number(on))
    quarter = month_of(columns.known) // 3
    low = int(quarter[seen].min())
    whole = np.bincount(quarter[seen] - low)
    some = np.bincount(quarter[rows] - low, minlength=len(whole))
    found = of_batches(some, whole)
    return max((one.weight for one in found), default=0.0)


def _points(applicants: int, many: int) -> tuple[Points, ...]:
    return counted(
        "signal.emerging",
        new_words=many >= SOME,
        new_vocabulary=many >= WHOLE,
        many_applicants=applicants >= 2 * APPLICANTS,
    )


def _symbols(columns: Columns, rows: Ints) -> tuple[str, ...]:
    groups = Counter(one for row in rows.tolist() for one in columns.groups.of(row))
    return tuple(name for name, _ in groups.most_common(6))
