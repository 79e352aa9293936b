"""Targets, handled cases and awards: set, brought in, done twice."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ipharbor.actions import permits
from ipharbor.actions.region.import_cases import import_cases
from ipharbor.actions.region.record_award import record_award
from ipharbor.actions.region.targets import import_targets, set_target
from ipharbor.analysis.region.asking import Frame
from ipharbor.journal.models import Line
from ipharbor.queries import cases
from ipharbor.records.models import HandledCase, NationalAward, Target
from ipharbor.vocabulary.errors import HarborError

pytestmark = pytest.mark.django_db
AT = datetime(2021, 11, 30, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
BY = permits.operator()
CASES = (
    "number,kind,received_on,accepted_on,closed_on,outcome,town\n"
    "1,infringement,2021-01-04,2021-01-05,2021-03-01,settled,440113102\n"
    "2,mediation,2021-02-04,2021-02-05,2021-12-01,agreed,440113102\n"
    "3,trade_fair,2020-02-04,2020-02-05,2020-12-01,removed,440113016\n"
    "4,mediation,2021-05-04,2021-05-06,2021-01-01,,\n"
)


def table(folder: Path, text: str, name: str = "表.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_target_is_set_changed_and_taken_away_each_with_a_line() -> None:
    for value in ("28,000", "28000", "29000", ""):
        set_target(2021, "granted", "", value, by=BY, at=AT)
    assert not Target.objects.exists()
    assert [line.details["value"] for line in Line.objects.order_by("seq")] == [
        "28000.0000", "29000.0000", None,
    ]  # fmt: skip
    assert set_target(2021, "granted", "", "", by=BY, at=AT) is None
    assert Line.objects.count() == 3


def test_a_share_may_be_written_in_per_cent() -> None:
    made = set_target(2021, "invention_share", "440113102", "45％", by=BY, at=AT)
    assert made is not None
    assert made.value == Decimal("0.45")


@pytest.mark.parametrize(
    ("given", "field"),
    [((0, "granted", "", "1"), "year"), ((2021, "luck", "", "1"), "figure"),
     ((2021, "granted", "440305001", "1"), "town"), ((2021, "granted", "", "many"), "value"),
     ((2021, "invention_share", "", "2"), "value")],
)  # fmt: skip
def test_a_target_that_cannot_be_is_told_at_its_field(
    given: tuple[int, str, str, str], field: str
) -> None:
    with pytest.raises(HarborError) as refused:
        set_target(*given, by=BY, at=AT)
    assert refused.value.fields == (field,)
    assert not Line.objects.exists()


def test_a_table_of_targets_brought_in_twice_changes_nothing_more(tmp_path: Path) -> None:
    path = table(tmp_path, "year,figure,town,value\n2021,granted,,9\n2021,cases,,x\n")
    set_target(2021, "granted", "", "8", by=BY, at=AT)
    first = import_targets(path, by=BY, at=AT)
    assert (first.stored, first.changed, first.set_aside) == (0, 1, 1)
    again = import_targets(path, by=BY, at=AT)
    assert (again.unchanged, again.set_aside) == (1, 1)
    assert first.adds_up()
    assert again.adds_up()
    assert Line.objects.count() == 2


def test_cases_brought_in_twice_are_held_once_and_news_takes_their_place(tmp_path: Path) -> None:
    first = import_cases(table(tmp_path, CASES), by=BY, at=AT)
    assert (first.read, first.stored, first.set_aside) == (4, 3, 1)
    assert [one.code for one in first.findings] == ["cases.closed_before_receipt"]
    again = import_cases(table(tmp_path, CASES), by=BY, at=AT)
    assert (again.stored, again.changed, again.unchanged) == (0, 0, 3)
    news = import_cases(table(tmp_path, CASES.replace("agreed", "failed")), by=BY, at=AT)
    assert (news.changed, news.unchanged) == (1, 2)
    assert all(one.adds_up() for one in (first, again, news))
    assert HandledCase.objects.get(number="2").outcome == "failed"
    assert Line.objects.count() == 2


def test_cases_count_in_the_year_they_were_closed_and_not_before_it_happened(
    tmp_path: Path,
) -> None:
    import_cases(table(tmp_path, CASES), by=BY, at=AT)
    now = Frame(date(2021, 11, 30), date(2021, 11, 30))
    figure = cases.figure(now)
    assert (figure.value, figure.before) == (1, 0)
    later = Frame(date(2021, 12, 31), date(2021, 12, 31))
    assert (cases.figure(later).value, cases.figure(later).before) == (2, 1)
    assert cases.by_kind(later) == {"infringement": 1, "mediation": 1}
    assert cases.by_town(now) == {"": 1, "440113102": 1}
    (second,) = cases.rows([HandledCase.objects.get(number="2")], now)
    assert (second.closed_on, second.outcome, second.accepted_on) == (None, "", date(2021, 2, 5))
    town = Frame(date(2021, 12, 31), date(2021, 12, 31), "440113016")
    assert cases.figure(town).value == 0


def test_without_a_register_of_cases_there_is_no_figure_not_a_nought() -> None:
    assert cases.figure(Frame(date(2021, 11, 30), date(2021, 11, 30))).value is None


def test_an_award_is_entered_once_and_never_before_its_day() -> None:
    for _ in range(2):
        record_award("CN1", name=" 中国专利  银奖", on=date(2021, 6, 1), by=BY, at=AT)
    one = NationalAward.objects.get()
    assert (one.name, one.known_on) == ("中国专利 银奖", date(2021, 11, 30))
    assert Line.objects.count() == 1
    for told in ({"name": "", "on": date(2021, 6, 1)}, {"name": "奖", "on": date(2021, 12, 1)}):
        with pytest.raises(HarborError):
            record_award("CN1", by=BY, at=AT, **told)  # type: ignore[arg-type]
