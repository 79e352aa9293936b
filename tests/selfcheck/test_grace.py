"""Published before it was filed: the cases of the law, its period, and nothing beyond them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.selfcheck.grace import NONE, Grace, cases, grace
from ipharbor.statutes.book import load
from ipharbor.statutes.calendar import load as working_days
from ipharbor.statutes.values import Terms
from ipharbor.vocabulary.errors import HarborError

LAW, DAYS, ON = load(), working_days(), date(2026, 10, 30)
SHOWN = date(2026, 3, 16)


def ask(case: str, filing: date | None = None, disclosed: date = SHOWN) -> Grace:
    return grace(case, disclosed=disclosed, filing=filing, law=LAW, calendar=DAYS, on=ON)


def test_the_cases_are_those_of_the_provision() -> None:
    listed = cases(LAW, ON)
    assert listed is not None
    assert isinstance(listed.value, Terms)
    assert {term.code for term in listed.value.items} == {
        "emergency", "exhibition", "meeting", "leak",
    }  # fmt: skip
    assert cases(LAW, date(1990, 1, 1)) is None


def test_six_months_run_from_the_publication_and_the_case_is_declared_and_proven() -> None:
    told = ask("exhibition", filing=date(2026, 9, 15))
    assert told.last is not None
    assert told.last.day == date(2026, 9, 16)
    assert (told.in_time, told.declare, told.restorable) == (True, True, False)
    assert told.proof is not None
    assert told.proof.day == date(2026, 11, 16)  # 15 November is a Sunday


def test_the_day_after_the_last_is_too_late() -> None:
    told = ask("meeting", filing=date(2026, 9, 17))
    assert told.in_time is False
    assert told.proof is None


def test_what_somebody_leaked_is_not_declared_when_filing() -> None:
    told = ask("leak", filing=date(2026, 9, 1))
    assert (told.in_time, told.declare, told.proof) == (True, False, None)


def test_what_fits_no_case_counts_from_the_first_day() -> None:
    told = ask(NONE, filing=SHOWN + timedelta(1))
    assert (told.last, told.in_time) == (None, False)
    assert ask(NONE).in_time is None


def test_a_case_that_the_law_does_not_list_and_days_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(HarborError) as strange:
        ask("fair")
    assert strange.value.code == "selfcheck.grace.case"
    with pytest.raises(HarborError) as early:
        ask("leak", filing=SHOWN - timedelta(1))
    assert early.value.code == "selfcheck.grace.days"


def test_before_the_book_has_a_time_for_the_proof_none_is_told() -> None:
    told = ask("exhibition", filing=date(2021, 11, 30), disclosed=date(2021, 8, 2))
    assert (told.in_time, told.declare, told.proof) == (True, True, None)


@given(
    st.dates(date(2021, 6, 1), date(2026, 10, 30)),
    st.one_of(st.none(), st.integers(0, 400)),
    st.sampled_from(["exhibition", "meeting", "leak", "emergency", NONE]),
)
def test_in_time_is_what_the_last_day_says(disclosed: date, later: int | None, case: str) -> None:
    filing = None if later is None else disclosed + timedelta(later)
    told = ask(case, filing, disclosed)
    if filing is None:
        assert told.in_time is None
    elif told.last is None:
        assert (case, told.in_time) == (NONE, False)
    else:
        assert told.in_time is (filing <= told.last.day)
        assert told.last.day > disclosed + timedelta(150)
    assert told.proof is None or told.declare
