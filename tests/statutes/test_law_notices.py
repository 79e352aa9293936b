"""The yearly notice of days off, as a person hands it in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.statutes import calendar, notices
from ipharbor.statutes.book import load
from ipharbor.statutes.calendar import Year
from ipharbor.statutes.deadlines import deadline
from ipharbor.statutes.notices import Typed
from ipharbor.vocabulary.errors import HarborError

# An invented notice for 2027.
REST = (
    ("new_year", "2027-01-01", "2027-01-03"),
    ("spring_festival", "2027-02-05", "2027-02-11"),
    ("labour_day", "2027-05-01", "2027-05-05"),
    ("national_day", "2027-10-01", "2027-10-07"),
)
WORK = (("2027-02-13", "2027-02-14"), ("2026-12-27", ""))
NOTICE = Typed(REST, WORK)
CSV = (
    "what,festival,from,to\n"
    + "".join(f"rest,{','.join(row)}\n" for row in REST)
    + "".join(f"work,,{','.join(row)}\n" for row in WORK)
)


def made(typed: Typed = NOTICE) -> Year:
    year, findings = notices.read(2027, typed)
    assert year is not None, findings
    return year


def codes(typed: Typed, year: int = 2027) -> list[tuple[str, int, str]]:
    read, findings = notices.read(year, typed)
    assert read is None
    for finding in findings:
        assert finding.told("zh").what and finding.told("en").what
    return [(one.code.removeprefix("statutes.notice."), one.row, one.column) for one in findings]


def test_a_deadline_becomes_certain_once_its_year_is_entered() -> None:
    start = date(2026, 8, 10)
    before = deadline("first_action_reply", start=start, book=load(), calendar=calendar.load())
    assert (before.day, before.certain) == (date(2026, 12, 10), True)
    start = date(2026, 10, 13)
    before = deadline("first_action_reply", start=start, book=load(), calendar=calendar.load())
    assert (before.day, before.certain) == (date(2027, 2, 15), False)
    held = calendar.load([made()])
    after = deadline("first_action_reply", start=start, book=load(), calendar=held)
    # 13 February is a Saturday that the notice makes a working day.
    assert (after.day, after.certain) == (date(2027, 2, 13), True)


def test_days_of_december_before_belong_to_the_notice_too() -> None:
    held = calendar.load([made()])
    assert held.is_working(date(2026, 12, 27)) == calendar.Answer(True, True)
    assert held.announced_until == date(2027, 12, 28)


@pytest.mark.parametrize(
    ("rest", "work", "code"),
    [
        ((("new_year", "2027-13-01", ""),), (), ("day", 1, "rest.from")),
        ((("new_year", "", "2027-01-01"),), (), ("day", 1, "rest.from")),
        ((("new_year", "2027-01-03", "2027-01-01"),), (), ("order", 1, "rest.to")),
        ((("new_year", "2027-01-01", "2027-03-01"),), (), ("order", 1, "rest.to")),
        ((("new_year", "2028-01-01", ""),), (), ("beyond", 1, "rest.from")),
        ((("new_year", "2026-11-30", ""),), (), ("beyond", 1, "rest.from")),
        ((("lantern", "2027-02-20", ""),), (), ("festival", 1, "rest.festival")),
        ((("", "2027-02-20", ""),), (), ("festival", 1, "rest.festival")),
        (
            (("new_year", "2027-01-01", ""), ("other", "2027-01-01", "")),
            (),
            ("twice", 2, "rest.from"),
        ),
        ((), (("2027-02-15", ""),), ("weekday", 1, "work.from")),
        ((("new_year", "2027-01-02", ""),), (("2027-01-02", ""),), ("twice", 1, "work.from")),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_cell(
    rest: tuple[tuple[str, str, str], ...],
    work: tuple[tuple[str, str], ...],
    code: tuple[str, int, str],
) -> None:
    assert code in codes(Typed(rest, work))


def test_a_notice_without_the_festivals_of_every_year_is_incomplete() -> None:
    assert codes(Typed(REST[1:], WORK)) == [("lacking", 0, "")]
    assert len(codes(Typed((), ()))) == 4


def test_no_more_rows_are_read_than_a_year_could_need() -> None:
    assert codes(Typed((("", "", ""),) * 61, ())) == [("long", 0, "")]


def test_the_notice_is_the_same_from_a_table_from_yaml_and_from_the_form() -> None:
    year = made()
    assert notices.read(2027, notices.parsed(CSV, "csv")[1]) == (year, ())
    stated, typed = notices.parsed(notices.dump(year), "yaml")
    assert (stated, notices.read(2027, typed)) == (2027, (year, ()))
    assert notices.read(2027, notices.typed_of(year)) == (year, ())
    assert notices.stored(notices.dump(year)) == year


def test_every_shipped_year_can_be_handed_in_as_it_stands() -> None:
    for year in calendar.load().years:
        assert notices.read(year.year, notices.typed_of(year)) == (year, ())
        assert notices.stored(notices.dump(year)) == year


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("yaml", "year: 2027"),
        ("yaml", "[2027]"),
        ("yaml", "{year: soon, rest: [], work: []}"),
        ("yaml", "{rest: [&a {festival: new_year, from: 2027-01-01}, *a]}"),
        ("yaml", "{rest: [{festival: [x], from: 2027-01-01}], work: []}"),
        ("yaml", "rest: 7"),
        ("csv", "festival,from\nnew_year,2027-01-01\n"),
        ("csv", "what,festival,from,to\nnap,new_year,2027-01-01,\n"),
        ("csv", "what,festival,from,to\n" + "rest,,,\n" * 20_000),
        ("csv", ""),
    ],
)
def test_a_file_that_is_no_notice_is_refused(form: str, text: str) -> None:
    with pytest.raises(HarborError) as refused:
        notices.parsed(text, form)
    assert refused.value.code == "statutes.notice.unreadable"


@given(st.text(max_size=80))
def test_no_text_from_outside_breaks_the_reader_of_notices(text: str) -> None:
    for form in ("yaml", "csv"):
        for told in (text, f"what,festival,from,to\n{text}", f"rest: [{text}]\nwork: []"):
            try:
                _, typed = notices.parsed(told, form)
                notices.read(2027, typed)
            except HarborError as refused:
                assert refused.code == "statutes.notice.unreadable"


def test_years_are_entered_one_after_another() -> None:
    held = calendar.load()
    for year in (2003, 2015, 2026, 2027):
        notices.follows(year, held)
    for year in (2002, 2028, 1998):
        with pytest.raises(HarborError) as refused:
            notices.follows(year, held)
        assert refused.value.code == "statutes.calendar.gap"


@given(st.dates(date(2026, 6, 1), date(2027, 10, 20)))
def test_with_the_year_entered_no_reply_ends_on_a_day_off(start: date) -> None:
    held = calendar.load([made()])
    found = deadline("later_action_reply", start=start, book=load(), calendar=held)
    assert held.is_working(found.day).value
    rest = {
        date.fromisoformat(low) + timedelta(days=k)
        for _, low, high in REST
        for k in range((date.fromisoformat(high) - date.fromisoformat(low)).days + 1)
    }
    assert found.day not in rest
