"""Financing by programs alone: from the draft to the release, and to the enforcement."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from loan_programs import client_of, got, posted, refused, sent

from actions.permit_world import disclose
from financing_world import World
from ipharbor.queries.financing import balances, signed_valuations
from ipharbor.records.models import (
    Loan,
    LoanApplication,
    LoanRight,
    Organisation,
    Person,
    RightEvent,
    Valuation,
)

pytestmark = pytest.mark.django_db
CONTRACT = "质押合同".encode()
HASH = hashlib.sha256(CONTRACT).hexdigest()


def org(person: Person) -> Organisation:
    assert person.organisation is not None
    return person.organisation


def later(days: int = 20) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def let_read(here: World) -> None:
    """The first bank reads the firm's docket and sales, so that it can value."""
    disclose(here.firm, org(here.lin), until=timezone.localdate() + timedelta(days=9), sales=True)


def valued(here: World, **told: Any) -> dict[str, Any]:
    """A valuation of the first two rights that the firm's program draws up."""
    stated = {
        "rights": [
            {"key": key, "sales": "1200000.00", "labour": "200000"} for key in here.keys[:2]
        ],
        "royalty": {"low": "0.02", "likely": "0.03", "high": "0.05"}, "draws": 500,
    }  # fmt: skip
    path = f"/firms/{here.firm.pk}/valuations"
    made: dict[str, Any] = sent(here.fang, path, stated | told, status=201)["data"]
    return made


def drafted(here: World) -> str:
    told = {"amount": "1000000.00", "months": 12, "rights": here.keys[:2], "purpose": "扩大产能"}
    made = sent(here.fang, "/loan-applications", told, status=201)["data"]
    return f"/loan-applications/{made['id']}"


def drawn(here: World) -> str:
    return f"/loans/{here.drawn(here.keys[:3]).pk}"


def test_a_loan_goes_from_draft_to_release_by_programs_alone(here: World) -> None:
    today = timezone.localdate().isoformat()
    let_read(here)
    made = valued(here)
    assert (made["status"], made["stands"]) == ("draft", True)
    sign = f"/valuations/{made['id']}/sign"
    assert refused(here.lin, sign, {"hash": "0" * 64}) == "valuation.hash"
    assert sent(here.lin, sign, {"hash": made["hash"]})["data"]["signed_for"] == "番禺创业银行"
    path = drafted(here)
    checked = sent(here.fang, f"{path}/check", {})["data"]
    assert checked["stage"] == "checked"
    assert set(checked["checked"]) == set(here.keys[:2])
    rested = sent(here.fang, f"{path}/valuation", {"valuation": made["id"]})["data"]
    assert (rested["stage"], rested["valuation_sha256"]) == ("valued", made["hash"])
    lenders = {one["name"]: one["id"] for one in got(here.fang, "/lenders")}
    asked = {"lenders": [lenders["番禺创业银行"], lenders["广州新银行"]], "until": later()}
    assert sent(here.fang, f"{path}/requests", asked)["data"]["stage"] == "requested"
    (theirs,) = got(here.mei, "/loan-requests")
    sent(here.mei, f"/loan-requests/{theirs['id']}/decline", {"reason": "额度已满"})
    (ours,) = got(here.lin, "/loan-requests")
    offered = {"principal": "1000000.00", "rate": "0.0385", "months": 12, "until": later()}
    offer = sent(here.lin, f"/loan-requests/{ours['id']}/offers", offered, status=201)["data"]
    loan = sent(here.fang, f"{path}/accept", {"offer": offer["id"]}, status=201)["data"]
    of = f"/loans/{loan['id']}"
    assert (loan["stage"], loan["value"]) == ("accepted", made["median"])
    first = posted(here.fang, f"{of}/signature", {}, CONTRACT)["data"]
    assert (first["stage"], first["contract_sha256"]) == ("accepted", HASH)
    answer = client_of(here.lin).get(f"/api/v1{of}/contract/file")
    assert b"".join(answer.streaming_content) == CONTRACT
    other = posted(here.lin, f"{of}/signature", {}, b"other", status=422)
    assert other["error"]["code"] == "loan.sign.other_paper"
    second = posted(here.lin, f"{of}/signature", {"sha256": HASH})["data"]
    assert second["stage"] == "contracted"
    told = {"number": "Y2026440000001", "on": today}
    assert sent(here.lin, f"{of}/registration", told)["data"]["stage"] == "registered"
    assert sent(here.lin, f"{of}/drawing", {"on": today})["data"]["stage"] == "drawn"
    paid = sent(here.lin, f"{of}/payments", {"on": today, "all_owed": True})["data"]
    assert (paid["stage"], paid["owed"]) == ("repaid", "0.00")
    done = sent(here.lin, f"{of}/release", {"on": today})["data"]
    assert done["stage"] == "released"
    assert {one["ended_as"] for one in done["pledges"]} == {"released"}
    assert balances(Loan.objects.get())[1] == {}
    assert RightEvent.objects.filter(code="PC01").count() == 2


