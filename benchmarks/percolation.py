"""A week's new documents against saved watches: percolated, and each watch asked by itself.

    python benchmarks/percolation.py --home DIR [--news 60000] [--watches 20000] [--seed 1]

DIR holds an installation with a corpus of more documents than --news. The news are its newest.
Watches are drawn from the corpus's own applicants, titles and classes, so that they find what such
watches find. Prints seconds and the process's largest memory; then a part of the watches is asked
the way a round without percolation asks, of the whole corpus, and the answers are compared.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

from ipharbor.corpus.query import And, Exact, Ipc, Node, Phrase, Word
from ipharbor.corpus.reading import Corpus
from ipharbor.corpus.search.percolating import Sieve
from ipharbor.corpus.search.preparing import search_words
from ipharbor.corpus.search.units import folded

# What people watch, and how often of a hundred.
KINDS = (("applicant", 40), ("two words", 30), ("phrase", 15), ("class and word", 15))


def watches(corpus: Corpus, number: int, seed: int) -> list[Node]:
    """Queries as people save them, each drawn from a document of the corpus."""
    columns = ("title", "applicants", "ipc")
    table = corpus.ask(lambda documents: documents.order_by("serial").select(*columns).to_pyarrow())
    mind, rows = random.Random(seed), table.num_rows
    made: list[Node] = []
    while len(made) < number:
        (row,) = table.slice(mind.randrange(rows), 1).to_pylist()
        (kind,) = mind.choices([name for name, _ in KINDS], [often for _, often in KINDS])
        words = [word for word in search_words(folded(row["title"] or "")) if len(word) > 1]
        if kind == "applicant" and row["applicants"]:
            made.append(Exact(row["applicants"][0], "applicant"))
        elif kind == "two words" and len(words) > 1:
            made.append(And(tuple(Word(word, None) for word in mind.sample(words, 2))))
        elif kind == "phrase" and words:
            made.append(Phrase(max(words, key=len), None))
        elif kind == "class and word" and words and row["ipc"]:
            subclass = Ipc(row["ipc"][0][:4])
            made.append(And((subclass, Word(mind.choice(words), None))))
    return made


def news(corpus: Corpus, number: int) -> tuple[int, Iterator[pa.RecordBatch]]:
    """The first serial that is news, and the documents from it on."""
    serials = np.sort(corpus.ask(lambda documents: documents.serial.to_pyarrow().to_numpy()))
    return int(serials[-number]), corpus.batches(serials[-number:])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--news", type=int, default=60_000)
    parser.add_argument("--watches", type=int, default=20_000)
    parser.add_argument("--alone", type=int, default=2_000, help="watches asked by themselves")
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    corpus = Corpus(told.home / "corpus")
    nodes = watches(corpus, told.watches, told.seed)
    whole = corpus.index.documents
    first, batches = news(corpus, told.news)
    started, before = time.perf_counter(), time.process_time()
    sieve = Sieve.of(batches)
    built = time.perf_counter()
    found = list(sieve.percolate(nodes))
    ended, used = time.perf_counter(), time.process_time() - before
    hits = sum(map(len, found))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{sieve.documents:,} new documents of {whole:,}, {len(nodes):,} watches")
    print(f"put into the sieve  {built - started:6.1f} s")
    print(f"asked of it         {ended - built:6.1f} s")
    print(f"together            {ended - started:6.1f} s, {used:.1f} s of processor time")
    print(f"watches with news   {sum(len(one) > 0 for one in found):,}; hits {hits:,}")
    print(f"largest memory      {peak:,.0f} MB, the corpus's own index and tables included")
    started = time.perf_counter()
    alone = [corpus.index.serials(node) for node in nodes[: told.alone]]
    each = (time.perf_counter() - started) / told.alone
    print(f"each by itself      {each * 1000:6.2f} ms a watch, {each * len(nodes):.0f} s for all")
    same = sum(
        np.array_equal(one[one >= first], other)
        for one, other in zip(alone, found[: told.alone], strict=True)
    )
    print(f"the same answer     {same:,} of {told.alone:,}")


if __name__ == "__main__":
    main()
