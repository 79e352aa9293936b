"""The spans over both days answer every question as the fold of that question does."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from lives_ledger import DATA_UNTIL, book
from random_lives import FIRST, crowded, events, few, rights

from ipharbor.register._many import days_since_1970
from ipharbor.register.batch import EVENTS, RIGHTS, tables
from ipharbor.register.events import Event
from ipharbor.register.lifelines import SPANS, lifelines
from ipharbor.register.moves import PENDING, STATES, State
from ipharbor.register.standing import Right, standing

days = st.integers(0, 90).map(lambda n: FIRST + timedelta(days=101 * n))
FILED = date(2018, 3, 1)


def found(spans: pa.Table, right: int, on: date, known_on: date) -> list[tuple[State, int]]:
    """The states in which the spans hold a right on a day, as known on a day."""
    day, known = days_since_1970(on), days_since_1970(known_on)
    return [
        (STATES[row["state"]], row["cause"])
        for row in spans.to_pylist()
        if row["right"] == right
        and row["since"] <= day < row["until"]
        and row["known"] <= known < row["known_until"]
    ]


def agree(lived: list[tuple[Right, list[Event]]], on: date, known_on: date) -> None:
    held = [
        Right(f"K{n}", right.kind, right.filed_on, right.holders, right.twin)
        for n, (right, _) in enumerate(lived)
    ]
    told = {right.key: some for right, (_, some) in zip(held, lived, strict=True)}
    spans = lifelines(*tables(held, told), book=book())
    for row, right in enumerate(held):
        one = standing(right, told[right.key], on=on, known_on=known_on, book=book(),
                       data_until=DATA_UNTIL)  # fmt: skip
        states = [state for state, _ in found(spans, row, on, known_on)]
        applying = one.state is State.UNFILED or one.state in PENDING
        assert states == ([] if applying else [one.state])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(rights, events), min_size=1, max_size=5), days, days)
def test_any_day_as_known_on_any_day_is_found_as_it_is_folded(lived, on, known_on) -> None:
    agree(lived, on, known_on)


@settings(max_examples=150, deadline=None)
@given(st.lists(crowded, min_size=1, max_size=6), few, st.integers(0, 4000))
def test_where_events_crowd_and_become_known_late_too(lived, on, late) -> None:
    learnt = [
        (
            Right("K", "invention", FIRST),
            [
                Event(e.code, e.on, e.on + timedelta(days=(n * late) % 700), e.details)
                for n, e in enumerate(some)
            ],
        )
        for some in lived
    ]
    agree(learnt, on, on + timedelta(days=late % 900))


def spans_of(*told: Event) -> list[dict[str, object]]:
    right = Right("CN201810000001.0", "invention", FILED)
    return lifelines(*tables([right], {right.key: told}), book=book()).to_pylist()


def day(on: date) -> int:
    return days_since_1970(on)


def test_a_lapse_that_became_known_later_splits_what_was_known_not_what_was() -> None:
    grant = Event("GR01", date(2020, 5, 1), date(2020, 5, 1))
    lapse = Event("CF01", date(2022, 1, 4), date(2022, 1, 4), {"ended_on": "2021-03-01"})
    spans = spans_of(grant, lapse)
    in_force = [one for one in spans if STATES[one["state"]] is State.IN_FORCE]
    assert [(s["since"], s["known"], s["known_until"]) for s in in_force] == [
        (day(date(2020, 5, 1)), day(date(2020, 5, 1)), day(date(2022, 1, 4))),
        (day(date(2020, 5, 1)), day(date(2022, 1, 4)), 2**31 - 1),
    ]
    assert [one["until"] for one in in_force] == [day(date(2038, 3, 1)), day(date(2021, 3, 1))]


def test_what_tells_nothing_of_the_state_makes_no_span() -> None:
    grant = Event("GR01", date(2020, 5, 1), date(2020, 5, 1))
    pledge = Event("PE01", date(2021, 5, 1), date(2021, 5, 9), {"number": "Y1"})
    assert len(spans_of(grant)) == len(spans_of(grant, pledge)) == 2


def test_those_in_force_stand_first() -> None:
    right = [Right(f"K{n}", "design", FILED) for n in range(3)]
    told = {one.key: [Event("GR01", date(2019, 1, 1), date(2019, 1, 1))] for one in right}
    spans = lifelines(*tables(right, told), book=book()).to_pylist()
    assert [STATES[one["state"]] for one in spans] == [State.IN_FORCE] * 3 + [State.EXPIRED] * 3


def test_no_rights_and_no_events_give_no_spans() -> None:
    empty = lifelines(RIGHTS.empty_table(), EVENTS.empty_table(), book=book())
    assert empty.schema == SPANS
    assert empty.num_rows == 0
