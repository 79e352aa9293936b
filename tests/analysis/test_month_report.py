"""The report of a month: each of its numbers is the cockpit's, and both files hold them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

import docx as opened
import pytest
from region_world import DALONG, MING, NANCUN, Place, document

from ipharbor.analysis.region.asking import Asked, Frame
from ipharbor.analysis.region.cuts import Cut, count
from ipharbor.analysis.region.layout import TYPES
from ipharbor.analysis.region.ledger import Ledger
from ipharbor.analysis.region.outlook import outlook, outlook_by_town
from ipharbor.papers.report.docx import docx
from ipharbor.papers.report.values import Grid, Report, Text
from ipharbor.queries.cockpit import cockpit
from ipharbor.queries.monthly import FLOWS, STOCKS, Monthly, monthly
from ipharbor.queries.monthly_report.telling import report
from ipharbor.register.events import Event
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import region

REGION = region("panyu")
KNOWN = date(2021, 12, 1)


def granted_days() -> list[tuple[date, str]]:
    """Grants of 2016 to November 2021: more in summer, more each year, types by turns."""
    days = []
    for year in range(2016, 2022):
        for month in range(1, 12 if year == 2021 else 13):
            for n in range((year - 2014) * (3 if 5 <= month <= 8 else 1)):
                days.append((date(year, month, 2 + n % 26), TYPES[(n + month) % 3]))
    return days


@cache
def a_ledger() -> Ledger:
    documents, events = [], {}
    for number, (day, kind) in enumerate(granted_days(), start=1):
        key = f"2015{TYPES.index(kind) + 1}0{number:06d}"
        documents.append(
            document(
                key, kind, day - timedelta(days=400), granted_on=day, published_on=day,
                known_on=day, town=NANCUN if number % 3 else DALONG,
            )
        )  # fmt: skip
        if number % 5 == 0:
            filed = day + timedelta(days=40)
            told = {"number": f"Y{number:06d}"}
            events[key] = [Event("PE01", filed, filed, told)]
    return Place(documents=documents, events=events).ledger()


@cache
def ask(frame: Frame) -> Asked:
    return Asked(a_ledger(), frame)


def a_month(year: int = 2021, month: int = 11, known: date = KNOWN) -> Monthly:
    return monthly(ask, year, month, known=known, region=REGION)


def told(lang: str = "zh", month: Monthly | None = None) -> Report:
    return report(
        month or a_month(), lang, region=REGION, maker="番禺区知识产权局", day=KNOWN, invented=True
    )


def grids(of: Report) -> dict[str, Grid]:
    """The tables by what their caption says behind the number."""
    found = [block for block in of.all_blocks if isinstance(block, Grid)]
    return {re.sub(r"^表\d+　", "", grid.caption): grid for grid in found}


def column(grid: Grid, head: str, which: int = 0) -> dict[str, str]:
    at = [place for place, name in enumerate(grid.heads) if name == head][which]
    return {row[0]: row[at] for row in grid.rows}


def counted(known: date, on: date, first: date, **more: str) -> int:
    """Grants from ``first`` to ``on`` as the list behind a figure has them."""
    return count(ask(Frame(known, on)), Cut("granted", first, on).narrowed(**more))


def test_the_months_grants_are_as_many_as_the_list_of_those_days_has() -> None:
    """The month before as known a day after its end, the year before as known then."""
    names = {"发明专利": "invention", "实用新型": "utility_model", "外观设计": "design"}
    table = grids(told())["当月授权（件）"]
    for name, kind in names.items():
        now = counted(KNOWN, date(2021, 11, 30), date(2021, 11, 1), type=kind)
        last = counted(date(2021, 11, 1), date(2021, 10, 31), date(2021, 10, 1), type=kind)
        year = counted(date(2020, 12, 1), date(2020, 11, 30), date(2020, 11, 1), type=kind)
        assert column(table, "本月")[name] == f"{now:,}"
        assert column(table, "上月")[name] == f"{last:,}"
        assert column(table, "上年同月")[name] == f"{year:,}"
        so_far = counted(KNOWN, date(2021, 11, 30), date(2021, 1, 1), type=kind)
        assert column(table, "本年累计")[name] == f"{so_far:,}"
    by_hand = sum(day.year == 2021 and day.month == 11 for day, _ in granted_days())
    assert column(table, "本月")["合计"] == f"{by_hand:,}"


def test_every_flow_and_stock_is_the_cockpits_at_the_months_end() -> None:
    month = a_month()
    there = cockpit(ask(Frame(KNOWN, date(2021, 11, 30))), region=REGION)
    for name in FLOWS:
        assert month.flows[name].so_far == there.figures[name].value, name
        assert month.flows[name].so_far_before == there.figures[name].before, name
    for name in STOCKS:
        assert month.stocks[name].now == there.figures[name].value, name
        assert month.stocks[name].year_before == there.figures[name].before, name
    by_month = {one.month: one.count for one in there.months}
    assert month.flows["granted"].month == by_month[11]
    assert month.flows["pledge_records"].month > 0


def test_the_months_of_a_year_add_up_to_the_year_so_far() -> None:
    """As known on one day: what each month's report says of its month, told on that day."""
    for name in ("granted", "pledge_records"):
        months = []
        for month in range(1, 12):
            on = date(2021, month + 1, 1) - timedelta(days=1)
            frames = [Frame(KNOWN, on)]
            if month > 1:
                frames.append(Frame(KNOWN, date(2021, month, 1) - timedelta(days=1)))
            values = [cockpit(ask(one), region=REGION).figures[name].value or 0 for one in frames]
            months.append(values[0] - (values[1] if len(values) > 1 else 0))
        assert sum(months) == a_month().flows[name].so_far


