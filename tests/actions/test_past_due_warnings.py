"""A loan past due, told to lender, firm and guarantor, by class, and closed when it is paid."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from test_collateral import AT, BANK, MAKER, SURETY, corpus, lent, maker, night, warned

from ipharbor.actions import permits
from ipharbor.actions.warning.over import past_due_over
from ipharbor.actions.watch.add import add
from ipharbor.corpus.reading import Corpus
from ipharbor.journal import chain
from ipharbor.journal.models import Line
from ipharbor.records.models import Firm, IssuedWarning, KeptConcern, Organisation, Person
from ipharbor.records.playbooks import standing
from ipharbor.warning.playbooks import fitting

assert corpus, maker  # fixtures
pytestmark = pytest.mark.django_db
SINCE = date(2021, 11, 20)
ON = date(2021, 11, 30)


def watching(firm: Firm) -> dict[str, Person]:
    """A person each of the bank, the guarantor, the firm and a bank that has nothing to do with
    the loan, with the watch of the desk."""
    people = {"maker": Person.objects.create(username="maker", role="firm", firm=firm)}
    for name, kind, place in (("bank", "lender", BANK), ("surety", "guarantor", SURETY),
                              ("other", "lender", "别家银行")):  # fmt: skip
        body = Organisation.objects.create(kind=kind, name=place, made_at=AT)
        people[name] = Person.objects.create(username=name, role=kind, organisation=body)
    for name, person in people.items():
        kind = "own_rights" if name == "maker" else "collateral"
        add(owner=person, by=permits.operator(), at=AT, name=name, vintage=1, kind=kind,
            subject="", since=date(2021, 8, 1))  # fmt: skip
    return people


def past_due() -> dict[str, IssuedWarning]:
    """The newest warning of it to each reader."""
    rows = IssuedWarning.objects.filter(about="signal.past_due").order_by("pk")
    return {one.person.username: one for one in rows}


def test_lender_firm_and_guarantor_are_warned_once_with_the_days_overdue(
    tmp_path: Path, corpus: Corpus, maker: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    watching(maker)
    own = lent(past_due_since=SINCE)
    assert night(corpus, ON, own).incidents == 1
    warned(tmp_path, corpus, ON, monkeypatch)
    told = past_due()
    assert set(told) == {"bank", "surety", "maker"}
    assert {one.grade for one in told.values()} == {"orange"}
    facts = told["maker"].evidence["incidents"][0]["signal"]["facts"]
    assert (facts["days"], facts["since"]) == ("11", "2021-11-20")
    assert (facts["lender"], facts["borrower"]) == (BANK, MAKER)
    again = ON + timedelta(days=1)
    assert night(corpus, again, own).incidents == 0
    warned(tmp_path, corpus, again, monkeypatch)
    assert IssuedWarning.objects.filter(about="signal.past_due").count() == 3


@pytest.mark.parametrize(
    ("days", "kind", "grade"),
    [(1, "special_mention", "orange"), (90, "special_mention", "orange"),
     (91, "substandard", "red"), (270, "substandard", "red"), (271, "doubtful", "red"),
     (361, "loss", "red")],
)  # fmt: skip
def test_a_loan_is_classed_by_the_days_past_due(
    tmp_path: Path, corpus: Corpus, maker: Firm, monkeypatch: pytest.MonkeyPatch, days: int,
    kind: str, grade: str,
) -> None:  # fmt: skip
    watching(maker)
    own = lent(past_due_since=ON - timedelta(days=days - 1))
    night(corpus, ON, own)
    assert KeptConcern.objects.get(demand="past_due").fact == kind
    warned(tmp_path, corpus, ON, monkeypatch)
    assert {one.grade for one in past_due().values()} == {grade}


def test_it_is_told_again_only_when_the_loan_comes_into_another_class(
    tmp_path: Path, corpus: Corpus, maker: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    watching(maker)
    own = lent(past_due_since=SINCE)
    night(corpus, ON, own)
    on = SINCE + timedelta(days=89)
    told = {one.code for one in _new(lambda: night(corpus, on, own))}
    assert "signal.past_due" not in told  # its time to cure is over, which is told by itself
    assert "signal.cure_over" in told
    on = SINCE + timedelta(days=90)
    assert [one.code for one in _new(lambda: night(corpus, on, own))] == ["signal.past_due"]
    warned(tmp_path, corpus, on, monkeypatch)
    assert past_due()["bank"].grade == "red"


def test_a_class_that_is_reached_on_the_night_of_a_breach_is_told_too(
    corpus: Corpus, maker: Firm
) -> None:
    own = lent(past_due_since=SINCE)
    night(corpus, ON, own)
    told = {one.code for one in _new(lambda: night(corpus, SINCE + timedelta(days=95), own))}
    assert told >= {"signal.past_due", "signal.cure_over"}


def test_the_night_that_sees_it_paid_closes_the_warnings_and_counts_no_verdict(
    tmp_path: Path, corpus: Corpus, maker: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    watching(maker)
    night(corpus, ON, lent(past_due_since=SINCE))
    warned(tmp_path, corpus, ON, monkeypatch)
    night(corpus, ON + timedelta(days=2), lent())
    rows = IssuedWarning.objects.filter(about="signal.past_due")
    assert {(one.state, one.verdict) for one in rows} == {("closed", "over")}
    assert Line.objects.filter(action="warning.over").count() == 3
    assert chain.verify() is None
    from ipharbor.warning.track_record import record

    assert record({("raised", "over"): 3}).judged == 0
    night(corpus, ON + timedelta(days=3), lent(past_due_since=ON + timedelta(days=3)))
    warned(tmp_path, corpus, ON + timedelta(days=3), monkeypatch)
    assert past_due()["maker"].state == "new"  # another payment that is late


def test_of_many_loans_paid_in_one_night_only_the_warnings_of_these_are_closed(
    maker: Person, tmp_path: Path, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    watching(maker)
    night(corpus, ON, lent(past_due_since=SINCE))
    warned(tmp_path, corpus, ON, monkeypatch)
    KeptConcern.objects.update(stage="cured")
    own = KeptConcern.objects.values_list("loan", flat=True)[0]
    others = [f"{own}{n}" for n in range(1500)]  # more than one question can hold, alike by name
    given = {"by": permits.operator(), "at": AT}
    assert past_due_over(others, **given) == 0
    assert past_due_over([*others, own], **given) == 3


def test_what_to_do_about_it_stands_in_a_playbook_of_each_desk() -> None:
    books = standing()
    for desk in ("firm", "lender", "guarantor"):
        found = fitting(["signal.past_due"], books, desk=desk)
        assert "past_due" in [one.code for one in found]


def _new(act: object) -> list[object]:
    from ipharbor.records.models import SeenIncident

    before = set(SeenIncident.objects.values_list("pk", flat=True))
    act()  # type: ignore[operator]
    return list(SeenIncident.objects.exclude(pk__in=before))
