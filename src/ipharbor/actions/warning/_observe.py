"""What a watch's documents looked like on a day, taken from the corpus."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import ibis

from ipharbor.analysis.choosing import Serials, chosen
from ipharbor.corpus.query import Exact, parse
from ipharbor.corpus.reading import Corpus
from ipharbor.records.models import Person, Watch
from ipharbor.warning.decision import LATE
from ipharbor.warning.observation import Before, NewDocument, Observation, Reader
from ipharbor.warning.signals import WINDOW_DAYS

WINDOWS = 12
_COLUMNS = (
    "serial", "key", "title", "title_en", "applicants", "patent_type", "stage", "published_on",
    "granted_on", "known_on", "first_vintage", "ipc",
)  # fmt: skip
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Look:
    """One look of a watch: what a decision rests on, and what it brings to light.

    ``sightings`` are the marks to leave so that nothing is brought up twice, ``late`` the
    number of documents that came into the corpus long after the world knew them and stay
    out of the observation unless there is nothing else.
    """

    observation: Observation
    sightings: tuple[str, ...]
    late: int


def look(watch: Watch, corpus: Corpus, *, on: date, reader: Reader, since_day: date) -> Look:
    """Look with ``watch`` at the corpus as the world knew it on ``on``.

    The reader's own documents are left out, but not from a watched family: nobody is warned of
    oneself, while grants abroad of an own family are what such a watch is for. ``since_day`` is the
    first day the corpus covers: windows before it are not counted as empty.
    """
    own = watch.owner.firm.name if watch.owner.firm and watch.kind != "family" else None
    rows = [
        row
        for row in _rows(watch, corpus)
        if row["known_on"] <= on and own not in row["applicants"]
    ]
    seen = set(watch.sightings.values_list("document", flat=True))
    through = watch.seen_through or watch.since
    news = [
        (mark, day, granted, row)
        for row in rows
        for mark, day, granted in _events(row, on)
        if mark not in seen and (day > through or row["first_vintage"] > watch.seen_vintage)
    ]
    timely = [event for event in news if event[1] >= on - LATE]
    chosen = timely or news
    new_keys = {event[0] for event in news}  # a grant is news of a document that was known
    earlier = [row for row in rows if row["key"] not in new_keys]
    observation = Observation(
        subject=watch.kind,
        on=on,
        new=tuple(_document(row, day, granted) for _, day, granted, row in _latest(chosen)),
        recent=sum(on - timedelta(days=WINDOW_DAYS) < row["known_on"] for row in rows),
        before=Before(
            documents=len(earlier),
            quarters=_quarters(rows, on, since_day),
            subclasses=frozenset(code for row in earlier for code in _subclasses(row)),
            applicants=frozenset(row["applicants"][0] for row in earlier if row["applicants"]),
        ),
        reader=reader,
    )
    marks = tuple(mark for mark, _, _, _ in news)
    return Look(observation, marks, len(news) - len(chosen))


def reader_of(person: Person, corpus: Corpus, *, on: date) -> Reader:
    """The reader's own field: the IPC subclasses of what the firm was known to have on a day."""
    if person.firm is None:
        return Reader(frozenset())
    serials = corpus.index.serials(Exact(person.firm.name, "applicant"))
    rows = _fetch(corpus, serials, ("serial", "known_on", "ipc"))
    known = [row for row in rows if row["known_on"] <= on]
    return Reader(frozenset(code for row in known for code in _subclasses(row)[:1]))


def first_day(corpus: Corpus) -> date | None:
    """The first day on which anything in the corpus was known; None when it is empty."""
    found = corpus.ask(lambda documents: documents.known_on.min().to_pyarrow().as_py())
    return found if isinstance(found, date) else None


def _rows(watch: Watch, corpus: Corpus) -> list[Row]:
    return _fetch(corpus, corpus.index.serials(parse(watch.query)), _COLUMNS)


def _fetch(corpus: Corpus, serials: Serials, columns: tuple[str, ...]) -> list[Row]:
    if not len(serials):
        return []

    def question(documents: ibis.Table) -> list[Row]:
        with chosen(documents, serials) as those:
            rows: list[Row] = those.select(*columns).order_by("serial").to_pyarrow().to_pylist()
            return rows

    return corpus.ask(question)


def _events(row: Row, on: date) -> list[tuple[str, date, bool]]:
    """What happened to a document by ``on``: it became known; later, a right was granted."""
    granted_on = row["granted_on"]
    if granted_on is None or granted_on > on:
        return [(row["key"], row["known_on"], False)]
    if granted_on <= row["known_on"]:
        return [(row["key"], row["known_on"], True)]
    return [(row["key"], row["known_on"], False), (f"{row['key']}#grant", granted_on, True)]


def _latest(events: list[tuple[str, date, bool, Row]]) -> list[tuple[str, date, bool, Row]]:
    """One event a document: the grant where both came to light at once; newest first."""
    by_key: dict[str, tuple[str, date, bool, Row]] = {}
    for event in events:
        held = by_key.get(event[3]["key"])
        if held is None or event[1] >= held[1]:
            by_key[event[3]["key"]] = event
    return sorted(by_key.values(), key=lambda event: (event[1], event[0]), reverse=True)


def _document(row: Row, day: date, granted: bool) -> NewDocument:
    return NewDocument(
        key=row["key"],
        title=row["title"] or row["title_en"] or "",
        applicant=row["applicants"][0] if row["applicants"] else "",
        patent_type=row["patent_type"],
        granted=granted,
        known_on=day,
        subclasses=tuple(_subclasses(row)),
    )


def _subclasses(row: Row) -> list[str]:
    return list(dict.fromkeys(symbol[:4] for symbol in row["ipc"] if len(symbol) >= 4))


def _quarters(rows: list[Row], on: date, since_day: date) -> tuple[int, ...]:
    counts = []
    for step in range(WINDOWS, 0, -1):
        until = on - timedelta(days=WINDOW_DAYS * step)
        since = until - timedelta(days=WINDOW_DAYS)
        if since >= since_day - timedelta(days=1):
            counts.append(sum(since < row["known_on"] <= until for row in rows))
    return tuple(counts)
