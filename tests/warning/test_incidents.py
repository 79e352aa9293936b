"""Incidents and which watches take them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.warning.grading import Points
from ipharbor.warning.incident import Incident, Scope, taken
from ipharbor.warning.signals import Signal

LAMP = "广州甲灯光有限公司"


def incident(mark: str = "m", code: str = "signal.entrant", **told: object) -> Incident:
    points = (Points("probability", 4, "grade.watched"), Points("impact", 4, "grade.watched"))
    on = date(2021, 3, 1)
    return Incident(mark, Signal(code, ()), on, on, points, **told)  # type: ignore[arg-type]


def test_a_watch_on_a_firm_takes_what_concerns_that_firm_alone():
    mine, other = incident("a", firms=(LAMP,)), incident("b", firms=("广州乙灯光有限公司",))
    assert taken({7: Scope("firm", frozenset({LAMP}))}, [other, mine]) == {7: [mine]}


def test_a_watch_may_want_some_signals_only():
    entrant, surge = incident("a", firms=(LAMP,)), incident("b", "signal.surge", firms=(LAMP,))
    scope = Scope("firm", frozenset({LAMP}), frozenset({"signal.surge"}))
    assert taken({1: scope}, [entrant, surge]) == {1: [surge]}


def test_a_field_takes_symbols_that_lie_under_it():
    lamp, cell = incident("a", symbols=("F21V 29/83",)), incident("b", symbols=("H01M 10/05",))
    assert taken({1: Scope("symbol", frozenset({"F21V", "F21S"}))}, [lamp, cell]) == {1: [lamp]}


def test_a_product_is_known_by_its_firm_and_its_name():
    seen = incident("a", firms=(LAMP,), product="摇头灯")
    assert Scope("product", frozenset({f"{LAMP}|摇头灯"})).takes(seen)
    assert not Scope("product", frozenset({"广州乙灯光有限公司|摇头灯"})).takes(seen)


def test_the_grade_of_an_incident_comes_of_its_points():
    assert incident().grade.colour == "red"
    assert incident().grade.score == 16


def test_a_long_mark_is_kept_short_and_still_tells_one_thing_from_another():
    one, other = incident("x" * 500), incident("x" * 501)
    assert len(one.mark) == 200
    assert one.mark != other.mark
    assert one.mark == incident("x" * 500).mark


def test_an_incident_without_a_mark_is_refused():
    with pytest.raises(ValueError, match="mark"):
        incident("")


firms = st.sampled_from(["a", "b", "c", "d"])


@given(
    st.lists(st.tuples(firms, st.sampled_from(["signal.entrant", "signal.surge"])), max_size=12),
    st.lists(st.tuples(firms, st.sampled_from(["", "signal.surge"])), max_size=6),
)
def test_looking_up_takes_what_each_scope_takes_by_itself(
    told: list[tuple[str, str]], wanted: list[tuple[str, str]]
):
    seen = [incident(f"m{n}", code, firms=(firm,)) for n, (firm, code) in enumerate(told)]
    scopes = {
        n: Scope("firm", frozenset({firm}), frozenset({code} if code else ()))
        for n, (firm, code) in enumerate(wanted)
    }
    found = taken(scopes, seen)
    for number, scope in scopes.items():
        mine = {one.mark for one in seen if scope.takes(one)}
        assert {one.mark for one in found.get(number, ())} == mine
