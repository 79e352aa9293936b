"""Compensation of terms: who may ask, until when, how many days, what is taken off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.register.compensation import Delay, Entitlement, Prosecution, compensation
from ipharbor.register.drugs import Drug, drug_extension
from ipharbor.register.events import Event
from ipharbor.register.standing import Right, Twin, standing
from ipharbor.register.verdict import Verdict
from ipharbor.statutes import book, calendar
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.messages import catalogue

BOOK = book.load()
CALENDAR = calendar.load()
# Filed 2019-03-04, published 2020-09-08, examination asked for 2020-11-02, granted 2025-06-10:
# four years end on 2023-03-04, three years on 2023-11-02; 586 days lie between that and the grant.
LAMP = Prosecution(
    "invention",
    date(2019, 3, 4),
    date(2025, 6, 10),
    requested_on=date(2020, 11, 2),
    published_on=date(2020, 9, 8),
    delays_known=True,
    twin=False,
)
CURE = Drug(
    "invention",
    filed_on=date(2017, 5, 6),
    granted_on=date(2021, 2, 2),
    approved_on=date(2024, 12, 9),
    term_ends=date(2037, 5, 5),
    met=frozenset({"in_force", "first", "claimed", "one_patent", "one_drug"}),
)


def owed(facts: Prosecution) -> Entitlement:
    return compensation(facts, book=BOOK, calendar=CALENDAR)


def extended(facts: Drug) -> Entitlement:
    return drug_extension(facts, book=BOOK, calendar=CALENDAR)


def test_a_late_grant_is_owed_the_days_since_both_periods_were_over() -> None:
    found = owed(LAMP)
    assert (found.verdict, found.days, found.missing) == (Verdict.YES, 586, ())
    assert found.request_until == date(2025, 9, 10)
    assert found.can_ask(date(2025, 9, 10))
    assert not found.can_ask(date(2025, 9, 11))


def test_reasonable_delays_and_the_applicants_own_come_off_each_day_once() -> None:
    suspended = Delay("suspension", date(2023, 1, 10), date(2023, 4, 20))  # 100 days
    deferred = Delay("deferred", date(2023, 4, 10), date(2023, 5, 10))  # 30, of which 10 shared
    found = owed(replace(LAMP, delays=(suspended, deferred)))
    assert (found.excluded, found.days) == (120, 466)
    assert not found.certain
    assert owed(replace(LAMP, delays=(suspended,))).excluded == 100


def test_delays_that_outweigh_the_rest_leave_nothing() -> None:
    found = owed(replace(LAMP, delays=(Delay("other", date(2021, 1, 1), date(2023, 1, 1)),)))
    assert (found.verdict, found.days) == (Verdict.NO, 0)
    assert not found.can_ask(date(2025, 7, 1))


def test_an_invention_granted_out_of_a_double_filing_is_owed_nothing() -> None:
    found = owed(replace(LAMP, twin=True))
    assert found.verdict is Verdict.NO
    assert "register.compensation.twin" in {step.code for step in found.steps}


def test_an_early_examination_request_counts_from_publication() -> None:
    early = replace(LAMP, requested_on=date(2019, 3, 4))
    assert owed(early).days == (date(2025, 6, 10) - date(2023, 9, 8)).days


def test_an_international_application_counts_from_its_entry() -> None:
    entered = replace(LAMP, counted_from=date(2020, 10, 1))
    assert owed(entered).days == (date(2025, 6, 10) - date(2024, 10, 1)).days


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({"delays_known": False}, "delays"),
        ({"twin": None}, "twin"),
        ({"requested_on": None}, "requested_on"),
        ({"published_on": None}, "published_on"),
        ({"filed_on": None}, "filed_on"),
        ({"granted_on": None}, "granted_on"),
        ({"kind": ""}, "kind"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_guessed(
    changed: dict[str, object], missing: str
) -> None:
    found = owed(replace(LAMP, **changed))  # type: ignore[arg-type]
    assert missing in found.missing
    assert found.days is None
    assert found.verdict is not Verdict.NO


def test_the_days_of_gazette_alone_settle_a_quick_examination() -> None:
    """Asked for within a year of filing, the four years decide whatever the exact day was."""
    quick = replace(
        LAMP, requested_on=None, examined_on=date(2020, 2, 1), published_on=date(2019, 9, 3)
    )
    assert owed(quick).days == (date(2025, 6, 10) - date(2023, 3, 4)).days


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"kind": "utility_model"}, "register.compensation.not_invention"),
        ({"granted_on": date(2021, 5, 31)}, "register.compensation.no_law"),
    ],
)
def test_models_designs_and_grants_before_the_law_are_owed_nothing(
    changed: dict[str, object], code: str
) -> None:
    found = owed(replace(LAMP, **changed))  # type: ignore[arg-type]
    assert found.verdict is Verdict.NO
    assert found.steps[0].code == code


def test_a_grant_on_the_very_day_on_which_the_years_are_over_is_in_time() -> None:
    assert owed(replace(LAMP, granted_on=date(2023, 11, 2))).verdict is Verdict.NO
    assert owed(replace(LAMP, granted_on=date(2023, 11, 3))).days == 1


def test_a_delay_of_a_strange_ground_or_turned_round_is_refused() -> None:
    for delay, code in (
        (Delay("holiday", date(2023, 1, 1), date(2023, 2, 1)), "register.compensation.ground"),
        (Delay("other", date(2023, 2, 1), date(2023, 1, 1)), "register.compensation.delay"),
    ):
        with pytest.raises(HarborError) as raised:
            owed(replace(LAMP, delays=(delay,)))
        assert raised.value.code == code


days = st.dates(date(2015, 1, 1), date(2029, 12, 31))
delays = st.lists(
    st.builds(
        lambda began, n: Delay("other", began, began + timedelta(days=n)), days, st.integers(0, 500)
    ),
    max_size=3,
).map(tuple)


@given(days, st.none() | days, st.none() | days, st.none() | days, delays, st.booleans())
def test_knowing_more_only_narrows_what_may_be_owed(
    filed: date, requested: date | None, examined: date | None, published: date | None,
    told: tuple[Delay, ...], twin: bool,
) -> None:  # fmt: skip
    known = [day for day in (filed, requested, examined, published) if day]
    granted = max(known) + timedelta(days=900)
    requested = requested and max(requested, filed)
    examined = examined and max(examined, requested or filed)
    published = published and max(published, filed)
    little = Prosecution("invention", filed, granted, examined_on=examined, published_on=published)
    much = replace(little, requested_on=requested, delays=told, delays_known=True, twin=twin)
    if granted < date(2021, 6, 1):
        return
    before, after = owed(little), owed(much)
    assert before.at_least <= after.at_least
    assert after.at_most is not None and before.at_most is not None
    assert after.at_least <= after.at_most <= before.at_most
    if before.verdict is Verdict.NO:
        assert after.verdict is Verdict.NO


def test_a_drug_gets_no_more_than_leaves_fourteen_years_after_approval() -> None:
    """948 days lie between five years from filing and approval; 582 fit into the fourteen."""
    found = extended(CURE)
    assert (found.verdict, found.days) == (Verdict.YES, 582)
    assert date(2037, 5, 6) + timedelta(days=582) == date(2038, 12, 9)
    assert found.request_until == date(2025, 3, 10)  # the 9th is a Sunday
    assert [step.code for step in found.steps[:2]] == ["register.drug.gross", "register.drug.total"]


def test_no_drug_gets_more_than_five_years() -> None:
    found = extended(replace(CURE, filed_on=date(2010, 5, 6), term_ends=date(2030, 5, 5)))
    assert found.days == (date(2035, 5, 6) - date(2030, 5, 6)).days
    assert "register.drug.cap" in {step.code for step in found.steps}


def test_a_term_that_reaches_beyond_the_fourteen_years_is_owed_nothing() -> None:
    found = extended(replace(CURE, filed_on=date(2019, 5, 6), term_ends=date(2039, 5, 5)))
    assert (found.verdict, found.days) == (Verdict.NO, 0)


def test_a_conditional_approval_is_reckoned_to_and_the_full_one_asked_from() -> None:
    found = extended(replace(CURE, conditional_on=date(2024, 6, 3)))
    assert found.days == (date(2038, 6, 3) - date(2037, 5, 6)).days
    assert found.request_until == date(2025, 3, 10)


def test_a_condition_that_fails_or_is_unknown_is_told() -> None:
    failed = extended(replace(CURE, failed=frozenset({"one_drug"})))
    assert failed.verdict is Verdict.NO
    unknown = extended(replace(CURE, met=frozenset({"in_force", "first"})))
    assert unknown.verdict is Verdict.UNKNOWN
    assert unknown.missing == ("claimed", "one_patent", "one_drug")
    assert (unknown.days, unknown.at_most) == (None, 582)
    assert extended(replace(CURE, granted_on=date(2025, 1, 7))).verdict is Verdict.NO
    assert extended(replace(CURE, approved_on=None)).missing == ("approved_on",)
    assert extended(replace(CURE, kind="design")).verdict is Verdict.NO
    assert extended(replace(CURE, approved_on=date(2020, 1, 2))).verdict is Verdict.NO


def test_before_the_rules_of_2024_the_conditions_are_not_known() -> None:
    days_of = {"filed_on": (2014, 5, 6), "approved_on": (2021, 12, 8), "term_ends": (2034, 5, 5)}
    early = replace(CURE, granted_on=date(2018, 2, 2))
    found = extended(replace(early, **{name: date(*day) for name, day in days_of.items()}))
    assert (found.verdict, found.missing, found.at_most) == (Verdict.UNKNOWN, ("law",), 581)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_step_is_told_in_full(lang: str) -> None:
    entered = replace(
        LAMP,
        counted_from=date(2020, 10, 1),
        twin=True,
        requested_on=date(2020, 1, 1),
        delays=(Delay("other", date(2023, 1, 1), date(2023, 2, 1)),),
    )
    slow = replace(CURE, filed_on=date(2010, 5, 6), term_ends=date(2030, 5, 5))
    said = [
        *owed(entered).steps,
        *extended(CURE).steps,
        *extended(slow).steps,
        *extended(replace(CURE, failed=frozenset({"one_drug"}))).steps,
    ]
    for step in said:
        assert step.code in catalogue()
        assert "{" not in step.told(lang)
    assert len({step.code for step in said}) > 9


def _late(*more: Event, model: Twin | None = None, on: date = date(2025, 7, 1)):  # type: ignore[no-untyped-def]
    right = Right("201910000001.1", "invention", date(2019, 3, 4), model=model)
    days_of = {"PB01": (2020, 9, 8), "SE01": (2020, 11, 20), "GR01": (2025, 6, 10)}
    told = [Event(code, date(*day), date(*day)) for code, day in days_of.items()]
    return standing(right, [*told, *more], on=on, book=BOOK, data_until=date(2026, 10, 31))


def test_a_late_grant_on_the_register_tells_what_may_be_asked_and_until_when() -> None:
    step = _late().term.steps[-1]
    assert step.code == "register.term.compensation_possible"
    assert dict(step.params) == {"days": "641", "until": "2025-09-10"}
    assert _late(on=date(2025, 9, 11)).term.steps[-1].code == "register.term.compensation_missed"
    twin = Twin("201920000001.9", True, date(2019, 9, 3), date(2019, 9, 3))
    assert len(_late(model=twin).term.steps) == 1


def test_a_preservation_before_the_grant_comes_off() -> None:
    frozen = Event("PP01", date(2024, 1, 10), date(2024, 1, 10), {"until": "2024-04-18"})
    assert dict(_late(frozen).term.steps[-1].params)["days"] == "541"


def test_granted_days_follow_the_term_and_are_compared_with_those_reckoned() -> None:
    fits = _late(Event("TG01", date(2025, 12, 9), date(2025, 12, 9), {"days": "600"}))
    assert fits.term_ends == date(2039, 3, 3) + timedelta(days=600)
    assert dict(fits.term.steps[-1].params) == {"days": "600", "most": "641"}
    assert not [one for one in fits.findings if "exceeds" in one.code]
    odd = _late(Event("TG01", date(2025, 12, 9), date(2025, 12, 9), {"days": "700"}))
    assert [one.code for one in odd.findings] == ["register.compensation.exceeds"]
    assert odd.term_ends == date(2039, 3, 3) + timedelta(days=700)
