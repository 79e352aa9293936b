"""A district's lamp makers, reckoned by hand."""

from datetime import date

import ibis
import numpy as np
import pytest
from ledger import documents, table

from ipharbor.analysis.answers import NOTES, Coverage
from ipharbor.analysis.landscape import Landscape, landscape

# Lanternfish makes lamps all along; Moth comes in 2013 and is gone after 2014; Glowworm
# arrives in 2018; one paper names nobody. The corpus ends in May 2019.
LAMPS = """
2011-02-01 | 2010 | UM  | Lanternfish     | F21V 29/83          | town=440113012
2012-04-01 | 2011 | UM  | Lanternfish     | F21V 5/00           | town=440113012
2013-05-01 | 2012 | INV | Lanternfish     | F21V 29/83          | town=440113012
2013-06-01 | 2012 | UM  | Moth            | H01M 10/05          | town=440113013
2014-07-01 | 2013 | INV | Moth            | H01M 10/05+F21V 5/00
2016-01-01 | 2014 | INV | Lanternfish     | F21V 29/83
2016-03-01 | 2015 | INV | Lanternfish     | F21V 29/83          | town=440113012
2017-03-01 | 2015 | UM  | Lanternfish     | F21S 8/00           | town=440113012
2018-03-01 | 2017 | DES | Glowworm+Moth   | -                   | town=440113013
2018-04-01 | 2017 | -   | Glowworm        | H04N 5/225
2018-08-01 | 2018 | INV | Glowworm        | F21V 29/83
2019-05-01 | 2018 | UM  | -               | G16Y 10/00
"""


@pytest.fixture(scope="module")
def lamps() -> Landscape:
    return landscape(documents(LAMPS), vintage="v3")


def test_every_document_is_counted_once_in_its_filing_year_and_type(lamps: Landscape) -> None:
    counts = {(r.year, r.patent_type): r.count for r in lamps.filings.table if r.count}
    assert counts == {
        (2010, "utility_model"): 1,
        (2011, "utility_model"): 1,
        (2012, "invention"): 1,
        (2012, "utility_model"): 1,
        (2013, "invention"): 1,
        (2014, "invention"): 1,
        (2015, "invention"): 1,
        (2015, "utility_model"): 1,
        (2017, "design"): 1,
        (2017, "unknown"): 1,
        (2018, "invention"): 1,
        (2018, "utility_model"): 1,
    }
    assert sum(counts.values()) == lamps.documents == 12


def test_a_year_without_documents_stands_with_zero(lamps: Landscape) -> None:
    years = [row.year for row in lamps.publications.table if row.patent_type == "invention"]
    assert years == list(range(2011, 2020))
    assert [row.count for row in lamps.publications.table if row.year == 2015] == [0, 0, 0, 0]


def test_the_last_year_is_marked_when_it_is_not_over(lamps: Landscape) -> None:
    complete = {row.year: row.complete for row in lamps.publications.table}
    assert (complete[2018], complete[2019]) == (True, False)


def test_a_year_is_whole_once_its_last_month_is_known() -> None:
    december = landscape(documents("2018-12-04 | 2017 | INV | Moth | F21V 5/00"), vintage="v")
    assert [row.complete for row in december.publications.table] == [True]


def test_filings_not_yet_eighteen_months_behind_are_marked_truncated(lamps: Landscape) -> None:
    truncated = {row.year: row.truncated for row in lamps.filings.table}
    # Known to 1 May 2019: the last filings of 2016 are due by June 2018, of 2017 by June 2019.
    assert (truncated[2016], truncated[2017], truncated[2018]) == (False, True, True)
    assert not any(row.truncated for row in lamps.publications.table)


def test_the_invention_share_is_of_filings_of_known_type(lamps: Landscape) -> None:
    told = {row.year: (row.inventions, row.of, row.share) for row in lamps.invention_share.table}
    assert told[2012] == (1, 2, 0.5)
    assert told[2017] == (0, 1, 0.0)  # the one of unknown type is left out
    assert told[2016] == (0, 0, None)
    assert lamps.invention_share.coverage == Coverage(12, 11, "without_type")


