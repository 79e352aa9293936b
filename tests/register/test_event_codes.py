"""The table of event codes and what an event's text settles."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ipharbor.register.codes import ENDINGS, KINDS, Kind, codes, groups, kind_of, tidy
from ipharbor.register.events import FIELDS, Event, single, visible

DAY = date(2018, 3, 6)


@pytest.mark.parametrize(
    ("old", "new"),
    [("C06", "PB01"), ("C10", "SE01"), ("C14", "GR01"), ("C41", "TR01"), ("ASS", "TR01"),
     ("C25", "AR01"), ("RGAV", "AR01"), ("C19", "CF01"), ("C12", "RJ01"), ("LIC", "EE01")],
)  # fmt: skip
def test_an_old_code_means_what_todays_code_means(old: str, new: str) -> None:
    assert codes()[old].now == new
    assert kind_of(old) is kind_of(new)


def test_todays_code_of_every_code_is_in_the_table_with_the_same_meaning() -> None:
    for code in codes().values():
        assert codes()[code.now].kind is code.kind, code.code


@pytest.mark.parametrize(
    ("code", "kind"),
    [("PE01", Kind.PLEDGE_REGISTERED), ("PP01", Kind.PRESERVATION), ("PC01", Kind.PLEDGE_CANCELLED),
     ("PM01", Kind.PLEDGE_CHANGED), ("PD01", Kind.PRESERVATION_LIFTED)],
)  # fmt: skip
def test_a_pledge_is_no_preservation(code: str, kind: Kind) -> None:
    assert kind_of(code) is kind


@pytest.mark.parametrize("written", ["PB01", "pb01", " PB01 ", "Pb01"])
def test_a_code_is_read_in_any_case_and_with_blanks(written: str) -> None:
    assert kind_of(written) is Kind.PUBLICATION


def test_a_code_that_nobody_knows_is_unknown_and_no_crash() -> None:
    assert kind_of("QQ99") is Kind.UNKNOWN
    assert kind_of("") is Kind.UNKNOWN


@pytest.mark.parametrize(
    ("code", "text", "kind"),
    [
        ("LICC", "专利实施许可合同备案的注销", Kind.LICENCE_CANCELLED),
        ("LICC", "专利实施许可合同备案的生效", Kind.LICENCE_RECORDED),
        ("LICC", "Enforcement, change and cancellation of record", Kind.AMBIGUOUS_LICENCE),
        ("PLDC", "专利权质押合同登记的变更", Kind.PLEDGE_CHANGED),
        ("C35", "专利权全部无效", Kind.INVALIDATED),
        ("C35", "Partial or whole invalidation", Kind.AMBIGUOUS_INVALIDATION),
        ("C32", "partial invalidation", Kind.PARTLY_INVALIDATED),
        ("RINS", "专利权保全的解除", Kind.PRESERVATION_LIFTED),
        ("C20", "专利权的视为放弃", Kind.DEEMED_ABANDONED),
        ("GR01", "全部无效", Kind.GRANT),
    ],
)
def test_the_text_settles_a_code_that_stands_for_several(code: str, text: str, kind: Kind) -> None:
    assert kind_of(code, text) is kind


def test_every_ambiguous_code_belongs_to_a_group_and_every_code_is_cited() -> None:
    for code in codes().values():
        assert code.mark in {"S", "S2", "B", "D"}, code.code
        assert code.zh and code.en and code.source, code.code
        assert code.kind.startswith("ambiguous") == (code.kind in groups()), code.code
        assert tidy(code.code) == code.code


def test_the_stronger_end_comes_first() -> None:
    strength = [Kind.INVALIDATED, Kind.EXPIRY, Kind.LAPSE_FEE, Kind.SURRENDER]
    assert [kind for kind in ENDINGS if kind in strength] == strength
    assert KINDS[-1] is Kind.RESTORED


def test_old_and_new_code_of_one_act_are_one_event() -> None:
    kept, left = single(visible([Event("C06", DAY, DAY), Event("PB01", DAY, DAY)], None))
    assert [e.kind for e in kept] == [Kind.PUBLICATION]
    assert len(left) == 1


def test_two_pledges_of_one_day_are_two_and_the_unnumbered_copy_is_none() -> None:
    told = [
        Event("PLDC", DAY, DAY, {"text": "质押合同登记的生效"}),
        Event("PE01", DAY, DAY, {"number": "P2"}),
        Event("PE01", DAY, DAY, {"number": "P1"}),
    ]
    kept, _ = single(visible(told, None))
    assert [e.told("number") for e in kept] == ["P1", "P2"]


def test_what_becomes_known_later_is_not_seen() -> None:
    told = [Event("GR01", DAY, date(2018, 3, 9))]
    assert visible(told, date(2018, 3, 8)) == ()
    assert len(visible(told, date(2018, 3, 9))) == 1


def test_a_day_that_cannot_be_read_counts_as_untold() -> None:
    lapse = Event("CF01", DAY, DAY, {"ended_on": "第三年", "days": "-3"})
    assert lapse.day("ended_on") is None
    assert lapse.days() is None


@pytest.mark.parametrize("page", ["standing.md", "standing.zh.md"])
def test_the_manual_names_every_detail_that_is_read(page: str) -> None:
    root = Path(__file__).resolve().parents[2]
    text = (root / "docs" / "explanation" / page).read_text(encoding="utf-8")
    assert [name for name in FIELDS if f"`{name}`" not in text] == []
