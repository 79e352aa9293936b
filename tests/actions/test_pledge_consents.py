"""The pledgee's consent: asked for, answered once, seen by the watch, its proceeds applied."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from test_financing import entries, refused
from test_financing_races import server, together

from financing_world import AT, SEALS, TODAY, World, actor, law, seated
from ipharbor.actions.financing import _books, consent
from ipharbor.actions.financing.consent import Answer, Sought
from ipharbor.actions.financing.draw import draw
from ipharbor.actions.financing.enforce import default, enforce
from ipharbor.actions.financing.proceeds import apply
from ipharbor.actions.financing.release import release
from ipharbor.actions.financing.repay import repay, settle
from ipharbor.bookkeeping.accounts import account
from ipharbor.bookkeeping.entries import imbalances
from ipharbor.bookkeeping.ledger import replay
from ipharbor.journal.models import Line
from ipharbor.queries import consents
from ipharbor.records.models import Loan, PledgeConsent, RightEvent
from ipharbor.register.events import Event

pytestmark = pytest.mark.django_db
D = Decimal
BUYER = "佛山远光有限公司"
LATER = AT + timedelta(days=30)
YES = Answer(True, "repayment", "价款汇入监管账户")
assert server  # a fixture


@pytest.fixture
def here(tmp_path: Path) -> World:
    return World(tmp_path)


def asked(here: World, loan: Loan, **more: Any) -> PledgeConsent:
    told = Sought(here.keys[0], "transfer", BUYER, D(200_000), "一次付清")
    return consent.ask(loan, replace(told, **more), law=law(), **here.firm_)


def answered(here: World, loan: Loan, told: Answer = YES, **more: Any) -> PledgeConsent:
    return consent.answer(asked(here, loan, **more), told, law=law(), **here.bank())


def transferred(here: World, to: str = BUYER, on: date = TODAY + timedelta(days=9)) -> RightEvent:
    return RightEvent.objects.create(
        key=here.keys[0], code="TR01", on=on, known_on=on, source="gazette",
        details={"before": here.firm.name, "after": to},
    )  # fmt: skip


def test_the_lender_agrees_upon_conditions_and_the_journal_keeps_it(here: World) -> None:
    made = answered(here, here.drawn(), replace(YES, good_until=TODAY + timedelta(days=60)))
    assert (made.state, made.proceeds, made.conditions) == (
        "agreed", "repayment", "价款汇入监管账户",
    )  # fmt: skip
    lines = Line.objects.filter(action__endswith="_consent").order_by("seq")
    assert [one.action for one in lines] == ["financing.ask_consent", "financing.answer_consent"]
    assert all(one.details["consent"] == made.pk for one in lines)
    assert "200000" not in str([one.details for one in lines])  # sums are sealed


def test_a_refusal_has_its_reason_and_an_agreement_tells_where_the_price_goes(here: World) -> None:
    held = asked(here, here.drawn())
    given = {"law": law(), **here.bank()}
    refused("loan.reason.missing", consent.answer, held, Answer(False, reason=" "), **given)
    refused("loan.consent.proceeds", consent.answer, held, Answer(True), **given)
    late = replace(YES, pay_by=TODAY - timedelta(days=1))
    refused("loan.consent.day", consent.answer, held, late, **given)
    made = consent.answer(held, Answer(False, reason="押品将不足"), **given)
    assert (made.state, made.reason) == ("refused", "押品将不足")
    refused("loan.consent.answered", consent.answer, held, YES, **given)
    refused("loan.consent.closed", consent.withdraw, made, **here.firm_)


def test_what_cannot_be_asked_is_refused_with_its_field(here: World) -> None:
    loan = here.drawn()
    for wrong, code in (
        ({"key": here.keys[4]}, "loan.consent.key"), ({"act": "burn"}, "loan.consent.act"),
        ({"taker": " "}, "loan.consent.taker"), ({"price": D("0.001")}, "loan.consent.price"),
        ({"until": TODAY - timedelta(days=1)}, "loan.consent.until"),
    ):  # fmt: skip
        sought = replace(Sought(here.keys[0], "transfer", BUYER), **wrong)
        assert refused(code, consent.ask, loan, sought, law=law(), **here.firm_).fields
    asked(here, loan)
    refused("loan.consent.again", asked, here, loan)
    asked(here, loan, taker="另一家公司")
    early = here.accepted(here.keys[2:3])
    refused("loan.stage", asked, here, early, key=here.keys[2])


def test_the_firm_asks_and_its_lender_answers_and_nobody_else(here: World) -> None:
    loan = here.drawn()
    held = asked(here, loan)
    others = {
        "office": seated("o", "district_office"), "station": seated("s", "town_station"),
        "agency": seated("a", "agency"), "guarantor": seated("g", "guarantor"),
        "insurer": seated("i", "insurer"), "other lender": here.mei,
    }  # fmt: skip
    sought = Sought(here.keys[1], "licence", BUYER)
    for person in (*others.values(), here.lin):
        given = {"seals": SEALS, "at": AT, "by": actor(person)}
        refused("permit.denied", consent.ask, loan, sought, law=law(), **given)
        refused("permit.denied", consent.withdraw, held, **given)
    for person in (*others.values(), here.fang):
        given = {"seals": SEALS, "at": AT, "by": actor(person)}
        refused("permit.denied", consent.answer, held, YES, law=law(), **given)
        refused("permit.denied", apply, held, D(1), on=TODAY, **given)


def test_two_answers_at_once_have_one_outcome(here: World) -> None:
    held = asked(here, here.drawn())
    stale = PledgeConsent.objects.select_related("loan__lender").get(pk=held.pk)
    consent.answer(held, YES, law=law(), **here.bank())
    no = Answer(False, reason="不同意")
    refused("loan.consent.answered", consent.answer, stale, no, law=law(), **here.bank())
    assert PledgeConsent.objects.get(pk=held.pk).state == "agreed"
    assert Line.objects.filter(action="financing.answer_consent").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_on_postgresql_have_one_outcome(server: None, tmp_path: Path) -> None:
    here = World(tmp_path)
    held = asked(here, here.drawn())
    given = {"law": law(), **here.bank()}
    told = together(
        lambda: consent.answer(held, YES, **given),
        lambda: consent.answer(held, Answer(False, reason="不同意"), **given),
        lambda: consent.withdraw(held, **here.firm_),
    )
    assert sorted(told).count("done") in (1, 2)  # what is agreed to may be given up after
    assert set(told) <= {"done", "loan.consent.answered", "loan.consent.closed"}
    assert Line.objects.filter(action="financing.answer_consent").count() <= 1
    connection.close()


@pytest.mark.parametrize(
    ("to", "days", "covered"),
    [(BUYER, 9, True), ("别的公司", 9, False), (f"{BUYER}；别的公司", 9, False), ("", 9, False),
     (BUYER, 61, False), (BUYER, -1, False)],
)  # fmt: skip
def test_an_agreement_covers_the_act_that_was_agreed_and_no_other(
    here: World, to: str, days: int, covered: bool
) -> None:
    made = answered(here, here.drawn(), replace(YES, good_until=TODAY + timedelta(days=60)))
    row = transferred(here, to, TODAY + timedelta(days=days))
    event = Event(row.code, row.on, row.known_on, row.details)
    told = consents.marked(event, consents.agreed([made.key])[made.key])
    assert bool(told.told("consent")) is covered
    licence = replace(event, code="EE01", details={"licensee": BUYER})
    assert not consents.marked(licence, consents.agreed()[made.key]).told("consent")


def test_what_was_given_up_is_agreed_no_more(here: World) -> None:
    made = consent.withdraw(answered(here, here.drawn()), **here.firm_)
    row = transferred(here)
    event = Event(row.code, row.on, row.known_on, row.details)
    assert not consents.marked(event, consents.agreed()[made.key]).told("consent")


def test_a_transfer_that_was_agreed_raises_no_concern_but_its_price_until_applied(
    here: World, corpus: Any
) -> None:
    from ipharbor.pledge.concerns import look
    from ipharbor.pledge.covenants import covenants
    from ipharbor.queries import watched_loans
    from ipharbor.queries.swept import known

    on = TODAY + timedelta(days=20)
    rows = [RightEvent(key=key, code="GR01", on=date(2021, 1, 5), known_on=date(2021, 1, 5))
            for key in here.keys]  # fmt: skip
    RightEvent.objects.bulk_create(rows)
    loan = here.drawn()

    def demands() -> dict[str, str]:
        seen = known(corpus, region="440113")
        told = look(watched_loans.watched(seen, on), on=on, told=covenants(seen.book.on(on)))
        return {one["demand"]: one["fact"] for one in told.concerns.to_pylist()}

    transferred(here)
    assert "transferred" in demands()
    RightEvent.objects.filter(code="TR01").delete()
    made = answered(here, loan)
    assert not {"transferred", "proceeds"} & set(demands())
    transferred(here)
    assert "transferred" not in demands()
    assert demands()["proceeds"] == "200000.00"
    at = LATER
    apply(made, D(150_000), on=at.date(), **here.bank(at=at))
    assert demands()["proceeds"] == "50000.00"
    apply(made, D(50_000), on=at.date(), **here.bank(at=at))
    on = at.date()
    assert "proceeds" not in demands()


def test_a_price_not_paid_over_by_its_day_is_a_concern_though_the_register_shows_nothing(
    here: World,
) -> None:
    answered(here, here.drawn(), replace(YES, pay_by=TODAY + timedelta(days=5)))
    assert consents.proceeds(TODAY + timedelta(days=5)).num_rows == 0
    (row,) = consents.proceeds(TODAY + timedelta(days=6)).to_pylist()
    assert (row["since"], row["owed_fen"]) == (TODAY + timedelta(days=6), 20_000_000)


def test_proceeds_repay_the_debt_early_and_the_books_balance(here: World) -> None:
    loan = here.drawn()
    made = answered(here, loan)
    refused("loan.proceeds.amount", apply, made, D(0), on=TODAY, **here.bank())
    refused("loan.proceeds.day", apply, made, D(1), on=TODAY - timedelta(days=1), **here.bank())
    told = refused("loan.proceeds.settle", apply, made, D(1_003_209), on=LATER.date(),
                   **here.bank(at=LATER))  # fmt: skip
    assert told.params["owed"] == "1,003,208.33"
    made = apply(made, D(200_000), on=LATER.date(), **here.bank(at=LATER))
    assert (made.received, made.applied_on) == (D(200_000), LATER.date())
    loan.refresh_from_db()
    assert (loan.stage, _books.owed(loan)) == ("repaying", D(1_000_000) - D("199360.38"))
    of, lender = _books.of(loan), f"organisation:{loan.lender_id}"
    books = replay(entries(loan))
    assert books.owed(account(lender, "income.interest", of)) == D("639.62")
    assert imbalances(p for entry in entries(loan) for p in entry.postings()) == {}
    refused("loan.proceeds.none", apply, made, D(1), on=LATER.date(), **here.bank(at=LATER))
    end = AT.replace(year=2022)
    for _quarter in range(4):
        loan = repay(loan, on=end.date(), **here.bank(at=end))
    assert (loan.stage, _books.owed(loan)) == ("repaid", 0)
    assert sum(one.principal for one in loan.instalments.all()) == D(1_000_000) - D("199360.38")


def test_what_is_deposited_goes_back_when_the_pledge_is_released(here: World) -> None:
    loan = here.drawn()
    made = apply(answered(here, loan, replace(YES, proceeds="deposit")), D(200_000), on=TODAY,
                 **here.bank())  # fmt: skip
    loan.refresh_from_db()
    assert (loan.stage, _books.owed(loan), _books.deposit(loan)) == ("drawn", 1_000_000, 200_000)
    assert made.applied_on == TODAY
    loan = release(settle(loan, on=TODAY, **here.bank()), on=TODAY, **here.bank())
    assert _books.deposit(loan) == 0
    books, of = replay(entries(loan)), _books.of(loan)
    assert set(books.trial().values()) == {D(0)}
    assert books.of(account(f"firm:{here.firm.pk}", "asset.deposit", of)) == 0


def test_a_deposit_pays_claims_when_the_pledge_is_enforced(here: World) -> None:
    loan = here.drawn()
    apply(answered(here, loan, replace(YES, proceeds="deposit")), D(200_000), on=TODAY,
          **here.bank())  # fmt: skip
    loan = default(loan, reason="停产", **here.bank())
    loan, told, borne = enforce(loan, D(300_000), costs=D(20_000), pooled=False, on=TODAY,
                                law=law(), **here.bank())  # fmt: skip
    assert told.paid == {"costs": D(20_000), "interest": D(0), "principal": D(480_000)}
    assert borne == {"bank": D(520_000)}
    assert (_books.deposit(loan), _books.owed(loan)) == (0, 0)
    books, of = replay(entries(loan)), _books.of(loan)
    assert set(books.trial().values()) == {D(0)}
    firm, lender = f"firm:{here.firm.pk}", f"organisation:{loan.lender_id}"
    assert books.of(account(firm, "asset.deposit", of)) == 0
    assert books.owed(account(firm, "income.disposal", of)) == D(300_000)
    # lent a million, the fee, 200,000 deposited and 300,000 of the sale less its costs
    assert books.of(account(lender, "asset.cash", of)) == D(-1_000_000) + 200_000 + 300_000


def test_what_comes_in_before_the_loan_is_paid_out_is_deposited(here: World) -> None:
    loan = here.registered()
    apply(answered(here, loan), D(200_000), on=TODAY, **here.bank())
    assert _books.deposit(loan) == D(200_000)
    loan = draw(Loan.objects.get(pk=loan.pk), on=TODAY, **here.bank())
    assert _books.owed(loan) == D(1_000_000)


def test_the_graph_of_what_hangs_on_the_right_tells_to_whom_the_pledgee_agreed(
    here: World,
) -> None:
    from ipharbor.queries.pledge_checks import ties_of
    from ipharbor.statutes.book import load, regional

    row = RightEvent(key=here.keys[0], code="GR01", on=date(2021, 1, 5), known_on=date(2021, 1, 5))
    row.save()
    answered(here, here.drawn())

    def blocks(on: date) -> list[tuple[str, str, str]]:
        rows = ties_of(here.firm, law=load(regional("440113")), on=on, data_until=on,
                       keys=here.keys[:1])  # fmt: skip
        (tie,) = [one.tie for one in rows if one.tie.sort == "pledge"]
        return [(str(one.act), str(one.force), one.whom) for one in tie.blocks]

    told = blocks(TODAY + timedelta(days=1))
    assert ("transfer", "agreed", BUYER) in told
    assert ("transfer", "consent", "") in told  # to anybody else
    assert ("licence", "consent", "") in told
    assert ("licence", "agreed", BUYER) not in told
