"""What a watch is shown: its new documents and what was known before them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class NewDocument:
    """A document that became known to a watch since it last looked.

    ``known_on`` is the day the world could know of it, ``subclasses`` its IPC subclasses,
    main one first. ``granted`` says that a right is announced, not merely applied for.
    """

    key: str
    title: str
    applicant: str
    patent_type: str | None
    granted: bool
    known_on: date
    subclasses: tuple[str, ...]


@dataclass(frozen=True)
class Before:
    """What the watch's subject had shown before the new documents.

    ``quarters`` are the numbers of documents that became known in each of the last
    twelve full windows of 91 days before the one now judged, oldest first. ``subclasses``
    and ``applicants`` are those of all earlier documents; ``documents`` their number.
    """

    documents: int
    quarters: tuple[int, ...]
    subclasses: frozenset[str]
    applicants: frozenset[str]


@dataclass(frozen=True)
class Reader:
    """The person warned: the IPC subclasses of the own firm's rights, empty if unknown."""

    subclasses: frozenset[str]


@dataclass(frozen=True)
class Observation:
    """All that a decision rests on. ``on`` is the day the watch looks; ``recent`` counts
    the documents known in the 91 days up to it, the new ones included. ``subject`` is
    ``applicant`` or ``query``."""

    subject: str
    on: date
    new: tuple[NewDocument, ...]
    recent: int
    before: Before
    reader: Reader