def test_a_pledge_is_changed_and_enforced_by_the_lenders_program(here: World) -> None:
    of, today = drawn(here), timezone.localdate().isoformat()
    a, b, c, d = here.keys[:4]
    freed = sent(here.lin, f"{of}/release", {"on": today, "rights": [c]})["data"]
    assert [one["open"] for one in freed["pledges"]] == [True, True, False]
    put = sent(here.lin, f"{of}/substitution", {"old": b, "new": d, "on": today})["data"]
    assert {one["key"] for one in put["pledges"] if one["open"]} == {a, d}
    sent(here.lin, f"{of}/change", {"item": "debt", "after": "九十万元", "on": today})
    changes = RightEvent.objects.filter(code="PM01")
    assert {one.details["after"] for one in changes} == {"九十万元"}
    assert {one.key for one in changes} == {a, d}
    assert sent(here.lin, f"{of}/default", {"reason": "逾期九十日"})["data"]["stage"] == "defaulted"
    told = {"proceeds": "520000.00", "costs": "20000.00", "on": today}
    ended = sent(here.lin, f"{of}/enforcement", told)["data"]
    assert ended["paid"]["costs"] == "20000.00"
    # what instalments had fallen due of interest goes before principal
    interest = Decimal(ended["paid"]["interest"])
    assert interest > 0
    assert Decimal(ended["paid"]["principal"]) == 500_000 - interest
    assert ended["borne"] == {"bank": ended["short"]["principal"]}
    assert (ended["loan"]["stage"], ended["surplus"]) == ("enforced", "0.00")
    assert balances(Loan.objects.get())[1] == {}
    assert set(LoanRight.objects.filter(key__in=[a, d]).values_list("ended_as", flat=True)) == {
        "enforced"
    }


def test_a_draft_is_changed_rests_on_a_report_and_is_withdrawn(here: World) -> None:
    path = drafted(here)
    told = {"amount": "800000.00", "months": 24, "rights": here.keys[:1]}
    changed = sent(here.fang, path, told, method="put")["data"]
    assert (changed["amount"], changed["rights"]) == ("800000.00", here.keys[:1])
    report = {"low": "1", "median": "2000000", "high": "3000000", "signed_by": "评估师甲",
              "valued_on": "2021-11-30"}  # fmt: skip
    early = posted(here.fang, f"{path}/valuation/report", report, b"%PDF", status=409)
    assert early["error"]["code"] == "loan.stage"
    sent(here.fang, f"{path}/check", {"insists": []})
    upside = posted(here.fang, f"{path}/valuation/report", report | {"low": "9000000"}, b"%PDF",
                    status=422)  # fmt: skip
    assert upside["error"]["code"] == "loan.valued.range"
    done = posted(here.fang, f"{path}/valuation/report", report, b"%PDF")["data"]
    assert done["valued"]["signed_by"] == "评估师甲"
    assert done["valuation_sha256"] == hashlib.sha256(b"%PDF").hexdigest()
    assert here.vault.has(done["valuation_sha256"])
    assert refused(here.fang, f"{path}/withdraw", {"reason": " "}) == "loan.reason.missing"
    gone = sent(here.fang, f"{path}/withdraw", {"reason": "改用自有资金"})["data"]
    assert gone["stage"] == "withdrawn"


