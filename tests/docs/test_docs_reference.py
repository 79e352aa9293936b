"""What the manual takes from the code is what the code says now."""

from __future__ import annotations

import re
import tomllib
from datetime import date, timedelta
from types import ModuleType

import pytest
from manual import ROOT, text

from ipharbor.warning import decision, grading, signals
from ipharbor.warning.observation import Before, NewDocument, Observation, Reader

REFERENCE = ROOT / "docs" / "reference"
WARNINGS = text(ROOT / "docs" / "explanation" / "warnings.md")
TODAY = date(2021, 11, 30)


@pytest.mark.parametrize(
    "leaf", ["settings.md", "commands.md", "codes.md", "permits.md", "files.md", "api.md"]
)
def test_a_page_written_from_the_code_is_up_to_date(reference: ModuleType, leaf: str) -> None:
    assert text(REFERENCE / leaf) == reference.pages()[leaf], "run make docs"


def test_every_role_is_told_and_no_setting_lacks_its_chinese(reference: ModuleType) -> None:
    from dataclasses import fields

    from ipharbor.actions import permits
    from ipharbor.settings import Settings

    assert set(reference.ROLES) == set(permits.ROLES)
    assert set(reference.SETTINGS_ZH) == {field.name for field in fields(Settings)}


def rows(heading: str) -> list[list[str]]:
    """The rows of the table under a heading of the page on warnings."""
    part = WARNINGS.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in part.splitlines()
        if line.startswith("| ")
    ]


def observation(**seen: object) -> Observation:
    """Nothing but one new application, unless told otherwise."""
    news = NewDocument("CN1", "一种灯笼", "番禺明灯有限公司", "invention", False, TODAY, ("F21V",))
    usual = {"subject": "query", "on": TODAY, "new": (news,), "recent": 1}
    before = Before(0, (), frozenset(), frozenset())
    whole = usual | {"before": before, "reader": Reader(frozenset())} | seen
    return Observation(**whole)  # type: ignore[arg-type]


def test_the_points_of_the_manual_are_those_of_the_code() -> None:
    news = observation().new[0]
    granted = NewDocument("CN1", "灯", "番禺明灯有限公司", "invention", True, TODAY, ("F21V",))
    shown = {
        "grade.watched": ((), observation()),
        "grade.own_field": (("signal.own_field",), observation()),
        "grade.movement": (("signal.newcomer",), observation()),
        "grade.surge": (("signal.surge",), observation()),
        "grade.granted": ((), observation(new=(granted,))),
        "grade.many": ((), observation(new=(news,) * grading.MANY)),
    }
    told = {
        row[1].strip("`"): (int(row[2]), int(row[3]))
        for row in rows("The grade")
        if len(row) == 4 and row[2].isdigit()
    }
    assert set(told) == set(shown)
    for code, (seen, observed) in shown.items():
        graded = grading.grade(observed, tuple(signals.Signal(one, ()) for one in seen))
        given = {
            side: sum(p.points for p in graded.points if p.reason == code and p.side == side)
            for side in ("probability", "impact")
        }
        assert told[code] == (given["probability"], given["impact"]), code


def test_the_bands_of_the_manual_are_those_of_the_code() -> None:
    bands = {row[0]: row[1].split(" to ") for row in rows("The grade") if row[0] in grading.GRADES}
    for score in range(26):
        low, high = bands[grading.colour(score)]
        assert int(low) <= score <= int(high)


def test_the_thresholds_of_the_manual_are_those_of_the_code() -> None:
    told = {row[0].strip("`"): row[1] for row in rows("Signals") if row[0].startswith("`")}
    surge = told["signal.surge"]
    assert f"at least {signals.SURGE_LEAST} documents in the {signals.WINDOW_DAYS} days" in surge
    assert f"below {signals.SURGE_CHANCE:.0%}".replace("%", " %") in surge
    assert f"at least {signals.SETTLED} earlier" in told["signal.new_field"]
    assert f"at least {signals.SETTLED} earlier" in told["signal.newcomer"]
    assert f"at least {signals.ENTRANT_LEAST} new documents" in told["signal.newcomer"]
    assert f"more than {decision.LATE // timedelta(days=1)} days before" in WARNINGS
    assert "twelve windows" in WARNINGS


def test_the_surge_formula_of_the_manual_is_that_of_the_code() -> None:
    from math import exp, lgamma, log

    total, windows, count = 18, 12, 7

    def chance(k: int) -> float:
        s = total + 0.5
        return exp(
            lgamma(s + k) - lgamma(s) - lgamma(k + 1)
            + s * log(windows / (windows + 1)) + k * log(1 / (windows + 1))
        )  # fmt: skip

    expected = 1 - sum(chance(k) for k in range(count))
    assert signals.at_least(count, total, windows) == pytest.approx(expected)


def test_the_page_on_the_house_knows_every_room() -> None:
    page = text(ROOT / "docs" / "explanation" / "architecture.md")
    config = tomllib.loads(text(ROOT / "pyproject.toml"))
    layers = " ".join(config["tool"]["importlinter"]["contracts"][0]["layers"])
    table = [line.split("|") for line in page.splitlines() if line.startswith("| ")][:18]
    here = {room for row in table for room in re.findall(r"`(\w+)`", row[3])}
    planned = {room for row in table for room in re.findall(r"`(\w+)`", ([*row, ""])[4])}
    bracketed = set(re.findall(r"\((\w+)\)", layers))
    assert planned == bracketed
    assert here == set(re.findall(r"\w+", layers)) - bracketed - {"__main__"}
