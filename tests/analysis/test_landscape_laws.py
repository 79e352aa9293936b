"""What holds of any landscape, whatever the documents."""

from datetime import date

import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger import table

from ipharbor.analysis._gather import questions
from ipharbor.analysis.concentration import concentration_ratio, hhi
from ipharbor.analysis.horizon import Horizon
from ipharbor.analysis.landscape import Landscape, landscape
from ipharbor.corpus.documents import DOCUMENT

_EMPTY = table("- | - | - | - | - | known=2000-01-01").to_pylist()[0]


@st.composite
def corpora(draw: st.DrawFn) -> pa.Table:
    rows = []
    for serial in range(draw(st.integers(0, 25))):
        day = draw(st.none() | st.dates(date(2008, 1, 1), date(2017, 6, 30)))
        rows.append(
            _EMPTY
            | {
                "serial": serial,
                "patent_type": draw(st.sampled_from(["invention", "utility_model", None])),
                "filing_year": draw(st.none() | st.integers(2005, 2017)),
                "published_on": day,
                "known_on": day or date(2017, 6, 30),
                "applicants": draw(st.lists(st.sampled_from(["Moth", "Lantern", ""]), max_size=2)),
                "ipc": draw(st.lists(st.sampled_from(["F21V 5/00", "H04N 5/00", "G16Y"]))),
                "town": draw(st.sampled_from([None, "440113012", "440113013"])),
            }
        )
    return pa.Table.from_pylist(rows, schema=DOCUMENT)


def reckoned(rows: pa.Table, **asked: object) -> Landscape:
    return landscape(ibis.memtable(rows), vintage="v", **asked)  # type: ignore[arg-type]


@settings(max_examples=25, deadline=None)
@given(corpora())
def test_choosing_every_document_is_choosing_none(rows: pa.Table) -> None:
    serials = np.asarray(rows["serial"], dtype=np.int64)
    assert reckoned(rows, serials=serials) == reckoned(rows)


@settings(max_examples=25, deadline=None)
@given(corpora())
def test_parts_add_up_to_the_whole(rows: pa.Table) -> None:
    told = reckoned(rows, top=1_000)
    assert told.documents == rows.num_rows
    for answer in (told.applicants, told.subclasses, told.fields):
        assert sum(row.count for row in answer.table) == answer.coverage.answered
        if answer.coverage.answered:
            assert sum(row.share or 0 for row in answer.table) == pytest.approx(1)
    for counted in (told.filings, told.publications, told.towns):
        assert sum(row.count for row in counted.table) == counted.coverage.answered
    by_year = told.concentration_by_year
    assert sum(row.documents for row in by_year.table) == by_year.coverage.answered
    named = {row.name for row in told.applicants.table}
    assert sum(row.entrants for row in told.turnover.table) <= len(named)


@given(st.lists(st.integers(0, 1_000), min_size=1, max_size=40).filter(any))
def test_the_herfindahl_index_lies_between_even_and_alone(counts: list[int]) -> None:
    holders = sum(1 for count in counts if count)
    index = hhi(counts)
    assert index is not None
    assert 10_000 / holders <= index * (1 + 1e-9)
    assert index <= 10_000 * (1 + 1e-9)
    ratio = concentration_ratio(counts)
    assert ratio is not None
    assert min(4 / holders, 1) <= ratio * (1 + 1e-9)
    assert ratio <= 1 + 1e-9


def test_without_documents_there_is_no_concentration() -> None:
    assert hhi([]) is None
    assert concentration_ratio([0, 0]) is None


@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)), st.integers(1985, 2031))
def test_a_filing_year_is_whole_18_months_after_its_end(newest: date, year: int) -> None:
    horizon = Horizon(date(1985, 9, 10), newest)
    assert horizon.truncated(year) == (newest < date(year + 2, 7, 1))
    assert horizon.complete(year) == (newest >= date(year, 12, 1))


def test_one_slip_of_the_pen_does_not_fill_a_table_with_empty_years() -> None:
    horizon = Horizon(date(1200, 1, 1), date(2020, 12, 1))
    assert horizon.years([1200, 2019]) == (1200, 2019)
    assert horizon.years([2018]) == (2018, 2019, 2020)


def test_the_questions_can_be_put_to_a_cluster_too() -> None:
    known = ibis.table(ibis.Schema.from_pyarrow(DOCUMENT), name="documents")
    for question in questions(known, date(2015, 1, 1)):
        assert "GROUP BY" in ibis.to_sql(question, dialect="pyspark")
