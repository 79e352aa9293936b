"""Runs the law cases of ``tests/law``: deadlines, plain counts, and values on a day."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from ipharbor.statutes import book, calendar
from ipharbor.statutes.counting import Deadline, count, ground, served
from ipharbor.statutes.deadlines import deadline, rules
from ipharbor.statutes.values import Span, Unit
from ipharbor.vocabulary.errors import HarborError

FOLDER = Path(__file__).resolve().parents[1] / "law"
FIELDS = {
    *("case", "why", "expect", "rule", "start", "served_by", "received", "others", "times"),
    *("extended_by", "span", "counting", "provision", "asked", "at"),
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
    elif "provision" in case:
        assert answered(case) == (expect["value"], expect["certain"])
    else:
        found = answered(case)
        assert isinstance(found, Deadline)
        assert found.day == expect["day"], [step.told("en") for step in found.steps]
        assert found.certain is expect["certain"], [
            step.provision for step in found.steps if not step.certain
        ]
        assert set(found.articles) == set(expect["articles"])
        assert found.moment == expect.get("moment")


def answered(case: dict[str, Any]) -> Deadline | tuple[str, bool]:
    if "provision" in case:
        provision = BOOK.on(case["asked"])[case["provision"]]
        value = provision.table.at(**case["at"]) if "at" in case else provision.value
        return value.text("en") if value else "none", provision.certain
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
