"""After a start the dockets of the firms whose people are at work are there before they ask."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from lived_through import register

from ipharbor.queries import docket, people, pledge_checks, renewals
from ipharbor.records.models import Firm, Person, Right, SignIn
from ipharbor.web import _docketing, _renewing, _warming
from ipharbor.web._days import usual_day
from ipharbor.web.pledge import check


def _signed_in(firm: Firm, *, seen: datetime, **told: Any) -> Person:
    person = Person.objects.create(
        username=f"p{Person.objects.count()}", role=told.pop("role", "firm"), firm=firm
    )
    SignIn.objects.create(
        person=person, made_at=told.pop("made", seen), seen_at=seen, holds="", **told
    )
    return person


def test_firms_are_at_work_whose_people_have_a_stay_that_is_not_over(db: None) -> None:
    small, large = register(0)[::-1]
    assert Right.objects.filter(firm=large).count() > Right.objects.filter(firm=small).count()
    now, none = timezone.now(), Firm.objects.create(name="无权利公司")
    asked: dict[str, Any] = {
        "made_after": now - timedelta(hours=9),
        "seen_after": now - timedelta(hours=1),
    }
    for firm, told in (
        (small, {"seen": now - timedelta(hours=2)}),
        (small, {"seen": now, "made": now - timedelta(hours=10)}),
        (small, {"seen": now, "ended_at": now}),
        (small, {"seen": now, "role": "office"}),
        (none, {"seen": now}),
        (large, {"seen": now}),
    ):
        _signed_in(firm, **told)
    assert people.firms_at_work(**asked, most=8) == [large]
    _signed_in(small, seen=now)
    assert people.firms_at_work(**asked, most=8) == [large, small]
    assert people.firms_at_work(**asked, most=1) == [large]


def test_the_docket_and_the_plan_of_who_is_at_work_are_reckoned_before_they_ask(
    corpus: Any, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm, other = register(1)
    _signed_in(firm, seen=timezone.now())
    _warming.at_work()

    def again(*_args: object, **_told: object) -> Any:
        raise AssertionError("reckoned again")

    monkeypatch.setattr(docket, "docket", again)
    monkeypatch.setattr(renewals, "plan", again)
    on: date = usual_day()
    assert {line.record.firm_id for line in _docketing.docket_of(firm, on).lines} == {firm.pk}
    assert _renewing.plan_of(firm, on, renewals.YEARS).firm == firm
    with pytest.raises(AssertionError, match="reckoned again"):
        _docketing.docket_of(other, on)


def test_firms_with_many_rights_and_a_person_are_reckoned_though_nobody_is_signed_in(
    corpus: Any, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    large, small = register(0)
    held = Right.objects.filter(firm=large).count()
    assert people.large_firms(least=1, most=8) == []
    for firm in (large, small):
        Person.objects.create(username=f"of{firm.pk}", role="firm", firm=firm)
    Person.objects.create(username="gone", role="firm", firm=small, is_active=False)
    assert people.large_firms(least=1, most=8) == [large, small]
    assert people.large_firms(least=1, most=1) == [large]
    assert people.large_firms(least=held, most=8) == [large]
    monkeypatch.setattr(_warming, "LARGE", held)
    _warming.at_work()

    def again(*_args: object, **_told: object) -> Any:
        raise AssertionError("reckoned again")

    for module, name in ((docket, "docket"), (pledge_checks, "check"), (pledge_checks, "ties_of")):
        monkeypatch.setattr(module, name, again)
    assert _docketing.docket_of(large, usual_day()).lines
    check.warm(large)
    with pytest.raises(AssertionError, match="reckoned again"):
        check.warm(small)


def test_it_is_warm_again_when_a_day_begins_or_a_vintage_comes_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    states = [None, (date(2026, 1, 1), "a"), (date(2026, 1, 1), "a"), (date(2026, 1, 2), "a"),
              (date(2026, 1, 2), "b"), None, (date(2026, 1, 2), "b")]  # fmt: skip
    warmed, looked, waited = [], iter(states), []
    monkeypatch.setattr(_warming, "_state", lambda: next(looked))
    monkeypatch.setattr(_warming, "warm", lambda: warmed.append(len(waited)))

    def rest(seconds: float) -> bool:
        waited.append(seconds)
        return len(waited) == len(states)

    _warming.stay_warm(rest)
    assert warmed == [0, 1, 3, 4, 5, 6]
    assert waited == [_warming.LOOK] * len(states)
