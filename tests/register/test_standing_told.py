"""What a standing says to the person who reads it."""

from __future__ import annotations

from datetime import date

import pytest
from lives_ledger import book, lives

from ipharbor.register.codes import KINDS, codes
from ipharbor.register.encumbrances import Family
from ipharbor.register.events import Event
from ipharbor.register.moves import STATES
from ipharbor.register.names import name
from ipharbor.register.standing import Certainty, Right, standing
from ipharbor.vocabulary.messages import catalogue


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_state_kind_family_and_certainty_has_a_name(lang: str) -> None:
    for identifier in (*STATES, *KINDS, *Family, *Certainty):
        assert name(identifier, lang).strip(), identifier


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_sentence_of_the_ledgers_answers_is_told_in_full(lang: str) -> None:
    for life in lives():
        for asked in life.asked:
            answer = life.answer(asked)
            for said in (*answer.explained, *answer.term.steps, *answer.reasons, *answer.findings):
                assert said.code in catalogue(), said.code
                told = said.told(lang)
                sentence = told if isinstance(told, str) else told.what + told.next
                assert "{" not in sentence, (said.code, sentence)
                assert said.code not in sentence


def test_each_step_names_its_event_and_its_article() -> None:
    right = Right("201820000001.1", "utility_model", date(2018, 7, 2))
    lapse = Event("CF01", date(2020, 10, 13), date(2020, 10, 13), {"ended_on": "2020-07-02"})
    grant = Event("GR01", date(2019, 2, 5), date(2019, 2, 5))
    answer = standing(
        right, [lapse, grant], on=date(2021, 1, 1), book=book(), data_until=date(2021, 6, 1)
    )
    told = [(s.event.code, s.before, s.after, s.since.isoformat()) for s in answer.explained]
    assert told == [
        ("GR01", "filed", "in_force", "2019-02-05"),
        ("CF01", "in_force", "lapsed_fee", "2020-07-02"),
        ("CF01", "lapsed_fee", "lapsed_fee", "2020-07-02"),
        ("CF01", "lapsed_fee", "lapsed_fee", "2020-07-02"),
    ]
    assert [s.code for s in answer.explained[2:]] == [
        "register.restore.good_cause.untold",
        "register.restore.force_majeure.untold",
    ]
    assert [one.short for one in answer.explained[1].sources] == ["PL 44"]
    assert [(s.code, s.ends) for s in answer.term.steps] == [
        ("register.term.filing", date(2028, 7, 1))
    ]


def test_the_book_of_law_and_the_table_of_codes_know_the_same_codes() -> None:
    law = book().on(date(2024, 6, 1))
    listed = {
        term.code: term.kind
        for entry in ("events.codes", "events.codes.unverified")
        for term in law[entry].terms.items
    }
    assert set(listed) - set(codes()) == set()
    for term in law["events.codes.old"].terms.items:
        assert codes()[term.code].now == term.kind or term.code == "LICC"
