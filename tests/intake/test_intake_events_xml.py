"""Legal events in XML: INPADOC's and the Chinese office's, whole and hostile."""

from __future__ import annotations

import gzip
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventpapers import LANTERN, inpadoc, ops, prs, record, reference
from ipharbor.intake.events import read_events
from ipharbor.register.codes import codes
from ipharbor.vocabulary.errors import HarborError

KEY = f"CN{LANTERN}"
PLEDGE = (
    "专利权质押合同登记的生效\nIPC(主分类):F21S 4/00\n登记号:Y2021980900001\n登记生效日:20210928\n"
    "出质人:番禺明灯有限公司\n质权人:羊城湾银行\n发明名称:走马灯"
)


def test_inpadocs_events_of_a_chinese_application_are_read(tmp_path: Path) -> None:
    table = read_events(
        ops(
            tmp_path,
            reference("201510163325"),
            inpadoc("GR01", "2017-08-11"),
            inpadoc(
                "TR01 ",
                "2019-06-11",
                text="Effective date of registration: 20190523 Patentee after: Lantern Co. "
                "Patentee before: Lamp Co. Address before: Panyu",
            ),
            inpadoc("CF01", "2022-03-25", text="Termination date: 20210401"),
        )
    )
    assert table.form == "inpadoc_events"
    assert (table.read, table.set_aside, table.findings) == (3, 0, ())
    assert [(one.key, one.code, one.on) for one in table.events] == [
        (KEY, "GR01", date(2017, 8, 11)),
        (KEY, "TR01", date(2019, 6, 11)),
        (KEY, "CF01", date(2022, 3, 25)),
    ]
    moved, lapsed = table.events[1].details, table.events[2].details
    assert (moved["before"], moved["after"]) == ("Lamp Co", "Lantern Co")
    assert moved["registered_on"] == "20190523"
    assert lapsed["ended_on"] == "20210401"


def test_an_event_of_a_publication_goes_to_its_family_members_application(tmp_path: Path) -> None:
    table = read_events(
        ops(tmp_path, reference("97101765"), inpadoc("C14", "2001-01-10", "1060277", of="P"))
    )
    assert [one.key for one in table.events] == ["CN97101765.4"]


def test_events_of_other_offices_are_set_aside_with_a_note(tmp_path: Path) -> None:
    table = read_events(
        ops(
            tmp_path,
            reference("99203729", "EP"),
            inpadoc("17Q", "2002-06-05", "99203729", office="EP"),
            inpadoc("GR01", "2017-08-11"),
        )
    )
    assert (table.read, len(table.events), table.set_aside) == (2, 1, 1)
    (finding,) = table.findings
    assert (finding.code, finding.value, finding.severity.value) == (
        "events.office.other",
        "EP",
        "note",
    )


@pytest.mark.real
def test_every_chinese_code_of_inpadoc_is_known(shared_data: Path) -> None:
    lines = (shared_data / "legal-events/inpadoc_legal_codes_202417.csv").read_text("utf-8-sig")
    told = {line.split(",")[1].strip() for line in lines.splitlines() if line.startswith("CN,")}
    assert len(told) > 100
    assert told - set(codes()) == set()


def test_records_of_the_chinese_office_are_read_in_any_order_of_their_parts(tmp_path: Path) -> None:
    table = read_events(
        prs(
            tmp_path,
            record("GR01", "20170811", "授权"),
            record("PE01", "20211015", "专利权质押合同登记的生效", PLEDGE, swapped=True),
            record("CF01", "20220325", "专利权的终止", number="", standard="2015101633256"),
        )
    )
    assert table.form == "cnipa_records"
    assert (table.read, table.set_aside, table.findings) == (3, 0, ())
    assert {one.key for one in table.events} == {KEY}
    pledge = table.events[1].details
    assert {name: pledge[name] for name in ("number", "registered_on", "pledgor", "pledgee")} == {
        "number": "Y2021980900001",
        "registered_on": "20210928",
        "pledgor": "番禺明灯有限公司",
        "pledgee": "羊城湾银行",
    }
    assert table.events[0].row < table.events[1].row < table.events[2].row


def test_a_record_without_code_is_read_by_its_words(tmp_path: Path) -> None:
    table = read_events(
        prs(
            tmp_path,
            record(
                "",
                "20220325",
                "专利权的终止",
                "未缴年费专利权终止 IPC(主分类):F21S 终止日期:20210401",
            ),
            record("", "20220325", "月全食"),
        )
    )
    assert [one.code for one in table.events] == ["CF01"]
    assert [(one.code, one.value) for one in table.findings] == [
        ("events.phrase.unknown", "月全食")
    ]
    assert table.set_aside == 1


def test_a_record_that_its_source_deleted_changes_nothing(tmp_path: Path) -> None:
    table = read_events(prs(tmp_path, record("GR01", "20170811", "授权", status="D")))
    assert (table.read, len(table.events), table.set_aside) == (1, 0, 1)
    assert table.findings[0].code == "events.record.deleted"


def test_an_unknown_code_is_kept_and_told_once(tmp_path: Path) -> None:
    table = read_events(
        prs(tmp_path, *(record("ZZ99", f"2017081{day}", "新事务") for day in range(1, 4)))
    )
    assert [one.code for one in table.events] == ["ZZ99"] * 3
    assert [(one.code, one.value) for one in table.findings] == [("events.code.unknown", "ZZ99")]


