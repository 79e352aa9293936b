"""The platform's own loans under the night's watch: what is owed, what is late, what is pledged."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from financing_world import AT, TERMS, TODAY, World, seated
from ipharbor.actions import permits
from ipharbor.actions.collateral.look import look
from ipharbor.actions.financing.accept import accept
from ipharbor.actions.financing.draw import draw
from ipharbor.actions.financing.offer import Offered, offer
from ipharbor.actions.financing.register import register
from ipharbor.actions.financing.release import release, substitute
from ipharbor.actions.financing.repay import repay, settle
from ipharbor.actions.financing.sign import sign
from ipharbor.corpus.loading import Brought, Loading
from ipharbor.corpus.reading import Corpus
from ipharbor.pledge.schedules import Method, Terms
from ipharbor.pledge.watched import Facts
from ipharbor.queries import watched_loans
from ipharbor.queries.swept import known
from ipharbor.records.models import KeptConcern, Loan, LoanRight, RightEvent
from ipharbor.vocabulary.errors import HarborError
from statements import statement, table

NUMBER = "Y2021440000001"
pytestmark = pytest.mark.django_db


@pytest.fixture
def here(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    with Loading(tmp_path / "corpus") as loading:
        loading.add(table(statement(1, "202010000001", published_on=date(2021, 11, 2),
                                    applicants=["佛山远光有限公司"], title="一种灯")))  # fmt: skip
        loading.finish(Brought("a.csv", "exchange", "a".ljust(64, "0")), on=TODAY)
    return Corpus(tmp_path / "corpus")


def seen(corpus: Corpus, on: date) -> Facts:
    return watched_loans.watched(known(corpus, region="panyu"), on)


def night(corpus: Corpus, on: date) -> dict[str, KeptConcern]:
    given = known(corpus, region="panyu")
    facts = watched_loans.watched(given, on)
    look(facts, rights=watched_loans.titles(given, facts), book=given.book, on=on,
         by=permits.operator(), at=noon(on))  # fmt: skip
    return {one.demand: one for one in KeptConcern.objects.filter(closed_on=None)}


def noon(on: date) -> datetime:
    return AT.replace(year=on.year, month=on.month, day=on.day)


def test_a_drawn_loan_is_watched_once_with_the_books_own_figures(
    here: World, corpus: Corpus
) -> None:
    here.drawn()
    facts = seen(corpus, TODAY)
    (loan,) = facts.loans.to_pylist()
    assert (loan["loan"], loan["lender"], loan["borrower"]) == (
        NUMBER,
        "番禺创业银行",
        "番禺明灯有限公司",
    )
    assert (loan["balance_fen"], loan["own"]) == (100_000_000, True)
    assert loan["matures_on"] == date(2022, 11, 30)
    assert loan["application"] == Loan.objects.get().application_id
    assert facts.pledges.column("right").to_pylist() == here.keys[:2]
    assert set(facts.pledges.column("kind").to_pylist()) == {"invention"}
    assert RightEvent.objects.filter(code="PE01").count() == 2  # the register has it as well


def test_a_pledge_of_another_lender_that_the_register_tells_stands_beside_it(
    here: World, corpus: Corpus
) -> None:
    here.drawn()
    RightEvent.objects.create(
        key=here.keys[4], code="PE01", on=date(2021, 3, 1), known_on=date(2021, 3, 8),
        number="Y2020", source="gazette",
        details={"number": "Y2020", "pledgor": here.firm.name, "pledgee": "远方银行",
                 "amount": "500000"},
    )  # fmt: skip
    loans = {one["loan"]: one for one in seen(corpus, TODAY).loans.to_pylist()}
    assert set(loans) == {NUMBER, "Y2020"}
    assert (loans["Y2020"]["own"], loans["Y2020"]["application"]) == (False, None)
    assert loans["Y2020"]["balance_fen"] == 50_000_000


def test_what_was_paid_back_is_owed_no_more_and_counts_from_when_it_was_known(
    here: World, corpus: Corpus
) -> None:
    terms = Terms(Decimal(1_000_000), Decimal("0.0385"), 12, 3, Method.EQUAL_PRINCIPAL)
    drawn_on(here, terms)
    day, told = date(2022, 2, 28), date(2022, 3, 4)
    repay(Loan.objects.get(), on=day, **here.bank(at=noon(told)))
    before = seen(corpus, told - timedelta(days=1)).loans.to_pylist()[0]
    assert (before["balance_fen"], before["past_due_since"]) == (100_000_000, date(2022, 3, 1))
    after = seen(corpus, told).loans.to_pylist()[0]
    assert (after["balance_fen"], after["past_due_since"]) == (75_000_000, None)


def drawn_on(here: World, terms: Terms, ceiling: str | None = None) -> Loan:
    """A loan on other terms than those of the world, drawn."""
    (asked,) = here.requested((), [here.lin])
    surety = seated("surety", "guarantor", place="番禺融担公司").organisation
    held = Offered(terms, TODAY, guarantor=surety, ceiling=ceiling and Decimal(ceiling))
    loan = accept(offer(asked, held, **here.bank()), **here.firm_)
    paper = here.vault.put([b"contract"], limit=99).sha256
    for side, who in (("pledgor", here.fang), ("pledgee", here.lin)):
        loan = sign(loan, paper, side=side, vault=here.vault, **here.bank(who))
    loan = register(loan, NUMBER, on=TODAY, vault=here.vault, **here.bank())
    return draw(loan, on=TODAY, **here.bank())


def test_an_instalment_that_is_not_paid_is_a_red_concern_until_it_is(
    here: World, corpus: Corpus
) -> None:
    here.drawn()  # the first quarter's interest is due on Monday, 28 February
    assert "past_due" not in night(corpus, date(2022, 2, 28))
    concern = night(corpus, date(2022, 3, 1))["past_due"]
    assert (concern.gravity, concern.loan, concern.right) == ("red", NUMBER, "")
    assert (concern.since, concern.lender) == (date(2022, 3, 1), "番禺创业银行")
    day = date(2022, 3, 3)
    repay(Loan.objects.get(), on=day, **here.bank(at=noon(day)))
    assert "past_due" not in night(corpus, day)
    assert KeptConcern.objects.get(demand="past_due").stage == "cured"


def test_a_payment_that_falls_due_on_a_saturday_is_late_after_the_monday(
    here: World, corpus: Corpus
) -> None:
    terms = Terms(Decimal(1_000_000), Decimal("0.0385"), 12, 6, Method.BULLET)
    loan = drawn_on(here, terms)
    loan.instalments.filter(number=1).update(due_on=date(2022, 5, 28))  # a Saturday
    late = {
        on.day: seen(corpus, on).loans.to_pylist()[0]["past_due_since"]
        for on in (date(2022, 5, 29), date(2022, 5, 30), date(2022, 5, 31))
    }
    assert late == {29: None, 30: None, 31: date(2022, 5, 31)}


def test_the_ceiling_of_the_contract_goes_before_the_books(here: World, corpus: Corpus) -> None:
    drawn_on(here, TERMS, ceiling="0.4")
    told = seen(corpus, TODAY)
    assert told.loans.to_pylist()[0]["ceiling"] == 0.4
    assert told.loans.to_pylist()[0]["guarantor"] == "番禺融担公司"
    with pytest.raises(HarborError) as wrong:
        (other,) = here.requested(here.keys[2:3], [here.mei])
        offer(other, Offered(TERMS, TODAY, ceiling=Decimal("1.2")), **here.bank(here.mei))
    assert wrong.value.code == "loan.offer.ceiling"
    assert wrong.value.fields == ("ceiling",)


def test_rights_released_or_replaced_are_watched_no_more(here: World, corpus: Corpus) -> None:
    loan = here.drawn(here.keys[:3])
    later = date(2021, 12, 10)
    given = {"on": later, **here.bank(at=noon(later))}
    release(loan, keys=[here.keys[0]], **given)
    substitute(loan, here.keys[1], here.keys[3], **given)
    pledged = seen(corpus, later).pledges
    assert pledged.column("right").to_pylist() == [here.keys[2], here.keys[3]]
    assert pledged.column("pledged_on").to_pylist() == [TODAY, later]
    before = seen(corpus, later - timedelta(days=1)).pledges.column("right").to_pylist()
    assert before == here.keys[:3]


def test_a_loan_that_is_repaid_is_watched_until_its_pledge_is_released(
    here: World, corpus: Corpus
) -> None:
    loan = here.drawn()
    paid, gone = date(2022, 2, 28), date(2022, 5, 5)
    settle(loan, on=paid, **here.bank(at=noon(paid)))
    told = seen(corpus, paid).loans.to_pylist()[0]
    assert (told["balance_fen"], told["repaid_on"]) == (0, paid)
    assert set(night(corpus, gone)) == {"not_released"}
    release(loan, on=gone, **here.bank(at=noon(gone)))
    assert seen(corpus, gone).loans.num_rows == 0
    assert night(corpus, gone + timedelta(days=1)) == {}


def test_a_registered_loan_owes_nothing_before_it_is_drawn(here: World, corpus: Corpus) -> None:
    here.registered()
    (loan,) = seen(corpus, TODAY).loans.to_pylist()
    assert (loan["balance_fen"], loan["drawn_on"], loan["own"]) == (0, None, True)


def test_what_was_told_of_a_right_when_the_loan_was_made_is_its_value_until_a_newer_is_signed(
    here: World, corpus: Corpus
) -> None:
    here.drawn(here.keys[:1])
    (pledge,) = seen(corpus, TODAY).pledges.to_pylist()
    assert (pledge["value_fen"], pledge["valued_on"]) == (250_000_000, TODAY)
    assert LoanRight.objects.get().value == Decimal(2_500_000)


def test_of_a_portfolio_valued_elsewhere_as_one_no_right_is_given_a_value(
    here: World, corpus: Corpus
) -> None:
    here.drawn(here.keys[:2])
    assert seen(corpus, TODAY).pledges.column("value_fen").null_count == 2
    assert set(night(corpus, TODAY)) == {"no_value"}
