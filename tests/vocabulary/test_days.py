"""Days in the forms in which people and machines write them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.vocabulary.days import EARLIEST_YEAR, LATEST_YEAR, SERIALS, day, day_of_serial

FIRST, LAST = date(EARLIEST_YEAR, 1, 1), date(LATEST_YEAR, 12, 31)


@pytest.mark.parametrize(
    "text",
    ["20150304", "2015-03-04", "2015-3-4", "2015.03.04", "2015/3/4", "2015年3月4日", "2015年03月04",
     " 2015-03-04 ", "２０１５－０３－０４", "2015-03-04 00:00:00", "2015-03-04T08:30:00Z",
     "2015-03-04T08:30:00.000+08:00", "20150304.0"],
)  # fmt: skip
def test_one_day_in_every_written_form_is_one_day(text):
    stated = day(text)
    assert (stated.clean, stated.why) == (date(2015, 3, 4), "")
    assert stated.raw == text


@pytest.mark.parametrize("text", ["", "  ", "-", "--", "无", "N/A"])
def test_no_day_is_no_mistake(text):
    assert (day(text).clean, day(text).why) == (None, "")


@pytest.mark.parametrize(
    "text",
    ["2015-02-29", "20151301", "2015-03", "去年", "2015-03/04", "03/04/2015", "12345", "99999",
     "0000-00-00", "9999-12-31", "2015-03-04 teatime"],
)  # fmt: skip
def test_an_impossible_or_ambiguous_day_is_not_guessed(text):
    assert (day(text).clean, day(text).why) == (None, "import.date.unreadable")


def test_a_spreadsheets_serial_number_is_its_day_and_is_remarked_upon():
    # 42067 is what Excel shows for 2015-03-04 in a cell of number format.
    assert (day("42067").clean, day("42067").why) == (date(2015, 3, 4), "import.date.serial")
    assert day("42067.5").clean == date(2015, 3, 4)
    assert day_of_serial(61) == date(1900, 3, 1)


@given(st.dates(FIRST, LAST), st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%Y.%m.%d", "%Y/%m/%d"]))
def test_every_day_is_read_back(which, form):
    assert day(which.strftime(form)).clean == which


@given(st.sampled_from(SERIALS))
def test_serial_numbers_follow_the_calendar(serial):
    assert day(str(serial)).clean == date(1900, 3, 1) + timedelta(days=serial - 61)


@given(st.text(max_size=30))
def test_no_text_makes_reading_a_day_fail(text):
    assert day(text).raw == text
