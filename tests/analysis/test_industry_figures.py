"""An industry of lamps, reckoned by hand."""

from __future__ import annotations

from datetime import date
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger import documents

from ipharbor.analysis.answers import Coverage
from ipharbor.analysis.industry.figures import Criterion, FirmRow, Verdict
from ipharbor.analysis.industry.firms import LEAST, to_cultivate
from ipharbor.analysis.industry.membership import membership, taken
from ipharbor.analysis.industry.picture import Picture, briefs, picture
from ipharbor.analysis.industry.units import grew, ratio
from ipharbor.analysis.roll import Roll, roll
from ipharbor.vocabulary.chains import Chains, Industry, Link
from ipharbor.vocabulary.places import region

HOME = region("panyu")
CHAINS = Chains(
    [
        Industry("lamps", "灯具", "Lamps", (
            Link("source", "光源", "Sources", "upstream", ("H05B 45",)),
            Link("lamp", "灯", "Lamps", "midstream", ("F21S", "F21V")),
        )),
        Industry("cooling", "散热", "Cooling", (
            Link("sink", "散热器", "Sinks", "upstream", ("F21V 29",)),
        )),
    ]
)  # fmt: skip
US, THEM = "town=440113016", "address=广东省深圳市宝安区西乡街道8号"

# Lanternfish of the region makes lamps all along, a design without a class among them; Moth, also
# of the region, is silent since 2016; Glowworm comes in 2020; Firefly sits in Bao'an and makes
# sources, more and more of them. The corpus ends in December 2021.
LAMPS = f"""
2013-02-01 | 2012 | UM  | Lanternfish | F21V 5/00            | day=2012-09-01 {US} granted=2013-02-01 status=in_force claims=8 cited=4
2014-02-01 | 2013 | UM  | Lanternfish | F21S 8/00            | day=2013-09-01 {US} granted=2014-02-01 status=lapsed_fee claims=8 cited=0
2016-02-01 | 2014 | INV | Lanternfish | F21V 29/83           | day=2014-09-01 {US} granted=2018-03-01 status=in_force claims=10 cited=2
2019-02-01 | 2018 | UM  | Lanternfish | F21V 5/00+H05B 45/10 | day=2018-09-01 {US} granted=2019-02-01 status=in_force claims=6 cited=1
2020-02-01 | 2019 | UM  | Lanternfish | F21V 5/00            | day=2019-09-01 {US} granted=2020-02-01 status=in_force claims=6 cited=1
2021-02-01 | 2020 | DES | Lanternfish | -                    | day=2020-09-01 {US} granted=2021-02-01 status=in_force
2015-03-01 | 2014 | UM  | Moth        | F21V 5/00            | day=2014-10-01 {US} granted=2015-03-01 status=lapsed_fee
2016-03-01 | 2015 | UM  | Moth        | F21V 5/00            | day=2015-10-01 {US} granted=2016-03-01 status=lapsed_fee
2017-03-01 | 2016 | UM  | Moth        | F21V 5/00            | day=2016-10-01 {US} granted=2017-03-01 status=lapsed_fee
2021-06-01 | 2020 | INV | Glowworm    | F21S 8/00            | day=2020-11-01 {US} claims=9
2017-05-01 | 2016 | UM  | Firefly     | H05B 45/10           | day=2016-11-01 {THEM} granted=2017-05-01
2019-05-01 | 2018 | UM  | Firefly     | H05B 45/10           | day=2018-11-01 {THEM} granted=2019-05-01
2021-12-05 | 2021 | UM  | Firefly     | H05B 45/20           | day=2021-06-01 {THEM} granted=2021-12-05
2018-07-01 | 2017 | UM  | Anglerfish  | A01K 97/00           | day=2017-12-01 {US} granted=2018-07-01
"""  # noqa: E501
LAST = date(2021, 12, 5)


@pytest.fixture(scope="module")
def held() -> Roll:
    return roll(documents(LAMPS), vintage="v7", home=HOME)


def seen(held: Roll, code: str = "lamps", on: date = LAST) -> Picture:
    place = CHAINS.place(code)
    assert place is not None
    return picture(held, membership(held, CHAINS, held.known_by(on)), place, on, HOME)


def firm(shown: Picture, name: str) -> FirmRow:
    return next(row for row in shown.firms.rows if row.name == name)


