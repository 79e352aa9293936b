"""The replay over real publications shows each month what was known then, grants included."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "experiments/warnings"))
import replaying

FIRST = date(2014, 1, 1)
RIVAL = "佛山远光有限公司"


def documents(granted: date | None) -> pa.Table:
    """Twenty-four documents of a rival, one a month, and one more in a new subclass in January
    2014, for which a right is announced on ``granted``."""
    days = [date(2011 + n // 12, n % 12 + 1, 5) for n in range(36)]
    return pa.table(
        {
            "known_on": pa.array([*days, date(2014, 1, 10)], pa.date32()),
            "granted_on": pa.array([*([None] * 36), granted], pa.date32()),
            "applicants": [[RIVAL]] * 37,
            "ipc": [["F21V 29/50"]] * 36 + [["H01M 10/60"]],
        }
    )


def points(granted: date | None, on: date) -> list[str]:
    """The reasons of the grade that the rival's watch gives at the end of the month of ``on``."""
    (watch,) = [
        one for one in replaying.watches_of(documents(granted), FIRST) if one.kind == "applicant"
    ]
    from ipharbor.warning.replaying import replay

    ends = [FIRST - timedelta(days=1), *replaying.judging.months(FIRST, date(2015, 12, 31))]
    (month,) = [
        one for one in replay(watch, ends) if (one.on.year, one.on.month) == (on.year, on.month)
    ]
    decision: Any = month.decision
    return [] if decision is None else [one.reason for one in decision.grade.points]


@pytest.mark.parametrize("granted", [None, date(2015, 6, 3)])
def test_a_grant_of_next_year_adds_nothing_to_the_month_of_publication(granted: date | None):
    assert points(granted, date(2014, 1, 10)) == points(None, date(2014, 1, 10))
    assert "grade.granted" not in points(granted, date(2014, 1, 10))


def test_a_grant_is_news_of_the_month_in_which_it_is_announced():
    assert "grade.granted" in points(date(2015, 6, 3), date(2015, 6, 30))
    assert points(None, date(2015, 6, 30)) == []


def test_a_grant_published_with_the_document_counts_at_once():
    assert "grade.granted" in points(date(2014, 1, 10), date(2014, 1, 10))


def test_watches_are_chosen_by_what_was_known_before_the_first_month():
    early = list(replaying.watches_of(documents(None), date(2012, 6, 1)))
    late = list(replaying.watches_of(documents(None), date(2013, 6, 1)))
    assert ([one.kind for one in early], [one.kind for one in late]) == ([], ["applicant"])


def test_a_replay_counts_every_month_once():
    told = replaying.told(replaying.replay(documents(date(2015, 6, 3)), FIRST, date(2014, 12, 31)))
    assert told["months"] == 12
    assert told["watches"] == {"applicant": 1}
    surge = told["signals"]["applicant.surge"]
    assert surge["warned"] + surge["quiet"] == 12


def test_a_tripling_is_told_of_who_files_much_and_not_of_who_files_little():
    import surge_power

    rng = surge_power.np.random.default_rng(3)
    much, little = surge_power.run(60, rng), surge_power.run(2, rng)
    assert 0 < much[0] <= 12
    assert little[0] == 0
    assert much[1] <= surge_power.PEERS // 50, "hardly anybody who is calm is told"