def test_the_largest_applicants_stand_first_with_their_share_and_growth(lamps: Landscape) -> None:
    told = [(r.name, r.count, r.recent, r.before) for r in lamps.applicants.table]
    # Whole years 2016-2018 against 2013-2015.
    assert told == [("Lanternfish", 6, 3, 1), ("Glowworm", 3, 3, 0), ("Moth", 2, 0, 2)]
    first, glowworm, moth = lamps.applicants.table
    assert first.share == pytest.approx(6 / 11)
    assert (first.growth, glowworm.growth, moth.growth) == (2.0, None, -1.0)
    assert first.invention_share == pytest.approx(3 / 6)
    assert glowworm.invention_share == pytest.approx(1 / 2)  # of two whose type is known
    assert lamps.applicants.coverage == Coverage(12, 11, "without_applicant")


def test_growth_is_not_told_when_the_corpus_does_not_reach_back_far_enough() -> None:
    young = documents(
        """
        2015-01-10 | 2014 | INV | Moth | F21V 5/00
        2018-12-10 | 2017 | INV | Moth | F21V 5/00
        """
    )
    assert landscape(young, vintage="v").applicants.table[0].growth is None


def test_subclasses_are_counted_by_main_symbol(lamps: Landscape) -> None:
    told = {r.code: (r.count, r.recent, r.before, r.growth) for r in lamps.subclasses.table}
    assert told["F21V"] == (6, 3, 1, 2.0)
    assert told["H01M"] == (2, 0, 2, -1.0)
    assert told["F21S"] == (1, 1, 0, None)
    assert sum(row.share for row in lamps.subclasses.table) == pytest.approx(1)
    assert lamps.subclasses.coverage == Coverage(12, 11, "without_ipc")


def test_all_35_fields_stand_in_the_table_and_symbols_without_field_are_told(
    lamps: Landscape,
) -> None:
    told = {row.number: row.count for row in lamps.fields.table if row.count}
    assert len(lamps.fields.table) == 35
    assert told == {1: 9, 2: 1}
    assert lamps.fields.table[0].share == pytest.approx(0.9)
    assert lamps.fields.coverage == Coverage(12, 10, "without_field")


def test_four_largest_and_the_herfindahl_index_are_as_reckoned_by_hand(lamps: Landscape) -> None:
    row = lamps.concentration.table[0]
    assert (row.applicants, row.documents, row.cr4) == (3, 11, 1.0)
    assert row.hhi == pytest.approx(10_000 * (36 + 9 + 4) / 121)
    by_year = {r.year: r for r in lamps.concentration_by_year.table}
    assert by_year[2013].hhi == pytest.approx(5_000)
    assert by_year[2016].hhi == pytest.approx(10_000)
    assert (by_year[2015].cr4, by_year[2015].hhi) == (None, None)


def test_five_equal_applicants_hold_four_fifths_in_four_and_an_index_of_two_thousand() -> None:
    equal = "\n".join(f"2015-12-01 | 2014 | INV | Firm {n} | F21V 5/00" for n in range(5))
    row = landscape(documents(equal), vintage="v").concentration.table[0]
    assert (row.cr4, row.hhi) == (pytest.approx(0.8), pytest.approx(2_000))


def test_who_comes_and_who_leaves_is_told_only_where_it_can_be_known(lamps: Landscape) -> None:
    told = {row.year: row for row in lamps.turnover.table}
    assert {y: r.entrants for y, r in told.items() if r.entrants} == {2011: 1, 2013: 1, 2018: 1}
    assert [y for y, r in told.items() if r.entrants_censored] == [2011, 2012, 2013]
    assert told[2014].leavers == 1  # Moth: nothing in 2015, 2016, 2017, 2018
    assert (told[2013].leavers, told[2015].leavers) == (0, 0)
    assert [y for y, r in told.items() if r.leavers is None] == [2016, 2017, 2018, 2019]
    assert told[2013].active == 2
    assert lamps.turnover.coverage == Coverage(12, 11, "without_applicant")


def test_towns_are_counted_by_type_and_what_has_no_town_is_told(lamps: Landscape) -> None:
    told = [(r.town, r.invention, r.utility_model, r.design, r.untyped, r.count)
            for r in lamps.towns.table]  # fmt: skip
    assert told == [("440113012", 2, 3, 0, 0, 5), ("440113013", 0, 1, 1, 0, 2)]
    assert lamps.towns.coverage == Coverage(12, 7, "without_town")


