"""The watch over pledged loans, from the register's events to the lender's warning."""

from __future__ import annotations

import email
from datetime import date, datetime, timedelta
from decimal import Decimal
from email import policy
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from ipharbor.actions import permits
from ipharbor.actions.collateral.look import Looked, look
from ipharbor.actions.collateral.waive import waive
from ipharbor.actions.warning import round as rounds
from ipharbor.actions.watch.add import add
from ipharbor.analysis.collateral import Lent, facts, registered, together
from ipharbor.corpus.loading import Brought, Loading
from ipharbor.corpus.reading import Corpus
from ipharbor.gateways.mail import FolderMailer
from ipharbor.journal import chain
from ipharbor.journal.models import Line
from ipharbor.pledge.watched import LOANS, PLEDGES
from ipharbor.queries import watched_loans
from ipharbor.queries.swept import known
from ipharbor.records.models import (
    CollateralNight,
    Firm,
    HandledCase,
    IssuedWarning,
    KeptConcern,
    Organisation,
    Payment,
    Person,
    Right,
    RightEvent,
    SeenIncident,
    Valuation,
)
from ipharbor.vocabulary.errors import HarborError
from statements import statement, table

AT = datetime(2021, 11, 30, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
ON = AT.date()
MAKER, BUYER, BANK, SURETY = "番禺明灯有限公司", "佛山远光有限公司", "羊城湾银行", "番禺融担公司"
KEY, NUMBER = "CN201610685031.5", "Y2021440000007"
pytestmark = pytest.mark.django_db


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    with Loading(tmp_path / "corpus") as loading:
        loading.add(
            table(
                statement(
                    1, "202010000001", published_on=date(2021, 11, 2), applicants=[BUYER],
                    publication_number="CN100000001A", title="一种灯",
                )
            )
        )  # fmt: skip
        loading.finish(Brought("a.csv", "exchange", "a".ljust(64, "0")), on=ON)
    return Corpus(tmp_path / "corpus")


@pytest.fixture
def maker() -> Firm:
    firm = Firm.objects.create(name=MAKER, town="440113016")
    Right.objects.create(
        key=KEY, application_number="201610685031.5", firm=firm, patent_type="invention",
        title="一种走马灯", filed_on=date(2016, 8, 18), granted_on=date(2019, 5, 7), taken_up_at=AT,
    )  # fmt: skip
    told("GR01", date(2019, 5, 7))
    told("PE01", date(2021, 3, 1), number=NUMBER, pledgor=MAKER, pledgee=BANK,
         until="2023-02-28", amount="1500000")  # fmt: skip
    return firm


def told(code: str, on: date, **details: str) -> RightEvent:
    known_on = on + timedelta(days=7)
    return RightEvent.objects.create(
        key=KEY, code=code, on=on, known_on=known_on, number=details.get("number", ""),
        details=details,
    )  # fmt: skip


def lent(value: int = 4_000_000, **more: Any) -> Lent:
    """The bank's own loan on the right, with a signed value of so many yuan."""
    loans = [
        {
            "loan": "D-1", "lender": BANK, "borrower": MAKER, "guarantor": SURETY,
            "balance_fen": 150_000_000, "drawn_on": date(2021, 3, 2),
            "matures_on": date(2023, 2, 28), "own": True,
        }
    ]  # fmt: skip
    pledges = [
        {
            "loan": "D-1", "right": KEY, "kind": "invention", "number": NUMBER,
            "pledged_on": date(2021, 3, 1), "value_fen": value * 100,
            "valued_on": date(2021, 2, 1), "life_ends": date(2036, 8, 17),
        }
    ]  # fmt: skip
    return Lent(
        pa.Table.from_pylist([loans[0] | more], LOANS), pa.Table.from_pylist(pledges, PLEDGES)
    )


def night(corpus: Corpus, on: date = ON, own: Lent | None = None) -> Looked:
    seen = known(corpus, region="panyu")
    given = watched_loans.watched(seen, on) if own is None else facts(seen, own, on)
    return look(
        given, rights=watched_loans.titles(seen, given), book=seen.book, on=on,
        by=permits.operator(), at=AT,
    )  # fmt: skip


def warned(folder: Path, corpus: Corpus, on: date, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "SWEEPS", {})
    rounds.run(
        corpus=corpus, mailer=FolderMailer(folder / "mail", "ipharbor@example.org"), as_of=on,
        base_url="http://harbor.example", by=permits.operator(), at=AT,
        known=known(corpus, region="panyu"),
    )  # fmt: skip


def test_a_pledge_that_the_register_shows_is_a_loan_that_is_watched(
    corpus: Corpus, maker: Firm
) -> None:
    seen = registered(known(corpus, region="panyu"), ON)
    loan = seen.loans.to_pylist()[0]
    assert (loan["loan"], loan["lender"], loan["borrower"]) == (NUMBER, BANK, MAKER)
    assert (loan["balance_fen"], loan["matures_on"]) == (150_000_000, date(2023, 2, 28))
    assert not loan["own"]
    assert seen.pledges.column("right").to_pylist() == [KEY]
    assert registered(known(corpus, region="panyu"), date(2021, 3, 7)).loans.num_rows == 0
    besides = registered(known(corpus, region="panyu"), ON, besides=frozenset({NUMBER}))
    assert besides.loans.num_rows == 0
    assert together(seen, lent()).loans.num_rows == 2


def test_a_right_sold_after_the_pledge_is_found_by_the_next_round(
    corpus: Corpus, maker: Firm
) -> None:
    assert night(corpus).night.standing == 0
    told("TR01", date(2021, 12, 10), before=MAKER, after=BUYER)
    assert night(corpus, date(2021, 12, 16)).night.opened == 0  # not yet known
    done = night(corpus, date(2021, 12, 17))
    concern = KeptConcern.objects.get()
    assert done.night.opened == 1
    assert (concern.demand, concern.gravity, concern.stage) == ("transferred", "red", "open")
    assert (concern.lender, concern.borrower, concern.right) == (BANK, MAKER, KEY)
    assert concern.cure_by == date(2022, 1, 1)
    late = night(corpus, date(2022, 1, 2))
    assert late.night.breached == 1
    assert KeptConcern.objects.get().stage == "breached"
    assert SeenIncident.objects.get().code == "signal.cure_over"


def test_a_missed_annuity_tells_lender_borrower_and_guarantor_the_new_loan_to_value(
    tmp_path: Path, corpus: Corpus, maker: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank = Organisation.objects.create(kind="lender", name=BANK, made_at=AT)
    surety = Organisation.objects.create(kind="guarantor", name=SURETY, made_at=AT)
    other = Organisation.objects.create(kind="lender", name="别家银行", made_at=AT)
    people = {
        "bank": Person.objects.create(
            username="bank", role="lender", organisation=bank, email="bank@example.org"
        ),
        "surety": Person.objects.create(username="surety", role="guarantor", organisation=surety),
        "maker": Person.objects.create(username="maker", role="firm", firm=maker),
        "other": Person.objects.create(username="other", role="lender", organisation=other),
    }
    for name, person in people.items():
        kind = "own_rights" if name == "maker" else "collateral"
        add(owner=person, by=permits.operator(), at=AT, name=name, vintage=1, kind=kind,
            subject="", since=date(2021, 8, 1))  # fmt: skip
    for year in (4, 5):
        paid = date(2015 + year, 8, 1)
        Payment.objects.create(key=KEY, patent_year=year, paid_on=paid, known_on=paid)
    before, missed = date(2021, 8, 18), date(2021, 8, 19)
    night(corpus, before, lent())
    assert [one.demand for one in KeptConcern.objects.all()] == ["annuity_due"]
    done = night(corpus, missed, lent())
    assert done.incidents == 1
    demands = {one.demand: one for one in KeptConcern.objects.filter(closed_on=None)}
    assert demands["annuity_missed"].gravity == "red"
    assert demands["loan_to_value"].fact.endswith("/0.50")
    warned(tmp_path, corpus, missed, monkeypatch)
    raised = {one.person.username: one for one in IssuedWarning.objects.all()}
    assert set(raised) == {"bank", "surety", "maker"}
    assert {one.grade for one in raised.values()} == {"red"}
    mark = done.found.marks.to_pylist()[0]
    new = f"{mark['loan_to_value']:.0%}"
    facts_told = raised["bank"].evidence["incidents"][0]["signal"]["facts"]
    assert (facts_told["ltv"], facts_told["rights"]) == (new, "一种走马灯")
    mail = next((tmp_path / "mail").rglob("*.eml")).read_bytes()
    body = email.message_from_bytes(mail, policy=policy.default).get_body(("plain",))
    assert body is not None
    assert new in body.get_content()


def test_a_signed_valuation_gives_a_loan_to_value_to_a_pledge_of_the_register(
    corpus: Corpus, maker: Firm
) -> None:
    signer = Person.objects.create(username="gu", role="agency")
    Valuation.objects.create(
        firm=maker, keys=[KEY], valued_on=date(2021, 11, 1), scenario="finance", low=1,
        median=Decimal(2_000_000), high=Decimal(2_000_000), inputs={}, status="signed",
        result={"rights": [{"key": KEY, "range": {"median": "2000000.00"}}]}, hash="h",
        drawn_up_at=AT, drawn_up_by_name="gu", signed_at=AT, signed_by=signer,
    )  # fmt: skip
    done = night(corpus)
    mark = done.found.marks.to_pylist()[0]
    assert (mark["signed_fen"], mark["unvalued"], mark["over"]) == (200_000_000, 0, True)
    assert 0.75 < mark["loan_to_value"] < 0.76
    assert SeenIncident.objects.get().code == "signal.loan_to_value"
    assert watched_loans.signed_values(date(2021, 10, 31)) == {}


def test_asked_again_for_the_same_night_nothing_changes(corpus: Corpus, maker: Firm) -> None:
    told("EE01", date(2021, 6, 1), number="X1", licensor=MAKER, licensee=BUYER)
    night(corpus)
    lines, rows = Line.objects.count(), list(KeptConcern.objects.values())
    again = night(corpus)
    assert (Line.objects.count(), list(KeptConcern.objects.values())) == (lines, rows)
    assert again.night == CollateralNight.objects.get()
    assert chain.verify() is None
    with pytest.raises(HarborError) as earlier:
        night(corpus, ON - timedelta(days=1))
    assert earlier.value.code == "collateral.earlier"


def test_an_open_case_is_a_concern_until_it_is_closed(corpus: Corpus, maker: Firm) -> None:
    case = HandledCase.objects.create(
        number="番知1号", kind="infringement", received_on=date(2021, 9, 1),
        right="201610685031.5", complainant=BUYER, respondent=MAKER,
    )  # fmt: skip
    night(corpus)
    assert KeptConcern.objects.get().demand == "litigation"
    case.closed_on = ON
    case.save()
    night(corpus, ON + timedelta(days=1))
    concern = KeptConcern.objects.get()
    assert (concern.stage, concern.closed_on) == ("cured", ON + timedelta(days=1))


def test_a_lender_waives_its_own_concern_with_a_reason_and_no_others(
    corpus: Corpus, maker: Firm
) -> None:
    told("EE01", date(2021, 6, 1), number="X1", licensor=MAKER, licensee=BUYER)
    night(corpus)
    concern = KeptConcern.objects.get()
    own = Organisation.objects.create(kind="lender", name=BANK, made_at=AT)
    strange = Organisation.objects.create(kind="lender", name="别家银行", made_at=AT)
    bank = permits.of(Person.objects.create(username="b", role="lender", organisation=own))
    other = permits.of(Person.objects.create(username="o", role="lender", organisation=strange))
    for by, why, code in (
        (other, "同意", "collateral.unknown"), (bank, " ", "collateral.why.missing"),
        (bank, "长" * 301, "form.text.long"),
    ):  # fmt: skip
        with pytest.raises(HarborError) as refused:
            waive(concern.pk, why=why, by=by, at=AT)
        assert refused.value.code == code
    waive(concern.pk, why="许可经我行口头同意", by=bank, at=AT)
    with pytest.raises(HarborError) as closed:
        waive(concern.pk, why="再来", by=bank, at=AT)
    assert closed.value.code == "collateral.closed"
    assert night(corpus, ON + timedelta(days=90)).night.opened == 0
    concern.refresh_from_db()
    assert (concern.stage, concern.by_name) == ("waived", "b")


def test_the_tables_of_a_night_are_kept_and_read_again(
    tmp_path: Path, corpus: Corpus, maker: Firm
) -> None:
    assert watched_loans.last_night(tmp_path / "c") is None
    seen = known(corpus, region="panyu")
    given = watched_loans.watched(seen, ON)
    done = night(corpus)
    watched_loans.keep(tmp_path / "c", given, done.found, ON)
    held = watched_loans.last_night(tmp_path / "c")
    assert held is not None
    assert held.as_of == ON
    assert held.marks.to_pylist() == done.found.marks.to_pylist()
