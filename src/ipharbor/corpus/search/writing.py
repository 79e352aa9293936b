"""A finished index directory, written aside."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import rjieba
import tantivy

from ipharbor.corpus.search.numbering import held_forms
from ipharbor.corpus.search.schema import FILED, LAYOUT, MARKER, analyzers, schema
from ipharbor.corpus.search.units import folded, folded_all, paired
from ipharbor.vocabulary.errors import HarborError

_HEAP = 300_000_000  # bytes the writer may hold before it writes a segment
_THREADS = 2
_SLICE = 2_000  # documents prepared together
_COPIED = ("meta.json", ".managed.json")
_LEFT = (".tantivy-writer.lock", ".tantivy-meta.lock", MARKER)

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
_COLUMNS = (*SHOWN, "first_claim")


def write_index(
    path: Path,
    batches: Iterable[pa.RecordBatch],
    *,
    base: Path | None = None,
    removed: Iterable[str] = (),
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write an index of ``batches`` (schema ``DOCUMENT``) into the new directory ``path``.

    With ``base`` the new index holds what base holds, without the documents whose keys are
    in ``removed`` or in ``batches``, and with those of ``batches``; base stays as it is and
    can be read meanwhile. ``progress`` is told the number of documents written so far.
    Gives the number of documents in the finished index. When this returns, the files are
    on the disk; a directory that was left unfinished is refused by ``TantivyIndex.open``
    and can be deleted. HarborError ``search.index.exists`` when ``path`` is there already;
    those of ``TantivyIndex.open`` for ``base``.
    """
    if path.exists() and any(path.iterdir()):
        raise HarborError("search.index.exists", path=str(path))
    path.mkdir(parents=True, exist_ok=True)
    if base is None:
        index = tantivy.Index(schema(), path=str(path))
    else:
        check_marker(base)
        _linked(base, path)
        index = tantivy.Index.open(str(path))
    analyzers().register(index)
    writer = index.writer(_HEAP, _THREADS)
    for key in removed:
        writer.delete_documents_by_term("key", key)
    written = 0
    for batch in batches:
        for start in range(0, batch.num_rows, _SLICE):
            for document, key in _documents(batch.slice(start, _SLICE)):
                if base is not None:
                    writer.delete_documents_by_term("key", key)
                writer.add_document(document)
                written += 1
            if progress is not None:
                progress(written)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    held = int(index.searcher().num_docs)
    _finished(path, held)
    return held


def check_marker(path: Path) -> None:
    """HarborError unless ``path`` holds a finished index of today's layout.

    ``search.index.missing``, ``search.index.unfinished`` or ``search.index.outdated``.
    """
    marker = path / MARKER
    if not marker.is_file():
        code = "search.index.unfinished" if path.is_dir() else "search.index.missing"
        raise HarborError(code, path=str(path))
    layout = json.loads(marker.read_text(encoding="utf-8")).get("layout")
    if layout != LAYOUT:
        raise HarborError("search.index.outdated", path=str(path), layout=layout, wanted=LAYOUT)


def segmented(text: str) -> str:
    """The words of folded ``text`` with blanks between, overlapping words included."""
    return " ".join(rjieba.cut_for_search(text))


def search_words(text: str) -> tuple[str, ...]:
    """The words of folded ``text`` as the index holds them, each once, stop words left out."""
    words = analyzers().words.analyze(segmented(text))
    return tuple(dict.fromkeys(word for word in words if word[0].isalnum()))


def _linked(base: Path, path: Path) -> None:
    for source in base.iterdir():
        if source.name in _LEFT:
            continue
        if source.name in _COPIED:
            shutil.copyfile(source, path / source.name)
            continue
        try:
            os.link(source, path / source.name)
        except OSError:  # another disk, or a file system without links
            shutil.copyfile(source, path / source.name)


def _finished(path: Path, held: int) -> None:
    marker = path / MARKER
    with marker.open("w", encoding="utf-8") as out:
        json.dump({"layout": LAYOUT, "documents": held}, out)
        out.flush()
        os.fsync(out.fileno())
    for folder in (path, path.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _documents(batch: pa.RecordBatch) -> Iterator[tuple[tantivy.Document, str]]:
    rows = batch.select(_COLUMNS).to_pylist()
    places: list[tuple[int, str]] = []
    texts: list[str] = []
    for number, row in enumerate(rows):
        for field, columns in _TEXTS.items():
            for column in columns:
                if row[column]:
                    places.append((number, field))
                    texts.append(row[column])
        for field, column in _NAMES.items():
            for name in _many(row[column]):
                places.append((number, field))
                texts.append(name)
    documents = [_document(row) for row in rows]
    plain = folded_all(texts)
    for (number, field), text, pairs in zip(places, plain, paired(plain), strict=True):
        documents[number].add_text(f"{field}_pairs", pairs)
        if field in _TEXTS:
            documents[number].add_text(f"{field}_words", segmented(text))
        else:
            documents[number].add_text(f"{field}_name", whole_name(text))
    for document, row in zip(documents, rows, strict=True):
        yield document, row["key"]


def whole_name(name: str) -> str:
    """The form under which whole names are equal: folded, without any blank."""
    return "".join(folded(name).split())


def _document(row: dict[str, Any]) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("key", row["key"])
    document.add_integer("serial", row["serial"])
    for form in held_forms(row["application_number"], row["publication_numbers"] or ()):
        document.add_text("number", form)
    symbols = ["".join(symbol.split()).upper() for symbol in row["ipc"] or ()]
    for level in {level for symbol in symbols for level in _levels(symbol)}:
        document.add_text("ipc", level)
    if symbols and len(symbols[0]) >= 4:
        document.add_text("subclass", symbols[0][:4])
    if row["applicants"]:
        document.add_text("first_applicant", row["applicants"][0])
    for field, column in _CODES.items():
        if row[column]:
            document.add_text(field, row[column])
    for field, column in _DAYS.items():
        if row[column] is not None:
            document.add_integer(field, row[column].toordinal())
    for field, day in zip(FILED, _filed(row), strict=True):
        if day is not None:
            document.add_integer(field, day.toordinal())
    if row["published_on"] is not None:
        document.add_integer("year", row["published_on"].year)
    shown = [row[column] for column in SHOWN]
    document.add_bytes("row", json.dumps(shown, ensure_ascii=False, default=_plain).encode())
    return document


def _filed(row: dict[str, Any]) -> tuple[date | None, date | None]:
    """First and last day on which it may have been filed: the whole year if only that is known."""
    if row["filed_on"] is not None:
        return row["filed_on"], row["filed_on"]
    year = row["filing_year"]
    return (date(year, 1, 1), date(year, 12, 31)) if year else (None, None)


def _levels(symbol: str) -> tuple[str, ...]:
    """``F``, ``F21``, ``F21V``, ``F21V29``, ``F21V29/83``."""
    group = symbol.partition("/")[0]
    return tuple({symbol[:1], symbol[:3], symbol[:4], group, symbol} - {""})


def _many(value: list[str] | str | None) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else [name for name in value if name]


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"not to be written as JSON: {value!r}")
