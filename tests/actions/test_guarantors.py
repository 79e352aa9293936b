"""Who guarantees a loan: named on the offer, compared, warned, and called after the pledge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from test_collateral import corpus, maker, night, warned
from test_collateral import lent as lent_
from test_financing import entries, refused
from test_past_due_warnings import watching

from financing_world import SEALS, TERMS, TODAY, World, actor, law, seated
from ipharbor import wiring
from ipharbor.actions.financing import _books
from ipharbor.actions.financing.accept import accept
from ipharbor.actions.financing.draw import draw
from ipharbor.actions.financing.enforce import default, enforce
from ipharbor.actions.financing.offer import Offered, offer
from ipharbor.actions.financing.register import register
from ipharbor.actions.financing.sign import sign
from ipharbor.bookkeeping.accounts import account
from ipharbor.bookkeeping.ledger import replay
from ipharbor.corpus.reading import Corpus
from ipharbor.pledge.cost import Charges
from ipharbor.records.models import Firm, IssuedWarning, Loan, LoanOffer, Organisation, Person

assert corpus, maker  # fixtures
pytestmark = pytest.mark.django_db
D = Decimal
TOLD = Offered(TERMS, TODAY + timedelta(days=9), Charges(guarantee=D(12_000)))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(wiring, "firm_sealer", lambda: SEALS)
    return World(tmp_path)


def surety() -> Organisation:
    body = seated("surety", "guarantor", place="番禺融担公司").organisation
    assert body is not None
    return body


def drawn(here: World, told: Offered) -> Loan:
    (asked,) = here.requested((), [here.lin])
    loan = accept(offer(asked, told, **here.bank()), **here.firm_)
    paper = here.vault.put([b"contract"], limit=99).sha256
    for side, who in (("pledgor", here.fang), ("pledgee", here.lin)):
        loan = sign(loan, paper, side=side, vault=here.vault, **here.bank(who))
    return draw(register(loan, "Y7", on=TODAY, vault=here.vault, **here.bank()), on=TODAY,
                **here.bank())  # fmt: skip


def test_an_offer_names_an_open_guarantor_and_the_part_it_guarantees(here: World) -> None:
    (asked,) = here.requested((), [here.lin])
    body = surety()
    given = here.bank()
    wrong = replace(TOLD, guarantor=here.mei.organisation)
    refused("loan.offer.guarantor", offer, asked, wrong, **given)
    for part in (D(0), D("1.1")):
        wrong = replace(TOLD, guarantor=body, guaranteed=part)
        refused("loan.offer.guaranteed", offer, asked, wrong, **given)
    refused("loan.offer.guaranteed", offer, asked, replace(TOLD, guaranteed=D("0.8")), **given)
    made = offer(asked, replace(TOLD, guarantor=body, guaranteed=D("0.8")), **given)
    assert made.guaranteed == D("0.8")
    assert offer(asked, replace(TOLD, guarantor=body), **given).guaranteed == 1
    Organisation.objects.filter(pk=body.pk).update(closed_at=here.bank()["at"])
    body.refresh_from_db()
    refused("loan.offer.guarantor", offer, asked, replace(TOLD, guarantor=body), **given)


def test_the_guarantor_stands_in_for_its_part_of_what_the_pledge_does_not_pay(
    here: World,
) -> None:
    body = surety()
    loan = drawn(here, replace(TOLD, guarantor=body, guaranteed=D("0.8")))
    loan = default(loan, reason="停产", **here.bank())
    loan, told, borne = enforce(loan, D(400_000), costs=D(0), pooled=False, on=TODAY, law=law(),
                                **here.bank())  # fmt: skip
    short = D(600_000)
    assert told.short["principal"] == short
    assert borne == {"guarantor": D(480_000), "bank": D(120_000)}
    books, of = replay(entries(loan)), _books.of(loan)
    assert set(books.trial().values()) == {D(0)}
    book, lender = f"organisation:{body.pk}", f"organisation:{loan.lender_id}"
    assert books.owed(account(book, "liability.claim", of)) == D(480_000)
    assert books.of(account(book, "asset.recourse", of)) == D(480_000)
    assert books.of(account(lender, "asset.claim", of)) == D(480_000)
    assert books.of(account(lender, "expense.loss", of)) == D(120_000)
    assert _books.owed(loan) == 0


def test_of_a_pooled_loan_the_shares_of_the_pool_hold_and_no_part_twice(here: World) -> None:
    loan = drawn(here, replace(TOLD, guarantor=surety()))
    loan = default(loan, reason="停产", **here.bank())
    loan, told, borne = enforce(loan, D(400_000), costs=D(0), pooled=True, on=TODAY, law=law(),
                                **here.bank())  # fmt: skip
    assert sum(borne.values()) == told.short["principal"]
    assert borne["fund"] == D(300_000)
    assert _books.owed(loan) == 0


def test_the_form_names_the_guarantor_keeps_what_was_typed_and_the_firm_compares_it(
    here: World, corpus: Corpus
) -> None:
    body = surety()
    (asked,) = here.requested((), [here.lin])
    path = f"/financing/{asked.application_id}/"
    bank, firm = Client(), Client()
    bank.force_login(here.lin)
    firm.force_login(here.fang)
    typed = {
        "act": "offer", "principal": "1000000", "rate": "3.85", "months": "12", "every": "3",
        "method": "bullet", "day_count": "act_360", "guarantor": f"{body.pk}",
        "guaranteed": "180", "guarantee": "12,000", "insurance": "0", "valuation": "0",
        "other": "0", "until": "2099-01-01",
    }  # fmt: skip
    answer = bank.post(path, typed)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert f'<option value="{body.pk}" selected>' in page
    assert 'value="180"' in page
    assert bank.post(path, typed | {"guaranteed": "80"}).status_code == 302
    made = LoanOffer.objects.get()
    assert (made.guarantor_id, made.guaranteed, made.guarantee) == (body.pk, D("0.8"), 12_000)
    page = firm.get(path).content.decode()
    assert "番禺融担公司" in page
    assert "80" in page.partition("番禺融担公司")[2][:60]


def test_the_guarantor_reads_the_loan_it_guarantees_and_no_other(here: World) -> None:
    from ipharbor.actions.financing.reading import readable

    body = surety()
    loan = drawn(here, replace(TOLD, guarantor=body))
    here.accepted(here.keys[3:4], here.mei)
    person = Person.objects.get(organisation=body)
    assert list(readable(actor(person))) == [loan]


def test_the_guarantor_is_warned_of_a_concern_with_its_day_to_cure(
    tmp_path: Path, corpus: Corpus, maker: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    watching(maker)
    own = lent_(matures_on=date(2037, 2, 28))  # the term ends before the loan
    on = date(2021, 11, 30)
    night(corpus, on, own)
    warned(tmp_path, corpus, on, monkeypatch)
    rows = IssuedWarning.objects.filter(about="signal.guaranteed_concern")
    assert [one.person.username for one in rows] == ["surety"]
    facts = rows.get().evidence["incidents"][0]["signal"]["facts"]
    assert (facts["demand_zh"], facts["cure_by"]) == (
        "专利期限短于贷款",
        "2021-04-30",
    )  # 60 days from the pledge
    night(corpus, on + timedelta(days=1), own)
    warned(tmp_path, corpus, on + timedelta(days=1), monkeypatch)
    assert rows.count() == 1
