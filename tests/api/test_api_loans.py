"""Valuations and loans for programs: a bank's program from the offer to the last payment."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from loan_programs import got, sent

from financing_world import SEALS, World, actor
from ipharbor.actions.financing.accept import accept
from ipharbor.actions.financing.sign import sign
from ipharbor.records.models import LedgerEntry, Loan, LoanOffer

pytestmark = pytest.mark.django_db


def test_a_banks_program_offers_registers_pays_out_and_enters_payments(here: World) -> None:
    asked = here.requested(lenders=[here.lin, here.mei])[0]
    today = timezone.localdate()
    (row,) = got(here.lin, "/loan-requests")
    assert (row["id"], row["state"], row["value"]) == (asked.pk, "open", "2500000")
    offered = {"principal": "1000000.00", "rate": "0.0385", "months": 12, "every": 3,
               "valuation_fee": "5000", "ceiling": "0.5",
               "until": f"{today + timedelta(days=9)}"}  # fmt: skip
    path = f"/loan-requests/{asked.pk}/offers"
    made = sent(here.lin, path, offered, "offer-1", 201)["data"]
    again = sent(here.lin, path, offered, "offer-1", 201)["data"]
    assert (made["id"], LoanOffer.objects.count()) == (again["id"], 1)
    sent(here.mei, path, offered, "offer-2", 404)
    assert got(here.mei, f"/loan-applications/{asked.application_id}")["offers"] == []
    (seen,) = got(here.fang, f"/loan-applications/{asked.application_id}")["offers"]
    told = (seen["lender"], seen["rate"], seen["ceiling"])
    assert told == ("番禺创业银行", "0.038500", "0.500000")
    loan = accept(
        LoanOffer.objects.get(), seals=SEALS, by=actor(here.fang), at=timezone.now()
    )  # fmt: skip
    path = f"/loans/{loan.pk}"
    early = sent(here.lin, f"{path}/drawing", {"on": today.isoformat()}, "draw-0", 409)
    assert early["error"]["code"] == "loan.stage"
    paper = here.vault.put([b"contract"], limit=99).sha256
    for side, who in (("pledgor", here.fang), ("pledgee", here.lin)):
        sign(loan, paper, side=side, vault=here.vault, seals=SEALS, by=actor(who),
             at=timezone.now())  # fmt: skip
    told = {"number": "Y2026440000001", "on": today.isoformat()}
    assert sent(here.lin, f"{path}/registration", told, "reg")["data"]["stage"] == "registered"
    day = {"on": today.isoformat()}
    drawn = sent(here.lin, f"{path}/drawing", day, "draw")["data"]
    assert (drawn["owed"], len(drawn["schedule"])) == ("1000000.00", 4)
    assert [one["open"] for one in drawn["pledges"]] == [True, True]
    for _again in range(2):
        paid = sent(here.lin, f"{path}/payments", day, "pay-1")["data"]
    assert [one["paid_on"] is not None for one in paid["schedule"]] == [True] + 3 * [False]
    assert LedgerEntry.objects.filter(kind="repaid").count() == 1
    done = sent(here.lin, f"{path}/payments", day | {"all_owed": True}, "pay-2")["data"]
    assert (done["owed"], done["stage"]) == ("0.00", "repaid")
    assert Loan.objects.get().repaid_on == today


def test_a_loan_is_told_to_its_two_sides_alone(here: World) -> None:
    loan = here.drawn()
    for person in (here.fang, here.lin):
        (row,) = got(person, "/loans")
        assert (row["id"], row["owed"]) == (loan.pk, "1000000.00")
        assert got(person, f"/loans/{loan.pk}")["concerns"] == []
    assert got(here.mei, "/loans") == []
    got(here.mei, f"/loans/{loan.pk}", 404)
    assert got(here.fang, "/loans?stage=repaid") == []
    sent(here.fang, f"/loans/{loan.pk}/payments", {"on": "2022-01-01"}, "no", 403)


def test_a_valuation_is_reckoned_again_and_told_with_its_hash(here: World) -> None:
    from api_world import valued

    held = valued(here.firm)
    (row,) = got(here.fang, "/valuations?status=draft")
    assert row["id"] == held.pk
    told = got(here.fang, f"/valuations/{held.pk}")
    assert (told["stands"], told["hash"]) == (True, held.hash)
    type(held).objects.filter(pk=held.pk).update(hash="c" * 64)
    assert got(here.fang, f"/valuations/{held.pk}")["stands"] is False
    got(here.lin, f"/valuations/{held.pk}", 404)


def test_programs_ask_for_consent_answer_it_and_enter_its_proceeds(here: World) -> None:
    loan = here.drawn()
    today = timezone.localdate()
    asked = {"key": here.keys[0], "act": "transfer", "taker": "佛山远光有限公司",
             "price": "200000.00"}  # fmt: skip
    path = f"/loans/{loan.pk}/consents"
    sent(here.lin, path, asked, "ask-0", 403)
    made = sent(here.fang, path, asked, "ask-1", 201)["data"]
    assert (made["state"], made["price"]) == ("asked", "200000.00")
    (row,) = got(here.lin, path)
    assert row["id"] == made["id"]
    got(here.mei, path, 404)
    own = f"/consents/{made['id']}"
    sent(here.mei, f"{own}/answer", {"agrees": True, "proceeds": "repayment"}, "no", 404)
    told = sent(here.lin, f"{own}/answer", {"agrees": True, "proceeds": "repayment"}, "yes")
    assert told["data"]["answered_on"] == today.isoformat()
    again = sent(here.lin, f"{own}/answer", {"agrees": False, "reason": "x"}, "again", 409)
    assert again["error"]["code"] == "loan.consent.answered"
    paid = {"amount": "200000.00", "on": today.isoformat()}
    told = sent(here.lin, f"{own}/proceeds", paid, "in")["data"]
    assert (told["received"], told["applied_on"]) == ("200000.00", today.isoformat())
    sent(here.fang, f"{own}/withdraw", {}, "off", 409)
