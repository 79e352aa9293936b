"""The table of moves of an application: nothing ends by accident, nothing owed is let go."""

from __future__ import annotations

import pytest

from ipharbor.pledge.life import ENDED, MOVES, ON_LOAN, PLEDGED, Stage, moved, open_to
from ipharbor.vocabulary.errors import HarborError


def test_every_stage_can_be_reached_and_every_stage_but_an_end_can_be_left() -> None:
    reached = {Stage.DRAFTED}
    while more := {moved(v, s) for s in reached for v in open_to(s)} - reached:
        reached |= more
    assert reached == set(Stage)
    assert {stage for stage in Stage if not open_to(stage)} == ENDED


def test_the_straight_way_leads_from_draft_to_release() -> None:
    stage = Stage.DRAFTED
    for verb in ("check", "value", "request", "offer", "accept", "sign", "register", "draw",
                 "repay", "settle", "release"):  # fmt: skip
        stage = moved(verb, stage)
    assert stage is Stage.RELEASED


def test_what_is_owed_can_be_neither_withdrawn_nor_released() -> None:
    for stage in ON_LOAN:
        assert not {"withdraw", "release", "accept", "decline"} & set(open_to(stage))
    for stage in PLEDGED - {Stage.REPAID, Stage.REGISTERED}:
        with pytest.raises(HarborError) as told:
            moved("release", stage)
        assert told.value.code == "loan.stage"


def test_a_signed_contract_can_only_be_withdrawn_before_it_is_registered() -> None:
    assert "withdraw" in open_to(Stage.CONTRACTED)
    assert "withdraw" not in open_to(Stage.REGISTERED)
    assert all(move.who in ("firm", "lender", "both") for move in MOVES.values())
