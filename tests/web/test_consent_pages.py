"""The page of a loan and the lender's desk while consent to a transfer is asked for and given."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from financing_world import SEALS, World, actor
from ipharbor import wiring
from ipharbor.actions.financing import consent
from ipharbor.records.models import Loan, Person, PledgeConsent
from ipharbor.statutes.book import load

pytestmark = pytest.mark.django_db
BUYER = "佛山远光有限公司"


@pytest.fixture
def here(corpus: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(wiring, "firm_sealer", lambda: SEALS)
    return World(tmp_path)


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def sent(client: Client, path: str, status: int = 302, **told: Any) -> str:
    answer = client.post(path, told)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return str(answer.content.decode())


def test_a_firm_asks_the_lender_agrees_and_enters_what_came_in(here: World) -> None:
    loan = here.drawn()
    path = f"/financing/{loan.application_id}/"
    firm, bank = client_of(here.fang), client_of(here.lin)
    asked = {"act": "ask_consent", "key": here.keys[0], "consent_act": "transfer",
             "taker": BUYER, "price": "200,000", "terms": "一次付清"}  # fmt: skip
    assert BUYER not in read(bank, "/lending/")
    sent(firm, path, **asked)
    held = PledgeConsent.objects.get()
    assert held.price == Decimal(200_000)
    assert BUYER in read(bank, "/lending/")
    assert BUYER in read(firm, path)
    day = timezone.localdate() + timedelta(days=30)
    answer = {
        "act": "answer_consent", "consent": held.pk, "answer": "agree", "proceeds": "deposit",
        "conditions": "价款汇入监管账户", "pay_by": f"{day}",
    }  # fmt: skip
    sent(bank, path, **answer)
    assert BUYER not in read(bank, "/lending/")
    assert "价款汇入监管账户" in read(firm, path)
    applied = {"act": "apply_proceeds", "consent": held.pk, "amount": "200000",
               "on": f"{timezone.localdate()}"}  # fmt: skip
    sent(bank, path, **applied)
    held.refresh_from_db()
    assert held.applied_on == timezone.localdate()
    assert "企业存款（提存）" in read(bank, path)


def test_what_was_typed_stays_where_a_form_is_refused(here: World) -> None:
    loan = here.drawn()
    path = f"/financing/{loan.application_id}/"
    typed = {"act": "ask_consent", "key": here.keys[1], "consent_act": "licence", "taker": "",
             "price": "88,888", "terms": "普通许可三年"}  # fmt: skip
    page = sent(client_of(here.fang), path, 400, **typed)
    assert 'value="88,888"' in page
    assert "普通许可三年" in page
    assert f'<option value="{here.keys[1]}" selected>' in page
    assert 'aria-invalid="true"' in page
    assert not PledgeConsent.objects.exists()


def test_another_lender_and_another_firms_consent_are_as_if_they_were_not_there(
    here: World,
) -> None:
    loan = here.drawn()
    told = consent.Sought(here.keys[0], "licence", BUYER)
    held = consent.ask(loan, told, law=load().on(timezone.localdate()), seals=SEALS,
                       by=actor(here.fang), at=timezone.now())  # fmt: skip
    path = f"/financing/{loan.application_id}/"
    assert client_of(here.mei).get(path).status_code == 404
    other = here.accepted(here.keys[2:3], here.mei)
    answer = {"act": "answer_consent", "consent": held.pk, "answer": "agree"}
    sent(client_of(here.mei), f"/financing/{other.application_id}/", 400, **answer)
    assert PledgeConsent.objects.get().state == "asked"
    assert Loan.objects.count() == 2
