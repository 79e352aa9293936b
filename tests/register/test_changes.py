"""What some days changed in rights, by the day of each event and the day it became known."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.register.changes import Sort, Timing, Window, happenings, quiet, sort_of
from ipharbor.register.codes import KINDS, Kind
from ipharbor.register.events import Event

OCTOBER = Window(date(2026, 9, 30), date(2026, 10, 31))
LAMP = "CN201920000001"
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def event(code: str, on: str, known_on: str = "", **details: str) -> Event:
    return Event(code, date.fromisoformat(on), date.fromisoformat(known_on or on), details)


def told(*events: Event, window: Window = OCTOBER) -> list[tuple[str, str]]:
    return [(str(one.event.kind), str(one.timing)) for one in happenings({LAMP: events}, window)]


@pytest.mark.parametrize(
    ("on", "known_on", "timing"),
    [
        ("2026-10-12", "2026-10-20", Timing.NOW),
        ("2026-10-01", "2026-10-31", Timing.NOW),
        ("2026-03-02", "2026-10-01", Timing.LATE),
        ("2026-09-30", "2026-10-01", Timing.LATE),
        ("2026-10-05", "2026-09-30", Timing.FORESEEN),
        ("2027-01-01", "2026-10-05", Timing.AHEAD),
        ("2026-10-05", "2026-11-01", None),
        ("2026-09-30", "2026-09-30", None),
        ("2026-11-02", "2026-09-12", None),
    ],
)
def test_a_day_of_happening_and_one_of_knowing_say_how_it_lies_to_the_days(
    on: str, known_on: str, timing: Timing | None
) -> None:
    assert OCTOBER.tells(date.fromisoformat(on), date.fromisoformat(known_on)) is timing


@given(DAYS, st.lists(st.integers(1, 90), min_size=1, max_size=5), DAYS, st.integers(0, 120))
def test_of_days_that_follow_one_another_one_part_tells_what_became_known_after_it_happened(
    first: date, lengths: list[int], on: date, later: int
) -> None:
    known_on = on + timedelta(days=later)
    borders = [first + timedelta(days=days) for days in accumulate([0, *lengths])]
    parts = [Window(a, b) for a, b in pairwise(borders)]
    whole = Window(borders[0], borders[-1])
    said = [timing for part in parts if (timing := part.tells(on, known_on))]
    assert len(said) == (1 if whole.holds(known_on) else 0)
    assert (whole.tells(on, known_on) is not None) == bool(said)


@given(DAYS, DAYS)
def test_what_is_foretold_is_told_when_it_becomes_known_and_when_it_takes_effect(
    known_on: date, on: date
) -> None:
    if on <= known_on:
        known_on, on = on, known_on + timedelta(days=1)
    before = known_on - timedelta(days=1)
    assert Window(before, known_on).tells(on, known_on) is Timing.AHEAD
    assert Window(on - timedelta(days=1), on).tells(on, known_on) is Timing.FORESEEN
    assert Window(before, on).tells(on, known_on) is Timing.NOW


def test_the_latest_known_comes_first_and_the_right_it_is_of_with_it() -> None:
    found = happenings(
        {
            LAMP: [event("GR01", "2026-10-09"), event("PE01", "2026-10-20", "2026-10-28")],
            "CN201920000002": [event("CF01", "2026-04-02", "2026-10-13")],
        },
        OCTOBER,
    )
    assert [(one.key, one.sort) for one in found] == [
        (LAMP, Sort.PLEDGE), ("CN201920000002", Sort.ENDED), (LAMP, Sort.GRANT)
    ]  # fmt: skip


def test_an_act_that_two_sources_tell_is_told_once_and_as_it_became_known_first() -> None:
    assert told(event("CF01", "2026-10-05"), event("CE01", "2026-10-05", "2026-10-20")) == [
        ("lapse_fee", "now")
    ]
    assert told(event("CF01", "2026-05-05"), event("C17", "2026-05-05", "2026-10-20")) == []


def test_two_pledges_of_one_day_are_two_acts_where_their_numbers_differ() -> None:
    pledges = [event("PE01", "2026-10-05", number=number) for number in ("Y1", "Y2", "Y2")]
    assert len(told(*pledges)) == 2


def test_a_right_that_moved_without_a_word_is_told_and_one_that_was_announced_is_not() -> None:
    states = [
        (LAMP, "expired", date(2026, 10, 8)),
        ("CN201920000002", "lapsed_fee", date(2026, 10, 9)),
        ("CN201920000003", "expired", date(2026, 9, 30)),
        ("CN201920000004", "in_force", None),
    ]
    events = {"CN201920000002": [event("CF01", "2026-10-09")]}
    found = quiet(states, happenings(events, OCTOBER), OCTOBER)
    assert [(one.key, one.state) for one in found] == [(LAMP, "expired")]


def test_a_pledge_explains_no_end() -> None:
    pledged = happenings({LAMP: [event("PE01", "2026-10-05")]}, OCTOBER)
    assert quiet([(LAMP, "expired", date(2026, 10, 8))], pledged, OCTOBER)


def test_every_kind_of_event_is_about_something_and_each_end_ends() -> None:
    assert {sort_of(kind) for kind in KINDS} == set(Sort)
    assert sort_of(Kind.LAPSE_FEE) is sort_of(Kind.DEEMED_WITHDRAWN) is Sort.ENDED
    assert sort_of(Kind.ADDRESS_CHANGE) is Sort.RECORD
