"""Runs the law cases of ``tests/law``: deadlines, plain counts, values on a day, numbers with
their check character, annuities on the day they are paid."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from ipharbor.fees.annuities import annuities
from ipharbor.fees.subject import FeeSubject
from ipharbor.statutes import book, calendar
from ipharbor.statutes.counting import Deadline, count, ground, served
from ipharbor.statutes.deadlines import deadline, rules
from ipharbor.statutes.values import Money, Span, Unit
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.numbers import application_number

FOLDER = Path(__file__).resolve().parents[1] / "law"
FIELDS = {
    *("case", "why", "expect", "rule", "start", "served_by", "received", "others", "times"),
    *("extended_by", "span", "counting", "provision", "asked", "at", "number", "annuity", "life"),
    *("zh", "shows"),
}
CASES: list[dict[str, Any]] = [
    case
    for path in sorted(FOLDER.glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]
BOOK = book.load()
CALENDAR = calendar.load()


def name(case: dict[str, Any]) -> str:
    return str(case["case"]).replace(" ", "_")


@pytest.mark.parametrize("case", CASES, ids=name)
def test_the_law_case_comes_out_as_reckoned_by_hand(case: dict[str, Any]) -> None:
    assert set(case) <= FIELDS, "a field the runner does not know"
    expect = case["expect"]
    if "error" in expect:
        with pytest.raises(HarborError) as raised:
            answered(case)
        assert raised.value.code == expect["error"]
    elif "day" not in expect:
        assert answered(case) == expect
    else:
        found = answered(case)
        assert isinstance(found, Deadline)
        assert found.day == expect["day"], [step.told("en") for step in found.steps]
        assert found.certain is expect["certain"], [
            step.provision for step in found.steps if not step.certain
        ]
        assert set(found.articles) == set(expect["articles"])
        assert found.moment == expect.get("moment")


def answered(case: dict[str, Any]) -> Deadline | dict[str, Any]:
    """A deadline; for other questions what the case expects, as the program tells it."""
    if "provision" in case:
        return worth(case)
    if "number" in case:
        read = application_number(case["number"])
        return {"read": str(read.clean)} | ({"why": read.why} if read.why else {})
    if "annuity" in case:
        return due(case)
    if "life" in case:
        return {"total": whole_life(case["life"], case["asked"]).text("en")}
    if "span" in case:
        service = served(case["start"], case["served_by"], BOOK.on(case["start"]))
        n, unit = case["span"].split()
        under = ground(BOOK.on(service.day), case["counting"])
        return count(
            service.day, Span(int(n), Unit(unit)), CALENDAR, rolls=under.rolling.flag, under=under
        )
    given = {
        key: case[key]
        for key in ("served_by", "received", "others", "times", "extended_by")
        if key in case
    }
    return deadline(case["rule"], start=case["start"], book=BOOK, calendar=CALENDAR, **given)


def worth(case: dict[str, Any]) -> dict[str, Any]:
    provision = BOOK.on(case["asked"])[case["provision"]]
    if "items" in case["expect"]:
        return {"items": len(provision.terms.items), "certain": provision.certain}
    value = provision.table.at(**case["at"]) if "at" in case else provision.value
    return {"value": value.text("en") if value else "none", "certain": provision.certain}


def due(case: dict[str, Any]) -> dict[str, Any]:
    told = case["annuity"]
    subject = FeeSubject(
        "ZL-1", told["type"], told["filed"], told["granted"], paid_through=told["year"] - 1
    )
    found = annuities(subject, on=case["asked"], book=BOOK, calendar=CALENDAR)
    one = next(one for one in found if one.year == told["year"])
    return {"payable": one.payable.text("en"), "due_by": one.due_by}


def whole_life(patent_type: str, asked: date) -> Money:
    law = BOOK.on(asked)
    years = range(1, law[f"term.{patent_type}"].span.n + 1)
    fees = [law["fees.annuity"].table.at(patent_type, year) for year in years]
    return Money(sum((fee.amount for fee in fees if isinstance(fee, Money)), Decimal(0)))


def test_every_rule_of_deadlines_has_a_law_case() -> None:
    covered = {case.get("rule") for case in CASES}
    assert set(rules()) - covered == set()


def test_every_case_tells_why_and_has_a_name_of_its_own() -> None:
    assert all(str(case["why"]).strip() for case in CASES)
    assert len({case["case"] for case in CASES}) == len(CASES)


def test_the_hand_worked_deadlines_are_at_least_forty() -> None:
    reckoned = [case for case in CASES if "day" in case["expect"]]
    assert len(reckoned) >= 40
    assert any(isinstance(case["start"], datetime) for case in reckoned)
