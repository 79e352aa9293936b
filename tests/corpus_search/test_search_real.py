"""Exact substrings on real records: the index against a scan of the texts."""

from __future__ import annotations

import csv
import gzip
import os
import random
import re
from itertools import islice
from pathlib import Path

import pytest
from search_documents import batch

from ipharbor.corpus.query import Phrase, Word
from ipharbor.corpus.search import TantivyIndex, write_index
from ipharbor.corpus.search.units import IDEOGRAPHS, folded

ROOT = Path(__file__).parents[2]
TABLE = Path(
    os.environ.get("IPHARBOR_SHARED_DATA", ROOT / "../shared/data"), "cn-patents/patents.csv.gz"
)
ROWS = 4_000

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not TABLE.exists(), reason=f"the real records are not at {TABLE}"),
]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    with gzip.open(TABLE, "rt", encoding="utf-8-sig", newline="") as table:
        return [row["abstract"] for row in islice(csv.DictReader(table), ROWS)]


@pytest.fixture(scope="module")
def index(texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> TantivyIndex:
    path = tmp_path_factory.mktemp("real") / "index"
    rows = [{"serial": n, "key": str(n), "abstract": text} for n, text in enumerate(texts)]
    write_index(path, [batch(rows)])
    return TantivyIndex.open(path)


def test_a_phrase_finds_every_text_that_holds_it_and_no_other(
    texts: list[str], index: TantivyIndex
) -> None:
    rng = random.Random(7)
    plain = [folded(text) for text in texts]
    for length in (1, 2, 3, 4, 5, 6, 9):
        for _ in range(20):
            runs = re.findall(f"[{IDEOGRAPHS}]{{{length},}}", rng.choice(plain))
            if not runs:
                continue
            run = rng.choice(runs)
            start = rng.randrange(len(run) - length + 1)
            wanted = run[start : start + length]
            held = [number for number, text in enumerate(plain) if wanted in text]
            assert index.serials(Phrase(wanted)).tolist() == held
            assert set(held) <= set(index.serials(Word(wanted)).tolist())