def test_an_acceptance_that_is_sent_twice_makes_one_loan(here: World) -> None:
    asked = here.requested(lenders=[here.lin])[0]
    offer = {"principal": "1000000.00", "rate": "0.0385", "months": 12, "until": later()}
    made = sent(here.lin, f"/loan-requests/{asked.pk}/offers", offer, status=201)["data"]
    path = f"/loan-applications/{asked.application_id}/accept"
    answers = [sent(here.fang, path, {"offer": made["id"]}, "once", 201) for _again in range(2)]
    assert answers[0] == answers[1]
    assert Loan.objects.count() == 1
    assert refused(here.fang, path, {"offer": made["id"]}, 409) == "loan.stage"
    assert refused(here.fang, path, {"offer": made["id"] + 9}, 409) == "loan.offer.gone"


def test_what_is_not_ones_own_is_answered_as_if_it_were_not_there(here: World) -> None:
    of, path = drawn(here), drafted(here)
    for person, address, told in (
        (here.mei, f"{of}/release", {"on": "2021-11-30"}),
        (here.mei, f"{of}/default", {"reason": "逾期"}),
        (here.mei, f"{of}/enforcement", {"proceeds": "1", "on": "2021-11-30"}),
    ):
        assert refused(person, address, told, 404) == "loan.unknown"
    assert refused(here.lin, f"{path}/check", {}, 403) == "permit.denied"
    assert refused(here.fang, f"{of}/release", {"on": "2021-11-30"}, 403) == "permit.denied"
    answer = posted(here.mei, f"{of}/signature", {}, CONTRACT, 404)
    assert answer["error"]["code"] == "loan.unknown"
    assert client_of(here.mei).get(f"/api/v1{of}/contract/file").status_code == 404
    assert LoanApplication.objects.get(pk=path.rpartition("/")[2]).stage == "drafted"
    assert not LoanRight.objects.exclude(ended_as="").exists()


def test_what_cannot_be_done_says_why_and_leaves_all_as_it_was(here: World) -> None:
    of, today = drawn(here), timezone.localdate().isoformat()
    a, _b, _c, d, e = here.keys
    cases = [
        ("release", {"on": today}, 409, "loan.stage"),
        ("release", {"on": today, "rights": [d]}, 422, "loan.release.keys"),
        ("release", {"on": later(), "rights": [a]}, 422, "loan.release.day"),
        ("substitution", {"old": d, "new": e, "on": today}, 422, "loan.substitute.old"),
        ("substitution", {"old": a, "new": "CN1", "on": today}, 422, "loan.substitute.new"),
        ("change", {"item": "colour", "after": "红", "on": today}, 422, "loan.change.item"),
        ("change", {"item": "debt", "after": " ", "on": today}, 422, "loan.change.after"),
        ("default", {"reason": " "}, 422, "loan.reason.missing"),
        ("enforcement", {"proceeds": "1", "on": today}, 409, "loan.stage"),
        ("enforcement", {"proceeds": "1", "on": later()}, 422, "loan.enforce.day"),
    ]
    for verb, told, status, code in cases:
        assert refused(here.lin, f"{of}/{verb}", told, status) == code, (verb, told)
    loan = Loan.objects.get()
    assert (loan.stage, loan.rights.filter(open=True).count()) == ("drawn", 3)