def test_towns_and_holders_of_the_report_are_those_of_the_cockpit() -> None:
    there = cockpit(ask(Frame(KNOWN, date(2021, 11, 30))), region=REGION)
    towns = grids(told())["各镇街专利（件）"]
    for row in there.tables["towns"].rows:
        name = REGION.town(row.code).name_zh if row.code else "未写明"  # type: ignore[union-attr]
        assert column(towns, "本年累计")[name] == f"{row.counts['granted']:,}"
        assert column(towns, "有效专利")[name] == f"{row.counts['in_force']:,}"
        last = counted(KNOWN, date(2021, 11, 30), date(2021, 11, 1))
        assert column(towns, "本月")["合计"] == f"{last:,}"
    kinds = grids(told())["按权利人类型（件）"]
    firms = next(row for row in there.tables["kinds"].rows if row.code == "firm")
    assert column(kinds, "有效专利")["企业"] == f"{firms.counts['in_force']:,}"


def test_the_forecast_is_that_of_the_ledger_with_its_back_test() -> None:
    found = outlook(ask(Frame(KNOWN, date(2021, 11, 30))))
    assert found is not None
    so_far = counted(KNOWN, date(2021, 11, 30), date(2021, 1, 1))
    assert (found.year, found.so_far) == (2021, so_far)
    assert found.expected >= so_far
    trials = grids(told())["往年同一时点的预测和实际（件）"]
    for trial in found.trials:
        reached = counted(KNOWN, date(trial.year, 12, 31), date(trial.year, 1, 1))
        assert trial.reached == reached
        assert column(trials, "实际")[f"{trial.year}年"] == f"{reached:,}"
    texts = " ".join(block.text for block in told().blocks if isinstance(block, Text))
    assert (f"{round(found.expected):,}件左右" in texts) is found.shown
    towns = outlook_by_town(ask(Frame(KNOWN, date(2021, 11, 30))))
    assert sum(one.so_far for one in towns.values()) == so_far


def test_what_is_not_known_yet_is_in_no_number() -> None:
    """Asked in mid-November the year ends in October, whatever came later."""
    early = a_month(2021, 10, known=date(2021, 11, 15))
    assert early.flows["granted"].so_far == counted(
        date(2021, 11, 15), date(2021, 10, 31), date(2021, 1, 1)
    )
    assert early.nowcast is not None
    assert early.nowcast.known_on == date(2021, 11, 15)
    assert early.nowcast.until == date(2021, 10, 31)


def test_january_looks_back_at_december_and_has_no_months_before() -> None:
    january = a_month(2021, 1, known=date(2021, 2, 1))
    december = sum(day.year == 2020 and day.month == 12 for day, _ in granted_days())
    flow = january.flows["granted"]
    assert (flow.month, flow.last_month) == (flow.so_far, december)
    assert "1月，全区专利授权" in told(month=january).blocks[0].text  # type: ignore[union-attr]


def test_a_month_that_is_not_over_is_refused() -> None:
    with pytest.raises(HarborError, match=r"report\.month\.not_over"):
        a_month(2021, 12, known=date(2021, 12, 30))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_languages_hold_the_same_numbers(lang: str) -> None:
    numbers: Callable[[str], list[str]] = lambda text: re.findall(r"\d[\d,.]*", text)  # noqa: E731
    here, other = grids(told("zh")), told(lang)
    tables = [block for block in other.all_blocks if isinstance(block, Grid)]
    assert len(tables) == len(here)
    for mine, its in zip(here.values(), tables, strict=True):
        for row, same in zip(mine.rows, its.rows, strict=True):
            assert row[mine.words :] == same[its.words :] or numbers(row[-1]) == numbers(same[-1])


def test_the_numbers_of_the_docx_are_those_of_the_report() -> None:
    of = told()
    made = opened.Document(io.BytesIO(docx(of)))
    tables = [block for block in of.all_blocks if isinstance(block, Grid)]
    assert len(made.tables) == len(tables)
    for drawn, grid in zip(made.tables, tables, strict=True):
        rows = [tuple(cell.text for cell in row.cells) for row in drawn.rows]
        assert rows == [grid.heads, *grid.rows]


def test_the_report_says_what_it_rests_on_and_that_its_data_are_invented() -> None:
    of = told()
    texts = "\n".join(block.text for block in of.all_blocks if isinstance(block, Text))
    assert "v000001-7" in texts
    assert "2021年12月1日" in of.under
    assert "虚构" in of.notice
    assert "第七次全国人口普查" in texts
    assert "未经核实" in texts
    assert of.annexes[0].title == "指标口径"
    assert all("{" not in text for text in (texts, of.title, of.mast, of.issue))
    assert MING not in texts, "a report of the district names no firm"