def test_every_document_is_in_the_industries_of_its_classes(held: Roll) -> None:
    one = membership(held, CHAINS, held.known_by(None))
    lamps, cooling = one.classed(0), one.classed(1)
    assert np.flatnonzero(cooling).tolist() == [2]  # the longest prefix: not a lamp as well
    assert not lamps[2]
    assert lamps.sum() == 11
    assert not one.of(0)[13]


def test_a_design_without_a_class_goes_with_most_documents_of_its_holder(held: Roll) -> None:
    one = membership(held, CHAINS, held.known_by(None))
    assert np.flatnonzero(one.placed(0)).tolist() == [5]
    before_it_is_settled = membership(held, CHAINS, held.known_by(date(2014, 12, 31)))
    assert not before_it_is_settled.placed(0).any()


def test_a_document_of_two_industries_counts_a_half_in_each() -> None:
    both = Chains([
        Industry("a", "a", "a", (Link("x", "x", "x", "midstream", ("F21V",)),)),
        Industry("b", "b", "b", (Link("x", "x", "x", "midstream", ("H05B",)),)),
    ])  # fmt: skip
    told = roll(documents(LAMPS), vintage="v", home=HOME)
    rows = briefs(told, membership(told, both, told.known_by(None)), LAST)
    whole, parts = [row.home for row in rows], [row.fractional for row in rows]
    assert whole == [8, 1]
    assert parts == [7.5, 0.5]


def test_an_editor_is_told_how_many_documents_a_chain_takes(held: Roll) -> None:
    assert taken(held, CHAINS, held.known_by(None)) == {"lamps": 11, "cooling": 1}
    assert taken(held, CHAINS, held.known_by(date(2014, 12, 31))) == {"lamps": 2, "cooling": 0}


def test_the_region_is_counted_beside_everybody(held: Roll) -> None:
    shown = seen(held)
    assert (shown.documents, shown.brief.home, shown.brief.inferred) == (12, 9, 1)
    assert (shown.brief.inventions, shown.brief.granted) == (1, 8)
    years = {row.year: (row.count, row.home) for row in shown.years.table}
    assert years[2019] == (2, 1)
    assert years[2021] == (3, 2)
    assert years[2018] == (0, 0)


def test_links_count_the_documents_with_a_symbol_in_them(held: Roll) -> None:
    links = {row.code: (row.count, row.home) for row in seen(held).links.table}
    assert links == {"source": (4, 1), "lamp": (8, 8)}
    assert seen(held).links.coverage == Coverage(12, 11, "without_class")


def test_what_was_not_known_on_the_day_is_left_out(held: Roll) -> None:
    then = seen(held, on=date(2019, 3, 1))
    assert then.documents == 7
    assert firm(then, "Lanternfish").count == 3
    assert firm(then, "Lanternfish").in_force is None  # stated of today alone
    assert not then.now


def test_a_grant_announced_later_is_none_yet(held: Roll) -> None:
    assert seen(held, "cooling", date(2017, 1, 1)).brief.granted == 0
    assert seen(held, "cooling").brief.granted == 1


def test_who_files_first_within_two_years_has_entered(held: Roll) -> None:
    rows = {row.name: row for row in seen(held).firms.rows}
    assert {name for name, row in rows.items() if row.entered} == {"Glowworm"}
    assert rows["Glowworm"].first_on == date(2020, 11, 1)


def test_who_has_filed_nothing_for_three_years_has_left(held: Roll) -> None:
    assert {row.name for row in seen(held).firms.rows if row.left} == {"Moth"}
    # In mid-2018 the last filing of Moth is less than two years old.
    assert not any(row.left for row in seen(held, on=date(2018, 7, 1)).firms.rows)


def test_a_firm_is_told_with_its_rights_filings_and_inventions(held: Roll) -> None:
    row = firm(seen(held), "Lanternfish")
    assert (row.count, row.granted, row.in_force, row.inventions) == (5, 5, 4, 0)
    assert row.filings == 2  # of September 2019 and 2020; that of 2018 lies behind
    assert (row.town, row.place) == ("440113016", "")
    assert row.elsewhere == 1  # the heat sink
    assert (row.kept, row.kept_of) == (1, 2)