def test_bad_numbers_and_days_are_findings_at_their_line_and_element(tmp_path: Path) -> None:
    table = read_events(
        prs(
            tmp_path,
            record("GR01", "20170231", "授权"),
            record("GR01", "20170811", "授权", number="灯", standard=""),
            record("GR01", "20170811", "授权", number="201510163325.1"),
        )
    )
    assert (table.read, len(table.events), table.set_aside) == (3, 1, 2)
    assert [(one.code, one.column, one.row) for one in table.findings] == [
        ("events.date.unreadable", "PRSPublicationDate", 3),
        ("events.number.unreadable", "ApplicationReference", 4),
        ("number.check.mismatch", "ApplicationReference", 5),
    ]
    assert "asked" in table.findings[2].params
    assert all(one.told(lang).what for one in table.findings for lang in ("zh", "en"))


@pytest.mark.parametrize("encoding", ["UTF-8", "GB18030", "GBK", "UTF-16"])
def test_the_encoding_is_the_declared_one(tmp_path: Path, encoding: str) -> None:
    table = read_events(
        prs(tmp_path, record("PE01", "20211015", "专利权质押", PLEDGE), encoding=encoding)
    )
    assert table.events[0].details["pledgee"] == "羊城湾银行"


def test_a_packed_file_is_unpacked(tmp_path: Path) -> None:
    path = prs(tmp_path, record("GR01", "20170811", "授权"))
    path.write_bytes(gzip.compress(path.read_bytes()))
    assert len(read_events(path).events) == 1


def test_a_file_that_breaks_off_keeps_what_stands_before(tmp_path: Path) -> None:
    path = prs(tmp_path, *(record("GR01", f"2017081{day}", "授权") for day in range(1, 4)))
    text = path.read_text("utf-8")
    path.write_text(text[: text.rindex("<business:PRSRecord") + 40], encoding="utf-8")
    table = read_events(path)
    assert len(table.events) == 2
    assert [one.code for one in table.findings] == ["events.xml.broken"]
    assert table.read == len(table.events) + table.set_aside


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<lantern><light/></lantern>", "events.xml.unknown"),
        ("<lantern><light></lantern>", "events.xml.damaged"),
        ("<", "events.xml.damaged"),
    ],
)
def test_xml_without_events_is_refused(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "lantern.xml"
    path.write_text(text)
    with pytest.raises(HarborError) as refused:
        read_events(path)
    assert refused.value.code == code


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE PRS [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    "<PRS><PRSRecord>&b;</PRSRecord></PRS>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE PRS [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    "<PRS><PRSRecord>&x;</PRSRecord></PRS>"
)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (LAUGHS, "DOCTYPE"),
        (OUTSIDE, "DOCTYPE"),
        ("<PRS>" * 100, "depth"),
        ("<PRS><PRSRecord>" + "<a/>" * 6000 + "</PRSRecord></PRS>", "size"),
        ("<PRS><PRSRecord>" + "灯" * (2 << 20) + "</PRSRecord></PRS>", "size"),
        ('<PRS><PRSRecord a="' + "灯" * (2 << 20), "size"),
        ("<PRS><!-- " + "x" * (6 << 20), "size"),
    ],
)
def test_hostile_xml_is_refused_before_it_grows(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "gift.xml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(HarborError) as refused:
        read_events(path)
    assert (refused.value.code, refused.value.params["why"]) == ("events.xml.hostile", why)


def test_a_dtd_that_is_only_named_is_left_alone(tmp_path: Path) -> None:
    path = prs(tmp_path, record("GR01", "20170811", "授权&thinsp;"))
    head, body = path.read_text("utf-8").split("\n", 1)
    path.write_text(f'{head}\n<!DOCTYPE PRS SYSTEM "/dev/zero">\n{body}', encoding="utf-8")
    (event,) = read_events(path).events
    assert event.details["text"] == "授权\ufffd"


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, 900), noise=st.binary(max_size=8))
def test_no_damage_makes_reading_fail_otherwise_than_by_refusing(
    tmp_path_factory: pytest.TempPathFactory, cut: int, noise: bytes
) -> None:
    folder = tmp_path_factory.mktemp("damage")
    path = prs(
        folder, record("GR01", "20170811", "授权"), record("PE01", "20211015", "质押", PLEDGE)
    )
    whole = path.read_bytes()
    path.write_bytes(whole[:cut] + noise + whole[cut + len(noise) :])
    try:
        table = read_events(path)
    except HarborError as refused:
        assert all(refused.told(lang).what for lang in ("zh", "en"))
    else:
        assert table.read == len(table.events) + table.set_aside


@pytest.mark.real
def test_real_answers_of_the_epo_are_read_and_what_they_hold_is_listed(shared_data: Path) -> None:
    seen: Counter[str] = Counter()
    offices: Counter[str] = Counter()
    for path in sorted((shared_data / "office-xml/epo-ops").rglob("*.xml")):
        try:
            table = read_events(path)
        except HarborError as refused:
            seen[refused.code] += 1
            continue
        assert table.read == path.read_text("utf-8").count("<ops:legal ")
        assert table.read == len(table.events) + table.set_aside
        seen["read"] += table.read
        offices.update(one.value for one in table.findings if one.code == "events.office.other")
    assert seen == {"read": 115, "events.xml.unknown": 3, "events.headings": 2}
    assert offices == {"EP": 101, "US": 14}
