"""What a tree of the query language means in the embedded index.

A quoted phrase is an exact substring: a phrase of pairs. A word without quotes matches a
field that holds it as an exact substring, or that holds all the words a segmenter cuts it
into (English ones in any form of the same stem). Without a field name, title, abstract,
first claim and applicants are asked, each field for itself, and the best field counts most.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import tantivy
from tantivy import Occur, Query

from ipharbor.corpus.query import (
    All,
    And,
    Choice,
    Cited,
    Exact,
    Ipc,
    Node,
    Not,
    Number,
    Or,
    Phrase,
    Span,
    Word,
)
from ipharbor.corpus.search.numbering import asked_forms
from ipharbor.corpus.search.preparing import search_words, whole_name
from ipharbor.corpus.search.schema import DEFAULT, FILED, WORDED
from ipharbor.corpus.search.units import Terms, folded, terms

_BOOST = {"title": 3.0, "abstract": 1.0, "claim": 0.5, "applicant": 0.5}
_FIRST_DAY, _LAST_DAY = 1, 3_652_059  # ordinals of the years 1 and 9999


@dataclass(frozen=True)
class Compiler:
    """Turns nodes into queries of one schema."""

    schema: tantivy.Schema

    def query(self, node: Node) -> Query:
        if isinstance(node, And):
            return self._and(node.parts)
        if isinstance(node, Or):
            return _any([self.query(part) for part in node.parts])
        if isinstance(node, Not):
            return self._and((node,))
        if isinstance(node, Word):
            return self._text(node.text, node.field, prefix=node.prefix, words=not node.prefix)
        if isinstance(node, Phrase):
            return self._text(node.text, node.field, prefix=False, words=False)
        return Query.const_score_query(self._filter(node), 0.0)

    def _and(self, parts: tuple[Node, ...]) -> Query:
        clauses = [
            (Occur.MustNot, self.query(part.part))
            if isinstance(part, Not)
            else (Occur.Must, self.query(part))
            for part in parts
        ]
        if all(occur == Occur.MustNot for occur, _ in clauses):
            clauses.append((Occur.Must, self.query(All())))
        return Query.boolean_query(clauses)

    def _filter(self, leaf: All | Exact | Choice | Ipc | Number | Cited | Span) -> Query:
        match leaf:
            case All():
                found = Query.all_query()
            case Exact(text, field):
                found = self._term(f"{field}_name", whole_name(text))
            case Choice(field, value):
                found = self._term(field, value)
            case Ipc(symbol):
                found = self._term("ipc", symbol)
            case Number(text):
                found = Query.term_set_query(self.schema, "number", sorted(asked_forms(text)))
            case Cited(text, field):
                found = Query.term_set_query(self.schema, field, sorted(asked_forms(text)))
            case Span():
                found = self._span(leaf)
        return found

    def _span(self, span: Span) -> Query:
        """Documents of which only the filing year is known count when all its days do."""
        first, last = FILED if span.field == "filed" else (span.field, span.field)
        since, until = span.days()
        low = since.toordinal() if since else _FIRST_DAY
        high = until.toordinal() if until else _LAST_DAY
        if first == last:
            return self._range(first, low, high)
        return Query.boolean_query(
            [
                (Occur.Must, self._range(first, low, _LAST_DAY)),
                (Occur.Must, self._range(last, _FIRST_DAY, high)),
            ]
        )

    def _range(self, field: str, low: int, high: int) -> Query:
        return Query.range_query(self.schema, field, tantivy.FieldType.Integer, low, high)

    def _text(self, text: str, field: str | None, *, prefix: bool, words: bool) -> Query:
        plain = folded(text)
        wanted = terms(plain, prefix=prefix)
        if not wanted.places:
            return Query.empty_query()
        cut = search_words(plain) if words else ()
        parts: list[Query] = []
        for name in DEFAULT if field is None else (field,):
            found = [self._phrase(f"{name}_pairs", wanted)]
            if cut and name in WORDED:
                found.append(self._words(f"{name}_words", cut))
            boost = _BOOST.get(name, 1.0)
            parts.extend(Query.boost_query(one, boost) for one in found)
        return _any(parts)

    def _phrase(self, field: str, wanted: Terms) -> Query:
        if wanted.prefix:
            *places, (at, start) = wanted.places
            beginning = re.escape(start) + ".*"
            if not places:
                return Query.regex_query(self.schema, field, beginning)
            escaped: list[str | tuple[int, str]] = [(at, re.escape(term)) for at, term in places]
            return Query.regex_phrase_query(self.schema, field, [*escaped, (at, beginning)])
        if len(wanted.places) == 1:
            return self._term(field, wanted.places[0][1], "freq")
        return Query.phrase_query(self.schema, field, list(wanted.places))

    def _words(self, field: str, cut: tuple[str, ...]) -> Query:
        found = [self._term(field, word, "freq") for word in cut]
        if len(found) == 1:
            return found[0]
        return Query.boolean_query([(Occur.Must, one) for one in found])

    def _term(self, field: str, value: str, option: str = "basic") -> Query:
        return Query.term_query(self.schema, field, value, option)


def _any(parts: list[Query]) -> Query:
    if len(parts) == 1:
        return parts[0]
    return Query.boolean_query([(Occur.Should, part) for part in parts])
