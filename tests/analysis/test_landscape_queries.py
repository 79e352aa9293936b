"""Every figure opens the documents it counted."""

from pathlib import Path

import ibis
import pytest
from ledger import table

from ipharbor.analysis.landscape import Landscape, landscape
from ipharbor.corpus.query import parse
from ipharbor.corpus.search import SearchIndex, TantivyIndex, write_index

SHOP = """
2015-02-01 | 2013 | INV | 灯火“龙”公司 | F21V 29/83 | town=440113012 stage=grant granted=2016-01-05
2015-03-01 | 2014 | UM  | 灯火“龙”公司 | F21V 5/00  | town=440113012 stage=grant granted=2015-03-01
2015-04-01 | 2014 | -   | Moth & Sons    | H04N 5/225 |
2016-04-01 | 2014 | INV | Moth & Sons    | H04N 51/00 | town=440113013 stage=application
2016-05-01 | 2015 | DES | Moth           | -          |
2016-12-01 | 2015 | INV | Moth           | G01N 33/50 |
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    folder: Path = tmp_path_factory.mktemp("shop") / "index"
    write_index(folder, table(SHOP).to_batches())
    return TantivyIndex.open(folder)


@pytest.fixture(scope="module")
def shop() -> Landscape:
    return landscape(ibis.memtable(table(SHOP)), vintage="v")


@pytest.mark.parametrize(
    ("figure", "counted"),
    [
        ("filings", "count"),
        ("publications", "count"),
        ("grants", "count"),
        ("applicants", "count"),
        ("subclasses", "count"),
        ("fields", "count"),
        ("concentration", "documents"),
        ("concentration_by_year", "documents"),
        ("towns", "count"),
    ],
)
def test_the_query_of_a_row_finds_as_many_documents_as_it_counts(
    shop: Landscape, index: SearchIndex, figure: str, counted: str
) -> None:
    rows = getattr(shop, figure).table
    assert rows
    for row in rows:
        assert index.count(parse(row.query)) == getattr(row, counted), row


def test_the_query_of_an_invention_share_finds_what_it_is_a_share_of(
    shop: Landscape, index: SearchIndex
) -> None:
    untyped = {2014: 1}
    for row in shop.invention_share.table:
        assert index.count(parse(row.query)) == row.of + untyped.get(row.year, 0)
