"""Sweeps that count, over a small world in which one thing happens."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from sweeping_world import LAMP, RIVAL, SOUND, Shelf, shelf

from ipharbor.analysis.sweeping.citations import citations
from ipharbor.analysis.sweeping.emerging import emerging
from ipharbor.analysis.sweeping.entrants import entrants
from ipharbor.analysis.sweeping.forecasts import beyond_forecast
from ipharbor.analysis.sweeping.inventors import moves
from ipharbor.analysis.sweeping.known import Known, Span
from ipharbor.analysis.sweeping.looks import back, looks
from ipharbor.analysis.sweeping.rings import abnormal
from ipharbor.analysis.sweeping.shares import convergence, share_shifts
from ipharbor.analysis.sweeping.surges import surging
from ipharbor.warning.incident import Incident

Sweep = Callable[[Known, Span], Iterable[Incident]]
YEAR = Span(date(2014, 12, 31), date(2015, 12, 31))


def entry(made: Shelf) -> None:
    for n in range(4):
        made.put(RIVAL, date(2015, 3, 3 + 7 * n), "一种热管散热的帕灯")


def move(made: Shelf) -> None:
    made.put(RIVAL, date(2015, 9, 1), "一种热管散热的染色灯", inventors=["区佩瑶"])


def ring(made: Shelf) -> None:
    for n in range(9):
        made.put(f"广州{'甲乙丙'[n % 3]}{n % 3}新材料有限公司", date(2015, 5, 4 + n),
                 "一种便于清洁的垃圾桶", ("B65F 1/14",), inventors=["屈炳荣"],
                 filed_on=date(2014, 12, 1 + n))  # fmt: skip


def technology(made: Shelf) -> None:
    text = "包括舱体、设于所述舱体内的钼基台以及放置于基台上的多片籽晶，所述舱体顶部设有微波窗口"
    for n in range(8):
        made.put(f"江苏{'丁戊己庚'[n % 4]}珠宝有限公司", date(2015, 4, 1) + timedelta(11 * n),
                 "一种培育钻石生长舱", ("C30B 29/04",), abstract=text)  # fmt: skip


def multiplying(made: Shelf) -> None:
    for n in range(40):
        day = date(2015, 3, 1) + timedelta(6 * n)
        made.put(SOUND, day, "一种话筒支架", ("F16M 11/04",))
    for n in range(60):
        made.put(f"厂{n}", date(2012, 2, 1) + timedelta(20 * n), "一种桌子", ("A47B 13/00",))


def meeting(made: Shelf) -> None:
    lamp, sound = "F21V 29/50", "H04R 3/02"
    for n in range(90):
        day = date(2014, 1, 4) + timedelta(6 * n)
        made.put(f"厂{n % 7}", day, "一种发声的灯", ([lamp], [sound], [lamp, sound])[n // 30])
        for _ in range(4):
            made.put(f"厂{n % 7}", day, "一种桌子", ("A47B 13/00",))


def taking(made: Shelf) -> None:
    for n in range(50):
        day = date(2013, 1, 4) + timedelta(14 * n)
        made.put(f"厂{n}", day, "一种发声的灯", ("B41J 2/00",))
    for n in range(30):
        made.put(RIVAL, date(2015, 2, 4) + timedelta(9 * n), "一种打印头", ("B41J 2/00",))


def citing(made: Shelf) -> None:
    made.put(LAMP, date(2013, 5, 1), key="CN-OWN", publication_numbers=["CN-OWN-U"])
    made.owned(LAMP, "CN-OWN")
    for n in range(400):
        made.put(LAMP, date(2013, 5, 1), key=f"CN-{n}")
        made.owned(LAMP, f"CN-{n}")
    for n in range(9):
        made.put(f"厂{n}", date(2015, 4, 1) + timedelta(20 * n), cites=["CN-OWN-U"])


def beyond(made: Shelf) -> None:
    counts = [7, 4, 8, 5, 4, 8, 5, 7] * 4 + [6, 25, 40]  # quarters, to the third of 2015
    for n, count in enumerate(reversed(counts)):
        month = 2015 * 12 + 6 - 3 * n
        for _ in range(count):
            day = date(month // 12, month % 12 + 1, 9)
            made.put(f"厂{n}", day, "一种支架", ("F16M 11/04",))


HAPPENINGS = {
    beyond_forecast: (beyond, "signal.forecast_exceeded"),
    entrants: (entry, "signal.entrant"),
    moves: (move, "signal.inventor_moved"),
    abnormal: (ring, "signal.abnormal_filings"),
    emerging: (technology, "signal.emerging"),
    surging: (multiplying, "signal.surge"),
    convergence: (meeting, "signal.convergence"),
    share_shifts: (taking, "signal.share_shift"),
    citations: (citing, "signal.citation_surge"),
}


@pytest.mark.parametrize("sweep", HAPPENINGS, ids=lambda sweep: sweep.__name__)
def test_what_happens_is_told_and_nothing_where_nothing_happens(sweep: Sweep):
    happen, code = HAPPENINGS[sweep]
    quiet, loud = shelf(), shelf()
    happen(loud)
    assert list(sweep(quiet.known, YEAR)) == []
    told = list(sweep(loud.known, YEAR))
    assert code in {one.code for one in told}
    assert len({one.mark for one in told}) == len(told)
    assert all(YEAR.since < one.known_on <= YEAR.on for one in told)


@pytest.mark.parametrize("sweep", HAPPENINGS, ids=lambda sweep: sweep.__name__)
def test_month_by_month_the_same_is_told_as_in_one_year_and_the_same_again(sweep: Sweep):
    made = shelf()
    HAPPENINGS[sweep][0](made)
    known = made.known
    whole = [one.mark for one in sweep(known, YEAR)]
    ends = [YEAR.since, *looks(YEAR)]
    parts = [one.mark for since, on in pairwise(ends) for one in sweep(known, Span(since, on))]
    assert whole == parts == [one.mark for one in sweep(made.known, YEAR)]


@pytest.mark.parametrize("sweep", HAPPENINGS, ids=lambda sweep: sweep.__name__)
def test_what_comes_after_the_span_changes_nothing(sweep: Sweep):
    made = shelf()
    HAPPENINGS[sweep][0](made)
    early = list(sweep(made.known, YEAR))
    for n in range(9):
        day = date(2016, 1, 4 + n)
        made.put(f"厂{n}", day, "一种培育钻石生长舱", ("C30B 29/04",), inventors=["区佩瑶"])
        made.put(RIVAL, day, "一种热管散热的帕灯", inventors=["屈炳荣"])
    assert list(sweep(made.known, YEAR)) == early


def test_an_entrant_names_the_firms_that_work_on_the_thing():
    made = shelf()
    entry(made)
    (told,) = entrants(made.known, YEAR)
    assert told.firms == (LAMP,)
    assert told.others == (RIVAL,)
    assert told.known_on == date(2015, 3, 17)


def test_a_firm_of_the_region_is_no_entrant():
    made = shelf()
    made.firm(RIVAL)
    entry(made)
    assert list(entrants(made.known, YEAR)) == []


@pytest.mark.parametrize(
    ("applicant", "title", "filed"),
    [
        ("岭南理工大学", "一种热管散热的染色灯", date(2015, 2, 13)),
        ((LAMP, RIVAL), "一种热管散热的染色灯", date(2015, 2, 13)),
        ("区佩瑶", "一种热管散热的染色灯", date(2015, 2, 13)),
        (RIVAL, "一种热管散热的染色灯", date(2014, 1, 3)),
    ],
    ids=["a university", "an application together", "on his own", "while still named there"],
)
def test_naming_is_no_move_when(applicant: str | tuple[str, ...], title: str, filed: date):
    made = shelf()
    made.put(applicant, date(2015, 9, 1), title, inventors=["区佩瑶"], filed_on=filed)
    assert list(moves(made.known, YEAR)) == []


def test_a_common_name_alarms_nobody():
    made = shelf()
    for n in range(40):
        name = f"佛山{n}号灯饰有限公司"
        made.put(name, date(2014, 9, 1), "一种热管散热的吊灯", inventors=["区佩瑶"])
    move(made)
    assert list(moves(made.known, YEAR)) == []


def test_members_that_the_register_knows_are_the_firms_of_a_ring():
    made = shelf()
    made.firm("广州甲0新材料有限公司", founded=2014)
    ring(made)
    (told,) = abnormal(made.known, YEAR)
    assert told.firms == ("广州甲0新材料有限公司",)
    assert len(told.others) == 2
    assert dict(told.signal.facts)["inventors"] == "屈炳荣"


def test_a_technology_is_named_by_its_new_words():
    made = shelf()
    technology(made)
    (told,) = emerging(made.known, YEAR)
    assert "培育钻石生长舱" in dict(told.signal.facts)["terms"]
    assert len(told.documents) >= 6
    assert told.symbols == ("C30B 29",)


def test_words_of_one_applicant_are_no_technology():
    made = shelf()
    for n in range(12):
        made.put(SOUND, date(2015, 4, 1) + timedelta(11 * n), "一种培育钻石生长舱", ("C30B 29/04",))
    assert list(emerging(made.known, YEAR)) == []


def test_a_look_is_taken_on_the_last_day_of_each_month():
    span = Span(date(2015, 1, 30), date(2015, 3, 30))
    assert list(looks(span)) == [date(2015, 1, 31), date(2015, 2, 28)]
    assert back(date(2015, 1, 31), 2) == date(2014, 11, 30)