def test_growth_compares_whole_years_and_needs_a_base(held: Roll) -> None:
    row = firm(seen(held), "Lanternfish")
    assert (row.recent, row.before, row.growth) == (3, 0, None)
    assert (firm(seen(held), "Moth").recent, firm(seen(held), "Moth").before) == (0, 2)
    assert firm(seen(held), "Moth").growth == -1.0


def test_citations_compare_with_documents_of_the_same_type_and_year() -> None:
    # Two firms, five utility models each, all of 2015: 3 citations against 1 a document.
    lines = [
        f"2015-0{n}-01 | 2014 | UM | {name} | F21V 5/00 | {US} cited={cited} claims={claims}"
        for name, cited, claims in (("Bright", 3, 6), ("Dim", 1, 6))
        for n in range(1, 6)
    ]
    told = roll(documents("\n".join(lines)), vintage="v", home=HOME)
    shown = seen(told, on=date(2015, 5, 1))
    assert firm(shown, "Bright").cited == pytest.approx(1.5)
    assert firm(shown, "Dim").cited == pytest.approx(0.5)
    assert firm(shown, "Bright").claims == pytest.approx(1.0)


def test_on_fewer_than_five_documents_nothing_is_said_of_citations(held: Roll) -> None:
    assert firm(seen(held), "Glowworm").cited is None
    criteria = {met.criterion: met for met in firm(seen(held), "Glowworm").criteria}
    assert criteria[Criterion.CITATIONS].met is None
    assert criteria[Criterion.INVENTIONS].met is None


def test_firms_to_cultivate_stand_by_the_criteria_they_meet_and_say_each(held: Roll) -> None:
    rows = to_cultivate(seen(held).firms.home)
    assert [row.name for row in rows] == ["Lanternfish"]  # the others have fewer than five
    assert rows[0].count >= LEAST
    met = {one.criterion: one.met for one in rows[0].criteria}
    assert met[Criterion.RIGHTS] is True  # the only firm sets the bar
    assert met[Criterion.GROWTH] is False  # three recent ones are too few
    assert met[Criterion.KEPT] is None  # two old rights are too few
    assert rows[0].told == sum(value is not None for value in met.values())


def test_regions_stand_by_documents_with_their_share_and_what_is_covered(held: Roll) -> None:
    found = seen(held).position("county")
    told = [(row.rank, row.name, row.home, row.count, row.applicants) for row in found.table]
    assert told == [(1, "广州市番禺区", True, 9, 3), (2, "深圳市宝安区", False, 3, 1)]
    assert found.table[0].share == pytest.approx(9 / 12)
    assert found.coverage == Coverage(12, 12)
    assert [row.name for row in seen(held).position("city").table] == ["广州市", "深圳市"]
    assert [(row.name, row.count) for row in seen(held).position("province").table] == [
        ("广东", 12)
    ]


def test_regions_with_equal_documents_share_a_rank() -> None:
    lines = [
        f"2015-01-01 | 2014 | UM | A{n} | F21V 5/00 | address={address}"
        for n, address in enumerate(("深圳市宝安区1号", "佛山市南海区1号", "自由路1号"))
    ]
    told = roll(documents("\n".join(lines)), vintage="v", home=HOME)
    found = seen(told, on=date(2015, 5, 1)).position("county")
    assert [(row.rank, row.name) for row in found.table] == [
        (1, "佛山市南海区"),
        (1, "深圳市宝安区"),
    ]
    assert found.coverage == Coverage(3, 2, "without_place")


def test_the_index_is_the_share_here_over_the_share_elsewhere(held: Roll) -> None:
    rows = {row.code: row for row in seen(held).strengths("link").table}
    source = rows["source"]
    assert (source.home, source.home_of, source.others, source.others_of) == (1, 8, 3, 3)
    assert source.index == pytest.approx((1 / 8) / (3 / 3))
    assert source.verdict is Verdict.FEW
    assert rows["lamp"].index is None  # nobody else makes them
    assert source.low is not None
    assert source.high is not None
    assert source.low < 1


def test_technologies_are_cut_by_the_symbols_within_the_chain(held: Roll) -> None:
    assert {row.code for row in seen(held).strengths("subclass").table} == {"F21S", "F21V", "H05B"}
    assert [row.code for row in seen(held).strengths("field").table] == ["01"]
    by_code = {row.code: row for row in seen(held).strengths("subclass").table}
    assert by_code["F21V"].query == "ipc:F21V AND NOT ipc:F21V29"
    assert by_code["H05B"].query == "ipc:H05B45"


