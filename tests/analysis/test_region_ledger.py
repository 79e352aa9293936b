"""The region's ledger: what stood and what had happened, on any day, as known on any day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from region_world import (
    BOOK,
    CAI,
    DALONG,
    FAR_OFF,
    MING,
    NANCUN,
    Place,
    document,
    holder,
)

from ipharbor.analysis.region import counting, keeping
from ipharbor.analysis.region.asking import Asked, Frame
from ipharbor.analysis.region.cuts import LACKS, WHATS, Cut, count, rows
from ipharbor.analysis.region.figures import Figure
from ipharbor.analysis.region.layout import FAMILIES, Manifest
from ipharbor.analysis.region.ledger import Ledger, load
from ipharbor.register.encumbrances import Family
from ipharbor.register.events import Event
from ipharbor.register.moves import IN_FORCE
from ipharbor.register.standing import Right, standing

LAMP, TWO, THREE = "CN201910000001", "CN201910000002", "CN201910000003"
FILED = date(2019, 3, 1)
GRANTED = date(2019, 9, 3)
NOW = date(2021, 11, 30)


def event(code: str, on: date, known: date | None = None, **details: str) -> Event:
    return Event(code, on, known or on, details)


def one_lamp(*events: Event, **told: object) -> Place:
    lamp = document(LAMP, "utility_model", FILED, granted_on=GRANTED, **told)
    return Place([lamp], events={LAMP: list(events)})


def test_a_grant_counts_in_its_year_from_the_day_on_which_it_was_known() -> None:
    place = one_lamp(event("GR01", GRANTED, date(2020, 2, 1)))
    year = (date(2019, 1, 1), date(2019, 12, 31))
    assert place.asked(date(2019, 12, 31)).granted(*year).sum() == 0
    assert place.asked(date(2020, 2, 1)).granted(*year).sum() == 1
    assert place.asked(date(2020, 2, 1), on=date(2019, 9, 2)).granted(*year).sum() == 0


def test_without_an_event_the_publication_tells_the_grant() -> None:
    asked = one_lamp().asked(GRANTED)
    assert asked.granted(GRANTED, GRANTED).sum() == 1
    assert asked.in_force.sum() == 1
    assert one_lamp().asked(GRANTED - timedelta(1)).in_force.sum() == 0


def test_a_lapse_takes_a_right_back_to_its_due_day_once_it_is_known() -> None:
    place = one_lamp(event("CF01", date(2021, 10, 1), ended_on="2021-03-01"))
    assert place.asked(NOW, on=date(2021, 2, 28)).in_force.sum() == 1
    assert place.asked(NOW, on=date(2021, 3, 1)).in_force.sum() == 0
    assert place.asked(date(2021, 9, 30), on=date(2021, 3, 1)).in_force.sum() == 1
    ended = place.asked(NOW)
    assert ended.causes(date(2021, 1, 1), NOW) == {"lapsed_fee": 1}
    assert place.asked(date(2021, 9, 30)).causes(date(2021, 1, 1), NOW) == {}


def test_a_right_sold_to_an_outsider_leaves_the_region() -> None:
    place = one_lamp(event("TR01", date(2021, 5, 4), before=MING, after=FAR_OFF))
    assert place.asked(date(2021, 5, 3)).in_force.sum() == 1
    assert place.asked(date(2021, 5, 4)).in_force.sum() == 0
    assert place.asked(NOW).granted(GRANTED, GRANTED).sum() == 1, "it was granted here all the same"
    assert place.asked(NOW).transfers(date(2021, 1, 1), NOW).sum() == 1


def test_a_right_bought_from_an_outsider_comes_in_without_having_been_granted_here() -> None:
    theirs = document(
        TWO, "utility_model", FILED, granted_on=GRANTED, town=None, applicants=[FAR_OFF]
    )
    place = Place(
        [theirs], events={TWO: [event("TR01", date(2021, 5, 4), before=FAR_OFF, after=CAI)]}
    )
    before, after = place.asked(date(2021, 5, 3)), place.asked(NOW)
    assert (before.in_force.sum(), after.in_force.sum()) == (0, 1)
    assert after.granted(GRANTED, GRANTED).sum() == 0
    assert place.asked(NOW, town=DALONG).in_force.sum() == 1
    assert place.asked(NOW, town=NANCUN).in_force.sum() == 0


def test_a_transfer_within_the_region_moves_a_right_from_town_to_town() -> None:
    place = one_lamp(event("TR01", date(2021, 5, 4), before=MING, after=CAI))
    towns = {code: place.asked(NOW, town=code).in_force.sum() for code in (NANCUN, DALONG)}
    assert towns == {NANCUN: 0, DALONG: 1}
    assert place.asked(date(2021, 5, 3), town=NANCUN).in_force.sum() == 1


def test_a_holder_of_the_register_makes_a_right_local_where_its_address_names_no_town() -> None:
    assert one_lamp(town=None).asked(NOW).in_force.sum() == 1
    outside = one_lamp(town=None, applicants=[FAR_OFF])
    assert outside.ledger().rights == 0


def test_a_holder_who_sits_elsewhere_makes_nothing_local() -> None:
    place = one_lamp(town=None, applicants=[FAR_OFF])
    place.holders.append(holder(3, FAR_OFF, town="441900001"))
    assert place.ledger().rights == 0


def test_several_rights_under_one_number_are_one_pledge() -> None:
    lamps = [document(key, "utility_model", FILED, granted_on=GRANTED) for key in (LAMP, TWO)]
    pledge = event("PE01", date(2021, 6, 1), number="Y2021980000001", pledgee="番禺农商银行")
    released = event("PC01", date(2021, 9, 1), number="Y2021980000001")
    place = Place(lamps, events={LAMP: [pledge], TWO: [pledge, released]})
    asked = place.asked(NOW)
    assert counting.records(asked, "pledge").value == 1
    assert counting.under(asked, "pledge").value == 1
    assert counting.under(place.asked(date(2021, 8, 31)), "pledge").value == 2


def test_a_stated_end_counts_from_the_day_it_was_stated() -> None:
    place = one_lamp(legal_status="lapsed_fee")
    assert place.asked(date(2021, 11, 29)).in_force.sum() == 1
    assert place.asked(date(2021, 11, 30)).in_force.sum() == 0


def test_a_declared_twin_gives_way_to_the_invention_granted_later() -> None:
    model = document(LAMP, "utility_model", FILED, granted_on=GRANTED)
    invention = document(
        TWO, "invention", FILED, published_on=date(2020, 3, 3), granted_on=date(2021, 4, 6)
    )
    place = Place([model, invention], events={LAMP: [event("TWIN", FILED, GRANTED, twin=TWO)]})
    assert rows(place.asked(date(2021, 4, 5)), Cut("in_force")).tolist() == [0]
    assert rows(place.asked(NOW), Cut("in_force")).tolist() == [1]


def test_the_year_before_is_asked_with_as_little_knowledge_as_the_present_one() -> None:
    late = [
        document(LAMP, "utility_model", FILED, granted_on=date(2020, 10, 6)),
        document(TWO, "utility_model", FILED, granted_on=date(2021, 10, 5)),
    ]
    told = {
        LAMP: [event("GR01", date(2020, 10, 6), date(2020, 12, 30))],
        TWO: [event("GR01", date(2021, 10, 5), date(2021, 10, 5))],
    }
    figure = counting.granted(Place(late, events=told).asked(NOW))
    assert (figure.value, figure.before) == (1, 0)


def test_the_29th_of_february_is_compared_with_the_28th() -> None:
    assert Frame(date(2024, 2, 29), date(2024, 2, 29)).a_year_earlier().on == date(2023, 2, 28)


def town_of_three() -> Place:
    return Place(
        [
            document(LAMP, "utility_model", FILED, granted_on=date(2021, 2, 2)),
            document(TWO, "invention", FILED, published_on=date(2019, 9, 3),
                     granted_on=date(2021, 3, 2), agency=None),
            document(THREE, "design", FILED, granted_on=date(2021, 3, 9), town=DALONG,
                     applicants=[CAI], ipc=[]),
            document("CN201910000004", "design", FILED, granted_on=date(2020, 3, 9),
                     applicants=["某人"], town=None),
        ],
        events={
            LAMP: [event("PE01", date(2021, 6, 1), number="Y1", pledgor=MING)],
            TWO: [event("EE01", date(2021, 7, 1), number="X1")],
            THREE: [event("CF01", date(2021, 11, 1), ended_on="2021-09-01")],
        },
    )  # fmt: skip


def figures(asked: Asked) -> list[Figure]:
    return [
        counting.granted(asked), counting.of_type(asked, "design"), counting.in_force(asked),
        counting.inventions_in_force(asked), counting.ended(asked), counting.under(asked, "pledge"),
    ]  # fmt: skip


@pytest.mark.parametrize("town", ["", NANCUN, DALONG])
def test_a_figure_is_the_length_of_the_list_it_opens(town: str) -> None:
    asked = town_of_three().asked(NOW, town=town)
    for figure in figures(asked):
        assert figure.cut is not None
        assert len(rows(asked, figure.cut)) == figure.value, figure.name
    for table in (counting.by_holder(asked, "size"), counting.by_grade(asked, ("high_tech",))):
        for row in table.rows:
            for column, cut in table.cuts.items():
                if row.code:
                    narrowed = cut.narrowed(**{table.by: row.code})
                    assert count(asked, narrowed) == row.counts[column], (table.name, column)


def test_a_tables_rows_add_up_to_the_figure() -> None:
    asked = town_of_three().asked(NOW)
    for table in (counting.by_town(asked), counting.by_holder(asked, "trade")):
        assert sum(row.counts["granted"] or 0 for row in table.rows) == 3
        assert sum(row.counts["in_force"] or 0 for row in table.rows) == asked.in_force.sum()
    months = counting.months(asked)
    assert [month.count for month in months][:4] == [0, 1, 2, 0]
    assert [month.before for month in months][2] == 0, "the person's design lies in no town"
    assert [month.whole for month in months] == [True] * 11 + [False]
    assert not months[11].told


def test_invention_share_is_of_the_rights_granted_this_year() -> None:
    figure = counting.invention_share(town_of_three().asked(NOW), target=0.5)
    assert figure.value == pytest.approx(1 / 3)
    assert (figure.of, figure.before, figure.target) == (3, None, 0.5)


def test_a_cut_keeps_what_an_address_says() -> None:
    asked = town_of_three().asked(NOW)
    assert count(asked, Cut("granted", type="design")) == 1
    assert count(asked, Cut("in_force", holder=MING)) == 2
    assert count(asked, Cut("in_force", ipc="f21v29")) == 0, "symbols are written F21V 29/83"
    assert count(asked, Cut("in_force", ipc="F21V 29")) == 2
    assert count(asked, Cut("in_force", ipc="F21V 2")) == 0
    assert count(asked, Cut(text="舞台灯01")) == 1
    assert count(asked, Cut("ended", date(2021, 1, 1), NOW, state="lapsed_fee")) == 1
    assert count(asked, Cut("licence")) == 1
    assert count(asked, Cut(lacks="ipc")) == 0, "a design has no symbol of the IPC"
    assert count(asked, Cut(agency="广州明专利事务所", type="utility_model")) == 1
    assert all(count(asked, Cut(what)) <= 3 for what in WHATS)
    assert all(count(asked, Cut(lacks=lack)) <= 3 for lack in LACKS)
    assert count(asked, Cut(lacks="nonsense")) == 0
    parameters = Cut("granted", date(2021, 1, 1), NOW, type="design").parameters()
    assert parameters == {"what": "granted", "first": "2021-01-01", "last": "2021-11-30",
                          "type": "design"}  # fmt: skip


def test_people_per_ten_thousand_need_a_count_of_people() -> None:
    asked = town_of_three().asked(NOW)
    inventions = counting.inventions_in_force(asked)
    assert counting.per_10000(asked, "x", inventions, None).value is None


def test_a_ledger_is_read_as_it_was_written_and_the_last_two_are_kept(tmp_path: Path) -> None:
    made = town_of_three().made()
    for stamp in (7, 8, 9):
        manifest = Manifest("v000001", stamp, "440113", (NANCUN, DALONG), "2021-11-30T12:00:00",
                            made.until.isoformat(), 0.1, {}, left_out={"a": 1})  # fmt: skip
        keeping.write(tmp_path, made.tables, manifest)
    read = load(tmp_path)
    assert read is not None
    assert read.manifest == manifest
    for name, table in read.tables.items():
        assert repr(table.to_pylist()) == repr(made.tables[name].to_pylist()), name
    assert len([one for one in tmp_path.iterdir() if one.is_dir()]) == 2
    assert load(tmp_path / "nowhere") is None


def test_a_ledger_of_another_layout_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    made = town_of_three().made()
    manifest = Manifest("v1", 1, "440113", (NANCUN,), "x", "2021-11-30", 0.1, {}, schema=0)
    keeping.write(tmp_path, made.tables, manifest)
    assert load(tmp_path) is None


def test_an_empty_region_has_a_ledger_too() -> None:
    asked = Place().asked(NOW)
    assert isinstance(asked.ledger, Ledger)
    assert counting.granted(asked).value == 0
    assert counting.invention_share(asked).value is None
    assert counting.by_agency(asked).rows == ()
    assert [row.counts["in_force"] for row in counting.by_town(asked).rows] == [0, 0]


codes = st.sampled_from(
    ["GR01", "CF01", "RR01", "CX01", "IW01", "PE01", "PC01", "EE01", "EC01", "PP01", "PD01"]
)
days = st.integers(0, 30).map(lambda n: FILED + timedelta(days=97 * n))
lags = st.integers(0, 3).map(lambda n: timedelta(days=150 * n))
told = st.builds(
    lambda code, on, lag, number, ended: Event(
        code, on, on + lag, {"number": number, "ended_on": ended.isoformat()}
    ),
    codes, days, lags, st.sampled_from(["", "N1", "N2"]), days,
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.lists(st.lists(told, max_size=7), min_size=1, max_size=4), days, days)
def test_the_ledger_says_of_each_right_what_its_docket_says(
    lives: list[list[Event]], on: date, later: date
) -> None:
    known = max(on, later)
    keys = [f"CN2019100000{n:02d}" for n in range(len(lives))]
    unpublished = [document(key, "design", FILED, known_on=FILED) for key in keys]
    place = Place(unpublished, events=dict(zip(keys, lives, strict=True)))
    asked = place.asked(known, on=on)
    for at, key in enumerate(keys):
        right = Right(key, "design", FILED)
        one = standing(right, place.events[key], on=on, known_on=known, book=BOOK, data_until=known)
        assert bool(asked.in_force[at]) == (one.state in IN_FORCE), key


plain = st.builds(
    lambda code, on, number: Event(code, on, on, {"number": number}),
    st.sampled_from(["PE01", "PC01", "EE01", "EC01", "PP01", "PD01"]), days,
    st.sampled_from(["", "N1", "N2"]),
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.lists(plain, max_size=8), days)
def test_what_hangs_on_a_right_in_force_is_what_its_docket_says(
    told: list[Event], on: date
) -> None:
    grant = Event("GR01", FILED, FILED)
    place = Place(
        [document(LAMP, "invention", FILED, known_on=FILED)], events={LAMP: [grant, *told]}
    )
    asked = place.asked(date(2030, 1, 1), on=on)
    one = standing(Right(LAMP, "invention", FILED), place.events[LAMP], on=on, book=BOOK,
                   data_until=date(2030, 1, 1))  # fmt: skip
    for family in FAMILIES:
        assert bool(asked.under(family)[0]) == one.bears(Family(family)), family
