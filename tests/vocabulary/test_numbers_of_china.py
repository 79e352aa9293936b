"""Chinese numbers of all years, in every form in which people write them."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.vocabulary.numbers import (
    SERIES,
    ApplicationNumber,
    application_number,
    check_character,
    doubt_of,
    publication_number,
    series_of,
)

WITNESSES = (
    "201710601862.3",
    "201510163325.6",
    "202110685031.5",
    "201711161723.X",
    "201010596747.X",
    "202311352019.8",
    "202010310978.3",
    "200510113767.6",
    "97101765.4",
    "95115608.X",
    "00814037.5",
    "01800565.9",
)


@pytest.mark.parametrize("text", WITNESSES)
def test_a_printed_number_bears_the_check_character_its_digits_ask_for(text: str) -> None:
    read = application_number(text)
    assert (str(read.clean), read.why) == (text, "")


@pytest.mark.parametrize(
    "text",
    [
        "201510163325.6",
        "2015101633256",
        "201510163325",
        "CN201510163325.6",
        "CN201510163325",
        "ZL201510163325.6",
        "ZL 2015 1 0163325.6",
        "zl 2015-1-0163325-6",
        "CN201510163325A",
        "CN 201510163325 A",
        "ＺＬ２０１５１０１６３３２５．６",
        "专利号：ZL201510163325.6",
        "申请号: 201510163325.6",
        "中国专利 ZL 201510163325.6",
        "201510163325·6",
    ],
)
def test_one_application_in_all_its_written_forms_is_one(text: str) -> None:
    read = application_number(text)
    assert (str(read.clean), read.why) == ("201510163325.6", "")


@pytest.mark.parametrize(
    "text",
    [
        "85100001",
        "CN85100001",
        "GK85100001",
        "SD 85 1 00001",
        "GG85100001",
        "ZL85100001",
        "CN85100001A",
        "85100001.0",
    ],
)
def test_until_1988_one_number_serves_application_publication_and_patent(text: str) -> None:
    read = application_number(text)
    assert read.clean == ApplicationNumber("85100001")
    assert read.clean is not None
    assert (read.clean.year, read.clean.patent_type, read.clean.serial) == (
        1985,
        "invention",
        "00001",
    )


@pytest.mark.parametrize(
    ("text", "year", "kind", "pct"),
    [
        ("85200001", 1985, "utility_model", False),
        ("89303229", 1989, "design", False),
        ("00814037.5", 2000, "invention", True),
        ("03900001", 2003, "utility_model", True),
        ("200310100002", 2003, "invention", False),
        ("200480001234", 2004, "invention", True),
        ("202430000001", 2024, "design", False),
    ],
)
def test_year_and_kind_of_right_stand_in_the_number(
    text: str, year: int, kind: str, pct: bool
) -> None:
    read = application_number(text).clean
    assert read is not None
    assert (read.year, read.patent_type, read.from_pct) == (year, kind, pct)


def test_a_wrong_check_character_is_told_and_the_number_read() -> None:
    read = application_number("202310999716.5")
    assert read.clean is not None
    assert (read.clean.check, read.why) == ("6", "number.check.mismatch")


@pytest.mark.parametrize(
    "text",
    [
        "113297382",
        "CN113297382A",
        "04123456",
        "199710123456",
        "201540163325",
        "2015",
        "X",
        "ZL",
        "海牙转交编号 DM/123456",
        "PCT/CN2004/000123",
        "特願2002-80421",
        "20151016332566",
    ],
)
def test_what_is_no_chinese_application_number_is_told_so(text: str) -> None:
    read = application_number(text)
    assert (read.clean, read.why) == (None, "number.application.unreadable")


def test_nothing_written_is_nothing_wrong() -> None:
    assert application_number(" ．").why == ""
    assert publication_number("").why == ""


@pytest.mark.parametrize(
    ("text", "kind", "stage", "since"),
    [
        ("CN85100001A", "invention", "application", date(1985, 9, 10)),
        ("CN85100001B", "invention", "application", date(1985, 9, 10)),
        ("CN88203456U", "utility_model", "application", date(1985, 9, 10)),
        ("CN1030001A", "invention", "application", date(1989, 1, 1)),
        ("CN1003001B", "invention", "application", date(1989, 1, 1)),
        ("CN2030001U", "utility_model", "application", date(1989, 1, 1)),
        ("CN3003001S", "design", "application", date(1989, 1, 1)),
        ("CN1060277C", "invention", "grant", date(1993, 1, 1)),
        ("CN2131635Y", "utility_model", "grant", date(1993, 1, 1)),
        ("CN3021827D", "design", "grant", date(1993, 1, 1)),
        ("CN101000001A", "invention", "application", date(2007, 7, 18)),
        ("CN100378905C", "invention", "grant", date(2007, 8, 29)),
        ("CN201000001Y", "utility_model", "grant", date(2007, 8, 29)),
        ("CN113297382B", "invention", "grant", date(2010, 4, 7)),
        ("CN214411247U", "utility_model", "grant", date(2010, 4, 7)),
        ("CN306123456S", "design", "grant", date(2010, 4, 7)),
        ("CN101234567C3", "invention", "grant", date(2010, 4, 7)),
        ("CN113297382B8", "invention", "grant", date(2010, 4, 7)),
    ],
)
def test_letter_and_digits_tell_the_numbering_a_publication_belongs_to(
    text: str, kind: str, stage: str, since: date
) -> None:
    number = publication_number(text).clean
    assert number is not None
    assert (number.patent_type, number.stage) == (kind, stage)
    assert [one.since for one in series_of(number)] == [since]
    assert doubt_of(number) == ""


def test_a_number_without_its_kind_may_belong_to_several_numberings() -> None:
    number = publication_number("CN1131234").clean
    assert number is not None
    assert [one.kind for one in series_of(number)] == ["A", "B", "C"]
    assert number.stage is None


@pytest.mark.parametrize(
    "text",
    ["CN201234567A", "CN1131234U", "CN95123456A", "CN12345A", "CN401234567S", "CN214411247D2E"],
)
def test_letters_and_digits_that_never_went_together_are_doubted(text: str) -> None:
    number = publication_number(text).clean
    assert number is None or doubt_of(number) == "number.series.unknown"


def test_a_numbering_is_doubted_on_a_day_on_which_it_was_not_in_use() -> None:
    b = publication_number("CN101234567B").clean
    assert b is not None
    assert doubt_of(b, date(2010, 4, 6)) == "number.series.day"
    assert doubt_of(b, date(2010, 4, 7)) == ""
    a = publication_number("CN1993113A").clean
    assert a is not None
    assert doubt_of(a, date(2007, 7, 17)) == ""
    assert doubt_of(a, date(2007, 7, 18)) == "number.series.day"


def test_an_invalidation_may_follow_long_after_its_numbering_ended() -> None:
    part = publication_number("CN1131234C2").clean
    assert part is not None
    assert doubt_of(part, date(2015, 3, 4)) == ""


def test_numberings_of_one_letter_never_overlap() -> None:
    for one in SERIES:
        for other in SERIES:
            if one is not other and one.kind == other.kind:
                assert one.since > (other.until or date.max) or other.since > (
                    one.until or date.max
                )


def test_other_offices_have_no_chinese_numbering() -> None:
    number = publication_number("EP0680812A1").clean
    assert number is not None
    assert (series_of(number), doubt_of(number), number.stage) == ((), "", None)


digits_of = st.one_of(
    st.from_regex(r"(8[5-9]|9[0-9]|0[0-3])[12389][0-9]{5}", fullmatch=True),
    st.from_regex(r"20(0[3-9]|[1-9][0-9])[12389][0-9]{7}", fullmatch=True),
)


@given(
    digits=digits_of,
    prefix=st.sampled_from(["", "CN", "ZL", "zl ", "ＣＮ"]),
    gap=st.sampled_from(["", " ", ".", "-", "．", "　"]),
    checked=st.booleans(),
)
def test_prefix_gaps_and_check_character_do_not_change_a_number(
    digits: str, prefix: str, gap: str, checked: bool
) -> None:
    text = prefix + gap.join(digits) + (f".{check_character(digits)}" if checked else "")
    read = application_number(text)
    assert (read.raw, read.clean, read.why) == (text, ApplicationNumber(digits), "")


@given(st.text())
def test_no_text_whatever_makes_reading_fail(text: str) -> None:
    for read in (
        application_number(text),
        publication_number(text),
        publication_number(text, "CN"),
    ):
        assert read.raw == text
        assert read.clean is not None or read.why or not read.raw.strip() or not text.isalnum()
        if isinstance(read.clean, ApplicationNumber):
            assert application_number(str(read.clean)).clean == read.clean


@pytest.mark.real
def test_the_numberings_hold_for_the_real_publications(shared_data: Path) -> None:
    doubts: dict[str, int] = {}
    read = 0
    with gzip.open(shared_data / "cn-patents/patents.csv.gz", "rt", encoding="utf-8") as opened:
        for row in csv.DictReader(opened):
            number = publication_number(row["publication_number"], row["country"]).clean
            if row["country"] != "CN" or number is None:
                continue
            read += 1
            doubt = doubt_of(number, date.fromisoformat(row["publication_date"]))
            doubts[doubt] = doubts.get(doubt, 0) + 1
    assert read > 100_000
    assert doubts == {"": read}
