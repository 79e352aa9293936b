"""The table of moves, and the diagram that the manual draws from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipharbor.register.codes import KINDS, Kind, groups
from ipharbor.register.moves import (
    IN_FORCE,
    OVER,
    PENDING,
    RESTORABLE,
    STATES,
    State,
    diagram,
    move,
    moves,
)

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("state", "kind", "to"),
    [
        (State.FILED, Kind.PUBLICATION, State.PUBLISHED),
        (State.FILED, Kind.EXAMINATION_EFFECTIVE, State.IN_EXAMINATION),
        (State.IN_EXAMINATION, Kind.PUBLICATION, State.IN_EXAMINATION),
        (State.IN_EXAMINATION, Kind.GRANT, State.IN_FORCE),
        (State.GRANTED, Kind.DEEMED_ABANDONED, State.DEAD_APPLICATION),
        (State.IN_FORCE_LIMITED, Kind.LAPSE_FEE, State.LAPSED_FEE),
        (State.LAPSED_FEE, Kind.INVALIDATED, State.INVALIDATED),
        (State.LAPSED_FEE, Kind.PARTLY_INVALIDATED, State.LAPSED_FEE),
        (State.ENDED, Kind.EXPIRY, State.EXPIRED),
        (State.PUBLISHED, Kind.AMBIGUOUS_ABANDONMENT, None),
    ],
)
def test_a_move_leads_where_the_law_says(state: State, kind: Kind, to: State | None) -> None:
    m = move(state, kind)
    assert m is not None
    if to is None:
        assert m.open
    else:
        assert m.to is to


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (State.EXPIRED, Kind.RESTORED),
        (State.INVALIDATED, Kind.RESTORED),
        (State.SURRENDERED, Kind.RESTORED),
        (State.IN_FORCE, Kind.RESTORED),
        (State.IN_FORCE, Kind.GRANT),
        (State.IN_FORCE, Kind.DEEMED_WITHDRAWN),
        (State.IN_FORCE, Kind.REFUSED),
        (State.EXPIRED, Kind.LAPSE_FEE),
        (State.LAPSED_FEE, Kind.PLEDGE_REGISTERED),
        (State.DEAD_APPLICATION, Kind.GRANT),
        (State.DEAD_APPLICATION, Kind.LAPSE_FEE),
        (State.INVALIDATED, Kind.INVALIDATED),
    ],
)
def test_a_move_that_the_law_knows_not_is_impossible(state: State, kind: Kind) -> None:
    assert move(state, kind) is None


def test_only_a_lapsed_right_and_a_dead_application_come_back() -> None:
    back = {state for (state, kind), m in moves().items() if kind is Kind.RESTORED and m.back}
    assert back == set(RESTORABLE)


def test_what_is_over_for_good_stays_over_or_becomes_invalid() -> None:
    for state in set(OVER) - set(RESTORABLE):
        reached = {m.to for (begin, _), m in moves().items() if begin is state}
        assert reached <= {state, State.INVALIDATED}, state


def test_a_right_in_force_never_becomes_an_application_again() -> None:
    for (state, kind), m in moves().items():
        if state in IN_FORCE:
            assert m.to not in (*PENDING, State.DEAD_APPLICATION), (state, kind)


def test_every_state_can_be_reached_and_every_kind_has_its_place() -> None:
    reached = {m.to for m in moves().values()}
    assert set(STATES) - reached == {State.UNFILED, State.FILED} - reached
    assert {kind for _, kind in moves()} == set(KINDS)


def test_an_ambiguous_code_moves_only_where_one_meaning_is_possible() -> None:
    for (state, kind), m in moves().items():
        if kind in groups():
            meant = [move(state, one) for one in groups()[kind].tells]
            to = {one.to for one in meant if one is not None}
            assert m.open == (len(to) > 1), (state, kind)


@pytest.mark.parametrize("page", ["standing.md", "standing.zh.md"])
def test_the_manual_draws_the_table_as_it_is(page: str) -> None:
    text = (ROOT / "docs" / "explanation" / page).read_text(encoding="utf-8")
    assert f"```mermaid\n{diagram()}\n```" in text
