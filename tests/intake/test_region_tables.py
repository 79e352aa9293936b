"""Targets and handled cases as tables that people write."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ipharbor.intake.cases import read_cases
from ipharbor.intake.targets import read_targets
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.figures import figure_words
from ipharbor.vocabulary.targets import FIGURES, FLOWS, figure


def written(folder: Path, text: str) -> Path:
    path = folder / "表.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_targets_are_read_by_id_and_by_title_for_the_district_and_a_town(tmp_path: Path) -> None:
    table = read_targets(written(tmp_path, (
        "年度,指标,镇街,目标值\n"
        '2021,granted,,"28,000"\n'
        "2021年,发明占比,南村镇,45%\n"
        "2021,Share of inventions,440113016,0.5\n"
        "2021,每万人口高价值发明专利,全区,12.5\n"
    )))  # fmt: skip
    assert table.findings == ()
    assert [(t.figure, t.town, t.value) for t in table.targets] == [
        ("granted", "", Decimal(28000)),
        ("invention_share", "440113102", Decimal("0.45")),
        ("invention_share", "440113016", Decimal("0.5")),
        ("high_value_per_10000", "", Decimal("12.5")),
    ]


def test_what_is_no_target_is_set_aside_with_its_reason(tmp_path: Path) -> None:
    table = read_targets(written(tmp_path, (
        "year,figure,town,value\n"
        "21,granted,,1\n2021,luck,,1\n2021,granted,深圳,1\n2021,granted,,-1\n"
        "2021,invention_share,,1.5\n2021,granted,,NaN\n2021,granted,,7\n2021,本年授权,,8\n"
    )))  # fmt: skip
    assert [one.code for one in table.findings] == [
        "targets.year.unreadable", "targets.figure.unknown", "targets.town.unknown",
        "targets.value.unreadable", "targets.value.unreadable", "targets.value.unreadable",
        "targets.twice",
    ]  # fmt: skip
    assert (table.read, len(table.targets), table.set_aside) == (8, 1, 7)


def test_a_table_without_the_columns_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b\n1,2\n")
    for read, code in ((read_targets, "targets.headings"), (read_cases, "cases.headings")):
        with pytest.raises(HarborError) as refused:
            read(path)  # type: ignore[operator]
        assert refused.value.code == code


def test_every_figure_with_a_target_has_words_and_a_unit() -> None:
    for name in FIGURES:
        for lang in ("zh", "en"):
            assert figure(figure_words(lang)[name].title) == name
    assert set(FIGURES) >= FLOWS


def test_cases_are_read_in_the_offices_words(tmp_path: Path) -> None:
    table = read_cases(written(tmp_path, (
        "案号,案件类型,收案日期,立案日期,结案日期,处理结果,专利号,请求人,被请求人,镇街\n"
        "番知〔2021〕1号,侵权纠纷,2021-03-01,2021/3/4,2021.6.1,侵权成立,ZL201910000001.9,甲,乙,南村镇\n"
        "番知〔2021〕2号,假冒专利,20210401,,,,,,丙,\n"
    )))  # fmt: skip
    first, second = table.cases
    assert table.findings == ()
    assert (first.kind, first.accepted_on, first.closed_on, first.outcome, first.right) == (
        "infringement", date(2021, 3, 4), date(2021, 6, 1), "established", "201910000001.9",
    )  # fmt: skip
    assert first.town == "440113102"
    assert (second.kind, second.received_on, second.closed_on) == (
        "counterfeit", date(2021, 4, 1), None,
    )  # fmt: skip


def test_bad_cells_are_told_and_bad_rows_set_aside(tmp_path: Path) -> None:
    table = read_cases(written(tmp_path, (
        "number,kind,received_on,closed_on,right,town\n"
        ",mediation,2021-01-01,,,\n1,quarrel,2021-01-01,,,\n2,mediation,some day,,,\n"
        "3,mediation,2021-01-01,soon,12,Atlantis\n3,mediation,2021-02-01,,,\n"
    )))  # fmt: skip
    assert [one.code for one in table.findings] == [
        "cases.number.missing", "cases.kind.unknown", "cases.day.unreadable",
        "cases.day.unreadable", "cases.right.unreadable", "cases.town.unknown", "cases.twice",
    ]  # fmt: skip
    (only,) = table.cases
    assert (only.closed_on, only.right, only.town) == (None, "", "")
    assert (table.read, table.set_aside) == (5, 4)
