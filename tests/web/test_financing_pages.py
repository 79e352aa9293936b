"""The firm's page, the lender's desk and the district's view, from application to registration."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from financing_world import World, seated
from ipharbor.actions.financing.repay import repay
from ipharbor.records.models import (
    KeptConcern,
    Loan,
    LoanApplication,
    LoanOffer,
    LoanRequest,
    Person,
    Right,
)
from ipharbor.web._days import usual_day

pytestmark = pytest.mark.django_db


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def here(corpus: Any, tmp_path: Path) -> World:
    return World(tmp_path)


def post(client: Client, path: str, **told: Any) -> Any:
    answer = client.post(path, told)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return answer


def test_an_application_goes_from_the_firms_form_to_the_registration(here: World) -> None:
    firm, bank, other = (client_of(one) for one in (here.fang, here.lin, here.mei))
    today = timezone.localdate()
    made = post(firm, "/financing/", amount="1,000,000", months="12", keys=here.keys[:2])
    path = made["Location"]
    post(firm, path, act="check")
    held = LoanApplication.objects.get()
    assert held.stage == "checked"
    assert set(held.checked) == set(here.keys[:2])
    assert all("pledged" in told for told in held.checked.values())
    post(firm, path, act="value", low="2000000", median="2500000", high="3000000",
         signed_by="评估师甲", valued_on=today.isoformat(),
         report=SimpleUploadedFile("report.pdf", b"%PDF report"))  # fmt: skip
    post(firm, path, act="request", lenders=[here.lin.organisation_id, here.mei.organisation_id],
         until=(today + timedelta(days=9)).isoformat())  # fmt: skip
    offered = {
        "act": "offer", "principal": "1000000", "months": "12", "every": "3", "method": "bullet",
        "day_count": "act_360", "guarantee": "0", "insurance": "0", "valuation": "5000",
        "other": "0", "until": (today + timedelta(days=9)).isoformat(),
    }  # fmt: skip
    post(bank, path, **offered, rate="3.85")
    assert "3.85" not in other.get(path).content.decode()
    post(other, path, **offered, rate="4.2")
    page = firm.get(path).content.decode()
    assert page.index("番禺创业银行") < page.index("广州新银行")
    chosen = LoanOffer.objects.get(request__lender=here.lin.organisation)
    post(firm, path, act="accept", offer=chosen.pk)
    assert LoanRequest.objects.get(lender=here.mei.organisation).state == "lost"
    post(firm, path, act="sign_pledgor", contract=SimpleUploadedFile("c.pdf", b"%PDF contract"))
    post(bank, path, act="sign_pledgee")
    post(bank, path, act="register", number="Y2026440000009", on=today.isoformat())
    post(bank, path, act="draw", on=today.isoformat())
    loan = Loan.objects.get()
    assert (loan.stage, loan.registration) == ("drawn", "Y2026440000009")
    assert "Y2026440000009" in bank.get("/lending/loans/").content.decode()
    for reader in (firm, bank):
        paper = reader.get(f"{path}contract/")
        assert b"".join(paper.streaming_content) == b"%PDF contract"
        assert "attachment" in paper["Content-Disposition"]
        page = reader.get(path).content.decode()
        assert f'href="{path}contract/"' in page
        assert "发放的贷款" in page and "organisation:" not in page
    assert other.get(f"{path}contract/").status_code == 404
    assert here.firm.name in bank.get("/lending/").content.decode()


def test_inventions_are_offered_first_as_security_and_designs_last(here: World) -> None:
    for key, kind in zip(here.keys, ("design", "utility_model", "invention"), strict=False):
        Right.objects.filter(key=key).update(patent_type=kind)
    offered = client_of(here.fang).get("/financing/").context["rights"]
    assert [one.patent_type for one in offered] == [
        "invention", "invention", "invention", "utility_model", "design",
    ]  # fmt: skip


def test_who_has_nothing_to_do_with_an_application_is_told_that_there_is_none(
    here: World,
) -> None:
    (asked,) = here.requested(lenders=[here.lin])
    path = f"/financing/{asked.application_id}/"
    stranger = seated("paul", "lender", place="佛山银行")
    station = seated("sara", "town_station")
    for person in (here.mei, stranger):
        assert client_of(person).get(path).status_code == 404
    assert client_of(station).get(path).status_code == 403
    assert client_of(seated("olivia", "district_office")).get(path).status_code == 200


def test_what_is_wrong_with_a_form_stands_on_the_page_and_nothing_is_done(here: World) -> None:
    firm = client_of(here.fang)
    answer = firm.post("/financing/", {"amount": "viel", "months": "12", "keys": here.keys[:1]})
    assert answer.status_code == 400
    answer = firm.post("/financing/", {"amount": "5", "months": "0", "keys": here.keys[:1]})
    assert answer.status_code == 400
    assert not LoanApplication.objects.exists()
    held = here.drafted()
    answer = firm.post(f"/financing/{held.pk}/", {"act": "withdraw", "reason": " "})
    assert answer.status_code == 400
    assert firm.post(f"/financing/{held.pk}/", {"act": "fly"}).status_code == 400
    assert LoanApplication.objects.get().stage == "drafted"


def test_the_district_sees_who_borrowed_and_a_station_only_its_towns_firms_that_could(
    here: World,
) -> None:
    here.drawn(here.keys[:2])
    other = type(here.firm).objects.create(name="番禺远山有限公司", town="440113016")
    Right.objects.filter(key=here.keys[4]).update(firm=other)
    office, station = (client_of(seated(n, k)) for n, k in
                       (("olivia", "district_office"), ("sara", "town_station")))  # fmt: skip
    rows = office.get("/financing/region/?view=all").context["found"].rows
    assert {(row.firm, row.free, row.pledged) for row in rows} == {
        (here.firm.name, 2, 2), ("番禺远山有限公司", 1, 0),
    }  # fmt: skip
    page = office.get("/financing/region/loans/").content.decode()
    assert "番禺创业银行" in page
    rows = station.get("/financing/region/?view=all").context["found"].rows
    assert [row.firm for row in rows] == [here.firm.name]
    assert station.get("/financing/region/loans/").status_code == 403
    assert client_of(here.fang).get("/financing/region/").status_code == 403


def test_what_is_overdue_and_what_concerns_the_collateral_stand_on_the_page_of_the_loan(
    here: World,
) -> None:
    loan, today = here.drawn(), usual_day()
    loan.instalments.filter(number=1).update(due_on=today - timedelta(days=1))
    loan.instalments.filter(number=2).update(due_on=today)
    told: dict[str, Any] = {
        "loan": loan.registration, "lender": loan.lender.name, "borrower": here.firm.name,
        "demand": "past_due", "since": today, "known_on": today, "opened_on": today,
    }  # fmt: skip
    KeptConcern.objects.create(mark="a", gravity="red", stage="open", **told)
    KeptConcern.objects.create(mark="b", gravity="blue", stage="cured", closed_on=today, **told)
    path = f"/financing/{loan.application_id}/"
    for person, pays in ((here.fang, True), (here.lin, False)):
        page = client_of(person).get(path).content.decode()
        assert page.count("▲ 逾期") == 1
        concerns = page.partition('id="concerns"')[2].partition("</section>")[0]
        assert (concerns.count("<li>"), "待补救" in concerns) == (1, True)
        assert ("请向银行还款" in page) is pays
    repay(loan, on=loan.drawn_on or today, **here.bank(at=timezone.now()))
    KeptConcern.objects.all().delete()
    page = client_of(here.fang).get(path).content.decode()
    assert "▲ 逾期" not in page
    assert 'id="concerns"' not in page
    assert "请向银行还款" not in page


def test_requests_are_sorted_by_the_value_of_what_is_offered(here: World) -> None:
    less, more = (here.requested([key], [here.lin])[0] for key in here.keys[:2])
    told = LoanApplication.objects.get(pk=more.application_id)
    told.valued = told.valued | {"median": "10000000.00"}  # more, though as a text it is less
    told.save()
    bank = client_of(here.lin)
    for sort, wanted in (("value", [less, more]), ("-value", [more, less])):
        rows = bank.get("/lending/", {"sort": sort}).context["found"].rows
        assert [one.application for one in rows] == [one.application_id for one in wanted]
