"""The counting of signals, against what is known or planted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from ipharbor.warning.entering import agreed, entries
from ipharbor.warning.novelty import FirstUses, runs, significant, together
from ipharbor.warning.people import homonyms, names, parts
from ipharbor.warning.rings import alike, bound, rings
from ipharbor.warning.wording import naming, pieces, things


def days(*given: int) -> np.ndarray:
    return np.array(given, np.int64)


def test_an_entry_is_told_on_the_day_of_its_third_document():
    old = days(0, 10, 20, 30)  # an applicant of the corpus' beginning
    subject = np.r_[np.zeros(4, np.int64), np.full(4, 7)]
    day = np.r_[old, days(1000, 1030, 1040, 1050)]
    found = entries(subject, np.arange(8), day, 1000, 1045, 0)
    assert found.subject.tolist() == [7]
    assert found.known.tolist() == [1040]
    assert found.pace.tolist() == [40]
    assert found.rows.tolist() == [[4, 5, 6]]


@pytest.mark.parametrize("third", [1001, 1366])
def test_three_documents_within_a_year_make_an_entry_and_no_slower_ones(third: int):
    subject, day = np.r_[0, 7, 7, 7], np.r_[0, 1000, 1000, third]
    found = entries(subject, np.arange(4), day, 0, 2000, 0)
    assert len(found.subject) == (third - 1000 <= 365)


def test_in_the_first_two_years_everybody_is_new_and_nobody_enters():
    found = entries(days(1, 1, 1), np.arange(3), days(700, 701, 702), 0, 2000, 0)
    assert not len(found.subject)


def test_a_later_document_does_not_change_an_entry():
    subject, day = days(0, 7, 7, 7, 7), days(0, 1000, 1010, 1020, 1500)
    early = entries(subject[:4], np.arange(4), day[:4], 999, 1100, 0)
    late = entries(subject, np.arange(5), day, 999, 1100, 0)
    assert early.rows.tolist() == late.rows.tolist()


def test_a_field_is_what_all_documents_have():
    assert agreed(days(1, 2), days(1, 1, 2, 3), days(5, 6, 5, 6)).tolist() == [5]


def test_documents_that_agree_two_by_two_have_a_field_and_a_stranger_among_them_ends_it():
    rows, groups = days(1, 1, 2, 2, 3, 3), days(5, 6, 6, 7, 7, 5)
    assert agreed(days(1, 2, 3), rows, groups).tolist() == [5, 6, 7]
    assert agreed(days(1, 2, 3), rows, days(5, 6, 6, 7, 7, 8)).tolist() == []
    assert agreed(days(1, 2, 4), rows, groups).tolist() == []


def test_titles_of_one_thing_name_it():
    titles = ["一种热管散热的LED帕灯", "一种LED帕灯的散热结构", "热管散热的舞台灯"]
    assert things(titles, 2)[:2] == ["热管散热", "led"]
    assert "种热管" not in pieces(titles[0])
    assert naming(titles, ["舞台灯"]) == 1


def test_a_common_name_has_a_larger_chance_than_a_rare_one():
    told = ["李伟", "李明", "王伟", "李强", "区佩瑶"]
    found = names(told, np.arange(5), np.arange(5))
    assert found.chance[0] > 3 * found.chance[4]


def test_a_name_that_stands_at_many_applicants_is_as_common_as_that():
    told = ["区佩瑶", "王一"]
    found = names(told, days(0, 0, 0, 1), days(0, 1, 2, 3))
    assert found.holders.tolist() == [3, 1]
    assert found.chance[0] >= 2 / 4


def test_names_are_parted_into_family_and_given():
    assert parts("欧阳静") == ("欧阳", "静")
    assert parts("欧荣聪") == ("欧", "荣聪")
    assert parts("Jane Q Public") == ("Public", "Jane Q")


def test_the_chance_of_a_namesake_is_that_of_the_birthday_problem():
    # 23 people, one day of 365: 1 - (364/365)**22, as in Feller, section II.3, within a percent
    found = homonyms(np.array([1 / 365]), np.array([22.0]))[0]
    assert found == pytest.approx(1 - (364 / 365) ** 22, rel=0.01)


def test_what_is_bound_in_a_chain_is_one_set():
    assert bound(days(0, 1, 4), days(1, 2, 5), 6).tolist() == [0, 0, 0, 3, 4, 4]


def ring_of(applicants: int, each: int, tie: int = 5) -> tuple[np.ndarray, ...]:
    subject = np.repeat(np.arange(applicants), each)
    row = np.arange(applicants * each)
    return subject, row, np.full(len(row), tie), 100 + row, 300 + row


def test_three_applicants_with_one_inventor_and_eight_filings_are_a_ring():
    subject, row, tie, filed, known = ring_of(3, 3)
    (found,) = rings(subject, row, tie, filed, known)
    assert found.members == (0, 1, 2)
    assert found.known == 307  # the eighth document


@pytest.mark.parametrize("given", [ring_of(2, 6), ring_of(3, 2), ring_of(3, 4, tie=-1)])
def test_two_applicants_or_few_filings_or_nothing_shared_are_no_ring(given: tuple[np.ndarray]):
    assert rings(*given) == []


def test_likeness_is_that_of_the_nearest_other_text():
    assert alike([{"a", "b"}, {"a", "b"}, {"c"}]) == pytest.approx(2 / 3)
    assert alike([{"a"}]) == 0


def test_runs_do_not_cross_what_parts_words():
    assert len(runs(["籽晶，托盘"]).text) == 0
    told = runs(["培育钻石"])
    assert len(told.value) == 3  # two runs of three, one of four
    assert np.isin(runs(["生长培育钻石舱"]).value, told.value).sum() == 3


def test_the_first_use_is_the_earliest_in_whatever_order_texts_are_shown():
    told = runs(["石墨烯", "石墨烯", "石墨烯"])
    for order in ([5, 3, 9], [9, 5, 3], [3, 9, 5]):
        first = FirstUses()
        first.show(told, np.array(order), np.arange(3))
        assert first.of(told.value).tolist() == [3, 3, 3]


def test_the_procedure_of_benjamini_and_hochberg_finds_what_their_paper_finds():
    # Table of their section 3.2: fifteen chances, at 0.05 the first four are found
    chances = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
               0.4262, 0.5719, 0.6528, 0.7590, 1.0]  # fmt: skip
    found = significant(np.ones(15, np.int64), np.array(chances), 15, level=0.05)
    assert found.tolist() == [True] * 4 + [False] * 11


def test_the_more_runs_are_tried_the_less_is_found():
    uses, share = np.array([8]), np.array([0.3])
    assert significant(uses, share, 10)[0]
    assert not significant(uses, share, 100_000)[0]


def test_runs_of_the_same_texts_are_one_technology():
    run = np.array([0, 0, 0, 1, 1, 1, 2, 2])
    text = np.array([1, 2, 3, 1, 2, 4, 8, 9])
    assert together(run, text).tolist() == [0, 0, 2]
