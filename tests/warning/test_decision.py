"""What is raised, what is held, and how it is graded."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.vocabulary.messages import LANGUAGES, catalogue
from ipharbor.warning.decision import decide
from ipharbor.warning.grading import colour
from ipharbor.warning.observation import Before, NewDocument, Observation, Reader
from ipharbor.warning.signals import at_least, signals

TODAY = date(2021, 11, 30)
NOTHING_BEFORE = Before(0, (), frozenset(), frozenset())


def document(n: int = 1, **said: object) -> NewDocument:
    plain = NewDocument(
        key=f"CN{n}",
        title="一种舞台灯",
        applicant="佛山远光有限公司",
        patent_type="invention",
        granted=False,
        known_on=TODAY - timedelta(days=3),
        subclasses=("F21V",),
    )
    return replace(plain, **said)  # type: ignore[arg-type]


def observed(*new: NewDocument, **said: object) -> Observation:
    plain = Observation("applicant", TODAY, new, len(new), NOTHING_BEFORE, Reader(frozenset()))
    return replace(plain, **said)  # type: ignore[arg-type]


def codes(seen: Observation) -> set[str]:
    return {signal.code for signal in signals(seen)}


def test_nothing_new_is_no_warning() -> None:
    assert decide(observed(), raise_from="blue") is None


def test_one_application_far_from_the_reader_is_blue_and_held_from_yellow() -> None:
    decision = decide(observed(document()), raise_from="yellow")
    assert decision is not None
    assert (decision.grade.colour, decision.raised) == ("blue", False)
    assert decision.reason == "decision.below_threshold"


def test_the_same_is_raised_for_a_reader_who_asks_for_blue() -> None:
    decision = decide(observed(document()), raise_from="blue")
    assert decision is not None
    assert decision.raised


def test_a_surge_of_grants_in_the_readers_own_field_is_red() -> None:
    new = tuple(document(n, granted=n % 2 == 0) for n in range(9))
    seen = observed(
        *new,
        before=Before(30, (2, 3, 1, 2, 3, 2, 2, 3, 2, 1, 2, 2), frozenset({"F21K"}), frozenset()),
        reader=Reader(frozenset({"F21V"})),
    )
    decision = decide(seen, raise_from="yellow")
    assert decision is not None
    assert codes(seen) == {
        "signal.surge", "signal.new_field", "signal.own_field", "signal.new_documents",
    }  # fmt: skip
    assert (decision.grade.probability, decision.grade.impact) == (5, 5)
    assert decision.grade.colour == "red"


def test_documents_known_for_more_than_a_year_are_held_as_late_arrivals() -> None:
    old = document(known_on=TODAY - timedelta(days=366), granted=True)
    decision = decide(observed(old), raise_from="blue")
    assert decision is not None
    assert (decision.raised, decision.reason) == (False, "decision.late_arrival")


def test_a_newcomer_needs_two_documents_and_a_settled_field() -> None:
    settled = Before(25, (), frozenset({"F21V"}), frozenset({"番禺明灯有限公司"}))
    one = observed(document(1), subject="query", before=settled)
    two = observed(document(1), document(2), subject="query", before=settled)
    unsettled = replace(two, before=replace(settled, documents=19))
    assert "signal.newcomer" not in codes(one)
    assert "signal.newcomer" in codes(two)
    assert "signal.newcomer" not in codes(unsettled)


def test_an_applicant_known_to_the_field_is_no_newcomer() -> None:
    before = Before(25, (), frozenset({"F21V"}), frozenset({"佛山远光有限公司"}))
    assert "signal.newcomer" not in codes(
        observed(document(1), document(2), subject="query", before=before)
    )


@pytest.mark.parametrize(
    ("count", "quarters", "surges"),
    [
        (9, (2, 3, 1, 2, 3, 2, 2, 3, 2, 1, 2, 2), True),
        (5, (2, 3, 1, 2, 3, 2, 2, 3, 2, 1, 2, 2), False),
        (4, (0, 0, 0, 0), False),  # too few documents to be a surge
        (9, (2, 2, 2), False),  # too short a past
        (30, (25, 31, 28, 26), False),
    ],
)
def test_a_surge_is_what_the_past_makes_unlikely(
    count: int, quarters: tuple[int, ...], surges: bool
) -> None:
    before = Before(sum(quarters), quarters, frozenset(), frozenset())
    new = tuple(document(n) for n in range(count))
    assert ("signal.surge" in codes(observed(*new, before=before))) is surges


@pytest.mark.parametrize(("count", "past", "windows"), [(9, 25, 12), (5, 25, 12), (3, 0, 8)])
def test_the_chance_is_that_of_a_poisson_count_with_a_gamma_rate(
    count: int, past: int, windows: int
) -> None:
    rates = np.linspace(1e-9, 40, 400_001)
    shape = past + 0.5
    weight = np.exp((shape - 1) * np.log(rates) - windows * rates - math.lgamma(shape))
    weight *= windows**shape
    below = sum(np.exp(k * np.log(rates) - rates - math.lgamma(k + 1)) for k in range(count))
    expected = np.trapezoid(weight * (1 - below), rates)
    assert at_least(count, past, windows) == pytest.approx(expected, rel=2e-3)


@given(st.integers(1, 200), st.integers(0, 500), st.integers(1, 12))
def test_the_chance_is_a_chance_and_falls_with_the_count(
    count: int, past: int, windows: int
) -> None:
    here, further = at_least(count, past, windows), at_least(count + 1, past, windows)
    assert 0.0 <= further <= here + 1e-12 <= 1.0 + 1e-12


@pytest.mark.parametrize(
    ("score", "name"),
    [(1, "blue"), (4, "blue"), (5, "yellow"), (9, "yellow"), (10, "orange"), (15, "orange"),
     (16, "red"), (25, "red")],
)  # fmt: skip
def test_the_scale_of_colours(score: int, name: str) -> None:
    assert colour(score) == name


def test_the_grade_is_the_product_of_its_stated_points() -> None:
    decision = decide(observed(document(granted=True), document(2)), raise_from="blue")
    assert decision is not None
    grade = decision.grade
    for side, total in (("probability", grade.probability), ("impact", grade.impact)):
        assert sum(p.points for p in grade.points if p.side == side) == total
    assert grade.score == grade.probability * grade.impact


def test_every_signal_has_advice_in_both_languages() -> None:
    for code, said in catalogue().items():
        if code.startswith("signal."):
            for lang in LANGUAGES:
                assert said[lang]["next"]
