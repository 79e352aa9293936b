"""Interest on overdue sums: told before it is paid, posted with it, claimed when enforced."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from test_financing import entries, refused
from test_guarantors import TOLD, drawn

from financing_world import AT, SEALS, World, law
from ipharbor import wiring
from ipharbor.actions.financing import _books
from ipharbor.actions.financing.consent import Answer, Sought, answer, ask
from ipharbor.actions.financing.enforce import default, enforce
from ipharbor.actions.financing.offer import allowed
from ipharbor.actions.financing.proceeds import apply
from ipharbor.actions.financing.repay import repay, settle
from ipharbor.bookkeeping.accounts import account
from ipharbor.bookkeeping.ledger import Ledger, replay
from ipharbor.queries import financing as queries
from ipharbor.queries.overdue import overdue
from ipharbor.records.models import Loan

pytestmark = pytest.mark.django_db
D = Decimal
LATE = date(2022, 3, 30)  # thirty days after the first quarter's day
FIRST = D("40.14")  # 9,625.00 x 5.005 % x 30 / 360


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(wiring, "firm_sealer", lambda: SEALS)
    return World(tmp_path)


def lent(here: World) -> Loan:
    """A loan of a million at 3.85 %, 30 % on top when overdue, drawn on 30 November 2021."""
    return drawn(here, replace(TOLD, penalty=D("0.3")))


def noon(on: date) -> Any:
    return AT.replace(year=on.year, month=on.month, day=on.day)


def books(loan: Loan) -> Ledger:
    told = replay(entries(loan))
    assert set(told.trial().values()) == {D(0)}
    assert told.findings == ()
    return told


def test_a_late_payment_bears_what_accrued_and_the_books_balance(here: World) -> None:
    loan = repay(lent(here), on=LATE, **here.bank(at=noon(LATE)))
    assert loan.instalments.get(number=1).penalty == FIRST
    of = _books.of(loan)
    lender, firm = f"organisation:{loan.lender_id}", f"firm:{loan.firm_id}"
    told = books(loan)
    assert told.owed(account(lender, "income.penalty", of)) == FIRST
    assert told.of(account(firm, "expense.penalty", of)) == FIRST
    assert told.owed(account(lender, "income.interest", of)) == D("9625.00")
    assert overdue([loan.pk], on=LATE) == {}


def test_a_payment_in_time_and_a_contract_that_says_nothing_bear_nothing(here: World) -> None:
    loan = repay(lent(here), on=date(2022, 2, 28), **here.bank(at=noon(date(2022, 2, 28))))
    assert loan.instalments.get(number=1).penalty == 0
    other = here.drawn(here.keys[2:4], "Y8")
    assert overdue([other.pk], on=LATE) == {}
    assert repay(other, on=LATE, **here.bank(at=noon(LATE))).instalments.get(number=1).penalty == 0


def test_what_accrues_is_told_day_by_day_before_it_is_paid(here: World) -> None:
    loan = lent(here)
    assert overdue([loan.pk], on=date(2022, 2, 28)) == {}
    assert overdue([loan.pk], on=LATE) == {loan.pk: {1: FIRST}}
    (row,) = queries.loans(Loan.objects.filter(pk=loan.pk), on=LATE)
    assert (row.penalty, row.overdue_interest) == (D("0.3"), FIRST)
    # past maturity all that was due accrues: two months and a half after it, by each day
    on = date(2023, 2, 13)
    told = overdue([loan.pk], on=on)[loan.pk]
    assert sorted(told) == [1, 2, 3, 4]
    # 1,009,838.89 x 5.005 % x 75 / 360
    assert told[4] == D("10529.67")


def test_settling_late_pays_all_that_accrued(here: World) -> None:
    on = date(2022, 6, 29)  # 121 days after the first, 30 after the second of 9,731.94
    loan = settle(lent(here), on=on, **here.bank(at=noon(on)))
    told = {one.number: one.penalty for one in loan.instalments.all()}
    # 9,625.00 x 5.005 % x 121 / 360 and 9,731.94 x 5.005 % x 30 / 360
    assert told == {1: D("161.92"), 2: D("40.59"), 3: 0, 4: 0}
    of = _books.of(loan)
    paid = books(loan).owed(account(f"organisation:{loan.lender_id}", "income.penalty", of))
    assert paid == D("202.51")


def test_it_counts_as_interest_when_the_pledge_is_enforced(here: World) -> None:
    loan = default(lent(here), reason="停产", **here.bank())
    loan, told, _borne = enforce(loan, D(20_000), costs=D(10_000), pooled=False, on=LATE,
                                 law=law(), **here.bank(at=noon(LATE)))  # fmt: skip
    assert told.paid == {
        "costs": D(10_000), "interest": D("9625.00") + FIRST,
        "principal": D(10_000) - D("9625.00") - FIRST,
    }  # fmt: skip
    of, lender = _books.of(loan), f"organisation:{loan.lender_id}"
    held = books(loan)
    assert held.owed(account(lender, "income.interest", of)) == D("9625.00")
    assert held.owed(account(lender, "income.penalty", of)) == FIRST
    assert overdue([loan.pk], on=LATE + timedelta(days=9)) == {}


def test_proceeds_of_an_agreed_act_pay_it_with_the_instalment(here: World) -> None:
    loan = lent(here)
    sought = Sought(here.keys[0], "transfer", "佛山远光有限公司", D(100_000))
    held = ask(loan, sought, law=law(), **here.firm_)
    agreed = answer(held, Answer(True, "repayment"), law=law(), **here.bank())
    apply(agreed, D("9665.13"), on=LATE, **here.bank(at=noon(LATE)))  # a fen short
    assert _books.deposit(loan) == D("9665.13")
    apply(agreed, D("9665.14"), on=LATE, **here.bank(at=noon(LATE)))
    first = loan.instalments.get(number=1)
    assert (first.paid_on, first.penalty) == (LATE, FIRST)
    books(loan)


def test_the_law_bounds_what_a_contract_may_add(here: World) -> None:
    for penalty in (D("0.3"), D("0.5"), D(0), None):
        allowed(law(), penalty)
    for penalty in (D("0.29"), D("0.51")):
        wrong = refused("loan.offer.penalty", allowed, law(), penalty)
        assert (wrong.params["least"], wrong.params["most"]) == ("30", "50")


def test_the_page_the_terminal_and_programs_tell_it(
    here: World, corpus: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner

    from ipharbor.cli import loaning
    from ipharbor.web._days import usual_day

    loan, today = lent(here), usual_day()
    loan.instalments.filter(number=1).update(due_on=today - timedelta(days=30))
    loan.instalments.exclude(number=1).update(due_on=today + timedelta(days=30))
    client = Client()
    client.force_login(here.fang)
    page = client.get(f"/financing/{loan.application_id}/").content.decode()
    assert page.count("40.14") == 2  # in the schedule and in all
    told = json.loads(client.get(f"/api/v1/loans/{loan.pk}").content)["data"]
    assert (told["penalty"], told["overdue_interest"]) == ("0.300000", "40.14")
    monkeypatch.setattr(loaning, "ready", lambda: None)

    def said(*words: str) -> Any:
        done = CliRunner().invoke(loaning.loan, list(words), obj="en")
        assert done.exit_code == 0, done.output
        return done.output

    day = loaning.now().date()
    shown = json.loads(said("show", f"{loan.pk}", "--json"))["overdue_interest"]
    assert D(str(shown)) == sum(overdue([loan.pk], on=day)[loan.pk].values()) > 0
    assert D(str(json.loads(said("balance", f"{loan.pk}", "--json"))["overdue_interest"])) == D(
        str(shown)
    )
    assert "Overdue interest" in said("schedule", f"{loan.pk}")
    assert "30%" in said("show", f"{loan.pk}")
