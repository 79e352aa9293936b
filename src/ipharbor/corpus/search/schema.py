"""What the embedded index holds for each document, and its analyzers.

Text fields exist twice: ``<field>_pairs`` with places, where a phrase is an exact substring
(``search.units``), and ``<field>_words``, the words a segmenter finds, English ones reduced
to their stems, without places. ``row`` keeps what a hit shows. Days are ordinals of the
proleptic Gregorian calendar.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import tantivy

LAYOUT = 2  # raised whenever an index written before could not be asked any more
MARKER = "ipharbor-index.json"

PAIRED = ("title", "abstract", "claim", "applicant", "inventor", "agency")
WORDED = ("title", "abstract", "claim")
NAMED = ("applicant", "inventor", "agency")
CITED = ("cites", "priority")  # numbers that a document names, in the forms they are asked in
CODED = ("type", "status", "office", "town")
DEFAULT = ("title", "abstract", "claim", "applicant")  # asked where no field is named
FILED = ("filed_first", "filed_last")  # differ where only the year is known
DAYS = (*FILED, "published", "granted")

_LONGEST_TERM = 200  # bytes; longer ones are no words
_STOPPED = (
    "，", "。", "、", "；", "：", "（", "）", "“", "”", "？", "！", "《", "》", "【", "】",
    ",", ".", ";", ":", "(", ")", '"', "'", "-", "/", "[", "]", "{", "}", "<", ">", "=", "+",
    "*", "%", "~", "的", "了", "和", "与", "或", "及", "在", "是", "于", "等", "该", "所述",
    "一种", "the", "a", "an", "of", "and", "or", "to", "in", "is", "are", "for", "with", "by",
    "on", "at", "from", "as", "which", "that", "be", "this",
)  # fmt: skip


@dataclass(frozen=True)
class Analyzers:
    """The analyzers by the names the schema calls them."""

    pairs: tantivy.TextAnalyzer
    words: tantivy.TextAnalyzer

    def register(self, index: tantivy.Index) -> None:
        """Make them known to ``index``; needed after every open."""
        index.register_tokenizer("pairs", self.pairs)
        index.register_tokenizer("words", self.words)


@cache
def analyzers() -> Analyzers:
    blanks = tantivy.Tokenizer.whitespace
    long = tantivy.Filter.remove_long(_LONGEST_TERM)
    return Analyzers(
        pairs=tantivy.TextAnalyzerBuilder(blanks()).filter(long).build(),
        words=tantivy.TextAnalyzerBuilder(blanks())
        .filter(long)
        .filter(tantivy.Filter.custom_stopword(list(_STOPPED)))
        .filter(tantivy.Filter.stemmer("english"))
        .build(),
    )


def stems(words: Sequence[str]) -> list[str]:
    """The stem of each folded word, none of which holds a blank."""
    return _stemmer().analyze(" ".join(words))


@cache
def _stemmer() -> tantivy.TextAnalyzer:
    blanks = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    return blanks.filter(tantivy.Filter.stemmer("english")).build()


def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in PAIRED:
        builder.add_text_field(f"{name}_pairs", tokenizer_name="pairs", index_option="position")
    for name in WORDED:
        builder.add_text_field(f"{name}_words", tokenizer_name="words", index_option="freq")
    for name in ("key", "number", "ipc", *CITED, *(f"{name}_name" for name in NAMED)):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in CODED:
        builder.add_text_field(
            name, tokenizer_name="raw", index_option="basic", fast=name == "type"
        )
    for name in ("first_applicant", "subclass"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in (*DAYS, "year", "serial"):
        builder.add_integer_field(name, fast=True)
    builder.add_bytes_field("row", stored=True)
    return builder.build()
