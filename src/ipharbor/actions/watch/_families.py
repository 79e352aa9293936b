"""The family of a publication as a query: what shares a priority with it."""

from __future__ import annotations

from typing import Any

from ipharbor.corpus.query import Number, parse, written
from ipharbor.corpus.reading import Corpus
from ipharbor.vocabulary.errors import HarborError

_MOST = 12  # priorities of one document that are asked for


def family_of(corpus: Corpus | None, stated: str) -> tuple[str, str]:
    """The key of the document with that number, and the canonical query that finds its family:
    itself, what it claims priority of, and all that claim priority of the same or of it.

    Members that come later are found where they name one of these numbers. Raises
    ``watch.family.unknown`` where the corpus has no such document.
    """
    assert corpus is not None, "a family is told by the corpus"
    row = _document(corpus, stated)
    if row is None:
        raise HarborError("watch.family.unknown", fields=("subject",), number=stated[:40])
    numbers = dict.fromkeys(map(_bare, (row["key"], *(row["priority_numbers"] or ())[:_MOST])))
    asked = " OR ".join(f"number:{one} OR priority:{one}" for one in numbers)
    return row["key"], written(parse(asked))


def _document(corpus: Corpus, stated: str) -> dict[str, Any] | None:
    """The document that has the number, as its key, its application's or a publication's."""
    told = "".join(stated.split()).upper()
    number = told.removeprefix("ZL")
    held = corpus.document(told) or corpus.document(f"CN{number}")
    if held is not None or not _bare(number):
        return held
    found = corpus.index.serials(Number(_bare(number)))
    batches = list(corpus.batches(found[:1]))
    return batches[0].to_pylist()[0] if len(found) == 1 else None


def _bare(number: str) -> str:
    return "".join(char for char in number.upper() if char.isalnum())
