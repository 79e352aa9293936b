"""Playbooks: what they rest on, when they are proposed, and the days of their steps."""

from __future__ import annotations

from datetime import date

import pytest

from ipharbor.statutes.book import load
from ipharbor.statutes.calendar import load as working_days
from ipharbor.statutes.deadlines import rules
from ipharbor.warning.playbooks import SIGNALS, WHO, fitting, plan, read, shipped, told

BEGUN = date(2026, 3, 2)
BOOKS = {one.code: one for one in shipped()}


def test_every_signal_leads_to_a_playbook() -> None:
    assert {code for book in shipped() for code in book.signals} == set(SIGNALS)


def test_the_freedom_to_operate_check_has_its_eleven_steps_in_order() -> None:
    days = [step.days for step in BOOKS["fto"].steps]
    assert len(days) == 11
    assert days == sorted(days)


@pytest.mark.parametrize("book", shipped(), ids=lambda book: book.code)
def test_a_playbook_rests_on_the_book_of_law_and_is_whole_in_both_languages(book) -> None:  # type: ignore[no-untyped-def]
    law = load()
    seen: set[str] = set()
    assert all((book.title.zh, book.title.en, book.when.zh, book.when.en, book.desks))
    for step in book.steps:
        assert step.text.zh and step.text.en and max(len(step.text.zh), len(step.text.en)) <= 200
        assert step.who in WHO
        assert not step.provision or step.provision in law.entries, step.provision
        assert not step.rule or step.rule in rules(), step.rule
        assert not step.after or step.after in seen
        assert step.code not in seen
        seen.add(step.code)
    assert read(told(book)) == book


def test_days_count_from_the_beginning_and_rules_from_the_step_before() -> None:
    planned = {
        one.step.code: one
        for one in plan(
            BOOKS["invalidation"], start=BEGUN, law=load(), calendar=working_days()
        )
    }  # fmt: skip
    request, grounds = planned["request"], planned["grounds"]
    assert request.due == date(2026, 4, 16)
    assert grounds.start == request.due
    assert grounds.due == date(2026, 5, 18)  # a month later is a Saturday
    assert planned["fee"].due == grounds.due


def test_the_strongest_signal_decides_which_playbook_stands_first() -> None:
    codes = ["signal.product_reads_on", "signal.surge"]
    first = [one.code for one in fitting(codes, shipped(), desk="firm")]
    assert first[0] in {"fto", "design_around", "licence", "invalidation"}
    assert first.index("fto") < first.index("insurance")
    assert "abnormal" not in first


def test_what_is_for_the_office_is_proposed_to_the_office_alone() -> None:
    codes = ["signal.abnormal_filings"]
    assert not fitting(codes, shipped(), desk="firm")
    assert [one.code for one in fitting(codes, shipped(), desk="office")] == ["abnormal"]


def test_who_is_sued_is_told_first_what_to_do_about_a_suit() -> None:
    found = fitting(["signal.litigation"], shipped(), desk="firm")
    assert [one.code for one in found] == ["sued"]
    planned = {
        one.step.code: one
        for one in plan(BOOKS["sued"], start=BEGUN, law=load(), calendar=working_days())
    }
    order, lapse = planned["order"], planned["lapse"]
    assert order.due == date(2026, 3, 4)
    assert (lapse.start, lapse.due) == (
        order.due,
        date(2026, 4, 3),
    )  # thirty days after the measure
    assert planned["hold"].due == date(2026, 3, 3)
    assert BOOKS["sued"].source.zh and BOOKS["sued"].source.en
