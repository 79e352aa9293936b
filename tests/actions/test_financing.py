"""A loan from draft to release or enforcement: each verb, its books, and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from financing_world import AT, PAPER, SEALS, TODAY, World, actor, law
from ipharbor.actions.financing import _books
from ipharbor.actions.financing.accept import accept, withdraw
from ipharbor.actions.financing.draft import Wanted, change, draft
from ipharbor.actions.financing.draw import draw
from ipharbor.actions.financing.enforce import default, enforce
from ipharbor.actions.financing.offer import Offered, decline, offer
from ipharbor.actions.financing.register import change as change_registration
from ipharbor.actions.financing.register import register
from ipharbor.actions.financing.release import release, substitute
from ipharbor.actions.financing.repay import repay, settle
from ipharbor.actions.financing.request import request
from ipharbor.actions.financing.sign import sign
from ipharbor.bookkeeping.accounts import account
from ipharbor.bookkeeping.entries import Entry, Movement, imbalances
from ipharbor.bookkeeping.ledger import replay
from ipharbor.records.models import (
    LedgerEntry,
    Loan,
    LoanInstalment,
    LoanRequest,
    LoanRight,
    RightEvent,
)
from ipharbor.register.encumbrances import Family, burdens
from ipharbor.register.events import Event
from ipharbor.vocabulary.errors import HarborError

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def here(tmp_path: Path) -> World:
    return World(tmp_path)


def refused(code: str, act: Any, *given: Any, **told: Any) -> HarborError:
    with pytest.raises(HarborError) as wrong:
        act(*given, **told)
    assert wrong.value.code == code
    for lang in ("zh", "en"):
        assert "{" not in wrong.value.told(lang).what
    return wrong.value


def entries(loan: Loan) -> list[Entry]:
    """The books of a loan as the pure room reads them."""
    of = _books.of(loan)
    return [
        Entry(
            one.on, one.kind, one.subject,
            tuple(
                Movement(account(row.holder, row.debit, of), account(row.holder, row.credit, of),
                         row.amount)
                for row in one.postings.order_by("pk")
            ),
        )
        for one in LedgerEntry.objects.filter(subject=of).order_by("pk")
    ]  # fmt: skip


def pledges(key: str, on: date = TODAY) -> list[tuple[str, str, str]]:
    """What ``register.encumbrances`` sees: number, pledgor, pledgee of pledges that stand."""
    events = [
        (Event(row.code, row.on, row.known_on, row.details), row.on)
        for row in RightEvent.objects.filter(key=key).order_by("on", "pk")
    ]
    held = burdens(events).on(on, alive=True)
    return [(one.number, *one.parties) for one in held if one.family is Family.PLEDGE]


def test_a_loan_goes_from_draft_to_release_and_its_books_close(here: World) -> None:
    loan = here.drawn()
    assert pledges(here.keys[0]) == [("Y2021440000001", "番禺明灯有限公司", "番禺创业银行")]
    assert pledges(here.keys[4]) == []
    assert loan.matures_on == date(2022, 11, 30)
    assert _books.owed(loan) == D(1_000_000)
    for month, on in enumerate((date(2022, 2, 28), date(2022, 5, 30), date(2022, 8, 30)), 1):
        late = AT.replace(year=on.year, month=on.month, day=on.day)
        loan = repay(loan, on=on, **here.bank(at=late))
        assert (loan.stage, month) == ("repaying", month)
    last = AT.replace(year=2022)
    loan = repay(loan, on=last.date(), **here.bank(at=last))
    assert (loan.stage, loan.repaid_on) == ("repaid", last.date())
    assert _books.owed(loan) == 0
    books = replay(entries(loan))
    of = _books.of(loan)
    assert set(books.trial().values()) == {D(0)}
    assert books.findings == ()
    assert books.of(account(f"firm:{here.firm.pk}", "liability.loan", of)) == 0
    lender = f"organisation:{here.lin.organisation_id}"
    # 90 + 91 + 92 + 92 days of 360 at 3.85 % on a million
    interest = D("9625.00") + D("9731.94") + D("9838.89") + D("9838.89")
    assert books.owed(account(lender, "income.interest", of)) == interest
    assert books.of(account(f"firm:{here.firm.pk}", "expense.guarantee", of)) == D(12_000)
    loan = release(loan, on=last.date(), **here.bank(at=last))
    assert loan.stage == loan.application.stage == "released"
    assert pledges(here.keys[0], last.date()) == []
    assert not LoanRight.objects.filter(open=True).exists()


def test_a_lender_sees_and_decides_its_own_request_alone(here: World) -> None:
    mine, other = here.requested()
    refused("permit.denied", here.offered, other, here.lin)
    refused("permit.denied", decline, other, reason="不做", **here.bank())
    here.offered(mine, here.lin)
    assert LoanRequest.objects.get(pk=other.pk).state == "open"
    decline(other, reason="行业限额已满", **here.bank(here.mei))
    assert LoanRequest.objects.get(pk=other.pk).application.stage == "offered"
    refused("loan.request.decided", here.offered, other, here.mei)


def test_an_application_that_all_lenders_decline_is_declined(here: World) -> None:
    mine, other = here.requested()
    here.offered(other, here.mei)
    held = decline(mine, reason="额度不足", **here.bank())
    assert held.application.stage == "offered"
    held = decline(other, reason="改变主意", **here.bank(here.mei))
    assert held.application.stage == "declined"
    assert not held.offers.filter(standing=True).exists()
    refused("loan.reason.missing", decline, mine, reason=" ", **here.bank())


def test_a_newer_offer_takes_the_place_of_the_older_and_the_losers_are_told(here: World) -> None:
    mine, other = here.requested()
    first = here.offered(mine, here.lin, "0.05")
    second = here.offered(mine, here.lin, "0.04")
    here.offered(other, here.mei)
    assert first.full_rate is not None
    assert second.full_rate is not None
    assert first.full_rate > second.full_rate > D("0.05")
    refused("loan.offer.gone", accept, first, **here.firm_)
    loan = accept(second, **here.firm_)
    assert (loan.rate, loan.value) == (D("0.04"), D(2_500_000))
    assert LoanRequest.objects.get(pk=other.pk).state == "lost"
    refused("loan.stage", accept, second, **here.firm_)
    refused("loan.request.decided", here.offered, other, here.mei)


def test_a_ground_of_refusal_stops_the_way_to_lenders_unless_the_law_lets_one_insist(
    here: World,
) -> None:
    from ipharbor.actions.financing.check import check

    lenders = [here.lin.organisation]
    held = here.checked(here.drafted(), pledged="yes")
    told = refused("loan.request.stopped", request, held, lenders, until=TODAY, law=law(),
                   **here.firm_)  # fmt: skip
    assert told.params["ground"] == "pledged"
    answers = {key: {"double_filing": "yes"} for key in here.keys[:2]}
    given = {"law": law(), "on": TODAY, **here.firm_}
    held = check(held, answers, **given)
    refused("loan.request.stopped", request, held, lenders, until=TODAY, law=law(), **here.firm_)
    refused("loan.check.insists", check, held, answers, insists=["pledged"], **given)
    refused("loan.check.partial", check, held, {here.keys[0]: {}}, **given)
    held = check(held, answers, insists=["double_filing"], **given)
    assert len(request(held, lenders, until=TODAY, law=law(), **here.firm_)) == 1
    refused("loan.request.again", request, held, lenders, until=TODAY, law=law(), **here.firm_)


def test_what_cannot_be_asked_for_is_refused_with_its_field(here: World) -> None:
    good = Wanted(D(100), 12, here.keys[:1])
    for wrong, code in (
        (replace(good, amount=D("0.001")), "loan.wanted.amount"),
        (replace(good, amount=D(-5)), "loan.wanted.amount"),
        (replace(good, months=0), "loan.wanted.months"),
        (replace(good, keys=[]), "loan.wanted.rights"),
        (replace(good, keys=["CN209999999999"]), "loan.wanted.rights"),
    ):
        assert refused(code, draft, here.firm, wrong, **here.firm_).fields
    held = here.checked(draft(here.firm, good, **here.firm_))
    held = change(held, replace(good, keys=here.keys[2:4]), **here.firm_)
    assert (held.stage, held.checked) == ("drafted", {})
    assert sorted(held.rights.values_list("key", flat=True)) == here.keys[2:4]


def test_both_sides_sign_the_same_paper_and_an_altered_one_shows(here: World) -> None:
    loan = here.accepted()
    one, two = (here.vault.put([text], limit=99).sha256 for text in (PAPER, b"forged"))
    given: dict[str, Any] = {"vault": here.vault, "seals": SEALS, "at": AT}
    fang, lin = actor(here.fang), actor(here.lin)
    refused("loan.sign.side", sign, loan, one, side="pledgee", by=fang, **given)
    refused("loan.paper.missing", sign, loan, "b" * 64, side="pledgor", by=fang, **given)
    sign(loan, one, side="pledgor", by=fang, **given)
    refused("loan.sign.other_paper", sign, loan, two, side="pledgee", by=lin, **given)
    loan = sign(loan, one, side="pledgee", by=lin, **given)
    assert loan.stage == "contracted"
    (here.folder / "vault" / one[:2] / one).write_bytes(PAPER + b" over 9,000,000")
    refused("loan.paper.altered", register, loan, "Y1", on=TODAY, vault=here.vault, **here.bank())
    assert Loan.objects.get(pk=loan.pk).stage == "contracted"
    assert not RightEvent.objects.exists()


def test_a_right_is_not_pledged_twice_and_a_number_stands_for_one_loan(here: World) -> None:
    here.registered(here.keys[:2])
    second = here.contracted(here.keys[1:3], here.mei)
    given = {"on": TODAY, "vault": here.vault, **here.bank(here.mei)}
    told = refused("pledge.taken", register, second, "Y2", **given)
    assert (told.params["key"], told.params["number"]) == (here.keys[1], "Y2021440000001")
    assert Loan.objects.get(pk=second.pk).stage == "contracted"
    assert pledges(here.keys[2]) == []
    third = here.contracted(here.keys[3:], here.mei)
    refused("loan.register.number_taken", register, third, "Y2021440000001", **given)
    refused("loan.register.number", register, third, " ", **given)
    refused("loan.register.day", register, third, "Y3", **given | {"on": date(2021, 12, 1)})
    assert register(third, "Y3", **given).stage == "registered"


@pytest.mark.parametrize(
    ("event", "details", "code"),
    [
        ("TR01", {"before": "番禺明灯有限公司", "after": "佛山远光有限公司"}, "pledge.transferred"),
        ("EE01", {"number": "X2021990000001"}, "pledge.licensed"),
        ("PP01", {"number": "P1"}, "pledge.frozen"),
        ("CF01", {}, "pledge.ended"),
        ("PE01", {"number": "Y2020"}, "pledge.taken"),
    ],
)
def test_what_came_into_the_register_meanwhile_stops_the_registration(
    here: World, event: str, details: dict[str, str], code: str
) -> None:
    loan = here.contracted()
    RightEvent.objects.create(
        key=here.keys[1], code=event, on=TODAY, known_on=TODAY + timedelta(days=1),
        number=details.get("number", ""), details=details, source="gazette",
    )  # fmt: skip
    told = refused(code, register, loan, "Y1", on=TODAY, vault=here.vault, **here.bank())
    assert told.params["key"] == here.keys[1]
    assert not LoanRight.objects.filter(open=True).exists()


def test_money_is_paid_out_on_a_registered_pledge_only_and_each_sum_once(here: World) -> None:
    loan = here.contracted()
    refused("loan.stage", draw, loan, on=TODAY, **here.bank())
    loan = register(loan, "Y1", on=TODAY, vault=here.vault, **here.bank())
    refused("loan.draw.day", draw, loan, on=date(2021, 11, 29), **here.bank())
    loan = draw(loan, on=TODAY, **here.bank())
    refused("loan.stage", draw, loan, on=TODAY, **here.bank())
    refused("loan.stage", release, loan, on=TODAY, **here.bank())
    refused("loan.stage", withdraw, loan.application, reason="不要了", **here.firm_)
    assert LedgerEntry.objects.filter(kind="drawn").count() == 1


def test_the_database_takes_no_money_without_its_posting(here: World) -> None:
    loan = here.registered()
    for wrong in ({"stage": "drawn"}, {"drawn_on": TODAY, "matures_on": TODAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Loan.objects.filter(pk=loan.pk).update(**wrong)
    loan = draw(loan, on=TODAY, **here.bank())
    with pytest.raises(IntegrityError), transaction.atomic():
        LoanInstalment.objects.filter(loan=loan).update(paid_on=TODAY)
    posting = loan.drawn_by
    assert posting is not None
    for wrong in ({"amount": 0}, {"amount": -5}, {"credit": posting.debit}):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(posting).objects.filter(pk=posting.pk).update(**wrong)
    assert imbalances(p for entry in entries(loan) for p in entry.postings()) == {}


def test_paying_early_pays_interest_to_the_day_and_no_more(here: World) -> None:
    loan = here.drawn()
    first = AT.replace(year=2022, month=2, day=28)
    loan = repay(loan, on=first.date(), **here.bank(at=first))
    soon = AT.replace(year=2022, month=3, day=30)
    refused("loan.repay.day", settle, loan, on=date(2022, 1, 1), **here.bank(at=soon))
    loan = settle(loan, on=soon.date(), **here.bank(at=soon))
    assert loan.stage == "repaid"
    assert _books.owed(loan) == 0
    paid = loan.instalments.order_by("number").values_list("principal", "interest")
    # 30 days of 360 at 3.85 % on a million
    assert list(paid)[1:] == [(D(1_000_000), D("3208.33")), (D(0), D(0)), (D(0), D(0))]
    assert sum(one.principal for one in loan.instalments.all()) == D(1_000_000)


def test_who_paid_an_instalment_before_its_day_and_then_all_owes_no_interest_twice(
    here: World,
) -> None:
    loan = settle(repay(here.drawn(), on=TODAY, **here.bank()), on=TODAY, **here.bank())
    assert (loan.stage, _books.owed(loan)) == ("repaid", 0)
    assert sum(one.interest for one in loan.instalments.all()) == D("9625.00")


def test_rights_are_released_in_part_and_substituted_while_the_loan_runs(here: World) -> None:
    loan = here.drawn(here.keys[:3])
    loan = release(loan, on=TODAY, keys=[here.keys[0]], **here.bank())
    assert loan.stage == "drawn"
    assert pledges(here.keys[0], TODAY + timedelta(days=1)) == []
    refused("loan.release.keys", release, loan, on=TODAY, keys=here.keys[1:3], **here.bank())
    refused("loan.release.keys", release, loan, on=TODAY, keys=[here.keys[0]], **here.bank())
    given = {"on": TODAY, **here.bank()}
    loan = substitute(loan, here.keys[1], here.keys[3], **given)
    assert [one.key for one in loan.rights.filter(open=True).order_by("key")] == [
        here.keys[2], here.keys[3],
    ]  # fmt: skip
    assert pledges(here.keys[3]) != []
    refused("loan.substitute.old", substitute, loan, here.keys[1], here.keys[4], **given)
    refused("loan.substitute.new", substitute, loan, here.keys[2], "CN1", **given)
    other = here.registered([here.keys[0]], here.mei, number="Y9")  # free again
    refused("pledge.taken", substitute, other, here.keys[0], here.keys[2],
            on=TODAY, **here.bank(here.mei))  # fmt: skip


def test_a_change_of_the_registered_pledge_is_entered_on_every_right(here: World) -> None:
    loan = here.drawn()
    given = {"on": TODAY, "law": law(), **here.bank()}
    change_registration(loan, "debt", "债权数额变更为 900,000 元", **given)
    assert RightEvent.objects.filter(code="PM01").count() == 2
    refused("loan.change.item", change_registration, loan, "colour", "红", **given)
    refused("loan.change.after", change_registration, loan, "debt", "  ", **given)


def test_an_enforced_pledge_pays_in_order_and_the_pool_bears_what_is_short(here: World) -> None:
    loan = default(here.drawn(), reason="逾期 90 日", **here.bank())
    late = AT.replace(year=2022, month=6, day=1)
    loan, told, borne = enforce(loan, D(400_000), costs=D(20_000), pooled=True, on=late.date(),
                                law=law(), **here.bank(at=late))  # fmt: skip
    interest = D("9625.00") + D("9731.94")  # two instalments are overdue
    assert told.paid == {"costs": D(20_000), "interest": interest,
                         "principal": D(400_000) - 20_000 - interest}  # fmt: skip
    short = D(1_000_000) - told.paid["principal"]
    assert sum(borne.values()) == short
    assert borne["fund"] == (short / 2).quantize(D("0.01"))
    assert (loan.stage, _books.owed(loan)) == ("enforced", 0)
    books, of = replay(entries(loan)), _books.of(loan)
    assert set(books.trial().values()) == {D(0)}
    assert books.of(account("pool:fund", "expense.loss", of)) == borne["fund"]
    assert books.owed(account("pool:fund", "liability.claim", of)) == borne["fund"]
    assert books.of(account(f"organisation:{loan.lender_id}", "asset.claim", of)) == borne["fund"]
    assert books.owed(account(f"firm:{here.firm.pk}", "liability.loan", of)) == short
    assert pledges(here.keys[0], late.date()) == []


def test_of_a_loan_that_no_pool_took_in_the_lender_bears_what_is_short(here: World) -> None:
    loan = default(here.drawn(), reason="停产", **here.bank())
    loan, told, borne = enforce(loan, D(400_000), costs=D(0), pooled=False, on=TODAY, law=law(),
                                **here.bank())  # fmt: skip
    assert borne == {"bank": D(1_000_000) - told.paid["principal"]}
    books, of = replay(entries(loan)), _books.of(loan)
    lender = f"organisation:{loan.lender_id}"
    assert books.of(account(lender, "expense.loss", of)) == borne["bank"]
    assert books.of(account(lender, "asset.claim", of)) == 0


def test_what_a_sale_brings_beyond_the_debt_goes_to_the_firm(here: World) -> None:
    loan = default(here.drawn(), reason="停产", **here.bank())
    _, told, borne = enforce(loan, D(1_100_000), costs=D(30_000), pooled=True, on=TODAY, law=law(),
                             **here.bank())  # fmt: skip
    assert (told.surplus, borne) == (D(70_000), {})
    refused("loan.stage", enforce, loan, D(1), costs=D(0), pooled=False, on=TODAY, law=law(),
            **here.bank())  # fmt: skip
    refused("loan.enforce.amount", enforce, loan, D(-1), costs=D(0), pooled=False, on=TODAY,
            law=law(), **here.bank())  # fmt: skip


def test_an_offer_whose_day_is_past_cannot_be_accepted(here: World) -> None:
    (asked,) = here.requested(lenders=[here.lin])
    made = here.offered(asked, here.lin)
    late = here.firm_ | {"at": AT + timedelta(days=40)}
    refused("loan.offer.gone", accept, made, **late)
    refused("loan.offer.until", offer, asked,
            Offered(made_terms(), TODAY - timedelta(days=1)), **here.bank())  # fmt: skip


def made_terms() -> Any:
    from financing_world import TERMS

    return TERMS
