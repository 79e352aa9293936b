"""A whole docket reckoned by columns says of each right what the explained way says of it alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from lived_through import register

from ipharbor.fees.columns import portfolio
from ipharbor.fees.due import Status
from ipharbor.fees.subject import FeeSubject
from ipharbor.queries import _by_columns, _fee_columns, docket, renewals
from ipharbor.queries._holdings import holdings, reduction_of
from ipharbor.records.models import Firm, Right
from ipharbor.register.batch import standings, tables
from ipharbor.register.moves import State
from ipharbor.statutes.book import load

DAYS = (date(2024, 5, 31), date(2019, 2, 28), date(2015, 7, 1))
NEXT = (Status.OPEN, Status.DUE_SOON, Status.IN_GRACE)
LAW = load()


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("on", DAYS)
def test_each_line_of_a_docket_says_what_the_right_says_alone(
    db: None, seed: int, on: date
) -> None:
    firm = register(seed)[0]
    whole = docket.docket(firm, law=LAW, on=on, data_until=on)
    records = {right.key: right for right in Right.objects.filter(firm=firm)}
    assert {line.record.key for line in whole.lines} == set(records)
    for line in whole.lines:
        told = docket.account(records[line.record.key], law=LAW, on=on, data_until=whole.data_until)
        stood = told.standing
        assert (line.state, line.since) == (stood.state, stood.since), line
        assert line.certainty == stood.certainty, line
        assert line.term_ends == stood.term_ends, line
        burdens = {one.family for one in stood.encumbrances if one.bears} if line.alive else set()
        assert line.pledged == ("pledge" in burdens), line
        assert line.licensed == ("licence" in burdens), line
        assert line.preserved == ("preservation" in burdens), line
        _same_dues(line, told, on)


def _same_dues(line: Any, told: Any, on: date) -> None:
    years = range(on.year - 1, on.year + 3)
    dues = [due for due in told.dues if due.due_by.year in years]
    wanted = next((due for due in dues if due.status in NEXT), None)
    assert (line.due is None) == (wanted is None), (line, told.dues)
    if wanted is not None:
        assert (line.due.year, line.due.status) == (wanted.year, wanted.status)
        assert (line.due.pay_by, line.due.grace_pay_by) == (wanted.pay_by, wanted.grace_pay_by)
        assert line.due.payable == wanted.payable.amount
        assert line.due.surcharge == wanted.surcharge.amount
    lapsed = [due.grace_pay_by for due in dues if due.status is Status.LAPSED]
    assert line.lost_on == (min(lapsed, default=None) if line.alive else None), line


@pytest.mark.parametrize("seed", range(4))
def test_columns_hold_what_the_rights_are_told_one_by_one(db: None, seed: int) -> None:
    firm, on = register(seed)[0], DAYS[0]
    records = list(Right.objects.filter(firm=firm).order_by("key"))
    alone, whole = holdings(firm, records), _by_columns.held([firm.pk])
    assert [str(one) for one in whole.once] == [str(one) for one in records]
    assert whole.stated_ends == alone.stated_ends
    assert whole.shared == alone.shared
    assert whole.pairs == alone.pairs
    until = alone.known_until(on)
    assert whole.known_until(on) == until
    rights, events = tables(map(alone.right, records), alone.events)
    stood = standings(rights, events, on=on, book=LAW, data_until=until)
    found = whole.standings(law=LAW, on=on, data_until=until)
    assert found.to_pylist() == stood.to_pylist()
    for record, row in zip(records, whole.once, strict=True):
        asked = {"law": LAW, "on": on, "data_until": until}
        assert whole.spans(row, **asked) == alone.spans(record, **asked)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(4))
def test_columns_ask_for_fees_what_the_rights_ask_for_one_by_one(db: None, seed: int) -> None:
    firm, on = register(seed)[0], DAYS[0]
    every = list(Right.objects.filter(firm=firm).order_by("key"))
    alone, whole = holdings(firm, every), _by_columns.held([firm.pk])
    records = [one for one in every if one.filed_on and one.granted_on]
    stood = whole.standings(law=LAW, on=on, data_until=on)
    rows = {row["key"]: row for row in stood.to_pylist()}
    places = [place for place, one in enumerate(whole.once) if one.filed_on and one.granted_on]
    own = reduction_of(firm)
    asked = _fee_columns.portfolio(
        whole, [one.key for one in records], [whole.once[at] for at in places],
        stood.take(pa.array(places)), reduction=lambda one: whole.shared.get(one.key, own),
        lengthened=True, law=LAW, on=on, data_until=on,
    )  # fmt: skip
    subjects = []
    for one in records:
        row = rows[one.key]
        held, opened = alone.spans(one, law=LAW, on=on, data_until=on)
        subjects.append(
            FeeSubject(
                key=one.key, patent_type=one.patent_type, filed_on=one.filed_on or on,
                granted_on=one.granted_on, term_ends=row["term_ends"],
                reduction=alone.reduction_of(one.key), open_licences=opened, stays=held,
                paid=alone.paid.get(one.key, ()), state=State(row["state"]),
                ended_on=None if row["state"] in _fee_columns.ALIVE else row["since"],
                in_force_as_of=one.stated_on if one.stated_status == "in_force" else None,
            )
        )  # fmt: skip
    expected = portfolio(subjects)
    assert asked.rights.to_pylist() == expected.rights.to_pylist()
    for name in ("payments", "licences", "stays"):
        found, told = (
            sorted(map(str, getattr(one, name).to_pylist())) for one in (asked, expected)
        )
        assert found == told, name


def test_a_right_in_two_dockets_is_planned_with_the_payments_of_both(db: None) -> None:
    """Each docket's plan alone sums up to the same as both together, the shared right twice."""
    firms, on = register(1), DAYS[0]
    apart = [renewals.plan(firm, law=LAW, on=on, data_until=on, years=3) for firm in firms]
    among = Firm.objects.filter(pk__in=[firm.pk for firm in firms])
    both = renewals.district(among, law=LAW, on=on, data_until=on, years=3)
    assert sum(plan.payable for plan in apart) == sum(one.total for one in both.firms) > 0


def test_a_firm_without_rights_has_an_empty_docket(db: None) -> None:
    firm = Firm.objects.create(name="广州空空有限公司")
    told = docket.docket(firm, law=LAW, on=DAYS[0], data_until=DAYS[0])
    assert (told.lines, told.by_state, told.untold) == ((), (), 0)
    assert renewals.plan(firm, law=LAW, on=DAYS[0], data_until=DAYS[0]).lines == ()
