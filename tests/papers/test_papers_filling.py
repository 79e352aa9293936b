"""What stands on an official form, and what is left to the person who signs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paper_matters import BOOK, LAMP, NUMBER, filled, lamp, told

from ipharbor.papers import payment
from ipharbor.papers.asking import read
from ipharbor.papers.kinds import Kind, form, forms
from ipharbor.register.events import Event
from ipharbor.statutes.book import Book
from ipharbor.statutes.values import Money
from ipharbor.vocabulary.errors import HarborError

GIVEN_UP = Event("AV01", date(2023, 5, 8), date(2023, 5, 8))
PAID = [(2, date(2020, 5, 1)), (3, date(2021, 5, 1)), (4, date(2022, 5, 1))]


def test_a_late_annuity_is_listed_with_its_surcharge_and_the_last_day() -> None:
    (paper,) = filled("fee_list", date(2023, 8, 10), lamp(date(2023, 8, 10), paid=PAID))
    (line,) = paper.lines
    assert (line.year, line.fee, line.surcharge, line.payable) == (5, 900, 90, 990)
    assert line.last_day == date(2023, 12, 4)  # 3 December 2023 is a Sunday
    assert told(paper)["total"] == "990 元"
    assert {"fees.annuity", "fees.annuity.surcharge"} <= {one.provision for one in paper.grounds}


def test_what_was_paid_in_part_is_taken_off_the_fee_and_the_rows_add_up() -> None:
    on = date(2023, 8, 10)
    (paper,) = filled("fee_list", on, lamp(on, paid=PAID, part=[(5, date(2023, 7, 1), 500)]))
    assert [(row[5], row[7]) for row in payment.rows(paper)] == [
        ("实用新型专利第5年年费", 400.0),
        ("实用新型专利年费滞纳金", 90.0),
    ]
    assert sum(row[7] for row in payment.rows(paper)) == paper.lines[0].payable


def test_a_right_with_nothing_to_pay_is_left_out_and_named() -> None:
    on = date(2023, 8, 10)
    late = lamp(on, paid=PAID)
    over = lamp(on, paid=PAID, key="201920800002.6", events=[GIVEN_UP])
    (paper,) = filled("fee_list", on, late, over)
    assert [line.number for line in paper.lines] == [NUMBER]
    assert "201920800002.6" in " ".join(note.told("zh") for note in paper.notes)


def test_a_right_whose_last_day_has_passed_unpaid_is_left_out_and_may_have_lapsed() -> None:
    on = date(2023, 8, 10)
    unpaid = lamp(on, paid=PAID[:1], key="201920800002.6")
    (paper,) = filled("fee_list", on, lamp(on, paid=PAID), unpaid)
    assert [line.number for line in paper.lines] == [NUMBER]
    (note,) = [one for one in paper.notes if one.code == "papers.note.too_late"]
    assert "201920800002.6" in note.told("en")


def test_a_list_without_a_line_is_refused() -> None:
    on = date(2023, 8, 10)
    with pytest.raises(HarborError) as refused:
        filled("fee_list", on, lamp(on, paid=PAID, events=[GIVEN_UP]))
    assert refused.value.code == "papers.nothing_due"


def test_numbers_of_the_payment_workbook_have_no_dot_and_its_columns_are_nine() -> None:
    on = date(2023, 8, 10)
    (paper,) = filled("fee_list", on, lamp(on, paid=PAID), credit_code="91440101MA5AABCD1X")
    first = payment.rows(paper)[0]
    assert len(payment.HEADINGS) == len(first) == 9
    assert first[1:5] == ("2019208000011", None, LAMP, "91440101MA5AABCD1X")


@pytest.mark.parametrize("kind", ["fee_list", "bibliographic_change", "restoration"])
def test_a_form_about_rights_needs_one(kind: str) -> None:
    with pytest.raises(HarborError) as refused:
        filled(kind, date(2024, 6, 3))
    assert (refused.value.code, refused.value.fields) == ("papers.rights.none", ("right",))


def test_a_change_of_holder_tells_the_one_on_record_and_leaves_the_new_one_open() -> None:
    on = date(2024, 6, 3)
    (paper,) = filled("bibliographic_change", on, lamp(on), typed={"item": "holder"})
    stands = told(paper)
    assert (stands["before"], stands["after"]) == (LAMP, "")
    assert "变更后" in [field.zh for field in paper.blanks]
    assert stands["fee"] == BOOK.on(on)["fees.change"].value.text("zh")
    assert stands["fee_period"] == BOOK.on(on)["period.fee.on_request"].value.text("zh")


def test_a_pledge_on_record_is_told_where_a_right_is_to_change_hands() -> None:
    on = date(2024, 6, 3)
    pledge = Event("PE01", date(2023, 3, 1), date(2023, 3, 1), {"number": "Y2023980000001"})
    (paper,) = filled("bibliographic_change", on, lamp(on, events=[pledge]))
    assert "质押" in told(paper)["burdens"]
    assert "papers.note.encumbered" in {note.code for note in paper.notes}


def test_several_rights_give_several_declarations() -> None:
    on = date(2024, 6, 3)
    both = filled("bibliographic_change", on, lamp(on), lamp(on, key="201920800002.6"))
    assert [paper.subject for paper in both] == [NUMBER, "201920800002.6"]


def lapsed(on: date):  # type: ignore[no-untyped-def]
    end = Event("CF01", date(2023, 6, 3), date(2024, 2, 2))
    return lamp(on, paid=PAID, events=[end])


def test_restoration_is_asked_within_two_months_of_the_notice_and_costs_what_the_book_says() -> (
    None
):
    on = date(2024, 3, 1)
    (paper,) = filled(
        "restoration", on, lapsed(on), typed={"received_on": "2024-02-05", "ground": "other"}
    )
    stands, law = told(paper), BOOK.on(on)
    assert stands["until_other"] == "2024年4月7日"  # 5 April is a holiday, the 7th makes up for it
    assert stands["missed"] == "缴纳实用新型专利第5年年费"
    whole = 900 + 225 + law["fees.restoration"].money.amount
    assert stands["total"] == Money(Decimal(whole)).text("zh")
    assert "restoration.other.after_notice" in {one.provision for one in paper.grounds}


def test_without_the_day_of_receipt_the_window_is_told_as_a_length() -> None:
    on = date(2024, 3, 1)
    (paper,) = filled("restoration", on, lapsed(on))
    assert told(paper)["until_other"] == "自收到通知之日起 2 个月"
    assert told(paper)["received_on"] == ""


def test_a_window_that_is_over_is_told() -> None:
    on = date(2024, 6, 3)
    (paper,) = filled("restoration", on, lapsed(on), typed={"received_on": "2024-02-05"})
    assert "papers.note.window_over" in {note.code for note in paper.notes}


def test_after_force_majeure_the_earlier_of_two_windows_holds_and_no_fee_is_listed() -> None:
    on = date(2026, 1, 5)
    typed = {"ground": "force_majeure", "missed_on": "2024-02-01", "obstacle_ended": "2025-12-15"}
    (paper,) = filled("restoration", on, lapsed(on), typed=typed)
    assert told(paper)["until_force"] == "2026年2月2日"  # 1 February 2026 is a Sunday
    assert told(paper)["restoration_fee"].startswith("不适用")
    assert told(paper)["total"] == "1,125 元"


def test_where_the_book_is_silent_the_field_is_blank_and_the_paper_says_so() -> None:
    on = date(2024, 3, 1)
    entries = dict(BOOK.entries)
    del entries["restoration.other.after_notice"]
    for typed in ({}, {"received_on": "2024-02-05"}):
        (paper,) = filled("restoration", on, lapsed(on), typed=typed, book=Book(entries))
        assert told(paper)["until_other"] == ""
        silent = [note for note in paper.notes if note.code == "papers.note.law_silent"]
        assert "restoration.other.after_notice" in silent[0].told("zh")


def test_a_right_that_stands_is_no_case_for_restoration_and_the_paper_warns() -> None:
    on = date(2024, 6, 3)
    (paper,) = filled("restoration", on, lamp(on, paid=PAID))
    assert "papers.note.not_restorable" in {note.code for note in paper.notes}


def test_the_record_of_a_reduction_names_lines_rates_and_joint_holders() -> None:
    on = date(2024, 6, 3)
    shared = lamp(on, holders=(LAMP, "番禺彩虹有限公司"))
    (paper,) = filled(
        "fee_reduction",
        on,
        shared,
        typed={"applicant_kind": "enterprise"},
        recorded=((2022, 2023),),
    )
    stands, law = told(paper), BOOK.on(on)
    assert stands["rate_single"] == law["reduction.rate.single"].value.text("zh")
    assert stands["enterprise_line"] == law["reduction.enterprise.taxable_income"].value.text("zh")
    assert stands["applicant_kind"] == law["reduction.who"].terms.item("enterprise").zh
    assert stands["recorded"] == "2022 年至 2023 年"
    assert "番禺彩虹有限公司" in " ".join(note.told("zh") for note in paper.notes)


def test_a_reduction_can_be_asked_for_without_any_right() -> None:
    (paper,) = filled("fee_reduction", date(2024, 6, 3))
    assert (told(paper)["applicant"], told(paper)["year"], paper.lines) == (LAMP, "2024", ())


@pytest.mark.parametrize("kind", list(forms()))
def test_nothing_is_invented_every_field_is_known_typed_or_a_named_blank(kind: str) -> None:
    on = date(2023, 8, 10)
    (paper,) = filled(kind, on, lamp(on, paid=PAID))
    for entry in paper.entries:
        if entry.blank:
            assert f"【待填：{entry.field.zh}】" in entry.shown
        if entry.field.origin == "hand":
            assert entry.blank


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"nonsense": "x"}, "papers.field.unknown"),
        ({"number": "201920800009.9"}, "papers.field.not_by_hand"),
        ({"ground": "because"}, "papers.field.choice"),
        ({"received_on": "yesterday"}, "form.day.unreadable"),
        ({"phone": "1" * 301}, "papers.field.too_long"),
    ],
)
def test_what_cannot_be_typed_is_refused_with_its_reason(typed: dict[str, str], code: str) -> None:
    with pytest.raises(HarborError) as refused:
        read(form("restoration"), typed, book=BOOK, on=date(2024, 6, 3))
    assert refused.value.code == code
    assert refused.value.told("zh").next


def test_every_choice_has_options_on_the_day() -> None:
    from ipharbor.papers.asking import options

    choices = [one for told in forms().values() for one in told.fields if one.kind is Kind.CHOICE]
    assert len(choices) == 7
    assert all(options(one, book=BOOK, on=date(2024, 6, 3)) for one in choices)


@given(
    st.dates(date(2020, 6, 4), date(2028, 12, 31)),
    st.integers(0, 3000),
)
def test_the_rows_of_a_list_always_add_up_to_what_is_payable(on: date, amount: int) -> None:
    right = lamp(on, paid=[(year, date(2018 + year, 5, 1)) for year in range(2, on.year - 2018)],
                 part=[(on.year - 2018, on, amount)])  # fmt: skip
    try:
        (paper,) = filled("fee_list", on, right)
    except HarborError as refused:
        assert refused.code == "papers.nothing_due"
        return
    (line,) = paper.lines
    assert line.fee + line.surcharge == line.payable
    assert sum(Decimal(row[7]) for row in payment.rows(paper)) == line.payable
