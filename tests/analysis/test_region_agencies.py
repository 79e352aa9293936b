"""What agencies had a hand in is what the lists of the cockpit count."""

from __future__ import annotations

from datetime import date

import pytest
from region_world import DALONG, Place, document

from ipharbor.analysis.region.agencies import Work, work
from ipharbor.analysis.region.cuts import Cut, count

NOW = date(2021, 11, 30)
MING, HAI = "广州明专利事务所", "海珠灯塔代理所"


def place() -> Place:
    """Ming had three inventions, one of them granted, and a design; Hai one model; nobody one."""
    return Place([
        document("CN201610000001", "invention", date(2016, 1, 5), published_on=date(2016, 9, 1),
                 granted_on=date(2018, 2, 1)),
        document("CN201610000002", "invention", date(2016, 2, 5), published_on=date(2016, 10, 1)),
        document("CN201610000003", "invention", date(2016, 3, 5), published_on=date(2016, 11, 1)),
        document("CN202130000004", "design", date(2021, 1, 5), granted_on=date(2021, 6, 1)),
        document("CN202120000005", "utility_model", date(2021, 1, 5), agency=HAI,
                 granted_on=date(2021, 7, 1), town=DALONG),
        document("CN202120000006", "utility_model", date(2021, 1, 5), agency=None,
                 granted_on=date(2021, 8, 1)),
    ])  # fmt: skip


def test_the_counts_of_an_agency_are_those_of_the_lists_they_open() -> None:
    asked = place().asked(NOW)
    told = work(asked)
    assert set(told) == {MING, HAI}
    for name, one in told.items():
        year = Cut("granted", date(2021, 1, 1), NOW, agency=name)
        assert one.granted == count(asked, year)
        assert one.in_force == count(asked, Cut("in_force", agency=name))
    assert (told[MING].granted, told[HAI].granted) == (1, 1)


def test_decided_are_inventions_published_three_to_six_years_ago() -> None:
    ming = work(place().asked(NOW))[MING]
    assert (ming.decided, ming.won) == (3, 1)
    assert ming.rate == pytest.approx(1 / 3)
    later = work(place().asked(date(2023, 11, 30)))
    assert later[MING].decided == 0, "by then they were published more than six years ago"


def test_in_a_town_an_agency_is_told_by_what_it_did_there() -> None:
    assert set(work(place().asked(NOW, town=DALONG))) == {HAI}


def test_the_interval_is_wilsons() -> None:
    # Brown, Cai, DasGupta, Stat. Sci. 16 (2001): eight of ten
    low, high = Work(decided=10, won=8).interval or (0, 0)
    assert (low, high) == pytest.approx((0.4902, 0.9433), abs=5e-5)
    assert Work(decided=5, won=0).interval == pytest.approx((0, 0.4345), abs=5e-5)
    assert Work(decided=5, won=5).interval == pytest.approx((0.5655, 1), abs=5e-5)
    assert Work().interval is None
    assert Work().rate is None


def test_an_empty_region_has_no_agencies() -> None:
    assert work(Place().asked(NOW)) == {}
