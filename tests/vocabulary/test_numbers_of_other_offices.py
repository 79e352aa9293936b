"""Numbers of other offices in docdb's form, in epodoc's and in the office's own."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipharbor.vocabulary.numbers import (
    DocumentNumber,
    Role,
    docdb_number,
    epodoc_number,
    original_number,
    to_epodoc,
)

A, P = Role.APPLICATION, Role.PUBLICATION


@pytest.mark.parametrize(
    ("text", "office", "docdb", "epodoc"),
    [
        ("98660050.0", "EP", "EP.98660050.A", "EP19980660050"),
        ("EP 00957359.3", "EP", "EP.00957359.A", "EP20000957359"),
        ("PCT/CN2004/000123", "WO", "CN.2004000123.W", "WO2004CN00123"),
        ("PCT/US99/12345", "WO", "US.1999012345.W", "WO1999US12345"),
        ("PCT/CN2018/100001", "WO", "CN.2018100001.W", "WO2018CN100001"),
        ("特願平10-020456", "JP", "JP.2045698.A", "JP19980020456"),
        ("特願2002-80421", "JP", "JP.2002080421.A", "JP20020080421"),
        ("昭和60年第12345号", "JP", "JP.1234585.A", "JP19850012345"),
        ("10-2010-7003249", "KR", "KR.20107003249.A", "KR20107003249"),
        ("195 00 002.1", "DE", "DE.19500002.A", "DE19951000002"),
        ("102004005106.7", "DE", "DE.102004005106.A", "DE200410005106"),
        ("103 31 291.4", "DE", "DE.10331291.A", "DE20031031291"),
        ("0412345.6", "GB", "GB.0412345.A", "GB20040012345"),
        ("96 03098", "FR", "FR.9603098.A", "FR19960003098"),
        ("096116462", "TW", "TW.96116462.A", "TW20070116462"),
    ],
)
def test_an_application_is_the_same_in_all_three_forms(
    text: str, office: str, docdb: str, epodoc: str
) -> None:
    read = original_number(text, office, A)
    assert (str(read.clean), read.why) == (docdb, "")
    assert read.clean is not None
    assert to_epodoc(read.clean).clean == epodoc
    assert epodoc_number(epodoc, A).clean == read.clean
    assert docdb_number(docdb, A).clean == read.clean


@pytest.mark.parametrize(
    ("text", "office", "docdb"),
    [
        ("特開平6-20458", "JP", "JP.H0620458.A"),
        ("特開平06-020458", "JP", "JP.H0620458.A"),
        ("特開昭60-156789号", "JP", "JP.S60156789.A"),
        ("JP H06-20458 A", "JP", "JP.H0620458.A"),
        ("特開2006-270327", "JP", "JP.2006270327.A"),
        ("特表2009-500001", "JP", "JP.2009500001.A"),
        ("特許第2500001号", "JP", "JP.2500001"),
        ("実開平5-12345", "JP", "JP.H0512345.U"),
        ("WO2008023438", "JP", "JP.WO2008023438.A1"),
        ("US 2013/0045506 A1", "US", "US.2013045506.A1"),
        ("20130045506", "US", "US.2013045506"),
        ("US 6,093,011 A", "US", "US.6093011.A"),
        ("RE45,123", "US", "US.RE45123"),
        ("EP 0 680 812 A1", "EP", "EP.0680812.A1"),
        ("EP680812", "EP", "EP.0680812"),
        ("WO/2009/043854", "WO", "WO.2009043854"),
        ("WO 99/12345 A1", "WO", "WO.9912345.A1"),
        ("WO/1999/012345", "WO", "WO.9912345"),
        ("WO 2003/012345 A2", "WO", "WO.03012345.A2"),
        ("1020160103673", "KR", "KR.20160103673.A"),
        ("10-1234567 B1", "KR", "KR.101234567.B1"),
        ("DE 10 2004 012 345 A1", "DE", "DE.102004012345.A1"),
        ("000002330157", "DE", "DE.2330157"),
        ("GB 2 345 678 A", "GB", "GB.2345678.A"),
        ("FR 2 861 234 A1", "FR", "FR.2861234.A1"),
        ("TWI234567B", "TW", "TW.I234567.B"),
        ("M234567", "TW", "TW.M234567.U"),
        ("200845700", "TW", "TW.200845700"),
        ("CN 113297382 A", "CN", "CN.113297382.A"),
    ],
)
def test_a_publication_as_its_office_prints_it(text: str, office: str, docdb: str) -> None:
    read = original_number(text, office, P)
    assert (str(read.clean), read.why) == (docdb, "")


@pytest.mark.parametrize(
    ("text", "office", "role", "why"),
    [
        ("11303326", "JP", P, "number.document.ambiguous"),  # the emperor is not told
        ("WO 2002/012345", "WO", P, "number.document.ambiguous"),
        ("09/206,856", "US", A, "number.document.no_rule"),  # the year is not told
        ("特願平40-000001", "JP", A, "number.document.unreadable"),  # Heisei ended in 31
        ("特願昭65-000001", "JP", A, "number.document.unreadable"),
        ("灯笼", "EP", P, "number.document.unreadable"),
        ("12345", "XX", P, "number.document.no_rule"),
        ("PCT/CN2004", "WO", A, "number.document.unreadable"),
    ],
)
def test_what_a_number_leaves_open_is_told_and_not_guessed(
    text: str, office: str, role: Role, why: str
) -> None:
    read = original_number(text, office, role)
    assert (read.clean, read.why) == (None, why)


def test_an_american_application_needs_its_year() -> None:
    assert str(original_number("09/206,856", "US", A, 1998).clean) == "US.20685698.A"
    assert str(original_number("15/919,370", "US", A, 2018).clean) == "US.201815919370.A"
    assert original_number("12/500,000", "US", A, 2010).clean is None
    old = DocumentNumber("US", "20685698", "A", A)
    assert to_epodoc(old).clean == "US19980206856"
    assert epodoc_number("US19980206856", A).clean == old


def test_a_wrong_european_check_digit_is_told_and_the_number_read() -> None:
    read = original_number("98660050.7", "EP", A)
    assert (str(read.clean), read.why) == ("EP.98660050.A", "number.check.mismatch")


@pytest.mark.parametrize("year", [1985, 1988, 1989, 1999])
def test_an_emperors_year_and_the_western_one_name_the_same_application(year: int) -> None:
    era = f"昭{year - 1925}" if year <= 1988 else f"平{year - 1988}"
    named = original_number(f"特願{era}-012345", "JP", A).clean
    assert named == original_number(f"特願{year}-012345", "JP", A).clean
    assert named == DocumentNumber("JP", f"12345{year % 100:02}", "A", A)


@pytest.mark.parametrize(
    ("number", "role"),
    [
        (DocumentNumber("DE", "69905327", "T", A), A),
        (DocumentNumber("NL", "1010536", "C2"), P),
        (DocumentNumber("CN", "201510163325", "A", A), A),
        (DocumentNumber("US", "201361761070", "P", A), A),
        (DocumentNumber("JP", "2500001", "B2"), P),
    ],
)
def test_where_epodoc_is_no_rule_none_is_given(number: DocumentNumber, role: Role) -> None:
    assert to_epodoc(number).why == "number.document.no_rule"


@pytest.mark.parametrize(
    ("text", "docdb"),
    [
        ("CN20041009213", "CN.200410009213"),
        ("CN201510163325", "CN.201510163325"),
        ("CN19971001765", "CN.97101765"),
    ],
)
def test_chinese_applications_of_epodoc_are_read_in_both_lengths(text: str, docdb: str) -> None:
    assert str(epodoc_number(text, A).clean) == docdb


def test_the_year_in_which_the_chinese_form_changed_is_left_open() -> None:
    assert epodoc_number("CN20031001234", A).why == "number.document.ambiguous"


def test_docdb_drops_the_check_character_of_a_chinese_application() -> None:
    assert str(docdb_number("CN 201510163325.6 A", A).clean) == "CN.201510163325.A"
    assert str(docdb_number("CN 2015101633256 A", A).clean) == "CN.201510163325.A"
    assert docdb_number("CN 2015101633251", A).why == "number.check.mismatch"


@given(
    office=st.sampled_from(["EP", "GB", "FR", "KR", "US", "JP", "DE", "TW"]),
    year=st.integers(1980, 2024),
    serial=st.integers(1, 99999),
)
def test_there_and_back_is_the_same_number(office: str, year: int, serial: int) -> None:
    written = {
        "EP": f"{year % 100:02}{serial:06}",
        "GB": f"{year % 100:02}{serial:05}",
        "FR": f"{year % 100:02}{serial:05}",
        "KR": f"{year}{serial:07}",
        "US": f"{year}15{serial:06}" if year > 2012 else f"{serial}{year % 100:02}",
        "JP": f"{year}{serial:06}" if year > 1999 else f"{serial}{year % 100:02}",
        "DE": f"10{year}{serial:06}" if year > 2003 else f"1{year % 100:02}{serial:05}",
        "TW": f"{year - 1911}1{serial:05}",
    }[office]
    number = DocumentNumber(office, written, "A", A)
    turned = to_epodoc(number)
    if turned.clean is None:
        assert turned.why == "number.document.no_rule"
        assert office == "DE"
        assert year < 1995
        return
    assert epodoc_number(turned.clean, A).clean == number


@given(
    text=st.one_of(
        st.text(),
        st.text("0123456789ABCEJPTUWOHS/-., 特願開平昭第号年PCT"),
        st.text("０１２٣४"),
    ),
    office=st.one_of(st.sampled_from(["EP", "WO", "US", "JP", "KR", "DE", "GB", "FR", "TW", "CN"]),
                     st.text(max_size=4)),
    role=st.sampled_from(list(Role)),
    year=st.one_of(st.none(), st.integers(-10, 9999)),
)  # fmt: skip
def test_no_text_whatever_makes_reading_fail(
    text: str, office: str, role: Role, year: int | None
) -> None:
    for read in (
        docdb_number(text, role),
        epodoc_number(text, role),
        original_number(text, office, role, year),
    ):
        assert read.raw == text
        if read.clean is not None:
            assert re.fullmatch(r"[A-Z]{0,2}[0-9]+", read.clean.number)
            assert to_epodoc(read.clean).raw == str(read.clean)


@pytest.mark.real
def test_real_documents_of_the_epo_bear_the_epodoc_numbers_reckoned(shared_data: Path) -> None:
    """Every reference of the real answers that states both forms."""
    agreed = told = 0
    folder = shared_data / "office-xml" / "epo-ops"
    for path in (folder / "family/family_input.xml", *(folder / "legal").glob("*.xml"),
                 folder / "published/ep1000000_full_cycle_result.xml"):  # fmt: skip
        for node in ET.parse(path).iter():
            tag = node.tag.rpartition("}")[2]
            if tag not in ("application-reference", "publication-reference"):
                continue
            role = A if tag == "application-reference" else P
            forms = {one.get("document-id-type"): one for one in node}
            if not {"docdb", "epodoc"} <= set(forms):
                continue
            parts = [(forms["docdb"].findtext("{*}" + name) or "").strip()
                     for name in ("country", "doc-number", "kind")]  # fmt: skip
            read = docdb_number(" ".join(parts), role).clean
            assert read is not None
            turned = to_epodoc(read).clean
            if turned is not None:
                agreed += turned == (forms["epodoc"].findtext("{*}doc-number") or "").strip()
                told += 1
    assert told >= 8
    assert agreed == told
