"""Bundles of incidents: what is raised together, and what is held apart."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ipharbor.warning.bundling import bundled
from ipharbor.warning.grading import GRADES, Points
from ipharbor.warning.incident import Incident
from ipharbor.warning.signals import Signal

ON = date(2021, 11, 30)
CODES = ("signal.surge", "signal.entrant")


def incident(number: int, code: str, probability: int, impact: int, ago: int) -> Incident:
    points = (
        Points("probability", probability, "grade.watched"),
        Points("impact", impact, "grade.watched"),
    )
    day = ON - timedelta(days=ago)
    return Incident(f"m{number}", Signal(code, ()), day, day, points)


told = st.lists(
    st.tuples(st.sampled_from(CODES), st.integers(0, 5), st.integers(0, 5), st.integers(0, 800)),
    max_size=8,
)


@given(told, st.sampled_from(GRADES))
def test_every_incident_stands_in_one_bundle_and_is_raised_only_where_it_ought_to_be(
    given_: list[tuple[str, int, int, int]], raise_from: str
) -> None:
    seen = [incident(number, *one) for number, one in enumerate(given_)]
    bundles = bundled(seen, on=ON, raise_from=raise_from)
    assert sorted(one.mark for bundle in bundles for one in bundle.incidents) == sorted(
        one.mark for one in seen
    )
    assert len({bundle.about for bundle in bundles}) == len(bundles)
    for bundle in bundles:
        decision = bundle.decide(ON)
        for one in bundle.incidents:
            grave = GRADES.index(one.grade.colour) >= GRADES.index(raise_from)
            timely = one.known_on >= ON - timedelta(days=365)
            assert decision.raised == (grave and timely)
        scores = [one.grade.score for one in bundle.incidents]
        assert scores == sorted(scores, reverse=True)
        assert decision.grade.score == scores[0]


def test_what_is_late_and_what_is_slight_is_held_with_its_reason() -> None:
    late = bundled([incident(1, CODES[0], 5, 5, 400)], on=ON, raise_from="yellow")
    slight = bundled([incident(1, CODES[0], 1, 1, 4)], on=ON, raise_from="yellow")
    assert late[0].decide(ON).reason == "decision.late_arrival"
    assert slight[0].decide(ON).reason == "decision.below_threshold"
