"""What holds of every standing, whatever the events say."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lives_ledger import DATA_UNTIL, book, lives
from random_lives import FIRST, crowded, events, few, few_days, region, rights

from ipharbor.register.batch import EVENTS, RIGHTS, STANDINGS, standings, tables
from ipharbor.register.encumbrances import Family
from ipharbor.register.events import Event
from ipharbor.register.moves import OVER, State
from ipharbor.register.standing import Certainty, Right, Standing, standing
from ipharbor.vocabulary.errors import HarborError

days = st.integers(0, 90).map(lambda n: FIRST + timedelta(days=101 * n))


def row(answer: Standing) -> dict[str, object]:
    """An answer as the batch tells it."""
    return {
        "key": answer.key,
        "state": str(answer.state),
        "since": answer.since,
        "cause": str(answer.cause) if answer.cause else None,
        "certainty": str(answer.certainty),
        "term_ends": answer.term_ends,
        "limited": answer.limited,
        **{str(family): answer.bears(family) for family in Family},
        "encumbrances_certain": answer.encumbrances_certain,
        "impossible": answer.impossible,
        "restorable_until": answer.restorable_until,
        "restorable_at_latest": answer.restorable_at_latest,
    }


@given(rights, events, events, few_days, few_days)
def test_knowing_more_never_changes_the_past_as_it_was_known(
    right: Right, first: list[Event], learnt: list[Event], on: date, known_on: date
) -> None:
    later = [
        Event(e.code, e.on, known_on + timedelta(days=1 + n), e.details)
        for n, e in enumerate(learnt)
    ]
    before = standing(right, first, on=on, known_on=known_on, book=book(), data_until=DATA_UNTIL)
    after = standing(
        right, [*later, *first], on=on, known_on=known_on, book=book(), data_until=DATA_UNTIL
    )
    assert before == after


@given(rights, events, days, st.randoms(use_true_random=False))
def test_the_order_in_which_events_arrive_does_not_matter(right, told, on, dice) -> None:
    shuffled = list(told)
    dice.shuffle(shuffled)
    one = standing(right, told, on=on, book=book(), data_until=DATA_UNTIL)
    other = standing(right, shuffled, on=on, book=book(), data_until=DATA_UNTIL)
    assert row(one) == row(other)
    assert one.holders == other.holders


@given(rights, events, days)
def test_events_that_arrive_twice_count_once(right: Right, told: list[Event], on: date) -> None:
    once = standing(right, told, on=on, book=book(), data_until=DATA_UNTIL)
    twice = standing(right, [*told, *told], on=on, book=book(), data_until=DATA_UNTIL)
    assert row(once) == row(twice)
    assert once.holders == twice.holders


@given(rights, events, days)
def test_no_right_is_certainly_in_force_without_a_later_event(right, told, on) -> None:
    answer = standing(right, told, on=on, book=book(), data_until=DATA_UNTIL)
    later = [e for e in told if max(e.on, e.day("registered_on") or e.on) > on]
    if answer.alive and answer.certainty is Certainty.CERTAIN:
        assert later


@given(rights, events, days)
def test_after_its_term_no_right_is_in_force_with_anything_but_doubt(right, told, on) -> None:
    answer = standing(right, told, on=on, book=book(), data_until=DATA_UNTIL)
    if answer.term_ends and on > answer.term_ends and answer.alive:
        assert answer.certainty is Certainty.UNKNOWN
        assert answer.reasons


@given(rights, events, days)
def test_no_encumbrance_bears_on_a_right_that_is_over(right, told, on) -> None:
    answer = standing(right, told, on=on, book=book(), data_until=DATA_UNTIL)
    if answer.state in OVER or answer.state is State.UNFILED:
        assert not any(one.bears for one in answer.encumbrances)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(rights, events), min_size=1, max_size=6), days, days)
def test_the_batch_answers_as_one_by_one(lived, on: date, known_on: date) -> None:
    held = [
        Right(f"K{n}", right.kind, right.filed_on, right.holders, right.twin)
        for n, (right, _) in enumerate(lived)
    ]
    told = {right.key: some for right, (_, some) in zip(held, lived, strict=True)}
    many = standings(
        *tables(held, told), on=on, known_on=known_on, book=book(), data_until=DATA_UNTIL
    )
    singly = [
        row(standing(right, told[right.key], on=on, known_on=known_on, book=book(),
                     data_until=DATA_UNTIL))
        for right in held
    ]  # fmt: skip
    assert many.to_pylist() == singly


@settings(max_examples=150, deadline=None)
@given(st.lists(crowded, min_size=1, max_size=12), few)
def test_the_batch_answers_as_one_by_one_where_events_crowd(lived, on: date) -> None:
    held = [Right(f"K{n}", "invention", FIRST) for n in range(len(lived))]
    told = {right.key: some for right, some in zip(held, lived, strict=True)}
    many = standings(*tables(held, told), on=on, book=book(), data_until=DATA_UNTIL)
    singly = [
        row(standing(right, told[right.key], on=on, book=book(), data_until=DATA_UNTIL))
        for right in held
    ]
    assert many.to_pylist() == singly


@pytest.mark.parametrize(
    ("rights_held", "on", "known_on"),
    [(20_000, date(2015, 6, 1), None), (4_000, date(2010, 3, 1), date(2014, 1, 1))],
)
def test_the_batch_answers_as_one_by_one_on_twenty_thousand_rights(
    rights_held: int, on: date, known_on: date | None
) -> None:
    held, told = region(rights_held, seed=3)
    many = standings(
        *tables(held, told), on=on, known_on=known_on, book=book(), data_until=date(2024, 6, 30)
    )
    singly = pa.Table.from_pylist(
        [
            row(standing(right, told[right.key], on=on, known_on=known_on, book=book(),
                         data_until=date(2024, 6, 30)))
            for right in held
        ],
        STANDINGS,
    )  # fmt: skip
    for name in STANDINGS.names:
        assert many.column(name).to_pylist() == singly.column(name).to_pylist(), name
    assert len(set(many.column("state").to_pylist())) > 7


def test_the_batch_answers_every_question_of_the_ledger() -> None:
    for life in lives():
        for asked in life.asked:
            many = standings(
                *tables([life.right], {life.right.key: life.events}), on=asked.on,
                known_on=asked.known_on, book=book(), data_until=DATA_UNTIL,
            )  # fmt: skip
            assert many.to_pylist() == [row(life.answer(asked))], (life.title, asked.on)


def test_a_register_without_events_stands_filed() -> None:
    held, told = tables([Right("K", "design", FIRST)], {})
    many = standings(held, told, on=FIRST, book=book(), data_until=DATA_UNTIL)
    assert many.column("state").to_pylist() == ["filed"]
    none = standings(
        RIGHTS.empty_table(), EVENTS.empty_table(), on=FIRST, book=book(), data_until=DATA_UNTIL
    )
    assert none.num_rows == 0


def test_an_event_of_a_right_that_is_not_in_the_table_is_refused() -> None:
    held, told = tables([Right("K", "design", FIRST)], {"L": [Event("GR01", FIRST, FIRST)]})
    with pytest.raises(HarborError) as refused:
        standings(held, told, on=FIRST, book=book(), data_until=DATA_UNTIL)
    assert refused.value.code == "register.right_unknown"


def test_a_right_that_stands_twice_is_refused() -> None:
    held, told = tables([Right("K", "design", FIRST)] * 2, {})
    with pytest.raises(HarborError) as refused:
        standings(held, told, on=FIRST, book=book(), data_until=DATA_UNTIL)
    assert refused.value.code == "register.right_twice"


def test_a_table_without_its_days_is_refused() -> None:
    held, told = tables([Right("K", "design", FIRST)], {"K": [Event("GR01", FIRST, FIRST)]})
    with pytest.raises(HarborError) as refused:
        standings(held, told.drop(["on"]), on=FIRST, book=book(), data_until=DATA_UNTIL)
    assert refused.value.code == "register.column_missing"
    blank = told.set_column(2, "on", pa.array([None], pa.date32()))
    with pytest.raises(HarborError) as refused:
        standings(held, blank, on=FIRST, book=book(), data_until=DATA_UNTIL)
    assert refused.value.code == "register.event_without_day"