def test_grants_are_counted_where_the_source_tells_of_them() -> None:
    told = landscape(
        documents(
            """
            2012-01-01 | 2010 | INV | Moth | F21V 5/00 | stage=grant granted=2014-06-01
            2012-01-01 | 2010 | INV | Moth | F21V 5/00 | stage=application
            2013-01-01 | 2012 | UM  | Moth | F21V 5/00 | stage=grant granted=2013-01-01
            2013-01-01 | 2012 | INV | Moth | F21V 5/00
            2014-12-01 | 2012 | INV | Moth | F21V 5/00 | stage=grant
            """
        ),
        vintage="v",
    )
    grants = {(row.year, row.patent_type): row.count for row in told.grants.table if row.count}
    assert grants == {(2013, "utility_model"): 1, (2014, "invention"): 1}
    assert told.grants.coverage == Coverage(5, 3, "without_grant_stage")


def test_nothing_sees_past_the_day_asked_for() -> None:
    later = documents(
        """
        2012-01-01 | 2010 | INV | Moth     | F21V 5/00 | stage=grant granted=2014-06-01
        2014-02-01 | 2013 | INV | Moth     | F21V 5/00 | stage=application
        2014-03-01 | 2013 | INV | Glowworm | F21V 5/00 | known=2015-01-01
        """
    )
    on_the_day = landscape(later, vintage="v", until=date(2014, 3, 31))
    assert on_the_day.documents == 2
    assert on_the_day.horizon.newest == date(2014, 2, 1)
    assert on_the_day.grants.table == ()
    assert landscape(later, vintage="v", until=date(2015, 1, 1)).documents == 3


def test_whole_years_are_those_of_the_corpus_not_of_the_chosen_documents() -> None:
    chosen = landscape(documents(LAMPS), vintage="v", serials=np.array([4, 5]))
    assert chosen.documents == 2
    assert [row.year for row in chosen.turnover.table] == list(range(2013, 2020))
    assert {row.year: row.leavers for row in chosen.turnover.table}[2014] == 1


def test_choosing_documents_leaves_nothing_behind_in_the_engine() -> None:
    engine = ibis.duckdb.connect()
    engine.con.register("lamps", table(LAMPS))
    for serials in (np.array([1, 2]), np.array([2, 3, 3])):
        chosen = landscape(engine.table("lamps"), vintage="v", serials=serials)
        assert chosen.documents == 2
    assert engine.con.execute("SHOW TABLES").fetchall() == [("lamps",)]


def test_an_empty_set_is_answered_with_empty_tables() -> None:
    for nothing in (
        landscape(documents(""), vintage="v"),
        landscape(documents(LAMPS), vintage="v", serials=np.array([], dtype=np.int64)),
    ):
        assert nothing.documents == 0
        assert nothing.filings.table == nothing.applicants.table == nothing.towns.table == ()
        assert nothing.concentration.table[0].hhi is None
        assert nothing.filings.coverage.share is None


def test_the_tables_of_the_largest_stop_where_asked() -> None:
    short = landscape(documents(LAMPS), vintage="v", top=2)
    assert [row.name for row in short.applicants.table] == ["Lanternfish", "Glowworm"]
    assert len(short.subclasses.table) == 2
    assert short.applicants.table[0].share == pytest.approx(6 / 11)


def test_documents_without_a_day_are_left_out_of_the_years_and_told() -> None:
    told = landscape(
        documents(
            """
            2014-12-01 | 2013 | INV | Moth | F21V 5/00
            -          | -    | INV | Moth | F21V 5/00 | known=2019-02-01
            """
        ),
        vintage="v",
    )
    assert told.publications.coverage == Coverage(2, 1, "without_publication_day")
    assert told.filings.coverage == Coverage(2, 1, "without_filing_year")
    assert told.turnover.coverage == Coverage(2, 1, "without_publication_day")
    assert told.horizon.newest == date(2014, 12, 1)


def test_every_answer_names_its_method_vintage_and_coverage(lamps: Landscape) -> None:
    answers = [value for value in vars(lamps).values() if hasattr(value, "coverage")]
    assert len(answers) == 11
    for answer in answers:
        assert (answer.vintage, answer.coverage.asked) == ("v3", 12)
        assert answer.coverage.note in ("", *NOTES)
        assert bool(answer.coverage.note) == (answer.coverage.answered < 12)
