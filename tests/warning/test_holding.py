"""Raised or held: never over the budget, nothing lost, the same in whatever order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.warning.grading import GRADES, colour
from ipharbor.warning.holding import (
    REPEAT_DAYS,
    Candidate,
    Settled,
    bundled,
    calibrated,
    settle,
)

TUESDAY = date(2021, 11, 30)


def lamp(number: int, **said: object) -> Candidate:
    plain = Candidate(
        number=number, subject=f"灯{number}", signals=frozenset({"signal.new_documents"}),
        parties=frozenset({"远光"}), marks=frozenset({f"CN{number}"}), on=TUESDAY, colour="yellow",
        probability=0.5, impact=2,
    )  # fmt: skip
    return replace(plain, **said)  # type: ignore[arg-type]


names = st.sampled_from(["灯", "镜", "音箱", "灯杆"])
sets = st.frozensets(names, max_size=3)


@st.composite
def candidates(draw: st.DrawFn, first: int = 1) -> list[Candidate]:
    return [
        Candidate(
            number=first + place,
            subject=draw(names),
            signals=draw(sets),
            parties=draw(sets),
            marks=draw(st.frozensets(st.integers(0, 9).map(str), max_size=2)),
            on=TUESDAY - timedelta(days=draw(st.integers(0, 60))),
            colour=draw(st.sampled_from(GRADES)),
            probability=draw(st.floats(0, 1)),
            impact=draw(st.integers(0, 5)),
        )
        for place in range(draw(st.integers(0, 8)))
    ]


def bundles_of(settled: Sequence[Settled]) -> set[int]:
    return {one.bundle for one in settled if one.raised and one.follows is None}


@given(candidates(), candidates(first=100), st.integers(1, 5), st.integers(0, 4))
def test_never_more_than_the_budget_is_raised_except_red(
    now: list[Candidate], past: list[Candidate], budget: int, used: int
) -> None:
    done = settle(now, past, budget=budget, used=used)
    red = {one.number for one in now if one.colour == "red"}
    with_red = {one.bundle for one in done if one.number in red and one.follows is None}
    assert with_red <= bundles_of(done)
    assert len(bundles_of(done) - with_red) <= max(0, budget - used - len(with_red))


@given(candidates(), candidates(first=100), st.integers(0, 5), st.floats(0, 5))
def test_nothing_is_lost_and_each_is_raised_or_held_with_a_reason(
    now: list[Candidate], past: list[Candidate], budget: int, least: float
) -> None:
    done = settle(now, past, budget=budget, least=least)
    assert [one.number for one in done] == sorted(one.number for one in now)
    for one in done:
        assert one.raised is (
            one.reason not in {"decision.over_budget", "decision.below_own_threshold"}
        )
        assert (one.follows is not None) is (one.reason == "decision.follow_up")


@given(st.data(), candidates(), candidates(first=100), st.integers(0, 5), st.floats(0, 5))
def test_the_order_of_the_input_does_not_matter(
    data: st.DataObject, now: list[Candidate], past: list[Candidate], budget: int, least: float
) -> None:
    told = settle(now, past, budget=budget, least=least)
    again = settle(
        data.draw(st.permutations(now)), data.draw(st.permutations(past)), budget=budget,
        least=least,
    )  # fmt: skip
    assert told == again


@given(candidates(), st.integers(1, 5))
def test_what_is_held_for_the_budget_is_worth_no_more_than_what_is_raised(
    now: list[Candidate], budget: int
) -> None:
    done = {one.number: one for one in settle(now, budget=budget)}
    worth = {
        members[0].number: max(one.value for one in members)
        for members in bundled(sorted(now, key=lambda one: one.number))
        if all(one.colour != "red" for one in members)
    }
    raised = [value for number, value in worth.items() if done[number].raised]
    held = [value for number, value in worth.items() if not done[number].raised]
    assert not raised or not held or min(raised) >= max(held)


@given(candidates())
def test_bundles_share_nothing_with_one_another(now: list[Candidate]) -> None:
    bundles = bundled(now)
    assert sorted(one.number for members in bundles for one in members) == sorted(
        one.number for one in now
    )
    for place, members in enumerate(bundles):
        for others in bundles[place + 1 :]:
            for one in members:
                for other in others:
                    assert one.subject != other.subject and one.marks.isdisjoint(other.marks)


def test_two_watches_that_see_the_same_document_are_told_as_one_and_count_once() -> None:
    seen = [lamp(1), lamp(2, marks=frozenset({"CN1"})), lamp(3, probability=0.1)]
    first, second, third = settle(seen, budget=1)
    assert (first.bundle, second.bundle, third.bundle) == (1, 1, 3)
    assert (first.raised, second.raised, third.raised) == (True, True, False)
    assert third.reason == "decision.over_budget"


def test_red_breaks_through_a_budget_that_is_spent_and_says_so() -> None:
    (one,) = settle([lamp(1, colour="red", impact=5)], budget=3, used=3)
    assert (one.raised, one.reason) == (True, "decision.red_breaks_through")


@pytest.mark.parametrize(
    ("said", "follows"),
    [
        ({}, True),
        ({"on": TUESDAY - timedelta(days=REPEAT_DAYS + 1)}, False),
        ({"subject": "镜"}, False),
        ({"signals": frozenset({"signal.surge"})}, False),
        ({"parties": frozenset({"彩虹"})}, False),
        ({"colour": "blue"}, False),
        ({"colour": "red"}, True),
    ],
)
def test_the_same_again_is_a_follow_up_unless_it_is_new_in_kind_or_graver(
    said: dict[str, object], follows: bool
) -> None:
    now = lamp(9, subject="灯")
    past = replace(lamp(1, subject="灯", on=TUESDAY - timedelta(days=3)), **said)  # type: ignore[arg-type]
    (done,) = settle([now], [past], budget=1, used=1)
    assert (done.follows == 1) is follows
    assert done.raised is follows


def test_without_verdicts_the_points_speak_and_with_many_the_readers() -> None:
    assert calibrated(4, 0, 0) == pytest.approx(0.8)
    assert calibrated(5, 0, 990) < 0.02
    assert calibrated(1, 990, 990) > 0.98


@given(st.integers(0, 5), st.integers(0, 50), st.integers(0, 50))
def test_a_probability_lies_between_none_and_one_and_grows_with_what_was_useful(
    points: int, useful: int, other: int
) -> None:
    told = calibrated(points, useful, useful + other)
    assert 0 <= told <= 1
    assert calibrated(points, useful + 1, useful + other + 1) >= told


def test_the_scale_of_colours_is_the_graders() -> None:
    assert [colour(score) for score in (0, 5, 10, 16)] == list(GRADES)