def test_a_gap_is_where_others_grow_and_the_region_has_little() -> None:
    lines = []
    for year, theirs, ours in (
        (2016, 1, 20),
        (2017, 1, 20),
        (2018, 1, 20),
        (2019, 8, 20),
        (2020, 8, 20),
        (2021, 8, 20),
    ):
        for at in range(theirs):
            lines.append(f"{year}-12-{at + 1:02d} | {year} | UM | Firefly | H05B 45/10 | {THEM}")
            lines.append(f"{year}-12-{at + 1:02d} | {year} | UM | Firefly | F21V 5/00 | {THEM}")
        for at in range(ours):
            lines.append(f"{year}-12-{at + 1:02d} | {year} | UM | Lanternfish | F21V 5/00 | {US}")
    told = roll(documents("\n".join(lines)), vintage="v", home=HOME)
    rows = {row.code: row for row in seen(told, on=date(2021, 12, 31)).strengths("link").table}
    assert rows["source"].gap
    assert (rows["source"].recent, rows["source"].before, rows["source"].recent_home) == (24, 3, 0)
    assert rows["source"].growth == pytest.approx(7.0)
    assert not rows["lamp"].gap


def test_without_earlier_years_there_is_no_growth_and_no_gap() -> None:
    lines = [f"2021-12-{n:02d} | 2021 | UM | Firefly | H05B 45/10 | {THEM}" for n in range(1, 25)]
    lines += [f"2021-12-{n:02d} | 2021 | UM | Moth | F21V 5/00 | {US}" for n in range(1, 25)]
    told = roll(documents("\n".join(lines)), vintage="v", home=HOME)
    row = next(r for r in seen(told, on=date(2021, 12, 31)).strengths("link").table if r.others)
    assert (row.growth, row.gap) == (None, False)


def test_an_industry_without_documents_is_empty_not_an_error(held: Roll) -> None:
    empty = Chains([Industry("e", "e", "e", (Link("x", "x", "x", "midstream", ("B64U",)),))])
    shown = picture(held, membership(held, empty, held.known_by(None)), 0, LAST, HOME)
    assert (shown.documents, shown.firms.rows, shown.years.table) == (0, (), ())
    assert shown.position("county").table == ()
    assert shown.strengths("field").table == ()


def test_an_empty_corpus_has_empty_industries() -> None:
    told = documents("2015-01-01 | 2014 | UM | Moth | F21V 5/00")
    nothing = roll(told.filter(told.serial > 1), vintage="v", home=HOME)
    known = nothing.known_by(None)
    rows = briefs(nothing, membership(nothing, CHAINS, known), LAST)
    assert [row.documents for row in rows] == [0, 0]
    assert picture(nothing, membership(nothing, CHAINS, known), 0, LAST, HOME).now


COUNTS, REST = st.integers(min_value=0, max_value=400), st.integers(min_value=1, max_value=400)


@given(COUNTS, REST, COUNTS, REST)
def test_the_interval_holds_the_index_and_turns_over_with_it(
    a: int, x: int, b: int, y: int
) -> None:
    value, low, high = ratio(a, a + x, b, b + y)
    assert low < high
    if value is not None and a:
        assert low * 0.8 < value < high * 1.25
    _, other_low, other_high = ratio(b, b + y, a, a + x)
    assert low == pytest.approx(1 / other_high)
    assert high == pytest.approx(1 / other_low)


def test_the_interval_is_that_of_the_textbook() -> None:
    # 15 of 100 beside 5 of 100 with half added to each count: ln(15.5/100.5) - ln(5.5/100.5) is
    # 1.03604, its variance 1/15.5 - 1/100.5 + 1/5.5 - 1/100.5 = 0.226434, 1.96 deviations 0.93265.
    value, low, high = ratio(15, 100, 5, 100)
    assert value == pytest.approx(3.0)
    assert (low, high) == pytest.approx((1.10892, 7.1613), rel=2e-4)


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_chance_of_growth_is_near_the_exact_binomial(recent: int, before: int) -> None:
    total = recent + before
    exact = sum(comb(total, k) for k in range(recent, total + 1)) / 2**total
    assert grew(recent, before) == pytest.approx(exact, abs=0.02) or total < 5
    assert 0 <= grew(recent, before) <= 1