def test_a_firm_asks_only_lenders_that_there_are(here: World) -> None:
    held = here.checked(here.drafted())
    path = f"/loan-applications/{held.pk}/requests"
    told = {"lenders": [org(here.lin).pk, org(here.fang).pk], "until": later()}
    assert refused(here.fang, path, told) == "loan.request.lenders"
    past = {"lenders": [org(here.lin).pk], "until": "2021-11-30"}
    assert refused(here.fang, path, past) == "loan.request.until"


def test_a_valuation_by_program_says_which_field_is_amiss(here: World) -> None:
    path = f"/firms/{here.firm.pk}/valuations"
    one = {"key": here.keys[0], "sales": "1200000"}
    answer = sent(here.fang, path, {"rights": [one, one]}, status=422)["error"]
    assert answer["code"] == "valuation.right.twice"
    answer = sent(here.fang, path, {"rights": [{"key": "CN1"}]}, status=422)["error"]
    assert (answer["code"], answer["fields"]) == ("valuation.right.unknown", ["keys"])
    steep = {"low": "0.05", "likely": "0.03", "high": "0.04"}
    answer = sent(here.fang, path, {"rights": [one], "royalty": steep}, status=422)["error"]
    assert (answer["code"], answer["fields"]) == ("valuation.spread", ["royalty_likely"])
    bare = {"rights": [{"key": here.keys[0]}], "draws": 100}
    answer = sent(here.fang, path, bare, status=422)["error"]
    assert answer["code"] == "valuation.nothing"
    assert refused(here.lin, path, {"rights": [one]}, 404) == "docket.firm.unknown"
    assert Valuation.objects.count() == 0


def test_a_firm_cannot_sign_its_own_valuation_and_nobody_signs_twice(here: World) -> None:
    let_read(here)
    made = valued(here)
    path = f"/valuations/{made['id']}/sign"
    assert refused(here.fang, path, {"hash": made["hash"]}, 403) == "permit.denied"
    assert refused(here.mei, path, {"hash": made["hash"]}, 404) == "valuation.unknown"
    sent(here.lin, path, {"hash": made["hash"]})
    assert refused(here.lin, path, {"hash": made["hash"]}, 409) == "valuation.over"
    again = valued(here, after=made["id"], tax="0.15")
    assert (again["version"], again["status"]) == (2, "draft")
    report = client_of(here.lin).get(f"/api/v1/valuations/{again['id']}/file?form=docx")
    assert report.content.startswith(b"PK")


def test_rates_of_the_interface_are_parts_of_one_and_what_is_left_out_is_the_books(
    here: World,
) -> None:
    made = valued(here, tax="0.15", discount={"free": "0.02"})
    subject = Valuation.objects.get(pk=made["id"]).inputs["subjects"][0]
    assert Decimal(subject["tax"]) == Decimal("0.15")
    assert Decimal(subject["royalty"]["mode"]) == Decimal("0.03")
    assert Decimal(subject["costs"]["labour"]) == 200_000
    usual = Valuation.objects.get(pk=valued(here)["id"]).inputs["subjects"][0]
    assert subject["decay"] == usual["decay"]
    assert subject["discount"] != usual["discount"]


def test_an_application_rests_on_no_valuation_of_rights_that_it_does_not_offer(
    here: World,
) -> None:
    let_read(here)
    made = valued(here)
    held = here.checked(here.drafted(here.keys[1:3]))
    path = f"/loan-applications/{held.pk}/valuation"
    assert refused(here.fang, path, {"valuation": made["id"]}) == "loan.valued.signature"
    sent(here.lin, f"/valuations/{made['id']}/sign", {"hash": made["hash"]})
    assert refused(here.fang, path, {"valuation": made["id"]}) == "loan.valued.rights"
    assert signed_valuations(held) == []
    both = here.checked(here.drafted(here.keys[:3]))
    told = {"valuation": made["id"]}
    sent(here.fang, f"/loan-applications/{both.pk}/valuation", told)
    assert [one.pk for one in signed_valuations(both)] == [made["id"]]
