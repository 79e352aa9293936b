"""Documents on their way into the index: from columns to what is added to each field."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import rjieba
import tantivy

from ipharbor.corpus.search.numbering import held_forms, named_forms
from ipharbor.corpus.search.schema import FILED, analyzers
from ipharbor.corpus.search.units import folded, folded_and_paired

SHOWN = (
    "serial", "key", "title", "title_en", "abstract", "abstract_en", "applicants",
    "inventors", "ipc", "patent_type", "stage", "office", "application_number",
    "publication_numbers", "filed_on", "filing_year", "published_on", "granted_on",
    "known_on", "agency", "district", "town", "legal_status", "claims", "cited_by",
)  # fmt: skip
_TEXTS = {
    "title": ("title", "title_en"),
    "abstract": ("abstract", "abstract_en"),
    "claim": ("first_claim",),
}
_NAMES = {"applicant": "applicants", "inventor": "inventors", "agency": "agency"}
_CODES = {"type": "patent_type", "status": "legal_status", "office": "office", "town": "town"}
_DAYS = {"published": "published_on", "granted": "granted_on"}
_CITED = {"cites": "cites", "priority": "priority_numbers"}

_TOGETHER = 128  # documents whose texts are prepared at one time: they fit a processor's cache
_REMEMBERED = 100_000  # names
_FIRST_ORDINAL = date(1970, 1, 1).toordinal()
_in_json = json.JSONEncoder(ensure_ascii=False).encode

Cells = Sequence[Any]
Columns = Mapping[str, Cells]


def documents(batch: pa.RecordBatch) -> Iterator[tuple[str, tantivy.Document]]:
    """The key and the document of each row of a batch (schema ``DOCUMENT``)."""
    for start in range(0, batch.num_rows, _TOGETHER):
        yield from _prepared(batch.slice(start, _TOGETHER))


def segmented(text: str) -> str:
    """The words of folded ``text`` with blanks between, overlapping words included."""
    return " ".join(rjieba.cut_for_search(text))


def search_words(text: str) -> tuple[str, ...]:
    """The words of folded ``text`` as the index holds them, each once, stop words left out."""
    words = analyzers().words.analyze(segmented(text))
    return tuple(dict.fromkeys(word for word in words if word[0].isalnum()))


def whole_name(name: str) -> str:
    """The form under which whole names are equal: folded, without any blank."""
    return "".join(folded(name).split())


def _prepared(batch: pa.RecordBatch) -> Iterator[tuple[str, tantivy.Document]]:
    columns = {name: batch[name].to_pylist() for name in _read()}
    days = {
        name: pc.add(batch[name].cast(pa.int32()), _FIRST_ORDINAL).to_pylist()
        for name in ("filed_on", *_DAYS.values())
    }
    made = [tantivy.Document() for _ in range(batch.num_rows)]
    _add_texts(made, columns)
    _add_names(made, columns)
    _add_codes(made, columns)
    _add_days(made, columns, days)
    shown = [columns[name] if name in columns else _spelled(batch[name]) for name in SHOWN]
    for document, row in zip(made, zip(*shown, strict=True), strict=True):
        document.add_bytes("row", _in_json(row).encode())
    return zip(columns["key"], made, strict=True)


def _read() -> tuple[str, ...]:
    texts = [column for several in _TEXTS.values() for column in several]
    others = ("key", "serial", "application_number", "publication_numbers", "ipc", "filing_year")
    return (*texts, *_NAMES.values(), *_CODES.values(), *_CITED.values(), *others)


def _spelled(column: pa.Array) -> list[Any]:
    """The cells as JSON tells them: days as text."""
    told: list[Any] = (
        column.cast(pa.string()) if pa.types.is_date(column.type) else column
    ).to_pylist()
    return told


def _add_texts(made: Sequence[tantivy.Document], columns: Columns) -> None:
    places: list[tuple[tantivy.Document, str, str]] = []
    texts: list[str] = []
    for field, several in _TEXTS.items():
        for column in several:
            for document, text in zip(made, columns[column], strict=True):
                if text:
                    places.append((document, f"{field}_pairs", f"{field}_words"))
                    texts.append(text)
    plain, pairs = folded_and_paired(texts)
    for (document, paired_field, worded), text, pair in zip(places, plain, pairs, strict=True):
        document.add_text(paired_field, pair)
        document.add_text(worded, segmented(text))


def _add_names(made: Sequence[tantivy.Document], columns: Columns) -> None:
    held = {field: list(map(_many, columns[column])) for field, column in _NAMES.items()}
    known = _forms(name for several in held.values() for names in several for name in names)
    for field, several in held.items():
        paired_field, whole = f"{field}_pairs", f"{field}_name"
        for document, names in zip(made, several, strict=True):
            for name in names:
                pairs, folded_name = known[name]
                document.add_text(paired_field, pairs)
                document.add_text(whole, folded_name)
    for document, names in zip(made, held["applicant"], strict=True):
        if names:
            document.add_text("first_applicant", names[0])


def _forms(names: Iterable[str]) -> Mapping[str, tuple[str, str]]:
    """The pairs and the whole form of names; what is read once is remembered."""
    known = _known_names
    new = [name for name in dict.fromkeys(names) if name not in known]
    if new:
        plain, pairs = folded_and_paired(new)
        made = {
            name: (pair, "".join(text.split()))
            for name, text, pair in zip(new, plain, pairs, strict=True)
        }
        if len(known) + len(made) > _REMEMBERED:
            known.clear()
        known.update(made)
    return known


_known_names: dict[str, tuple[str, str]] = {}


def _add_codes(made: Sequence[tantivy.Document], columns: Columns) -> None:
    for field, column in _CODES.items():
        for document, code in zip(made, columns[column], strict=True):
            if code:
                document.add_text(field, code)
    for field, column in _CITED.items():
        for document, numbers in zip(made, columns[column], strict=True):
            if numbers:
                for form in named_forms(numbers):
                    document.add_text(field, form)
    of = (columns[name] for name in ("key", "application_number", "publication_numbers", "ipc"))
    for document, key, application, publications, ipc in zip(made, *of, strict=True):
        document.add_text("key", key)
        for form in held_forms(application, publications or ()):
            document.add_text("number", form)
        if ipc:
            for level in {level for symbol in ipc for level in _levels(symbol)}:
                document.add_text("ipc", level)
            main = _bare(ipc[0])
            if len(main) >= 4:
                document.add_text("subclass", main[:4])


def _add_days(made: Sequence[tantivy.Document], columns: Columns, days: Columns) -> None:
    for document, serial in zip(made, columns["serial"], strict=True):
        document.add_integer("serial", serial)
    for field, column in _DAYS.items():
        for document, day in zip(made, days[column], strict=True):
            if day is not None:
                document.add_integer(field, day)
    for document, day in zip(made, days["published_on"], strict=True):
        if day is not None:
            document.add_integer("year", date.fromordinal(day).year)
    first, last = FILED
    for document, day, year in zip(made, days["filed_on"], columns["filing_year"], strict=True):
        if day is not None:
            document.add_integer(first, day)
            document.add_integer(last, day)
        elif year:  # the whole year if only that is known
            document.add_integer(first, date(year, 1, 1).toordinal())
            document.add_integer(last, date(year, 12, 31).toordinal())


@lru_cache(maxsize=1 << 16)
def _levels(symbol: str) -> tuple[str, ...]:
    """``F``, ``F21``, ``F21V``, ``F21V29``, ``F21V29/83``."""
    bare = _bare(symbol)
    group = bare.partition("/")[0]
    return tuple({bare[:1], bare[:3], bare[:4], group, bare} - {""})


def _bare(symbol: str) -> str:
    return "".join(symbol.split()).upper()


def _many(value: list[str] | str | None) -> list[str]:
    if not value:
        return []
    return [value] if isinstance(value, str) else [name for name in value if name]
