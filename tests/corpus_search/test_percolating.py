"""New documents asked by saved queries: the same answers as from the index on disk."""

from __future__ import annotations

import pytest
from search_contract import FINDS
from search_documents import DOCUMENTS, batch

from ipharbor.corpus.query import parse
from ipharbor.corpus.search.percolating import Sieve


@pytest.fixture(scope="module")
def sieve() -> Sieve:
    return Sieve.of([batch(DOCUMENTS[:5]), batch(DOCUMENTS[5:])])


@pytest.mark.parametrize(("query", "wanted"), FINDS)
def test_a_query_finds_in_the_sieve_what_it_finds_in_the_index(
    sieve: Sieve, query: str, wanted: set[int]
) -> None:
    assert sieve.found(parse(query)).tolist() == sorted(wanted)


def test_many_queries_are_answered_in_their_order(sieve: Sieve) -> None:
    asked = [FINDS[number % len(FINDS)] for number in range(1000)]
    answers = list(sieve.percolate(parse(query) for query, _ in asked))
    assert [answer.tolist() for answer in answers] == [sorted(wanted) for _, wanted in asked]


def test_a_query_that_finds_more_than_a_few_finds_all() -> None:
    serials = list(range(1000, 2000))
    many = [{"serial": serial, "key": f"K{serial}", "title": "走马灯"} for serial in serials]
    sieve = Sieve.of([batch(many)])
    assert sieve.found(parse("走马灯")).tolist() == serials
    assert sieve.found(parse("荷花灯")).tolist() == []


def test_a_sieve_of_nothing_finds_nothing() -> None:
    sieve = Sieve.of(iter(()))
    assert sieve.documents == 0
    assert [found.tolist() for found in sieve.percolate([parse("*"), parse("灯")])] == [[], []]
