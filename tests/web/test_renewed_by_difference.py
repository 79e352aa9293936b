"""A docket and a plan that are renewed by what differs say what they say reckoned anew."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from lived_through import NOON, a_right, day, lived, register

from ipharbor.queries import _by_columns, _differing, docket, renewals
from ipharbor.queries._by_columns import Held
from ipharbor.records.models import (
    FeeReduction,
    Firm,
    OwnerStatement,
    Payment,
    RenewalDecision,
    Right,
    RightEvent,
)
from ipharbor.statutes.book import load

LAW = load()
DAYS = (date(2024, 5, 31), date(2019, 2, 28), date(2015, 7, 1))
KNOWN = date(2015, 6, 1)  # the last day that the data covers; what became known later is later


def _told(right: Right, code: str, on: date, **details: str) -> None:
    RightEvent.objects.create(key=right.key, code=code, on=on, known_on=on, details=details,
                              number=str(RightEvent.objects.count()), source="gazette")  # fmt: skip


def _paid(right: Right, drawn: random.Random) -> None:
    year = drawn.randrange(2, 15)
    Payment.objects.get_or_create(
        key=right.key, patent_year=year,
        defaults={"paid_on": day(drawn), "known_on": day(drawn), "amount": Decimal(900),
                  "source": "list"},
    )  # fmt: skip


def _renamed(right: Right, drawn: random.Random) -> None:
    Right.objects.filter(pk=right.pk).update(
        title=drawn.choice(["一种散热灯", "新灯"]), granted_on=drawn.choice([None, day(drawn)])
    )


def _decided(right: Right, drawn: random.Random) -> None:
    RenewalDecision.objects.create(
        right=right, decision=drawn.choice(["drop", "keep"]), reason="灯", advice="keep",
        on=date(2014, 1, 1), by_name="梅", at=NOON,
    )  # fmt: skip


def _said(right: Right, drawn: random.Random) -> None:
    OwnerStatement.objects.create(
        right=right, used=drawn.choice([True, False, None]), worth=Decimal(drawn.randrange(3000)),
        on=date(2014, 1, 1), by_name="梅", at=NOON,
    )  # fmt: skip


def _reduced(firm: Firm, drawn: random.Random) -> None:
    FeeReduction.objects.create(firm=firm, since=2012, until=2020 + drawn.randrange(6))


Change = Callable[[Right, random.Random], Any]
CHANGES: tuple[Change, ...] = (
    lambda right, drawn: lived(drawn, right, list(Right.objects.all())),
    lambda right, drawn: _told(right, "CF01", day(drawn)),
    lambda right, drawn: _told(right, "GR01", day(drawn)),
    lambda right, drawn: _told(right, "PC01", day(drawn) + timedelta(days=9000)),
    lambda right, drawn: _told(right, "EC01", day(drawn), licence_kind="开放许可"),
    _paid, _paid, _renamed, _decided, _said,
    lambda right, drawn: _reduced(right.firm, drawn),
    lambda right, drawn: _reduced(Firm.objects.exclude(pk=right.firm_id)[0], drawn),
    lambda right, drawn: a_right(drawn, 900 + Right.objects.count(), [right.firm] * 2, []).save(),
)  # fmt: skip


@pytest.fixture
def seldom(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """Whether each time it could be told which rights differ."""
    could: list[bool] = []

    def noted(before: Held, now: Held) -> frozenset[str] | None:
        found = _differing.differing(before, now)
        could.append(found is not None)
        return found

    for module in (docket, renewals):
        monkeypatch.setattr(module, "differing", noted)
    yield could


def _same_plan(found: renewals.Plan, fresh: renewals.Plan) -> None:
    one, other = found.reckoned, fresh.reckoned
    assert replace(found, reckoned=other) == fresh
    assert one.rights == other.rights
    assert one.fees.to_pylist() == other.fees.to_pylist()
    for name in ("right", "calendar_year", "begins", "unpaid", "aside"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist(), name
    assert [found.fees(line) for line in found.lines] == [fresh.fees(line) for line in fresh.lines]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("on", DAYS)
def test_what_is_renewed_is_what_is_reckoned_anew(
    db: None, seed: int, on: date, seldom: list[bool]
) -> None:
    firm, drawn = register(seed)[0], random.Random(seed)
    asked: dict[str, Any] = {"law": LAW, "data_until": KNOWN}
    told = _by_columns.held([firm.pk])
    lines = docket.docket(firm, on=on, told=told, **asked)
    planned = renewals.plan(firm, on=on, told=told, **asked)
    changes = drawn.sample(CHANGES, len(CHANGES))
    for change in changes:
        change(drawn.choice(list(Right.objects.filter(firm=firm))), drawn)
        told = _by_columns._renewed(told, firm.pk)
        lines = docket.renewed(lines, told=told, **asked)
        planned = renewals.renewed(planned, told=told, **asked)
        assert lines == docket.docket(firm, on=on, **asked), change
        _same_plan(planned, renewals.plan(firm, on=on, **asked))
    assert sum(seldom) > len(CHANGES)


def test_of_very_many_new_rows_those_of_the_firm_are_read_all_the_same(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm, other = register(2)
    before = _by_columns.held([firm.pk])
    _told(Right.objects.filter(firm=firm)[0], "CF01", date(2018, 1, 1))
    _told(Right.objects.filter(firm=other)[0], "CF01", date(2018, 1, 1))
    few = _by_columns._renewed(before, firm.pk)
    assert few.stored == before.stored + 1
    monkeypatch.setattr(_by_columns, "_FEW", 0)
    many = _by_columns._renewed(before, firm.pk)
    assert many.events.equals(few.events) and many.last == few.last


def test_the_other_right_of_a_pair_is_reckoned_with_the_one_that_an_event_told_of(
    db: None,
) -> None:
    firm = Firm.objects.create(name="广州灯具有限公司")
    both = [
        Right.objects.create(
            firm=firm, key=f"CN2018{n:08d}", application_number=f"2018{n:08d}.X", title="一种灯",
            patent_type=kind, holders=firm.name, filed_on=date(2014, 3, 1), taken_up_at=NOON,
            granted_on=date(2014, 9, 1) if kind == "utility_model" else None,
        )
        for n, kind in enumerate(("invention", "utility_model"))
    ]  # fmt: skip
    before = _by_columns.held([firm.pk])
    _told(both[0], "GR01", date(2015, 3, 1))
    now = _by_columns._renewed(before, firm.pk)
    assert _differing.differing(before, now) == {one.key for one in both}


def test_what_did_not_grow_from_what_was_held_tells_no_difference(db: None) -> None:
    firm = register(0)[0]
    before = _by_columns.held([firm.pk])
    assert _differing.differing(before, _by_columns._renewed(before, firm.pk)) == frozenset()
    assert _differing.differing(before, _by_columns.held([firm.pk])) is None
    RightEvent.objects.filter(key=before.records[0].key).delete()
    RightEvent.objects.filter(key=before.records[-1].key).delete()
    Payment.objects.all().delete()
    assert _differing.differing(before, _by_columns._renewed(before, firm.pk)) is None


def test_very_many_rights_are_not_reckoned_one_beside_the_other(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm = register(0)[0]
    before = _by_columns.held([firm.pk])
    _told(Right.objects.filter(firm=firm)[0], "CF01", date(2018, 1, 1))
    now = _by_columns._renewed(before, firm.pk)
    assert len(_differing.differing(before, now) or ()) == 1
    monkeypatch.setattr(_differing, "_MOST", 0)
    assert _differing.differing(before, now) is None
