"""Broken and hostile files end in a finding or an error that says so, and nothing is lost."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import time
import tracemalloc
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lampworks import HEADINGS, KETTLE, LAMP, as_csv, read_all

from ipharbor.intake import _bytes, _package
from ipharbor.intake.source import open_source
from ipharbor.vocabulary.errors import HarborError

HEADER = ",".join(HEADINGS)


def refused(path: Path) -> str:
    """The code of the error that opening or reading the file ends in."""
    with pytest.raises(HarborError) as error:
        read_all(path)
    return error.value.code


def written(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def with_cell(place: int, text: str) -> tuple[str, ...]:
    return (*LAMP[:place], text, *LAMP[place + 1 :])


def test_a_truncated_gzip_gives_its_rows_and_says_where_it_breaks(tmp_path):
    dice = random.Random(7)
    rows = [
        with_cell(7, "".join(chr(dice.randrange(0x4E00, 0x9FFF)) for _ in range(300)))
        for _ in range(500)
    ]
    whole = gzip.compress(as_csv([HEADINGS, *rows]).encode())
    done = read_all(written(tmp_path / "cut.csv.gz", whole[: len(whole) // 2]))
    assert 200 < len(done.rows) < 300
    assert done.codes[-1] == "import.file.truncated"
    assert done.findings[-1].row == done.set_aside[0].row == len(done.rows) + 2
    assert done.read == len(done.rows) + 1
    assert len(done.set_aside) == 1


def test_a_gzip_with_a_flipped_byte_gives_what_stands_before_it(tmp_path):
    dice = random.Random(8)
    rows = [with_cell(7, dice.randbytes(300).hex()) for _ in range(2000)]
    text = as_csv([HEADINGS, *rows])
    whole = bytearray(gzip.compress(text.encode()))
    whole[-3000:-2900] = bytes(100)
    done = read_all(written(tmp_path / "hurt.csv.gz", bytes(whole)))
    assert done.codes[-1] == "import.file.damaged"
    assert len(done.rows) > 1000


def test_gzip_members_one_behind_the_other_are_one_file(tmp_path):
    parts = [as_csv([HEADINGS, LAMP]), as_csv([KETTLE])]
    content = b"".join(gzip.compress(part.encode()) for part in parts) + bytes(512)
    assert len(read_all(written(tmp_path / "two.gz", content)).rows) == 2


def test_a_gzip_bomb_is_refused_while_it_unpacks(tmp_path, monkeypatch):
    monkeypatch.setattr(_bytes, "SMALL", 1 << 20)
    content = gzip.compress((as_csv([HEADINGS, LAMP]) + "\n" * (4 << 20)).encode(), 9)
    assert refused(written(tmp_path / "bomb.csv.gz", content)) == "import.file.bomb"


def test_bytes_of_another_encoding_cost_their_cell_only(tmp_path):
    rows = [LAMP] * 20
    content = as_csv([HEADINGS, *rows, KETTLE]).encode()
    spoilt = content.replace("不烫手的茶壶".encode(), "不烫".encode() + b"\xc9\xd5\xff")
    done = read_all(written(tmp_path / "spoilt.csv", spoilt))
    assert done.source.encoding == "utf-8"
    assert done.codes == ["import.cell.encoding"]
    assert (done.findings[0].row, done.findings[0].column) == (22, "title")
    assert done.rows[-1]["title"] == "不烫\ufffd"
    assert done.rows[-1]["applicants"] == ["市桥茶具厂"]
    assert len(done.rows) == 21


def test_a_late_change_of_encoding_is_found_row_by_row(tmp_path):
    good = as_csv([HEADINGS, *[LAMP] * 12_000]).encode()
    bad = as_csv([KETTLE] * 3).encode("gb18030")
    done = read_all(written(tmp_path / "glued.csv", good + bad))
    assert done.source.encoding == "utf-8"
    assert done.read == 12_003
    assert set(done.codes) == {"import.cell.encoding"}
    assert {finding.row for finding in done.findings} == {12_002, 12_003, 12_004}
    assert done.rows[-1]["key"] == "CN201520531130.8"


def test_a_cell_of_a_megabyte_is_cut_in_the_statement_and_whole_in_the_raw_row(lamps):
    long = "灯" * (1 << 20)
    done = read_all(lamps(with_cell(7, long), KETTLE))
    assert done.codes == ["import.cell.cut"]
    assert len(done.rows[0]["abstract"]) == 100_000
    assert json.loads(done.rows[0]["raw"])["abstract"] == long
    assert done.rows[1]["title"] == "不烫手的茶壶"


def test_many_long_cells_are_read_in_small_batches(lamps):
    path = lamps(*[with_cell(7, "灯" * (1 << 20))] * 30)
    tracemalloc.start()
    reads = [batch.read for batch in open_source(path).batches()]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sum(reads) == 30
    assert max(reads) <= 16
    assert peak < 300 << 20


@pytest.mark.parametrize(
    "text",
    ["=cmd|'/C calc'!A0", "@SUM(1+1)", '+HYPERLINK("http://x")', "\t=1+1", "-2+3+cmd|' /C'!A0"],
)
def test_text_that_a_spreadsheet_would_run_is_kept_as_it_is_and_noted(lamps, text):
    done = read_all(lamps(with_cell(5, text)))
    assert done.codes == ["import.cell.formula"]
    assert json.loads(done.rows[0]["raw"])["applicant_first"] == text


@pytest.mark.parametrize("text", ["-", "-5", "+86 20 8400 0000", "--", "–"])
def test_dashes_and_signed_numbers_are_no_formulas(lamps, text):
    assert read_all(lamps(with_cell(5, text))).codes == []


def test_a_wrong_check_character_is_warned_about_and_the_key_has_the_right_one(lamps):
    done = read_all(lamps(with_cell(4, "202110685031.7")))
    assert done.rows[0]["key"] == "CN202110685031.5"
    assert json.loads(done.rows[0]["raw"])["application_number"] == "202110685031.7"
    assert [(each.code, each.severity.value) for each in done.findings] == [
        ("number.check.mismatch", "warn")
    ]
    assert done.findings[0].params["asked"] == "5"


def test_a_row_without_any_number_is_set_aside_with_its_text(lamps):
    nameless = ("CN", "", "2020-01-01", "无名灯", "", "谁", "", "")
    done = read_all(lamps(LAMP, nameless, KETTLE))
    assert done.read == 3
    assert [(each.row, each.code) for each in done.set_aside] == [(3, "import.row.no_key")]
    assert json.loads(done.set_aside[0].raw)["title"] == "无名灯"
    assert done.findings[0].severity == "fault"


def test_rows_of_another_length_are_read_when_short_and_set_aside_when_long(tmp_path):
    text = f"{HEADER}\n{','.join(LAMP[:5])}\n{','.join(KETTLE)},多出来的\n{','.join(LAMP)},,\n"
    done = read_all(written(tmp_path / "ragged.csv", text))
    assert done.column("row") == [2, 4]
    assert [(each.row, each.code) for each in done.set_aside] == [(3, "import.row.long")]
    assert json.loads(done.set_aside[0].raw)["#9"] == "多出来的"
    assert done.codes == ["import.row.short", "import.row.long"]


def test_a_quote_that_is_never_closed_swallows_no_rows(tmp_path):
    lines = [",".join(LAMP)] * 1000
    lines[3] = lines[3].replace("会唱歌", '"会唱歌')
    done = read_all(written(tmp_path / "quote.csv", "\n".join([HEADER, *lines])))
    assert done.read == 1000
    assert done.codes == ["import.row.quote"]
    assert done.findings[0].row == 5
    assert done.rows[3]["title"] == '"会唱歌的路灯'


def test_two_stray_quotes_do_not_merge_the_rows_between(tmp_path):
    lines = [",".join(LAMP)] * 10
    for at in (2, 5):
        lines[at] = lines[at].replace("会唱歌", '"会唱歌')
    done = read_all(written(tmp_path / "quotes.csv", "\n".join([HEADER, *lines])))
    assert done.read == 10
    assert [finding.row for finding in done.findings] == [4, 7]


def test_a_line_break_inside_quotes_is_no_stray_quote(lamps):
    done = read_all(lamps(with_cell(7, "第一行\n第二行, 也是\n第三行"), KETTLE))
    assert done.findings == []
    assert done.rows[0]["abstract"] == "第一行\n第二行, 也是\n第三行"
    assert done.column("row") == [2, 5]


def test_a_short_row_with_a_line_break_in_it_stays_one_row(tmp_path):
    text = f'{HEADER}\nCN,113297382,2021-08-24,"会唱歌\n的路灯",202110685031.5\n'
    done = read_all(written(tmp_path / "short.csv", text))
    assert done.column("title") == ["会唱歌 的路灯"]
    assert done.codes == ["import.row.short"]


def test_an_open_quote_in_a_large_file_takes_bounded_time(tmp_path):
    lines = [",".join(LAMP)] * 60_000
    for at in range(0, 60_000, 100):
        lines[at] = lines[at].replace("会唱歌", 'p"q,"会唱歌')
    path = written(tmp_path / "large.csv", "\n".join([HEADER, *lines]))
    started = time.perf_counter()
    done = read_all(path)
    assert time.perf_counter() - started < 20
    assert done.read >= 60_000


def test_nuls_are_kept_in_the_raw_row_only(lamps):
    done = read_all(lamps(with_cell(3, "会唱\0歌的路灯")))
    assert done.rows[0]["title"] == "会唱歌的路灯"
    assert done.codes == ["import.cell.nul"]
    assert json.loads(done.rows[0]["raw"])["title"] == "会唱\0歌的路灯"


@pytest.mark.parametrize(
    "content", [b"", b"\n\n  \n", b"\xef\xbb\xbf", gzip.compress(b"", mtime=0)]
)
def test_an_empty_file_is_said_to_be_empty(tmp_path, content):
    assert refused(written(tmp_path / "empty.csv", content)) == "import.file.empty"


def test_a_header_without_rows_is_said_to_have_none(tmp_path):
    assert refused(written(tmp_path / "bare.csv", HEADER + "\n")) == "import.file.no_rows"
    book = openpyxl.Workbook()
    book.active.append(list(HEADINGS))
    book.save(tmp_path / "bare.xlsx")
    assert refused(tmp_path / "bare.xlsx") == "import.file.no_rows"


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path):
    assert refused(tmp_path / "gone.csv") == "import.file.missing"


def archive(parts: dict[str, bytes], level: int = 9) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as opened:
        for name, content in parts.items():
            opened.writestr(name, content)
    return packed.getvalue()


def lamp_book(tmp_path: Path) -> dict[str, bytes]:
    """The parts of an honest workbook, to be spoilt."""
    with xlsxwriter.Workbook(tmp_path / "honest.xlsx") as book:
        page = book.add_worksheet()
        for at, row in enumerate((HEADINGS, LAMP, KETTLE)):
            page.write_row(at, 0, row)
    with zipfile.ZipFile(tmp_path / "honest.xlsx") as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_a_workbook_under_another_name_is_still_a_workbook(tmp_path):
    content = archive(lamp_book(tmp_path))
    done = read_all(written(tmp_path / "lamps.csv", content))
    assert done.column("title") == ["会唱歌的路灯", "不烫手的茶壶"]


def test_text_that_calls_itself_a_workbook_is_read_as_text(tmp_path):
    assert len(read_all(written(tmp_path / "not.xlsx", as_csv([HEADINGS, LAMP]))).rows) == 1


def test_a_zip_bomb_of_a_workbook_is_refused_before_it_is_opened(tmp_path):
    parts = lamp_book(tmp_path) | {"xl/theme/theme1.xml": bytes(40 << 20)}
    assert refused(written(tmp_path / "bomb.xlsx", archive(parts))) == "import.file.bomb"


def test_a_workbook_that_declares_more_than_a_gibibyte_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(_package, "MAX_UNPACKED", 1 << 20)
    parts = lamp_book(tmp_path) | {"xl/media/image1.png": random.Random(1).randbytes(2 << 20)}
    assert refused(written(tmp_path / "large.xlsx", archive(parts))) == "import.file.bomb"


def test_a_part_that_is_larger_than_its_entry_says_is_refused(tmp_path):
    content = bytearray(archive(lamp_book(tmp_path) | {"xl/lie.xml": b"<a>" + b" " * 5000}))
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
    assert refused(written(tmp_path / "lie.xlsx", bytes(content))) == "import.file.hostile"


def test_an_entity_bomb_in_a_workbook_is_refused(tmp_path):
    parts = lamp_book(tmp_path)
    laugh = b'<!DOCTYPE lol [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    for part in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"):
        head, _, rest = parts[part].partition(b"?>")
        xml = head + b"?>" + laugh + rest if rest else laugh + parts[part]
        spoilt = archive(parts | {part: xml})
        assert refused(written(tmp_path / "lol.xlsx", spoilt)) == "import.file.hostile"


def test_one_cell_far_away_does_not_fill_the_memory(tmp_path):
    parts = lamp_book(tmp_path)
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    sheet = parts["xl/worksheets/sheet1.xml"].replace(b"</sheetData>", far)
    content = archive(parts | {"xl/worksheets/sheet1.xml": sheet})
    assert refused(written(tmp_path / "far.xlsx", content)) == "import.sheet.too_large"


def test_one_long_text_in_many_cells_does_not_fill_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(_package, "MAX_CHARACTERS", 1 << 20)
    parts = lamp_book(tmp_path)
    text = b"<si><t>" + b"a" * 32_000 + b"</t></si>"
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(
        b"<si>", text + b"<si>", 1
    )
    cells = b"".join(b'<c r="A%d" t="s"><v>0</v></c>' % row for row in range(10, 60))
    sheet = parts["xl/worksheets/sheet1.xml"].replace(
        b"</sheetData>", b'<row r="10">' + cells + b"</row></sheetData>"
    )
    content = archive(parts | {"xl/worksheets/sheet1.xml": sheet})
    assert refused(written(tmp_path / "wide.xlsx", content)) == "import.sheet.too_large"


def test_a_damaged_workbook_is_said_to_be_damaged(tmp_path):
    content = archive(lamp_book(tmp_path))
    assert refused(written(tmp_path / "cut.xlsx", content[:-200])) == "import.file.damaged_xlsx"
    middle = bytearray(content)
    middle[60:120] = bytes(60)
    assert refused(written(tmp_path / "hurt.xlsx", bytes(middle))) == "import.file.damaged_xlsx"
    assert refused(written(tmp_path / "pk.xlsx", b"PK\x03\x04 hello")) == "import.file.damaged_xlsx"


def test_archives_old_workbooks_and_locked_ones_are_told_apart(tmp_path):
    assert refused(written(tmp_path / "a.zip", archive({"a.csv": b"x"}))) == "import.file.zip"
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
    assert refused(written(tmp_path / "old.xls", ole)) == "import.file.xls"
    locked = ole + "EncryptedPackage".encode("utf-16-le")
    assert refused(written(tmp_path / "locked.xlsx", locked)) == "import.file.password"
    assert refused(written(tmp_path / "a.pdf", b"%PDF-1.7 \x00")) == "import.file.binary"


def test_text_in_no_known_encoding_is_refused(tmp_path):
    noise = random.Random(3).randbytes(50_000).replace(b"\0", b"\x81")
    assert refused(written(tmp_path / "noise.csv", b"a," + noise)) == "import.file.encoding"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400), st.sampled_from(["", "exchange", "gzip", "gz-cut", "json", "zip"]))
def test_reading_never_raises_anything_but_a_harbor_error(tmp_path_factory, noise, around):
    path = tmp_path_factory.mktemp("noise") / "noise.csv"
    table = as_csv([HEADINGS, LAMP]).encode()
    content = {
        "": noise,
        "exchange": table + noise + as_csv([KETTLE]).encode(),
        "gzip": gzip.compress(table + noise) + noise,
        "gz-cut": gzip.compress(table)[:-9] + noise,
        "json": b'{"publication_number": "CN1", "title": "t"}\n' + noise,
        "zip": b"PK\x03\x04" + noise,
    }[around]
    path.write_bytes(content)
    try:
        read_all(path)
    except HarborError as refused_whole:
        if around == "exchange":  # only where most of what is no ASCII cannot be read
            assert refused_whole.code in ("import.file.encoding", "import.file.binary")
            assert len(noise) > 8


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELL, min_size=8, max_size=8), min_size=1, max_size=12), st.integers(1, 5))
def test_every_row_that_was_read_is_a_statement_or_set_aside(tmp_path_factory, rows, size):
    path = tmp_path_factory.mktemp("sums") / "sums.csv"
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([HEADINGS, LAMP, *rows])
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    done = read_all(path, size=size)
    assert done.read == len(done.rows) + len(done.set_aside)
    assert done.read >= 1
    placed = [*done.column("row"), *(each.row for each in done.set_aside)]
    assert len(set(placed)) == done.read


def test_rows_above_the_header_are_set_aside_and_titles_are_not(tmp_path):
    rows = [("番禺区 专利清单", *[""] * 7), LAMP, HEADINGS, KETTLE]
    done = read_all(written(tmp_path / "upside.csv", as_csv(rows)))
    assert done.column("title") == ["不烫手的茶壶"]
    assert [(each.row, each.code) for each in done.set_aside] == [(2, "import.row.above_header")]
    assert done.codes == ["import.header.above", "import.row.above_header"]


def test_a_json_list_is_told_from_json_lines(tmp_path):
    assert (
        refused(written(tmp_path / "list.json", '[\n {"title": "灯"}]')) == "import.file.json_list"
    )


def test_chinese_that_begins_late_in_an_english_file_still_tells_the_encoding(lamps):
    english = (*LAMP[:3], "Lamp", "", "Firefly Ltd.", "F21V 29/83", "Sings. " * 40)
    path = lamps(*[english] * 8000, KETTLE, encoding="gb18030")
    done = read_all(path)
    assert done.source.encoding == "gb18030"
    assert done.rows[-1]["title"] == "不烫手的茶壶"
    assert done.findings == []


def test_a_cell_full_of_unreadable_classes_is_told_of_a_few_times(lamps):
    done = read_all(lamps(with_cell(6, "灯具;" * 20_000)))
    assert done.codes == ["class.ipc.unreadable"] * 5


def test_of_several_days_in_a_cell_the_earliest_counts(lamps):
    done = read_all(lamps(with_cell(2, "2021-08-24 | 2020-01-02")))
    assert done.rows[0]["published_on"].isoformat() == "2020-01-02"
