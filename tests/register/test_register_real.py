"""The fold and the table of codes against real records."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from lives_ledger import book

from ipharbor.register.codes import Kind, codes, tidy
from ipharbor.register.events import Event
from ipharbor.register.moves import State
from ipharbor.register.standing import Certainty, Right, Standing, standing
from ipharbor.vocabulary.days import day

pytestmark = pytest.mark.real

COLUMNS = {
    "pub_date_c": "PB01",
    "substantive_review": "SE01",
    "app_withdraw": "WD01",
    "reject": "RJ01",
    "recover": "RR01",
    "grant": "GR01",
    "waive": "AD01",
    "terminate": "CE01",
}
CENSORED = date(2017, 8, 25)


def rows(shared_data: Path) -> tuple[list[dict[str, str]], int]:
    """The lives of the file, and how many rows are shifted and set aside."""
    path = shared_data / "cn-survival" / "inventions_published_2002.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        read = list(csv.DictReader(file))
    kept = [row for row in read if day(row["app_date"]).clean and day(row["pub_date_c"]).clean]
    return kept, len(read) - len(kept)


def told(row: dict[str, str]) -> list[Event]:
    found = [(code, day(row[column]).clean) for column, code in COLUMNS.items()]
    return [Event(code, on, on) for code, on in found if on is not None]


def folded(row: dict[str, str]) -> Standing:
    right = Right(row["app_num"], "invention", day(row["app_date"]).clean)
    return standing(right, told(row), on=CENSORED, book=book(), data_until=CENSORED)


def test_every_code_that_inpadoc_lists_for_china_is_in_the_table(shared_data: Path) -> None:
    path = shared_data / "legal-events" / "inpadoc_legal_codes_202417.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        listed = {tidy(r["Event-code"]) for r in csv.DictReader(file) if r["Authority"] == "CN"}
    assert len(listed) == 110
    assert listed - set(codes()) == set()


def test_what_inpadoc_calls_a_loss_ends_or_limits_in_the_table(shared_data: Path) -> None:
    path = shared_data / "legal-events" / "inpadoc_legal_codes_202417.csv"
    harmless = {Kind.NONE, Kind.CORRECTION, Kind.BIBLIOGRAPHIC_CHANGE, Kind.SERVICE_BY_NOTICE}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for r in csv.DictReader(file):
            if r["Authority"] == "CN" and r["Influence"].strip() == "-":
                assert codes()[tidy(r["Event-code"])].kind not in harmless, r["Event-code"]


def forbidden(row: dict[str, str]) -> Counter[str]:
    """The moves that the days of a row themselves forbid, read off without the fold."""
    at = {column: day(row[column]).clean for column in COLUMNS}
    dead = [at[c] for c in ("app_withdraw", "reject", "waive") if at[c]]
    lost = [*dead, *([at["terminate"]] if at["terminate"] else [])]
    found: Counter[str] = Counter()
    back = at["recover"]
    if back and not any(loss <= back for loss in lost):
        found["restored"] += 1
    granted = at["grant"]
    buried = granted and any(
        loss < granted and not (back and loss <= back <= granted) for loss in dead
    )
    if buried:
        found["grant"] += 1
        if at["terminate"]:
            found["terminated"] += 1
    return found


def test_the_lives_of_2002_fold_without_a_move_that_their_own_days_do_not_forbid(
    shared_data: Path,
) -> None:
    lived, aside = rows(shared_data)
    assert (len(lived), aside) == (2790, 4)
    impossible: Counter[str] = Counter()
    for row in lived:
        answer = folded(row)
        met = Counter(
            f.params["kind"] for f in answer.findings if f.code == "register.impossible_move"
        )
        assert met == forbidden(row), row["app_num"]
        assert answer.impossible == met.total(), row["app_num"]
        impossible += met
    assert impossible == {"restored": 2, "grant": 1, "terminated": 1}


def test_the_lives_of_2002_end_where_their_columns_say(shared_data: Path) -> None:
    states: Counter[State] = Counter()
    doubts: Counter[str] = Counter()
    missing = 0
    for row in rows(shared_data)[0]:
        answer = folded(row)
        states[answer.state] += 1
        doubts[answer.certainty] += 1
        missing += any(f.code.startswith("register.missing.") for f in answer.findings)
        if answer.state is State.ENDED:
            assert answer.since == day(row["terminate"]).clean, row["app_num"]
    assert states == {
        State.ENDED: 1237,
        State.DEAD_APPLICATION: 1067,
        State.IN_FORCE: 483,
        State.PUBLISHED: 2,
        State.IN_EXAMINATION: 1,
    }
    assert doubts[Certainty.CERTAIN] == 2302
    assert doubts[Certainty.UNKNOWN] == 2
    assert missing == 17
