"""How right warnings were, told with how sure that is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.warning.track_record import FEW, record, share


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [  # Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_published_one(part: int, whole: int, low: float, high: float) -> None:
    told = share(part, whole)
    assert (round(told.low, 4), round(told.high, 4)) == (low, high)
    assert told.share == part / whole


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_share_lies_in_its_interval_and_mirrors(part: int, whole: int) -> None:
    part = min(part, whole)
    told, other = share(part, whole), share(whole - part, whole)
    assert 0 <= told.low <= told.share <= told.high <= 1
    assert other.low == pytest.approx(1 - told.high)


@pytest.mark.parametrize(("part", "whole"), [(1, 0), (-1, 3), (4, 3), (0, 0)])
def test_no_share_of_nothing(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        share(part, whole)


def test_held_warnings_are_not_judged_and_few_verdicts_tell_no_share() -> None:
    told = record(
        {("raised", ""): 3, ("raised", "useful"): 3, ("raised", "false"): 1, ("held", ""): 9}
    )
    assert (told.raised, told.held, told.judged, told.waiting) == (7, 9, 4, 3)
    assert told.worth is None
    enough = record({("raised", "useful"): FEW - 1, ("raised", "not_useful"): 1})
    assert enough.worth is not None
    assert enough.worth.share == (FEW - 1) / FEW
