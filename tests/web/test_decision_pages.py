"""Decisions on a loan opened again: what was known then, what is otherwise today, and what was
tampered with."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from financing_world import AT, PAPER, SEALS, TODAY, World, actor, seated
from invented_valuations import basis, lantern
from ipharbor import wiring
from ipharbor.actions import permits
from ipharbor.actions.collateral.look import look
from ipharbor.actions.collateral.waive import waive
from ipharbor.actions.financing.repay import repay
from ipharbor.actions.financing.value import Valued, value
from ipharbor.actions.valuation.draw_up import draw_up
from ipharbor.actions.valuation.sign import sign as sign_valuation
from ipharbor.actions.vault.keep import keep
from ipharbor.analysis.collateral import facts, registered
from ipharbor.journal.models import Enclosure, Line
from ipharbor.queries.decisions.lines import told
from ipharbor.queries.decisions.reopening import Reopened, reopened
from ipharbor.queries.swept import known
from ipharbor.queries.watched_loans import titles
from ipharbor.records.models import (
    Disclosure,
    KeptConcern,
    KeptPaper,
    Loan,
    LoanInstalment,
    LoanRequest,
    Right,
    RightEvent,
    Valuation,
)
from ipharbor.register.encumbrances import Family
from ipharbor.statutes.book import load

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=40)


@pytest.fixture
def here(corpus: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    world = World(tmp_path)
    monkeypatch.setattr(wiring, "firm_sealer", lambda: SEALS)
    monkeypatch.setattr(wiring, "vault", lambda: world.vault)
    return world


def line(action: str) -> Line:
    found = Line.objects.filter(action=action).order_by("seq").first()
    assert found is not None
    return found


def opened(world: World, loan: Loan, action: str, *, today: date = LATER) -> Reopened:
    return reopened(
        loan.application, told(loan.application, SEALS), line(action).seq, law=load(), today=today,
        seals=SEALS, vault=world.vault, papers=True, lang="en",
    )  # fmt: skip


def page(person: Any, loan: Loan, action: str) -> Any:
    client = Client()
    client.force_login(person)
    return client.get(f"/financing/{loan.application_id}/decisions/{line(action).seq}/")


def sold(key: str, *, known_on: date) -> None:
    RightEvent.objects.create(
        key=key, code="TR01", on=TODAY + timedelta(days=9), known_on=known_on, source="list.csv",
        details={"before": "番禺明灯有限公司", "after": "佛山远光有限公司"},
    )  # fmt: skip


def test_the_check_is_opened_as_it_was_known_and_the_pledge_of_that_day_comes_later(
    here: World,
) -> None:
    loan = here.drawn()
    check, drawn = opened(here, loan, "financing.check"), opened(here, loan, "financing.draw")
    assert (check.application.stage, drawn.application.stage) == ("checked", "drawn")
    assert (check.value, check.loan, check.owed, check.papers) == (None, None, Decimal(0), ())
    assert [len(one.then.encumbrances) for one in check.rights] == [0, 0]
    (pledge,) = drawn.rights[0].then.encumbrances
    assert (pledge.family, pledge.number) == (Family.PLEDGE, "Y2021440000001")
    assert check.rights[0].changes == ("encumbrances",)
    assert drawn.owed == loan.principal
    assert drawn.value is not None
    assert drawn.value.median == 2_500_000
    assert len(drawn.instalments) == 4
    differs = {(one.what, one.right) for one in check.differs}
    assert {("stage", ""), ("value", ""), ("owed", ""), ("encumbrances", here.keys[0])} <= differs
    assert not drawn.differs


def test_a_sale_after_the_pledge_is_no_part_of_what_was_known_and_stands_under_today(
    here: World,
) -> None:
    loan = here.drawn()
    sold(here.keys[0], known_on=TODAY + timedelta(days=12))
    made = opened(here, loan, "financing.draw")
    assert made.rights[0].then.holders == ("番禺明灯有限公司",)
    assert made.rights[0].now.holders == ("佛山远光有限公司",)
    (differing,) = [one for one in made.differs if one.what == "holders"]
    assert (differing.right, differing.now) == (here.keys[0], ("佛山远光有限公司",))
    assert not opened(here, loan, "financing.draw", today=TODAY).rights[0].changes


def test_a_payment_after_the_decision_lessens_what_is_owed_today_and_not_then(here: World) -> None:
    loan = here.drawn()
    first = loan.instalments.order_by("number").first()
    assert first is not None
    repay(loan, on=first.due_on, **here.bank(at=AT + timedelta(days=120)))
    made = opened(here, loan, "financing.draw")
    assert {one.what: (one.then, one.now) for one in made.differs}["paid"] == (0, 1)
    assert made.instalments[0].paid_on is None
    assert opened(here, loan, "financing.repay").instalments[0].paid_on == first.due_on


def test_an_altered_byte_and_a_lost_paper_are_told_by_the_hash(here: World) -> None:
    loan = here.drawn()
    (contract,) = [
        one for one in opened(here, loan, "financing.draw").papers if one.kind == "contract"
    ]
    assert contract.condition == "intact"
    place = here.folder / "vault" / contract.sha256[:2] / contract.sha256
    place.write_bytes(PAPER[:-1] + b"?")
    found = {one.kind: one.condition for one in opened(here, loan, "financing.draw").papers}
    assert found == {"valuation": "missing", "contract": "altered"}
    shown = page(here.lin, loan, "financing.draw").content.decode()
    assert "内容被改动" in shown
    assert contract.sha256 in shown
    assert "材料库中没有" in shown


def test_a_paper_put_in_the_place_of_another_is_told_though_its_own_hash_is_right(
    here: World,
) -> None:
    loan = here.drawn()
    forged = here.vault.put([b"another contract"], limit=1000).sha256
    Loan.objects.filter(pk=loan.pk).update(contract_sha256=forged)
    made = opened(here, loan, "financing.draw")
    (contract,) = [one for one in made.papers if one.kind == "contract"]
    assert (contract.condition, contract.named) == ("replaced", forged)
    assert not made.follows
    assert "绕过日志" in page(here.lin, loan, "financing.draw").content.decode()


def test_a_kept_paper_belongs_to_the_decision_only_if_it_was_kept_before(here: World) -> None:
    right = Right.objects.get(key=here.keys[0])
    given = {"firm": here.firm, "right": right, "kind": "certificate", "limit_mb": 1,
             "vault": here.vault, "by": actor(here.fang), "at": AT}  # fmt: skip
    keep([b"certificate"], "certificate.pdf", **given)
    loan = here.drawn()
    keep([b"late"], "late.pdf", **given)
    names = [one.name for one in opened(here, loan, "financing.draw").papers]
    assert "certificate.pdf" in names
    assert "late.pdf" not in names
    forged = here.vault.put([b"other certificate"], limit=1000).sha256
    KeptPaper.objects.filter(name="certificate.pdf").update(sha256=forged)
    (paper,) = [one for one in opened(here, loan, "financing.draw").papers if one.name]
    assert (paper.condition, paper.named) == ("replaced", forged)


def test_a_row_changed_beside_the_journal_does_not_change_what_was_known(here: World) -> None:
    loan = here.drawn()
    assert opened(here, loan, "financing.draw").follows
    LoanInstalment.objects.filter(loan=loan, number=1).update(interest=Decimal("0.01"))
    made = opened(here, loan, "financing.draw")
    assert not made.follows
    assert made.instalments[0].interest > 1


def test_a_line_or_an_enclosure_that_was_altered_is_told(here: World) -> None:
    loan = here.drawn()
    assert opened(here, loan, "financing.draw").check.sound
    held = line("financing.draw")
    Line.objects.filter(pk=held.pk).update(actor="somebody")
    check = opened(here, loan, "financing.draw").check
    assert (check.sound, check.agrees) == (False, False)
    Line.objects.filter(pk=held.pk).update(actor=held.actor)
    assert opened(here, loan, "financing.draw").check.sound
    other = Enclosure.objects.get(sha256=line("financing.offer").details["enclosed"])
    Enclosure.objects.filter(sha256=held.details["enclosed"]).update(body=bytes(other.body))
    check = opened(here, loan, "financing.draw").check
    assert (check.sound, check.agrees, check.encloses) == (False, True, False)


def test_the_value_used_is_reckoned_again_and_a_later_version_told(here: World) -> None:
    owner, appraiser = actor(here.fang), actor(here.lin)
    Disclosure.objects.create(
        firm=here.firm, organisation=here.lin.organisation, sales=True, since=AT, until=LATER,
        by_name="fang", purpose="评估",
    )  # fmt: skip
    told_ = basis(lantern(here.keys[0]), lantern(here.keys[1]))
    first = draw_up(here.firm, told_, seals=SEALS, by=owner, at=AT)
    sign_valuation(first.pk, by=appraiser, at=AT)
    held = here.checked(here.drafted())
    first.refresh_from_db()
    value(held, Valued(first.low, first.median, first.high, first.signed_by_name, first.hash,
                       first.valued_on, first.pk), **here.firm_)  # fmt: skip

    def used() -> Any:
        seq = line("financing.value").seq
        return reopened(
            held, told(held, SEALS), seq, law=load(), today=LATER, seals=SEALS, vault=here.vault,
            papers=True, lang="en",
        ).value  # fmt: skip

    found = used()
    assert (found.version, found.stands, found.same, found.superseded_by) == (1, True, True, 0)
    assert told(held, SEALS).lines[0].action == "valuation.sign"
    second = draw_up(here.firm, told_, supersedes=first.pk, seals=SEALS, by=owner, at=AT)
    sign_valuation(second.pk, by=appraiser, at=AT)
    assert used().superseded_by == 2
    Valuation.objects.filter(pk=first.pk).update(hash="b" * 64)
    assert (used().stands, used().same) == (False, False)


def test_who_may_not_see_an_offer_does_not_see_the_decision_on_it(here: World) -> None:
    asked = here.requested()
    ours, theirs = here.offered(asked[0], here.lin), here.offered(asked[1], here.mei, "0.0512")
    held = asked[0].application
    seqs = {
        one.details["request"]: one.seq for one in Line.objects.filter(action="financing.offer")
    }
    own, other, stranger = Client(), Client(), Client()
    own.force_login(here.lin)
    other.force_login(here.mei)
    stranger.force_login(seated("paul", "lender", place="佛山银行"))
    path = f"/financing/{held.pk}/decisions"
    assert own.get(f"{path}/{seqs[ours.request_id]}/").status_code == 200
    assert own.get(f"{path}/{seqs[theirs.request_id]}/").status_code == 404
    assert other.get(f"{path}/{seqs[theirs.request_id]}/").status_code == 200
    assert stranger.get(f"{path}/{seqs[ours.request_id]}/").status_code == 404
    office = Client()
    office.force_login(seated("olivia", "district_office"))
    assert office.get(f"{path}/{seqs[theirs.request_id]}/").status_code == 200
    listed = own.get(f"/financing/{held.pk}/").content.decode()
    assert f"/decisions/{seqs[ours.request_id]}/" in listed
    assert f"/decisions/{seqs[theirs.request_id]}/" not in listed
    assert LoanRequest.objects.count() == 2


def night(on: date) -> None:
    seen = known(wiring.corpus(), region="panyu")
    given = facts(seen, registered(seen, on), on)
    look(given, rights=titles(seen, given), book=seen.book, on=on, by=permits.operator(),
         at=AT + (on - TODAY))  # fmt: skip


def test_a_concern_is_known_from_the_night_that_opened_it_and_as_waived_after_the_waiver(
    here: World,
) -> None:
    loan = here.drawn()
    sold(here.keys[0], known_on=TODAY + timedelta(days=12))
    for days in (1, 12):
        night(TODAY + timedelta(days=days))
    waived = KeptConcern.objects.get(demand="transferred")
    waive(waived.pk, why="买方已同意承担质押", by=actor(here.lin), at=AT + timedelta(days=13))
    first = loan.instalments.order_by("number").first()
    assert first is not None
    repay(loan, on=first.due_on, **here.bank(at=AT + timedelta(days=120)))
    assert not opened(here, loan, "financing.draw").concerns
    stages = {
        action: {one.demand: one.stage for one in opened(here, loan, action).concerns}
        for action in ("collateral.waive", "financing.repay")
    }
    assert stages["collateral.waive"]["transferred"] == "waived"
    (differing,) = [
        one for one in opened(here, loan, "financing.draw").differs
        if one.what == "concern" and one.demand == "transferred"
    ]  # fmt: skip
    assert (differing.then, differing.now) == ("", "waived")
    shown = page(here.lin, loan, "collateral.waive").content.decode()
    assert "买方已同意承担质押" in shown


@pytest.mark.parametrize("role", ["firm", "lender", "office"])
def test_every_decision_has_its_page_in_both_languages(here: World, role: str) -> None:
    loan = here.drawn()
    office = seated("olivia", "district_office")
    client = Client()
    client.force_login({"firm": here.fang, "lender": here.lin, "office": office}[role])
    found = client.get(f"/financing/{loan.application_id}/").context["decided"]
    assert len(found) == 10
    for lang in ("zh-hans", "en"):
        client.cookies["django_language"] = lang
        for one in found:
            answer = client.get(f"/financing/{loan.application_id}/decisions/{one.seq}/")
            assert answer.status_code == 200
    assert client.get(f"/financing/{loan.application_id}/decisions/999999/").status_code == 404
