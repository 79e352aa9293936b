"""Rights in several dockets: both show them, both reckon them alike, the district counts once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from ipharbor.statutes import book

pytestmark = pytest.mark.django_db
BOOK = book.load()
ON = date(2025, 2, 3)
AT = datetime(2025, 2, 3, 9, 0, tzinfo=UTC)
KEY = "CN202120000001"


def firm(name: str) -> Any:
    from ipharbor.records.models import Firm

    return Firm.objects.create(name=name)


def held(owner: Any, key: str = KEY, **told: Any) -> Any:
    from ipharbor.records.models import Right

    usual = {
        "patent_type": "utility_model",
        "title": "一种会唱歌的灯",
        "holders": "番禺灯厂 | 南沙灯厂",
        "filed_on": date(2021, 5, 6),
        "granted_on": date(2021, 12, 7),
        "stated_status": "in_force",
        "stated_on": date(2024, 12, 2),
    }
    return Right.objects.create(firm=owner, key=key, taken_up_at=AT, **usual | told)


def reduced(owner: Any, since: int = 2024, until: int = 2026) -> None:
    from ipharbor.records.models import FeeReduction

    FeeReduction.objects.create(firm=owner, since=since, until=until)


def happened(key: str, code: str, on: date, **details: str) -> None:
    from ipharbor.records.models import RightEvent

    RightEvent.objects.create(
        key=key, code=code, on=on, known_on=on, details=details, source="ledger"
    )


def docket(owner: Any, on: date = ON) -> Any:
    from ipharbor.queries import docket as queries

    return queries.docket(owner, law=BOOK, on=on, data_until=on)


def account(record: Any, on: date = ON) -> Any:
    from ipharbor.queries import docket as queries

    return queries.account(record, law=BOOK, on=on, data_until=on)


def test_both_holders_dockets_show_the_right_and_the_same_fee() -> None:
    panyu, nansha = firm("番禺灯厂"), firm("南沙灯厂")
    held(panyu)
    held(nansha)
    shown = [docket(one).lines for one in (panyu, nansha)]
    assert [[line.record.key for line in lines] for lines in shown] == [[KEY], [KEY]]
    assert shown[0][0].due == shown[1][0].due
    assert shown[0][0].due.year == 5


def test_the_district_counts_a_shared_right_and_its_dues_once() -> None:
    from ipharbor.queries import renewals
    from ipharbor.records.models import Firm

    panyu, nansha = firm("番禺灯厂"), firm("南沙灯厂")
    records = [held(panyu), held(panyu, "CN202120000002", holders="番禺灯厂"), held(nansha)]
    whole = renewals.district(Firm.objects.all(), law=BOOK, on=ON, data_until=ON)
    assert (len(records), whole.shared) == (3, 1)
    parts = [renewals.plan(one, law=BOOK, on=ON, data_until=ON) for one in (panyu, nansha)]
    of_district = sum((year.sums.full for year in whole.totals), Decimal(0))
    of_firms = sum((year.sums.full for told in parts for year in told.totals), Decimal(0))
    of_shared = sum((year.sums.full for year in parts[1].totals), Decimal(0))
    assert of_shared > 0
    assert of_district == of_firms - of_shared


def test_holders_must_each_have_a_reduction_on_record_and_share_the_lower_rate() -> None:
    panyu, nansha = firm("番禺灯厂"), firm("南沙灯厂")
    held(panyu)
    held(nansha)
    reduced(panyu)
    assert docket(panyu).lines[0].due.fee == docket(panyu).lines[0].due.full
    reduced(nansha, 2023, 2024)
    assert docket(panyu).lines[0].due.fee == docket(panyu).lines[0].due.full
    reduced(nansha, 2025, 2025)
    for owner in (panyu, nansha):
        due = docket(owner).lines[0].due
        assert due.fee == due.full * Decimal("0.30")


def test_a_sole_holder_keeps_the_reduction_of_one_payer() -> None:
    panyu = firm("番禺灯厂")
    held(panyu, holders="番禺灯厂")
    reduced(panyu)
    due = docket(panyu).lines[0].due
    assert due.fee == due.full * Decimal("0.15")


def test_a_co_holder_whom_the_register_does_not_know_has_no_reduction() -> None:
    panyu = firm("番禺灯厂")
    held(panyu)
    reduced(panyu)
    due = docket(panyu).lines[0].due
    assert due.fee == due.full


def test_an_end_that_was_only_stated_is_presumed_and_says_so_until_an_event_tells_it() -> None:
    panyu = firm("番禺灯厂")
    record = held(panyu, holders="番禺灯厂", stated_status="lapsed_fee")
    assert (docket(panyu).lines[0].state, docket(panyu).lines[0].certainty) == (
        "lapsed_fee", "presumed",
    )  # fmt: skip
    told = account(record).standing
    assert (told.state, told.certainty) == ("lapsed_fee", "presumed")
    assert told.reasons[-1].code == "docket.reason.stated_end"
    assert "2024-12-02" in told.reasons[-1].told("en")
    happened(KEY, "CF01", date(2024, 9, 3), ended_on="2024-05-06")
    told = account(record).standing
    assert (told.since, told.certainty) == (date(2024, 5, 6), "certain")
    assert "docket.reason.stated_end" not in [reason.code for reason in told.reasons]


def test_an_order_of_court_stops_the_lapse_on_the_docket_and_on_the_rights_page() -> None:
    panyu = firm("番禺灯厂")
    record = held(panyu, holders="番禺灯厂", stated_status="", stated_on=None,
                  filed_on=date(2020, 5, 6))  # fmt: skip
    happened(KEY, "PP01", date(2024, 9, 3), until="2025-09-02")
    assert docket(panyu, date(2021, 12, 8)).untold == 0
    from ipharbor.records.models import Payment

    Payment.objects.create(
        key=KEY, patent_year=4, paid_on=date(2023, 5, 4), known_on=date(2023, 5, 4), source="x"
    )
    on = date(2025, 1, 6)
    by_year = {due.year: due.status for due in account(record, on).dues}
    assert by_year[5] == "stayed"
    assert docket(panyu, on).untold == 0
    assert docket(panyu, date(2025, 10, 8)).untold == 1


def test_an_open_licence_of_the_register_lowers_the_fee_on_the_docket() -> None:
    panyu = firm("番禺灯厂")
    record = held(panyu, holders="番禺灯厂")
    happened(KEY, "OL01", date(2024, 10, 8))
    happened(KEY, "EE01", date(2024, 11, 5), number="K1", licence_kind="开放许可")
    due = docket(panyu).lines[0].due
    assert due.fee == due.full * Decimal("0.85")
    by_year = {one.year: one for one in account(record).dues}
    assert by_year[5].reduced.code == "fees.relief.open_licence"


def test_a_same_day_pair_of_the_firm_is_a_candidate_and_a_statement_settles_it() -> None:
    panyu = firm("番禺灯厂")
    model = held(panyu, holders="番禺灯厂")
    held(panyu, "CN202110000009", patent_type="invention", title="会唱歌的灯", holders="番禺灯厂",
         granted_on=date(2024, 6, 4))  # fmt: skip
    found = account(model).standing
    assert [one.code for one in found.findings] == ["register.twin_candidate_granted"]
    assert found.alive
    happened(KEY, "TWIN", date(2021, 5, 6), twin="CN202110000009")
    told = account(model).standing
    assert (told.state, told.since) == ("surrendered", date(2024, 6, 4))
    states = {line.record.key: line.state for line in docket(panyu).lines}
    assert states == {KEY: "surrendered", "CN202110000009": "in_force"}
