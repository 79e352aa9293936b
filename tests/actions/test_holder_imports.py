"""The holders of the region brought into the register: counted, journalled, never twice."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ipharbor.actions import permits
from ipharbor.actions.replaying.comparing import compare
from ipharbor.actions.replaying.replay import replay
from ipharbor.actions.replaying.scratch import scratch
from ipharbor.actions.rights.import_holders import HolderReceipt, import_holders
from ipharbor.journal.models import Line
from ipharbor.records.models import Firm
from ipharbor.vocabulary.credit_codes import check_character
from ipharbor.vocabulary.errors import HarborError

AT = datetime(2022, 4, 1, 9, 0, tzinfo=UTC)
HEADINGS = "name,kind,credit_code,town,trade,industry,founded,size,grades,capital,employees,address"
LANTERN = "番禺走马灯有限公司"
pytestmark = pytest.mark.django_db


def code(number: int) -> str:
    body = f"91440113MA{number:07d}"
    return body + check_character(body)


def written(folder: Path, *rows: str, headings: str = HEADINGS, name: str = "h.csv") -> Path:
    path = folder / name
    path.write_text("\n".join((headings, *rows)) + "\n", encoding="utf-8")
    return path


def bring(path: Path) -> HolderReceipt:
    receipt = import_holders(path, by=permits.operator(), at=AT)
    assert receipt.adds_up()
    return receipt


def codes(receipt: HolderReceipt) -> list[str]:
    return [finding.code for finding in receipt.findings]


def test_a_holder_comes_with_all_that_its_row_says(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        f"番禺走马灯有限公司,firm,{code(1)},石楼镇,lighting,3872,2009,small,"
        "high_tech|specialised,500.5,86,广州市番禺区石楼镇灯市路1号",
        f"岭南灯彩大学,,{code(2)},440113011,,P83,1958-09-01,,,,,",
        "何小灯,个人,,,,,,,,,,广州市番禺区沙湾镇灯巷2号",
    )
    assert (bring(path).stored, Firm.objects.count()) == (3, 3)
    lantern = Firm.objects.get(name=LANTERN)
    assert (lantern.credit_code, lantern.town, lantern.trade) == (code(1), "440113105", "lighting")
    assert (lantern.industry, lantern.founded, lantern.size) == ("C3872", 2009, "small")
    assert lantern.grades == ["high_tech", "specialised"]
    assert (lantern.capital, lantern.employees) == (Decimal("500.50"), 86)
    school = Firm.objects.get(name="岭南灯彩大学")
    assert (school.kind, school.town, school.founded) == ("university", "440113011", 1958)
    person = Firm.objects.get(name="何小灯")
    assert (person.kind, person.town) == ("individual", "440113017"), "the address names the town"


def test_chinese_headings_and_words_are_read_as_well(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        f'番禺走马灯有限公司,企业,{code(1)},石楼,小型企业,高新技术企业、专精特新“小巨人”,"1,200万元",86人',
        headings="企业名称,主体类型,统一社会信用代码,所属镇街,企业规模,资质,注册资本（万元）,从业人数",
    )
    assert bring(path).findings == ()
    lantern = Firm.objects.get(name=LANTERN)
    assert (lantern.town, lantern.size, lantern.capital) == ("440113105", "small", Decimal(1200))
    assert (lantern.grades, lantern.employees) == (["high_tech", "little_giant"], 86)


def test_the_same_table_comes_as_workbook_and_as_parquet(tmp_path: Path) -> None:
    names, founded = [LANTERN, "番禺荷花灯厂"], [2009, None]
    book = openpyxl.Workbook()
    book.active.append(["name", "founded", "capital"])
    for row in zip(names, founded, [500.5, 30], strict=True):
        book.active.append(row)
    book.save(tmp_path / "h.xlsx")
    table = pa.table({"name": names, "founded": founded, "capital": pa.array([500.5, 30.0])})
    pq.write_table(table, tmp_path / "h.parquet")
    assert (bring(tmp_path / "h.xlsx").stored, bring(tmp_path / "h.parquet").unchanged) == (2, 2)


def test_an_empty_cell_says_nothing_and_a_full_one_takes_its_place(tmp_path: Path) -> None:
    bring(
        written(
            tmp_path, f"{LANTERN},{code(1)},small,石楼镇", headings="name,credit_code,size,town"
        )
    )
    receipt = bring(written(tmp_path, f"{LANTERN},,medium,", headings="name,credit_code,size,town"))
    assert (receipt.stored, receipt.changed) == (0, 1)
    lantern = Firm.objects.get()
    assert (lantern.credit_code, lantern.size, lantern.town) == (code(1), "medium", "440113105")


def test_what_is_wrong_is_told_by_row_and_cell(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        f"{LANTERN},,{code(1)},石楼镇,,,,,,,,",
        f"{LANTERN},,,,,,,,,,,",
        f"番禺荷花灯厂,,{code(1)},,,,,,,,,",
        f",,{code(3)},,,,,,,,,",
        "番禺鱼灯厂,妖怪,123,月球镇,,9999,去年,巨型,金牌,很多,半个,",
        f"番禺兔子灯厂,,{code(4)[:17]}{'A' if code(4)[17] != 'A' else 'B'},,,,,,,,,",
    )
    receipt = bring(path)
    assert (receipt.read, receipt.stored, receipt.set_aside) == (6, 3, 3)
    assert codes(receipt) == [
        "holders.repeated", "holders.repeated", "holders.name.unreadable",
        "credit_code.unreadable", "holders.kind.unknown", "holders.town.unknown",
        "industry.unreadable", "holders.founded.unreadable", "holders.size.unknown",
        "holders.grade.unknown", "holders.number.unreadable", "holders.number.unreadable",
        "credit_code.check.mismatch",
    ]  # fmt: skip
    first = receipt.findings[0]
    assert (first.row, first.column, first.value, first.params["first"]) == (
        3,
        "name",
        LANTERN,
        "2",
    )
    assert all("{" not in f.told(lang).what for f in receipt.findings for lang in ("zh", "en"))


def test_a_code_that_belongs_to_another_holder_sets_its_row_aside(tmp_path: Path) -> None:
    bring(written(tmp_path, f"{LANTERN},{code(1)}", headings="name,credit_code"))
    path = written(tmp_path, f"番禺荷花灯厂,{code(1)}", headings="name,credit_code")
    receipt = bring(path)
    assert (codes(receipt), receipt.set_aside) == (["holders.credit_code.taken"], 1)
    assert receipt.findings[0].params["other"] == LANTERN
    assert bring(path).findings == receipt.findings


def test_a_code_may_pass_on_in_one_file(tmp_path: Path) -> None:
    bring(written(tmp_path, f"{LANTERN},{code(1)}", headings="name,credit_code"))
    path = written(
        tmp_path, f"番禺荷花灯厂,{code(1)}", f"{LANTERN},{code(2)}", headings="name,credit_code"
    )
    receipt = bring(path)
    assert (receipt.stored, receipt.changed, receipt.findings) == (1, 1, ())
    assert bring(path).unchanged == 2


NAMES = st.sampled_from(["番禺甲灯厂", "番禺乙灯厂", "番禺丙灯厂", "丁灯", ""])
ROWS = st.lists(
    st.tuples(
        NAMES,
        st.sampled_from(["", code(1), code(2), code(3), "123"]),
        st.sampled_from(["", "small", "large", "巨型"]),
        st.sampled_from(["", "石楼镇", "月球镇"]),
    ),
    max_size=6,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(files=st.lists(ROWS, min_size=1, max_size=3))
def test_a_file_imported_twice_is_imported_once(
    files: list[list[tuple[str, str, str, str]]], tmp_path: Path
) -> None:
    with transaction.atomic():
        for number, rows in enumerate(files):
            path = written(
                tmp_path, *map(",".join, rows), headings="name,credit_code,size,town",
                name=f"{number}.csv",
            )  # fmt: skip
            first, held = bring(path), list(Firm.objects.order_by("pk").values())
            again = bring(path)
            assert (again.stored, again.changed) == (0, 0)
            assert (again.set_aside, again.findings) == (first.set_aside, first.findings)
            assert list(Firm.objects.order_by("pk").values()) == held
        transaction.set_rollback(True)


def test_the_journal_done_again_gives_the_same_holders(tmp_path: Path) -> None:
    headings = "name,credit_code,size,capital,grades"
    bring(written(tmp_path, f"{LANTERN},{code(1)},small,5,", headings=headings))
    bring(
        written(
            tmp_path,
            f"番禺荷花灯厂,{code(1)},micro,,high_tech",
            f"{LANTERN},{code(2)},large,7.25,",
            headings=headings,
        )
    )
    with scratch(tmp_path) as beside:
        replay(into=beside)
        tallies = {tally.table: tally for tally in compare(into=beside)}
    assert tallies["firm"].here == tallies["firm"].replayed == 2
    assert tallies["firm"].differences == ()


def test_the_line_tells_the_counts_and_nothing_changed_has_no_line(tmp_path: Path) -> None:
    path = written(tmp_path, LANTERN, headings="name")
    bring(path)
    bring(path)
    line = Line.objects.get(action="rights.import_holders")
    assert line.details | {"enclosed": ""} == {
        "file": "h.csv", "read": 1, "stored": 1, "changed": 0, "set_aside": 0, "enclosed": "",
    }  # fmt: skip


def test_a_table_without_names_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HarborError) as refused:
        bring(written(tmp_path, "石楼镇", headings="town"))
    assert refused.value.code == "holders.headings"


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "ghost"}, {"size": "huge"}, {"founded": 12}, {"capital": -1}, {"employees": -1}],
)
def test_the_register_holds_no_impossible_holder(wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Firm.objects.create(name=LANTERN, **wrong)
